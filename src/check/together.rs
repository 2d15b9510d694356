//! Units given together: sockets find their services, drop-ins are put behind what they change, and everything found is told
//! by file and line. Reads no disk: who has files hands over their names and texts.
//!
//! Source: systemd.unit(5) on drop-ins; systemd.socket(5) `Service=`, `Accept=`.

use super::{Case, Finding, Fix, Origin, Others, Outcome, advice, verdict};
use crate::activation::{Activation, Role, Scope};
use crate::catalogue::target::Target;
use crate::syntax::{LineKind, UnitFile};
use std::collections::{BTreeMap, HashSet};

/// A file, as it is called for the person, and what is in it.
#[derive(Clone, Debug)]
pub struct File {
    /// Where it is.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// A unit: its own file, and the drop-ins that change it, in the order in which systemd reads them.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Its name, such as `myapp.socket`.
    pub name: String,
    /// The type that its name says.
    pub role: Role,
    /// Whose manager loads it.
    pub scope: Scope,
    /// Its own file.
    pub fragment: File,
    /// What changes it.
    pub drop_ins: Vec<File>,
}

/// The type of a unit that is called `name`, if it is one of the two that are checked.
pub fn role_of(name: &str) -> Option<Role> {
    match name.rsplit_once('.')?.1 {
        "socket" => Some(Role::Socket),
        "service" => Some(Role::Service),
        _ => None,
    }
}

/// The folders in which drop-ins of the unit `name` may lie, the nearest first; of files with one name the first counts.
pub fn drop_in_folders(name: &str) -> Vec<String> {
    let Some((stem, kind)) = name.rsplit_once('.') else { return Vec::new() };
    let mut names = vec![name.to_owned()];
    if let Some((prefix, instance)) = stem.split_once('@')
        && !instance.is_empty()
    {
        names.push(format!("{prefix}@.{kind}"));
    }
    let plain = stem.split('@').next().unwrap_or_default().trim_end_matches('-');
    let dashes: Vec<_> = plain.match_indices('-').map(|(at, _)| &plain[..=at]).collect();
    names.extend(dashes.into_iter().rev().map(|prefix| format!("{prefix}.{kind}")));
    names.push(kind.to_owned());
    names.into_iter().map(|name| name + ".d").collect()
}

/// Something that was found, by file.
#[derive(Clone, Debug)]
pub struct Found {
    /// The file.
    pub path: String,
    /// The unit.
    pub unit: String,
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
    /// What would put it right: what it does, and the new text of each file that changes.
    pub fix: Option<(String, Vec<File>)>,
}

/// Everything there is to say of `units`; those that belong together are seen together.
pub fn check(units: &[Unit], target: &'static Target, origin: Origin) -> Vec<Found> {
    let merged: Vec<Merged> = units.iter().map(Merged::new).collect();
    let given = Given::new(&merged, target, origin);
    let mut found: Vec<Found> = merged.iter().flat_map(|merged| verdicts(merged, target)).collect();
    let mut paired = HashSet::new();
    for (index, socket) in given.of(Role::Socket) {
        let alone = given.activation(Some(socket), None);
        let wanted = alone.file_name(Role::Service);
        let service = given.find(socket.unit.scope, &wanted);
        paired.extend(service);
        found.extend(given.advice(Some(index), service));
        if service.is_none() {
            found.push(missing(socket.unit, &wanted, origin));
        }
    }
    for (index, _) in given.of(Role::Service).filter(|(index, _)| !paired.contains(index)) {
        found.extend(given.advice(None, Some(index)));
    }
    // A service of several sockets is looked at with each of them.
    let mut seen = HashSet::new();
    found.retain(|one| seen.insert((one.path.clone(), one.line, one.rule, one.message.clone())));
    // By unit in the order in which they were given, systemd's word first.
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for (place, unit) in units.iter().enumerate() {
        let files = std::iter::once(&unit.fragment).chain(&unit.drop_ins);
        places.extend(files.map(|file| (file.path.as_str(), place)));
    }
    let place = |one: &Found| places.get(one.path.as_str()).copied();
    found.sort_by_key(|one| (place(one), one.outcome.is_advice()));
    found
}

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
    Found {
        path: socket.fragment.path.clone(),
        unit: socket.name.clone(),
        line: None,
        column: None,
        rule: "service-missing",
        outcome,
        message,
        fix: None,
    }
}

