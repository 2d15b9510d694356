//! Directories that systemd makes for a service: `NAME[:SYMLINK[:ro]]` between blanks, which may be quoted.
//!
//! Names are relative to the directory that the directive stands for (/run, /var/lib, …). A colon in a name is written
//! `\:`. The third part came with 257; before, systemd passed over it. Before 250 a name was all there was, and colons
//! and backslashes were its own. `ConfigurationDirectory=` takes names only.
//!
//! Source: systemd.exec(5) `RuntimeDirectory=`, `StateDirectory=`; seen with the real parser.

use super::quoting::{self, Escapes};
use super::specifier::{self, Scope};
use super::{ValueError, Version, path, shown};

/// One directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directory {
    /// Its path below the directive's own directory, as it is written.
    pub path: String,
    /// A second path that leads to it.
    pub symlink: Option<String>,
    /// Whether the service may only read it.
    pub read_only: bool,
}

/// Reads a list of directories, each perhaps with a symbolic link.
///
/// # Errors
/// When a quote is not closed, a path is absolute or leads up, or a directory is `private`, which systemd keeps for itself.
pub fn read(text: &str, version: Version) -> Result<Vec<Directory>, ValueError> {
    let escapes = if version >= LINKS { Escapes::Kept } else { Escapes::Dropped };
    let words = quoting::split(text, escapes)?;
    words.iter().map(|word| directory(&String::from_utf8_lossy(word), version)).collect()
}

/// Reads a list of directories of which none has a link, as in `ConfigurationDirectory=`.
///
/// # Errors
/// As [`read`], and when one has a link.
pub fn read_unlinked(text: &str, version: Version) -> Result<Vec<Directory>, ValueError> {
    let directories = read(text, version)?;
    match directories.iter().find(|directory| directory.symlink.is_some()) {
        Some(linked) => Err(ValueError::new(format!(
            "{} has a second path behind a colon, which cannot be here: write the directory alone",
            shown(&linked.path)
        ))),
        None => Ok(directories),
    }
}

/// The first release in which a directory may have a link to it.
const LINKS: Version = Version(250);

/// The first release in which a directory may have options.
const FLAGS: Version = Version(257);

fn directory(word: &str, version: Version) -> Result<Directory, ValueError> {
    if version < LINKS {
        named(word, word, version)?;
        return Ok(Directory { path: word.to_owned(), symlink: None, read_only: false });
    }
    // Before the third part was known, systemd took neighbouring colons for one and read no further than it knew.
    let flags_known = version >= FLAGS;
    let mut parts = parts(word, version)?.into_iter();
    let mut next = || {
        if flags_known { parts.next() } else { parts.find(|part| !part.is_empty()) }
    };
    let path = next().unwrap_or_default();
    named(&path, word, version)?;
    let symlink = next().filter(|link| !link.is_empty());
    if let Some(link) = &symlink {
        checked(link, word, version)?;
    }
    let flags = if flags_known { next().unwrap_or_default() } else { String::new() };
    if !["", "ro"].contains(&flags.as_str()) {
        return Err(ValueError::new(format!(
            "{} is not an option of a directory: write `ro` or nothing behind the second colon",
            shown(&flags)
        )));
    }
    Ok(Directory { path, symlink, read_only: flags == "ro" })
}

fn named(path: &str, word: &str, version: Version) -> Result<(), ValueError> {
    checked(path, word, version)?;
    match path::names(&specifier::sample(path)).next() {
        Some("private") => Err(ValueError::new(format!(
            "{} is a name that systemd keeps for itself: choose another",
            shown(path)
        ))),
        _ => Ok(()),
    }
}

fn checked(path: &str, word: &str, version: Version) -> Result<(), ValueError> {
    specifier::check(path, version, Scope::Value)?;
    if path.is_empty() {
        return Err(ValueError::about(word, "names no directory"));
    }
    path::check_relative(&specifier::sample(path), path, version)
}

