//! A caller: `ring [--during COMMAND] [--times N] [--beside N] stream|datagram|http ADDRESS` connects N times, sends a line each
//! time, or a request, and prints who answered.
//!
//! Each answer is printed as it came, preceded by the caller's own end of the connection (`from=…`). A call without an
//! answer makes it fail.
//!
//! With `--during`, the command restarts the daemon. The calls begin with the command; at least half of them begin when
//! the daemon that answered before accepts no more. The last line says how many of them began while the command ran, how
//! many were answered, and how many of these by another process than the one before. A daemon that does not say which process
//! it is is called until the command has ended.
//!
//! With `--beside`, so many others have connected before and say nothing.

use real::daemon::ENDING;
use std::{
    env,
    error::Error,
    fs,
    io::{self, BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpStream, UdpSocket},
    os::unix::net::{UnixDatagram, UnixStream},
    process::{self, Command},
    thread,
    time::Duration,
};

/// How long a caller waits for an answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The most calls there are, for a command that does not end.
const MOST: usize = 2000;

/// How many calls begin with the command, so that the daemon has accepted some when it is told to end.
const AT_ONCE: usize = 8;

/// The pause between two calls before the daemon ends: short enough that it always has someone waiting for an answer.
const PAUSE_BEFORE: Duration = Duration::from_millis(10);

/// The pause between two calls while it ends.
const PAUSE_WHILE: Duration = Duration::from_millis(1);

type Failure = Box<dyn Error + Send + Sync>;

type Answer = Result<String, Failure>;

fn main() -> Result<(), Failure> {
    let mut arguments: Vec<String> = env::args().skip(1).collect();
    let during = option(&mut arguments, "--during")?;
    let times: usize = option(&mut arguments, "--times")?.map_or(Ok(1), |text| text.parse())?;
    let beside: usize = option(&mut arguments, "--beside")?.map_or(Ok(0), |text| text.parse())?;
    let [kind, address] = arguments
        .try_into()
        .map_err(|_| "usage: ring [--during COMMAND] [--times N] [--beside N] KIND ADDRESS")?;
    let _silent: Vec<Connection> =
        (0..beside).map(|_| connect(&address)).collect::<Result<_, _>>()?;

    // Who answers before the command is known from a call that does not count.
    let before = during.as_ref().map(|_| call(&kind, &address)).transpose();
    let before = before.map_err(|error| format!("nobody answers before the command: {error}"))?;
    let daemon = before.as_deref().and_then(pid);
    let mut command =
        during.map(|line| Command::new("sh").args(["-c", &line]).spawn()).transpose()?;
    let mut calls = Vec::new();
    let mut begun_during = 0;
    let mut is_running = command.is_some();
    for number in 0..MOST {
        if number >= times && (daemon.is_some() || !is_running) {
            break;
        }
        let (kind, address) = (kind.clone(), address.clone());
        calls.push(thread::spawn(move || call(&kind, &address)));
        let Some(command) = &mut command else { continue };
        is_running = command.try_wait()?.is_none();
        begun_during += usize::from(is_running);
        thread::sleep(PAUSE_WHILE);
        while number >= AT_ONCE && daemon.is_some_and(|daemon| !has_ended(daemon)) {
            thread::sleep(PAUSE_BEFORE);
            if number < times / 2 {
                break;
            }
        }
    }
    let answers: Vec<Answer> =
        calls.into_iter().map(|call| call.join().expect("a call does not panic")).collect();
    let mut by_another = 0;
    for answer in &answers {
        match answer {
            Ok(line) => {
                by_another += usize::from(pid(line) != daemon);
                print!("{line}");
            }
            Err(error) => println!("unanswered: {error}"),
        }
    }
    let answered = answers.iter().filter(|answer| answer.is_ok()).count();
    let failure = answers.iter().find_map(|answer| answer.as_ref().err());
    if let Some(mut command) = command {
        println!("begun during={begun_during} answered={answered} by_another={by_another}");
        if !command.wait()?.success() {
            return Err("the command failed".into());
        }
    }
    match failure {
        None => Ok(()),
        Some(failure) => {
            Err(format!("{answered} of {} calls were answered: {failure}", answers.len()).into())
        }
    }
}

