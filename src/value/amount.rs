//! Amounts of what a service may use: bytes, a share of what there is, a number of tasks, a weight, or `infinity`.
//!
//! Source: systemd.resource-control(5) `MemoryMax=`, `TasksMax=`, `CPUWeight=`, `StateDirectoryQuota=`; what of 0 is taken was
//! seen with the real parser.

use super::{ValueError, number, percent, shown, size};

/// How much of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// So many bytes or pieces.
    Count(u64),
    /// So many ten-thousandths of what there is.
    Share(u32),
    /// As much as there is.
    Infinity,
}

/// Reads an amount of memory.
///
/// # Errors
/// When it is neither a size below 16E nor a share up to 100% nor `infinity`.
pub fn memory(text: &str) -> Result<Amount, ValueError> {
    if text == "infinity" {
        return Ok(Amount::Infinity);
    }
    if let Some(share) = percent::parse(text).filter(|share| *share <= percent::WHOLE) {
        return Ok(Amount::Share(share));
    }
    match size::read(text) {
        Ok(u64::MAX) => Err(ValueError::about(text, "is too large: write `infinity` for no limit")),
        Ok(bytes) => Ok(Amount::Count(bytes)),
        Err(error) if size::meant(text).is_some() => Err(error),
        Err(_) => Err(ValueError::about(
            text,
            "is not an amount of memory: write for example `512M`, `10%` or `infinity`",
        )),
    }
}

/// Reads a limit of memory, under which some must be left.
///
/// # Errors
/// As [`memory`], and for nothing at all.
pub fn memory_limit(text: &str) -> Result<Amount, ValueError> {
    match memory(text)? {
        Amount::Count(0) | Amount::Share(0) => {
            Err(ValueError::about(text, "would leave no memory at all: write for example `512M`"))
        }
        amount => Ok(amount),
    }
}

/// Reads a number of tasks.
///
/// # Errors
/// When it is neither a number above 0 nor a share up to 100% nor `infinity`.
pub fn tasks(text: &str) -> Result<Amount, ValueError> {
    if text == "infinity" {
        return Ok(Amount::Infinity);
    }
    if let Some(share) = percent::parse(text).filter(|share| *share <= percent::WHOLE) {
        return Ok(Amount::Share(share));
    }
    match number::read(text, u64::MAX - 1) {
        Ok(count) if count > 0 => Ok(Amount::Count(count)),
        _ => Err(ValueError::about(
            text,
            "is not a number of tasks: write for example `64`, `10%` or `infinity`",
        )),
    }
}

/// Reads an amount of disk: a size, a share, or `off`, which is no limit.
///
/// # Errors
/// When it is none of them.
pub fn quota(text: &str) -> Result<Amount, ValueError> {
    if text == "off" {
        return Ok(Amount::Infinity);
    }
    if let Some(share) = percent::parse(text).filter(|share| *share <= percent::WHOLE) {
        return Ok(Amount::Share(share));
    }
    size::read(text).map(Amount::Count).map_err(|error| match size::meant(text) {
        Some(_) => error,
        None => ValueError::about(
            text,
            "is not an amount of disk: write for example `1G`, `10%` or `off`",
        ),
    })
}

/// Reads a weight from `min` to `max`.
///
/// # Errors
/// When it is not a number within these bounds.
pub fn weight(text: &str, min: u64, max: u64) -> Result<u64, ValueError> {
    number::read(text, max).ok().filter(|weight| *weight >= min).ok_or_else(|| {
        ValueError::new(format!(
            "{} is not a weight: write a number from {min} to {max}",
            shown(text)
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn reads_what_systemd_reads() {
        accepts(memory("1.5G"), Amount::Count(1_610_612_736));
        accepts(memory("10%"), Amount::Share(1000));
        accepts(memory("0"), Amount::Count(0));
        accepts(memory_limit("infinity"), Amount::Infinity);
        accepts(tasks("64"), Amount::Count(64));
        accepts(quota("off"), Amount::Infinity);
        accepts(weight("100", 1, 10_000), 100);
    }

    #[test]
    fn says_what_is_wrong() {
        refuses(
            memory("much"),
            "`much` is not an amount of memory: write for example `512M`, `10%` or `infinity`",
        );
        refuses(memory("10MB"), "`10MB` has a suffix of more than one letter: write 10M");
        refuses(quota("10g"), "`10g` has a small letter: write 10G");
        refuses(memory_limit("0"), "`0` would leave no memory at all: write for example `512M`");
        refuses(weight("0", 1, 10_000), "`0` is not a weight: write a number from 1 to 10000");
        assert!(tasks("0").is_err() && tasks("101%").is_err() && quota("on").is_err());
        survives(|text| drop((memory(text), memory_limit(text), tasks(text), quota(text))));
    }
}
