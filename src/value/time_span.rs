//! Time spans: a sum of numbers with units, `1min 30s`, or `infinity`.
//!
//! Each part is digits, perhaps with a `.` and more digits, perhaps blanks, and a unit; without one it is seconds.
//! Case matters: `M` is months, `m` minutes. What 0 means (at once, or no limit) is the directive's business.
//!
//! Source: systemd.time(7) "Parsing Time Spans"; agreement with the real parser is shown in `tests/real/tests/agreement.rs`.

use super::{ValueError, shown};
use std::fmt;

/// A length of time; shown in words that a person reads, `1 min 30 s` or `no limit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TimeSpan {
    /// So many microseconds.
    Microseconds(u64),
    /// Without end.
    Infinity,
}

impl TimeSpan {
    /// So many whole seconds.
    pub const fn seconds(seconds: u32) -> Self {
        Self::Microseconds(seconds as u64 * SECOND)
    }

    /// Whether it is no time at all.
    pub fn is_zero(self) -> bool {
        self == Self::Microseconds(0)
    }
}

impl fmt::Display for TimeSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [(u64, &str); 8] = [
            (31_557_600 * SECOND, "y"),
            (7 * 86_400 * SECOND, "w"),
            (86_400 * SECOND, "d"),
            (3600 * SECOND, "h"),
            (60 * SECOND, "min"),
            (SECOND, "s"),
            (1000, "ms"),
            (1, "µs"),
        ];
        let mut left = match *self {
            Self::Infinity => return f.write_str("no limit"),
            Self::Microseconds(0) => return f.write_str("0 s"),
            Self::Microseconds(microseconds) => microseconds,
        };
        let mut gap = "";
        for (length, unit) in UNITS {
            if left >= length {
                write!(f, "{gap}{} {unit}", left / length)?;
                left %= length;
                gap = " ";
            }
        }
        Ok(())
    }
}

/// Reads a time span whose bare numbers are seconds.
///
/// # Errors
/// When a part is not a number with a known unit, is negative, or the sum is beyond what 64 bits of microseconds hold.
pub fn read(text: &str) -> Result<TimeSpan, ValueError> {
    read_in(text, MICROSECONDS, SECOND)
}

/// Reads a time span whose bare numbers are microseconds.
///
/// # Errors
/// As for [`read`].
pub fn read_microseconds(text: &str) -> Result<TimeSpan, ValueError> {
    read_in(text, MICROSECONDS, 1)
}

/// Reads a time span whose bare numbers are nanoseconds; answers nanoseconds, none for `infinity`.
///
/// # Errors
/// As for [`read`].
pub fn read_nanoseconds(text: &str) -> Result<Option<u64>, ValueError> {
    Ok(match read_in(text, NANOSECONDS, 1)? {
        TimeSpan::Microseconds(nanoseconds) => Some(nanoseconds),
        TimeSpan::Infinity => None,
    })
}

/// In what a time span is counted: its units beside [`UNITS`], and how many there are in a microsecond.
struct Counted(&'static [(&'static str, u64)], u64);

const MICROSECONDS: Counted = Counted(&[], 1);
const NANOSECONDS: Counted = Counted(&[("nsec", 1), ("ns", 1)], 1000);

fn read_in(text: &str, counted: Counted, bare: u64) -> Result<TimeSpan, ValueError> {
    let text = text.trim_matches(BLANKS);
    if text.is_empty() {
        return Err(ValueError::new("a time is needed, for example `30s` or `5min`"));
    }
    if text == "infinity" {
        return Ok(TimeSpan::Infinity);
    }
    let mut rest = text;
    let mut sum: u64 = 0;
    while !rest.is_empty() {
        let (part, after) = part(rest, &counted, bare).ok_or_else(|| refusal(text, rest))?;
        sum =
            part.and_then(|part| sum.checked_add(part)).filter(|sum| *sum < u64::MAX).ok_or_else(
                || ValueError::about(text, "is too long to count: write `infinity` for no limit"),
            )?;
        rest = after.trim_start_matches(BLANKS);
    }
    Ok(TimeSpan::Microseconds(sum))
}

const SECOND: u64 = 1_000_000;

const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

/// Every unit with its length in microseconds, a longer word before one that it begins with.
const UNITS: [(&str, u64); 30] = [
    ("seconds", SECOND),
    ("second", SECOND),
    ("sec", SECOND),
    ("s", SECOND),
    ("minutes", 60 * SECOND),
    ("minute", 60 * SECOND),
    ("min", 60 * SECOND),
    ("months", 2_629_800 * SECOND),
    ("month", 2_629_800 * SECOND),
    ("M", 2_629_800 * SECOND),
    ("msec", 1000),
    ("ms", 1000),
    ("m", 60 * SECOND),
    ("hours", 3600 * SECOND),
    ("hour", 3600 * SECOND),
    ("hr", 3600 * SECOND),
    ("h", 3600 * SECOND),
    ("days", 86_400 * SECOND),
    ("day", 86_400 * SECOND),
    ("d", 86_400 * SECOND),
    ("weeks", 604_800 * SECOND),
    ("week", 604_800 * SECOND),
    ("w", 604_800 * SECOND),
    ("years", 31_557_600 * SECOND),
    ("year", 31_557_600 * SECOND),
    ("y", 31_557_600 * SECOND),
    ("usec", 1),
    ("us", 1),
    ("μs", 1),
    ("µs", 1),
];

