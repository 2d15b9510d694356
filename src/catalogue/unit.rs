//! The directives of `[Unit]`: what a unit is for, what it needs and in which order.
//!
//! Source: systemd.unit(5).

use super::{Directive, Empty, Man, Sections, base, deprecated, removed};
use crate::value::{Kind, Version, words};

/// In the order of their names.
pub(super) static DIRECTIVES: &[Directive] = &[
    Directive { name: "After", ..DEPENDENCY },
    Directive { name: "AllowIsolate", ..SWITCH },
    Directive { name: "AssertACPower", since: Version(218), ..CONDITION },
    Directive { name: "AssertArchitecture", since: Version(218), ..CONDITION },
    Directive { name: "AssertCPUFeature", since: Version(251), ..CONDITION },
    Directive { name: "AssertCPUPressure", since: Version(250), ..CONDITION },
    Directive { name: "AssertCPUs", since: Version(247), ..CONDITION },
    Directive { name: "AssertCapability", since: Version(218), ..CONDITION },
    Directive { name: "AssertControlGroupController", since: Version(237), ..CONDITION },
    Directive { name: "AssertCredential", since: Version(252), ..CONDITION },
    Directive { name: "AssertDirectoryNotEmpty", since: Version(218), ..PATH_CONDITION },
    Directive { name: "AssertEnvironment", since: Version(247), ..CONDITION },
    Directive { name: "AssertFileIsExecutable", since: Version(218), ..PATH_CONDITION },
    Directive { name: "AssertFileNotEmpty", since: Version(218), ..PATH_CONDITION },
    Directive { name: "AssertFirstBoot", since: Version(218), ..CONDITION },
    Directive { name: "AssertFraction", since: Version(261), ..CONDITION },
    Directive { name: "AssertGroup", since: Version(234), ..CONDITION },
    Directive { name: "AssertHost", since: Version(218), ..CONDITION },
    Directive { name: "AssertIOPressure", since: Version(250), ..CONDITION },
    Directive { name: "AssertKernelCommandLine", since: Version(218), ..CONDITION },
    Directive { name: "AssertKernelModuleLoaded", since: Version(258), ..CONDITION },
    Directive {
        name: "AssertKernelVersion",
        since: Version(237),
        standing: deprecated(Some("AssertVersion")),
        ..CONDITION
    },
    Directive { name: "AssertMachineTag", since: Version(261), ..CONDITION },
    Directive { name: "AssertMemory", since: Version(247), ..CONDITION },
    Directive { name: "AssertMemoryPressure", since: Version(250), ..CONDITION },
    Directive { name: "AssertNeedsUpdate", since: Version(218), ..PATH_CONDITION },
    Directive { name: "AssertOSRelease", since: Version(249), ..CONDITION },
    Directive { name: "AssertPathExists", since: Version(218), ..PATH_CONDITION },
    Directive { name: "AssertPathExistsGlob", since: Version(218), ..PATH_CONDITION },
    Directive { name: "AssertPathIsDirectory", since: Version(218), ..PATH_CONDITION },
    Directive { name: "AssertPathIsEncrypted", since: Version(247), ..PATH_CONDITION },
    Directive { name: "AssertPathIsMountPoint", since: Version(218), ..PATH_CONDITION },
    Directive { name: "AssertPathIsReadWrite", since: Version(218), ..PATH_CONDITION },
    Directive { name: "AssertPathIsSocket", since: Version(260), ..PATH_CONDITION },
    Directive { name: "AssertPathIsSymbolicLink", since: Version(218), ..PATH_CONDITION },
    Directive { name: "AssertSecurity", since: Version(218), ..CONDITION },
    Directive { name: "AssertUser", since: Version(234), ..CONDITION },
    Directive { name: "AssertVersion", since: Version(258), ..CONDITION },
    Directive { name: "AssertVirtualization", since: Version(218), ..CONDITION },
    Directive { name: "Before", ..DEPENDENCY },
    Directive {
        name: "BindTo",
        standing: deprecated(Some("BindsTo")),
        man: Man::Nowhere,
        ..DEPENDENCY
    },
    Directive { name: "BindsTo", ..DEPENDENCY },
    Directive {
        name: "CollectMode",
        kind: Kind::Words(&words::COLLECT_MODE),
        since: Version(236),
        default: "inactive",
        ..SETTING
    },
    Directive { name: "ConditionACPower", ..CONDITION },
    Directive { name: "ConditionArchitecture", since: Version(210), ..CONDITION },
    Directive { name: "ConditionCPUFeature", since: Version(251), ..CONDITION },
    Directive { name: "ConditionCPUPressure", since: Version(250), ..CONDITION },
    Directive { name: "ConditionCPUs", since: Version(247), ..CONDITION },
    Directive { name: "ConditionCapability", ..CONDITION },
    Directive { name: "ConditionControlGroupController", since: Version(237), ..CONDITION },
    Directive { name: "ConditionCredential", since: Version(252), ..CONDITION },
    Directive { name: "ConditionDirectoryNotEmpty", ..PATH_CONDITION },
    Directive { name: "ConditionEnvironment", since: Version(247), ..CONDITION },
    Directive { name: "ConditionFileIsExecutable", ..PATH_CONDITION },
    Directive { name: "ConditionFileNotEmpty", ..PATH_CONDITION },
    Directive { name: "ConditionFirmware", since: Version(249), ..CONDITION },
    Directive { name: "ConditionFirstBoot", since: Version(216), ..CONDITION },
    Directive { name: "ConditionFraction", since: Version(261), ..CONDITION },
    Directive { name: "ConditionGroup", since: Version(234), ..CONDITION },
    Directive { name: "ConditionHost", ..CONDITION },
    Directive { name: "ConditionIOPressure", since: Version(250), ..CONDITION },
    Directive { name: "ConditionKernelCommandLine", ..CONDITION },
    Directive { name: "ConditionKernelModuleLoaded", since: Version(258), ..CONDITION },
    Directive {
        name: "ConditionKernelVersion",
        since: Version(237),
        standing: deprecated(Some("ConditionVersion")),
        ..CONDITION
    },
    Directive { name: "ConditionMachineTag", since: Version(261), ..CONDITION },
    Directive { name: "ConditionMemory", since: Version(247), ..CONDITION },
    Directive { name: "ConditionMemoryPressure", since: Version(250), ..CONDITION },
    Directive { name: "ConditionNeedsUpdate", since: Version(215), ..PATH_CONDITION },
    Directive { name: "ConditionOSRelease", since: Version(249), ..CONDITION },
    Directive { name: "ConditionPathExists", ..PATH_CONDITION },
    Directive { name: "ConditionPathExistsGlob", ..PATH_CONDITION },
    Directive { name: "ConditionPathIsDirectory", ..PATH_CONDITION },
    Directive { name: "ConditionPathIsEncrypted", since: Version(247), ..PATH_CONDITION },
    Directive { name: "ConditionPathIsMountPoint", ..PATH_CONDITION },
    Directive { name: "ConditionPathIsReadWrite", ..PATH_CONDITION },
    Directive { name: "ConditionPathIsSocket", since: Version(260), ..PATH_CONDITION },
    Directive { name: "ConditionPathIsSymbolicLink", ..PATH_CONDITION },
    Directive { name: "ConditionSecurity", ..CONDITION },
    Directive { name: "ConditionUser", since: Version(234), ..CONDITION },
    Directive { name: "ConditionVersion", since: Version(258), ..CONDITION },
    Directive { name: "ConditionVirtualization", ..CONDITION },
    Directive { name: "Conflicts", ..DEPENDENCY },
    Directive { name: "DefaultDependencies", default: "yes", ..SWITCH },
    Directive { name: "Description", ..TEXT },
    Directive { name: "Documentation", kind: Kind::Documentation, ..LIST },
    Directive {
        name: "FailureAction",
        kind: Kind::Words(&words::EMERGENCY_ACTION),
        since: Version(236),
        default: "none",
        ..SETTING
    },
    Directive {
        name: "FailureActionExitStatus",
        kind: Kind::IntegerWithin { min: 0, max: 255 },
        since: Version(240),
        default: "(the main process's own)",
        specifiers: false,
        ..TEXT
    },
    Directive { name: "IgnoreOnIsolate", ..SWITCH },
    Directive {
        name: "IgnoreOnSnapshot",
        kind: Kind::Boolean,
        empty: Empty::IsAnError,
        standing: removed(228, None),
        ..GONE
    },
    Directive {
        name: "JobRunningTimeoutSec",
        kind: Kind::SecondsOrInfinity,
        since: Version(234),
        default: "infinity",
        ..SETTING
    },
    Directive {
        name: "JobTimeoutAction",
        kind: Kind::Words(&words::EMERGENCY_ACTION),
        since: Version(217),
        default: "none",
        ..SETTING
    },
    Directive { name: "JobTimeoutRebootArgument", kind: Kind::Ascii, since: Version(217), ..TEXT },
    Directive {
        name: "JobTimeoutSec",
        kind: Kind::SecondsOrInfinity,
        default: "infinity",
        ..SETTING
    },
    Directive { name: "JoinsNamespaceOf", since: Version(209), ..DEPENDENCY },
    Directive { name: "OnFailure", ..DEPENDENCY },
    Directive {
        name: "OnFailureIsolate",
        default: "",
        standing: deprecated(Some("OnFailureJobMode")),
        man: Man::Nowhere,
        ..SWITCH
    },
    Directive {
        name: "OnFailureJobMode",
        kind: Kind::Words(&words::JOB_MODE),
        since: Version(209),
        default: "replace",
        ..SETTING
    },
    Directive { name: "OnSuccess", since: Version(249), ..DEPENDENCY },
    Directive {
        name: "OnSuccessJobMode",
        kind: Kind::Words(&words::JOB_MODE),
        since: Version(249),
        default: "fail",
        ..SETTING
    },
    Directive { name: "PartOf", ..DEPENDENCY },
    Directive {
        name: "PropagateReloadFrom",
        standing: deprecated(Some("ReloadPropagatedFrom")),
        man: Man::Nowhere,
        ..DEPENDENCY
    },
    Directive {
        name: "PropagateReloadTo",
        standing: deprecated(Some("PropagatesReloadTo")),
        man: Man::Nowhere,
        ..DEPENDENCY
    },
    Directive { name: "PropagatesReloadTo", ..DEPENDENCY },
    Directive { name: "PropagatesStopTo", since: Version(249), ..DEPENDENCY },
    Directive { name: "RebootArgument", kind: Kind::Ascii, since: Version(229), ..TEXT },
    Directive { name: "RefuseManualStart", ..SWITCH },
    Directive { name: "RefuseManualStop", ..SWITCH },
    Directive { name: "ReloadPropagatedFrom", ..DEPENDENCY },
    Directive { name: "Requires", ..DEPENDENCY },
    Directive { name: "RequiresMountsFor", kind: Kind::Paths, ..DEPENDENCY },
    Directive {
        name: "RequiresOverridable",
        standing: deprecated(Some("Requires")),
        man: Man::Nowhere,
        ..DEPENDENCY
    },
    Directive { name: "Requisite", ..DEPENDENCY },
    Directive {
        name: "RequisiteOverridable",
        standing: deprecated(Some("Requisite")),
        man: Man::Nowhere,
        ..DEPENDENCY
    },
    Directive { name: "SourcePath", kind: Kind::Path, ..TEXT },
    Directive {
        name: "StartLimitAction",
        kind: Kind::Words(&words::EMERGENCY_ACTION),
        since: Version(229),
        default: "none",
        ..SETTING
    },
    Directive {
        name: "StartLimitBurst",
        kind: Kind::Unsigned,
        since: Version(229),
        default: "5",
        ..SETTING
    },
    Directive {
        name: "StartLimitInterval",
        kind: Kind::Seconds,
        since: Version(229),
        standing: deprecated(Some("StartLimitIntervalSec")),
        man: Man::Nowhere,
        ..SETTING
    },
    Directive {
        name: "StartLimitIntervalSec",
        kind: Kind::Seconds,
        since: Version(230),
        default: "10s",
        ..SETTING
    },
    Directive { name: "StopPropagatedFrom", since: Version(249), ..DEPENDENCY },
    Directive { name: "StopWhenUnneeded", ..SWITCH },
    Directive {
        name: "SuccessAction",
        kind: Kind::Words(&words::EMERGENCY_ACTION),
        since: Version(236),
        default: "none",
        ..SETTING
    },
    Directive {
        name: "SuccessActionExitStatus",
        kind: Kind::IntegerWithin { min: 0, max: 255 },
        since: Version(240),
        default: "(the main process's own)",
        specifiers: false,
        ..TEXT
    },
    Directive { name: "SurviveFinalKillSignal", since: Version(255), ..SWITCH },
    Directive { name: "Upholds", since: Version(249), ..DEPENDENCY },
    Directive { name: "Wants", ..DEPENDENCY },
    Directive { name: "WantsMountsFor", kind: Kind::Paths, since: Version(256), ..DEPENDENCY },
];

const SECTIONS: Sections = Sections::Unit;
const MAN: Man = Man::Unit;

const SETTING: Directive = base::setting(SECTIONS, MAN);
const SWITCH: Directive = base::switch(SECTIONS, MAN);
const TEXT: Directive = base::text(SECTIONS, MAN);
const LIST: Directive = base::list(SECTIONS, MAN);
const GONE: Directive = base::gone(SECTIONS);

/// Other units; once named, none can be taken back.
const DEPENDENCY: Directive =
    Directive { kind: Kind::UnitNames, empty: Empty::DoesNothing, ..LIST };

/// A condition or assertion on a path; an empty one takes back all of them.
const PATH_CONDITION: Directive = Directive { kind: Kind::ConditionPath, ..LIST };

/// A condition or assertion on something else; an empty one takes back all of them.
const CONDITION: Directive = Directive { kind: Kind::ConditionText, ..LIST };
