//! From what was named to units: files with the drop-ins beside them, folders, and text from a pipe.
//!
//! What cannot be read is kept by name, and the rest is read all the same. How much is read has a limit, see [`limits`], and so
//! has how long a pipe may be silent; of a folder nothing is opened but files.

#[path = "folder.rs"]
mod folder;
#[path = "limits.rs"]
mod limits;

use doorbell::activation::{Role, Scope};
use doorbell::check::together::{File, Unit, role_of};
use doorbell::import::cat::{self, Piece};
use doorbell::import::single;
use doorbell::syntax::UnitFile;
use folder::{DropIn, LoadPath};
use limits::{Limits, MOST_BYTES, shown_size};
use std::collections::{HashMap, HashSet, VecDeque};
use std::fs;
use std::io::{self, Read};
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// What was given.
#[derive(Default)]
pub struct Given {
    /// The units that can be read.
    pub units: Vec<Unit>,
    /// What could not be read, or was passed over.
    pub problems: Vec<Problem>,
    /// The names that were made up for text that came without one.
    pub unnamed: HashSet<String>,
}

/// Something that was not read.
pub struct Problem {
    /// What it is called.
    pub path: String,
    /// Why it was not read.
    pub message: String,
    /// Whether it is nothing that anybody would have wanted to be read: a pipe in a folder.
    pub is_passed_over: bool,
}

/// What standard input is called.
const STDIN: &str = "<stdin>";

/// How to read.
pub struct How {
    /// Whether all units are for the manager of a user.
    pub user: bool,
    /// What text from pipes is called that says no name, in the order in which the pipes are named.
    pub names: Vec<String>,
    /// How long a pipe may be silent.
    pub wait: Duration,
}

/// Reads the units at `paths`; `-` is standard input.
pub fn units(paths: &[PathBuf], how: How) -> Given {
    let mut reader = Reader {
        user: how.user,
        names: how.names.into(),
        wait: how.wait,
        limits: Limits::default(),
        files: HashMap::new(),
        places: HashMap::new(),
        seen: HashSet::new(),
        given: Given::default(),
    };
    for path in paths {
        if let Err(message) = reader.named(path) {
            let is_stdin = path == Path::new("-");
            reader.problem(if is_stdin { Path::new(STDIN) } else { path }, message);
        }
    }
    if let Some(name) = reader.names.pop_front() {
        let message = String::from("there is no text without a name that could have this one");
        reader.problem(Path::new(&name), message);
    }
    reader.given
}

/// Reads the file at `path`, whatever it is called.
///
/// # Errors
/// When it cannot be read: what to tell.
pub fn text(path: &Path) -> Result<UnitFile, Problem> {
    let read = || {
        let data = fs::metadata(path).map_err(|error| explained(&error))?;
        if data.is_dir() {
            return Err(String::from("a folder, where the file of a unit is asked for"));
        }
        let file = fs::File::open(path).map_err(|error| explained(&error))?;
        let mut bytes = Vec::new();
        file.take(MOST_BYTES as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| explained(&error))?;
        Limits::default().take(&bytes)?;
        Ok(UnitFile::from_bytes(&bytes))
    };
    read().map_err(|message| Problem {
        path: path.display().to_string(),
        message,
        is_passed_over: false,
    })
}

/// Where units are gathered.
struct Reader {
    user: bool,
    names: VecDeque<String>,
    wait: Duration,
    limits: Limits,
    /// Drop-ins that were read, or could not be.
    files: HashMap<PathBuf, Option<File>>,
    /// Numbers for folders whose units belong together.
    places: HashMap<PathBuf, usize>,
    /// Units that were read.
    seen: HashSet<(PathBuf, String)>,
    given: Given,
}

impl Reader {
    /// Reads what somebody named.
    fn named(&mut self, path: &Path) -> Result<(), String> {
        if path == Path::new("-") {
            let text = self.stream(|| Ok(Box::new(io::stdin())))?;
            return self.piped(STDIN, &text);
        }
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        match fs::metadata(path).map(|data| data.file_type()) {
            Ok(kind) if kind.is_dir() => self.folder(path),
            Ok(kind) if kind.is_fifo() || kind.is_char_device() && !is_null(path) => {
                let own = path.to_owned();
                let text = self.stream(move || Ok(Box::new(fs::File::open(own)?)))?;
                match role_of(name) {
                    Some(_) => self.unit_of(name, &path.display().to_string(), &text),
                    None => self.piped(&path.display().to_string(), &text),
                }
            }
            Ok(kind) if kind.is_block_device() || kind.is_socket() => {
                Err(String::from("neither a file, a folder nor a pipe"))
            }
            Err(error) if fs::symlink_metadata(path).is_err() => Err(explained(&error)),
            _ if name.ends_with(".conf") => Err(String::from(
                "not a unit; if it is a drop-in, name the unit that it changes, and it is read with that",
            )),
            _ if role_of(name).is_none() => Err(String::from(
                "not the name of a socket or service unit, such as `myapp.socket`; to check text whatever it is called, pipe it \
                 into `doorbell check -`",
            )),
            // A broken link is looked into like any other.
            _ => {
                let load_path = LoadPath::beside(path);
                let place = self.place(path.parent().unwrap_or(Path::new("")));
                self.load(&load_path, Some(name), place);
                Ok(())
            }
        }
    }

