//! Units out of what people bring: files, folders, archives, what `systemctl cat` prints, code blocks out of guides, and
//! here-documents of shell scripts.
//!
//! What is read keeps its bytes; what is not read is refused by name, with the reason, and the rest goes through. Nothing in
//! here reads a disk or a clock, nothing panics whatever it is given, and time and memory grow with its length alone: of an
//! archive a bounded part is unpacked.
//!
//! ```
//! use doorbell::import::{self, Home, Source};
//!
//! let unit = "# /usr/lib/systemd/system/ssh.socket\n[Socket]\nListenStream=22\n";
//! let drop_in = "# /etc/systemd/system/ssh.socket.d/override.conf\n[Socket]\nListenStream=2222\n";
//! let pasted = format!("{unit}\n{drop_in}");
//! let import = import::read(&[Source::pasted(&pasted)]);
//! assert_eq!(import.files[0].unit.as_deref(), Some("ssh.socket"));
//! assert_eq!(import.files[0].home, Home::Packaged);
//! assert_eq!(import.files[1].text, "[Socket]\nListenStream=2222\n");
//! assert_eq!(import.told(), ["ssh.socket: from `systemctl cat`, packaged, with 1 drop-in"]);
//! ```

mod archive;
pub mod cat;
mod guide;
mod open;
mod place;
mod shell;
pub mod shipped;
pub mod single;

use crate::activation::{Role, Scope, role_of};
use archive::Packed;
use cat::Piece;
pub use open::{Opened, open};
use place::Place;
use std::collections::HashMap;
use std::fmt;

/// How long a file may be, in bytes.
pub const MOST: usize = 2 << 20;

/// What was dropped, opened or pasted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name with the folders that came along, such as `foo/ssh.socket.d/override.conf`; empty for pasted text.
    pub path: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl Source {
    /// Text that was pasted.
    pub fn pasted(text: &str) -> Self {
        Self { path: String::new(), bytes: text.as_bytes().to_vec() }
    }
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Import {
    /// The files of units, in the order in which they came.
    pub files: Vec<Imported>,
    /// What was not read.
    pub refused: Vec<Refused>,
}

/// The file of a unit, or a drop-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The unit that it is or changes, such as `ssh.socket`; none where nothing says its name, and for a drop-in of all units
    /// of a type.
    pub unit: Option<String>,
    /// The type of that unit.
    pub role: Role,
    /// Which drop-in it is; none for the file of the unit itself.
    pub drop_in: Option<DropIn>,
    /// Where it lives.
    pub home: Home,
    /// Whose manager looks there; none where its folder does not tell.
    pub scope: Option<Scope>,
    /// Where it was or is to be written, as far as that was said.
    pub path: Option<String>,
    /// What is in it, byte for byte.
    pub text: String,
    /// How it was found.
    pub way: Way,
    /// What a shell would have put something else for, and nobody here knows what: `$PORT`, `$(hostname)`. It stands in the
    /// text as it was written.
    pub left: Vec<String>,
}

/// Which drop-in a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DropIn {
    /// Its folder, such as `ssh.socket.d`; it may be that of an alias, a prefix (`foo-.service.d`), a template or a type
    /// (`socket.d`).
    pub folder: String,
    /// Its name, such as `override.conf`.
    pub name: String,
}

/// Where a file lives: of two with one name the one in the folder named first here counts.
///
/// Source: systemd.unit(5) "Unit File Load Path".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Home {
    /// Below `/etc`, or a person's own `~/.config`.
    Etc,
    /// Below `/run`: gone after a boot.
    Run,
    /// Below `/usr/lib`, `/lib` or the like: a package brought it.
    Packaged,
    /// Its path does not say.
    Unknown,
}