/// A unit with its drop-ins behind it.
struct Merged<'a> {
    unit: &'a Unit,
    /// All of it, as one file.
    file: UnitFile,
    /// Behind which line of that each of its files begins.
    starts: Vec<(usize, &'a File)>,
}

impl<'a> Merged<'a> {
    /// A section that nobody reads parts the files, for none goes on into the next one.
    fn new(unit: &'a Unit) -> Self {
        let mut text = unit.fragment.text.clone();
        let mut starts = vec![(0, &unit.fragment)];
        for drop_in in &unit.drop_ins {
            text += "\n\n[X-Next]\n";
            let before = UnitFile::parse(text.as_str());
            starts.push((before.lines().last().map_or(0, |line| line.last), drop_in));
            text += &drop_in.text;
        }
        Self { unit, file: UnitFile::parse(text), starts }
    }

    fn is_whole(&self) -> bool {
        self.starts.len() == 1
    }

    /// The first line, of the merged file's, that comes from a drop-in.
    fn drop_ins_from(&self) -> Option<usize> {
        let (start, _) = self.starts.get(1)?;
        self.file.lines().iter().position(|line| line.first > *start)
    }

    /// The file that the physical line `number` comes from, and what is before it.
    fn home(&self, number: usize) -> (usize, &'a File) {
        let behind = |(start, _): &&(usize, &File)| number > *start;
        self.starts.iter().rfind(behind).copied().unwrap_or(self.starts[0])
    }

    fn located(&self, finding: Finding) -> Found {
        let line = finding.line.and_then(|line| self.file.lines().get(line));
        let (start, home) = line.map_or(self.starts[0], |line| self.home(line.first));
        Found {
            path: home.path.clone(),
            unit: self.unit.name.clone(),
            line: line.map(|line| line.first - start),
            column: line.map(|line| column(&self.file, line)),
            rule: finding.rule,
            outcome: finding.outcome,
            message: finding.message,
            fix: None,
        }
    }
}

/// All units that were given.
struct Given<'a> {
    merged: &'a [Merged<'a>],
    by_name: BTreeMap<(Scope, &'a str), usize>,
    /// The files by their names, for each manager.
    others: BTreeMap<Scope, Others<'a>>,
    target: &'static Target,
    origin: Origin,
}

impl<'a> Given<'a> {
    fn new(merged: &'a [Merged<'a>], target: &'static Target, origin: Origin) -> Self {
        let mut by_name = BTreeMap::new();
        let mut others: BTreeMap<Scope, Others> =
            [Scope::System, Scope::User].map(|scope| (scope, Others::new())).into();
        for (index, one) in merged.iter().enumerate() {
            let (scope, name) = (one.unit.scope, one.unit.name.as_str());
            by_name.insert((scope, name), index);
            others.entry(scope).or_default().insert(name, &one.file);
        }
        Self { merged, by_name, others, target, origin }
    }

    fn of(&self, role: Role) -> impl Iterator<Item = (usize, &'a Merged<'a>)> + use<'a> {
        self.merged.iter().enumerate().filter(move |(_, merged)| merged.unit.role == role)
    }

    /// The unit `name`, or the template that it is an instance of.
    fn find(&self, scope: Scope, name: &str) -> Option<usize> {
        let template = || {
            let (prefix, rest) = name.split_once('@')?;
            let (_, kind) = rest.rsplit_once('.')?;
            self.by_name.get(&(scope, format!("{prefix}@.{kind}").as_str())).copied()
        };
        self.by_name.get(&(scope, name)).copied().or_else(template)
    }

    fn activation(&self, socket: Option<&Merged>, service: Option<&Merged>) -> Activation {
        let [socket_file, service_file] = [socket, service]
            .map(|merged| merged.map(|merged| merged.file.clone()).unwrap_or_default());
        let named = socket.or(service).map(|merged| merged.unit);
        let name = named.and_then(|unit| unit.name.rsplit_once('.')).map_or("", |(stem, _)| stem);
        let mut units = Activation::from_files(name, socket_file, service_file);
        units.set_target(self.target);
        units.set_scope(named.map_or(Scope::System, |unit| unit.scope));
        units
    }

    /// What the rules say of a socket and its service, or of one of them alone.
    fn advice(&self, socket: Option<usize>, service: Option<usize>) -> Vec<Found> {
        let [socket, service] = [socket, service].map(|unit| unit.map(|index| &self.merged[index]));
        let units = self.activation(socket, service);
        let has = [socket.is_some(), service.is_some()];
        let mut case = Case::new(&units, has, self.origin, &self.others[&units.scope()]);
        case.drop_ins_from = socket.and_then(Merged::drop_ins_from);
        let is_whole = [socket, service].into_iter().flatten().all(Merged::is_whole);
        let merged = |role| match role {
            Role::Socket => socket,
            Role::Service => service,
        };
        let located = |mut finding: Finding| {
            let fix = finding.fix.take().filter(|_| is_whole);
            let mut found = merged(finding.unit)?.located(finding);
            found.fix = fix.map(|fix| {
                written(&units, &fix, |role| {
                    merged(role).map(|merged| merged.unit.fragment.path.clone())
                })
            });
            Some(found)
        };
        advice(&case).into_iter().filter_map(located).collect()
    }
}

