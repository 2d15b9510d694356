//! References to documentation: `man:`, `info:`, `http://`, `https://` or `file:/` and more, between blanks.
//!
//! A reference is printable ASCII; one with a blank in it stands in quotes. systemd leaves out each that it cannot read
//! and keeps the others.
//!
//! Source: systemd.unit(5) `Documentation=`; agreement with the real parser is shown in `tests/real/tests/catalogue.rs`.

use super::quoting::{self, Escapes};
use super::specifier::{self, Scope};
use super::{ValueError, Version, shown};

/// Reads a list of references; each is answered as it is written, without its quotes.
///
/// # Errors
/// When a quote is not closed, a reference has another beginning or nothing behind it, or a specifier is unknown.
pub fn read(text: &str, version: Version) -> Result<Vec<String>, ValueError> {
    let words = quoting::split(text, Escapes::Kept)?;
    let references = words.iter().map(|word| String::from_utf8_lossy(word).into_owned());
    references.map(|reference| check(&reference, version).map(|()| reference)).collect()
}

const BEGINNINGS: [&str; 5] = ["http://", "https://", "file:/", "info:", "man:"];

fn check(reference: &str, version: Version) -> Result<(), ValueError> {
    specifier::check(reference, version, Scope::Value)?;
    let sample = specifier::sample(reference);
    if let Some(odd) = sample.chars().find(|character| !matches!(character, ' '..='~')) {
        return Err(ValueError::new(format!(
            "{} has {}: a reference is plain ASCII, other characters are written as `%%C3%%A9`",
            shown(reference),
            shown(odd.encode_utf8(&mut [0; 4]))
        )));
    }
    match BEGINNINGS.iter().find_map(|beginning| sample.strip_prefix(beginning)) {
        Some("") => Err(ValueError::about(reference, "has nothing behind it")),
        Some(_) => Ok(()),
        // What begins with a part of the unit's own name may become anything.
        None if ["%i", "%I", "%j", "%J", "%p", "%P"]
            .iter()
            .any(|part| reference.starts_with(part)) =>
        {
            Ok(())
        }
        None => Err(ValueError::new(format!(
            "{} is not a reference: begin it with {} or {}",
            shown(reference),
            BEGINNINGS[..4].join(", "),
            BEGINNINGS[4]
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    fn read(text: &str) -> Result<Vec<String>, ValueError> {
        super::read(text, Version(257))
    }

    #[test]
    fn reads_what_systemd_reads() {
        accepts(
            read("man:myapp(1)\thttps://example.org/"),
            vec!["man:myapp(1)".to_owned(), "https://example.org/".to_owned()],
        );
        accepts(read("'http://a b'"), vec!["http://a b".to_owned()]);
        refuses(
            read("man:a(1) example.org"),
            "`example.org` is not a reference: begin it with http://, https://, file:/, info: or man:",
        );
        refuses(read("file:/"), "`file:/` has nothing behind it");
        refuses(
            read("http://é"),
            "`http://é` has `é`: a reference is plain ASCII, other characters are written as `%%C3%%A9`",
        );
        assert!(read("man:%Q").is_err() && read("\"man:a").is_err());
        survives(|text| drop(read(text)));
    }
}
