//! Folders of units, as systemd searches them: the first folder that has a unit counts, links are other names, and drop-ins are
//! gathered from all of them.
//!
//! Source: systemd.unit(5) "Unit File Load Path"; the order of folders is what `systemd-analyze unit-paths` prints, and what a
//! link, a mask and a drop-in come to was seen on 247 to 262.

use super::{Problem, explained};
use doorbell::check::together::{drop_in_folder_of_type, drop_in_folders, role_of};
use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io;
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};

/// Where the manager of the system looks below a root, in this order.
const OF_THE_SYSTEM: [&str; 13] = [
    "etc/systemd/system.control",
    "run/systemd/system.control",
    "run/systemd/transient",
    "run/systemd/generator.early",
    "etc/systemd/system",
    "etc/systemd/system.attached",
    "run/systemd/system",
    "run/systemd/system.attached",
    "run/systemd/generator",
    "usr/local/lib/systemd/system",
    "lib/systemd/system",
    "usr/lib/systemd/system",
    "run/systemd/generator.late",
];

/// Where the manager of any user looks below a root, in this order.
const OF_USERS: [&str; 8] = [
    "etc/xdg/systemd/user",
    "etc/systemd/user",
    "run/systemd/user",
    "usr/local/share/systemd/user",
    "usr/share/systemd/user",
    "usr/local/lib/systemd/user",
    "lib/systemd/user",
    "usr/lib/systemd/user",
];

/// How many links may lead from one to the next.
const MOST_LINKS: usize = 32;

/// Folders that are searched together, the first one first.
pub struct LoadPath {
    folders: Vec<Folder>,
    /// What an absolute link begins from.
    root: PathBuf,
}

/// A folder, and what is in it.
struct Folder {
    path: PathBuf,
    /// The same without links.
    real: PathBuf,
    /// The names in it, in order.
    names: Vec<String>,
}

/// A unit that was found.
pub struct Found {
    /// Its name.
    pub name: String,
    /// Its other names.
    pub aliases: Vec<String>,
    /// Its file; none where it is masked.
    pub file: Option<PathBuf>,
    /// What the file is called, which may be a link.
    pub path: PathBuf,
}

/// A drop-in that was found.
pub struct DropIn {
    /// Its file.
    pub file: PathBuf,
    /// What the file is called, which may be a link.
    pub path: PathBuf,
}

impl Found {
    /// What tells it from other units, whichever way it was come to: its file and its name.
    pub fn key(&self) -> (PathBuf, String) {
        let file = self.file.as_ref().unwrap_or(&self.path);
        let folder = file.parent().filter(|folder| *folder != Path::new(""));
        let folder = fs::canonicalize(folder.unwrap_or(Path::new("."))).unwrap_or_default();
        (folder.join(file.file_name().unwrap_or_default()), self.name.clone())
    }
}

/// What a name in a folder is.
enum Entry {
    File(PathBuf),
    Masked,
    Alias(String),
    Problem(Problem),
}

impl Folder {
    fn open(path: &Path) -> io::Result<Self> {
        let shown = if path == Path::new("") { Path::new(".") } else { path };
        let mut names = Vec::new();
        for entry in fs::read_dir(shown)? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(Self { path: path.to_owned(), real: fs::canonicalize(shown)?, names })
    }

    /// The folder of a file, which may be one that lets nobody see what else is in it.
    fn around(file: &Path) -> Option<Self> {
        let (path, name) = (file.parent()?, file.file_name()?.to_str()?);
        Self::open(path).ok().filter(|folder| folder.has(name)).or_else(|| {
            let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
            Some(Self { path: path.to_owned(), real, names: vec![name.to_owned()] })
        })
    }

    fn has(&self, name: &str) -> bool {
        self.names.binary_search_by(|other| other.as_str().cmp(name)).is_ok()
    }
}

impl LoadPath {
    /// One folder alone.
    pub fn of(folder: &Path) -> io::Result<Self> {
        Ok(Self::new(vec![Folder::open(folder)?]))
    }

