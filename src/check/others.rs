//! The units that were given together: which of them name which. Everything is looked up by name, however many there are.
//!
//! Source: systemd.unit(5) on dependencies and `[Install]`, systemd.service(5) `Sockets=`, systemd.socket(5) `Service=`.

use super::port_of_another_socket::Ports;
use super::wanted_by_no_target::OF_THE_SYSTEM;
use crate::activation::{Activation, Place, Role, Scope, listeners};
use std::collections::{HashMap, HashSet};

/// Units that were given together, or none.
#[derive(Clone, Debug, Default)]
pub struct Others {
    units: Vec<Other>,
    by_name: HashMap<String, usize>,
    before: HashSet<[usize; 2]>,
    conflicts: HashSet<[usize; 2]>,
    joined: HashSet<usize>,
    pulled: HashSet<usize>,
    shared: HashSet<usize>,
    started: HashSet<usize>,
    ports: Ports,
}

/// A unit, and all its names.
pub struct Member {
    /// Its own name, then the others that it has.
    pub names: Vec<String>,
    /// Its type.
    pub role: Role,
    /// Its text, as one of the two.
    pub units: Activation,
}

#[derive(Clone, Debug)]
struct Other {
    name: String,
    role: Role,
    units: Activation,
    passed: Passed,
}

/// What the sockets that were given pass to a service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// How many socket units.
    pub sockets: usize,
    /// How many listeners they have together.
    pub listeners: usize,
    /// Whether all of them are opened at boot, once what has an `[Install]` section is enabled.
    pub are_started: bool,
}

impl Others {
    /// These units.
    pub fn new(members: impl IntoIterator<Item = Member>) -> Self {
        let mut others = Self::default();
        for member in members {
            let Member { names, role, units } = member;
            let index = others.units.len();
            let name = names.first().cloned().unwrap_or_default();
            for name in names {
                others.by_name.entry(name).or_insert(index);
            }
            others.units.push(Other { name, role, units, passed: Passed::default() });
        }
        let is_socket = |other: &&Other| other.role == Role::Socket;
        // One alone is in nobody's way.
        if others.units.iter().filter(is_socket).count() > 1 {
            for (index, socket) in others.units.iter().enumerate() {
                if socket.role == Role::Socket {
                    others.ports.open(index, &socket.units);
                }
            }
        }
        others.connect();
        others
    }

    /// The two units of a pair.
    pub fn pair(units: &Activation) -> Self {
        Self::new(Role::ALL.map(|role| Member {
            names: vec![units.file_name(role)],
            role,
            units: units.clone(),
        }))
    }

    /// Whether the unit `name` is among them.
    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// Whether `name` is among them and ordered as units of its type are unless they say otherwise.
    pub fn is_ordinary(&self, name: &str) -> bool {
        self.get(name).is_some_and(|unit| unit.units.has_default_dependencies(unit.role))
    }

    /// Whether something starts `name` at boot, once what has an `[Install]` section is enabled.
    pub fn is_started(&self, name: &str) -> bool {
        self.find(name).is_some_and(|index| self.started.contains(&index))
    }

    /// Whether one of them wants or requires `name`.
    pub fn is_pulled(&self, name: &str) -> bool {
        self.find(name).is_some_and(|index| self.pulled.contains(&index))
    }

    /// Whether the socket `name` is passed to more than one service.
    pub fn is_shared(&self, name: &str) -> bool {
        self.find(name).is_some_and(|index| self.shared.contains(&index))
    }

    /// Whether `one` says that it comes before `other`.
    pub fn is_before(&self, one: &str, other: &str) -> bool {
        self.are_tied(&self.before, one, other)
    }

    /// Whether only one of two units can be active.
    pub fn conflict(&self, one: &str, other: &str) -> bool {
        self.are_tied(&self.conflicts, one, other) || self.are_tied(&self.conflicts, other, one)
    }

    /// Whether another unit joins the namespaces of `name`.
    pub fn is_joined(&self, name: &str) -> bool {
        self.find(name).is_some_and(|index| self.joined.contains(&index))
    }

    /// What sockets pass to the service `name`.
    pub fn passed(&self, name: &str) -> Passed {
        self.get(name).map(|unit| unit.passed).unwrap_or_default()
    }

    /// The TCP ports that their sockets open, and the number under which `name` has opened some.
    pub(super) fn ports(&self, name: &str) -> Option<(&Ports, usize)> {
        Some((&self.ports, self.find(name)?))
    }

    /// The name of a unit by its number.
    pub(super) fn name(&self, index: usize) -> &str {
        &self.units[index].name
    }

