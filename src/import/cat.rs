//! Text from a pipe: several files one behind the other, as `systemctl cat` prints them, or the text of one unit.
//!
//! `systemctl cat` puts `# /the/path` above each file and a blank line between two, prints `# Unit NAME is masked.` for a masked
//! unit, and `# /the/path is a mask.` for a drop-in that hides another. Seen with systemd 247 to 262.

use super::place::Place;
use super::shell::without_prompt;
use crate::value::unit_name;

/// One file out of the text.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// What has no path above it.
    Unnamed(&'a [u8]),
    /// The file of a unit, of any type; masked where it is empty.
    Unit {
        /// Where it was.
        path: &'a str,
        /// The name of the unit.
        name: &'a str,
        /// What is in it.
        text: &'a [u8],
    },
    /// A drop-in of the unit before it.
    DropIn {
        /// Where it was.
        path: &'a str,
        /// What is in it.
        text: &'a [u8],
    },
}

/// The files in `text`, in their order.
pub fn pieces(text: &[u8]) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut header = Header::None;
    let mut start = 0;
    let mut at = 0;
    let mut is_behind_blank = true;
    let mut is_behind_warning = false;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let content = line.trim_ascii_end();
        if is_warning(content) {
            pieces.extend(header.piece(&text[start..at]));
            (header, start) = (Header::None, at);
            is_behind_warning = true;
        } else if let Some(next) = Header::read(content)
            .filter(|next| is_behind_blank || is_behind_warning || next.is_mask())
        {
            let before = &text[start..at];
            pieces.extend(header.piece(match next {
                // Nothing parts this line from the file above it.
                Header::Masked { .. } => before,
                _ => without_separator(before),
            }));
            (header, start) = (next, at + line.len());
            is_behind_warning = false;
        }
        is_behind_blank = content.is_empty();
        at += line.len();
    }
    pieces.extend(header.piece(&text[start..]));
    pieces
}

/// Whether `text` begins as what `systemctl cat` prints: with the path of a file, which one of a section follows.
pub fn is_printed(text: &str) -> bool {
    let is_comment = |line: &str| line.starts_with(['#', ';']);
    let is_header = |line: &str| Header::read(line.as_bytes()).is_some();
    let text = without_prompts(text);
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).peekable();
    if lines.peek().is_some_and(|line| is_warning(line.as_bytes())) {
        while lines.next_if(|line| is_comment(line) && !is_header(line)).is_some() {}
    }
    let is_first = lines.next().is_some_and(is_header);
    let next = lines.find(|line| !is_comment(line.trim_start()));
    is_first
        && next.is_none_or(|line| line.trim_start().starts_with('['))
        && !text.contains("\n```")
}

/// What `systemctl cat` printed in a terminal, without the lines that its shell asked with.
pub fn without_prompts(text: &str) -> &str {
    let mut text = text;
    while let Some(line) = text.split_inclusive('\n').next() {
        let is_blank = line.trim().is_empty();
        let is_asked = without_prompt(line).len() < line.len() && line.contains("systemctl")
            || line.starts_with("systemctl cat ")
            || line.starts_with("sudo systemctl cat ");
        if !is_blank && !is_asked {
            break;
        }
        text = &text[line.len()..];
    }
    let last = text.trim_end().rsplit('\n').next().unwrap_or_default();
    let is_asked = last.contains('@') && without_prompt(&format!("{last} ")).is_empty();
    if is_asked { &text[..text.trim_end().len() - last.len()] } else { text }
}

