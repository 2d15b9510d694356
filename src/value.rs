//! Kinds of value: how systemd reads the right-hand side of one assignment.
//!
//! Each kind lives in `value/<kind>.rs`, which reads it exactly as systemd does and says why not. This module holds what
//! they share: the [`Version`] a value is read for, the [`ValueError`] that a reader answers with, and [`Kind`], which
//! names the reader of a directive.
//!
//! A reader judges an assignment that says something. What an empty one does (clear, reset, nothing, an error) is the
//! directive's business: readers of lists answer an empty list, readers of one value say that a value is needed.
//!
//! Values are taken as they stand in the file, without the blanks around them and with continuation lines joined.

pub mod address;
pub mod amount;
mod base64;
pub mod boolean;
pub mod bus_name;
pub mod command;
pub mod condition;
pub mod control_group;
pub mod cpu_set;
pub mod credential;
pub mod device;
pub mod directories;
pub mod documentation;
pub mod environment;
pub mod environment_file;
pub mod errno;
pub mod extended_attribute;
pub mod fd_name;
pub mod host_name;
pub mod integer;
mod kind;
pub mod limit;
pub mod log;
pub mod mode;
pub mod mount;
pub mod netlink;
pub mod network;
mod number;
pub mod oom_rule;
pub mod open_file;
pub mod path;
pub mod percent;
pub mod quoting;
pub mod refresh;
pub mod session;
pub mod signal;
pub mod size;
pub mod specifier;
pub mod stream;
pub mod system_call;
pub mod time_span;
pub mod unit_name;
pub mod unsigned;
pub mod user;
pub mod words;
pub mod working_directory;

pub use kind::Kind;
use std::fmt;

/// A systemd release, for example `Version(257)`; 0 stands for "older than any release we tell apart" (208 and before).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(pub u16);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// What systemd does with an assignment that it remarks on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Applies it all the same.
    Noted,
    /// Ignores it, or the item of its list that is wrong.
    Ignored,
    /// Refuses the whole unit.
    Fatal,
}

/// Why systemd would not take a value as it stands: names the value and what would be accepted, in one lower-case sentence
/// without a full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueError {
    /// The sentence shown beside the field.
    pub message: String,
    /// What systemd makes of the assignment.
    pub effect: Effect,
}

impl ValueError {
    /// An error that says `message`.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), effect: Effect::Ignored }
    }

    /// The same error where systemd goes on to apply the value.
    pub fn noted(self) -> Self {
        Self { effect: Effect::Noted, ..self }
    }

    /// The same error where it makes systemd refuse the unit.
    pub fn fatal(self) -> Self {
        Self { effect: Effect::Fatal, ..self }
    }

    /// An error that shows `text` and goes on with `complaint`.
    fn about(text: &str, complaint: &str) -> Self {
        Self::new(shown(text) + " " + complaint)
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ValueError {}

/// How a message shows the text it is about: short, in backticks, on one line.
fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut out = String::from("`");
    for (index, character) in text.chars().enumerate() {
        if index == LONGEST {
            out.push('…');
            break;
        }
        if character.is_control() {
            out.extend(character.escape_default());
        } else {
            out.push(character);
        }
    }
    out.push('`');
    out
}

/// Tables of cases for the readers' tests.
#[cfg(test)]
mod cases {
    use super::ValueError;
    use std::fmt::Debug;

    /// Asserts that a reader answered `expected`.
    #[track_caller]
    pub fn accepts<T: Debug + PartialEq>(read: Result<T, ValueError>, expected: T) {
        assert_eq!(read, Ok(expected));
    }

    /// Asserts that a reader refused, in these words.
    #[track_caller]
    pub fn refuses<T: Debug>(read: Result<T, ValueError>, message: &str) {
        assert_eq!(read.map_err(|error| error.message).expect_err("refused"), message);
    }

    /// Calls `read` with thousands of strings that are made to hurt: pieces of every grammar and nasty characters, in every
    /// pair and in longer random rows, always the same. The calls need only come back.
    pub fn survives(read: impl Fn(&str)) {
        const PARTS: [&str; 40] = [
            "",
            " ",
            "\t",
            "a",
            "Z",
            "_",
            "0",
            "7",
            "9",
            "18446744073709551616",
            ".",
            "..",
            ",",
            ";",
            ":",
            "/",
            "//",
            "\\",
            "\"",
            "'",
            "%",
            "%%",
            "%i",
            "%Q",
            "@",
            "-",
            "+",
            "!",
            "|",
            "~",
            "=",
            "[",
            "]",
            "\\x4",
            "\\777",
            "\\Uffffffff",
            "é",
            "\u{1f600}",
            "\0",
            "\u{7f}",
        ];
        for first in PARTS {
            for second in PARTS {
                read(&format!("{first}{second}"));
            }
        }
        let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
        // Knuth's linear congruential generator.
        let mut below = |limit: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % limit
        };
        for _ in 0..5000 {
            let text: String = (0..3 + below(10)).map(|_| PARTS[below(PARTS.len())]).collect();
            read(&text);
        }
        read(&"a".repeat(70_000));
        read(&"%".repeat(4097));
    }
}
