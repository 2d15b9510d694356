//! Wording that the points share: code spans, enumerations, and what a listener is called in a sentence.

use crate::activation::{Listener, ListenerKind};

/// More code than this is no help in a sentence.
const LONGEST: usize = 80;

/// `text` as code, cut where it would swamp its sentence.
pub(super) fn code(text: &str) -> String {
    let text = text.replace('`', "'");
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("`{}…`", &text[..end]),
        None => format!("`{text}`"),
    }
}

/// An assignment as code.
pub(super) fn assignment(key: &str, value: &str) -> String {
    code(&format!("{key}={value}"))
}

/// `a, b and c`
pub(super) fn enumerate(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// What a listener is called in a sentence, for example "TCP port 8080".
///
/// Source: systemd.socket(5) on the kinds that there are.
pub(super) fn door(listener: &Listener) -> String {
    let value = code(&listener.value);
    match (listener.kind, listener.place.ip()) {
        (ListenerKind::Tcp, Some((None, port))) => format!("TCP port {port}"),
        (ListenerKind::Udp, Some((None, port))) => format!("UDP port {port}"),
        (ListenerKind::Tcp | ListenerKind::Udp, None) => assignment(listener.key, &listener.value),
        (ListenerKind::Udp, _) => format!("UDP {value}"),
        (ListenerKind::Fifo, _) => format!("the FIFO {value}"),
        (ListenerKind::Netlink, _) => format!("netlink {value}"),
        (ListenerKind::MessageQueue, _) => format!("the message queue {value}"),
        (ListenerKind::UsbFunction, _) => format!("the USB function {value}"),
        _ => value,
    }
}

/// What several listeners are called together, for example "TCP ports 80 and 443".
pub(super) fn doors(listeners: &[&Listener]) -> String {
    if listeners.len() > 4 {
        return format!("its {} addresses", listeners.len());
    }
    let kind = listeners.first().map(|listener| listener.kind);
    let ports: Option<Vec<String>> = listeners
        .iter()
        .map(|listener| match listener.place.ip() {
            Some((None, port)) if Some(listener.kind) == kind => Some(port.to_string()),
            _ => None,
        })
        .collect();
    match (ports, kind) {
        (Some(ports), Some(kind)) if ports.len() > 1 => {
            format!("{} ports {}", kind.label(), enumerate(&ports))
        }
        _ => enumerate(&listeners.iter().map(|listener| door(listener)).collect::<Vec<_>>()),
    }
}

/// `text` as it begins a sentence; what a listener is called begins with an ASCII letter or with code.
pub(super) fn capitalized(mut text: String) -> String {
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}