    fn are_tied(&self, ties: &HashSet<[usize; 2]>, one: &str, other: &str) -> bool {
        let [one, other] = [one, other].map(|name| self.find(name));
        one.zip(other).is_some_and(|(one, other)| ties.contains(&[one, other]))
    }

    fn get(&self, name: &str) -> Option<&Other> {
        self.find(name).map(|index| &self.units[index])
    }

    /// The unit `name`, or the template that it is an instance of.
    fn find(&self, name: &str) -> Option<usize> {
        let template = || {
            let (prefix, rest) = name.split_once('@')?;
            let (_, kind) = rest.rsplit_once('.')?;
            self.by_name.get(&format!("{prefix}@.{kind}"))
        };
        self.by_name.get(name).or_else(template).copied()
    }

    /// Reads who names whom.
    fn connect(&mut self) {
        let mut pulls: Vec<Vec<usize>> = vec![Vec::new(); self.units.len()];
        let mut passed: Vec<[usize; 2]> = Vec::new();
        let mut started = Vec::new();
        for (index, unit) in self.units.iter().enumerate() {
            let scope = unit.units.scope();
            let expand = unit.units.expander(unit.role);
            for line in unit.units.file(unit.role).all_assignments() {
                let Some(tie) = Tie::of(line.section, line.key) else { continue };
                for word in line.value.split_whitespace() {
                    let name = expand(word).text;
                    let other = self.find(&name);
                    match (tie, other) {
                        (Tie::Before, Some(other)) => {
                            self.before.insert([index, other]);
                        }
                        (Tie::Conflicts, Some(other)) => {
                            self.conflicts.insert([index, other]);
                        }
                        (Tie::Joins, Some(other)) => {
                            self.joined.insert(other);
                        }
                        (Tie::Pulls, Some(other)) => pulls[index].push(other),
                        (Tie::Sockets, Some(other)) => {
                            pulls[index].push(other);
                            passed.push([other, index]);
                        }
                        (Tie::PulledBy, Some(other)) => pulls[other].push(index),
                        (Tie::PulledBy, None) => {
                            let is_there =
                                scope == Scope::System || !OF_THE_SYSTEM.contains(&name.as_str());
                            started.extend(is_there.then_some(index));
                        }
                        _ => {}
                    }
                }
            }
            if unit.role == Role::Socket {
                let service = unit.units.file_name(Role::Service);
                passed.extend(self.find(&service).map(|service| [index, service]));
            }
        }
        self.pulled = pulls.iter().flatten().copied().collect();
        while let Some(index) = started.pop() {
            if self.started.insert(index) {
                started.extend(&pulls[index]);
            }
        }
        let mut seen = HashSet::new();
        passed.retain(|pair| seen.insert(*pair));
        let mut given = HashSet::new();
        for [socket, service] in passed {
            if !given.insert(socket) {
                self.shared.insert(socket);
            }
            let is_started = self.started.contains(&socket);
            let count = count(&self.units[socket].units);
            let Passed { sockets, listeners, are_started } = &mut self.units[service].passed;
            *are_started = is_started && (*sockets == 0 || *are_started);
            *sockets += 1;
            *listeners += count;
        }
    }
}

/// How many listeners systemd reads in a socket; what is opened twice counts once.
pub(super) fn count(units: &Activation) -> usize {
    let all = listeners(units);
    let opened = all.iter().filter(|listener| listener.place != Place::Nowhere);
    let open = opened.clone().filter(|listener| listener.place == Place::Unknown).count();
    let known = opened.filter(|listener| listener.place != Place::Unknown);
    open + known.map(|listener| (&listener.place, listener.key)).collect::<HashSet<_>>().len()
}

/// How a unit names another.
#[derive(Clone, Copy)]
enum Tie {
    Before,
    Conflicts,
    Joins,
    /// It starts the other.
    Pulls,
    /// It starts the other, and is passed its sockets.
    Sockets,
    /// Once it is enabled, the other starts it.
    PulledBy,
}

impl Tie {
    fn of(section: Option<&str>, key: &str) -> Option<Self> {
        Some(match (section?, key) {
            ("Unit", "Before") => Tie::Before,
            ("Unit", "Conflicts") => Tie::Conflicts,
            ("Unit", "JoinsNamespaceOf") => Tie::Joins,
            ("Unit", "Wants" | "Requires" | "BindsTo" | "Upholds") => Tie::Pulls,
            ("Service", "Sockets") => Tie::Sockets,
            ("Install", "WantedBy" | "RequiredBy" | "UpheldBy") => Tie::PulledBy,
            _ => return None,
        })
    }
}
