//! How processes are stopped.
//!
//! Source: systemd.kill(5).

use super::{Directive, Empty, Section, Standing};
use crate::value::{Kind, Version, words};

/// In the order of their names.
pub(super) static DIRECTIVES: &[Directive] = &[
    Directive {
        name: "FinalKillSignal",
        kind: Kind::Signal,
        since: Version(240),
        default: "SIGKILL",
        ..SETTING
    },
    Directive {
        name: "KillMode",
        kind: Kind::Words(&words::KILL_MODE),
        default: "control-group",
        ..FIGURE
    },
    Directive { name: "KillSignal", kind: Kind::Signal, default: "SIGTERM", ..SETTING },
    Directive {
        name: "RestartKillSignal",
        kind: Kind::Signal,
        since: Version(244),
        default: "(as KillSignal=)",
        ..SETTING
    },
    Directive { name: "SendSIGHUP", ..SWITCH },
    Directive { name: "SendSIGKILL", default: "yes", ..SWITCH },
    Directive {
        name: "WatchdogSignal",
        kind: Kind::Signal,
        since: Version(240),
        default: "SIGABRT",
        ..SETTING
    },
];

/// A yes or no.
const SWITCH: Directive = Directive {
    name: "",
    sections: &[Section::Socket, Section::Service],
    kind: Kind::Boolean,
    repeats: false,
    empty: Empty::IsAnError,
    since: Version(0),
    default: "no",
    standing: Standing::Current,
    specifiers: false,
    man: "systemd.kill",
    summary: "",
};

/// One value that has to be there.
const SETTING: Directive = Directive { kind: Kind::Text, default: "", ..SWITCH };

/// One figure that an empty assignment takes back.
const FIGURE: Directive =
    Directive { kind: Kind::Text, empty: Empty::Resets, default: "", ..SWITCH };