/// Reads one number and its unit off `text`: its length, none if that is beyond counting, and what follows. Answers none
/// if the grammar is broken.
fn part<'a>(text: &'a str, counted: &Counted, bare: u64) -> Option<(Option<u64>, &'a str)> {
    let signless = text.strip_prefix('+').unwrap_or(text);
    let (whole, mut rest) = digits(signless);
    let mut fraction = "";
    if let Some(behind) = rest.strip_prefix('.').filter(|_| !whole.is_empty() || text == signless) {
        (fraction, rest) = digits(behind);
        if fraction.is_empty() {
            return None;
        }
    } else if whole.is_empty() {
        return None;
    }
    let behind = rest.trim_start_matches(BLANKS);
    let own = counted.0.iter().find(|(unit, _)| behind.starts_with(unit)).copied();
    let (unit, length) = own
        .or_else(|| {
            let known = UNITS.iter().find(|(unit, _)| behind.starts_with(unit));
            known.map(|(unit, length)| (*unit, length * counted.1))
        })
        .unwrap_or(("", bare));
    if unit.is_empty() && behind.len() == rest.len() && !rest.is_empty() {
        return None;
    }
    Some((measure(whole, fraction, length), &behind[unit.len()..]))
}

/// The microseconds of `whole.fraction` times `length`; what is below one is cut off digit by digit, as systemd does.
fn measure(whole: &str, fraction: &str, length: u64) -> Option<u64> {
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    // A little below what 64 bits hold, as systemd has it.
    let mut sum = u64::try_from(whole).ok().filter(|&whole| whole < u64::MAX / length)? * length;
    let mut place = length / 10;
    for digit in fraction.bytes() {
        sum = sum.checked_add(u64::from(digit - b'0') * place)?;
        place /= 10;
    }
    Some(sum)
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len()))
}

fn refusal(text: &str, rest: &str) -> ValueError {
    let shown_text = shown(text);
    let word = rest.trim_start_matches(|character: char| {
        character.is_ascii_digit() || character == '.' || BLANKS.contains(&character)
    });
    ValueError::new(if rest.starts_with('-') {
        format!("{shown_text} is below 0: a time is 0 or longer, for example `30s`")
    } else if text.eq_ignore_ascii_case("infinity") {
        String::from("`infinity` is written in small letters")
    } else if text.contains(',') {
        format!(
            "{shown_text} has a comma: write a point, for example `1.5s`, and blanks between parts"
        )
    } else if word.is_empty() {
        format!("{shown_text} has a point without digits on both sides: write for example `1.5s`")
    } else {
        let word: String = word
            .chars()
            .take_while(|character| !BLANKS.contains(character) && !character.is_ascii_digit())
            .collect();
        format!(
            "{} is not a unit of time: use us, ms, s, min, h, d, w, M (months) or y",
            shown(&word)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn reads_what_systemd_reads() {
        for (text, microseconds) in [
            ("5", 5_000_000),
            ("5s", 5_000_000),
            ("5 seconds", 5_000_000),
            ("1h30", 3_630_000_000),
            ("5 m 3", 303_000_000),
            ("2min 30.5s", 150_500_000),
            (".5", 500_000),
            ("12.34 .56", 12_900_000),
            ("+5", 5_000_000),
            ("5 +3", 8_000_000),
            ("1day1day", 172_800_000_000),
            ("5M", 13_149_000_000_000),
            ("5ms", 5000),
            ("5µs", 5),
            ("0", 0),
            ("0.0000001", 0),
            ("1.999999999999999999", 1_999_999),
            ("9223372036854775807us", 9_223_372_036_854_775_807),
        ] {
            accepts(read(text), TimeSpan::Microseconds(microseconds));
        }
        accepts(read("infinity"), TimeSpan::Infinity);
    }

    #[test]
    fn says_what_is_wrong() {
        refuses(read(""), "a time is needed, for example `30s` or `5min`");
        refuses(read("-5"), "`-5` is below 0: a time is 0 or longer, for example `30s`");
        refuses(read("Infinity"), "`infinity` is written in small letters");
        refuses(
            read("1,5s"),
            "`1,5s` has a comma: write a point, for example `1.5s`, and blanks between parts",
        );
        refuses(
            read("1."),
            "`1.` has a point without digits on both sides: write for example `1.5s`",
        );
        refuses(
            read("5 lightyears"),
            "`lightyears` is not a unit of time: use us, ms, s, min, h, d, w, M (months) or y",
        );
        refuses(
            read("5S"),
            "`S` is not a unit of time: use us, ms, s, min, h, d, w, M (months) or y",
        );
        refuses(read("600000y"), "`600000y` is too long to count: write `infinity` for no limit");
        assert!(read("18446744073709").is_err());
        for text in [
            "1.5.5",
            "5.s",
            "1 . 5",
            "0x10",
            "5+3",
            "5ns",
            "5 infinity",
            "-0",
            "9223372036854775808us",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        survives(|text| drop(read(text)));
    }

    #[test]
    fn is_shown_in_words() {
        for (text, words) in [
            ("2", "2 s"),
            ("90", "1 min 30 s"),
            ("1d 2h", "1 d 2 h"),
            ("1.5", "1 s 500 ms"),
            ("infinity", "no limit"),
            ("0", "0 s"),
        ] {
            assert_eq!(read(text).expect("a time").to_string(), words);
        }
    }
}
