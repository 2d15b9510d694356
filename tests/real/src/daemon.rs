//! What the test daemons do once they hold their sockets: answer every caller, and finish what they began.
//!
//! A caller sends a line (or a datagram) and gets one back that says who answered. On `SIGTERM` a daemon accepts no more,
//! says so in its process name, answers whom it has accepted, takes its time as if it were saving something, and ends with success. Callers who come
//! meanwhile wait in the socket that systemd holds.

use rustix::{
    event::{PollFd, PollFlags, poll},
    fd::OwnedFd,
    net::{self, RecvFlags, SendFlags, SocketType, sockopt},
};
use std::{fs, io, os::unix::net::UnixStream, process, thread, time::Duration};

/// What a daemon calls itself once it accepts no more, for whoever wants to know when that is.
pub const ENDING: &str = "ending";

/// Where Linux keeps the name of a process.
const COMM: &str = "/proc/self/comm";

/// How long an accepted caller waits for the answer, so that some are waiting when `SIGTERM` comes.
const WORK: Duration = Duration::from_millis(100);

/// How long the daemon takes to end after the last answer: enough for hundreds of callers, on a busy machine too.
const FAREWELL: Duration = Duration::from_secs(1);

/// The longest line or datagram that a caller sends.
const LINE: usize = 4096;

/// A socket as it was handed over.
pub struct Door {
    /// The socket: listening, connected, or for datagrams.
    pub socket: OwnedFd,
    /// The number under which it was passed.
    pub number: u32,
    /// The name under which it was passed; empty for one passed as stdin.
    pub name: String,
}

impl Door {
    /// The answer that a caller gets at this door: unit, process, and number and name of the socket, in one line.
    pub fn answer(&self) -> String {
        format!("unit={} pid={} door={} name={}\n", unit(), process::id(), self.number, self.name)
    }

    /// Answers the one caller whose connection this is.
    ///
    /// # Errors
    /// When the connection breaks.
    pub fn answer_one(&self) -> io::Result<()> {
        answer(&self.socket, &self.answer())
    }

    /// Whether this is a connection that has been accepted already.
    ///
    /// # Errors
    /// When it is no socket.
    pub fn is_connection(&self) -> io::Result<bool> {
        Ok(!sockopt::socket_acceptconn(&self.socket)?
            && sockopt::socket_type(&self.socket)? != SocketType::DGRAM)
    }
}

/// Answers at all `doors`, none of which is a connection, until `SIGTERM`.
///
/// # Errors
/// When a socket fails in a way that no caller can cause.
pub fn serve(doors: &[Door]) -> io::Result<()> {
    let (stop, signal) = UnixStream::pair()?;
    signal_hook::low_level::pipe::register(signal_hook::consts::SIGTERM, signal)?;
    let mut callers = Vec::new();
    loop {
        let mut waiting = vec![PollFd::new(&stop, PollFlags::IN)];
        waiting.extend(doors.iter().map(|door| PollFd::new(&door.socket, PollFlags::IN)));
        match poll(&mut waiting, None) {
            Err(rustix::io::Errno::INTR) => continue,
            other => other?,
        };
        let ready: Vec<bool> = waiting.iter().map(|fd| !fd.revents().is_empty()).collect();
        if ready[0] {
            break;
        }
        for (door, _) in doors.iter().zip(&ready[1..]).filter(|(_, ready)| **ready) {
            if sockopt::socket_acceptconn(&door.socket)? {
                let caller = net::accept(&door.socket)?;
                let line = door.answer();
                callers.push(thread::spawn(move || {
                    thread::sleep(WORK);
                    answer(&caller, &line)
                }));
            } else {
                let mut datagram = [0; LINE];
                let (_, _, from) =
                    net::recvfrom(&door.socket, &mut datagram[..], RecvFlags::empty())?;
                if let Some(from) = from {
                    net::sendto(&door.socket, door.answer().as_bytes(), SendFlags::empty(), &from)?;
                }
            }
        }
    }
    fs::write(COMM, ENDING)?;
    for caller in callers {
        // One whose connection broke has only itself to blame.
        let _ = caller.join();
    }
    thread::sleep(FAREWELL);
    Ok(())
}

/// Waits for the caller's line and answers it.
fn answer(caller: &OwnedFd, line: &str) -> io::Result<()> {
    let mut read = Vec::new();
    while !read.ends_with(b"\n") {
        let mut part = [0; LINE];
        match net::recv(caller, &mut part[..], RecvFlags::empty())?.0 {
            0 => break,
            count => read.extend_from_slice(&part[..count]),
        }
    }
    net::send(caller, line.as_bytes(), SendFlags::NOSIGNAL)?;
    Ok(())
}

/// The unit this process belongs to, by its cgroup.
fn unit() -> String {
    let groups = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let own = groups.lines().find_map(|line| line.strip_prefix("0::")).unwrap_or_default();
    own.rsplit('/').next().unwrap_or_default().to_owned()
}
