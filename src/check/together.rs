//! Units given together: sockets find their services, drop-ins are put behind what they change, and everything found is told
//! by file and line. Reads no disk: who has files hands over their names and texts.
//!
//! Time and memory grow with the length of the texts and with the number of findings, whatever stands in them.
//!
//! Source: systemd.unit(5) on drop-ins; systemd.socket(5) `Service=`, `Accept=`; what systemd 247 to 262 were seen to do.

use super::others::{Member, Others};
use super::{Case, Finding, Fix, Origin, Outcome, advise, verdict};
use crate::activation::{self, Activation, Role, Scope};
pub use crate::activation::{drop_in_folder_of_type, drop_in_folders, role_of};
use crate::catalogue::target::Target;
use crate::syntax::{LineKind, UnitFile};
use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A file, as it is called for the person, and what is in it; a copy shares the text.
#[derive(Clone, Debug)]
pub struct File {
    /// Where it is.
    pub path: Arc<str>,
    /// Its text.
    pub text: Arc<UnitFile>,
}

impl File {
    /// The file at `path` that holds `text`.
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: path.into(), text: UnitFile::parse(text).into() }
    }

    /// The same of bytes that may be no text.
    pub fn from_bytes(path: &str, bytes: &[u8]) -> Self {
        Self { path: path.into(), text: UnitFile::from_bytes(bytes).into() }
    }
}

/// A unit: its own file, and the drop-ins that change it, in the order in which systemd reads them.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Its name, such as `myapp.socket`.
    pub name: Arc<str>,
    /// The type that its name says.
    pub role: Role,
    /// Whose manager loads it.
    pub scope: Scope,
    /// Which of the places that were looked at it comes from: a unit belongs to one of its own place before any other.
    pub place: usize,
    /// Its other names, which links in the folders of units give it.
    pub aliases: Vec<String>,
    /// Its own file; an empty one masks the unit.
    pub fragment: File,
    /// What changes it.
    pub drop_ins: Vec<File>,
}

impl Unit {
    /// A unit of the system with this file, and nothing else; none if `name` is not that of a socket or a service.
    pub fn new(name: &str, fragment: File) -> Option<Self> {
        Some(Self {
            name: name.into(),
            role: role_of(name)?,
            scope: Scope::System,
            place: 0,
            aliases: Vec::new(),
            fragment,
            drop_ins: Vec::new(),
        })
    }

    /// Its own name, then its other names.
    fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&*self.name).chain(self.aliases.iter().map(String::as_str))
    }

    /// Its own file and its drop-ins.
    pub fn files(&self) -> impl Iterator<Item = &File> {
        std::iter::once(&self.fragment).chain(&self.drop_ins)
    }

    /// Whether it is masked, so that nothing can start it.
    pub fn is_masked(&self) -> bool {
        self.fragment.text.text().is_empty()
    }
}

/// Something that was found, by file.
#[derive(Clone, Debug)]
pub struct Found {
    /// The file.
    pub path: Arc<str>,
    /// The unit.
    pub unit: Arc<str>,
    /// The line, counted from 1; none for the unit as a whole.
    pub line: Option<usize>,
    /// Where in the line, in characters counted from 1.
    pub column: Option<usize>,
    /// The name of the rule.
    pub rule: &'static str,
    /// What comes of it.
    pub outcome: Outcome,
    /// What is wrong.
    pub message: String,
    /// What would put it right.
    pub fix: Option<Arc<Correction>>,
}

/// A fix, as edits to files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// What it does, as on a button.
    pub label: String,
    /// How, in the order of the lines of each file; lines are counted in the file as it was found.
    pub edits: Vec<Edit>,
}

/// Some lines of a file, and what is to stand there instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The file.
    pub path: Arc<str>,
    /// The first line that goes, counted from 1; where none goes, the line before which the text comes.
    pub line: usize,
    /// How many lines go.
    pub lines: usize,
    /// What comes, with its line ends; nothing where lines only go.
    pub text: String,
}