    /// Reads a folder: the units in it, or, where it has none, those in the folders below it in which systemd looks.
    fn folder(&mut self, folder: &Path) -> Result<(), String> {
        let place = self.place(folder);
        let before = (self.given.units.len(), self.given.problems.len());
        let own = LoadPath::of(folder).map_err(|error| explained(&error))?;
        let is_flat = own.has_units();
        let (load_paths, problems) = match is_flat {
            true => (vec![own], Vec::new()),
            false => LoadPath::below(folder),
        };
        self.given.problems.extend(problems);
        let found: usize = load_paths.iter().map(|path| self.load(path, None, place)).sum();
        match found {
            0 if before == (self.given.units.len(), self.given.problems.len()) => {
                Err(String::from(
                    "no socket or service unit in it, nor in folders below it that systemd would search, such as \
                     `usr/lib/systemd/system`",
                ))
            }
            0 => Err(String::from("nothing in it could be read")),
            _ => Ok(()),
        }
    }

    /// Reads the units of a load path, or the one called `only`; returns how many are there.
    fn load(&mut self, path: &LoadPath, only: Option<&str>, place: usize) -> usize {
        let scope = if self.user || path.is_of_a_user() { Scope::User } else { Scope::System };
        let (found, problems) = path.units(only);
        self.given.problems.extend(problems);
        let mut count = 0;
        for unit in found {
            if !self.seen.insert(unit.key()) {
                count += 1;
                continue;
            }
            let fragment = match &unit.file {
                Some(file) => self.read(file, &unit.path),
                None => Ok(File::new(&unit.path.display().to_string(), "")),
            };
            let fragment = match fragment {
                Ok(fragment) => fragment,
                Err(message) => {
                    self.problem(&unit.path, message);
                    continue;
                }
            };
            let (drop_ins, problems) = path.drop_ins(&unit);
            self.given.problems.extend(problems);
            let drop_ins = drop_ins.into_iter().filter_map(|one| self.drop_in(one)).collect();
            let Some(new) = Unit::new(&unit.name, fragment) else { continue };
            count += 1;
            let aliases = unit.aliases;
            self.given.units.push(Unit { scope, place, aliases, drop_ins, ..new });
        }
        count
    }

    /// A drop-in, read once for all the units that it changes. Each of them counts, for it is judged with each.
    fn drop_in(&mut self, drop_in: DropIn) -> Option<File> {
        let DropIn { file, path } = drop_in;
        if let Some(read) = self.files.get(&path).cloned() {
            let read = read?;
            if let Err(message) = self.limits.take(read.text.text().as_bytes()) {
                self.problem(&path, message);
                return None;
            }
            return Some(read);
        }
        let read = self.read(&file, &path).map_err(|message| self.problem(&path, message)).ok();
        self.files.insert(path, read.clone());
        read
    }

    /// Reads the file `path`, which is called `shown` and known to be none that is endless by nature.
    fn read(&mut self, path: &Path, shown: &Path) -> Result<File, String> {
        let data = fs::metadata(path).map_err(|error| explained(&error))?;
        if data.len() > MOST_BYTES as u64 {
            return Err(format!(
                "{} long: of one run at most {} are read",
                shown_size(data.len()),
                shown_size(MOST_BYTES as u64)
            ));
        }
        let file = fs::File::open(path).map_err(|error| explained(&error))?;
        let mut bytes = Vec::new();
        // Files of /proc say that they are empty.
        file.take(MOST_BYTES as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| explained(&error))?;
        self.limits.take(&bytes)?;
        Ok(File::from_bytes(&shown.display().to_string(), &bytes))
    }

