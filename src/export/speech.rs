//! What is spoken at a listener: the client of *Install* and the program of *Your code* go by the same answer.

use crate::activation::{Activation, Listener, ListenerKind, Place, Style, style};

/// What a caller and the program say to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Speech {
    /// A line, or a datagram, and one back.
    Line,
    /// HTTP.
    Http,
    /// HTTP inside TLS.
    Https,
}

/// What is spoken at `listener`: HTTP at the ports where people expect it, if the program asks for its socket. One that
/// talks on stdin and stdout speaks lines, and so does any other: a guess, of which the notes of the clients say what else to try.
pub(super) fn spoken(activation: &Activation, listener: &Listener) -> Speech {
    let is_web = listener.kind == ListenerKind::Tcp && style(activation) == Style::Aware;
    match listener.place {
        Place::Ip { port: 443 | 8443, .. } if is_web => Speech::Https,
        Place::Ip { port: 80 | 3000 | 5000 | 8000 | 8008 | 8080 | 8081 | 8888 | 9000, .. }
            if is_web =>
        {
            Speech::Http
        }
        _ => Speech::Line,
    }
}
