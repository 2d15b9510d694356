//! Booleans: `1 yes y true t on` or `0 no n false f off`, in any case.
//!
//! Source: systemd.syntax(7).

use super::ValueError;

/// Reads a yes or a no.
///
/// # Errors
/// When the text is none of the twelve words.
pub fn read(text: &str) -> Result<bool, ValueError> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "yes" | "y" | "true" | "t" | "on" => Ok(true),
        "0" | "no" | "n" | "false" | "f" | "off" => Ok(false),
        "" => Err(ValueError::new("a choice is needed, `yes` or `no`")),
        _ => Err(ValueError::about(text, "is neither a yes nor a no: write `yes` or `no`")),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn reads_what_systemd_reads() {
        for text in ["1", "yes", "YES", "y", "true", "True", "t", "on", "oN"] {
            accepts(read(text), true);
        }
        for text in ["0", "no", "n", "false", "f", "F", "off"] {
            accepts(read(text), false);
        }
        refuses(read(""), "a choice is needed, `yes` or `no`");
        refuses(read("2"), "`2` is neither a yes nor a no: write `yes` or `no`");
        refuses(read("yes # x"), "`yes # x` is neither a yes nor a no: write `yes` or `no`");
        survives(|text| drop(read(text)));
    }
}