impl Correction {
    /// The text of `file` after it; the same where it changes another one.
    ///
    /// ```
    /// use doorbell::check::together::{Correction, Edit, File};
    ///
    /// let file = File::new("a.socket", "[Socket]\nBaklog=1\n");
    /// let edit = Edit { path: file.path.clone(), line: 2, lines: 1, text: "Backlog=1\n".to_owned() };
    /// let correction = Correction { label: "Write Backlog=1".to_owned(), edits: vec![edit] };
    /// assert_eq!(correction.applied_to(&file), "[Socket]\nBacklog=1\n");
    /// ```
    pub fn applied_to(&self, file: &File) -> String {
        let mut edits = self.edits.iter().filter(|edit| edit.path == file.path).peekable();
        let mut text = String::new();
        let mut gone = 0;
        let lines = file.text.text().split_inclusive('\n').zip(1..);
        let end = lines.clone().count() + 1;
        for (line, number) in lines.chain([("", end)]) {
            while let Some(edit) = edits.next_if(|edit| edit.line == number) {
                text += &edit.text;
                gone = gone.max(number + edit.lines);
            }
            if number >= gone {
                text += line;
            }
        }
        text
    }
}

/// Everything there is to say of `units`; those that belong together are seen together.
pub fn check(units: &[Unit], target: &'static Target, origin: Origin) -> Vec<Found> {
    let merged: Vec<Merged> = units.iter().map(Merged::new).collect();
    let given = Given::new(&merged, target, origin);
    let mut told: Vec<Told> = merged.iter().map(|one| Told::new(verdicts(one, target))).collect();
    let mut explained = HashSet::new();
    for (index, socket) in given.of(Role::Socket) {
        if socket.unit.is_masked() {
            continue;
        }
        let wanted = pair(Some(socket), None, target).file_name(Role::Service);
        let service = given.find(socket.unit, &wanted);
        match service {
            None => told[index].systemd.push(missing(socket.unit, &wanted, origin)),
            Some(service) if merged[service].unit.is_masked() => {
                explained.insert(service);
                told[index].systemd.push(starts_what_is_masked(socket.unit, &wanted));
            }
            _ => {}
        }
        let service = service.filter(|service| !merged[*service].unit.is_masked());
        let service =
            service.filter(|service| told[*service].look(merged[*service].all.file().text().len()));
        given.advise(Some(index), service, &mut told);
    }
    for (index, service) in given.of(Role::Service) {
        if !service.unit.is_masked() && told[index].looks == 0 {
            given.advise(None, Some(index), &mut told);
        }
    }
    for (index, one) in merged.iter().enumerate() {
        if one.unit.is_masked() && !explained.contains(&index) {
            told[index].systemd.push(masked(one.unit));
        }
    }
    for (told, one) in told.iter_mut().zip(&merged).filter(|(told, _)| told.cut > 0) {
        let message =
            format!("there is more advice on this unit, {} pieces, than is listed", told.cut);
        told.advice.push(of_whole(one.unit, "too-much-advice", Outcome::Hint, message));
    }
    // By unit in the order in which they were given, systemd's word first.
    let mut found = Vec::new();
    for of_unit in told.into_iter().flat_map(|told| [told.systemd, told.advice]) {
        match found.is_empty() {
            true => found = of_unit,
            false => found.extend(of_unit),
        }
    }
    let shared = shared(units);
    let mut seen = HashSet::new();
    found.retain(|one| !shared.contains(&one.path) || seen.insert(key(one)));
    found
}

/// The drop-ins that change several units, of which the same is found in each.
fn shared(units: &[Unit]) -> HashSet<Arc<str>> {
    let mut seen = HashSet::new();
    let drop_ins = units.iter().flat_map(|unit| &unit.drop_ins).map(|file| &file.path);
    drop_ins.filter(|path| !seen.insert(*path)).cloned().collect()
}

