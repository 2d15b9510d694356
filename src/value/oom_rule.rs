//! Names of rules for what to do when memory runs out, between blanks, which may be quoted.
//!
//! Whether there is such a rule is for the machine to say.
//!
//! Source: systemd.resource-control(5) `OOMRules=`; seen with systemd 262.

use super::ValueError;
use super::quoting::{self, Escapes};

/// Reads a list of names of rules.
///
/// # Errors
/// When a quote is not closed, or a name could not be that of a file.
pub fn list(text: &str) -> Result<Vec<String>, ValueError> {
    let words = quoting::split(text, Escapes::Kept)?;
    let words = words.iter().map(|word| String::from_utf8_lossy(word).into_owned());
    words.map(|word| if is_name(&word) { Ok(word) } else { Err(refusal(&word)) }).collect()
}

fn is_name(word: &str) -> bool {
    !matches!(word, "" | "." | "..")
        && !word.contains(['/', '*', '?', '[', '\\', '\'', '"'])
        && !word.contains(|character: char| character.is_ascii_control())
}

fn refusal(word: &str) -> ValueError {
    ValueError::about(word, "cannot be the name of a rule: write its file name without the ending")
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn reads_what_systemd_reads() {
        accepts(list("a \"b.c\""), vec!["a".to_owned(), "b.c".to_owned()]);
        refuses(
            list("a /b"),
            "`/b` cannot be the name of a rule: write its file name without the ending",
        );
        assert!(list("a*").is_err() && list("..").is_err() && list("\"a").is_err());
        survives(|text| drop(list(text)));
    }
}
