//! Whole numbers within bounds, negative ones too: decimal, or `0x`, `0o`, `0b`, or octal behind a leading 0.
//!
//! Source: systemd.exec(5) `Nice=`, `OOMScoreAdjust=`, systemd.socket(5) `Priority=`, `Mark=`; the bases were seen with the
//! real parser.

use super::number::{self, Fault};
use super::{ValueError, shown};

/// Reads a number from `min` to `max`.
///
/// # Errors
/// When the text is not a number, or not within the bounds.
pub fn read(text: &str, min: i64, max: i64) -> Result<i64, ValueError> {
    number::read_signed(text, min, max).map_err(|fault| {
        let shown = shown(text);
        ValueError::new(match fault {
            _ if text.is_empty() => format!("a number from {min} to {max} is needed"),
            Fault::NotANumber => {
                format!("{shown} is not a whole number: write one from {min} to {max}")
            }
            Fault::NotOctal => {
                format!("{shown} is not a number: a leading 0 makes it octal; leave the 0 out")
            }
            Fault::Negative => format!("{shown} is too small: the smallest number is {min}"),
            Fault::TooLarge => format!("{shown} is too large: the largest number is {max}"),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn reads_what_systemd_reads() {
        for (text, number) in [("-20", -20), ("19", 19), ("+5", 5), ("0x10", 16), ("-010", -8)] {
            accepts(read(text, -20, 19), number);
        }
        refuses(read("20", -20, 19), "`20` is too large: the largest number is 19");
        refuses(read("-21", -20, 19), "`-21` is too small: the smallest number is -20");
        refuses(read("", 0, 7), "a number from 0 to 7 is needed");
        refuses(read("x", 0, 7), "`x` is not a whole number: write one from 0 to 7");
        survives(|text| drop(read(text, -5, 5)));
    }
}
