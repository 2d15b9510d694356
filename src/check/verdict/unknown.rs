//! What to say of a section or a key that systemd does not know: what was meant, most likely.

use super::Unit;
use crate::activation::Role;
use crate::catalogue::target::Target;
use crate::catalogue::{self, Directive, Section};
use crate::value::Version;
use std::collections::HashMap;

/// What people write, and what it is called.
const INVENTED: [(&str, &str); 10] = [
    ("Listen", "ListenStream"),
    ("ListenTCP", "ListenStream"),
    ("ListenUDP", "ListenDatagram"),
    ("Port", "ListenStream"),
    ("Address", "ListenStream"),
    ("Path", "ListenStream"),
    ("Exec", "ExecStart"),
    ("Command", "ExecStart"),
    ("Env", "Environment"),
    ("MaxClients", "MaxConnections"),
];

/// How alike two names have to be, from 0 to 1.
const ALIKE: f64 = 0.8;

/// A section that a unit of this type does not have.
pub fn section(name: &str, role: Role) -> String {
    let own = role.section().name();
    let known = [Section::Unit.name(), own, Section::Install.name()];
    if let Some(meant) = known.into_iter().find(|known| known.eq_ignore_ascii_case(name)) {
        return format!("`[{name}]` is not a section: write `[{meant}]`");
    }
    if Role::ALL.iter().any(|other| other.section().name() == name) {
        return format!(
            "`[{name}]` belongs in the other unit; this one has `[Unit]`, `[{own}]` and `[Install]`"
        );
    }
    format!(
        "`[{name}]` is not a section of this unit, which has `[Unit]`, `[{own}]` and `[Install]`"
    )
}

/// A key that `section` does not have.
pub fn key<'a>(section: Section, key: &'a str, unit: Unit, meant: &mut Meant<'a>) -> String {
    let here = section.name();
    if let Some(home) = home(section, key, unit.role) {
        let other = match home {
            Section::Socket if unit.role == Role::Service => ": write it in the socket unit",
            Section::Service if unit.role == Role::Socket => ": write it in the service",
            _ => "",
        };
        let home = home.name();
        return format!("`{key}=` is a directive of `[{home}]`, not of `[{here}]`{other}");
    }
    match meant.find(section, key, unit.target) {
        Some(meant) => format!("`[{here}]` has no `{key}=`: did you mean `{meant}=`?"),
        None => format!("`[{here}]` has no `{key}=`"),
    }
}

/// The section that `key` is a directive of, and not `section`; one of this unit before one of the other.
pub fn home(section: Section, key: &str, role: Role) -> Option<Section> {
    let others = Role::ALL.into_iter().filter(|other| *other != role).map(Role::section);
    let other = others.filter(|other| catalogue::find(*other, key).is_some());
    sections(key, role).chain(other).find(|home| *home != section)
}

/// The sections of a unit of this type that have a directive `key`.
pub fn sections(key: &str, role: Role) -> impl Iterator<Item = Section> {
    let sections = [Section::Unit, role.section(), Section::Install];
    sections.into_iter().filter(move |section| catalogue::find(*section, key).is_some())
}

/// What was meant by the names of one unit that systemd does not know.
///
/// To compare a name with all that there are takes long, so it is done once for each name, and for the first [`MOST`] alone.
#[derive(Default)]
pub struct Meant<'a> {
    found: HashMap<(Section, &'a str), Option<&'static str>>,
}

/// How many unknown names are compared with those that there are: in a file with more nobody looks for a slip of the pen.
const MOST: usize = 1000;

impl<'a> Meant<'a> {
    /// The directive that was meant by `key`, most likely.
    pub fn find(
        &mut self,
        section: Section,
        key: &'a str,
        target: &Target,
    ) -> Option<&'static str> {
        if let Some(found) = self.found.get(&(section, key)) {
            return *found;
        }
        if self.found.len() == MOST {
            return None;
        }
        let found = most_alike(section, key, target);
        self.found.insert((section, key), found);
        found
    }
}

fn most_alike(section: Section, key: &str, target: &Target) -> Option<&'static str> {
    let invented = INVENTED.iter().find(|(wrong, _)| wrong.eq_ignore_ascii_case(key));
    if let Some((_, meant)) = invented
        && catalogue::find(section, meant).is_some()
    {
        return Some(meant);
    }
    let length = key.chars().count();
    // So many letters at most can be missing or too much.
    let may_be_alike = |directive: &&Directive| {
        let (short, long) = (directive.name.len().min(length), directive.name.len().max(length));
        short as f64 >= ALIKE * long as f64
    };
    let written = key.to_ascii_lowercase();
    let likeness = |directive: &Directive| {
        strsim::normalized_damerau_levenshtein(&directive.name.to_ascii_lowercase(), &written)
    };
    catalogue::all()
        .filter(|directive| directive.sections.contains(&section))
        .filter(may_be_alike)
        .filter(|directive| target.knows(directive) && directive.is_read_by(target.version))
        .map(|directive| (likeness(directive), directive.name))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// A directive, or `Name=word`, that came with release `since`.
pub fn too_new(name: &str, since: Version, target: &Target) -> String {
    let has = match target.is_distribution() {
        true => format!("{} has {}", target.name, target.version),
        false => format!("this is {}", target.version),
    };
    format!("`{name}` needs systemd {since}; {has}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::Scope;
    use crate::catalogue::target;

    fn said(section: Section, name: &str) -> String {
        let role = if section == Section::Service { Role::Service } else { Role::Socket };
        let unit = Unit { role, name: "a", scope: Scope::System, target: target::DEFAULT };
        key(section, name, unit, &mut Meant::default())
    }

    #[test]
    fn says_what_was_meant() {
        assert_eq!(
            said(Section::Socket, "ListenStreem"),
            "`[Socket]` has no `ListenStreem=`: did you mean `ListenStream=`?"
        );
        assert_eq!(
            said(Section::Socket, "Port"),
            "`[Socket]` has no `Port=`: did you mean `ListenStream=`?"
        );
        assert_eq!(
            said(Section::Socket, "ExecStart"),
            "`ExecStart=` is a directive of `[Service]`, not of `[Socket]`: write it in the service"
        );
        assert_eq!(
            said(Section::Service, "ListenStream"),
            "`ListenStream=` is a directive of `[Socket]`, not of `[Service]`: write it in the socket unit"
        );
        assert_eq!(
            said(Section::Unit, "WantedBy"),
            "`WantedBy=` is a directive of `[Install]`, not of `[Unit]`"
        );
        assert_eq!(said(Section::Service, "after"), "`[Service]` has no `after=`");
        assert_eq!(
            said(Section::Unit, "after"),
            "`[Unit]` has no `after=`: did you mean `After=`?"
        );
        assert_eq!(said(Section::Unit, "Quux"), "`[Unit]` has no `Quux=`");
    }

    #[test]
    fn tells_sections_apart() {
        assert_eq!(
            section("socket", Role::Socket),
            "`[socket]` is not a section: write `[Socket]`"
        );
        assert_eq!(
            section("Service", Role::Socket),
            "`[Service]` belongs in the other unit; this one has `[Unit]`, `[Socket]` and `[Install]`"
        );
    }
}
