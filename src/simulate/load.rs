//! Loads to be made up: callers at a rate, as they come when nobody arranges it.

use super::{Caller, Load, Millis};

/// How many callers a load may have.
const MOST: usize = 20_000;

impl Load {
    /// About `per_second` callers a second from `sources` addresses until `until`, at random times that `seed` decides; the
    /// program is busy for `takes` with each. The load lasts a little longer, so that the last calls can end.
    pub fn steady(per_second: f64, takes: Millis, sources: u32, until: Millis, seed: u64) -> Self {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let mut callers = Vec::new();
        let mut at = 0.0;
        while per_second > 0.0 && callers.len() < MOST {
            at += -random.share().ln() / per_second * 1000.0;
            if at >= until as f64 {
                break;
            }
            let source =
                ((random.share() * f64::from(sources)) as u32).min(sources.saturating_sub(1));
            callers.push(Caller { at: at as Millis, source, takes });
        }
        Self { callers, deeds: Vec::new(), until }
    }
}

/// Numbers that look like chance (xorshift64*).
struct Random(u64);

impl Random {
    /// More than 0 and at most 1.
    fn share(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let bits = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11;
        (bits + 1) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callers_come_at_the_rate_and_the_same_ones_each_time() {
        let load = Load::steady(50.0, 10, 4, 20_000, 7);
        let count = load.callers.len();
        assert!((850..1150).contains(&count), "{count} callers in 20 s");
        assert_eq!(load, Load::steady(50.0, 10, 4, 20_000, 7));
        assert_ne!(load, Load::steady(50.0, 10, 4, 20_000, 8));
        assert!(load.callers.is_sorted_by_key(|caller| caller.at));
        assert!(load.callers.iter().all(|caller| caller.source < 4));
        assert!(Load::steady(0.0, 10, 1, 1000, 1).callers.is_empty());
        assert_eq!(Load::steady(1e9, 10, 1, 1_000_000, 1).callers.len(), MOST);
    }
}
