//! Whole numbers from 0 to 4294967295: decimal, `0x` hexadecimal, `0o` or a leading 0 octal, `0b` binary.
//!
//! Source: systemd.socket(5) `MaxConnections=`, `Backlog=`; the bases were seen with the real parser.

use super::ValueError;
use super::number::{self, Fault};

/// Reads a number.
///
/// # Errors
/// When the text is not a number, or not one from 0 to 4294967295.
pub fn read(text: &str) -> Result<u32, ValueError> {
    if text.is_empty() {
        return Err(ValueError::new("a number is needed, for example 64"));
    }
    let complaint = |fault| match fault {
        Fault::NotANumber => "is not a whole number: write digits only, for example 64",
        Fault::NotOctal => "is not a number: a leading 0 makes it octal; leave the 0 out",
        Fault::Negative => "is below 0: the smallest number is 0",
        Fault::TooLarge => "is too large: the largest number is 4294967295",
    };
    let number = number::read(text, u32::MAX.into())
        .map_err(|fault| ValueError::about(text, complaint(fault)))?;
    Ok(u32::try_from(number).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn reads_what_systemd_reads() {
        accepts(read("64"), 64);
        accepts(read("010"), 8);
        accepts(read("0x10"), 16);
        accepts(read("4294967295"), u32::MAX);
        refuses(read(""), "a number is needed, for example 64");
        refuses(read("many"), "`many` is not a whole number: write digits only, for example 64");
        refuses(read("64k"), "`64k` is not a whole number: write digits only, for example 64");
        refuses(read("08"), "`08` is not a number: a leading 0 makes it octal; leave the 0 out");
        refuses(read("-1"), "`-1` is below 0: the smallest number is 0");
        refuses(read("4294967296"), "`4294967296` is too large: the largest number is 4294967295");
        survives(|text| drop(read(text)));
    }
}