/// What stands above a file.
#[derive(Clone, Copy)]
enum Header<'a> {
    None,
    Unit { path: &'a str, name: &'a str },
    DropIn { path: &'a str },
    Masked { name: &'a str },
    Mask,
}

impl<'a> Header<'a> {
    fn read(line: &'a [u8]) -> Option<Self> {
        let line = str::from_utf8(line).ok()?.strip_prefix("# ")?;
        if let Some(name) =
            line.strip_prefix("Unit ").and_then(|rest| rest.strip_suffix(" is masked."))
        {
            return unit_name::read(name).is_ok().then_some(Header::Masked { name });
        }
        let (path, is_mask) = match line.strip_suffix(" is a mask.") {
            Some(path) => (path, true),
            None => (line, false),
        };
        match Place::of(path).filter(|_| path.starts_with('/'))? {
            Place::Unit { name } => Some(Header::Unit { path, name }),
            Place::DropIn { .. } if is_mask => Some(Header::Mask),
            Place::DropIn { .. } => Some(Header::DropIn { path }),
        }
    }

    /// Whether it stands for a file of which nothing is printed.
    fn is_mask(&self) -> bool {
        matches!(self, Header::Masked { .. } | Header::Mask)
    }

    /// The file below it; none where nothing is said.
    fn piece(self, text: &'a [u8]) -> Option<Piece<'a>> {
        match self {
            Header::None => says_something(text).then_some(Piece::Unnamed(text)),
            Header::Unit { path, name } => Some(Piece::Unit { path, name, text }),
            Header::DropIn { path } => Some(Piece::DropIn { path, text }),
            Header::Masked { name } => Some(Piece::Unit { path: name, name, text: b"" }),
            Header::Mask => None,
        }
    }
}

/// Whether it is the first of the lines of comments that systemctl puts above a header, where the files of a unit are newer
/// than what is loaded. It prints them for a terminal, to standard error; seen with systemd
/// 257 and 262.
fn is_warning(line: &[u8]) -> bool {
    let line = line.strip_prefix(b"# Warning: ").unwrap_or_default();
    line.windows(15).any(|part| part == b"changed on disk")
}

/// A file without the blank line between it and the next header.
fn without_separator(text: &[u8]) -> &[u8] {
    match text {
        [] => text,
        b"\n" | b"\r\n" => b"",
        [before @ .., b'\n'] if before.ends_with(b"\n") => before,
        [before @ .., b'\r', b'\n'] if before.ends_with(b"\n") => before,
        _ => text,
    }
}

/// Whether any line is neither blank nor a comment.
fn says_something(text: &[u8]) -> bool {
    text.split(|byte| matches!(byte, b'\n' | b'\r' | 0))
        .any(|line| !matches!(line.trim_ascii_start().first(), None | Some(b'#' | b';')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(&str, &str)> {
        let shown = |text| str::from_utf8(text).unwrap();
        pieces(text.as_bytes())
            .into_iter()
            .map(|piece| match piece {
                Piece::Unnamed(text) => ("", shown(text)),
                Piece::Unit { path, text, .. } | Piece::DropIn { path, text } => {
                    (path, shown(text))
                }
            })
            .collect()
    }

    #[test]
    fn what_systemctl_cat_prints_is_taken_apart() {
        let text = "# /usr/lib/systemd/system/a.socket\n[Socket]\nListenStream=1\n\n\
                    # /etc/systemd/system/a.socket.d/1.conf\n# ours\n\n[Socket]\nBacklog=1\n\n\
                    # /run/systemd/system/socket.d/2.conf is a mask.\n# Unit m.service is masked.\n\n\
                    # /usr/lib/systemd/system/x.target\n[Unit]\n";
        assert_eq!(
            told(text),
            [
                ("/usr/lib/systemd/system/a.socket", "[Socket]\nListenStream=1\n"),
                ("/etc/systemd/system/a.socket.d/1.conf", "# ours\n\n[Socket]\nBacklog=1\n"),
                ("m.service", ""),
                ("/usr/lib/systemd/system/x.target", "[Unit]\n"),
            ]
        );
    }

    #[test]
    fn what_is_said_of_newer_files_is_in_none() {
        let warning = "# Warning: a.socket changed on disk, and so on.\n# Run this.\n\n";
        let a = "# /etc/systemd/system/a.socket\n";
        let b = "# /etc/systemd/system/b.service\n[Service]\n";
        for text in [
            format!("# Warning: b.service changed on disk.\n# Run this.\n{a}[Socket]\n\n{b}"),
            format!("{warning}{a}[Socket]\n{warning}{b}"),
            format!("{a}[Socket]\n{warning}{b}"),
        ] {
            assert!(is_printed(&text), "{text}");
            let texts: Vec<&str> = told(&text).into_iter().map(|(_, text)| text).collect();
            assert_eq!(texts, ["[Socket]\n", "[Service]\n"]);
        }
    }

    #[test]
    fn empty_files_and_blank_lines_at_the_end_are_kept() {
        let text = "# /etc/systemd/system/a.socket.d/1.conf\n\n# /etc/systemd/system/a.service\n\n\n\n# \
                    /etc/systemd/system/b.service\n[Service]\n\n";
        let texts: Vec<&str> = told(text).into_iter().map(|(_, text)| text).collect();
        assert_eq!(texts, ["", "\n\n", "[Service]\n\n"]);
    }

    #[test]
    fn a_comment_is_no_header() {
        for text in [
            "# /etc/default/a\n[Socket]\n",
            "[Socket]\n# /etc/systemd/system/b.service\nBacklog=1\n",
            "[Socket]\n\n# see /etc/systemd/system/b.service\n",
            "[Socket]\n\n# /etc/a.conf.d/b.conf\n",
        ] {
            assert_eq!(told(text), [("", text)]);
        }
        assert_eq!(told("\n# hello\n\n"), []);
    }
}