/// How a file was found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// As a file.
    File,
    /// As a member of an archive.
    Archive {
        /// What the archive is called.
        name: String,
    },
    /// In what `systemctl cat` prints.
    Cat,
    /// In a code block or below a line with its name.
    Block,
    /// In a here-document of a shell script, or in what `echo` writes.
    Shell,
    /// As the whole of a text that says no name.
    Text,
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Way::File => f.write_str("a file"),
            Way::Archive { name } if name.is_empty() => f.write_str("an archive"),
            Way::Archive { name } => write!(f, "the archive `{}`", short(name)),
            Way::Cat => f.write_str("`systemctl cat`"),
            Way::Block => f.write_str("a block of text"),
            Way::Shell => f.write_str("a shell script"),
            Way::Text => f.write_str("text without a name"),
        }
    }
}

/// What was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What it is called.
    pub name: String,
    /// What it is, and what would be read instead.
    pub reason: String,
}

impl Import {
    /// What was read, in a line for each unit: where it was found, where it lives, how many drop-ins came with it. A second
    /// file of a unit, which lives elsewhere, has a line of its own.
    pub fn told(&self) -> Vec<String> {
        let mut owners: HashMap<&str, usize> = HashMap::new();
        for (index, file) in
            self.files.iter().enumerate().filter(|(_, file)| file.drop_in.is_none())
        {
            owners.extend(
                file.unit
                    .as_deref()
                    .filter(|unit| !owners.contains_key(unit))
                    .map(|unit| (unit, index)),
            );
        }
        let mut drop_ins: HashMap<usize, usize> = HashMap::new();
        for (index, file) in
            self.files.iter().enumerate().filter(|(_, file)| file.drop_in.is_some())
        {
            let owner =
                file.unit.as_deref().map_or(index, |unit| *owners.entry(unit).or_insert(index));
            *drop_ins.entry(owner).or_default() += 1;
        }
        let has_line = |(index, file): &(usize, &Imported)| {
            file.drop_in.is_none() || drop_ins.contains_key(index)
        };
        let files = self.files.iter().enumerate().filter(has_line);
        files.map(|(index, file)| file.told(drop_ins.get(&index).copied().unwrap_or(0))).collect()
    }
}

impl Imported {
    /// What is said of it, with as many drop-ins, itself among them where it is one.
    fn told(&self, drop_ins: usize) -> String {
        let mut line = match (&self.unit, &self.drop_in, self.role) {
            (Some(unit), ..) => unit.clone(),
            (None, Some(drop_in), _) => drop_in.folder.clone(),
            (None, None, Role::Socket) => String::from("a socket without a name"),
            (None, None, Role::Service) => String::from("a service without a name"),
        };
        line += &format!(": from {}", self.way);
        if self.home == Home::Packaged {
            line += ", packaged";
        }
        let plural = if drop_ins == 1 { "" } else { "s" };
        match (self.drop_in.is_some(), drop_ins) {
            (false, 0) => {}
            (false, _) => line += &format!(", with {drop_ins} drop-in{plural}"),
            (true, _) => line += &format!(", {drop_ins} drop-in{plural} without the unit"),
        }
        if !self.left.is_empty() {
            let left: Vec<String> =
                self.left.iter().take(3).map(|one| format!("`{}`", short(one))).collect();
            line += &format!(", with {} as written", left.join(", "));
        }
        line
    }
}

/// Reads all of `sources`.
pub fn read(sources: &[Source]) -> Import {
    let mut reader = Reader::default();
    for source in sources {
        reader.source(source);
    }
    reader.import
}

/// What is said of a unit that is masked.
const MASKED: &str = "masked, so that nothing starts it: unmask it with `systemctl unmask` and bring what is there then";

/// Where files are gathered.
#[derive(Default)]
struct Reader {
    import: Import,
    /// Where each file is, by what tells it from others: its unit, its drop-in and its path.
    seen: HashMap<(String, String), usize>,
}

/// A file as one of the sources has it.
struct Found<'a> {
    /// Its path, or its name alone; empty if it has none.
    path: &'a str,
    /// The unit of a drop-in, where something else than its folder says it.
    unit: Option<&'a str>,
    text: &'a str,
    way: Way,
    left: Vec<String>,
}

