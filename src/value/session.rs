//! Names of live-update sessions, between blanks.
//!
//! Source: systemd.service(5) `LUOSession=`; seen with systemd 262.

use super::{ValueError, quoting, shown};

/// Reads a list of names.
///
/// # Errors
/// When a character cannot be in a name, or a name stands there twice.
pub fn list(text: &str) -> Result<Vec<String>, ValueError> {
    let words = quoting::split_unquoted(text)?;
    let mut names = Vec::new();
    for name in words {
        if let Some(bad) = name.chars().find(|&character| !is_valid(character)) {
            return Err(ValueError::new(format!(
                "{} has {}, which the name of a session cannot have",
                shown(&name),
                shown(bad.encode_utf8(&mut [0; 4]))
            )));
        }
        if names.contains(&name) {
            return Err(ValueError::about(&name, "is named twice"));
        }
        names.push(name);
    }
    Ok(names)
}

fn is_valid(character: char) -> bool {
    character.is_ascii_graphic() && !matches!(character, ':' | '"' | '\'' | '*' | '?' | '[' | '\\')
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn reads_what_systemd_reads() {
        accepts(list("a b.c /"), ["a", "b.c", "/"].map(String::from).to_vec());
        refuses(list("a:b"), "`a:b` has `:`, which the name of a session cannot have");
        refuses(list("a a"), "`a` is named twice");
        assert!(list("é").is_err() && list("\"a\"").is_err());
        survives(|text| drop(list(text)));
    }
}
