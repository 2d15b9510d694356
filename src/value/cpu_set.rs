//! Sets of processors and memory nodes: numbers and ranges `FIRST-LAST`, between blanks or commas.
//!
//! Source: systemd.exec(5) `CPUAffinity=`, `NUMAMask=`, systemd.resource-control(5) `AllowedCPUs=`; the largest numbers were
//! seen with the real parser.

use super::quoting;
use super::{ValueError, Version, number, shown};

/// A range of processors, both ends included.
pub type Range = (u32, u32);

/// Reads a set of processors.
///
/// # Errors
/// When a part is not a number or a range that rises, or a number is beyond what systemd counts.
pub fn read(text: &str, version: Version) -> Result<Vec<Range>, ValueError> {
    quoting::split_at(text, &SEPARATORS)?.iter().map(|part| range(part, version)).collect()
}

/// Whether nothing else is wrong with a set than ranges that fall.
pub(super) fn only_falls(text: &str) -> bool {
    let Ok(parts) = quoting::split_at(text, &SEPARATORS) else { return false };
    let mut wrong = parts.iter().filter(|part| range(part, Version(0)).is_err());
    wrong.all(|part| both(part).is_some_and(|(first, last)| first > last))
}

/// What stands between the parts of a set.
const SEPARATORS: [char; 5] = [' ', '\t', '\n', '\r', ','];

/// How many processors systemd can count.
const MOST: u32 = 8192;

fn range(part: &str, version: Version) -> Result<Range, ValueError> {
    let (first, last) = both(part).ok_or_else(|| {
        ValueError::about(part, "is neither a number nor a range: write for example `0-3` or `0,2`")
    })?;
    if first > last {
        return Err(ValueError::new(format!("{} falls: write `{last}-{first}`", shown(part))));
    }
    // Before 258 the largest number there is stood for none, in a range of its own.
    if last >= MOST && (first != u32::MAX || version >= Version(258)) {
        return Err(ValueError::new(format!(
            "{} is too large: the last is {}",
            shown(part),
            MOST - 1
        )));
    }
    Ok((first, last))
}

/// The two ends of a range.
fn both(part: &str) -> Option<Range> {
    let one =
        |text: &str| number::read(text, u32::MAX.into()).ok().and_then(|n| u32::try_from(n).ok());
    let (first, behind) = quoting::unquoted(part, &['-']).ok()?;
    match behind.strip_prefix('-') {
        Some(last) => one(&first).zip(one(last)),
        None => one(&first).map(|one| (one, one)),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn reads_what_systemd_reads() {
        let now = Version(262);
        let none = "4294967295";
        assert!(read(none, Version(257)).is_ok() && read(none, now).is_err());
        assert!(only_falls("1,3-0") && !only_falls("a 3-0") && !only_falls("3-0 \"1"));
        accepts(read("0-3,5 7", now), vec![(0, 3), (5, 5), (7, 7)]);
        accepts(read("", now), vec![]);
        refuses(read("3-0", now), "`3-0` falls: write `0-3`");
        refuses(read("8192", now), "`8192` is too large: the last is 8191");
        refuses(
            read("a", now),
            "`a` is neither a number nor a range: write for example `0-3` or `0,2`",
        );
        survives(|text| drop(read(text, now)));
    }
}