impl Reader {
    fn source(&mut self, source: &Source) {
        let Source { path, bytes } = source;
        if bytes.len() > MOST {
            return self.refuse(called(path), too_long(bytes.len() as u64));
        }
        match archive::recognize(bytes) {
            Some(Packed::Readable) => self.archive(path, bytes),
            Some(Packed::Other(kind)) => {
                let reason = format!(
                    "an archive of the kind {kind}: what is read is `.tar.gz`, `.tgz` and `.tar`"
                );
                self.refuse(called(path), reason);
            }
            None => self.file(path, bytes, Way::File),
        }
    }

    fn archive(&mut self, path: &str, bytes: &[u8]) {
        let contents = archive::read(bytes);
        for (member, read) in contents.members {
            match read {
                Ok(bytes) if archive::recognize(&bytes).is_some() => {
                    let reason = "an archive in an archive: unpack it and bring what is in it";
                    self.refuse(&member, reason.to_owned());
                }
                Ok(bytes) => self.file(&member, &bytes, Way::Archive { name: path.to_owned() }),
                Err(reason) => self.refuse(&member, reason),
            }
        }
        if let Some(fault) = contents.fault {
            self.refuse(called(path), fault);
        }
    }

    /// Reads a file, which its name may say to be that of a unit.
    fn file(&mut self, path: &str, bytes: &[u8], way: Way) {
        let text = match text_of(bytes) {
            Ok(text) => text,
            Err(reason) => return self.refuse(called(path), reason),
        };
        if Place::of(path).is_some() {
            return self.add(Found { path, unit: None, text, way, left: Vec::new() });
        }
        let name = path.rsplit('/').next().unwrap_or_default();
        match () {
            () if name.ends_with(".conf") => {
                let reason = "if it is a drop-in, its folder says of what: bring it with that, such as \
                              `myapp.socket.d/override.conf`";
                self.refuse(path, reason.to_owned());
            }
            // Of what came along in a folder nobody meant more than the units.
            () if path.contains('/') || way != Way::File => {
                let reason = "not the name of a socket or service unit, such as `myapp.socket`";
                self.refuse(path, reason.to_owned());
            }
            () => self.text(path, text),
        }
    }

    /// Reads text that has no name of its own, or not that of a unit.
    fn text(&mut self, path: &str, text: &str) {
        if cat::is_printed(text) {
            return self.cat(text);
        }
        for block in guide::blocks(text) {
            let shown = match path {
                "" => format!("line {} of the pasted text", block.line),
                _ => format!("{path}, line {}", block.line),
            };
            let is_whole = block.is_whole;
            let (named, text) = match block.what {
                Ok(what) => what,
                Err((name, reason)) => {
                    self.refuse(name.as_deref().unwrap_or(&shown), reason);
                    continue;
                }
            };
            let shown = if is_whole { called(path) } else { &shown };
            self.block(shown, named.as_deref().unwrap_or_default(), &text, block.way, block.left);
        }
    }

    /// Reads a block of text that may hold two units.
    fn block(&mut self, shown: &str, path: &str, text: &str, way: Way, left: Vec<String>) {
        let place = Place::of(path);
        // What a script writes is one file, whatever is in it.
        let is_file = place.is_some() && way == Way::Shell;
        let parts = match single::parts(text) {
            Ok(parts) if !is_file && (parts.len() > 1 || place.is_none()) => parts,
            Err(reason) if place.is_none() => return self.refuse(shown, reason),
            _ => return self.add(Found { path, unit: None, text, way, left }),
        };
        let named = place.and_then(|place| {
            parts.iter().position(|(role, _)| role.section().name().to_lowercase() == place.kind())
        });
        for (index, (role, range)) in parts.into_iter().enumerate() {
            let text = &text[range];
            let (way, left) = (way.clone(), left.clone());
            if named == Some(index) {
                self.add(Found { path, unit: None, text, way, left });
                continue;
            }
            self.import.files.push(Imported {
                unit: None,
                role,
                drop_in: None,
                home: Home::Unknown,
                scope: None,
                path: None,
                text: text.to_owned(),
                way,
                left,
            });
        }
    }

