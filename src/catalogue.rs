//! Every directive that a socket or service unit may hold, once: what systemd knows about it.
//!
//! Source: the parser tables of systemd 208 to 262. A directive whose name means different things in different sections
//! has one entry for each meaning.

pub mod target;

use crate::value::{Kind, Version};

/// A section of a unit file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    /// `[Unit]`
    Unit,
    /// `[Socket]`
    Socket,
    /// `[Service]`
    Service,
    /// `[Install]`
    Install,
}

impl Section {
    /// The name between the brackets.
    pub fn name(self) -> &'static str {
        match self {
            Section::Unit => "Unit",
            Section::Socket => "Socket",
            Section::Service => "Service",
            Section::Install => "Install",
        }
    }
}

/// What an empty assignment (`Name=`) does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Empty {
    /// Forgets what was assigned before.
    Resets,
    /// Is an invalid value: remarked on and ignored.
    IsAnError,
    /// Does nothing.
    DoesNothing,
    /// Something of its own, told in the summary.
    IsSpecial,
}

/// How far systemd has moved away from a directive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// In use.
    Current,
    /// Another name for a current directive, or replaced by one: still has its effect.
    Deprecated {
        /// What to write instead, if there is something.
        instead: Option<&'static str>,
    },
    /// Swallowed without effect from this release on.
    Removed {
        /// The first release in which it does nothing.
        since: Version,
        /// What to write instead, if there is something.
        instead: Option<&'static str>,
    },
}

/// One directive and meaning.
#[derive(Debug)]
pub struct Directive {
    /// The key, without the `=`.
    pub name: &'static str,
    /// The sections in which it has this meaning.
    pub sections: &'static [Section],
    /// How its value is read.
    pub kind: Kind,
    /// Whether assignments add up to a list instead of the last one winning.
    pub repeats: bool,
    /// What an empty assignment does.
    pub empty: Empty,
    /// The first release that knows it.
    pub since: Version,
    /// What holds when it is not set, as one would write it; empty where there is no such value.
    pub default: &'static str,
    /// Whether it is still the way to say this.
    pub standing: Standing,
    /// Whether `%` specifiers are expanded in its value.
    pub specifiers: bool,
    /// The man page that documents it, for example `systemd.socket`; empty where none does.
    pub man: &'static str,
    /// What it does, in one or two sentences; empty where no field needs it yet.
    pub summary: &'static str,
}
