//! The words that systemd accepts for each enumeration, with the releases that know them.
//!
//! Source: the string tables of every release from 219 to 262; a word known to the oldest is given [`Version`] 0.

use super::Version;

/// One accepted word.
#[derive(Debug, PartialEq, Eq)]
pub struct Word {
    /// The word as it is written in a unit file; case matters.
    pub text: &'static str,
    /// The first release that knows it.
    pub since: Version,
    /// The last release that knows it, if it has been dropped.
    pub until: Option<Version>,
}

/// The words of one enumeration.
#[derive(Debug, PartialEq, Eq)]
pub struct Words(pub &'static [Word]);
