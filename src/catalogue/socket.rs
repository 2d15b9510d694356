//! The directives of `[Socket]`: where it listens and how.
//!
//! Source: systemd.socket(5).

use super::{Directive, Man, Sections, base};
use crate::value::{Kind, Version, words};

/// In the order of their names.
pub(super) static DIRECTIVES: &[Directive] = &[
    Directive { name: "Accept", ..SWITCH },
    Directive { name: "AcceptFileDescriptors", since: Version(258), default: "yes", ..SWITCH },
    Directive { name: "Backlog", kind: Kind::Unsigned, default: "4294967295", ..SETTING },
    Directive {
        name: "BindIPv6Only",
        kind: Kind::WordsOrBoolean(&words::BIND_IPV6_ONLY),
        default: "default",
        ..SETTING
    },
    Directive { name: "BindToDevice", kind: Kind::BindToDevice, ..TEXT },
    Directive { name: "Broadcast", ..SWITCH },
    Directive {
        name: "DeferAcceptSec",
        kind: Kind::Seconds,
        since: Version(216),
        default: "0",
        ..SETTING
    },
    Directive {
        name: "DeferTrigger",
        kind: Kind::WordsOrBoolean(&words::DEFER_TRIGGER),
        since: Version(258),
        default: "no",
        ..SETTING
    },
    Directive {
        name: "DeferTriggerMaxSec",
        kind: Kind::SecondsOrInfinity,
        since: Version(258),
        default: "infinity",
        ..SETTING
    },
    Directive { name: "DirectoryMode", kind: Kind::Mode, default: "0755", ..SETTING },
    Directive { name: "ExecStartPost", ..COMMAND },
    Directive { name: "ExecStartPre", ..COMMAND },
    Directive { name: "ExecStopPost", ..COMMAND },
    Directive { name: "ExecStopPre", ..COMMAND },
    Directive {
        name: "FileDescriptorName",
        kind: Kind::FdName,
        since: Version(227),
        default: "(the socket unit's name, or connection with Accept=yes)",
        ..TEXT
    },
    Directive { name: "FlushPending", since: Version(247), ..SWITCH },
    Directive { name: "FreeBind", ..SWITCH },
    Directive { name: "IPTOS", kind: Kind::WordsOrNumber(&words::IP_TOS, 255), ..FIGURE },
    Directive { name: "IPTTL", kind: Kind::Integer, ..SETTING },
    Directive { name: "KeepAlive", ..SWITCH },
    Directive {
        name: "KeepAliveIntervalSec",
        kind: Kind::Seconds,
        since: Version(216),
        default: "75s",
        ..SETTING
    },
    Directive {
        name: "KeepAliveProbes",
        kind: Kind::Unsigned,
        since: Version(216),
        default: "9",
        ..SETTING
    },
    Directive {
        name: "KeepAliveTimeSec",
        kind: Kind::Seconds,
        since: Version(216),
        default: "7200s",
        ..SETTING
    },
    Directive { name: "ListenDatagram", ..LISTENER },
    Directive { name: "ListenFIFO", kind: Kind::ListenFifo, ..LISTENER },
    Directive { name: "ListenMessageQueue", kind: Kind::ListenPath, ..LISTENER },
    Directive { name: "ListenNetlink", kind: Kind::ListenNetlink, ..LISTENER },
    Directive { name: "ListenSequentialPacket", kind: Kind::ListenSequentialPacket, ..LISTENER },
    Directive { name: "ListenSpecial", kind: Kind::ListenSpecial, ..LISTENER },
    Directive { name: "ListenStream", ..LISTENER },
    Directive {
        name: "ListenUSBFunction",
        kind: Kind::ListenPath,
        since: Version(227),
        ..LISTENER
    },
    Directive { name: "Mark", kind: Kind::Integer, ..SETTING },
    Directive { name: "MaxConnections", kind: Kind::Unsigned, default: "64", ..SETTING },
    Directive {
        name: "MaxConnectionsPerSource",
        kind: Kind::Unsigned,
        since: Version(232),
        default: "0",
        ..SETTING
    },
    Directive { name: "MessageQueueMaxMessages", kind: Kind::Long, ..SETTING },
    Directive { name: "MessageQueueMessageSize", kind: Kind::MessageSize, ..SETTING },
    Directive { name: "NoDelay", since: Version(216), ..SWITCH },
    Directive { name: "PassCredentials", ..SWITCH },
    Directive { name: "PassFileDescriptorsToExec", since: Version(256), ..SWITCH },
    Directive { name: "PassPIDFD", since: Version(258), ..SWITCH },
    Directive { name: "PassPacketInfo", since: Version(246), ..SWITCH },
    Directive { name: "PassSecurity", ..SWITCH },
    Directive { name: "PipeSize", kind: Kind::Size, ..SETTING },
    Directive {
        name: "PollLimitBurst",
        kind: Kind::Unsigned,
        since: Version(255),
        default: "(15, or 150 with Accept=yes)",
        ..SETTING
    },
    Directive {
        name: "PollLimitIntervalSec",
        kind: Kind::Seconds,
        since: Version(255),
        default: "2s",
        ..SETTING
    },
    Directive { name: "Priority", kind: Kind::Integer, ..SETTING },
    Directive { name: "ReceiveBuffer", kind: Kind::Size, ..SETTING },
    Directive { name: "RemoveOnStop", since: Version(214), ..SWITCH },
    Directive { name: "ReusePort", since: Version(209), ..SWITCH },
    Directive { name: "SELinuxContextFromNet", since: Version(217), ..SWITCH },
    Directive { name: "SendBuffer", kind: Kind::Size, ..SETTING },
    Directive {
        name: "Service",
        kind: Kind::ServiceName,
        default: "(the service of the same name)",
        specifiers: true,
        ..SETTING
    },
    Directive { name: "SmackLabel", ..TEXT },
    Directive { name: "SmackLabelIPIn", ..TEXT },
    Directive { name: "SmackLabelIPOut", ..TEXT },
    Directive { name: "SocketGroup", kind: Kind::UserOrGroup, since: Version(214), ..TEXT },
    Directive { name: "SocketMode", kind: Kind::Mode, default: "0666", ..SETTING },
    Directive { name: "SocketProtocol", kind: Kind::Protocol, since: Version(229), ..SETTING },
    Directive { name: "SocketUser", kind: Kind::UserOrGroup, since: Version(214), ..TEXT },
    Directive { name: "Symlinks", kind: Kind::Paths, since: Version(214), ..LIST },
    Directive { name: "TCPCongestion", kind: Kind::Plain, ..FIGURE },
    Directive { name: "TimeoutSec", kind: Kind::SecondsOrInfinity, default: "90s", ..SETTING },
    Directive {
        name: "Timestamping",
        kind: Kind::WordsOrBoolean(&words::TIMESTAMPING),
        since: Version(247),
        default: "off",
        ..SETTING
    },
    Directive { name: "Transparent", ..SWITCH },
    Directive {
        name: "TriggerLimitBurst",
        kind: Kind::Unsigned,
        since: Version(230),
        default: "(20, or 200 with Accept=yes)",
        ..SETTING
    },
    Directive {
        name: "TriggerLimitIntervalSec",
        kind: Kind::Seconds,
        since: Version(230),
        default: "2s",
        ..SETTING
    },
    Directive { name: "Writable", since: Version(227), ..SWITCH },
    Directive { name: "XAttrAccept", kind: Kind::ExtendedAttribute, since: Version(262), ..LIST },
    Directive {
        name: "XAttrEntryPoint",
        kind: Kind::ExtendedAttribute,
        since: Version(262),
        ..LIST
    },
    Directive { name: "XAttrListen", kind: Kind::ExtendedAttribute, since: Version(262), ..LIST },
];

const SECTIONS: Sections = Sections::Socket;
const MAN: Man = Man::Socket;

const SETTING: Directive = base::setting(SECTIONS, MAN);
const SWITCH: Directive = base::switch(SECTIONS, MAN);
const COMMAND: Directive = base::command(SECTIONS, MAN);
const LIST: Directive = base::list(SECTIONS, MAN);
const TEXT: Directive = base::text(SECTIONS, MAN);
const FIGURE: Directive = base::figure(SECTIONS, MAN);
/// Where to listen; an empty assignment takes back the listeners of every kind.
const LISTENER: Directive = Directive { kind: Kind::Listen, ..LIST };
