//! The listeners: one `Listen…=` line each, in the order in which their file descriptors are passed.
//!
//! Source: systemd.socket(5) `ListenStream=` and the others. An empty `Listen…=` of any kind takes back all of them.

use super::{Activation, Role, order};
use crate::catalogue::Section;
use crate::syntax::Unwritable;
use crate::value::address::{self, Address, Transport};
use crate::value::{netlink, path, specifier};
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::ops::Deref;

/// One listener, as it stands in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The line of the socket unit that says it.
    pub line: usize,
    /// The directive.
    pub key: &'static str,
    /// What it listens on.
    pub kind: ListenerKind,
    /// The address as it is written, right or wrong.
    pub value: String,
}

impl Written {
    /// How the address is written.
    pub fn shape(&self) -> Shape {
        shape(self.kind, &self.value)
    }
}

/// One listener, and where systemd opens it; reads like what is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listener {
    written: Written,
    /// Where systemd opens it, which is not always what is written.
    pub place: Place,
}

impl Deref for Listener {
    type Target = Written;

    fn deref(&self) -> &Written {
        &self.written
    }
}

impl Listener {
    /// The path of the socket or FIFO that systemd makes for it in the file system.
    pub fn node(&self) -> Option<&str> {
        match &self.place {
            Place::File(path) if self.kind.is_unix() || self.kind == ListenerKind::Fifo => {
                Some(path)
            }
            _ => None,
        }
    }
}

/// Where systemd opens a listener: the address with its specifiers filled in, and old names made new.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// A port of TCP or UDP.
    Ip {
        /// The address of the machine; none for a bare port, which means all of them.
        ip: Option<IpAddr>,
        /// The port.
        port: u16,
        /// The network interface, for what is behind a `%`.
        interface: Option<String>,
    },
    /// A file: a Unix socket, a FIFO, or one that is there already. A specifier that is known only when the unit is loaded
    /// stands in it as it was written.
    File(String),
    /// A Unix socket that is no file: its name without the `@`.
    Abstract(String),
    /// A port towards virtual machines.
    Vsock {
        /// The number of the machine that is called; none for any.
        cid: Option<u32>,
        /// The port.
        port: u32,
    },
    /// A message queue, by its name with the `/`.
    Queue(String),
    /// A family of messages of the kernel, with its group.
    Netlink(String),
    /// Known only when the unit is loaded.
    Unknown,
    /// systemd cannot read it, and passes over the line.
    Nowhere,
}

impl fmt::Display for Place {
    /// Writes it as an address is written, but for the `%` of an interface, which is one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Ip { ip, port, interface } => {
                match ip {
                    None => write!(f, "{port}")?,
                    Some(IpAddr::V4(ip)) => write!(f, "{ip}:{port}")?,
                    Some(IpAddr::V6(ip)) => write!(f, "[{ip}]:{port}")?,
                }
                interface.as_ref().map_or(Ok(()), |interface| write!(f, "%{interface}"))
            }
            Place::File(text) | Place::Queue(text) | Place::Netlink(text) => f.write_str(text),
            Place::Abstract(name) => write!(f, "@{name}"),
            Place::Vsock { cid: Some(cid), port } => write!(f, "vsock:{cid}:{port}"),
            Place::Vsock { cid: None, port } => write!(f, "vsock::{port}"),
            Place::Unknown | Place::Nowhere => Ok(()),
        }
    }
}

impl Place {
    /// The address and the port, where it has them.
    pub fn ip(&self) -> Option<(Option<IpAddr>, u16)> {
        match self {
            Place::Ip { ip, port, .. } => Some((*ip, *port)),
            _ => None,
        }
    }
}

/// What a listener listens on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names say it; `label` spells them out")]
pub enum ListenerKind {
    Tcp,
    Udp,
    UnixStream,
    UnixDatagram,
    UnixSeqpacket,
    VsockStream,
    VsockDatagram,
    Fifo,
    Netlink,
    Special,
    MessageQueue,
    UsbFunction,
}

