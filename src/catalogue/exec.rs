//! How processes are run: their user, files, limits and sandbox.
//!
//! In `[Socket]` these hold for the commands of the socket itself, such as `ExecStartPre=`, not for the service.
//!
//! Source: systemd.exec(5).

use super::{Directive, Empty, Man, Sections, base, deprecated, removed};
use crate::value::{Kind, Version, words};

/// In the order of their names.
pub(super) static DIRECTIVES: &[Directive] = &[
    Directive {
        name: "AmbientCapabilities",
        kind: Kind::Capabilities,
        empty: Empty::IsSpecial,
        since: Version(229),
        ..FILTER
    },
    Directive { name: "AppArmorProfile", kind: Kind::SecurityLabel, since: Version(210), ..TEXT },
    Directive {
        name: "BPFDelegateAttachments",
        kind: Kind::BpfDelegate,
        since: Version(258),
        ..FIGURE
    },
    Directive {
        name: "BPFDelegateCommands",
        kind: Kind::BpfDelegate,
        since: Version(258),
        ..FIGURE
    },
    Directive { name: "BPFDelegateMaps", kind: Kind::BpfDelegate, since: Version(258), ..FIGURE },
    Directive {
        name: "BPFDelegatePrograms",
        kind: Kind::BpfDelegate,
        since: Version(258),
        ..FIGURE
    },
    Directive { name: "BindLogSockets", kind: Kind::Boolean, since: Version(257), ..FIGURE },
    Directive { name: "BindPaths", kind: Kind::BindPaths, since: Version(233), ..LIST },
    Directive { name: "BindReadOnlyPaths", kind: Kind::BindPaths, since: Version(233), ..LIST },
    Directive { name: "CPUAffinity", kind: Kind::CpuAffinity, ..LIST },
    Directive { name: "CPUSchedulingPolicy", kind: Kind::CpuPolicy, default: "other", ..FIGURE },
    Directive {
        name: "CPUSchedulingPriority",
        kind: Kind::IntegerWithin { min: 0, max: 99 },
        default: "0",
        ..SETTING
    },
    Directive { name: "CPUSchedulingResetOnFork", ..SWITCH },
    Directive { name: "CacheDirectory", kind: Kind::Directories, since: Version(235), ..LIST },
    Directive { name: "CacheDirectoryAccounting", since: Version(258), ..SWITCH },
    Directive {
        name: "CacheDirectoryMode",
        kind: Kind::Mode,
        since: Version(235),
        default: "0755",
        ..SETTING
    },
    Directive {
        name: "CacheDirectoryQuota",
        kind: Kind::Quota,
        since: Version(258),
        default: "off",
        ..FIGURE
    },
    Directive {
        name: "Capabilities",
        kind: Kind::Ignored,
        standing: removed(230, Some("AmbientCapabilities")),
        ..GONE
    },
    Directive {
        name: "CapabilityBoundingSet",
        kind: Kind::Capabilities,
        empty: Empty::IsSpecial,
        default: "(all)",
        ..FILTER
    },
    Directive {
        name: "ConfigurationDirectory",
        kind: Kind::UnlinkedDirectories,
        since: Version(235),
        ..LIST
    },
    Directive {
        name: "ConfigurationDirectoryMode",
        kind: Kind::Mode,
        since: Version(235),
        default: "0755",
        ..SETTING
    },
    Directive { name: "CoredumpFilter", kind: Kind::CoredumpFilter, since: Version(246), ..FILTER },
    Directive {
        name: "DelegateNamespaces",
        kind: Kind::DelegatedNamespaces,
        since: Version(258),
        default: "no",
        ..FILTER
    },
    Directive { name: "DynamicUser", since: Version(232), ..SWITCH },
    Directive { name: "Environment", kind: Kind::Environment, ..LIST },
    Directive { name: "EnvironmentFile", kind: Kind::EnvironmentFile, ..LIST },
    Directive { name: "ExecPaths", kind: Kind::AccessPaths, since: Version(248), ..LIST },
    Directive { name: "ExecSearchPath", kind: Kind::SearchPath, since: Version(250), ..LIST },
    Directive {
        name: "ExtensionDirectories",
        kind: Kind::AccessPaths,
        since: Version(251),
        ..LIST
    },
    Directive {
        name: "ExtensionImagePolicy",
        kind: Kind::ImagePolicy,
        since: Version(254),
        ..FIGURE
    },
    Directive { name: "ExtensionImages", kind: Kind::ExtensionImages, since: Version(248), ..LIST },
    Directive { name: "Group", kind: Kind::UserOrGroup, ..TEXT },
    Directive { name: "IOSchedulingClass", kind: Kind::IoClass, default: "best-effort", ..FIGURE },
    Directive {
        name: "IOSchedulingPriority",
        kind: Kind::IntegerWithin { min: 0, max: 7 },
        default: "4",
        ..FIGURE
    },
    Directive { name: "IPCNamespacePath", kind: Kind::Path, since: Version(248), ..TEXT },
    Directive { name: "IgnoreSIGPIPE", default: "yes", ..SWITCH },
    Directive {
        name: "ImportCredential",
        kind: Kind::ImportCredential,
        since: Version(254),
        ..LIST
    },
    Directive {
        name: "InaccessibleDirectories",
        kind: Kind::AccessPaths,
        standing: deprecated(Some("InaccessiblePaths")),
        man: Man::Nowhere,
        ..LIST
    },
    Directive { name: "InaccessiblePaths", kind: Kind::AccessPaths, since: Version(231), ..LIST },
    Directive {
        name: "KeyringMode",
        kind: Kind::Words(&words::KEYRING_MODE),
        since: Version(235),
        default: "(private in a service, shared in a socket)",
        ..SETTING
    },
    Directive { name: "LimitAS", kind: Kind::LimitBytes, ..SETTING },
    Directive { name: "LimitCORE", kind: Kind::LimitBytes, ..SETTING },
    Directive { name: "LimitCPU", kind: Kind::LimitSeconds, ..SETTING },
    Directive { name: "LimitDATA", kind: Kind::LimitBytes, ..SETTING },
    Directive { name: "LimitFSIZE", kind: Kind::LimitBytes, ..SETTING },
    Directive { name: "LimitLOCKS", kind: Kind::LimitNumber, ..SETTING },
    Directive { name: "LimitMEMLOCK", kind: Kind::LimitBytes, ..SETTING },
    Directive { name: "LimitMSGQUEUE", kind: Kind::LimitBytes, ..SETTING },
    Directive { name: "LimitNICE", kind: Kind::LimitNice, ..SETTING },
    Directive { name: "LimitNOFILE", kind: Kind::LimitNumber, ..SETTING },
    Directive { name: "LimitNPROC", kind: Kind::LimitNumber, ..SETTING },
    Directive { name: "LimitRSS", kind: Kind::LimitBytes, ..SETTING },
    Directive { name: "LimitRTPRIO", kind: Kind::LimitNumber, ..SETTING },
    Directive { name: "LimitRTTIME", kind: Kind::LimitMicroseconds, ..SETTING },
    Directive { name: "LimitSIGPENDING", kind: Kind::LimitNumber, ..SETTING },
    Directive { name: "LimitSTACK", kind: Kind::LimitBytes, ..SETTING },
    Directive { name: "LoadCredential", kind: Kind::LoadCredential, since: Version(247), ..LIST },
    Directive {
        name: "LoadCredentialEncrypted",
        kind: Kind::LoadCredential,
        since: Version(250),
        ..LIST
    },
    Directive { name: "LockPersonality", since: Version(235), ..SWITCH },
    Directive { name: "LogExtraFields", kind: Kind::LogFields, since: Version(236), ..LIST },
    Directive { name: "LogFilterPatterns", kind: Kind::LogPattern, since: Version(253), ..FILTER },
    Directive {
        name: "LogLevelMax",
        kind: Kind::WordsOrNumber(&words::LOG_LEVEL, 7),
        since: Version(236),
        ..SETTING
    },
    Directive { name: "LogNamespace", kind: Kind::LogNamespace, since: Version(245), ..TEXT },
    Directive { name: "LogRateLimitBurst", kind: Kind::Unsigned, since: Version(240), ..SETTING },
    Directive {
        name: "LogRateLimitIntervalSec",
        kind: Kind::Seconds,
        since: Version(240),
        ..SETTING
    },
    Directive { name: "LogsDirectory", kind: Kind::Directories, since: Version(235), ..LIST },
    Directive { name: "LogsDirectoryAccounting", since: Version(258), ..SWITCH },
    Directive {
        name: "LogsDirectoryMode",
        kind: Kind::Mode,
        since: Version(235),
        default: "0755",
        ..SETTING
    },
    Directive {
        name: "LogsDirectoryQuota",
        kind: Kind::Quota,
        since: Version(258),
        default: "off",
        ..FIGURE
    },
    Directive { name: "MemoryDenyWriteExecute", since: Version(231), ..SWITCH },
    Directive { name: "MemoryKSM", kind: Kind::Boolean, since: Version(254), ..FIGURE },
    Directive {
        name: "MemoryTHP",
        kind: Kind::Words(&words::MEMORY_THP),
        since: Version(260),
        default: "inherit",
        ..SETTING
    },
    Directive { name: "MountAPIVFS", kind: Kind::Boolean, since: Version(233), ..FIGURE },
    Directive { name: "MountFlags", kind: Kind::Words(&words::MOUNT_PROPAGATION), ..FIGURE },
    Directive { name: "MountImagePolicy", kind: Kind::ImagePolicy, since: Version(254), ..FIGURE },
    Directive { name: "MountImages", kind: Kind::MountImages, since: Version(247), ..LIST },
    Directive { name: "NUMAMask", kind: Kind::NumaMask, since: Version(243), ..LIST },
    Directive {
        name: "NUMAPolicy",
        kind: Kind::Words(&words::NUMA_POLICY),
        since: Version(243),
        ..FIGURE
    },
    Directive { name: "NetworkNamespacePath", kind: Kind::Path, since: Version(242), ..TEXT },
    Directive {
        name: "Nice",
        kind: Kind::IntegerWithin { min: -20, max: 19 },
        default: "0",
        ..FIGURE
    },
    Directive { name: "NoExecPaths", kind: Kind::AccessPaths, since: Version(248), ..LIST },
    Directive { name: "NoNewPrivileges", ..SWITCH },
    Directive {
        name: "OOMScoreAdjust",
        kind: Kind::IntegerWithin { min: -1000, max: 1000 },
        default: "(inherited)",
        ..FIGURE
    },
    Directive { name: "PAMName", ..TEXT },
    Directive { name: "PassEnvironment", kind: Kind::VariableNames, since: Version(228), ..LIST },
    Directive {
        name: "Personality",
        kind: Kind::Words(&words::ARCHITECTURE),
        since: Version(209),
        ..FIGURE
    },
    Directive { name: "PrivateBPF", since: Version(258), ..SWITCH },
    Directive { name: "PrivateDevices", since: Version(209), ..SWITCH },
    Directive { name: "PrivateIPC", since: Version(248), ..SWITCH },
    Directive { name: "PrivateMounts", empty: Empty::Resets, since: Version(239), ..SWITCH },
    Directive { name: "PrivateNetwork", ..SWITCH },
    Directive { name: "PrivatePIDs", since: Version(257), ..SWITCH },
    Directive {
        name: "PrivateTmp",
        kind: Kind::WordsOrBoolean(&words::PRIVATE_TMP),
        default: "no",
        ..SETTING
    },
    Directive {
        name: "PrivateUsers",
        kind: Kind::WordsOrBoolean(&words::PRIVATE_USERS),
        since: Version(232),
        default: "no",
        ..SETTING
    },
    Directive {
        name: "ProcSubset",
        kind: Kind::Words(&words::PROC_SUBSET),
        since: Version(247),
        default: "all",
        ..SETTING
    },
    Directive { name: "ProtectClock", since: Version(245), ..SWITCH },
    Directive {
        name: "ProtectControlGroups",
        kind: Kind::WordsOrBoolean(&words::PROTECT_CONTROL_GROUPS),
        since: Version(232),
        default: "no",
        ..SETTING
    },
    Directive {
        name: "ProtectHome",
        kind: Kind::WordsOrBoolean(&words::PROTECT_HOME),
        since: Version(214),
        default: "no",
        ..SETTING
    },
    Directive {
        name: "ProtectHostname",
        kind: Kind::ProtectHostname,
        since: Version(242),
        default: "no",
        ..TEXT
    },
    Directive { name: "ProtectKernelLogs", since: Version(244), ..SWITCH },
    Directive { name: "ProtectKernelModules", since: Version(232), ..SWITCH },
    Directive { name: "ProtectKernelTunables", since: Version(232), ..SWITCH },
    Directive {
        name: "ProtectProc",
        kind: Kind::Words(&words::PROTECT_PROC),
        since: Version(247),
        default: "default",
        ..SETTING
    },
    Directive {
        name: "ProtectSystem",
        kind: Kind::WordsOrBoolean(&words::PROTECT_SYSTEM),
        since: Version(214),
        default: "no",
        ..SETTING
    },
    Directive {
        name: "ReadOnlyDirectories",
        kind: Kind::AccessPaths,
        standing: deprecated(Some("ReadOnlyPaths")),
        man: Man::Nowhere,
        ..LIST
    },
    Directive { name: "ReadOnlyPaths", kind: Kind::AccessPaths, since: Version(231), ..LIST },
    Directive {
        name: "ReadWriteDirectories",
        kind: Kind::AccessPaths,
        standing: deprecated(Some("ReadWritePaths")),
        man: Man::Nowhere,
        ..LIST
    },
    Directive { name: "ReadWritePaths", kind: Kind::AccessPaths, since: Version(231), ..LIST },
    Directive {
        name: "RemoveIPC",
        since: Version(236),
        default: "(no, or yes with DynamicUser=yes)",
        ..SWITCH
    },
    Directive {
        name: "RestrictAddressFamilies",
        kind: Kind::AddressFamilies,
        since: Version(211),
        ..FILTER
    },
    Directive {
        name: "RestrictFileSystems",
        kind: Kind::FileSystems,
        since: Version(250),
        ..FILTER
    },
    Directive {
        name: "RestrictNamespaces",
        kind: Kind::Namespaces,
        since: Version(233),
        default: "no",
        ..FILTER
    },
    Directive { name: "RestrictRealtime", since: Version(231), ..SWITCH },
    Directive { name: "RestrictSUIDSGID", since: Version(242), ..SWITCH },
    Directive { name: "RootDirectory", kind: Kind::Path, ..TEXT },
    Directive { name: "RootEphemeral", since: Version(254), ..SWITCH },
    Directive { name: "RootHash", kind: Kind::RootHash, since: Version(246), ..FIGURE },
    Directive {
        name: "RootHashSignature",
        kind: Kind::RootHashSignature,
        since: Version(246),
        ..FIGURE
    },
    Directive { name: "RootImage", kind: Kind::Path, since: Version(233), ..TEXT },
    Directive { name: "RootImageOptions", kind: Kind::ImageOptions, since: Version(247), ..TEXT },
    Directive { name: "RootImagePolicy", kind: Kind::ImagePolicy, since: Version(254), ..FIGURE },
    Directive { name: "RootMStack", kind: Kind::Path, since: Version(260), ..TEXT },
    Directive { name: "RootVerity", kind: Kind::Path, since: Version(246), ..TEXT },
    Directive { name: "RuntimeDirectory", kind: Kind::Directories, since: Version(211), ..LIST },
    Directive {
        name: "RuntimeDirectoryMode",
        kind: Kind::Mode,
        since: Version(211),
        default: "0755",
        ..SETTING
    },
    Directive {
        name: "RuntimeDirectoryPreserve",
        kind: Kind::WordsOrBoolean(&words::PRESERVE_MODE),
        since: Version(235),
        default: "no",
        ..SETTING
    },
    Directive { name: "SELinuxContext", kind: Kind::SecurityLabel, since: Version(209), ..TEXT },
    Directive { name: "SecureBits", kind: Kind::SecureBits, ..FIGURE },
    Directive { name: "SetCredential", kind: Kind::SetCredential, since: Version(247), ..LIST },
    Directive {
        name: "SetCredentialEncrypted",
        kind: Kind::SetCredentialEncrypted,
        since: Version(250),
        ..LIST
    },
    Directive {
        name: "SetLoginEnvironment",
        kind: Kind::Boolean,
        since: Version(255),
        default: "(yes with User=, DynamicUser= or PAMName=)",
        ..FIGURE
    },
    Directive { name: "SmackProcessLabel", kind: Kind::SecurityLabel, since: Version(218), ..TEXT },
    Directive {
        name: "StandardError",
        kind: Kind::Output,
        default: "inherit",
        specifiers: true,
        ..SETTING
    },
    Directive {
        name: "StandardInput",
        kind: Kind::Input,
        default: "null",
        specifiers: true,
        ..SETTING
    },
    Directive { name: "StandardInputData", kind: Kind::InputData, since: Version(236), ..FILTER },
    Directive { name: "StandardInputText", kind: Kind::InputText, since: Version(236), ..LIST },
    Directive {
        name: "StandardOutput",
        kind: Kind::Output,
        default: "journal",
        specifiers: true,
        ..SETTING
    },
    Directive { name: "StateDirectory", kind: Kind::Directories, since: Version(235), ..LIST },
    Directive { name: "StateDirectoryAccounting", since: Version(258), ..SWITCH },
    Directive {
        name: "StateDirectoryMode",
        kind: Kind::Mode,
        since: Version(235),
        default: "0755",
        ..SETTING
    },
    Directive {
        name: "StateDirectoryQuota",
        kind: Kind::Quota,
        since: Version(258),
        default: "off",
        ..FIGURE
    },
    Directive { name: "SupplementaryGroups", kind: Kind::Groups, ..LIST },
    Directive {
        name: "SyslogFacility",
        kind: Kind::WordsOrNumber(&words::LOG_FACILITY, 127),
        default: "daemon",
        ..SETTING
    },
    Directive { name: "SyslogIdentifier", ..TEXT },
    Directive {
        name: "SyslogLevel",
        kind: Kind::WordsOrNumber(&words::LOG_LEVEL, 7),
        default: "info",
        ..SETTING
    },
    Directive { name: "SyslogLevelPrefix", default: "yes", ..SWITCH },
    Directive {
        name: "SystemCallArchitectures",
        kind: Kind::Architectures,
        since: Version(209),
        ..FILTER
    },
    Directive {
        name: "SystemCallErrorNumber",
        kind: Kind::ErrnoOrKill,
        since: Version(209),
        default: "kill",
        ..FIGURE
    },
    Directive { name: "SystemCallFilter", kind: Kind::SystemCallFilter, ..FILTER },
    Directive { name: "SystemCallLog", kind: Kind::SystemCalls, since: Version(247), ..FILTER },
    Directive { name: "TTYColumns", kind: Kind::Unsigned, since: Version(250), ..FIGURE },
    Directive { name: "TTYPath", kind: Kind::Path, default: "/dev/console", ..TEXT },
    Directive { name: "TTYReset", ..SWITCH },
    Directive { name: "TTYRows", kind: Kind::Unsigned, since: Version(250), ..FIGURE },
    Directive { name: "TTYVHangup", ..SWITCH },
    Directive { name: "TTYVTDisallocate", ..SWITCH },
    Directive {
        name: "TemporaryFileSystem",
        kind: Kind::TemporaryFileSystems,
        since: Version(238),
        ..LIST
    },
    Directive {
        name: "TimeoutCleanSec",
        kind: Kind::Seconds,
        since: Version(243),
        default: "infinity",
        ..SETTING
    },
    Directive { name: "TimerSlackNSec", kind: Kind::Nanoseconds, ..SETTING },
    Directive { name: "UMask", kind: Kind::Mode, default: "0022", ..SETTING },
    Directive {
        name: "UnsetEnvironment",
        kind: Kind::UnsetEnvironment,
        since: Version(235),
        ..LIST
    },
    Directive { name: "User", kind: Kind::UserOrGroup, ..TEXT },
    Directive { name: "UserNamespacePath", kind: Kind::Path, since: Version(259), ..TEXT },
    Directive { name: "UtmpIdentifier", ..TEXT },
    Directive {
        name: "UtmpMode",
        kind: Kind::Words(&words::UTMP_MODE),
        since: Version(225),
        default: "init",
        ..SETTING
    },
    Directive { name: "WorkingDirectory", kind: Kind::WorkingDirectory, default: "/", ..TEXT },
];

const SECTIONS: Sections = Sections::Programs;
const MAN: Man = Man::Exec;

const SWITCH: Directive = base::switch(SECTIONS, MAN);
const SETTING: Directive = base::setting(SECTIONS, MAN);
const TEXT: Directive = base::text(SECTIONS, MAN);
const LIST: Directive = base::list(SECTIONS, MAN);
const FILTER: Directive = base::filter(SECTIONS, MAN);
const FIGURE: Directive = base::figure(SECTIONS, MAN);
const GONE: Directive = base::gone(SECTIONS);
