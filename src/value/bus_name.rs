//! Names on D-Bus: two or more parts between points.
//!
//! Source: systemd.service(5) `BusName=`; the D-Bus specification, "Bus names".

use super::specifier::{self, Scope};
use super::{ValueError, Version};

/// Reads a name that a service takes.
///
/// # Errors
/// When it cannot be one.
pub fn read(text: &str, version: Version) -> Result<&str, ValueError> {
    specifier::check(text, version, Scope::Value)?;
    let sample = specifier::sample(text);
    // A connection's own number is a name too.
    let (name, is_number) = match sample.strip_prefix(':') {
        Some(number) => (number, true),
        None => (sample.as_str(), false),
    };
    let is_part = |part: &str| {
        part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
            && part.bytes().next().is_some_and(|first| is_number || !first.is_ascii_digit())
    };
    let is_right = sample.len() <= 255 && name.contains('.') && name.split('.').all(is_part);
    match is_right {
        true => Ok(text),
        false => Err(ValueError::about(
            text,
            "is not a name on D-Bus: write for example `org.example.MyApp`",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn reads_what_systemd_reads() {
        let now = Version(257);
        accepts(read("org.example.My-App", now), "org.example.My-App");
        for text in ["", "org", "org.1a", "org..a", "org.a b"] {
            assert!(read(text, now).is_err(), "{text}");
        }
        survives(|text| drop(read(text, now)));
    }
}
