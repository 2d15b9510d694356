//! Sizes in bytes: a sum of numbers with the suffixes E P T G M K B, base 1024, the larger first.
//!
//! Each part is digits, perhaps with a `.` and more digits, perhaps blanks, and one capital letter or none.
//!
//! Source: systemd.socket(5) `ReceiveBuffer=`; agreement with the real parser is shown in `tests/real/tests/agreement.rs`.

use super::{ValueError, shown};

/// Reads a size in bytes.
///
/// # Errors
/// When a part is not a number with a known suffix, is negative, comes behind a smaller one, or the sum is beyond 64 bits.
pub fn read(text: &str) -> Result<u64, ValueError> {
    read_in(text, 1024)
}

/// Reads a number with suffixes of base 1000.
///
/// # Errors
/// As for [`read`].
pub fn read_decimal(text: &str) -> Result<u64, ValueError> {
    read_in(text, 1000)
}

/// The size that was meant where a suffix is one of other programs (`512MB`, `512 MiB`) or in small letters (`512m`): the same
/// with systemd's suffix, whose base is 1024. `Mb`, with its small letter at the end alone, may be bits: nobody knows.
///
/// ```
/// use doorbell::value::size::meant;
///
/// assert_eq!(meant("512MB").as_deref(), Some("512M"));
/// assert_eq!(meant("512Mb"), None);
/// ```
pub fn meant(text: &str) -> Option<String> {
    let number = text.trim_end_matches(|character: char| character.is_ascii_alphabetic());
    let letters = &text[number.len()..];
    let number = number.trim_end();
    let letter = letters.get(..1)?;
    let is_of_bytes = match &letters[1..] {
        "" | "B" | "iB" | "IB" => true,
        "b" | "ib" => letter.chars().all(|letter| letter.is_ascii_lowercase()),
        _ => false,
    };
    let letter = letter.to_ascii_uppercase();
    let size = format!("{number}{letter}");
    (is_of_bytes && "KMGTPE".contains(&letter) && size != text && read(&size).is_ok())
        .then_some(size)
}

fn read_in(text: &str, base: u64) -> Result<u64, ValueError> {
    if text.is_empty() {
        return Err(ValueError::new("a size is needed, for example 64K or 8M"));
    }
    let mut rest = text;
    let mut sum: u64 = 0;
    let mut used = 0;
    loop {
        let part = part(rest, used, base).ok_or_else(|| refusal(text))?;
        sum = part
            .bytes
            .and_then(|bytes| sum.checked_add(bytes))
            .ok_or_else(|| ValueError::about(text, "is too large: a size is below 16E"))?;
        used = part.suffix + 1;
        rest = part.rest;
        if rest.is_empty() {
            return Ok(sum);
        }
    }
}

/// The suffixes in the order in which parts may follow, each with its power of the base.
const SUFFIXES: [(&str, u32); 8] =
    [("E", 6), ("P", 5), ("T", 4), ("G", 3), ("M", 2), ("K", 1), ("B", 0), ("", 0)];

struct Part<'a> {
    bytes: Option<u64>,
    suffix: usize,
    rest: &'a str,
}

/// Reads one number and its suffix off `text`, from the suffixes that are still free; none if the grammar is broken.
fn part(text: &str, used: usize, base: u64) -> Option<Part<'_>> {
    let text = text.trim_start_matches([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']);
    let (whole, mut rest) = digits(text.strip_prefix('+').unwrap_or(text));
    if whole.is_empty() {
        return None;
    }
    let mut fraction = "";
    if let Some(behind) = rest.strip_prefix('.') {
        (fraction, rest) = digits(behind);
    }
    let rest = rest.trim_start_matches([' ', '\t', '\n', '\r']);
    let (suffix, (letter, power)) =
        SUFFIXES.iter().enumerate().skip(used).find(|(_, (letter, _))| rest.starts_with(letter))?;
    Some(Part {
        bytes: measure(whole, fraction, base.pow(*power)),
        suffix,
        rest: &rest[letter.len()..],
    })
}

fn measure(whole: &str, fraction: &str, factor: u64) -> Option<u64> {
    let whole: u64 = whole.parse().ok()?;
    // systemd reads the fraction as a whole number first, so one of twenty digits is too large for it.
    let numerator: u64 = if fraction.is_empty() { 0 } else { fraction.parse().ok()? };
    let share = numerator as f64 / 10f64.powi(i32::try_from(fraction.len()).unwrap_or(i32::MAX));
    // The sum of the check may wrap around, as it does in systemd.
    if whole.wrapping_add(u64::from(share > 0.0)) > u64::MAX / factor {
        return None;
    }
    whole.wrapping_mul(factor).checked_add((share * factor as f64) as u64)
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len()))
}