/// Findings that are alike in this are one.
type Key = (Arc<str>, Option<usize>, &'static str, String);

fn key(found: &Found) -> Key {
    (found.path.clone(), found.line, found.rule, found.message.clone())
}

/// What was found in a unit.
struct Told {
    systemd: Vec<Found>,
    advice: Vec<Found>,
    /// With how many sockets it was looked at, if it is a service.
    looks: usize,
    /// What is in the advice, once that is given again with another socket.
    seen: HashSet<Key>,
    /// How much advice was too much.
    cut: usize,
}

impl Told {
    fn new(systemd: Vec<Found>) -> Self {
        Self { systemd, advice: Vec::new(), looks: 0, seen: HashSet::new(), cut: 0 }
    }

    /// Whether a service of `bytes` bytes may be looked at with one socket more.
    fn look(&mut self, bytes: usize) -> bool {
        if self.looks > 0 && (self.looks + 1) * bytes > MOST_BYTES_AGAIN {
            return false;
        }
        if self.looks == 1 {
            self.seen = self.advice.iter().map(key).collect();
        }
        self.looks += 1;
        true
    }

    fn advise(&mut self, found: Found) {
        if self.looks < 2 || self.seen.insert(key(&found)) {
            self.advice.push(found);
        }
    }
}

/// How much advice is given in all. Of a line there may be several pieces, and a million lines are to fit into memory.
const MOST_ADVICE: usize = 1 << 20;

/// A service is looked at with each of its sockets. How many bytes may be read for that, so that a thousand sockets of a
/// service with a thousand lines take no time; further sockets are looked at without it.
const MOST_BYTES_AGAIN: usize = 1 << 24;

/// What to say of a socket whose service is not among the files.
fn missing(socket: &Unit, service: &str, origin: Origin) -> Found {
    let (outcome, message) = match origin {
        Origin::Own => {
            (Outcome::Unstartable, format!("this socket starts `{service}`, which is not there"))
        }
        Origin::Given => (
            Outcome::Hint,
            format!(
                "this socket starts `{service}`, which is not among the files: if it is nowhere else either, the first call fails"
            ),
        ),
    };
    of_whole(socket, "service-missing", outcome, message)
}

/// What to say of a socket whose service is masked. Seen on 247 to 262: verify calls the service "not loaded".
fn starts_what_is_masked(socket: &Unit, service: &str) -> Found {
    let message = format!(
        "this socket starts `{service}`, which is masked: systemd does not load that, and refuses to start the socket"
    );
    of_whole(socket, "service-masked", Outcome::Unstartable, message)
}

/// What to say of a masked unit. Seen on 247 to 262: verify fails, and names the reason.
fn masked(unit: &Unit) -> Found {
    let message =
        "this unit is masked, by an empty file or a link to `/dev/null`: nothing can start it";
    of_whole(unit, "masked", Outcome::Unstartable, message.to_owned())
}

fn of_whole(unit: &Unit, rule: &'static str, outcome: Outcome, message: String) -> Found {
    Found {
        path: unit.fragment.path.clone(),
        unit: unit.name.clone(),
        line: None,
        column: None,
        rule,
        outcome,
        message,
        fix: None,
    }
}

/// A unit with its drop-ins behind it.
struct Merged<'a> {
    unit: &'a Unit,
    /// All of it.
    all: activation::Merged,
    /// Whether lines of its own file can be told by number to those who do not know systemd's line ends.
    has_usual_ends: OnceCell<bool>,
}

impl<'a> Merged<'a> {
    fn new(unit: &'a Unit) -> Self {
        let drop_ins = unit.drop_ins.iter().map(|file| &*file.text);
        let all = activation::Merged::new(unit.fragment.text.clone(), drop_ins);
        Self { unit, all, has_usual_ends: OnceCell::new() }
    }

    /// The unit, to be looked at with all others of its place.
    fn member(&self, target: &'static Target) -> Member {
        let units = match self.unit.role {
            Role::Socket => pair(Some(self), None, target),
            Role::Service => pair(None, Some(self), target),
        };
        let names = self.unit.names().map(str::to_owned).collect();
        Member { names, role: self.unit.role, units }
    }

    fn is_whole(&self) -> bool {
        self.all.drop_ins_from().is_none()
    }