impl ListenerKind {
    /// All of them, the usual ones first.
    pub const ALL: [ListenerKind; 12] = [
        Self::Tcp,
        Self::Udp,
        Self::UnixStream,
        Self::UnixDatagram,
        Self::UnixSeqpacket,
        Self::Fifo,
        Self::Netlink,
        Self::VsockStream,
        Self::VsockDatagram,
        Self::Special,
        Self::MessageQueue,
        Self::UsbFunction,
    ];

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Tcp => "TCP",
            Self::Udp => "UDP",
            Self::UnixStream => "Unix stream",
            Self::UnixDatagram => "Unix datagram",
            Self::UnixSeqpacket => "Unix seqpacket",
            Self::VsockStream => "VM stream (vsock)",
            Self::VsockDatagram => "VM datagram (vsock)",
            Self::Fifo => "FIFO",
            Self::Netlink => "Netlink",
            Self::Special => "Special file",
            Self::MessageQueue => "Message queue",
            Self::UsbFunction => "USB function",
        }
    }

    /// The directive that listens on it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Tcp | Self::UnixStream | Self::VsockStream => "ListenStream",
            Self::Udp | Self::UnixDatagram | Self::VsockDatagram => "ListenDatagram",
            Self::UnixSeqpacket => "ListenSequentialPacket",
            Self::Fifo => "ListenFIFO",
            Self::Netlink => "ListenNetlink",
            Self::Special => "ListenSpecial",
            Self::MessageQueue => "ListenMessageQueue",
            Self::UsbFunction => "ListenUSBFunction",
        }
    }

    /// Whether callers connect to it, so that somebody has to accept.
    pub fn has_connections(self) -> bool {
        matches!(self, Self::Tcp | Self::UnixStream | Self::UnixSeqpacket | Self::VsockStream)
    }

    /// Whether it is offered unasked; the others come with devices and old interfaces of the kernel.
    pub fn is_usual(self) -> bool {
        !matches!(self, Self::Special | Self::MessageQueue | Self::UsbFunction)
    }

    /// Whether it is TCP or UDP.
    pub fn is_ip(self) -> bool {
        matches!(self, Self::Tcp | Self::Udp)
    }

    /// Whether it is a Unix socket.
    pub fn is_unix(self) -> bool {
        matches!(self, Self::UnixStream | Self::UnixDatagram | Self::UnixSeqpacket)
    }

    /// How the name of its file customarily ends.
    fn extension(self) -> Option<&'static str> {
        match self {
            Self::Fifo => Some(".fifo"),
            _ if self.is_unix() => Some(".sock"),
            _ => None,
        }
    }

    /// The shapes its address can be written in, the usual one first.
    pub fn shapes(self) -> &'static [Shape] {
        match self {
            Self::Tcp | Self::Udp => &[Shape::Port, Shape::IpAndPort],
            Self::UnixStream | Self::UnixDatagram | Self::UnixSeqpacket => {
                &[Shape::Path, Shape::Abstract]
            }
            Self::VsockStream | Self::VsockDatagram => &[Shape::Vsock],
            Self::Netlink => &[Shape::Netlink],
            Self::Fifo | Self::Special | Self::MessageQueue | Self::UsbFunction => &[Shape::Path],
        }
    }
}

/// How an address is written, and so which fields it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// `8080`
    Port,
    /// `127.0.0.1:8080`, `[::1]:8080`
    IpAndPort,
    /// `/run/shop.sock`
    Path,
    /// `@shop`
    Abstract,
    /// `vsock:CID:PORT`
    Vsock,
    /// `FAMILY GROUP`
    Netlink,
}

