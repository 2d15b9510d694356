//! Conditions: `|` before one for "any of these", `!` for the opposite, then what is asked.
//!
//! Source: systemd.unit(5) "Conditions and Asserts".

use super::specifier::{self, Scope};
use super::{ValueError, Version, path};

/// Reads a condition on a path and answers the path.
///
/// # Errors
/// When the path is not absolute, leads up, or a specifier is unknown.
pub fn path(text: &str, version: Version) -> Result<&str, ValueError> {
    path::read_absolute(asked(text), version)
}

/// Reads a condition on anything else.
///
/// # Errors
/// When a specifier is unknown.
pub fn text(text: &str, version: Version) -> Result<&str, ValueError> {
    let asked = asked(text);
    specifier::check(asked, version, Scope::Value).map(|()| asked)
}

fn asked(text: &str) -> &str {
    let text = text.strip_prefix('|').unwrap_or(text);
    text.strip_prefix('!').unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn reads_what_systemd_reads() {
        let now = Version(257);
        accepts(path("|!/a", now), "/a");
        accepts(super::text("!a b", now), "a b");
        refuses(path("!|/a", now), "`|/a` is not absolute: begin the path with `/`");
        survives(|value| drop((path(value, now), super::text(value, now))));
    }
}