    fn can_be_edited(&self) -> bool {
        let has_usual_ends = || self.unit.fragment.text.has_usual_ends();
        self.is_whole() && *self.has_usual_ends.get_or_init(has_usual_ends)
    }

    /// The file that the line `line` of all comes from, and which of that file's it is.
    fn home(&self, line: usize) -> (&'a File, usize) {
        let (index, line) = self.all.home(line);
        let unit = self.unit;
        (index.checked_sub(1).map_or(&unit.fragment, |index| &unit.drop_ins[index]), line)
    }

    fn located(&self, finding: Finding, fix: Option<Arc<Correction>>) -> Found {
        let (home, line) = match finding.line {
            Some(line) => {
                let (home, line) = self.home(line);
                (home, Some(line))
            }
            None => (&self.unit.fragment, None),
        };
        at(home, line, self.unit, finding.rule, finding.outcome, finding.message, fix)
    }
}

/// A socket and its service, or one of them.
fn pair(socket: Option<&Merged>, service: Option<&Merged>, target: &'static Target) -> Activation {
    let file = |merged: Option<&Merged>| match merged {
        Some(merged) => merged.all.file().clone(),
        None => Arc::default(),
    };
    let named = socket.or(service).map(|merged| merged.unit);
    let name = named.and_then(|unit| unit.name.rsplit_once('.')).map_or("", |(stem, _)| stem);
    let mut units = Activation::from_files(name, file(socket), file(service));
    units.set_target(target);
    units.set_scope(named.map_or(Scope::System, |unit| unit.scope));
    units
}

/// A finding on the line `line` of `file`, which is counted from 0.
fn at(
    file: &File,
    line: Option<usize>,
    unit: &Unit,
    rule: &'static str,
    outcome: Outcome,
    mut message: String,
    fix: Option<Arc<Correction>>,
) -> Found {
    // There may be a million of them.
    message.shrink_to_fit();
    let line = line.and_then(|line| file.text.lines().get(line));
    Found {
        path: file.path.clone(),
        unit: unit.name.clone(),
        line: line.map(|line| line.first()),
        column: line.map(|line| column(&file.text, line)),
        rule,
        outcome,
        message,
        fix,
    }
}

/// All units that were given.
struct Given<'a> {
    merged: &'a [Merged<'a>],
    /// Units by all their names: in one place, and in the first place that has the name.
    by_place: HashMap<(Scope, usize, &'a str), usize>,
    by_name: HashMap<(Scope, &'a str), usize>,
    /// Who names whom in each place.
    others: HashMap<(Scope, usize), Others>,
    target: &'static Target,
    origin: Origin,
    /// How many more pieces of advice may be given.
    left: Cell<usize>,
}

impl<'a> Given<'a> {
    fn new(merged: &'a [Merged<'a>], target: &'static Target, origin: Origin) -> Self {
        let (mut by_place, mut by_name) = (HashMap::new(), HashMap::new());
        let mut members: HashMap<(Scope, usize), Vec<Member>> = HashMap::new();
        for (index, one) in merged.iter().enumerate() {
            let unit = one.unit;
            for name in unit.names() {
                by_place.entry((unit.scope, unit.place, name)).or_insert(index);
                by_name.entry((unit.scope, name)).or_insert(index);
            }
            if !unit.is_masked() {
                members.entry((unit.scope, unit.place)).or_default().push(one.member(target));
            }
        }
        let others =
            members.into_iter().map(|(place, members)| (place, Others::new(members))).collect();
        let left = Cell::new(MOST_ADVICE);
        Self { merged, by_place, by_name, others, target, origin, left }
    }

    fn of(&self, role: Role) -> impl Iterator<Item = (usize, &'a Merged<'a>)> + use<'a> {
        self.merged.iter().enumerate().filter(move |(_, merged)| merged.unit.role == role)
    }

    /// The unit that `name` means to `by`, or the template that it is an instance of.
    fn find(&self, by: &Unit, name: &str) -> Option<usize> {
        let find = |name: &str| {
            let here = self.by_place.get(&(by.scope, by.place, name));
            here.or_else(|| self.by_name.get(&(by.scope, name))).copied()
        };
        let template = || {
            let (prefix, rest) = name.split_once('@')?;
            let (_, kind) = rest.rsplit_once('.')?;
            find(&format!("{prefix}@.{kind}"))
        };
        find(name).or_else(template)
    }

    /// Adds what the rules say of a socket and its service, or of one of them alone.
    fn advise(&self, socket: Option<usize>, service: Option<usize>, told: &mut [Told]) {
        let [one, other] = [socket, service].map(|unit| unit.map(|index| &self.merged[index]));
        let units = pair(one, other, self.target);
        let has = [one.is_some(), other.is_some()];
        let Some(unit) = one.or(other).map(|merged| merged.unit) else { return };
        let others = Cow::Borrowed(&self.others[&(unit.scope, unit.place)]);
        let mut case = Case::new(&units, has, self.origin, others);
        case.drop_ins_from = one.and_then(|socket| socket.all.drop_ins_from());
        let can_be_edited = [one, other].into_iter().flatten().all(Merged::can_be_edited);
        let index = |role| match role {
            Role::Socket => socket,
            Role::Service => service,
        };
        let path = |role| Some(self.merged[index(role)?].unit.fragment.path.clone());
        let mut corrections = Corrections::default();
        advise(&case, |mut finding| {
            let Some(index) = index(finding.unit) else { return };
            let fix = finding.fix.take().filter(|_| can_be_edited);
            let fix = fix.map(|fix| corrections.correction(fix, &units, path));
            match self.left.get().checked_sub(1) {
                Some(left) => {
                    self.left.set(left);
                    told[index].advise(self.merged[index].located(finding, fix));
                }
                None => told[index].cut += 1,
            }
        });
    }
}

