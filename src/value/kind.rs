//! The kind of a directive's value: which reader judges it.

/// How systemd reads a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Free text with `%` specifiers.
    Text,
}
