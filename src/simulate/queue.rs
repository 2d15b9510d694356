//! The kernel's queue at a listener: how many callers wait in it, and what becomes of one who finds it full.
//!
//! Source: systemd.socket(5) `Backlog=`, `ReceiveBuffer=`, `PipeSize=`, `MessageQueueMaxMessages=`. The numbers were seen
//! with Linux 6.18 and the systemd of `tests/real/tests/simulate.rs`.

use super::Millis;
use crate::activation::limit::{number, size};
use crate::activation::{Activation, Lens, ListenerKind, listeners};

/// The queue of a listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Queue {
    /// How many wait in it at most.
    pub(super) room: usize,
    /// What becomes of a caller for whom there is no room.
    pub(super) when_full: WhenFull,
    /// Whether a caller waits even where nobody listens, as who opens a FIFO does.
    pub(super) waits_for_listener: bool,
}

/// What becomes of a caller who finds the queue full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WhenFull {
    /// Its kernel tries again, at the times in [`RETRIES`].
    Retries,
    /// It waits until there is room.
    Blocks,
    /// Its message is lost.
    Loses,
}

/// How long after its first try a TCP caller tries again (Linux before 6.5: after 1, 3, 7, 15, 31 and 63 seconds).
pub(super) const RETRIES: [Millis; 10] =
    [1000, 2000, 3000, 4000, 5000, 7000, 11_000, 19_000, 35_000, 67_000];

/// How long after its first try it gives up.
pub(super) const GIVES_UP: Millis = 131_000;

/// The longest queue of connections, whatever `Backlog=` says (`net.core.somaxconn` since Linux 5.4).
const SOMAXCONN: u32 = 4096;

/// How many Unix datagrams wait (`net.unix.max_dgram_qlen`, which systemd raises to this).
const DATAGRAMS: usize = 512;

/// What a message of up to 64 bytes takes of a UDP socket's buffer.
const DATAGRAM: u64 = 832;

/// The buffer of a UDP socket (`net.core.rmem_default`), and the smallest there is.
const RECEIVE_BUFFER: u64 = 212_992;
const LEAST_RECEIVE_BUFFER: u64 = 2304;

/// What a FIFO holds, and the least; messages of 64 bytes are assumed.
const PIPE: u64 = 65_536;
const PAGE: u64 = 4096;
const MESSAGE: u64 = 64;

/// How many messages a message queue holds (`fs.mqueue.msg_default`).
const MESSAGES: usize = 10;

/// The queue of the first listener, the others being like it; without any, one of TCP.
pub(super) fn queue(activation: &Activation) -> Queue {
    let kind = listeners(activation).first().map_or(ListenerKind::Tcp, |listener| listener.kind);
    let backlog = number(activation, Lens::socket("Backlog")).unwrap_or(SOMAXCONN).min(SOMAXCONN);
    // Linux keeps one more than it is told.
    let connections = backlog as usize + 1;
    let (room, when_full) = match kind {
        ListenerKind::Tcp => (connections, WhenFull::Retries),
        ListenerKind::UnixStream | ListenerKind::UnixSeqpacket => (connections, WhenFull::Blocks),
        ListenerKind::VsockStream => (connections, WhenFull::Loses),
        ListenerKind::UnixDatagram => (DATAGRAMS + 1, WhenFull::Blocks),
        ListenerKind::Udp | ListenerKind::VsockDatagram | ListenerKind::Netlink => {
            // The kernel doubles what it is told.
            let told = size(activation, Lens::socket("ReceiveBuffer"));
            let buffer = told.map_or(RECEIVE_BUFFER, |bytes| bytes.saturating_mul(2));
            let room = buffer.max(LEAST_RECEIVE_BUFFER) / DATAGRAM;
            (usize::try_from(room).unwrap_or(usize::MAX), WhenFull::Loses)
        }
        ListenerKind::Fifo => {
            let told = size(activation, Lens::socket("PipeSize"));
            // The kernel rounds up.
            let pipe = told.map_or(PIPE, |bytes| {
                bytes.max(PAGE).checked_next_power_of_two().unwrap_or(u64::MAX)
            });
            (usize::try_from(pipe / MESSAGE).unwrap_or(usize::MAX), WhenFull::Blocks)
        }
        ListenerKind::MessageQueue => (messages(activation), WhenFull::Blocks),
        ListenerKind::Special | ListenerKind::UsbFunction => (usize::MAX, WhenFull::Blocks),
    };
    Queue { room, when_full, waits_for_listener: kind == ListenerKind::Fifo }
}

/// How many messages a message queue holds: what is said counts only where the size of a message is said, too.
fn messages(activation: &Activation) -> usize {
    let most = number(activation, Lens::socket("MessageQueueMaxMessages")).filter(|most| *most > 0);
    let length = size(activation, Lens::socket("MessageQueueMessageSize")).filter(|long| *long > 0);
    most.zip(length).map_or(MESSAGES, |(most, _)| most as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_a_queue_of_its_own() {
        use WhenFull::{Blocks, Loses, Retries};
        for (socket, room, when_full) in [
            ("ListenStream=80", 4097, Retries),
            ("ListenStream=80\nBacklog=2", 3, Retries),
            ("ListenStream=/run/a\nBacklog=0", 1, Blocks),
            ("ListenSequentialPacket=/run/a\nBacklog=9999", 4097, Blocks),
            ("ListenDatagram=/run/a\nBacklog=2\nReceiveBuffer=8K", 513, Blocks),
            ("ListenDatagram=80\nBacklog=2", 256, Loses),
            ("ListenDatagram=80\nReceiveBuffer=8K", 19, Loses),
            ("ListenDatagram=80\nReceiveBuffer=1", 2, Loses),
            ("ListenFIFO=/run/a", 1024, Blocks),
            ("ListenFIFO=/run/a\nPipeSize=5K", 128, Blocks),
            ("ListenMessageQueue=/a\nMessageQueueMaxMessages=3", 10, Blocks),
            (
                "ListenMessageQueue=/a\nMessageQueueMaxMessages=3\nMessageQueueMessageSize=99",
                3,
                Blocks,
            ),
        ] {
            let queue = queue(&Activation::new("a", &format!("[Socket]\n{socket}\n"), ""));
            assert_eq!((queue.room, queue.when_full), (room, when_full), "{socket}");
            assert_eq!(queue.waits_for_listener, socket.starts_with("ListenFIFO"), "{socket}");
        }
    }
}
