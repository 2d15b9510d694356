//! The command `doorbell` as people install it: built with optimizations, run within limits of time and memory.

use std::{
    env,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
    thread,
    time::{Duration, Instant},
};

/// What a run took.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// How it exited.
    pub code: Option<i32>,
    /// The time of the processor, in user and kernel mode.
    pub time: Duration,
    /// The most memory that it held at once, in bytes.
    pub memory: u64,
    /// How many lines it printed.
    pub lines: usize,
    /// How many bytes it printed.
    pub bytes: usize,
}

/// The command, built now if it has changed.
///
/// # Panics
/// When it cannot be built.
pub fn doorbell() -> Command {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    Command::new(PATH.get_or_init(|| {
        let output = Command::new(env!("CARGO"))
            .args(["build", "--release", "--package", "doorbell", "--bin", "doorbell"])
            .args(["--features", "cli", "--message-format", "json-render-diagnostics"])
            .current_dir(
                Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the checkout"),
            )
            .stderr(Stdio::inherit())
            .output()
            .expect("cargo starts");
        assert!(output.status.success(), "the command cannot be built");
        let messages = String::from_utf8(output.stdout).expect("messages of cargo");
        let executable = messages.lines().find_map(|line| {
            let message: serde_json::Value = serde_json::from_str(line).ok()?;
            message["executable"].as_str().map(PathBuf::from)
        });
        executable.expect("cargo names what it has built")
    }))
}

/// Runs the command until it ends or takes more than `most` of the processor's time.
///
/// # Panics
/// When it cannot be started.
pub fn run(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>, most: Duration) -> Run {
    let mut child = doorbell()
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the command starts");
    // Hundreds of megabytes, which a test without optimizations would take long to count.
    let counter = Command::new("wc")
        .args(["-l", "-c"])
        .stdin(child.stdout.take().expect("the output is piped"))
        .stdout(Stdio::piped())
        .spawn()
        .expect("`wc` starts");
    let start = Instant::now();
    let (mut time, mut memory) = (Duration::ZERO, 0);
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child") {
            break status;
        }
        (time, memory) = taken(&child).unwrap_or((time, memory));
        // A machine that does other things too may take its time, but not for ever.
        if time > most || start.elapsed() > most * 12 {
            child.kill().expect("a child");
        }
        thread::sleep(Duration::from_millis(2));
    };
    let counted = counter.wait_with_output().expect("what `wc` counts").stdout;
    let counted = String::from_utf8(counted).expect("numbers");
    let mut counted = counted.split_whitespace().filter_map(|number| number.parse().ok());
    let [lines, bytes] = [(); 2].map(|()| counted.next().expect("a number of lines and of bytes"));
    Run { code: status.code(), time, memory, lines, bytes }
}

/// The processor's time and the most memory that a process has taken so far.
fn taken(child: &Child) -> Option<(Duration, u64)> {
    let read = |name| fs::read_to_string(format!("/proc/{}/{name}", child.id())).ok();
    let stat = read("stat")?;
    // Behind the name, which may hold anything, stand the state and numbers; user and system time are the 12th and 13th.
    let ticks = stat.rsplit_once(')')?.1.split_whitespace().skip(11).take(2);
    let ticks: u64 = ticks.filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    let status = read("status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let peak: u64 = peak.split_whitespace().next()?.parse().ok()?;
    // A tick is a hundredth of a second for whoever asks.
    Some((Duration::from_millis(ticks * 10), peak * 1024))
}