fn refusal(text: &str) -> ValueError {
    let small = text.trim_end_matches(|character: char| character.is_ascii_lowercase());
    let number =
        text.trim_end_matches(|character: char| character.is_ascii_alphabetic()).trim_end();
    let letters = text[number.len()..].trim_start();
    let shown = shown(text);
    ValueError::new(if text.starts_with('-') {
        format!("{shown} is below 0: a size is 0 or more")
    } else if text.contains(',') {
        format!("{shown} has a comma: write a point, for example 1.5M")
    } else if !number.is_empty()
        && letters.len() > 1
        && "KMGTPE".contains(letters[..1].to_ascii_uppercase().as_str())
    {
        format!(
            "{shown} has a suffix of more than one letter: write {number}{}",
            letters[..1].to_ascii_uppercase()
        )
    } else if small.len() + 1 == text.len() && !number.is_empty() {
        format!("{shown} has a small letter: write {}", text.to_ascii_uppercase())
    } else {
        format!(
            "{shown} is not a size: write a number and K, M, G, T, P or E, for example 64K or 8M"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn reads_what_systemd_reads() {
        for (text, bytes) in [
            ("8", 8),
            ("8K", 8192),
            ("8 M", 8 << 20),
            ("1.5M", 3 << 19),
            ("1.M", 1 << 20),
            ("1M5K", (1 << 20) + (5 << 10)),
            ("1M 5", (1 << 20) + 5),
            ("5B 5", 10),
            ("+1", 1),
            ("010", 10),
            ("0.5", 0),
            ("15E", 15 << 60),
            ("18446744073709551615", u64::MAX),
        ] {
            accepts(read(text), bytes);
        }
    }

    #[test]
    fn knows_the_suffixes_of_others() {
        for (text, size) in [
            ("512MB", Some("512M")),
            ("1GB", Some("1G")),
            ("10KB", Some("10K")),
            ("10kB", Some("10K")),
            ("1.5GiB", Some("1.5G")),
            ("512 MB", Some("512M")),
            ("512mb", Some("512M")),
            ("512m", Some("512M")),
            ("8 kib", Some("8K")),
            ("512Mb", None),
            ("512Mib", None),
            ("512M", None),
            ("512B", None),
            ("512b", None),
            ("512MBit", None),
            ("1G512MB", Some("1G512M")),
            ("-1MB", None),
            ("1,5MB", None),
            ("99EB", None),
            ("MB", None),
            ("", None),
        ] {
            assert_eq!(meant(text).as_deref(), size, "{text}");
            assert!(size.is_none() || read(text).is_err(), "{text} is right");
        }
        survives(|text| drop(meant(text)));
    }

    #[test]
    fn says_what_is_wrong() {
        refuses(read(""), "a size is needed, for example 64K or 8M");
        refuses(read("8k"), "`8k` has a small letter: write 8K");
        refuses(read("8MB"), "`8MB` has a suffix of more than one letter: write 8M");
        refuses(read("8 kib"), "`8 kib` has a suffix of more than one letter: write 8K");
        refuses(read("-1"), "`-1` is below 0: a size is 0 or more");
        refuses(read("1,5M"), "`1,5M` has a comma: write a point, for example 1.5M");
        refuses(read("16E"), "`16E` is too large: a size is below 16E");
        refuses(
            read("lots"),
            "`lots` is not a size: write a number and K, M, G, T, P or E, for example 64K or 8M",
        );
        for text in [
            "5K1M", "1M1M", "0x10", "infinity", ".5M", "1.5.5K", "5 5", "10%", "1. 5M", "15.99E",
            "1M  K",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        survives(|text| drop(read(text)));
    }
}