/// Cuts a word at its colons, with escapes resolved; before [`FLAGS`] only as far as its first two names.
fn parts(word: &str, version: Version) -> Result<Vec<String>, ValueError> {
    let flags_known = version >= FLAGS;
    let mut parts = vec![String::new()];
    let mut rest = word;
    while let Some(character) = rest.chars().next() {
        rest = &rest[character.len_utf8()..];
        match character {
            ':' if !flags_known && parts.iter().filter(|part| !part.is_empty()).count() == 2 => {
                break;
            }
            // What follows the options is not read.
            ':' if flags_known && parts.len() == 3 => break,
            ':' => parts.push(String::new()),
            '\\' if rest.starts_with(':') => {
                last(&mut parts).push(':');
                rest = &rest[1..];
            }
            '\\' => {
                let Some((bytes, length)) = quoting::unescape(rest, version) else {
                    return Err(ValueError::about(
                        word,
                        "has a backslash that opens no escape: write `\\\\` for a backslash",
                    ));
                };
                let Ok(character) = String::from_utf8(bytes) else {
                    return Err(ValueError::about(word, "has an escape that is not a character"));
                };
                last(&mut parts).push_str(&character);
                rest = &rest[length..];
            }
            _ => last(&mut parts).push(character),
        }
    }
    Ok(parts)
}

fn last(parts: &mut [String]) -> &mut String {
    parts.last_mut().expect("there is always one")
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    fn read(text: &str) -> Result<Vec<Directory>, ValueError> {
        super::read(text, Version(257))
    }

    fn plain(path: &str) -> Directory {
        Directory { path: path.to_owned(), symlink: None, read_only: false }
    }

    #[test]
    fn reads_what_systemd_reads() {
        accepts(read(""), vec![]);
        accepts(read("a b/c"), vec![plain("a"), plain("b/c")]);
        accepts(read("\"a b\" a\"b c\"d"), vec![plain("a b"), plain("ab cd")]);
        accepts(read(r"a\:b a\x20b %N"), vec![plain("a:b"), plain("a b"), plain("%N")]);
        accepts(read("a:"), vec![plain("a")]);
        accepts(
            read("a:b:ro"),
            vec![Directory {
                path: String::from("a"),
                symlink: Some(String::from("b")),
                read_only: true,
            }],
        );
        accepts(
            read("a::ro"),
            vec![Directory { path: String::from("a"), symlink: None, read_only: true }],
        );
        accepts(
            super::read("a:b:rw:x", Version(252)),
            vec![Directory {
                path: String::from("a"),
                symlink: Some(String::from("b")),
                read_only: false,
            }],
        );
    }

    #[test]
    fn says_what_is_wrong() {
        refuses(read("/a"), "`/a` is absolute: write the path without the `/` in front");
        refuses(read("%t"), "`%t` is absolute: write the path without the `/` in front");
        refuses(read("a/../b"), "`a/../b` leads up with `..`: write where the path really goes");
        refuses(read("."), "`.` is not the name of a directory");
        refuses(
            read("private/a"),
            "`private/a` is a name that systemd keeps for itself: choose another",
        );
        refuses(read(":b"), "`:b` names no directory");
        refuses(
            read("a:b:rw"),
            "`rw` is not an option of a directory: write `ro` or nothing behind the second colon",
        );
        refuses(
            read("\"a"),
            "a quote `\"` is opened and not closed: close it, or write `\\\"` for the sign itself",
        );
        refuses(
            read(r"a\ b"),
            r"`a\` has a backslash that opens no escape: write `\\` for a backslash",
        );
        refuses(read("a %Q"), "`%Q` is not a specifier; write `%%` for a percent sign");
        survives(|text| drop(read(text)));
        survives(|text| drop(super::read(text, Version(252))));
    }

    #[test]
    fn configuration_has_no_links() {
        accepts(read_unlinked("a", Version(252)), vec![plain("a")]);
        refuses(
            read_unlinked("a:b", Version(252)),
            "`a` has a second path behind a colon, which cannot be here: write the directory alone",
        );
    }
}