impl Shape {
    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Shape::Port => "any address",
            Shape::IpAndPort => "one address",
            Shape::Path => "path",
            Shape::Abstract => "abstract name",
            Shape::Vsock => "CID and port",
            Shape::Netlink => "family and group",
        }
    }

    /// The names of its fields.
    pub fn parts(self) -> &'static [&'static str] {
        match self {
            Shape::Port => &["Port"],
            Shape::IpAndPort => &["IP address", "Port"],
            Shape::Path => &["Path"],
            Shape::Abstract => &["Name"],
            Shape::Vsock => &["CID", "Port"],
            Shape::Netlink => &["Family", "Group"],
        }
    }

    /// What the fields say for `value`, as many as [`parts`](Self::parts).
    pub fn split(self, value: &str) -> Vec<String> {
        let pair = |(first, second): (&str, &str)| vec![first.to_owned(), second.to_owned()];
        match self {
            Shape::Port | Shape::Path => vec![value.to_owned()],
            Shape::IpAndPort => {
                let (ip, port) = value.rsplit_once(':').unwrap_or(("", value));
                let ip = ip.strip_prefix('[').and_then(|ip| ip.strip_suffix(']')).unwrap_or(ip);
                pair((ip, port))
            }
            Shape::Abstract => vec![value.strip_prefix('@').unwrap_or(value).to_owned()],
            Shape::Vsock => {
                let rest = value.strip_prefix("vsock:").unwrap_or(value);
                pair(rest.rsplit_once(':').unwrap_or((rest, "")))
            }
            Shape::Netlink => pair(value.split_once([' ', '\t']).unwrap_or((value, ""))),
        }
    }

    /// The address `value` with another text in one of its fields.
    ///
    /// # Errors
    /// When the text belongs into several fields, or all are empty; the message says what to do instead.
    pub fn with_part(self, value: &str, part: usize, text: &str) -> Result<String, String> {
        let mut parts = self.split(value);
        match self {
            // A whole address that is pasted fills both fields.
            Shape::IpAndPort if part == 0 && text.parse::<SocketAddr>().is_ok() => {
                return Ok(text.to_owned());
            }
            Shape::Port if text.contains([':', '.', '[']) => {
                return Err(format!(
                    "`{text}` is more than a port: choose “{}” for an address and a port",
                    Shape::IpAndPort.label()
                ));
            }
            _ => {}
        }
        parts[part] = text.to_owned();
        if parts.iter().all(String::is_empty) {
            return Err("a listener needs an address; to remove it, press ✕".to_owned());
        }
        Ok(self.join(&parts))
    }

    /// Which field of an address that systemd cannot read is the wrong one.
    pub fn wrong_part(self, value: &str) -> usize {
        let parts = self.split(value);
        match (self, parts.as_slice()) {
            (Shape::IpAndPort, [ip, _]) => usize::from(ip.parse::<IpAddr>().is_ok()),
            (Shape::Vsock, [cid, _]) => usize::from(cid.parse::<u32>().is_ok() || cid.is_empty()),
            _ => 0,
        }
    }

    /// The address that the fields `parts` make; an IPv6 address may be in brackets or not.
    pub fn join(self, parts: &[String]) -> String {
        match (self, parts) {
            (Shape::IpAndPort, [ip, port]) if ip.starts_with('[') && ip.ends_with(']') => {
                format!("{ip}:{port}")
            }
            (Shape::IpAndPort, [ip, port]) if ip.contains(':') => format!("[{ip}]:{port}"),
            (Shape::IpAndPort, [ip, port]) => format!("{ip}:{port}"),
            (Shape::Abstract, [name]) => format!("@{name}"),
            (Shape::Vsock, [cid, port]) => format!("vsock:{cid}:{port}"),
            (Shape::Netlink, [family, group]) if group.is_empty() => family.clone(),
            (Shape::Netlink, [family, group]) => format!("{family} {group}"),
            _ => parts.concat(),
        }
    }
}

/// Why no listener can be of `kind` as things are; `None` if one can.
pub fn obstacle_to_kind(activation: &Activation, kind: ListenerKind) -> Option<&'static str> {
    (activation.accept() && !kind.has_connections()).then_some("needs Accept=no")
}

/// The listeners of the socket unit, in order.
pub fn listeners(activation: &Activation) -> Vec<Listener> {
    let opened = |written: Written| {
        let place = place(activation, written.kind, &written.value);
        Listener { written, place }
    };
    written(activation).into_iter().map(opened).collect()
}

