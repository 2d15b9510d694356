//! What is made anew when a service reloads: yes or no, or a list of [`words::REFRESH`], `~` before it for all but these.
//!
//! Source: systemd.service(5) `RefreshOnReload=`; seen with systemd 262.

use super::{ValueError, Version, boolean, quoting, words};

/// Reads what is made anew.
///
/// # Errors
/// When a word is unknown.
pub fn read(text: &str, version: Version) -> Result<(), ValueError> {
    if boolean::read(text).is_ok() {
        return Ok(());
    }
    let words = quoting::split_unquoted(text.strip_prefix('~').unwrap_or(text));
    let words = words?;
    words.iter().try_for_each(|word| words::REFRESH.read(word, version).map(drop))
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn reads_what_systemd_reads() {
        let read = |text| super::read(text, Version(262));
        for text in ["yes", "extensions credentials", "~ extensions", "~"] {
            accepts(read(text), ());
        }
        refuses(read("~no"), "`no` is not one of extensions or credentials");
        assert!(read("extensions,credentials").is_err() && read("\"extensions\"").is_err());
        survives(|text| drop(super::read(text, Version(262))));
    }
}
