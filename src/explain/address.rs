//! Where an IP listener listens.

use crate::activation::{Listener, ListenerKind};
use crate::catalogue::NEWEST;
use crate::value::address::{self, Transport};
use std::net::IpAddr;

/// The address of an IP listener.
pub(super) struct IpAddress {
    /// The address of the machine; `None` for a bare port, which means all of them.
    pub(super) ip: Option<IpAddr>,
    pub(super) port: u16,
}

/// The address that an IP listener names; `None` for another listener, and for what systemd would not take. Every release
/// reads an IP address alike.
pub(super) fn ip_address(listener: &Listener) -> Option<IpAddress> {
    let transport = match listener.kind {
        ListenerKind::Tcp => Transport::Stream,
        ListenerKind::Udp => Transport::Datagram,
        _ => return None,
    };
    match address::read(&listener.value, transport, NEWEST).ok()? {
        address::Address::Port(port) => Some(IpAddress { ip: None, port }),
        address::Address::Ip { addr, port, .. } => Some(IpAddress { ip: Some(addr), port }),
        _ => None,
    }
}