/// The same without where they are opened: all that the form needs, so that the page can fetch the readers of addresses later.
pub fn written(activation: &Activation) -> Vec<Written> {
    let mut listeners = Vec::new();
    for assignment in activation.file(Role::Socket).all_assignments() {
        if assignment.section != Some(Section::Socket.name())
            || !assignment.key.starts_with("Listen")
        {
            continue;
        }
        let Some(kind) = kind(assignment.key, assignment.value) else { continue };
        if assignment.value.is_empty() {
            listeners.clear();
        } else {
            listeners.push(Written {
                line: assignment.line,
                key: kind.key(),
                kind,
                value: assignment.value.to_owned(),
            });
        }
    }
    listeners
}

/// Adds a listener of `kind` behind the others, on an address that none of them uses.
pub fn add_listener(activation: &mut Activation, kind: ListenerKind) {
    let value = suggestion(activation, kind, kind.shapes()[0]);
    let last = written(activation).last().map(|listener| listener.line);
    let file = activation.file_mut(Role::Socket);
    match last {
        Some(line) => file.add_behind(line, kind.key(), &value).ok(),
        None => file.add(Section::Socket.name(), kind.key(), &value, order(Section::Socket)).ok(),
    };
}

/// Writes another address on the line of a listener.
///
/// # Errors
/// [`Unwritable`] when the value would not stay on its line.
pub fn set_address(
    activation: &mut Activation,
    listener: &Written,
    value: &str,
) -> Result<(), Unwritable> {
    activation.file_mut(Role::Socket).set_line(listener.line, listener.key, value)
}

/// Makes a listener one of `kind`, keeping its address where the new kind can have it. A customary extension gives way to
/// that of the new kind.
pub fn set_kind(activation: &mut Activation, listener: &Written, kind: ListenerKind) {
    let value = match (kind.shapes().contains(&listener.shape()), renamed(listener, kind)) {
        (true, None) => listener.value.clone(),
        (true, Some(path)) if is_free(&written(activation), kind, &path) => path,
        _ => suggestion(activation, kind, kind.shapes()[0]),
    };
    activation.file_mut(Role::Socket).set_line(listener.line, kind.key(), &value).ok();
}

/// Writes the address of a listener in another shape, keeping what both can say.
pub fn set_shape(activation: &mut Activation, listener: &Written, shape: Shape) {
    let value = match (listener.shape(), shape) {
        (from, to) if from == to => return,
        (Shape::Port, Shape::IpAndPort) => format!("127.0.0.1:{}", listener.value),
        (Shape::IpAndPort, Shape::Port) => Shape::IpAndPort.split(&listener.value).swap_remove(1),
        _ => suggestion(activation, listener.kind, shape),
    };
    activation.file_mut(Role::Socket).set_line(listener.line, listener.key, &value).ok();
}

/// Removes the line of a listener.
pub fn remove_listener(activation: &mut Activation, listener: &Written) {
    activation.file_mut(Role::Socket).remove_line(listener.line);
}

/// What `key` listens on with this value, which may be half typed.
fn kind(key: &str, value: &str) -> Option<ListenerKind> {
    let sample = specifier::sample(value);
    let (unix, vsock) = (sample.starts_with(['/', '@']), sample.starts_with("vsock"));
    Some(match key {
        "ListenStream" if unix => ListenerKind::UnixStream,
        "ListenStream" if vsock => ListenerKind::VsockStream,
        "ListenStream" => ListenerKind::Tcp,
        "ListenDatagram" if unix => ListenerKind::UnixDatagram,
        "ListenDatagram" if vsock => ListenerKind::VsockDatagram,
        "ListenDatagram" => ListenerKind::Udp,
        _ => ListenerKind::ALL.into_iter().find(|kind| kind.key() == key)?,
    })
}