    /// The folder that a named file is in, and the one that it leads to, if it is a link.
    pub fn beside(file: &Path) -> Self {
        let real = fs::canonicalize(file).ok();
        let mut folders: Vec<Folder> = [Some(file), real.as_deref()]
            .into_iter()
            .flatten()
            .filter_map(Folder::around)
            .collect();
        folders.dedup_by(|one, other| one.real == other.real);
        Self::new(folders)
    }

    /// The folders in which systemd would look if `folder` were the root, its `usr`, `etc` or the like, or one called
    /// `systemd` in these: those of the system, and those of users. Also tells those that are there and cannot be read.
    pub fn below(folder: &Path) -> (Vec<Self>, Vec<Problem>) {
        let real = fs::canonicalize(folder).unwrap_or_default();
        let mut problems = Vec::new();
        let mut load_paths = Vec::new();
        for (all, name) in [(&OF_THE_SYSTEM[..], "system"), (&OF_USERS[..], "user")] {
            let mut paths: Vec<PathBuf> = all.iter().map(|path| folder.join(path)).collect();
            paths.push(folder.join("systemd").join(name));
            if real.ends_with("systemd") {
                paths.push(folder.join(name));
            }
            let mut there = Vec::new();
            for path in &paths {
                match Folder::open(path) {
                    Ok(folder) => there.push(folder),
                    Err(error) if is_not_there(&error) => {}
                    Err(error) => problems.push(problem(path, explained(&error))),
                }
            }
            // Where `lib` is a link to `usr/lib`, what is in there is called as it really is.
            let is_real = |one: &Folder| {
                one.path.strip_prefix(folder).is_ok_and(|below| one.real == real.join(below))
            };
            let reals: HashSet<PathBuf> =
                there.iter().filter(|one| is_real(one)).map(|one| one.real.clone()).collect();
            let mut seen = HashSet::new();
            there.retain(|one| {
                (is_real(one) || !reals.contains(&one.real)) && seen.insert(one.real.clone())
            });
            load_paths.push(Self::new(there));
        }
        load_paths.retain(Self::has_units);
        (load_paths, problems)
    }

    fn new(folders: Vec<Folder>) -> Self {
        let root = folders.first().and_then(|folder| {
            let mut all = OF_THE_SYSTEM.iter().chain(&OF_USERS);
            let below = all.find(|below| folder.real.ends_with(below))?;
            folder.real.ancestors().nth(Path::new(below).components().count())
        });
        Self { root: root.unwrap_or(Path::new("/")).to_owned(), folders }
    }

    /// Whether something in it is named like a unit that is checked.
    pub fn has_units(&self) -> bool {
        self.folders.iter().flat_map(|folder| &folder.names).any(|name| is_like_a_unit(name))
    }

    /// Whether the manager of a user looks there.
    pub fn is_of_a_user(&self) -> bool {
        self.folders.iter().any(|folder| is_of_a_user(&folder.real.join("a")))
    }

    /// The units in it, or the one that is called `only`, in the order of their names; and what is none, although it is named
    /// like one.
    pub fn units(&self, only: Option<&str>) -> (Vec<Found>, Vec<Problem>) {
        let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
        let mut wanted: Vec<String> = only.map(str::to_owned).into_iter().collect();
        if only.is_none() {
            let all = self.folders.iter().flat_map(|folder| &folder.names);
            wanted.extend(all.filter(|name| is_like_a_unit(name)).cloned());
        }
        while let Some(name) = wanted.pop() {
            if entries.contains_key(&name) {
                continue;
            }
            let Some(folder) = self.folders.iter().find(|folder| folder.has(&name)) else {
                continue;
            };
            let entry = self.entry(folder, &name);
            if let Entry::Alias(other) = &entry {
                wanted.push(other.clone());
            }
            entries.insert(name, entry);
        }
        let mut aliases: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let mut problems = Vec::new();
        for name in entries.keys() {
            match real_name(&entries, name) {
                Ok(real) if real != name => {
                    aliases.entry(real).or_default().push(name.clone());
                }
                Ok(_) => {}
                Err(message) => problems.push(problem(&self.path_of(name), message)),
            }
        }
        let mut aliases: BTreeMap<String, Vec<String>> =
            aliases.into_iter().map(|(real, names)| (real.to_owned(), names)).collect();
        let mut found = Vec::new();
        for (name, entry) in entries {
            let file = match entry {
                Entry::File(file) => Some(file),
                Entry::Masked => None,
                Entry::Problem(problem) => {
                    problems.push(problem);
                    continue;
                }
                Entry::Alias(_) => continue,
            };
            let aliases = aliases.remove(&name).unwrap_or_default();
            let path = self.path_of(&name);
            found.push(Found { name, aliases, file, path });
        }
        (found, problems)
    }

