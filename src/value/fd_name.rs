//! Names for file descriptors: 1 to 255 ASCII characters from blank to `~`, no colon.
//!
//! Source: systemd.socket(5) `FileDescriptorName=`; sd_listen_fds_with_names(3) joins the names with colons.

use super::specifier::{self, Scope};
use super::{ValueError, Version, shown};

/// Reads a name; it is answered as it is written, specifiers not expanded.
///
/// # Errors
/// When a character is a colon or not printable ASCII, the name is too long, or a specifier is unknown.
pub fn read(text: &str, version: Version) -> Result<&str, ValueError> {
    if text.is_empty() {
        return Err(ValueError::new("a name is needed, for example `http`"));
    }
    specifier::check(text, version, Scope::Value)?;
    let length = specifier::sample(text).len();
    if length > 255 {
        return Err(ValueError::new(format!(
            "the name is {length} characters long: 255 is the most"
        )));
    }
    for character in specifier::sample(text).chars() {
        if character == ':' {
            return Err(ValueError::about(
                text,
                "has a colon, which parts one name from the next: write `-` or `_` instead",
            ));
        }
        if !matches!(character, ' '..='~') {
            return Err(ValueError::new(format!(
                "{} has {}: a name is made of plain ASCII letters, digits and signs",
                shown(text),
                shown(character.encode_utf8(&mut [0; 4]))
            )));
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    fn read(text: &str) -> Result<&str, ValueError> {
        super::read(text, Version(252))
    }

    #[test]
    fn reads_what_systemd_reads() {
        for text in ["a", "a b", "\"a\"", "%n", "~", "!", "http.socket", "a%"] {
            accepts(read(text), text);
        }
        accepts(read(&"a".repeat(255)), &"a".repeat(255));
        refuses(read(""), "a name is needed, for example `http`");
        refuses(
            read("web:http"),
            "`web:http` has a colon, which parts one name from the next: write `-` or `_` instead",
        );
        refuses(
            read("tür"),
            "`tür` has `ü`: a name is made of plain ASCII letters, digits and signs",
        );
        refuses(
            read("a\tb"),
            "`a\\tb` has `\\t`: a name is made of plain ASCII letters, digits and signs",
        );
        refuses(read(&"a".repeat(256)), "the name is 256 characters long: 255 is the most");
        refuses(read("%Q"), "`%Q` is not a specifier; write `%%` for a percent sign");
        survives(|text| drop(read(text)));
    }
}