    /// Reads what `systemctl cat` prints.
    fn cat(&mut self, text: &str) {
        let mut current = None;
        for piece in cat::pieces(cat::without_prompts(text).as_bytes()) {
            let (path, unit, text) = match piece {
                Piece::Unit { name, text: b"", .. } => {
                    self.refuse(name, MASKED.to_owned());
                    continue;
                }
                Piece::Unit { path, name, text } => {
                    current = Some(name);
                    (path, Some(name), text)
                }
                Piece::DropIn { path, text } => (path, current, text),
                Piece::Unnamed(_) => continue,
            };
            let text = str::from_utf8(text).unwrap_or_default();
            self.add(Found { path, unit, text, way: Way::Cat, left: Vec::new() });
        }
    }

    /// Adds a file whose path says what it is.
    fn add(&mut self, found: Found) {
        let Found { path, unit, text, way, left } = found;
        let Some(place) = Place::of(path) else {
            return self
                .refuse(path, String::from("not the name of a unit, such as `myapp.socket`"));
        };
        let unit = unit.or(place.unit());
        let kind =
            unit.and_then(|unit| unit.rsplit_once('.')).map_or(place.kind(), |(_, kind)| kind);
        let Some(role) = role_of(&format!("a.{kind}")) else {
            let reason = format!(
                "a unit of the type `{kind}`: what is read is sockets, services and their drop-ins"
            );
            return self.refuse(path, reason);
        };
        let drop_in = match place {
            Place::Unit { .. } => None,
            Place::DropIn { folder, name } => {
                Some(DropIn { folder: folder.to_owned(), name: name.to_owned() })
            }
        };
        if drop_in.is_none() && text.is_empty() {
            return self.refuse(path, MASKED.to_owned());
        }
        let key = (unit.unwrap_or_default().to_owned(), path.to_owned());
        match self.seen.get(&key).map(|index| &self.import.files[*index]) {
            Some(same) if same.text == text => return,
            Some(_) => {
                let reason =
                    "there is one of this name already, with other text: bring one of them";
                return self.refuse(path, reason.to_owned());
            }
            None => {}
        }
        self.seen.insert(key, self.import.files.len());
        let (home, scope) = place::home(path);
        self.import.files.push(Imported {
            unit: unit.map(str::to_owned),
            role,
            drop_in,
            home,
            scope,
            path: path.contains('/').then(|| path.to_owned()),
            text: text.to_owned(),
            way,
            left,
        });
    }

    fn refuse(&mut self, name: &str, reason: String) {
        self.import.refused.push(Refused { name: short(name).into_owned(), reason });
    }
}

/// The text that `bytes` are.
fn text_of(bytes: &[u8]) -> Result<&str, String> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(String::from("saved as UTF-16: save it as UTF-8, which is what systemd reads"));
    }
    if bytes.contains(&0) {
        return Err(String::from(
            "binary: what is read is text, and archives of the kind `.tar.gz`",
        ));
    }
    str::from_utf8(bytes).map_err(|error| {
        format!(
            "byte {} is not UTF-8: save it as UTF-8, which is what systemd reads",
            error.valid_up_to() + 1
        )
    })
}

/// What a source is called.
fn called(path: &str) -> &str {
    if path.is_empty() { "the pasted text" } else { path }
}

/// Why a file of so many bytes is not read.
pub fn too_long(length: u64) -> String {
    format!("{} long: of a file at most {} are read", size(length), size(MOST as u64))
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} KiB", bytes >> 10),
        _ if bytes.is_multiple_of(1 << 20) => format!("{} MiB", bytes >> 20),
        _ => format!("{}.{} MiB", bytes >> 20, ((bytes & 0xf_ffff) * 10) >> 20),
    }
}

/// `text`, or its beginning where it is longer than anybody reads.
fn short(text: &str) -> std::borrow::Cow<'_, str> {
    const LONGEST: usize = 200;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}
