//! Environment variables: `NAME=VALUE` between blanks, in quotes where a value has blanks.
//!
//! Quotes and C escapes as in [`quoting`](super::quoting). A name is a letter or `_`, then letters, digits and `_`. `$`
//! is an ordinary character here.
//!
//! Source: systemd.exec(5) `Environment=`.

use super::quoting::{self, Escapes};
use super::specifier::{self, Scope};
use super::{ValueError, Version, shown};

/// Reads a list of variables: their names and values, specifiers not expanded.
///
/// # Errors
/// When a quote is not closed, an escape is unknown, or a word is not `NAME=VALUE`.
pub fn read(text: &str, version: Version) -> Result<Vec<(String, String)>, ValueError> {
    words(text, Escapes::Strict(version))?.iter().map(|word| assignment(word, version)).collect()
}

/// Reads a list of variable names, as in `PassEnvironment=`, where a backslash only makes what follows ordinary.
///
/// # Errors
/// When a quote is not closed, or a word is not the name of a variable.
pub fn names(text: &str, version: Version) -> Result<Vec<String>, ValueError> {
    words(text, Escapes::Dropped)?
        .iter()
        .map(|word| {
            let word = String::from_utf8_lossy(word).into_owned();
            specifier::check(&word, version, Scope::Value)?;
            name(&word).map(|()| word)
        })
        .collect()
}

/// Reads a list of variable names and `NAME=VALUE` assignments, as in `UnsetEnvironment=`.
///
/// # Errors
/// As for [`read`], but that a name may stand alone.
pub fn unset(text: &str, version: Version) -> Result<Vec<String>, ValueError> {
    words(text, Escapes::Strict(version))?
        .iter()
        .map(|word| {
            let word = text_of(word)?.to_owned();
            specifier::check(&word, version, Scope::Value)?;
            name(word.split_once('=').map_or(word.as_str(), |(name, _)| name))
                .map(|()| word.clone())
        })
        .collect()
}

fn words(text: &str, escapes: Escapes) -> Result<Vec<Vec<u8>>, ValueError> {
    quoting::split(text, escapes).map_err(ValueError::from)
}

fn assignment(word: &[u8], version: Version) -> Result<(String, String), ValueError> {
    let word = text_of(word)?;
    specifier::check(word, version, Scope::Value)?;
    let Some((left, right)) = word.split_once('=') else {
        return Err(ValueError::new(match word {
            "" => String::from("an empty word is not `NAME=VALUE`: leave the two quotes out"),
            "export" => String::from("`export` is not needed: write `NAME=VALUE` alone"),
            _ => format!(
                "{} is not `NAME=VALUE`: put a value with blanks in quotes, for example `\"NAME=two words\"`",
                shown(word)
            ),
        }));
    };
    name(left)?;
    Ok((left.to_owned(), right.to_owned()))
}

/// A word as text, which the escapes in it might have kept it from being.
fn text_of(word: &[u8]) -> Result<&str, ValueError> {
    let text = str::from_utf8(word).ok().filter(|word| quoting::is_text(word));
    text.ok_or_else(|| {
        ValueError::new(format!(
            "{} has an escape that is not a character: write the characters themselves, or `\\uHHHH`",
            shown(&String::from_utf8_lossy(word))
        ))
    })
}

fn name(text: &str) -> Result<(), ValueError> {
    let sample = specifier::sample(text);
    if sample.is_empty() {
        return Err(ValueError::new(
            "a variable needs a name: write `NAME=VALUE` without blanks around the `=`",
        ));
    }
    let bad =
        sample.chars().find(|&character| character != '_' && !character.is_ascii_alphanumeric());
    Err(ValueError::new(match bad {
        Some(bad) => format!(
            "{} has {}: the name of a variable is made of letters, digits and `_`",
            shown(text),
            shown(bad.encode_utf8(&mut [0; 4]))
        ),
        None if sample.starts_with(|first: char| first.is_ascii_digit()) => {
            format!(
                "{} begins with a digit: the name of a variable begins with a letter or `_`",
                shown(text)
            )
        }
        None => return Ok(()),
    }))
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    fn read(text: &str) -> Result<Vec<(String, String)>, ValueError> {
        super::read(text, Version(252))
    }

    fn one(name: &str, value: &str) -> Vec<(String, String)> {
        vec![(name.to_owned(), value.to_owned())]
    }

    #[test]
    fn reads_what_systemd_reads() {
        accepts(read(""), vec![]);
        accepts(read("A=1"), one("A", "1"));
        accepts(read("A="), one("A", ""));
        accepts(read("\"A=two words\""), one("A", "two words"));
        accepts(read("A='two words'"), one("A", "two words"));
        accepts(read("A=b=c"), one("A", "b=c"));
        accepts(read(r"A=\x41\n$B"), one("A", "A\n$B"));
        accepts(read("A=1;B=2"), one("A", "1;B=2"));
        accepts(read("A=%i"), one("A", "%i"));
        accepts(read("_1=1 B=2").map(|variables| variables.len()), 2);
    }

    #[test]
    fn says_what_is_wrong() {
        refuses(
            read("A=two words"),
            "`words` is not `NAME=VALUE`: put a value with blanks in quotes, for example `\"NAME=two words\"`",
        );
        refuses(read("export A=1"), "`export` is not needed: write `NAME=VALUE` alone");
        refuses(
            read("A=1 =1"),
            "a variable needs a name: write `NAME=VALUE` without blanks around the `=`",
        );
        refuses(
            read("A-B=1"),
            "`A-B` has `-`: the name of a variable is made of letters, digits and `_`",
        );
        refuses(
            read("1A=1"),
            "`1A` begins with a digit: the name of a variable begins with a letter or `_`",
        );
        refuses(
            read("A=it's"),
            "a quote `'` is opened and not closed: close it, or put an apostrophe in double quotes",
        );
        refuses(read(r"A=\q"), r"`\q` is not an escape: write `\\` for a backslash");
        refuses(
            read(r"A=\xff"),
            "`A=\u{fffd}` has an escape that is not a character: write the characters themselves, or `\\uHHHH`",
        );
        assert!(read(r"A=\ufffe").is_err());
        refuses(read("''"), "an empty word is not `NAME=VALUE`: leave the two quotes out");
        refuses(read("A=100%Q"), "`%Q` is not a specifier; write `%%` for a percent sign");
        survives(|text| drop(read(text)));
    }

    #[test]
    fn names_stand_alone() {
        accepts(names("A \"_b\"", Version(252)), vec![String::from("A"), String::from("_b")]);
        refuses(
            names("A=1", Version(252)),
            "`A=1` has `=`: the name of a variable is made of letters, digits and `_`",
        );
        survives(|text| drop(names(text, Version(252))));
    }
}
