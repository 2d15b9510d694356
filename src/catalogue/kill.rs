//! How processes are stopped.
//!
//! Source: systemd.kill(5).

use super::{Directive, Man, Sections, base};
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

const SECTIONS: Sections = Sections::Programs;
const MAN: Man = Man::Kill;

const SWITCH: Directive = base::switch(SECTIONS, MAN);
const SETTING: Directive = base::setting(SECTIONS, MAN);
const FIGURE: Directive = base::figure(SECTIONS, MAN);