    /// The drop-ins of `unit`, in the order in which systemd reads them: by their names, of which the nearest file counts.
    pub fn drop_ins(&self, unit: &Found) -> (Vec<DropIn>, Vec<Problem>) {
        let names = std::iter::once(&unit.name).chain(&unit.aliases);
        let mut of_names: Vec<Vec<String>> = names.map(|name| drop_in_folders(name)).collect();
        of_names.push(vec![drop_in_folder_of_type(&unit.name)]);
        let mut nearest: BTreeMap<String, PathBuf> = BTreeMap::new();
        let mut problems = Vec::new();
        for below in of_names {
            for folder in &self.folders {
                for name in below.iter().filter(|name| folder.has(name)) {
                    let path = folder.path.join(name);
                    if !path.is_dir() {
                        continue;
                    }
                    match Folder::open(&path) {
                        Ok(folder) => {
                            let is_drop_in =
                                |name: &String| name.ends_with(".conf") && !name.starts_with('.');
                            for name in folder.names.into_iter().filter(is_drop_in) {
                                let file = path.join(&name);
                                nearest.entry(name).or_insert(file);
                            }
                        }
                        Err(error) => problems.push(problem(&path, explained(&error))),
                    }
                }
            }
        }
        let mut drop_ins = Vec::new();
        for path in nearest.into_values() {
            match self.followed(&path, None) {
                Entry::File(file) => drop_ins.push(DropIn { file, path }),
                // An empty one only hides those of its name that are further away.
                Entry::Masked | Entry::Alias(_) => {}
                Entry::Problem(problem) => problems.push(problem),
            }
        }
        (drop_ins, problems)
    }

    fn path_of(&self, name: &str) -> PathBuf {
        let folder = self.folders.iter().find(|folder| folder.has(name));
        folder.map_or_else(|| PathBuf::from(name), |folder| folder.path.join(name))
    }

    fn entry(&self, folder: &Folder, name: &str) -> Entry {
        let path = folder.path.join(name);
        if role_of(name).is_none() {
            let message = String::from("passed over: no unit can have this name");
            return Entry::Problem(Problem { is_passed_over: true, ..problem(&path, message) });
        }
        self.followed(&path, Some(name))
    }

    /// What is at `path`, where its links lead; a link to another unit of the load path is an alias, if it is the link of a
    /// unit called `unit`.
    fn followed(&self, path: &Path, unit: Option<&str>) -> Entry {
        let mut at = path.to_owned();
        for links in 0..MOST_LINKS {
            let kind = match fs::symlink_metadata(&at) {
                Ok(data) => data.file_type(),
                Err(error) if links > 0 && error.kind() == io::ErrorKind::NotFound => {
                    return self.broken(path, &at, unit);
                }
                Err(error) => return Entry::Problem(problem(path, explained(&error))),
            };
            if !kind.is_symlink() {
                return of_kind(kind, path, &at, links > 0);
            }
            let target = match fs::read_link(&at) {
                Ok(target) => target,
                Err(error) => return Entry::Problem(problem(path, explained(&error))),
            };
            if target == Path::new("/dev/null") {
                return Entry::Masked;
            }
            at = match target.strip_prefix("/") {
                Ok(below) => self.root.join(below),
                Err(_) => at.parent().unwrap_or(Path::new("")).join(&target),
            };
            if let Some(other) = self.other_unit(&at, unit)
                && self.holds(&at)
            {
                return Entry::Alias(other);
            }
        }
        Entry::Problem(problem(path, String::from("a link that leads back to itself")))
    }

