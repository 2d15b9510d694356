//! Running other programs, seen by whoever started us.

use cargo_metadata::{Metadata, MetadataCommand};
use std::{
    env,
    ffi::OsString,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What a step of a command comes to; the error is a sentence for the terminal.
pub type Outcome<T = ()> = Result<T, String>;

/// The root of the checkout that cargo runs this for; checkouts that share a target folder share the program too, so the
/// one it was compiled in says nothing.
pub fn checkout() -> PathBuf {
    let xtask = env::var_os("CARGO_MANIFEST_DIR").unwrap_or(env!("CARGO_MANIFEST_DIR").into());
    Path::new(&xtask).parent().expect("xtask is a folder of the checkout").to_owned()
}

/// What cargo knows of the packages of the checkout, and where it builds them.
pub fn metadata() -> Outcome<Metadata> {
    MetadataCommand::new()
        .no_deps()
        .current_dir(checkout())
        .exec()
        .map_err(|error| format!("cargo says nothing of the checkout: {error}"))
}

/// The folder, outside the checkout, in which things that take long to make are kept: `$DOORBELL_CACHE`, or `doorbell` in
/// `$XDG_CACHE_HOME` or `~/.cache`.
pub fn cache() -> Outcome<PathBuf> {
    let within = |variable, inner: &str| {
        env::var_os(variable).map(|folder| PathBuf::from(folder).join(inner))
    };
    within("DOORBELL_CACHE", "")
        .or_else(|| within("XDG_CACHE_HOME", "doorbell"))
        .or_else(|| within("HOME", ".cache/doorbell"))
        .ok_or_else(|| {
            "no place for the cache: set HOME, XDG_CACHE_HOME or DOORBELL_CACHE".to_owned()
        })
}

/// A command in the checkout: the words of `line`.
pub fn command(line: &str) -> Command {
    let mut words = line.split_whitespace();
    let mut command = Command::new(words.next().expect("a command has a name"));
    command.args(words).current_dir(checkout());
    command
}

/// Runs a command and shows what it is.
pub fn run(command: &mut Command) -> Outcome {
    announce(command);
    let status = command.status().map_err(|error| cannot_start(command, &error))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` failed ({status})", line_of(command))) }
}

/// Runs a command of tests and returns the closing lines of its test runners (`test result: …`).
pub fn run_tests(command: &mut Command) -> Outcome<Vec<String>> {
    announce(command);
    let mut child =
        command.stdout(Stdio::piped()).spawn().map_err(|error| cannot_start(command, &error))?;
    let mut closing = Vec::new();
    for line in BufReader::new(child.stdout.take().expect("the output is piped")).lines() {
        let line = line
            .map_err(|error| format!("cannot read what `{}` prints: {error}", line_of(command)))?;
        println!("{line}");
        if line.starts_with("test result:") {
            closing.push(line);
        }
    }
    let status = child.wait().map_err(|error| cannot_start(command, &error))?;
    if status.success() {
        Ok(closing)
    } else {
        Err(format!("`{}` failed ({status})", line_of(command)))
    }
}

/// What a command prints to standard output.
pub fn output(command: &mut Command) -> Outcome<String> {
    let output =
        command.stderr(Stdio::inherit()).output().map_err(|error| cannot_start(command, &error))?;
    if !output.status.success() {
        return Err(format!("`{}` failed ({})", line_of(command), output.status));
    }
    String::from_utf8(output.stdout)
        .map_err(|_| format!("`{}` printed something that is not text", line_of(command)))
}

/// Whether a program is on the `PATH`.
pub fn is_there(program: &str) -> bool {
    env::split_paths(&env::var_os("PATH").unwrap_or_default())
        .chain(["/usr/local/sbin", "/usr/sbin", "/sbin"].map(PathBuf::from))
        .any(|folder| folder.join(program).is_file())
}

/// The `PATH` with `folders` in front.
pub fn path_with(folders: &[PathBuf]) -> Outcome<OsString> {
    let old = env::var_os("PATH").unwrap_or_default();
    env::join_paths(folders.iter().cloned().chain(env::split_paths(&old)))
        .map_err(|error| format!("the cache cannot go on the PATH: {error}"))
}

fn announce(command: &Command) {
    eprintln!("\n» {}", line_of(command));
}

fn line_of(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn cannot_start(command: &Command, error: &std::io::Error) -> String {
    format!("`{}` cannot be started: {error}", command.get_program().to_string_lossy())
}
