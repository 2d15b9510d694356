//! The directives of `[Service]`: what is run, and when it is up, down or failed.
//!
//! Source: systemd.service(5).

use super::{Directive, Empty, Man, Sections, base, deprecated, removed};
use crate::value::{Kind, Version, words};

/// In the order of their names.
pub(super) static DIRECTIVES: &[Directive] = &[
    Directive { name: "BusName", kind: Kind::BusName, specifiers: true, ..SETTING },
    Directive {
        name: "BusPolicy",
        kind: Kind::Ignored,
        since: Version(217),
        standing: removed(232, None),
        ..GONE
    },
    Directive { name: "ExecCondition", since: Version(243), ..COMMAND },
    Directive { name: "ExecReload", ..COMMAND },
    Directive { name: "ExecReloadPost", since: Version(259), ..COMMAND },
    Directive { name: "ExecStart", ..COMMAND },
    Directive { name: "ExecStartPost", ..COMMAND },
    Directive { name: "ExecStartPre", ..COMMAND },
    Directive { name: "ExecStop", ..COMMAND },
    Directive { name: "ExecStopPost", ..COMMAND },
    Directive {
        name: "ExitType",
        kind: Kind::Words(&words::EXIT_TYPE),
        since: Version(250),
        default: "main",
        ..SETTING
    },
    Directive {
        name: "FailureAction",
        kind: Kind::Words(&words::EMERGENCY_ACTION),
        since: Version(213),
        default: "none",
        standing: deprecated(Some("Unit/FailureAction")),
        man: Man::Unit,
        ..SETTING
    },
    Directive {
        name: "FileDescriptorStoreMax",
        kind: Kind::Unsigned,
        since: Version(219),
        default: "0",
        ..SETTING
    },
    Directive {
        name: "FileDescriptorStorePreserve",
        kind: Kind::WordsOrBoolean(&words::PRESERVE_MODE),
        since: Version(254),
        default: "restart",
        ..SETTING
    },
    Directive { name: "GuessMainPID", default: "yes", ..SWITCH },
    Directive { name: "LUOSession", kind: Kind::Sessions, since: Version(262), ..FILTER },
    Directive { name: "NonBlocking", ..SWITCH },
    Directive {
        name: "NotifyAccess",
        kind: Kind::Words(&words::NOTIFY_ACCESS),
        default: "(none, or main with Type=notify)",
        ..SETTING
    },
    Directive {
        name: "OOMPolicy",
        kind: Kind::Words(&words::OOM_POLICY),
        since: Version(243),
        default: "(stop, or continue with Delegate=yes)",
        ..SETTING
    },
    Directive { name: "OpenFile", kind: Kind::OpenFile, since: Version(253), ..FILTER },
    Directive { name: "PIDFile", kind: Kind::PidFile, ..TEXT },
    Directive {
        name: "PermissionsStartOnly",
        default: "",
        standing: deprecated(None),
        man: Man::Nowhere,
        ..SWITCH
    },
    Directive {
        name: "RebootArgument",
        since: Version(213),
        standing: deprecated(Some("Unit/RebootArgument")),
        man: Man::Unit,
        ..TEXT
    },
    Directive {
        name: "RefreshOnReload",
        kind: Kind::Refresh,
        since: Version(260),
        default: "extensions",
        ..FILTER
    },
    Directive {
        name: "ReloadSignal",
        kind: Kind::Signal,
        since: Version(253),
        default: "SIGHUP",
        ..SETTING
    },
    Directive { name: "RemainAfterExit", ..SWITCH },
    Directive { name: "Restart", kind: Kind::Words(&words::RESTART), default: "no", ..SETTING },
    Directive {
        name: "RestartForceExitStatus",
        kind: Kind::ExitStatuses,
        since: Version(215),
        ..FILTER
    },
    Directive {
        name: "RestartMaxDelaySec",
        kind: Kind::Seconds,
        since: Version(254),
        default: "infinity",
        ..SETTING
    },
    Directive {
        name: "RestartMode",
        kind: Kind::Words(&words::RESTART_MODE),
        since: Version(254),
        default: "normal",
        ..SETTING
    },
    Directive { name: "RestartPreventExitStatus", kind: Kind::ExitStatuses, ..FILTER },
    Directive {
        name: "RestartRandomizedDelaySec",
        kind: Kind::Seconds,
        since: Version(262),
        default: "0",
        ..SETTING
    },
    Directive { name: "RestartSec", kind: Kind::Seconds, default: "100ms", ..SETTING },
    Directive {
        name: "RestartSteps",
        kind: Kind::Unsigned,
        since: Version(254),
        default: "0",
        ..SETTING
    },
    Directive { name: "RootDirectoryStartOnly", ..SWITCH },
    Directive {
        name: "RuntimeMaxSec",
        kind: Kind::Seconds,
        since: Version(229),
        default: "infinity",
        ..SETTING
    },
    Directive {
        name: "RuntimeRandomizedExtraSec",
        kind: Kind::Seconds,
        since: Version(250),
        default: "0",
        ..SETTING
    },
    Directive { name: "Sockets", kind: Kind::SocketNames, empty: Empty::DoesNothing, ..LIST },
    Directive {
        name: "StartLimitAction",
        kind: Kind::Words(&words::EMERGENCY_ACTION),
        default: "none",
        standing: deprecated(Some("Unit/StartLimitAction")),
        man: Man::Unit,
        ..SETTING
    },
    Directive {
        name: "StartLimitBurst",
        kind: Kind::Unsigned,
        default: "5",
        standing: deprecated(Some("Unit/StartLimitBurst")),
        man: Man::Unit,
        ..SETTING
    },
    Directive {
        name: "StartLimitInterval",
        kind: Kind::Seconds,
        standing: deprecated(Some("Unit/StartLimitIntervalSec")),
        man: Man::Nowhere,
        ..SETTING
    },
    Directive { name: "SuccessExitStatus", kind: Kind::ExitStatuses, ..FILTER },
    Directive {
        name: "SysVStartPriority",
        kind: Kind::Ignored,
        standing: removed(0, None),
        ..GONE
    },
    Directive {
        name: "TimeoutAbortSec",
        kind: Kind::Seconds,
        since: Version(243),
        default: "(as TimeoutStopSec=)",
        specifiers: false,
        ..TEXT
    },
    Directive { name: "TimeoutSec", kind: Kind::SecondsOrInfinity, ..SETTING },
    Directive {
        name: "TimeoutStartFailureMode",
        kind: Kind::Words(&words::TIMEOUT_FAILURE_MODE),
        since: Version(246),
        default: "terminate",
        ..SETTING
    },
    Directive {
        name: "TimeoutStartSec",
        kind: Kind::SecondsOrInfinity,
        default: "(90s, or infinity with Type=oneshot)",
        ..SETTING
    },
    Directive {
        name: "TimeoutStopFailureMode",
        kind: Kind::Words(&words::TIMEOUT_FAILURE_MODE),
        since: Version(246),
        default: "terminate",
        ..SETTING
    },
    Directive { name: "TimeoutStopSec", kind: Kind::SecondsOrInfinity, default: "90s", ..SETTING },
    Directive {
        name: "Type",
        kind: Kind::Words(&words::SERVICE_TYPE),
        default: "(simple, or dbus with BusName=)",
        ..SETTING
    },
    Directive { name: "USBFunctionDescriptors", kind: Kind::Path, since: Version(227), ..TEXT },
    Directive { name: "USBFunctionStrings", kind: Kind::Path, since: Version(227), ..TEXT },
    Directive { name: "WatchdogSec", kind: Kind::Seconds, default: "0", ..SETTING },
];

const SECTIONS: Sections = Sections::Service;
const MAN: Man = Man::Service;

const SETTING: Directive = base::setting(SECTIONS, MAN);
const SWITCH: Directive = base::switch(SECTIONS, MAN);
const COMMAND: Directive = base::command(SECTIONS, MAN);
const TEXT: Directive = base::text(SECTIONS, MAN);
const FILTER: Directive = base::filter(SECTIONS, MAN);
const LIST: Directive = base::list(SECTIONS, MAN);
const GONE: Directive = base::gone(SECTIONS);