fn place(activation: &Activation, kind: ListenerKind, value: &str) -> Place {
    let version = activation.target().version;
    let transport = match kind.key() {
        "ListenStream" => Transport::Stream,
        "ListenDatagram" => Transport::Datagram,
        "ListenSequentialPacket" => Transport::SequentialPacket,
        key => {
            // Each by its own reader: those of all kinds together are more than a page needs at first.
            let read = match key {
                "ListenNetlink" => netlink::read(value, version).map(drop),
                "ListenSpecial" => path::read_absolute(value, version).map(drop),
                _ => path::read_listened(value, version).map(drop),
            };
            if read.is_err() {
                return Place::Nowhere;
            }
            let text = activation.expand(Role::Socket, value).text;
            return match kind {
                ListenerKind::Netlink => Place::Netlink(text),
                ListenerKind::MessageQueue => Place::Queue(text),
                _ => Place::File(without_old_name(text)),
            };
        }
    };
    let name = activation.file_name(Role::Socket);
    match address::read_expanded(value, transport, version, activation.known(&name)) {
        Ok(Address::Port(port)) => Place::Ip { ip: None, port, interface: None },
        Ok(Address::Ip { addr, port, interface }) => Place::Ip { ip: Some(addr), port, interface },
        Ok(Address::Path(path)) => Place::File(without_old_name(path)),
        Ok(Address::Abstract(name)) => Place::Abstract(name),
        Ok(Address::Vsock { cid, port }) => {
            Place::Vsock { cid: cid.filter(|cid| *cid != u32::MAX), port }
        }
        Ok(Address::Unexpanded(_)) => Place::Unknown,
        Err(_) => Place::Nowhere,
    }
}

/// systemd writes `/run` for `/var/run`. Source: systemd.socket(5) `ListenStream=`; seen on 247 to 262.
fn without_old_name(path: String) -> String {
    path.strip_prefix("/var/run/").map(|rest| format!("/run/{rest}")).unwrap_or(path)
}

fn shape(kind: ListenerKind, value: &str) -> Shape {
    match kind {
        ListenerKind::Tcp | ListenerKind::Udp if value.contains(':') => Shape::IpAndPort,
        _ if kind.is_unix() && value.starts_with('@') => Shape::Abstract,
        _ => kind.shapes()[0],
    }
}

/// The path of a listener with the extension that is customary for `kind` instead of its own, if it has that.
fn renamed(listener: &Written, kind: ListenerKind) -> Option<String> {
    let (from, to) = (listener.kind.extension()?, kind.extension()?);
    let stem = listener.value.strip_suffix(from).filter(|stem| !stem.ends_with('/'))?;
    (from != to && listener.shape() == Shape::Path).then(|| format!("{stem}{to}"))
}

/// Whether none of `listeners` is of this kind and has this address.
fn is_free(listeners: &[Written], kind: ListenerKind, value: &str) -> bool {
    listeners.iter().all(|listener| listener.key != kind.key() || listener.value != value)
}

