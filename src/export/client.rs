//! Clients: one command for each listener that shows it working, from the same machine, and what to watch meanwhile.

use super::shell::quote;
use super::speech::{Speech, spoken};
use super::{file_name, safe};
use crate::activation::{Activation, Lens, Listener, ListenerKind, Place, Role, listeners};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A command that rings at one listener.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// The listener, as it stands in the unit: `ListenStream=8080`.
    pub listener: String,
    /// The command.
    pub command: String,
    /// What to know about it; may be empty.
    pub note: String,
}

/// A client for each listener, in their order; none for an address that systemd cannot read and passes over.
pub fn clients(activation: &Activation) -> Vec<Client> {
    listeners(activation)
        .iter()
        .filter_map(|listener| {
            let (command, note) = client(activation, listener)?;
            let listener = format!("{}={}", listener.key, listener.value);
            Some(Client { listener, command, note })
        })
        .collect()
}

/// What shows the units at work: their state, and what the service prints.
///
/// Claims: one-instance-for-each-connection, first-call-starts-the-service.
pub fn watch(activation: &Activation) -> Vec<Client> {
    let [socket, service] = Role::ALL.map(|unit| quote(&file_name(activation, unit)));
    let accept = activation.accept();
    let instances = format!("'{}@*.service'", safe(activation.name()).replace('\\', "\\\\"));
    let running = if accept { &instances } else { &service };
    vec![
        Client {
            listener: String::new(),
            command: format!("systemctl status -- {socket} {running}"),
            note: match accept {
                true => "The socket counts its callers; each has an instance while it is served.",
                false => "The service is inactive before the first caller and active afterwards.",
            }
            .to_owned(),
        },
        Client {
            listener: String::new(),
            command: format!("sudo journalctl -f -u {socket} -u {running}"),
            note: "What both say, as it happens; Ctrl+C ends it.".to_owned(),
        },
    ]
}

/// The command and its note; `None` for a listener that systemd passes over.
///
/// Source: the manuals of nc, socat and curl; unix(7), vsock(7), netlink(7), mq_overview(7), systemd.socket(5).
fn client(activation: &Activation, listener: &Listener) -> Option<(String, String)> {
    let value = activation.expand(Role::Socket, &listener.value).text;
    Some(match listener.kind {
        ListenerKind::Tcp => {
            let (host, port) = host_and_port(&listener.place)?;
            tcp(&host, port, spoken(activation, listener))
        }
        ListenerKind::Udp => {
            let (host, port) = host_and_port(&listener.place)?;
            (
                format!("echo hello | nc -u -w 1 {} {port}", quote(&host)),
                "UDP itself answers nothing: what comes back is the program's.".to_owned(),
            )
        }
        ListenerKind::UnixStream => match value.strip_prefix('@') {
            Some(name) => (socat("ABSTRACT-CONNECT", name, ""), over_unix("--abstract-unix-socket", name)),
            None => {
                let note = format!(
                    "If nc knows no -U: `{}`. {}",
                    socat("UNIX-CONNECT", &value, ""),
                    over_unix("--unix-socket", &value)
                );
                (format!("nc -U {}", quote(&value)), with_access(activation, &value, &note))
            }
        },
        ListenerKind::UnixDatagram => {
            let command = match value.strip_prefix('@') {
                Some(name) => socat("ABSTRACT-SENDTO", name, ""),
                None => socat("UNIX-SENDTO", &value, ""),
            };
            let note = "A client without an address of its own gets no answer.";
            (format!("echo hello | {command}"), with_access(activation, &value, note))
        }
        ListenerKind::UnixSeqpacket => {
            let command = match value.strip_prefix('@') {
                Some(name) => socat("ABSTRACT-CONNECT", name, ",type=5"),
                None => socat("UNIX-CONNECT", &value, ",type=5"),
            };
            (command, with_access(activation, &value, "Type 5 is seqpacket: each line is one packet."))
        }
        ListenerKind::VsockStream => (
            format!("socat - VSOCK-CONNECT:1:{}", vsock_port(&listener.place)?),
            "From the same machine (CID 1) after `sudo modprobe vsock_loopback`; from a guest the host is CID 2."
                .to_owned(),
        ),
        ListenerKind::VsockDatagram => (
            format!(
                "python3 -c 'import socket; socket.socket(socket.AF_VSOCK, socket.SOCK_DGRAM).sendto(b\"hello\\n\", (2, {}))'",
                vsock_port(&listener.place)?
            ),
            "From a guest, to its host (CID 2); most hypervisors carry no VM datagrams.".to_owned(),
        ),
        ListenerKind::Fifo => {
            (format!("echo hello > {}", quote(&value)), with_access(activation, &value, "Who writes gets no answer."))
        }
        ListenerKind::Netlink => netlink(value.split_whitespace().next().unwrap_or_default()),
        ListenerKind::Special => (
            format!("ls -l {}", quote(&value)),
            "The kernel rings: the service starts as soon as the file has something to read.".to_owned(),
        ),
        ListenerKind::MessageQueue => (
            format!("cat {}", quote(&format!("/dev/mqueue{value}"))),
            "Shows what waits in the queue. No common program sends to one: use mq_send() from your own.".to_owned(),
        ),
        ListenerKind::UsbFunction => (
            "ls /sys/class/udc".to_owned(),
            "The other side rings: the service starts when a host uses this device. The command shows whether it can be one."
                .to_owned(),
        ),
    })
}

