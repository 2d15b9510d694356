//! The directives of `[Socket]`: where it listens and how.
//!
//! Source: systemd.socket(5).

use super::{Directive, Man, Sections, base};
use crate::value::{Kind, Version, words};

/// In the order of their names.
pub(super) static DIRECTIVES: &[Directive] = &[
    Directive {
        name: "Accept",
        summary: "Who accepts connections. With no, one service gets the listening socket and \
            serves everybody; with yes, each connection gets a process of its own.",
        ..SWITCH
    },
    Directive { name: "AcceptFileDescriptors", since: Version(258), default: "yes", ..SWITCH },
    Directive {
        name: "Backlog",
        kind: Kind::Unsigned,
        default: "4294967295",
        summary: "How many connections may wait in line until they are accepted. The kernel's own \
            limit, net.core.somaxconn, may be lower.",
        ..SETTING
    },
    Directive {
        name: "BindIPv6Only",
        kind: Kind::WordsOrBoolean(&words::BIND_IPV6_ONLY),
        default: "default",
        summary: "Whether IPv6 listeners also serve IPv4 callers: both does, ipv6-only does not, \
            default leaves it to the machine's setting.",
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
    Directive {
        name: "DirectoryMode",
        kind: Kind::Mode,
        default: "0755",
        summary: "The access mode of directories that are created on the way to a Unix socket or \
            FIFO.",
        ..SETTING
    },
    Directive { name: "ExecStartPost", ..COMMAND },
    Directive { name: "ExecStartPre", ..COMMAND },
    Directive { name: "ExecStopPost", ..COMMAND },
    Directive { name: "ExecStopPre", ..COMMAND },
    Directive {
        name: "FileDescriptorName",
        kind: Kind::FdName,
        since: Version(227),
        default: "(the socket unit's name, or connection with Accept=yes)",
        summary: "The name by which the program tells these sockets from others (LISTEN_FDNAMES). \
            All listeners of the unit share it.",
        ..TEXT
    },
    Directive {
        name: "FlushPending",
        since: Version(247),
        summary: "Throws away what came in meanwhile before the socket listens again, so that \
            leftovers do not start the service anew. Only with Accept=no.",
        ..SWITCH
    },
    Directive {
        name: "FreeBind",
        summary: "Lets the socket open on an IP address that the machine does not have yet, for \
            example before the network is up.",
        ..SWITCH
    },
    Directive { name: "IPTOS", kind: Kind::WordsOrNumber(&words::IP_TOS, 255), ..FIGURE },
    Directive { name: "IPTTL", kind: Kind::Integer, ..SETTING },
    Directive {
        name: "KeepAlive",
        summary: "Checks on quiet TCP connections, by default after two hours, so that callers who \
            vanished are noticed in the end.",
        ..SWITCH
    },
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
    Directive {
        name: "ListenDatagram",
        summary: "Waits for single messages, as UDP does: on a port, an IP address and port, a \
            path for a Unix socket, or @name without a file.",
        ..LISTENER
    },
    Directive {
        name: "ListenFIFO",
        kind: Kind::ListenFifo,
        summary: "Waits for data in a named pipe at this path. The pipe is created if it is \
            missing.",
        ..LISTENER
    },
    Directive { name: "ListenMessageQueue", kind: Kind::ListenPath, ..LISTENER },
    Directive {
        name: "ListenNetlink",
        kind: Kind::ListenNetlink,
        summary: "Waits for messages from the kernel: the netlink family and, if wanted, a group \
            number, for example kobject-uevent 1.",
        ..LISTENER
    },
    Directive {
        name: "ListenSequentialPacket",
        kind: Kind::ListenSequentialPacket,
        summary: "Waits for connections on a Unix socket that keeps messages apart. Takes a path, \
            or @name without a file.",
        ..LISTENER
    },
    Directive {
        name: "ListenSpecial",
        kind: Kind::ListenSpecial,
        summary: "Waits for data from a device or a special file that is there already; nothing is \
            created.",
        ..LISTENER
    },
    Directive {
        name: "ListenStream",
        summary: "Waits for connections, as TCP does: on a port, an IP address and port, a path \
            for a Unix socket, or @name without a file.",
        ..LISTENER
    },
    Directive {
        name: "ListenUSBFunction",
        kind: Kind::ListenPath,
        since: Version(227),
        ..LISTENER
    },
    Directive { name: "Mark", kind: Kind::Integer, ..SETTING },
    Directive {
        name: "MaxConnections",
        kind: Kind::Unsigned,
        default: "64",
        summary: "How many connections may be served at once when Accept=yes; the next one is \
            closed.",
        ..SETTING
    },
    Directive {
        name: "MaxConnectionsPerSource",
        kind: Kind::Unsigned,
        since: Version(232),
        default: "0",
        summary: "How many connections one address may have at the same time when Accept=yes; its \
            next one is closed. 0 sets no limit.",
        ..SETTING
    },
    Directive { name: "MessageQueueMaxMessages", kind: Kind::Long, ..SETTING },
    Directive { name: "MessageQueueMessageSize", kind: Kind::MessageSize, ..SETTING },
    Directive {
        name: "NoDelay",
        since: Version(216),
        summary: "Sends small TCP packets at once instead of collecting them first: answers arrive \
            sooner, in more packets.",
        ..SWITCH
    },
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
        summary: "How often traffic may wake the socket within PollLimitIntervalSec=. Beyond that \
            it rests until the period is over; nothing fails.",
        ..SETTING
    },
    Directive {
        name: "PollLimitIntervalSec",
        kind: Kind::Seconds,
        since: Version(255),
        default: "2s",
        summary: "The period in which PollLimitBurst= counts. 0 switches the limit off.",
        ..SETTING
    },
    Directive { name: "Priority", kind: Kind::Integer, ..SETTING },
    Directive { name: "ReceiveBuffer", kind: Kind::Size, ..SETTING },
    Directive {
        name: "RemoveOnStop",
        since: Version(214),
        summary: "Deletes the file of a Unix socket or FIFO when the socket unit stops; otherwise \
            it stays behind.",
        ..SWITCH
    },
    Directive {
        name: "ReusePort",
        since: Version(209),
        summary: "Lets several sockets share one port; the kernel spreads the connections among \
            them.",
        ..SWITCH
    },
    Directive { name: "SELinuxContextFromNet", since: Version(217), ..SWITCH },
    Directive { name: "SendBuffer", kind: Kind::Size, ..SETTING },
    Directive {
        name: "Service",
        kind: Kind::ServiceName,
        default: "(the service of the same name)",
        specifiers: true,
        summary: "Which service the socket starts, if not the one of the same name. Not possible \
            with Accept=yes.",
        ..SETTING
    },
    Directive { name: "SmackLabel", ..TEXT },
    Directive { name: "SmackLabelIPIn", ..TEXT },
    Directive { name: "SmackLabelIPOut", ..TEXT },
    Directive {
        name: "SocketGroup",
        kind: Kind::UserOrGroup,
        since: Version(214),
        summary: "Which group the file of a Unix socket or FIFO belongs to: with SocketMode=0660 \
            its members may connect. The group must exist.",
        ..TEXT
    },
    Directive {
        name: "SocketMode",
        kind: Kind::Mode,
        default: "0666",
        summary: "Who may connect to a Unix socket or open a FIFO, in octal: 0666 is everybody, \
            0660 its owner and its group.",
        ..SETTING
    },
    Directive { name: "SocketProtocol", kind: Kind::Protocol, since: Version(229), ..SETTING },
    Directive {
        name: "SocketUser",
        kind: Kind::UserOrGroup,
        since: Version(214),
        summary: "Who owns the file of a Unix socket or FIFO. The user must exist, or the socket \
            does not start. It means nothing for TCP and UDP.",
        ..TEXT
    },
    Directive { name: "Symlinks", kind: Kind::Paths, since: Version(214), ..LIST },
    Directive { name: "TCPCongestion", kind: Kind::Plain, ..FIGURE },
    Directive {
        name: "TimeoutSec",
        kind: Kind::SecondsOrInfinity,
        default: "90s",
        summary: "How long the commands run around opening and closing the socket may take; then \
            the socket fails. 0 or infinity waits for ever.",
        ..SETTING
    },
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
        summary: "How often the service may be started within TriggerLimitIntervalSec=. Beyond \
            that the socket fails and stays closed until you start it again.",
        ..SETTING
    },
    Directive {
        name: "TriggerLimitIntervalSec",
        kind: Kind::Seconds,
        since: Version(230),
        default: "2s",
        summary: "The period in which TriggerLimitBurst= counts. 0 switches the limit off.",
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