    /// Reads a pipe to its end. It is opened on a thread of its own, for to open a pipe that nobody writes to takes for ever.
    fn stream(
        &mut self,
        open: impl FnOnce() -> io::Result<Box<dyn Read>> + Send + 'static,
    ) -> Result<Vec<u8>, String> {
        let (sender, receiver) = mpsc::sync_channel(16);
        thread::spawn(move || {
            let mut source = match open() {
                Ok(source) => source,
                Err(error) => return sender.send(Err(error)).unwrap_or_default(),
            };
            loop {
                let mut chunk = vec![0; 1 << 16];
                let read = source.read(&mut chunk);
                match read {
                    Ok(0) => return,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    _ => {}
                }
                let chunk = read.map(|length| {
                    chunk.truncate(length);
                    chunk
                });
                if sender.send(chunk).is_err() {
                    return;
                }
            }
        });
        let mut bytes = Vec::new();
        loop {
            match receiver.recv_timeout(self.wait) {
                Ok(Ok(chunk)) => bytes.extend(chunk),
                Ok(Err(error)) => return Err(explained(&error)),
                Err(RecvTimeoutError::Timeout) => {
                    return Err(format!(
                        "nothing came for {} s: `--wait` lets it take longer",
                        self.wait.as_secs()
                    ));
                }
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if bytes.len() > MOST_BYTES {
                return Err(format!(
                    "longer than {}, the most that is read in one run",
                    shown_size(MOST_BYTES as u64)
                ));
            }
        }
        self.limits.take(&bytes)?;
        Ok(bytes)
    }

    /// Takes text from a pipe apart: what `systemctl cat` prints, or the text of one unit.
    fn piped(&mut self, shown: &str, text: &[u8]) -> Result<(), String> {
        let before = self.given.units.len();
        let place = self.place(Path::new("-"));
        let mut current: Option<usize> = None;
        for piece in cat::pieces(text) {
            match piece {
                Piece::Unnamed(text) => {
                    let name = self.name_of(text)?;
                    self.unit_of(&name, shown, text)?;
                }
                Piece::Unit { path, name, text } => {
                    current = None;
                    let Some(unit) = Unit::new(name, File::from_bytes(path, text)) else {
                        continue;
                    };
                    if !self.seen.insert((path.into(), name.to_owned())) {
                        continue;
                    }
                    let user = self.user || folder::is_of_a_user(Path::new(path));
                    let scope = if user { Scope::User } else { Scope::System };
                    current = Some(self.given.units.len());
                    self.given.units.push(Unit { scope, place, ..unit });
                }
                Piece::DropIn { path, text } => {
                    if let Some(unit) = current {
                        let file = File::from_bytes(path, text);
                        self.given.units[unit].drop_ins.push(file);
                    }
                }
            }
        }
        match self.given.units.len() - before {
            0 => Err(String::from("there is no socket or service unit in it")),
            _ => Ok(()),
        }
    }

    /// Adds a unit that came through a pipe.
    fn unit_of(&mut self, name: &str, shown: &str, text: &[u8]) -> Result<(), String> {
        let place = self.place(Path::new("-"));
        let scope = if self.user { Scope::User } else { Scope::System };
        let unit = Unit::new(name, File::from_bytes(shown, text))
            .ok_or_else(|| format!("`{name}` is not the name of a socket or service unit"))?;
        let is_there = |other: &Unit| other.name == unit.name && other.place == place;
        if self.given.units.iter().any(is_there) {
            return Err(format!(
                "this would be a second `{name}`: name it with `--as`, once for each pipe"
            ));
        }
        self.given.units.push(Unit { scope, place, ..unit });
        Ok(())
    }

    /// What a unit is called whose text came without a name: what was asked for, or one that its sections tell the type of.
    fn name_of(&mut self, text: &[u8]) -> Result<String, String> {
        if let Some(name) = self.names.pop_front() {
            return Ok(name);
        }
        let kind = match single::role(&UnitFile::from_bytes(text)) {
            Some(Role::Socket) => "socket",
            Some(Role::Service) => "service",
            None => {
                return Err(String::from(
                    "whether this is a socket or a service cannot be seen: say it with `--as NAME.socket` or `--as NAME.service`",
                ));
            }
        };
        let name = format!("unnamed.{kind}");
        self.given.unnamed.insert(name.clone());
        Ok(name)
    }

    /// The number of the place `folder`, so that its units find each other.
    fn place(&mut self, folder: &Path) -> usize {
        let folder = if folder == Path::new("") { Path::new(".") } else { folder };
        let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        let next = self.places.len();
        *self.places.entry(folder).or_insert(next)
    }

    fn problem(&mut self, path: &Path, message: String) {
        let path = path.display().to_string();
        self.given.problems.push(Problem { path, message, is_passed_over: false });
    }
}

/// Whether `path` is the device that is always empty, whatever leads there.
fn is_null(path: &Path) -> bool {
    fs::canonicalize(path).is_ok_and(|path| path == Path::new("/dev/null"))
}

/// An error of the file system in our words, where it is an ordinary one.
fn explained(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => String::from("there is no such file or folder"),
        io::ErrorKind::PermissionDenied => String::from("permission denied"),
        _ => error.to_string(),
    }
}
