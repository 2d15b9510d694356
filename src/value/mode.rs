//! File access modes: octal digits, 0 to 7777, no sign and no prefix.
//!
//! Source: systemd.socket(5) `SocketMode=`; agreement with the real parser is shown in `tests/real/tests/agreement.rs`.

use super::{ValueError, shown};
use std::fmt;

/// The access bits of a file, at most 0o7777; shown as it is customarily written, `0660`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mode(u16);

impl Mode {
    /// The bits, as `chmod` takes them.
    pub fn bits(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04o}", self.0)
    }
}

/// Reads a mode.
///
/// # Errors
/// When a character is not an octal digit, or the number is above 7777.
pub fn read(text: &str) -> Result<Mode, ValueError> {
    if text.is_empty() {
        return Err(ValueError::new("a mode is needed, for example 0660"));
    }
    let mut bits: u16 = 0;
    for character in text.chars() {
        let Some(digit) = character.to_digit(8) else {
            return Err(ValueError::new(format!(
                "{} is not an octal digit: a mode is written in the digits 0 to 7, for example 0660",
                shown(character.encode_utf8(&mut [0; 4]))
            )));
        };
        bits = bits * 8 + u16::try_from(digit).unwrap_or_default();
        if bits > 0o7777 {
            return Err(ValueError::about(text, "is too large: the largest mode is 7777"));
        }
    }
    Ok(Mode(bits))
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn reads_what_systemd_reads() {
        accepts(read("0644"), Mode(0o644));
        accepts(read("7"), Mode(0o7));
        accepts(read("7777"), Mode(0o7777));
        accepts(read("0000000644"), Mode(0o644));
        refuses(read(""), "a mode is needed, for example 0660");
        refuses(
            read("0999"),
            "`9` is not an octal digit: a mode is written in the digits 0 to 7, for example 0660",
        );
        refuses(
            read("u=rw"),
            "`u` is not an octal digit: a mode is written in the digits 0 to 7, for example 0660",
        );
        refuses(
            read("0o644"),
            "`o` is not an octal digit: a mode is written in the digits 0 to 7, for example 0660",
        );
        refuses(read("10000"), "`10000` is too large: the largest mode is 7777");
        survives(|text| drop(read(text)));
    }

    #[test]
    fn is_shown_with_four_digits() {
        assert_eq!(Mode(0o7).to_string(), "0007");
        assert_eq!(Mode(0o1777).to_string(), "1777");
    }
}