/// What a fix does, and the texts that it changes, by the path of the file.
fn written(
    units: &Activation,
    fix: &Fix,
    path: impl Fn(Role) -> Option<String>,
) -> (String, Vec<File>) {
    let mut fixed = units.clone();
    fix.apply(&mut fixed);
    let changed = Role::ALL.into_iter().filter(|role| units.file(*role) != fixed.file(*role));
    let files = changed.map(|role| File {
        path: path(role).unwrap_or_else(|| units.file_name(role)),
        text: fixed.file(role).text().to_owned(),
    });
    (fix.label.clone(), files.collect())
}

/// systemd's verdict on a unit, each of whose files has remarks of its own.
fn verdicts(merged: &Merged, target: &'static Target) -> Vec<Found> {
    let unit = merged.unit;
    let parsed: Vec<UnitFile> =
        merged.starts.iter().map(|(_, file)| UnitFile::parse(file.text.as_str())).collect();
    let judged = verdict::Unit { role: unit.role, name: &unit.name, target };
    let [lines, whole] = verdict::judge_parts(&parsed.iter().collect::<Vec<_>>(), judged);
    let mut found = Vec::new();
    for ((remarks, file), (_, home)) in lines.into_iter().zip(&parsed).zip(&merged.starts) {
        for remark in remarks {
            let line = remark.line.and_then(|line| file.lines().get(line));
            let fix = remark.line.filter(|_| merged.is_whole());
            let fix = fix.and_then(|line| verdict::fix(file, line, judged));
            found.push(Found {
                path: home.path.clone(),
                unit: unit.name.clone(),
                line: line.map(|line| line.first),
                column: line.map(|line| column(file, line)),
                rule: remark.rule,
                outcome: remark.outcome,
                message: remark.message,
                fix: fix.map(|fix| {
                    let mut texts = [UnitFile::default(), UnitFile::default()];
                    texts[usize::from(unit.role == Role::Service)] = file.clone();
                    let [socket, service] = texts;
                    let units = Activation::from_files("", socket, service);
                    written(&units, &fix, |_| Some(unit.fragment.path.clone()))
                }),
            });
        }
    }
    let of_whole = |remark: verdict::Remark| Found {
        path: unit.fragment.path.clone(),
        unit: unit.name.clone(),
        line: remark.line.and_then(|line| parsed[0].lines().get(line)).map(|line| line.first),
        column: remark
            .line
            .and_then(|line| parsed[0].lines().get(line))
            .map(|line| column(&parsed[0], line)),
        rule: remark.rule,
        outcome: remark.outcome,
        message: remark.message,
        fix: None,
    };
    found.extend(whole.into_iter().flatten().map(of_whole));
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
        let file = |path: String, text: &str| File { path, text: text.to_owned() };
        Unit {
            name: name.to_owned(),
            role: role_of(name).unwrap(),
            scope: Scope::System,
            fragment: file(name.to_owned(), text),
            drop_ins: drop_ins
                .iter()
                .enumerate()
                .map(|(index, text)| file(format!("{name}.d/{index}.conf"), text))
                .collect(),
        }
    }

    fn told(units: &[Unit]) -> Vec<(String, Option<usize>, &'static str)> {
        let target = Target::find("debian13").unwrap();
        let found = check(units, target, Origin::Own);
        found.into_iter().map(|one| (one.path, one.line, one.rule)).collect()
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
    fn the_nearest_folder_of_drop_ins_comes_first() {
        assert_eq!(
            drop_in_folders("a-b-c@x.service"),
            [
                "a-b-c@x.service.d",
                "a-b-c@.service.d",
                "a-b-.service.d",
                "a-.service.d",
                "service.d"
            ]
        );
        assert_eq!(drop_in_folders("a.socket"), ["a.socket.d", "socket.d"]);
    }
}
