//! Shares: `50%`, `12.5%`, `12.25%`, and the same as `500‰` or `5000‱`.
//!
//! Source: systemd.resource-control(5) `CPUQuota=`, `MemoryHigh=`, `TasksMax=`; the signs for a thousandth and a
//! ten-thousandth were seen with the real parser.

use super::number;
use super::{ValueError, shown};

/// Ten thousandths of a whole.
pub const WHOLE: u32 = 10_000;

/// The signs, with how many ten-thousandths one is and how many digits may follow its point.
const SIGNS: [(&str, u32, usize); 3] = [("‱", 1, 0), ("‰", 10, 1), ("%", 100, 2)];

/// Whether a share is written with more than whole thousandths, as systemd takes it from 248 on.
pub fn is_fine(text: &str) -> bool {
    SIGNS.iter().any(|(sign, _, places)| {
        text.strip_suffix(sign).is_some_and(|number| {
            let digits = number.split_once('.').map_or(0, |(_, digits)| digits.len());
            *places == 0 || digits >= *places
        })
    })
}

/// Reads a share in ten-thousandths; none if the text is not one.
pub fn parse(text: &str) -> Option<u32> {
    let (text, unit, places) = SIGNS
        .iter()
        .find_map(|(sign, unit, places)| Some((text.strip_suffix(sign)?, *unit, *places)))?;
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let fraction = match fraction {
        None => 0,
        Some(digits)
            if (1..=places).contains(&digits.len())
                && digits.bytes().all(|b| b.is_ascii_digit()) =>
        {
            digits.parse::<u32>().ok()? * unit / 10u32.pow(u32::try_from(digits.len()).ok()?)
        }
        Some(_) => return None,
    };
    let whole = u32::try_from(number::read(whole, (i32::MAX).unsigned_abs().into()).ok()?).ok()?;
    whole.checked_mul(unit)?.checked_add(fraction).filter(|share| *share <= i32::MAX.unsigned_abs())
}

/// Reads a share from 0% to 100%.
///
/// # Errors
/// When it is not a share, or above the whole.
pub fn read(text: &str) -> Result<u32, ValueError> {
    parse(text).filter(|share| *share <= WHOLE).ok_or_else(|| {
        ValueError::new(match text {
            "" => String::from("a share is needed, for example `60%`"),
            _ => format!(
                "{} is not a share: write one from 0% to 100%, for example `60%`",
                shown(text)
            ),
        })
    })
}

/// Reads `CPUQuota=`: a share of one processor's time above 0, which may be more than the whole.
///
/// # Errors
/// When it is not a share, or nothing at all.
pub fn read_cpu_quota(text: &str) -> Result<u32, ValueError> {
    parse(text).filter(|share| *share > 0).ok_or_else(|| {
        ValueError::new(format!(
            "{} is not a share above 0%: write for example `20%`, or `200%` for two processors",
            shown(text)
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn reads_what_systemd_reads() {
        for (text, share) in [
            ("0%", 0),
            ("100%", 10_000),
            ("12.5%", 1250),
            ("12.25%", 1225),
            ("5‰", 50),
            ("5.5‰", 55),
            ("7‱", 7),
        ] {
            accepts(read(text), share);
        }
        for text in ["", "5", "101%", "1.234%", "%", "-1%", "5.5‱", "5 %"] {
            assert!(read(text).is_err(), "{text}");
        }
        accepts(read_cpu_quota("250%"), 25_000);
        assert!(read_cpu_quota("0%").is_err());
        survives(|text| drop((read(text), read_cpu_quota(text))));
    }
}
