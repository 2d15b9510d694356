//! What processes may use of the machine.
//!
//! `[Socket]` knows every name here, but remarks on and ignores `Delegate=`, `DelegateSubgroup=`, `OOMRules=`,
//! `ManagedOOMMemoryPressure=` with its limit and duration, and `ManagedOOMSwap=`.
//!
//! Source: systemd.resource-control(5).

use super::{Directive, Empty, Man, Sections, base, dropped, removed};
use crate::value::{Kind, Version, words};

/// In the order of their names.
pub(super) static DIRECTIVES: &[Directive] = &[
    Directive { name: "AllowedCPUs", kind: Kind::CpuSet, since: Version(244), ..LIST },
    Directive { name: "AllowedMemoryNodes", kind: Kind::CpuSet, since: Version(244), ..LIST },
    Directive { name: "BPFProgram", kind: Kind::BpfProgram, since: Version(249), ..LIST },
    Directive {
        name: "BindNetworkInterface",
        kind: Kind::Interface,
        since: Version(260),
        specifiers: true,
        ..FIGURE
    },
    Directive {
        name: "BlockIOAccounting",
        kind: Kind::Boolean,
        empty: Empty::IsAnError,
        standing: removed(258, Some("IOAccounting")),
        ..GONE
    },
    Directive {
        name: "BlockIODeviceWeight",
        kind: Kind::DeviceWeight(10, 1000),
        standing: removed(258, Some("IODeviceWeight")),
        ..GONE
    },
    Directive {
        name: "BlockIOReadBandwidth",
        kind: Kind::BlockIoLimit,
        standing: removed(258, Some("IOReadBandwidthMax")),
        ..GONE
    },
    Directive {
        name: "BlockIOWeight",
        kind: Kind::Weight(10, 1000),
        standing: removed(258, Some("IOWeight")),
        ..GONE
    },
    Directive {
        name: "BlockIOWriteBandwidth",
        kind: Kind::BlockIoLimit,
        standing: removed(258, Some("IOWriteBandwidthMax")),
        ..GONE
    },
    Directive {
        name: "CPUAccounting",
        kind: Kind::Boolean,
        empty: Empty::IsAnError,
        standing: removed(258, None),
        ..GONE
    },
    Directive {
        name: "CPUPressureThresholdSec",
        kind: Kind::Seconds,
        since: Version(261),
        default: "200ms",
        ..SETTING
    },
    Directive {
        name: "CPUPressureWatch",
        kind: Kind::WordsOrBoolean(&words::PRESSURE_WATCH),
        since: Version(261),
        default: "auto",
        ..SETTING
    },
    Directive { name: "CPUQuota", kind: Kind::CpuQuota, since: Version(213), ..FIGURE },
    Directive {
        name: "CPUQuotaPeriodSec",
        kind: Kind::Seconds,
        since: Version(242),
        default: "100ms",
        ..FIGURE
    },
    Directive {
        name: "CPUSetPartition",
        kind: Kind::Words(&words::CPUSET_PARTITION),
        since: Version(261),
        default: "member",
        ..FIGURE
    },
    Directive {
        name: "CPUShares",
        kind: Kind::Weight(2, 262144),
        standing: removed(258, Some("CPUWeight")),
        ..GONE
    },
    Directive {
        name: "CPUWeight",
        kind: Kind::CpuWeight,
        since: Version(232),
        default: "100",
        ..FIGURE
    },
    Directive { name: "CoredumpReceive", since: Version(255), ..SWITCH },
    Directive {
        name: "DefaultMemoryLow",
        kind: Kind::Memory,
        since: Version(243),
        standing: removed(260, None),
        ..GONE
    },
    Directive {
        name: "DefaultMemoryMin",
        kind: Kind::Memory,
        since: Version(243),
        standing: removed(260, None),
        ..GONE
    },
    Directive {
        name: "DefaultStartupMemoryLow",
        kind: Kind::MemoryLimit,
        since: Version(254),
        standing: removed(260, None),
        ..GONE
    },
    Directive {
        name: "Delegate",
        kind: Kind::Delegate,
        empty: Empty::IsSpecial,
        since: Version(218),
        default: "no",
        ..FILTER
    },
    Directive { name: "DelegateSubgroup", kind: Kind::ControlGroup, since: Version(254), ..FIGURE },
    Directive { name: "DeviceAllow", kind: Kind::DeviceAllow, ..LIST },
    Directive {
        name: "DevicePolicy",
        kind: Kind::Words(&words::DEVICE_POLICY),
        default: "auto",
        ..SETTING
    },
    Directive {
        name: "DisableControllers",
        kind: Kind::Controllers,
        since: Version(240),
        ..FILTER
    },
    Directive { name: "IOAccounting", since: Version(230), ..SWITCH },
    Directive {
        name: "IODeviceLatencyTargetSec",
        kind: Kind::DeviceLatency,
        since: Version(240),
        ..LIST
    },
    Directive {
        name: "IODeviceWeight",
        kind: Kind::DeviceWeight(1, 10000),
        since: Version(230),
        ..LIST
    },
    Directive {
        name: "IOPressureThresholdSec",
        kind: Kind::Seconds,
        since: Version(261),
        default: "200ms",
        ..SETTING
    },
    Directive {
        name: "IOPressureWatch",
        kind: Kind::WordsOrBoolean(&words::PRESSURE_WATCH),
        since: Version(261),
        default: "auto",
        ..SETTING
    },
    Directive { name: "IOReadBandwidthMax", kind: Kind::DeviceLimit, since: Version(230), ..LIST },
    Directive { name: "IOReadIOPSMax", kind: Kind::DeviceLimit, since: Version(230), ..LIST },
    Directive {
        name: "IOWeight",
        kind: Kind::Weight(1, 10000),
        since: Version(230),
        default: "100",
        ..FIGURE
    },
    Directive { name: "IOWriteBandwidthMax", kind: Kind::DeviceLimit, since: Version(230), ..LIST },
    Directive { name: "IOWriteIOPSMax", kind: Kind::DeviceLimit, since: Version(230), ..LIST },
    Directive { name: "IPAccounting", since: Version(235), ..SWITCH },
    Directive {
        name: "IPAddressAllow",
        kind: Kind::AddressPrefixes,
        since: Version(235),
        ..FILTER
    },
    Directive { name: "IPAddressDeny", kind: Kind::AddressPrefixes, since: Version(235), ..FILTER },
    Directive { name: "IPEgressFilterPath", kind: Kind::BpfPaths, since: Version(243), ..LIST },
    Directive { name: "IPIngressFilterPath", kind: Kind::BpfPaths, since: Version(243), ..LIST },
    Directive {
        name: "ManagedOOMMemoryPressure",
        kind: Kind::Words(&words::MANAGED_OOM_MODE),
        since: Version(247),
        default: "auto",
        ..FIGURE
    },
    Directive {
        name: "ManagedOOMMemoryPressureDurationSec",
        kind: Kind::PressureDuration,
        since: Version(257),
        ..FIGURE
    },
    Directive {
        name: "ManagedOOMMemoryPressureLimit",
        kind: Kind::Percent,
        since: Version(248),
        ..FIGURE
    },
    Directive {
        name: "ManagedOOMMemoryPressureLimitPercent",
        kind: Kind::Percent,
        since: Version(247),
        standing: dropped(248, Some("ManagedOOMMemoryPressureLimit")),
        man: Man::Nowhere,
        ..FIGURE
    },
    Directive {
        name: "ManagedOOMPreference",
        kind: Kind::Words(&words::MANAGED_OOM_PREFERENCE),
        since: Version(248),
        default: "none",
        ..SETTING
    },
    Directive {
        name: "ManagedOOMSwap",
        kind: Kind::Words(&words::MANAGED_OOM_MODE),
        since: Version(247),
        default: "auto",
        ..FIGURE
    },
    Directive { name: "MemoryAccounting", default: "yes", ..SWITCH },
    Directive {
        name: "MemoryHigh",
        kind: Kind::MemoryLimit,
        since: Version(231),
        default: "infinity",
        ..FIGURE
    },
    Directive {
        name: "MemoryLimit",
        kind: Kind::MemoryLimit,
        standing: removed(258, Some("MemoryMax")),
        ..GONE
    },
    Directive {
        name: "MemoryLow",
        kind: Kind::Memory,
        since: Version(231),
        default: "0",
        ..FIGURE
    },
    Directive {
        name: "MemoryMax",
        kind: Kind::MemoryLimit,
        since: Version(231),
        default: "infinity",
        ..FIGURE
    },
    Directive {
        name: "MemoryMin",
        kind: Kind::Memory,
        since: Version(240),
        default: "0",
        ..FIGURE
    },
    Directive {
        name: "MemoryPressureThresholdSec",
        kind: Kind::Seconds,
        since: Version(254),
        default: "200ms",
        ..SETTING
    },
    Directive {
        name: "MemoryPressureWatch",
        kind: Kind::WordsOrBoolean(&words::PRESSURE_WATCH),
        since: Version(254),
        default: "auto",
        ..SETTING
    },
    Directive {
        name: "MemorySwapMax",
        kind: Kind::Memory,
        since: Version(232),
        default: "infinity",
        ..FIGURE
    },
    Directive {
        name: "MemoryZSwapMax",
        kind: Kind::Memory,
        since: Version(253),
        default: "infinity",
        ..FIGURE
    },
    Directive { name: "MemoryZSwapWriteback", since: Version(256), default: "yes", ..SWITCH },
    Directive { name: "NFTSet", kind: Kind::FirewallSets, since: Version(255), ..FILTER },
    Directive {
        name: "NetClass",
        kind: Kind::Ignored,
        since: Version(227),
        standing: removed(229, None),
        ..GONE
    },
    Directive { name: "OOMRules", kind: Kind::OomRules, since: Version(261), ..FILTER },
    Directive {
        name: "RestrictNetworkInterfaces",
        kind: Kind::Interfaces,
        since: Version(250),
        ..FILTER
    },
    Directive {
        name: "Slice",
        kind: Kind::SliceName,
        default: "system.slice",
        specifiers: true,
        ..SETTING
    },
    Directive { name: "SocketBindAllow", kind: Kind::SocketBind, since: Version(249), ..FILTER },
    Directive { name: "SocketBindDeny", kind: Kind::SocketBind, since: Version(249), ..FILTER },
    Directive { name: "StartupAllowedCPUs", kind: Kind::CpuSet, since: Version(250), ..LIST },
    Directive {
        name: "StartupAllowedMemoryNodes",
        kind: Kind::CpuSet,
        since: Version(250),
        ..LIST
    },
    Directive {
        name: "StartupBlockIOWeight",
        kind: Kind::Weight(10, 1000),
        since: Version(213),
        standing: removed(258, Some("StartupIOWeight")),
        ..GONE
    },
    Directive {
        name: "StartupCPUShares",
        kind: Kind::Weight(2, 262144),
        since: Version(213),
        standing: removed(258, Some("StartupCPUWeight")),
        ..GONE
    },
    Directive {
        name: "StartupCPUWeight",
        kind: Kind::CpuWeight,
        since: Version(232),
        default: "100",
        ..FIGURE
    },
    Directive {
        name: "StartupIOWeight",
        kind: Kind::Weight(1, 10000),
        since: Version(230),
        default: "100",
        ..FIGURE
    },
    Directive { name: "StartupMemoryHigh", kind: Kind::MemoryLimit, since: Version(254), ..FIGURE },
    Directive { name: "StartupMemoryLow", kind: Kind::Memory, since: Version(254), ..FIGURE },
    Directive { name: "StartupMemoryMax", kind: Kind::MemoryLimit, since: Version(254), ..FIGURE },
    Directive { name: "StartupMemorySwapMax", kind: Kind::Memory, since: Version(254), ..FIGURE },
    Directive { name: "StartupMemoryZSwapMax", kind: Kind::Memory, since: Version(254), ..FIGURE },
    Directive { name: "TasksAccounting", since: Version(227), default: "yes", ..SWITCH },
    Directive {
        name: "TasksMax",
        kind: Kind::Tasks,
        since: Version(227),
        default: "15%",
        ..FIGURE
    },
];

const SECTIONS: Sections = Sections::Programs;
const MAN: Man = Man::ResourceControl;

const SWITCH: Directive = base::switch(SECTIONS, MAN);
const SETTING: Directive = base::setting(SECTIONS, MAN);
const FIGURE: Directive = base::figure(SECTIONS, MAN);
const LIST: Directive = base::list(SECTIONS, MAN);
const FILTER: Directive = base::filter(SECTIONS, MAN);
const GONE: Directive = base::gone(SECTIONS);
