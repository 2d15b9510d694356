//! Host names, and how a service is kept from changing the machine's: `MODE[:NAME]`.
//!
//! A host name is made of labels of ASCII letters, digits and `-` with a `.` between, `-` at neither end of one; it is at
//! most 64 bytes long. A mode is one of [`words::PROTECT_HOSTNAME`] or a boolean; the name came with 258.
//!
//! Source: systemd.exec(5) `ProtectHostname=`; seen with systemd 257 and 262.

use super::specifier::{self, Scope};
use super::{ValueError, Version, boolean, words};

/// Reads `ProtectHostname=`.
///
/// # Errors
/// When the mode is unknown, the name cannot be one, or there is a name that nothing is protected for.
pub fn protection(text: &str, version: Version) -> Result<(), ValueError> {
    let parts = text.split_once(':').filter(|_| version >= Version(258));
    let (mode, name) = parts.map_or((text, None), |(mode, name)| (mode, Some(name)));
    let is_on = boolean::read(mode);
    if is_on.is_err() {
        words::PROTECT_HOSTNAME.read(mode, version)?;
    }
    let Some(name) = name else { return Ok(()) };
    specifier::check(name, version, Scope::Value)?;
    if !is_host_name(&specifier::sample(name)) {
        return Err(ValueError::about(
            name,
            "cannot be the name of a host: write for example `myhost`",
        ));
    }
    match is_on {
        Ok(false) => Err(ValueError::about(
            text,
            "has a name and protects nothing: write `private` before it",
        )),
        _ => Ok(()),
    }
}

/// How many bytes a host name has at most.
const LONGEST: usize = 64;

fn is_host_name(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.len() <= LONGEST && text.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn reads_what_systemd_reads() {
        let read = |text| protection(text, Version(262));
        for text in ["yes", "private", "private:a.b-c", "1:a", "private:%n"] {
            accepts(read(text), ());
        }
        refuses(read("no:a"), "`no:a` has a name and protects nothing: write `private` before it");
        refuses(
            read("private:a_b"),
            "`a_b` cannot be the name of a host: write for example `myhost`",
        );
        for text in ["private:", "private:-a", "private:a..b", "private:a.", ":a", "private:%Q"] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(protection("yes:a", Version(257)).is_err());
        survives(|text| drop(protection(text, Version(262))));
    }
}
