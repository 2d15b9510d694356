//! Text on its way through a terminal into a POSIX shell.
//!
//! What is pasted is typed as far as the shell can tell. A tab completes a name, a control character edits the line, a
//! shell in the C locale may mangle what is not ASCII, `!` recalls an old command in some shells even where it is quoted,
//! a terminal cuts lines at 4095 bytes, and ssh takes a `~` at the start of a line for itself. So only text that has
//! none of these is written as it is; the rest is written as base64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fmt::Write;

/// The word that ends a file's text.
const END: &str = "END";
/// The word that ends a script.
const SCRIPT_END: &str = "SCRIPT";
/// Far below the 4095 bytes of a terminal's line, and below the 1024 of some.
const LONGEST_LINE: usize = 1000;
/// How base64 is usually cut.
const BASE64_LINE: usize = 76;

/// `text` behind a reader: the command that prints it, and the lines of its here-document.
pub(super) struct Document {
    /// Prints its standard input, decoded.
    pub(super) reader: &'static str,
    /// The lines, the last one being [`END`].
    pub(super) lines: String,
}

/// Makes a here-document of `text`, to stand behind `<<'END'`.
pub(super) fn document(text: &str) -> Document {
    match plain(text) {
        true => Document { reader: "cat", lines: format!("{text}{END}\n") },
        false => {
            Document { reader: "base64 -d", lines: format!("{}{END}\n", base64(text.as_bytes())) }
        }
    }
}

/// The command that runs `script`, which is [`plain`] and ends in a line end, as root. The shell has read all of it before
/// it starts, so a password prompt swallows nothing.
pub(super) fn as_root(script: &str) -> String {
    format!(
        "if [ \"$(id -u)\" = 0 ]; then sh -s; else sudo sh -s; fi <<'{SCRIPT_END}'\n{script}{SCRIPT_END}\n"
    )
}

/// `word` as one word of a command line.
pub(super) fn quote(word: &str) -> String {
    let bare = |b: u8| b.is_ascii_alphanumeric() || b"_-./:@%+,".contains(&b);
    if !word.is_empty() && word.bytes().all(bare) {
        word.to_owned()
    } else if word.bytes().all(|b| typed(b) && b != b'\'') {
        format!("'{word}'")
    } else {
        let mut format = String::new();
        for (at, b) in word.bytes().enumerate() {
            match b {
                // printf would take it for an option.
                b'-' if at == 0 => format.push_str("\\055"),
                b'%' => format.push_str("%%"),
                b'\\' => format.push_str("\\\\"),
                b'\'' => format.push_str("\\047"),
                _ if typed(b) => format.push(b.into()),
                _ => write!(format, "\\{b:03o}").expect("a string can be written to"),
            }
        }
        format!("\"$(printf '{format}')\"")
    }
}

/// Whether `text` comes through a terminal as it is.
fn plain(text: &str) -> bool {
    (text.is_empty() || text.ends_with('\n'))
        && text.bytes().all(|b| typed(b) || b == b'\n')
        && text.lines().all(|line| {
            line.len() <= LONGEST_LINE
                && !line.starts_with('~')
                && line != END
                && line != SCRIPT_END
        })
}

/// Whether a key of that character means the character and nothing else.
fn typed(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && byte != b'!'
}

fn base64(bytes: &[u8]) -> String {
    let lines = bytes.chunks(BASE64_LINE / 4 * 3).map(|line| STANDARD.encode(line) + "\n");
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_text_stays_readable() {
        for text in ["", "[Socket]\nListenStream=80\n", "a='$b' \"`c`\" \\\n", "# END\n"] {
            assert_eq!(document(text).reader, "cat", "{text:?}");
            assert_eq!(document(text).lines, format!("{text}END\n"));
        }
    }

    #[test]
    fn what_a_terminal_would_change_is_encoded() {
        let long = format!("{}\n", "x".repeat(1001));
        for text in [
            "a",
            "a\n\tb\n",
            "a\r\n",
            "\0\n",
            "\u{1b}[A\n",
            "é\n",
            "!!\n",
            "END\n",
            "SCRIPT\n",
            "~.\n",
            &long,
        ] {
            let document = document(text);
            assert_eq!(document.reader, "base64 -d", "{text:?}");
            assert!(document.lines.lines().all(|line| line.len() <= 76 && line.bytes().all(typed)));
        }
    }

    #[test]
    fn base64_is_what_others_read() {
        for (text, encoded) in [
            ("", ""),
            ("f", "Zg==\n"),
            ("fo", "Zm8=\n"),
            ("foo", "Zm9v\n"),
            ("foobar", "Zm9vYmFy\n"),
            ("\u{0}\u{10ffff}~", "APSPv79+\n"),
        ] {
            assert_eq!(base64(text.as_bytes()), encoded);
        }
        let lines = base64(&[b'x'; 58]);
        assert_eq!(lines.lines().map(str::len).collect::<Vec<_>>(), [76, 4]);
    }

    #[test]
    fn a_word_stays_one_word() {
        for (word, quoted) in [
            ("/run/my-app.sock", "/run/my-app.sock"),
            ("", "''"),
            ("a b$c", "'a b$c'"),
            ("my\\x2dapp", "'my\\x2dapp'"),
            ("it's", "\"$(printf 'it\\047s')\""),
            ("-'", "\"$(printf '\\055\\047')\""),
            ("50%\t!\\é", "\"$(printf '50%%\\011\\041\\\\\\303\\251')\""),
        ] {
            assert_eq!(quote(word), quoted);
        }
    }
}
