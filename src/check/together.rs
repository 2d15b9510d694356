//! Units given together: sockets find their services, drop-ins are put behind what they change, and everything found is told
//! by file and line. Reads no disk: who has files hands over their names and texts.
//!
//! Source: systemd.unit(5) on drop-ins; systemd.socket(5) `Service=`, `Accept=`.

use super::{Case, Finding, Fix, Outcome, advice, run, verdict};
use crate::activation::{Activation, Role};
use crate::catalogue::target::Target;
use crate::syntax::{LineKind, UnitFile};

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
pub fn check(units: &[Unit], target: &'static Target, user: bool) -> Vec<Found> {
    let mut found = Vec::new();
    let mut paired = Vec::new();
    for socket in units.iter().filter(|unit| unit.role == Role::Socket) {
        let name = socket.name.trim_end_matches(".socket");
        let alone = activation(name, Some(socket), None, target);
        let wanted = alone.file_name(Role::Service);
        let service = units.iter().find(|unit| unit.name == wanted);
        paired.extend(service.map(|service| service.name.as_str()));
        found.extend(pair(name, Some(socket), service, target, user));
        if service.is_none() {
            found.push(Found {
                path: socket.fragment.path.clone(),
                unit: socket.name.clone(),
                line: None,
                column: None,
                rule: "service-missing",
                outcome: Outcome::Unstartable,
                message: format!("this socket starts `{wanted}`, which is not among the files"),
                fix: None,
            });
        }
    }
    for service in units.iter().filter(|unit| unit.role == Role::Service) {
        if !paired.contains(&service.name.as_str()) {
            let name = service.name.trim_end_matches(".service");
            found.extend(pair(name, None, Some(service), target, user));
        }
    }
    found
}

fn activation(
    name: &str,
    socket: Option<&Unit>,
    service: Option<&Unit>,
    target: &'static Target,
) -> Activation {
    let text = |unit: Option<&Unit>| unit.map_or(String::new(), |unit| merged(unit).0);
    let mut units = Activation::new(name, &text(socket), &text(service));
    units.set_target(target);
    units
}

fn pair(
    name: &str,
    socket: Option<&Unit>,
    service: Option<&Unit>,
    target: &'static Target,
    user: bool,
) -> Vec<Found> {
    let units = activation(name, socket, service, target);
    let case = Case {
        activation: &units,
        has_socket: socket.is_some(),
        has_service: service.is_some(),
        user,
    };
    let given = |role| match role {
        Role::Socket => socket,
        Role::Service => service,
    };
    let whole = [socket, service].into_iter().flatten().all(|unit| unit.drop_ins.is_empty());
    let findings = if whole { run(case) } else { advice(case) };
    let mut found: Vec<Found> = findings
        .into_iter()
        .filter_map(|finding| Some(located(&units, given(finding.unit)?, finding, whole)))
        .collect();
    if !whole {
        // Each file has remarks of its own, and what is wrong in a drop-in weighs less.
        let all = [socket, service].into_iter().flatten();
        found.splice(0..0, all.flat_map(|unit| verdicts(unit, target)));
    }
    // What a fix writes is told by file.
    for one in &mut found {
        if let Some((_, files)) = &mut one.fix {
            for file in files.iter_mut() {
                let unit =
                    [socket, service].into_iter().flatten().find(|unit| unit.name == file.path);
                file.path =
                    unit.map_or_else(|| file.path.clone(), |unit| unit.fragment.path.clone());
            }
        }
    }
    found
}

/// The text of a unit with its drop-ins behind it, and which line each file begins at. A section that nobody reads parts
/// them, for none goes on into the next file.
fn merged(unit: &Unit) -> (String, Vec<(usize, &File)>) {
    let mut text = unit.fragment.text.clone();
    let mut starts = vec![(0, &unit.fragment)];
    for drop_in in &unit.drop_ins {
        text += "\n\n[X-Next]\n";
        starts.push((
            UnitFile::parse(text.as_str()).lines().last().map_or(0, |line| line.last),
            drop_in,
        ));
        text += &drop_in.text;
    }
    (text, starts)
}

fn located(units: &Activation, unit: &Unit, finding: Finding, whole: bool) -> Found {
    let file = units.file(unit.role);
    let (_, starts) = merged(unit);
    let line = finding.line.and_then(|line| file.lines().get(line));
    let number = line.map(|line| line.first);
    let (start, home) = starts
        .iter()
        .rfind(|(start, _)| number.is_none_or(|number| number > *start))
        .filter(|_| number.is_some())
        .copied()
        .unwrap_or((0, &unit.fragment));
    let fix = finding.fix.filter(|_| whole).map(|fix| written(units, &fix));
    Found {
        path: home.path.clone(),
        unit: unit.name.clone(),
        line: number.map(|number| number - start),
        column: line.map(|line| column(file, line)),
        rule: finding.rule,
        outcome: finding.outcome,
        message: finding.message,
        fix,
    }
}

/// What a fix does, and the texts that it changes, by unit.
fn written(units: &Activation, fix: &Fix) -> (String, Vec<File>) {
    let mut fixed = units.clone();
    fix.apply(&mut fixed);
    let changed = Role::ALL.into_iter().filter(|role| units.file(*role) != fixed.file(*role));
    let files = changed
        .map(|role| File { path: units.file_name(role), text: fixed.file(role).text().to_owned() });
    (fix.label.clone(), files.collect())
}

/// systemd's verdict on a unit with drop-ins.
fn verdicts(unit: &Unit, target: &'static Target) -> Vec<Found> {
    let files: Vec<&File> = std::iter::once(&unit.fragment).chain(&unit.drop_ins).collect();
    let parsed: Vec<UnitFile> =
        files.iter().map(|file| UnitFile::parse(file.text.as_str())).collect();
    let judged = verdict::Unit { role: unit.role, name: &unit.name, target };
    let [lines, whole] = verdict::judge_parts(&parsed.iter().collect::<Vec<_>>(), judged);
    let mut found = Vec::new();
    for (index, remarks) in lines.into_iter().enumerate() {
        for remark in remarks {
            let line = remark.line.and_then(|line| parsed[index].lines().get(line));
            found.push(Found {
                path: files[index].path.clone(),
                unit: unit.name.clone(),
                line: line.map(|line| line.first),
                column: line.map(|line| column(&parsed[index], line)),
                rule: remark.rule,
                outcome: remark.outcome,
                message: remark.message,
                fix: None,
            });
        }
    }
    found.extend(whole.into_iter().flatten().map(|remark| Found {
        path: unit.fragment.path.clone(),
        unit: unit.name.clone(),
        line: None,
        column: None,
        rule: remark.rule,
        outcome: remark.outcome,
        message: remark.message,
        fix: None,
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
        let file = |path: String, text: &str| File { path, text: text.to_owned() };
        Unit {
            name: name.to_owned(),
            role: role_of(name).unwrap(),
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
        let found = check(units, target, false);
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
