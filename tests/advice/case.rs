//! Units, and all that is to be said of them: `tests/advice/cases.txt`.
//!
//! A case begins with a line `== ` and what it shows. Lines `Key: value` follow: `Scope: user`, `Origin: given` where they are
//! not the person's own, `Target:` with a target's id, and `Found:` for each finding, as [`told`] writes it; a case without
//! one is silent. Then come the files, each behind a line `--- ` with its name; `NAME.d/FILE` is a drop-in.

use doorbell::activation::Scope;
use doorbell::catalogue::target::{self, Target};
use doorbell::check::Origin;
use doorbell::check::together::{File, Found, Unit, check};

/// A case.
pub struct Case {
    /// What it shows.
    pub title: String,
    /// What is to be found.
    pub expected: Vec<String>,
    units: Vec<Unit>,
    target: &'static Target,
    origin: Origin,
}

/// All cases of `text`.
pub fn cases(text: &str) -> Vec<Case> {
    text.split("\n== ").skip(1).map(case).collect()
}

fn case(text: &str) -> Case {
    let mut parts = text.split("\n--- ");
    let mut head = parts.next().unwrap_or_default().lines();
    let title = head.next().unwrap_or_default().to_owned();
    let (mut scope, mut origin, mut target) = (Scope::System, Origin::Own, target::DEFAULT);
    let mut expected = Vec::new();
    for line in head.filter(|line| !line.is_empty()) {
        match line.split_once(": ") {
            Some(("Scope", "user")) => scope = Scope::User,
            Some(("Origin", "given")) => origin = Origin::Given,
            Some(("Target", id)) => target = Target::find(id).expect("a target"),
            Some(("Found", found)) => expected.push(found.to_owned()),
            _ => panic!("{title}: what is `{line}`?"),
        }
    }
    let mut units: Vec<Unit> = Vec::new();
    for part in parts {
        let (path, body) = part.split_once('\n').expect("a name, then its text");
        let file = File::new(path, body);
        match path.split_once(".d/") {
            Some((name, _)) => {
                let unit = units.iter_mut().find(|unit| &*unit.name == name);
                unit.expect("the unit of the drop-in").drop_ins.push(file);
            }
            None => {
                let unit = Unit::new(path, file).expect("a socket or a service");
                units.push(Unit { scope, ..unit });
            }
        }
    }
    Case { title, expected, units, target, origin }
}

impl Case {
    /// What is found.
    pub fn found(&self) -> Vec<String> {
        check(&self.units, self.target, self.origin).iter().map(told).collect()
    }
}

/// A finding as it stands in a case: `FILE[:LINE] OUTCOME RULE`, and what its fix does where it has one.
fn told(found: &Found) -> String {
    let place = match found.line {
        Some(line) => format!("{}:{line}", found.path),
        None => found.path.to_string(),
    };
    let fix = found.fix.as_ref().map(|fix| format!(" ({})", fix.label)).unwrap_or_default();
    format!("{place} {} {}{fix}", found.outcome.name(), found.rule)
}
