//! Where systemd opens a listener: its address with the specifiers filled in.

use crate::activation::{Activation, Listener, Role};
use crate::value::address::{self, Address, Transport};

/// The value of `listener` with the specifiers that people use in addresses filled in. Source: systemd.unit(5), SPECIFIERS.
pub(super) fn value(activation: &Activation, listener: &Listener) -> String {
    let mut text = String::new();
    let mut rest = listener.value.as_str();
    while let Some((before, after)) = rest.split_once('%') {
        text.push_str(before);
        let mut chars = after.chars();
        match chars.next() {
            Some('%') => text.push('%'),
            Some('n') => text.push_str(&activation.file_name(Role::Socket)),
            Some('N' | 'p') => text.push_str(activation.name()),
            Some('t') => text.push_str("/run"),
            Some(other) => text.extend(['%', other]),
            None => text.push('%'),
        }
        rest = chars.as_str();
    }
    text + rest
}

/// The address of `listener`; `None` where systemd cannot read it and passes over the line.
pub(super) fn address(activation: &Activation, listener: &Listener) -> Option<Address> {
    let transport = match listener.key {
        "ListenDatagram" => Transport::Datagram,
        "ListenSequentialPacket" => Transport::SequentialPacket,
        _ => Transport::Stream,
    };
    let literal = value(activation, listener).replace('%', "%%");
    address::read(&literal, transport, activation.target().version).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::listeners;

    #[test]
    fn specifiers_are_filled_in_once() {
        let at = |value: &str| {
            let shop = Activation::new("%n", &format!("[Socket]\nListenStream={value}\n"), "");
            super::value(&shop, &listeners(&shop)[0])
        };
        assert_eq!(at("%t/%N.sock"), "/run/%n.sock");
        assert_eq!(at("/a%%n%"), "/a%n%");
        assert_eq!(at("/%i%"), "/%i%");
    }
}
