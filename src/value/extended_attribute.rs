//! Extended attributes that socket files are marked with: `user.NAME=VALUE`.
//!
//! The assignment is one whole: quotes and blanks are its own. Specifiers are expanded on both sides.
//!
//! Source: systemd.socket(5) `XAttrEntryPoint=`; seen with systemd 262.

use super::specifier::{self, Scope};
use super::{ValueError, Version};

/// Reads an attribute: its name with `user.`, and its value, as they are written.
///
/// # Errors
/// When there is no `=`, the name does not begin with `user.`, or a specifier is unknown.
pub fn read(text: &str, version: Version) -> Result<(&str, &str), ValueError> {
    const EXAMPLE: &str = "write for example `user.origin=myapp`";
    let Some((name, value)) = text.split_once('=') else {
        return Err(ValueError::about(text, &format!("has no value: {EXAMPLE}")));
    };
    specifier::check(text, version, Scope::Value)?;
    if !specifier::sample(name).starts_with("user.") {
        let complaint = format!("is an attribute that does not begin with `user.`: {EXAMPLE}");
        return Err(ValueError::about(name, &complaint));
    }
    Ok((name, value))
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn reads_what_systemd_reads() {
        let read = |text| super::read(text, Version(262));
        accepts(read("user.a=b c"), ("user.a", "b c"));
        accepts(read("user.=%n=x"), ("user.", "%n=x"));
        refuses(read("user.a"), "`user.a` has no value: write for example `user.origin=myapp`");
        refuses(
            read("trusted.a=b"),
            "`trusted.a` is an attribute that does not begin with `user.`: write for example `user.origin=myapp`",
        );
        assert!(read("user.a=%Q").is_err() && read("\"user.a=b\"").is_err());
        survives(|text| drop(super::read(text, Version(262))));
    }
}