/// The process that sent an answer.
fn pid(answer: &str) -> Option<&str> {
    answer.split(' ').find_map(|word| word.strip_prefix("pid="))
}

/// Whether a daemon accepts no more, or is gone.
fn has_ended(pid: &str) -> bool {
    fs::read_to_string(format!("/proc/{pid}/comm")).map_or(true, |name| name.trim_end() == ENDING)
}

/// Takes `name VALUE` out of the arguments.
fn option(arguments: &mut Vec<String>, name: &str) -> Result<Option<String>, Failure> {
    let Some(position) = arguments.iter().position(|argument| argument == name) else {
        return Ok(None);
    };
    if position + 1 == arguments.len() {
        return Err(format!("{name} needs a value").into());
    }
    arguments.remove(position);
    Ok(Some(arguments.remove(position)))
}

/// One call: the caller's end, and the answer, which may not be empty.
fn call(kind: &str, address: &str) -> Answer {
    let (from, line) = match (kind, address.parse::<u16>()) {
        ("datagram", Ok(port)) => {
            let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
            socket.set_read_timeout(Some(PATIENCE))?;
            socket.connect((Ipv4Addr::LOCALHOST, port))?;
            socket.send(b"ring\n")?;
            let mut datagram = [0; 4096];
            let count = answered(|| socket.recv(&mut datagram))?;
            (
                socket.local_addr()?.to_string(),
                String::from_utf8_lossy(&datagram[..count]).into_owned(),
            )
        }
        ("datagram", Err(_)) if address.starts_with('/') => {
            let folder = tempfile::tempdir()?;
            let own = folder.path().join("caller");
            let socket = UnixDatagram::bind(&own)?;
            socket.set_read_timeout(Some(PATIENCE))?;
            socket.connect(address)?;
            socket.send(b"ring\n")?;
            let mut datagram = [0; 4096];
            let count = answered(|| socket.recv(&mut datagram))?;
            (process::id().to_string(), String::from_utf8_lossy(&datagram[..count]).into_owned())
        }
        ("stream", _) => {
            let Connection { mut stream, from } = connect(address)?;
            stream.write_all(b"ring\n")?;
            let mut line = String::new();
            BufReader::new(stream).read_line(&mut line)?;
            (from, line)
        }
        ("http", _) => {
            let Connection { mut stream, from } = connect(address)?;
            stream.write_all(b"GET / HTTP/1.1\r\nHost: ring\r\nConnection: close\r\n\r\n")?;
            let mut response = String::new();
            stream.read_to_string(&mut response)?;
            (from, response.split_inclusive('\n').next_back().unwrap_or_default().to_owned())
        }
        _ => return Err(format!("no way to call a {kind} at {address}").into()),
    };
    if !line.ends_with('\n') {
        return Err(format!("an answer of {} bytes without an end", line.len()).into());
    }
    Ok(format!("from={from} {line}"))
}

/// What `receives` gives once nothing interrupts it: with a time limit, a signal ends it early.
fn answered(mut receives: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match receives() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

/// A connection, and the caller's own end of it.
struct Connection {
    stream: Box<dyn Stream>,
    from: String,
}

trait Stream: Read + Write + Send {}

impl<T: Read + Write + Send> Stream for T {}

/// Connects to a port, a path or an address with a port.
fn connect(address: &str) -> Result<Connection, Failure> {
    if address.starts_with('/') {
        let socket = UnixStream::connect(address)?;
        socket.set_read_timeout(Some(PATIENCE))?;
        return Ok(Connection { stream: Box::new(socket), from: process::id().to_string() });
    }
    let socket = match address.parse::<u16>() {
        Ok(port) => TcpStream::connect((Ipv4Addr::LOCALHOST, port))?,
        Err(_) => TcpStream::connect(address)?,
    };
    socket.set_read_timeout(Some(PATIENCE))?;
    Ok(Connection { from: socket.local_addr()?.to_string(), stream: Box::new(socket) })
}