/// Fixes made into edits. What a step on more than a line comes to is found by doing it, once for all fixes that are the same.
#[derive(Default)]
struct Corrections {
    made: HashMap<Fix, Arc<Correction>>,
}

impl Corrections {
    fn correction(
        &mut self,
        fix: Fix,
        units: &Activation,
        path: impl Fn(Role) -> Option<Arc<str>>,
    ) -> Arc<Correction> {
        if let Some(made) = self.made.get(&fix) {
            return made.clone();
        }
        let edit = |edit: super::fix::Edit| {
            Some(Edit {
                path: path(edit.unit)?,
                line: edit.line,
                lines: edit.lines,
                text: edit.text,
            })
        };
        let mut edits: Vec<Edit> = fix.edits(units).into_iter().filter_map(edit).collect();
        edits.shrink_to_fit();
        let made = Arc::new(Correction { label: fix.label.clone(), edits });
        if !fix.is_by_line() {
            self.made.insert(fix, made.clone());
        }
        made
    }
}

/// systemd's verdict on a unit, each of whose files has remarks of its own.
fn verdicts(merged: &Merged, target: &'static Target) -> Vec<Found> {
    let unit = merged.unit;
    if unit.is_masked() {
        return Vec::new();
    }
    let judged = verdict::Unit { role: unit.role, name: &unit.name, scope: unit.scope, target };
    let files: Vec<&UnitFile> = unit.files().map(|file| &*file.text).collect();
    let [lines, whole] = verdict::judge_parts(&files, judged);
    let mut found = Vec::new();
    for (remarks, file) in lines.into_iter().zip(unit.files()) {
        let mut texts = [Arc::default(), Arc::default()];
        texts[usize::from(unit.role == Role::Service)] = file.text.clone();
        let [socket, service] = texts;
        let units: Activation = Activation::from_files("", socket, service);
        let can_be_edited = OnceCell::new();
        let mut corrections = Corrections::default();
        for remark in remarks {
            let is_editable = || *can_be_edited.get_or_init(|| file.text.has_usual_ends());
            let fix = remark.fix.filter(|_| is_editable());
            let fix =
                fix.map(|fix| corrections.correction(fix, &units, |_| Some(file.path.clone())));
            let (rule, outcome, message) = (remark.rule, remark.outcome, remark.message);
            found.push(at(file, remark.line, unit, rule, outcome, message, fix));
        }
    }
    found.extend(whole.into_iter().flatten().map(|remark| {
        let (rule, outcome, message) = (remark.rule, remark.outcome, remark.message);
        at(&unit.fragment, remark.line, unit, rule, outcome, message, None)
    }));
    found
}

