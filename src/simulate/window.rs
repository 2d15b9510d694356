//! Counting in a window, as systemd's rate limits do: it opens with the first event and closes when its time is over.

use super::{Millis, millis};
use crate::activation::limit::Rate;

pub(super) struct Window {
    rate: Rate,
    begun: Option<Millis>,
    count: u32,
}

impl Window {
    pub(super) fn new(rate: Rate) -> Self {
        Self { rate, begun: None, count: 0 }
    }

    /// Counts an event; whether there was room for it.
    pub(super) fn has_room(&mut self, now: Millis) -> bool {
        if self.rate.is_off() {
            return true;
        }
        if self.begun.is_none() || now >= self.end() {
            (self.begun, self.count) = (Some(now), 0);
        }
        let room = self.count < self.rate.burst;
        self.count += u32::from(room);
        room
    }

    /// When it closes.
    pub(super) fn end(&self) -> Millis {
        self.begun.unwrap_or_default().saturating_add(millis(self.rate.interval))
    }

    /// Forgets what was counted.
    pub(super) fn reset(&mut self) {
        self.begun = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::time_span::TimeSpan;

    #[test]
    fn the_window_opens_with_the_first_and_closes_in_time() {
        let mut window = Window::new(Rate { burst: 2, interval: TimeSpan::seconds(1) });
        let room: Vec<bool> =
            [5, 6, 7, 1004, 1005, 1006, 1007].map(|at| window.has_room(at)).into();
        assert_eq!(room, [true, true, false, false, true, true, false]);
    }
}
