//! A socket-aware daemon: takes its sockets from descriptor 3 on, as `sd_listen_fds` documents.

use real::daemon::{Door, serve};
use std::{
    env,
    error::Error,
    os::fd::{FromRawFd, OwnedFd},
    process,
};

fn main() -> Result<(), Box<dyn Error>> {
    let doors = passed()?;
    match doors.as_slice() {
        [] => Err("no socket was passed: LISTEN_FDS is not set for this process".into()),
        [door] if door.is_connection()? => Ok(door.answer_one()?),
        doors => Ok(serve(doors)?),
    }
}

/// The sockets that were passed to this very process.
fn passed() -> Result<Vec<Door>, Box<dyn Error>> {
    let variable = |name| env::var(name).unwrap_or_default();
    if variable("LISTEN_PID") != process::id().to_string() {
        return Ok(Vec::new());
    }
    let count: u32 = variable("LISTEN_FDS").parse()?;
    let names = variable("LISTEN_FDNAMES");
    let mut names = names.split(':');
    let doors = (3..3 + count).map(|number| Door {
        socket: own(number),
        number,
        name: names.next().unwrap_or_default().to_owned(),
    });
    Ok(doors.collect())
}

#[expect(unsafe_code, reason = "the protocol hands descriptors over by number")]
fn own(number: u32) -> OwnedFd {
    // SAFETY: LISTEN_PID says that descriptors 3 to 3 + LISTEN_FDS were opened for this process, and nothing in it has
    // taken them before.
    unsafe { OwnedFd::from_raw_fd(number.cast_signed()) }
}