/// Where the value of a line begins, in characters counted from 1; where it is no assignment, where the line does.
fn column(file: &UnitFile, line: &crate::syntax::Line) -> usize {
    let raw = file.raw(line);
    let bytes = match (&line.kind, raw.find('=')) {
        (LineKind::Assignment(..), Some(at)) => {
            let behind = &raw[at + 1..];
            at + 1 + (behind.len() - behind.trim_start_matches([' ', '\t']).len())
        }
        _ => raw.len() - raw.trim_start().len(),
    };
    raw[..bytes.min(raw.len())].chars().count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(name: &str, text: &str, drop_ins: &[&str]) -> Unit {
        let drop_in =
            |(text, index): (&&str, usize)| File::new(&format!("{name}.d/{index}.conf"), text);
        Unit {
            drop_ins: drop_ins.iter().zip(0..).map(drop_in).collect(),
            ..Unit::new(name, File::new(name, text)).unwrap()
        }
    }

    fn told(units: &[Unit]) -> Vec<(String, Option<usize>, &'static str)> {
        let target = Target::find("debian13").unwrap();
        let found = check(units, target, Origin::Own);
        found.into_iter().map(|one| (one.path.to_string(), one.line, one.rule)).collect()
    }

    const SOCKET: &str = "[Socket]\nListenStream=80\n\n[Install]\nWantedBy=sockets.target\n";
    const SERVICE: &str = "[Unit]\nRequires=a.socket\n\n[Service]\nExecStart=/bin/a\n";

    #[test]
    fn a_socket_finds_its_service() {
        assert_eq!(told(&[unit("a.socket", SOCKET, &[]), unit("a.service", SERVICE, &[])]), []);
        let missing = told(&[unit("a.socket", SOCKET, &[])]);
        assert_eq!(missing, [("a.socket".to_owned(), None, "service-missing")]);
        let other = SOCKET.replace("80\n", "80\nService=b.service\n");
        assert_eq!(told(&[unit("a.socket", &other, &[]), unit("b.service", SERVICE, &[])]), []);
    }

    #[test]
    fn a_drop_in_changes_its_unit_and_is_told_by_its_own_lines() {
        let units = [
            unit("a.socket", SOCKET, &["# more\n[Socket]\nListenStream=80\nBacklog=x\n"]),
            unit("a.service", SERVICE, &[]),
        ];
        let own = || "a.socket.d/0.conf".to_owned();
        assert_eq!(
            told(&units),
            [(own(), Some(4), "bad-value"), (own(), Some(3), "same-listener-twice")]
        );
        let emptied = [
            unit("a.socket", SOCKET, &["[Socket]\nListenStream=\n"]),
            unit("a.service", SERVICE, &[]),
        ];
        assert_eq!(told(&emptied), [("a.socket".to_owned(), None, "no-listener")]);
    }

    #[test]
    fn a_line_of_a_drop_in_is_counted_in_its_own_file() {
        let odd_ends =
            ["\r\n[Socket]\n\rBacklog=x\n", "[Socket]\nBacklog=y \\", "\n[Socket]\nBacklog=z"];
        let units = [unit("a.socket", SOCKET, &odd_ends), unit("a.service", SERVICE, &[])];
        let lines: Vec<_> = told(&units).into_iter().map(|(_, line, _)| line).collect();
        assert_eq!(lines, [Some(3), Some(2), Some(3)]);
    }

    #[test]
    fn a_drop_in_of_several_units_is_told_of_once() {
        let shared = File::new("socket.d/1.conf", "[Socket]\nBacklog=x\n");
        let socket = |name| {
            let text = SOCKET.replace("80\n", "80\nService=a.service\n");
            Unit { drop_ins: vec![shared.clone()], ..unit(name, &text, &[]) }
        };
        let service = unit("a.service", &format!("{SERVICE}Environment=LISTEN_FDS=7\n"), &[]);
        let found = told(&[socket("a.socket"), socket("b.socket"), service]);
        let count = |rule| found.iter().filter(|(.., one)| *one == rule).count();
        assert_eq!(count("bad-value"), 1, "{found:?}");
        assert_eq!(count("listen-fds-set-by-hand"), 1, "{found:?}");
    }

    #[test]
    fn what_is_masked_is_said_once() {
        let masked =
            told(&[unit("a.socket", SOCKET, &[]), unit("a.service", "", &["[Service]\n"])]);
        assert_eq!(masked, [("a.socket".to_owned(), None, "service-masked")]);
        let masked = told(&[unit("a.socket", "", &[]), unit("a.service", SERVICE, &[])]);
        assert_eq!(masked, [("a.socket".to_owned(), None, "masked")]);
    }

    #[test]
    fn units_of_two_places_are_kept_apart_where_each_has_its_own() {
        let pair = |place| {
            let service = SERVICE.replace("/bin", &format!("/bin/{place}"));
            [unit("a.socket", SOCKET, &[]), unit("a.service", &service, &[])]
                .map(|unit| Unit { place, ..unit })
        };
        assert_eq!(told(&[pair(0), pair(1)].concat()), []);
        let [socket, _] = pair(0);
        let [_, service] = pair(1);
        assert_eq!(told(&[socket.clone(), service.clone()]), [], "elsewhere, if not here");
        let of_a_user = Unit { scope: Scope::User, ..service };
        let missing = told(&[socket, of_a_user]);
        assert_eq!(missing, [("a.socket".to_owned(), None, "service-missing")]);
    }

    #[test]
    fn a_unit_is_found_by_its_other_names() {
        let socket = SOCKET.replace("80\n", "80\nService=b.service\n");
        let service =
            Unit { aliases: vec!["b.service".to_owned()], ..unit("a.service", SERVICE, &[]) };
        assert_eq!(told(&[unit("a.socket", &socket, &[]), service]), []);
    }

    #[test]
    fn a_fix_is_edits_that_give_the_fixed_file() {
        let socket = "[Socket]\r\nListenStream=80\r\nBacklg=1\r\nListenStream=\\\r\n80\r\n";
        let units = [unit("a.socket", socket, &[]), unit("a.service", SERVICE, &[])];
        let found = check(&units, Target::find("debian13").unwrap(), Origin::Given);
        let fixed: Vec<String> = found
            .iter()
            .filter_map(|one| Some(one.fix.as_ref()?.applied_to(&units[0].fragment)))
            .collect();
        assert_eq!(
            fixed,
            [socket.replace("Backlg", "Backlog"), socket.replace("ListenStream=\\\r\n80\r\n", "")]
        );
        let odd = unit("a.socket", &socket.replace("\r\n", "\r"), &[]);
        let found = check(&[odd], Target::find("debian13").unwrap(), Origin::Given);
        assert!(found.iter().all(|one| one.fix.is_none()), "nobody else counts lines so");
    }

    #[test]
    fn the_nearest_folder_of_drop_ins_comes_first() {
        let folders = |name| drop_in_folders(name).join(" ").replace(".service.d", "");
        assert_eq!(folders("a-b-c.service"), "a-b-c a-b- a-");
        assert_eq!(folders("a-b-c@x.service"), "a-b-c@x a-b-c@ a-b- a- a-b-@x a-b-@ a-@x a-@");
        assert_eq!(folders("a-b-c@.service"), "a-b-c@ a-b- a- a-b-@ a-@");
        assert_eq!(folders("a--b-.service"), "a--b- a-- a-");
        assert_eq!(folders("-a.service"), "-a");
        assert_eq!(drop_in_folders("a.socket"), ["a.socket.d"]);
        assert_eq!(drop_in_folder_of_type("a.socket"), "socket.d");
    }
}