/// An address of this kind and shape that no listener has yet.
fn suggestion(activation: &Activation, kind: ListenerKind, shape: Shape) -> String {
    let name = activation.name();
    let used = written(activation);
    let free = |value: &String| is_free(&used, kind, value);
    let numbered = |stem: &str, suffix: &str| {
        let more = (2..).map(|n| format!("{stem}-{n}{suffix}"));
        std::iter::once(format!("{stem}{suffix}")).chain(more).find(free).unwrap_or_default()
    };
    let counted = |from: u32, before: &str| {
        (from..from + 1000).map(|port| format!("{before}{port}")).find(free).unwrap_or_default()
    };
    match (shape, kind) {
        (Shape::Port, _) => counted(8080, ""),
        (Shape::IpAndPort, _) => counted(8080, "127.0.0.1:"),
        (Shape::Vsock, _) => counted(1024, "vsock::"),
        (Shape::Netlink, _) => "kobject-uevent 1".to_owned(),
        (Shape::Abstract, _) => numbered(&format!("@{name}"), ""),
        (Shape::Path, ListenerKind::MessageQueue) => numbered(&format!("/{name}"), ""),
        (Shape::Path, ListenerKind::Special) => "/dev/log".to_owned(),
        (Shape::Path, ListenerKind::UsbFunction) => "/dev/ffs".to_owned(),
        (Shape::Path, _) => numbered(&format!("/run/{name}"), kind.extension().unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::Scope;

    fn socket(text: &str) -> Activation {
        Activation::new("shop", &format!("[Socket]\n{text}"), "")
    }

    fn text(activation: &Activation) -> &str {
        activation.file(Role::Socket).text().trim_start_matches("[Socket]\n")
    }

    #[test]
    fn kinds_are_read_out_of_key_and_value() {
        let shop = socket(
            "ListenStream=80\nListenStream=/run/a\nListenDatagram=@a\nListenSequentialPacket=/b\nListenFIFO=/c\nListenNetlink=route 1\nListenStream=vsock::1\nListenDatagram=1.2.3.4:5\n",
        );
        use ListenerKind::*;
        assert_eq!(
            listeners(&shop).iter().map(|l| l.kind).collect::<Vec<_>>(),
            [Tcp, UnixStream, UnixDatagram, UnixSeqpacket, Fifo, Netlink, VsockStream, Udp]
        );
    }

    #[test]
    fn a_listener_is_where_systemd_opens_it() {
        let places = |name: &str, lines: &str| -> Vec<(ListenerKind, String)> {
            let units = Activation::new(name, &format!("[Socket]\n{lines}"), "");
            listeners(&units).into_iter().map(|one| (one.kind, one.place.to_string())).collect()
        };
        use ListenerKind::*;
        let opened = |kind, place: &str| (kind, place.to_owned());
        assert_eq!(
            places(
                "podman",
                "ListenStream=%t/podman/%N.sock\nListenStream=/var/run/a\nListenStream=0x50\nListenDatagram=@%p\nListenFIFO=%t/f\nListenNetlink=route 1\n"
            ),
            [
                opened(UnixStream, "/run/podman/podman.sock"),
                opened(UnixStream, "/run/a"),
                opened(Tcp, "80"),
                opened(UnixDatagram, "@podman"),
                opened(Fifo, "/run/f"),
                opened(Netlink, "route 1"),
            ]
        );
        assert_eq!(places("xen@8080", "ListenStream=%i\n"), [opened(Tcp, "8080")]);
        assert_eq!(places("xen@b-c", "ListenStream=%f\n"), [opened(UnixStream, "/b/c")]);
        let mut units = socket("ListenStream=%t/a\nListenStream=bogus\nListenStream=%b\n");
        units.set_scope(Scope::User);
        let places: Vec<Place> = listeners(&units).into_iter().map(|one| one.place).collect();
        assert_eq!(places, [Place::File("%t/a".to_owned()), Place::Nowhere, Place::Nowhere]);
    }

    #[test]
    fn an_empty_one_of_any_kind_takes_all_back() {
        let shop = socket("ListenStream=80\nListenFIFO=/a\nListenDatagram=\nListenStream=81\n");
        assert_eq!(listeners(&shop).iter().map(|l| l.value.as_str()).collect::<Vec<_>>(), ["81"]);
    }

    #[test]
    fn fields_make_the_address_they_were_read_from() {
        for (shape, value) in [
            (Shape::Port, "8080"),
            (Shape::IpAndPort, "127.0.0.1:80"),
            (Shape::IpAndPort, "[::1]:80%%eth0"),
            (Shape::Path, "/run/a"),
            (Shape::Abstract, "@a"),
            (Shape::Vsock, "vsock:2:1024"),
            (Shape::Vsock, "vsock::1024"),
            (Shape::Netlink, "route 1361"),
            (Shape::Netlink, "route"),
        ] {
            let parts = shape.split(value);
            assert_eq!(parts.len(), shape.parts().len(), "{value}");
            assert_eq!(shape.join(&parts), value);
        }
    }

    #[test]
    fn a_field_takes_what_people_type_into_it() {
        let typed =
            |shape: Shape, value: &str, part, text: &str| shape.with_part(value, part, text);
        let ip = Shape::IpAndPort;
        for (value, part, text, expected) in [
            ("127.0.0.1:80", 0, "::1", "[::1]:80"),
            ("127.0.0.1:80", 0, "[::1]", "[::1]:80"),
            ("127.0.0.1:80", 0, "10.0.0.1:90", "10.0.0.1:90"),
            ("127.0.0.1:80", 0, "[::1]:90", "[::1]:90"),
            ("[::1]:80", 1, "90", "[::1]:90"),
        ] {
            assert_eq!(typed(ip, value, part, text), Ok(expected.to_owned()), "{text}");
        }
        assert_eq!(typed(Shape::Port, "80", 0, "81"), Ok("81".to_owned()));
        assert!(typed(Shape::Port, "80", 0, "127.0.0.1:81").unwrap_err().contains("one address"));
        assert!(typed(Shape::Port, "80", 0, "").unwrap_err().contains("needs an address"));
        assert_eq!((ip.wrong_part("127.0.0.1:99999"), ip.wrong_part("nohost:80")), (1, 0));
    }

    #[test]
    fn a_new_listener_stands_behind_the_others_on_a_free_address() {
        let mut shop = socket("ListenStream=8080\nListenDatagram=53\nAccept=no\n");
        add_listener(&mut shop, ListenerKind::Tcp);
        add_listener(&mut shop, ListenerKind::UnixStream);
        assert_eq!(
            text(&shop),
            "ListenStream=8080\nListenDatagram=53\nListenStream=8081\nListenStream=/run/shop.sock\nAccept=no\n"
        );
        let mut empty = socket("Accept=no\n");
        add_listener(&mut empty, ListenerKind::Tcp);
        assert_eq!(text(&empty), "ListenStream=8080\nAccept=no\n");
    }

    #[test]
    fn changing_kind_and_shape_keeps_what_both_can_say() {
        let mut shop = socket("ListenStream=81\n");
        let first = |shop: &Activation| listeners(shop).remove(0);
        let listener = first(&shop);
        set_kind(&mut shop, &listener, ListenerKind::Udp);
        assert_eq!(text(&shop), "ListenDatagram=81\n");
        let listener = first(&shop);
        set_shape(&mut shop, &listener, Shape::IpAndPort);
        assert_eq!(text(&shop), "ListenDatagram=127.0.0.1:81\n");
        let listener = first(&shop);
        set_shape(&mut shop, &listener, Shape::Port);
        let listener = first(&shop);
        set_kind(&mut shop, &listener, ListenerKind::Fifo);
        assert_eq!(text(&shop), "ListenFIFO=/run/shop.fifo\n");
    }

    #[test]
    fn a_customary_extension_follows_the_kind() {
        let changed = |value: &str, from: ListenerKind, to| {
            let mut shop = socket(&format!("{}={value}\n", from.key()));
            let listener = listeners(&shop).remove(0);
            set_kind(&mut shop, &listener, to);
            text(&shop).trim_end().to_owned()
        };
        use ListenerKind::{Fifo, UnixDatagram, UnixStream};
        assert_eq!(changed("/run/shop.sock", UnixStream, Fifo), "ListenFIFO=/run/shop.fifo");
        assert_eq!(
            changed("/run/till-2.fifo", Fifo, UnixDatagram),
            "ListenDatagram=/run/till-2.sock"
        );
        assert_eq!(
            changed("/run/shop.sock", UnixStream, UnixDatagram),
            "ListenDatagram=/run/shop.sock"
        );
        for own in ["/run/shop", "/run/shop.door", "/run/.sock", "/run/sock"] {
            assert_eq!(changed(own, UnixStream, Fifo), format!("ListenFIFO={own}"));
        }
        let mut both = socket("ListenFIFO=/run/shop.fifo\nListenStream=/run/shop.sock\n");
        let listener = listeners(&both).remove(1);
        set_kind(&mut both, &listener, Fifo);
        assert_eq!(text(&both), "ListenFIFO=/run/shop.fifo\nListenFIFO=/run/shop-2.fifo\n");
    }
}
