//! What units say of the journal: fields, namespaces, patterns.
//!
//! Source: systemd.exec(5) `LogExtraFields=`, `LogNamespace=`, `LogFilterPatterns=`; seen with the real parser.

use super::quoting::{self, Escapes};
use super::specifier::{self, Scope};
use super::{ValueError, Version};

/// Reads a list of `FIELD=VALUE` and answers the fields.
///
/// # Errors
/// When a quote is not closed, an escape is unknown, or a name is none of capitals, digits and `_`.
pub fn fields(text: &str, version: Version) -> Result<Vec<String>, ValueError> {
    let words = quoting::split(text, Escapes::Strict(version))?;
    words
        .iter()
        .map(|word| {
            let word = String::from_utf8_lossy(word);
            specifier::check(&word, version, Scope::Value)?;
            match word.split_once('=').filter(|(name, _)| is_field(&specifier::sample(name))) {
                Some((name, _)) => Ok(name.to_owned()),
                None => Err(ValueError::about(
                    &word,
                    "is not a field: write `NAME=VALUE`, the name in capitals, digits and `_`",
                )),
            }
        })
        .collect()
}

fn is_field(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

/// Reads the name of a journal namespace.
///
/// # Errors
/// When the name cannot be one.
pub fn namespace(text: &str, version: Version) -> Result<&str, ValueError> {
    specifier::check(text, version, Scope::Value)?;
    let sample = specifier::sample(text);
    let is_right = !matches!(sample.as_str(), "" | "." | "..")
        && sample.len() <= 222
        && sample.bytes().all(|b| b.is_ascii_alphanumeric() || b":-_.@".contains(&b));
    match is_right {
        true => Ok(text),
        false => Err(ValueError::about(
            text,
            "cannot be the name of a journal namespace: use letters, digits and `:-_.@`",
        )),
    }
}

/// Reads a pattern, `~` before it to drop what it matches; whether the pattern is one is not looked at.
///
/// # Errors
/// When nothing follows the `~`.
pub fn pattern(text: &str) -> Result<&str, ValueError> {
    match text.strip_prefix('~').unwrap_or(text) {
        "" => Err(ValueError::about(text, "has no pattern behind it")),
        pattern => Ok(pattern),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn reads_what_systemd_reads() {
        let now = Version(257);
        accepts(fields("A=b \"C=d e\"", now), vec!["A".into(), "C".into()]);
        accepts(namespace("shop", now), "shop");
        accepts(pattern("~a.*b"), "a.*b");
        refuses(
            fields("a=b", now),
            "`a=b` is not a field: write `NAME=VALUE`, the name in capitals, digits and `_`",
        );
        assert!(namespace("a/b", now).is_err());
        survives(|text| drop((fields(text, now), namespace(text, now), pattern(text))));
    }
}
