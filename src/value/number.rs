//! Whole numbers as systemd reads them: decimal, or `0x`, `0o`, `0b`, or octal behind a leading 0.
//!
//! Invariant: exactly what systemd's own parser takes with a C library older than C23. A newer C library also takes a
//! sign before `0b`, and a second `0b`; nobody writes that, and we refuse it.

/// Why a text is not a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is not digits of its base.
    NotANumber,
    /// It has a leading 0, which makes it octal, and a digit 8 or 9.
    NotOctal,
    /// It is below 0.
    Negative,
    /// It is above the limit.
    TooLarge,
}

/// Reads a number from 0 to `limit`; blanks and a `+` may lead.
pub(super) fn read(text: &str, limit: u64) -> Result<u64, Fault> {
    let text = text.trim_start_matches([' ', '\t', '\n', '\r']);
    let (radix, text) = match prefix(text) {
        Some((b'b', rest)) => (Some(2), rest),
        Some((b'o', rest)) => (Some(8), rest),
        _ => (None, text),
    };
    let text = text.trim_start_matches([' ', '\t', '\n', '\u{b}', '\u{c}', '\r']);
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (radix, digits) = match (radix, prefix(text)) {
        (Some(radix), _) => (radix, text),
        (None, Some((b'x', rest))) => (16, rest),
        (None, _) if text.len() > 1 && text.starts_with('0') => (8, text),
        (None, _) => (10, text),
    };
    if digits.is_empty() {
        return Err(Fault::NotANumber);
    }
    let mut number: u64 = 0;
    let mut overflow = false;
    for character in digits.chars() {
        let Some(digit) = character.to_digit(radix) else {
            let octal = radix == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
            return Err(if octal { Fault::NotOctal } else { Fault::NotANumber });
        };
        match number.checked_mul(radix.into()).and_then(|more| more.checked_add(digit.into())) {
            Some(more) => number = more,
            None => overflow = true,
        }
    }
    if negative && (overflow || number != 0) {
        return Err(Fault::Negative);
    }
    if overflow || number > limit {
        return Err(Fault::TooLarge);
    }
    Ok(number)
}

/// Reads a number from `min` to `max`, which may be negative.
pub(super) fn read_signed(text: &str, min: i64, max: i64) -> Result<i64, Fault> {
    let number = match read(text, i64::MAX as u64) {
        Ok(number) => number as i64,
        Err(Fault::Negative) => {
            let digits = text.replacen('-', "", 1);
            match read(&digits, i64::MAX as u64) {
                Ok(number) => -(number as i64),
                Err(_) => return Err(Fault::Negative),
            }
        }
        Err(fault) => return Err(fault),
    };
    match number {
        _ if number < min => Err(Fault::Negative),
        _ if number > max => Err(Fault::TooLarge),
        _ => Ok(number),
    }
}

/// Splits `0x`, `0o` or `0b` off.
fn prefix(text: &str) -> Option<(u8, &str)> {
    let rest = text.strip_prefix('0')?;
    let letter = rest.bytes().next()?.to_ascii_lowercase();
    matches!(letter, b'x' | b'o' | b'b').then(|| (letter, &rest[1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_base() {
        for (text, number) in [
            ("0", 0),
            ("-0", 0),
            ("+5", 5),
            ("010", 8),
            ("0x10", 16),
            ("+0X1f", 31),
            ("0b11", 3),
            ("0b+1", 1),
            ("0b 1", 1),
            ("0O17", 15),
            ("  7", 7),
            ("0000000000000000000000000000017", 15),
        ] {
            assert_eq!(read(text, 100), Ok(number), "{text}");
        }
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, fault) in [
            ("", Fault::NotANumber),
            ("+", Fault::NotANumber),
            ("0x", Fault::NotANumber),
            ("0b2", Fault::NotANumber),
            ("0x+5", Fault::NotANumber),
            ("1 2", Fault::NotANumber),
            ("- 1", Fault::NotANumber),
            ("٣", Fault::NotANumber),
            ("08", Fault::NotOctal),
            ("-1", Fault::Negative),
            ("-99999999999999999999999", Fault::Negative),
            ("101", Fault::TooLarge),
            ("99999999999999999999999", Fault::TooLarge),
        ] {
            assert_eq!(read(text, 100), Err(fault), "{text}");
        }
    }
}
