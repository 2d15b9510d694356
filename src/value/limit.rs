//! Limits of processes: one value for both, or `soft:hard`, each a figure or `infinity`.
//!
//! Source: systemd.exec(5) "Process Properties"; seen with the real parser.

use super::time_span::{self, TimeSpan};
use super::{ValueError, number, quoting, shown, size};

/// In what a limit is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes, with suffixes of base 1024.
    Bytes,
    /// Pieces.
    Number,
    /// Time whose bare numbers are seconds.
    Seconds,
    /// Time whose bare numbers are microseconds.
    Microseconds,
    /// A nice level with its sign, or the raw limit from 0 to 40.
    Nice,
}

/// A limit, in its own unit; the largest number is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What the process may raise up to the other.
    pub soft: u64,
    /// What only root may raise.
    pub hard: u64,
}

/// Reads a limit.
///
/// # Errors
/// When a part is not a figure of this unit, or the soft limit is above the hard one.
pub fn read(text: &str, unit: Unit) -> Result<Limit, ValueError> {
    let (soft, behind) = quoting::unquoted(text, &[':'])?;
    let limit = match behind.strip_prefix(':') {
        None => one(&soft, unit).map(|limit| Limit { soft: limit, hard: limit }),
        Some(behind) => {
            let (hard, behind) = quoting::unquoted(behind, &[':'])?;
            let is_all = matches!(behind, "" | ":");
            one(&soft, unit)
                .zip(one(&hard, unit))
                .filter(|_| is_all)
                .map(|(soft, hard)| Limit { soft, hard })
        }
    };
    let shown = shown(text);
    let limit = limit.ok_or_else(|| {
        let example = match unit {
            Unit::Bytes => "`64M`, `1G:2G`",
            Unit::Number => "`1024`, `1024:4096`",
            Unit::Seconds => "`30`, `1min:2min`",
            Unit::Microseconds => "`500ms`, `1s:2s`",
            Unit::Nice => "`+5`, `-5`",
        };
        ValueError::new(format!(
            "{shown} is not a limit: write for example {example} or `infinity`"
        ))
    })?;
    if limit.soft > limit.hard {
        return Err(ValueError::new(format!(
            "{shown} has a soft limit above its hard one: write the smaller one first"
        )));
    }
    Ok(limit)
}

/// The limit in bytes that was meant where suffixes are those of other programs, as [`size::meant`] has it.
pub fn meant(text: &str) -> Option<String> {
    let parts = text.split(':').map(|part| match one(part, Unit::Bytes) {
        Some(_) => Some(part.to_owned()),
        None => size::meant(part),
    });
    let meant = parts.collect::<Option<Vec<_>>>()?.join(":");
    (meant != text && read(&meant, Unit::Bytes).is_ok()).then_some(meant)
}

fn one(text: &str, unit: Unit) -> Option<u64> {
    if text == "infinity" && unit != Unit::Nice {
        return Some(u64::MAX);
    }
    let time = |span: Result<TimeSpan, ValueError>| match span.ok()? {
        TimeSpan::Microseconds(time) => Some(time),
        TimeSpan::Infinity => Some(u64::MAX),
    };
    match unit {
        Unit::Bytes => size::read(text).ok().filter(|bytes| *bytes < u64::MAX),
        Unit::Number => number::read(text, u64::MAX - 1).ok(),
        Unit::Seconds => time(time_span::read(text)),
        Unit::Microseconds => time(time_span::read_microseconds(text)),
        Unit::Nice => match text.as_bytes().first() {
            Some(b'+') => number::read(&text[1..], 19).ok().map(|nice| 20 - nice),
            Some(b'-') => number::read(&text[1..], 20).ok().map(|nice| 20 + nice),
            _ => number::read(text, 40).ok(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn reads_what_systemd_reads() {
        let both = |limit| Limit { soft: limit, hard: limit };
        accepts(read("1K", Unit::Bytes), both(1024));
        accepts(read("1:2", Unit::Number), Limit { soft: 1, hard: 2 });
        accepts(read("1:infinity", Unit::Number), Limit { soft: 1, hard: u64::MAX });
        accepts(read("1min", Unit::Seconds), both(60_000_000));
        accepts(read("5", Unit::Microseconds), both(5));
        accepts(read("-5", Unit::Nice), both(25));
        accepts(read("+5", Unit::Nice), both(15));
    }

    #[test]
    fn knows_the_suffixes_of_others() {
        assert_eq!(meant("1GB").as_deref(), Some("1G"));
        assert_eq!(meant("512M:1GB").as_deref(), Some("512M:1G"));
        assert_eq!(meant("1MB:infinity").as_deref(), Some("1M:infinity"));
        for text in ["1G", "2GB:1GB", "1GB:", "1GB:2GB:3GB", "much"] {
            assert_eq!(meant(text), None, "{text}");
        }
    }

    #[test]
    fn says_what_is_wrong() {
        refuses(
            read("2:1", Unit::Number),
            "`2:1` has a soft limit above its hard one: write the smaller one first",
        );
        refuses(
            read("many", Unit::Number),
            "`many` is not a limit: write for example `1024`, `1024:4096` or `infinity`",
        );
        survives(|text| {
            for unit in [Unit::Bytes, Unit::Number, Unit::Seconds, Unit::Microseconds, Unit::Nice] {
                drop(read(text, unit));
            }
        });
    }
}