/// Source: the manuals of curl and nc.
fn tcp(host: &str, port: u16, speech: Speech) -> (String, String) {
    let netcat = format!("nc -v {} {port}", quote(host));
    let address = match host.contains(':') {
        true => format!("[{}]:{port}", host.replace('%', "%25")),
        false => format!("{host}:{port}"),
    };
    let to = |scheme: &str, end: &str| quote(&format!("{scheme}://{address}{end}"));
    let plain = format!("curl -v {}", to("http", "/"));
    match speech {
        Speech::Https => (
            format!("curl -vk {}", to("https", "/")),
            format!(
                "If it speaks no TLS, like the programs of “Your code”: `{plain}`. If no HTTP: `{netcat}`."
            ),
        ),
        Speech::Http => (plain, format!("If it does not speak HTTP: `{netcat}`.")),
        Speech::Line => (
            netcat,
            format!(
                "Type, and read what comes back. Where nc is missing: `curl -v {}`. If it speaks HTTP: `{plain}`.",
                to("telnet", "")
            ),
        ),
    }
}

/// What else calls a Unix socket, if its program speaks HTTP. Source: the manual of curl.
fn over_unix(option: &str, at: &str) -> String {
    format!("If it speaks HTTP: `curl -v {option} {} http://localhost/`.", quote(at))
}

/// Source: netlink(7), udevadm(8), ip-link(8), auditctl(8).
fn netlink(family: &str) -> (String, String) {
    let command = match family {
        "kobject-uevent" => "sudo udevadm trigger --subsystem-match=mem",
        "route" => "sudo ip link add doorbell0 type dummy && sudo ip link del doorbell0",
        "audit" => "sudo auditctl -m hello",
        _ => "ls -l /proc/net/netlink",
    };
    let note = match family {
        "kobject-uevent" | "route" | "audit" => {
            "The kernel rings: this gives it something to tell."
        }
        _ => "The kernel rings, when it has something to tell. The command shows who listens.",
    };
    (command.to_owned(), note.to_owned())
}

/// The host that a client on the same machine calls, and the port.
fn host_and_port(place: &Place) -> Option<(String, u16)> {
    Some(match place {
        Place::Ip { ip: None, port, .. } => ("localhost".to_owned(), *port),
        Place::Ip { ip: Some(addr), port, interface } => {
            let host = match addr {
                IpAddr::V4(addr) if addr.is_unspecified() => Ipv4Addr::LOCALHOST.to_string(),
                IpAddr::V6(addr) if addr.is_unspecified() => Ipv6Addr::LOCALHOST.to_string(),
                _ => addr.to_string(),
            };
            match (addr, interface) {
                (IpAddr::V6(addr), Some(interface)) if addr.is_unicast_link_local() => {
                    (format!("{host}%{interface}"), *port)
                }
                _ => (host, *port),
            }
        }
        _ => return None,
    })
}

fn vsock_port(place: &Place) -> Option<u32> {
    match place {
        Place::Vsock { port, .. } => Some(*port),
        _ => None,
    }
}

