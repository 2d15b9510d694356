//! A daemon in the style of inetd: its socket is stdin, be it a connection, a listening socket or one for datagrams.

use real::daemon::{Door, serve};
use std::{
    env,
    error::Error,
    io::{self, BufRead, Write},
    os::fd::AsFd,
};

fn main() -> Result<(), Box<dyn Error>> {
    if env::var_os("LISTEN_FDS").is_some() {
        return Err(
            "LISTEN_FDS is set: the socket was passed as to a socket-aware program, not as stdin"
                .into(),
        );
    }
    let door =
        Door { socket: io::stdin().as_fd().try_clone_to_owned()?, number: 0, name: String::new() };
    if !door.is_connection()? {
        return Ok(serve(&[door])?);
    }
    // As any filter would, with no idea that this is a socket.
    io::stdin().lock().read_line(&mut String::new())?;
    io::stdout().write_all(door.answer().as_bytes())?;
    Ok(())
}
