//! Where a program's standard input comes from and where its output goes.
//!
//! A word of [`words::INPUT`] or [`words::OUTPUT`], or one with something behind a colon: `fd:NAME` (nothing is the name of
//! the stream itself), `file:PATH`, and for output `append:PATH` and `truncate:PATH`. Output also takes the old `syslog` and
//! `syslog+console`, which every release since 246 reads as `journal` and `journal+console`.
//!
//! Source: systemd.exec(5) `StandardInput=`, `StandardOutput=`; agreement with the real parser is shown in
//! `tests/real/tests/catalogue.rs`.

use super::words::{self, Words};
use super::{ValueError, Version, fd_name, path, shown};

/// Where a stream leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream<'a> {
    /// To what the word says.
    Word(&'a str),
    /// To the file descriptor of this name; empty for the name of the stream itself.
    Descriptor(&'a str),
    /// To this file, as it is written.
    File {
        /// How output is written: `file` (from its beginning), `append` or `truncate`.
        how: &'a str,
        /// Its path.
        path: &'a str,
    },
}

/// Reads where input comes from.
///
/// # Errors
/// When the word is not known, or what is behind its colon is not a name or an absolute path.
pub fn read_input(text: &str, version: Version) -> Result<Stream<'_>, ValueError> {
    read(text, &words::INPUT, &["file"], version)
}

/// Reads where output goes.
///
/// # Errors
/// As [`read_input`].
pub fn read_output(text: &str, version: Version) -> Result<Stream<'_>, ValueError> {
    if matches!(text, "syslog" | "syslog+console") {
        return Ok(Stream::Word(text));
    }
    read(text, &words::OUTPUT, &["file", "append", "truncate"], version)
}

/// `files` are the words that take a path.
fn read<'a>(
    text: &'a str,
    words: &Words,
    files: &[&str],
    version: Version,
) -> Result<Stream<'a>, ValueError> {
    let Some((word, rest)) = text.split_once(':') else {
        words.read(text, version)?;
        return Ok(Stream::Word(text));
    };
    if word == "fd" {
        words.read(word, version)?;
        return match rest {
            "" => Ok(Stream::Descriptor("")),
            name => fd_name::read(name, version).map(Stream::Descriptor),
        };
    }
    if files.contains(&word) {
        words.read(word, version)?;
        return path::read_absolute(rest, version).map(|path| Stream::File { how: word, path });
    }
    Err(ValueError::new(format!(
        "{} is not {}, and only {} take something behind a colon",
        shown(text),
        words.listed(version),
        ["fd"].iter().chain(files).map(|word| format!("`{word}:`")).collect::<Vec<_>>().join(", ")
    )))
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn reads_what_systemd_reads() {
        accepts(read_input("socket", Version(252)), Stream::Word("socket"));
        accepts(read_input("fd:", Version(252)), Stream::Descriptor(""));
        accepts(read_input("fd:%n", Version(252)), Stream::Descriptor("%n"));
        accepts(read_input("file:/a b", Version(252)), Stream::File { how: "file", path: "/a b" });
        accepts(
            read_output("append:/var/log/myapp", Version(252)),
            Stream::File { how: "append", path: "/var/log/myapp" },
        );
        accepts(read_output("syslog", Version(257)), Stream::Word("syslog"));
    }

    #[test]
    fn says_what_it_would_take() {
        refuses(
            read_input("Socket", Version(230)),
            "`Socket` is not one of null, tty, tty-force, tty-fail or socket",
        );
        refuses(
            read_output("truncate:/x", Version(247)),
            "`truncate` needs systemd 248 or newer, and this is 247; use inherit, null, tty, kmsg, kmsg+console, journal, \
             journal+console, socket, append, fd or file",
        );
        refuses(
            read_output("file:x", Version(257)),
            "`x` is not absolute: begin the path with `/`",
        );
        refuses(
            read_input("append:/x", Version(257)),
            "`append:/x` is not null, tty, tty-force, tty-fail, socket, data, fd or file, and only `fd:`, `file:` take \
             something behind a colon",
        );
        assert!(read_input("fd:a:b", Version(257)).is_err());
        assert!(read_output("", Version(257)).is_err());
        survives(|text| drop((read_input(text, Version(257)), read_output(text, Version(257)))));
    }
}