/// A socat that connects its terminal to `address`.
fn socat(kind: &str, address: &str, options: &str) -> String {
    let mut escaped = String::new();
    for c in address.chars() {
        if "\\:,!\"'([{".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    format!("socat - {}", quote(&format!("{kind}:{escaped}{options}")))
}

/// `note`, and who may open the file where not all may; an abstract name is no file.
///
/// Claims: mode-of-a-socket-file, socket-mode-by-default, mode-limits-no-port.
fn with_access(activation: &Activation, address: &str, note: &str) -> String {
    let mode = activation
        .value(Lens::socket("SocketMode"))
        .and_then(|mode| u32::from_str_radix(mode, 8).ok());
    if address.starts_with('@') || mode.is_none_or(|mode| mode & 0o002 != 0) {
        return note.to_owned();
    }
    let sudo = match activation.value(Lens::socket("SocketUser")) {
        Some(user) => format!("sudo -u {}", quote(user)),
        None => "sudo".to_owned(),
    };
    format!("{note} Not everybody may open it: put `{sudo}` in front.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commands(socket: &str, service: &str) -> Vec<String> {
        let shop = Activation::new("shop", &format!("[Socket]\n{socket}"), service);
        clients(&shop).into_iter().map(|client| client.command).collect()
    }

    #[test]
    fn each_kind_of_listener_has_its_client() {
        let socket = "ListenStream=8080\nListenStream=[::]:443\nListenStream=10.0.0.1:25\nListenDatagram=0.0.0.0:53\n\
            ListenStream=/run/%N.sock\nListenStream=@shop\nListenDatagram=/run/a b\nListenSequentialPacket=/run/s,q\n\
            ListenFIFO=/run/it's\nListenNetlink=route 1361\nListenStream=vsock::1024\n";
        assert_eq!(
            commands(socket, ""),
            [
                "curl -v http://localhost:8080/",
                "curl -vk 'https://[::1]:443/'",
                "nc -v 10.0.0.1 25",
                "echo hello | nc -u -w 1 127.0.0.1 53",
                "nc -U /run/shop.sock",
                "socat - ABSTRACT-CONNECT:shop",
                "echo hello | socat - 'UNIX-SENDTO:/run/a b'",
                "socat - 'UNIX-CONNECT:/run/s\\,q,type=5'",
                "echo hello > \"$(printf '/run/it\\047s')\"",
                "sudo ip link add doorbell0 type dummy && sudo ip link del doorbell0",
                "socat - VSOCK-CONNECT:1:1024",
            ]
        );
    }

    #[test]
    fn a_program_on_stdin_is_no_web_server() {
        assert_eq!(
            commands("ListenStream=8080\nAccept=yes\n", "[Service]\nStandardInput=socket\n"),
            ["nc -v localhost 8080"]
        );
    }

    #[test]
    fn a_link_local_address_needs_its_interface() {
        assert_eq!(commands("ListenStream=[fe80::1]:25%%eth0\n", ""), ["nc -v fe80::1%eth0 25"]);
    }

    #[test]
    fn numbers_are_written_as_clients_read_them_and_wrong_ones_have_no_client() {
        let socket = "ListenStream=0x50\nListenStream=localhost:80\nListenDatagram=99999\nListenStream=[::0001]:025\n";
        assert_eq!(commands(socket, ""), ["curl -v http://localhost:80/", "nc -v ::1 21"]);
    }

    #[test]
    fn who_may_open_it_is_told() {
        let note = |more: &str| {
            let socket = format!("[Socket]\nListenStream=/run/a\n{more}");
            clients(&Activation::new("a", &socket, "")).remove(0).note
        };
        assert!(!note("").contains("sudo"));
        assert!(note("SocketMode=0660\n").ends_with("put `sudo` in front."));
        assert!(note("SocketMode=0660\nSocketUser=www\n").ends_with("put `sudo -u www` in front."));
    }

    #[test]
    fn what_to_watch_names_the_instances() {
        let shop = Activation::new("shop", "[Socket]\nAccept=yes\n", "");
        assert_eq!(watch(&shop)[0].command, "systemctl status -- shop.socket 'shop@*.service'");
    }

    #[test]
    fn no_address_is_too_odd() {
        for value in
            ["", "%", ":", "]:", "@", "/", "vsock", "vsock:", "\u{1f514}", "1:2:3", "[", "[]:%"]
        {
            for key in [
                "ListenStream",
                "ListenDatagram",
                "ListenSequentialPacket",
                "ListenFIFO",
                "ListenNetlink",
            ] {
                commands(&format!("{key}={value}\n"), "");
            }
        }
    }
}
