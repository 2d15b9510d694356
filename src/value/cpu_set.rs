//! Sets of processors and memory nodes: numbers and ranges `FIRST-LAST`, between blanks or commas.
//!
//! Source: systemd.exec(5) `CPUAffinity=`, `NUMAMask=`, systemd.resource-control(5) `AllowedCPUs=`; the largest numbers were
//! seen with the real parser.

use super::quoting;
use super::{ValueError, number, shown};

/// A range of processors, both ends included.
pub type Range = (u32, u32);

/// Reads a set of processors.
///
/// # Errors
/// When a part is not a number or a range that rises, or a number is beyond what systemd counts.
pub fn read(text: &str) -> Result<Vec<Range>, ValueError> {
    quoting::split_at(text, &[' ', '\t', '\n', '\r', ','])
        .map_err(|fault| ValueError::new(fault.message()))?
        .iter()
        .map(|part| range(part))
        .collect()
}

/// How many processors systemd can count.
const MOST: u32 = 8192;

fn range(part: &str) -> Result<Range, ValueError> {
    let one =
        |text: &str| number::read(text, u32::MAX.into()).ok().and_then(|n| u32::try_from(n).ok());
    let both = match part.split_once('-') {
        Some((first, last)) => one(first).zip(one(last)),
        None => one(part).map(|one| (one, one)),
    };
    let (first, last) = both.ok_or_else(|| {
        ValueError::about(part, "is neither a number nor a range: write for example `0-3` or `0,2`")
    })?;
    if first > last {
        return Err(ValueError::new(format!("{} falls: write `{last}-{first}`", shown(part))));
    }
    // The largest number there is stands for none, in a range of its own.
    if last >= MOST && first != u32::MAX {
        return Err(ValueError::new(format!(
            "{} is too large: the last is {}",
            shown(part),
            MOST - 1
        )));
    }
    Ok((first, last))
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn reads_what_systemd_reads() {
        accepts(read("0-3,5 7"), vec![(0, 3), (5, 5), (7, 7)]);
        accepts(read(""), vec![]);
        refuses(read("3-0"), "`3-0` falls: write `0-3`");
        refuses(read("8192"), "`8192` is too large: the last is 8191");
        refuses(read("a"), "`a` is neither a number nor a range: write for example `0-3` or `0,2`");
        survives(|text| drop(read(text)));
    }
}