    /// What a link is whose target is not there: the target may have been meant to be installed elsewhere.
    fn broken(&self, path: &Path, target: &Path, unit: Option<&str>) -> Entry {
        if target.ends_with("dev/null") {
            return Entry::Masked;
        }
        let other = self.other_unit(target, unit);
        if let Some(other) =
            other.filter(|other| self.folders.iter().any(|folder| folder.has(other)))
        {
            return Entry::Alias(other);
        }
        let message = format!("a link to `{}`, which is not there", target.display());
        Entry::Problem(problem(path, message))
    }

    /// The name of the file at `path`, where that is another unit of the type of `unit`.
    fn other_unit(&self, path: &Path, unit: Option<&str>) -> Option<String> {
        let other = path.file_name()?.to_str()?;
        let is_other = unit? != other && role_of(unit?) == role_of(other);
        is_other.then(|| other.to_owned())
    }

    /// Whether the file at `path` is in one of the folders.
    fn holds(&self, path: &Path) -> bool {
        let folder = path.parent().and_then(|folder| {
            let folder = if folder == Path::new("") { Path::new(".") } else { folder };
            fs::canonicalize(folder).ok()
        });
        folder.is_some_and(|real| self.folders.iter().any(|folder| folder.real == real))
    }
}

/// Whether the manager of a user loads the unit that lies there: `…/systemd/user/a.service`.
pub fn is_of_a_user(path: &Path) -> bool {
    let Some(folder) = path.parent() else { return false };
    let names = ["user", "user.control", "user.attached"];
    names.iter().any(|name| folder.ends_with(Path::new("systemd").join(name)))
        || folder.starts_with("/run/user")
}

/// Whether there is no such folder, as opposed to one that cannot be read.
fn is_not_there(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Whether somebody gave it a name as units have.
fn is_like_a_unit(name: &str) -> bool {
    name.ends_with(".socket") || name.ends_with(".service")
}

/// The unit that `name` comes to, over any number of aliases.
fn real_name<'a>(entries: &'a BTreeMap<String, Entry>, name: &'a str) -> Result<&'a str, String> {
    let mut real = name;
    for _ in 0..MOST_LINKS {
        match entries.get(real) {
            Some(Entry::Alias(other)) => real = other,
            None => return Err(format!("a link to `{real}`, which is not there")),
            Some(Entry::Problem(_)) if real != name => {
                return Err(format!("a link to `{real}`, which cannot be read"));
            }
            Some(_) => return Ok(real),
        }
    }
    Err(String::from("a link that leads back to itself"))
}

/// What the thing at `at` is, to which `path` leads.
fn of_kind(kind: fs::FileType, path: &Path, at: &Path, is_link: bool) -> Entry {
    if kind.is_file() {
        return Entry::File(at.to_owned());
    }
    if kind.is_dir() {
        return Entry::Problem(problem(path, String::from("a folder, where a file should be")));
    }
    if is_link && fs::canonicalize(at).is_ok_and(|real| real == Path::new("/dev/null")) {
        return Entry::Masked;
    }
    let what = match kind {
        _ if kind.is_fifo() => "pipe",
        _ if kind.is_socket() => "socket",
        _ => "device",
    };
    match is_link {
        true => {
            let message =
                format!("a link to `{}`, which is a {what} and may be endless", at.display());
            Entry::Problem(problem(path, message))
        }
        false => {
            let message = format!("passed over: a {what}, not a file");
            Entry::Problem(Problem { is_passed_over: true, ..problem(path, message) })
        }
    }
}

fn problem(path: &Path, message: String) -> Problem {
    Problem { path: path.display().to_string(), message, is_passed_over: false }
}
