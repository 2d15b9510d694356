//! Kinds of value: how systemd reads the right-hand side of one assignment.
//!
//! Each kind lives in `value/<kind>.rs`, which reads it exactly as systemd does and says why not. This module holds what
//! they share: the [`Version`] a value is read for, the [`ValueError`] that a reader answers with, and [`Kind`], which
//! names the reader of a directive.

mod kind;
pub mod words;

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

/// Why systemd would not take a value: names the value and what would be accepted, in one lower-case sentence without a
/// full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueError {
    /// The sentence shown beside the field.
    pub message: String,
}

impl ValueError {
    /// An error that says `message`.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ValueError {}
