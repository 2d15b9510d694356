//! Credentials: `ID:VALUE`, `ID[:PATH]`, and patterns of names.
//!
//! Source: systemd.exec(5) `SetCredential=`, `LoadCredential=`, `ImportCredential=`; what an id may be was seen with the real
//! parser.

use super::quoting;
use super::specifier::{self, Scope};
use super::{ValueError, Version, base64, path};

/// Reads `SetCredential=`.
///
/// # Errors
/// When the id cannot be one, or there is no value.
pub fn set(text: &str, version: Version) -> Result<(), ValueError> {
    let (id, value) = with_value(text, version)?;
    check_id(&id, version)?;
    quoting::resolved(value, None, version)?;
    Ok(())
}

/// Reads `SetCredentialEncrypted=`.
///
/// # Errors
/// When the id cannot be one, or the value is not base64.
pub fn set_encrypted(text: &str, version: Version) -> Result<(), ValueError> {
    let (id, value) = with_value(text, version)?;
    check_id(&id, version)?;
    match base64::is_right(value, version) {
        true => Ok(()),
        false => Err(ValueError::about(value, "is not base64: write what systemd-creds printed")),
    }
}

/// Reads `LoadCredential=`: an id, and the path or the id of what it is loaded from, which may be left out from 250 on.
///
/// # Errors
/// When the id or the path cannot be one.
pub fn load(text: &str, version: Version) -> Result<(), ValueError> {
    let (id, behind) = up_to_colon(text)?;
    let from = behind.strip_prefix(':').unwrap_or_default();
    if from.is_empty() && version < Version(250) {
        return Err(ValueError::about(text, "lacks a path: write `ID:PATH`"));
    }
    check_id(&id, version)?;
    specifier::check(from, version, Scope::Value)?;
    let sample = path::sample(from);
    if sample.starts_with('/') {
        let is_plain =
            !sample.contains("//") && !sample.split('/').any(|name| matches!(name, "." | ".."));
        return match is_plain {
            true => path::check_absolute(&sample, from, version),
            false => Err(ValueError::about(
                from,
                "is not a plain path: write it without `//`, `.` and `..`",
            )),
        };
    }
    if from.is_empty() { Ok(()) } else { check_id(from, version) }
}

/// Reads `ImportCredential=`: a pattern of names, and perhaps, behind a colon, what they are called then.
///
/// # Errors
/// When the pattern cannot be one.
pub fn import(text: &str, version: Version) -> Result<(), ValueError> {
    let renames = version >= Version(257);
    let (pattern, behind) = match renames {
        true => up_to_colon(text)?,
        false => (text.to_owned(), ""),
    };
    let renamed = behind.strip_prefix(':').unwrap_or_default();
    specifier::check(&pattern, version, Scope::Value)?;
    let sample = specifier::sample(&pattern);
    let literal = sample.strip_suffix('*').unwrap_or(&sample);
    let is_pattern = literal.len() < sample.len();
    if literal.contains(['*', '?', '[', ']']) {
        return Err(ValueError::about(
            &pattern,
            "has a sign of a pattern before its end: one `*` may end it",
        ));
    }
    if !is_pattern || !literal.is_empty() {
        check_sample(literal, &pattern)?;
    }
    // What it is called is not looked into for specifiers.
    if renamed.is_empty() { Ok(()) } else { check_sample(renamed, renamed) }
}

fn up_to_colon(text: &str) -> Result<(String, &str), ValueError> {
    quoting::unquoted(text, &[':']).map_err(ValueError::from)
}

/// Before 250 the value might be nothing.
fn with_value(text: &str, version: Version) -> Result<(String, &str), ValueError> {
    let (id, behind) = up_to_colon(text)?;
    match behind.strip_prefix(':') {
        Some(value) if !value.is_empty() || version < Version(250) => Ok((id, value)),
        _ => Err(ValueError::about(text, "lacks a value: write `ID:VALUE`")),
    }
}

fn check_id(id: &str, version: Version) -> Result<(), ValueError> {
    specifier::check(id, version, Scope::Value)?;
    check_sample(&specifier::sample(id), id)
}

/// Checks what `id` might become.
fn check_sample(sample: &str, id: &str) -> Result<(), ValueError> {
    let is_right = !matches!(sample, "" | "." | "..")
        && sample.len() <= 255
        && sample.bytes().all(|byte| (b' '..=b'~').contains(&byte) && !b":/".contains(&byte));
    match is_right {
        true => Ok(()),
        false => Err(ValueError::about(
            id,
            "cannot be the name of a credential: write a file name of ASCII without `:`",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn reads_what_systemd_reads() {
        let now = Version(257);
        accepts(set("a:b", now), ());
        accepts(set_encrypted("a:aGk=", now), ());
        accepts(load("a:/run/a", now), ());
        accepts(load("a", now), ());
        accepts(import("app.*", now), ());
        refuses(set("a", now), "`a` lacks a value: write `ID:VALUE`");
        assert!(
            set("a/b:c", now).is_err()
                && load("a:b/c", now).is_err()
                && import("a/b", now).is_err()
        );
        survives(|text| {
            drop((set(text, now), set_encrypted(text, now), load(text, now), import(text, now)));
        });
    }
}
