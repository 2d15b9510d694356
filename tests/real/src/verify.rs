//! What a real systemd says of unit files: `systemd-analyze verify`, hundreds of units to a process.

use crate::roots::Root;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::process::Stdio;

/// How many units one process is given.
const AT_ONCE: usize = 600;

/// A unit file to be judged.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Its file name; no two in one call have the same.
    pub name: String,
    /// Its bytes.
    pub text: Vec<u8>,
}

/// What systemd says of one unit file.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Remarks by the number of the physical line they name, counted from 1.
    pub remarks: BTreeMap<usize, Vec<String>>,
    /// Whether it refuses the unit.
    pub refused: bool,
    /// What it says of the unit as a whole.
    pub whole: Vec<String>,
}

/// What the systemd of `root` says of each of `units`, in their order.
pub fn verify(root: &Root, units: &[Unit]) -> Vec<Seen> {
    units.chunks(AT_ONCE).flat_map(|units| verify_together(root, units)).collect()
}

/// Says how far two agree, past the test runner's capture: the figure belongs to every run.
pub fn tell(line: std::fmt::Arguments<'_>) {
    writeln!(io::stderr(), "{line}").expect("standard error is open");
}

fn verify_together(root: &Root, units: &[Unit]) -> Vec<Seen> {
    let layer = root.layer();
    // With `no`, remarks on dependencies are left out.
    let mut command = root.verifier(&layer, "one");
    let mut places = BTreeMap::new();
    for (index, unit) in units.iter().enumerate() {
        let path = format!("/units/{}", unit.name);
        layer.write(&path, &unit.text);
        command.arg(&path);
        let before = places.insert(unit.name.as_str(), index);
        assert!(before.is_none(), "two units are called {}", unit.name);
    }
    assert_eq!(places.keys().collect::<BTreeSet<_>>().len(), units.len());
    let output = command.stdin(Stdio::null()).output().expect("systemd-analyze in the root");
    // Systemd 247 falls over a unit of `Type=dbus` that it has to refuse: asked about alone, it takes no other with it.
    let fell = output.status.code().is_none();
    if fell && units.len() > 1 {
        let (first, second) = units.split_at(units.len() / 2);
        return [verify_together(root, first), verify_together(root, second)].concat();
    }
    let mut seen = vec![Seen { refused: fell, ..Seen::default() }; units.len()];
    for bytes in [output.stdout, output.stderr] {
        for line in String::from_utf8_lossy(&bytes).lines() {
            note(line, &places, &mut seen);
        }
    }
    seen
}

/// Files a printed line under the unit it is about.
fn note(line: &str, places: &BTreeMap<&str, usize>, seen: &mut [Seen]) {
    if let Some((name, rest)) = line.strip_prefix("/units/").and_then(|rest| rest.split_once(':'))
        && let Some((number, message)) = rest.split_once(": ")
        && let (Some(index), Ok(number)) = (places.get(name), number.parse())
    {
        seen[*index].remarks.entry(number).or_default().push(message.to_owned());
    } else if let Some((name, what)) =
        line.strip_prefix("Unit ").and_then(|rest| rest.split_once(' '))
        && let Some(index) = places.get(template(name).as_str())
    {
        seen[*index].refused |= what.starts_with("has a bad unit file setting")
            || what.starts_with("failed to load properly");
        seen[*index].whole.push(what.to_owned());
    } else if let Some((name, what)) = line.split_once(": ")
        && let Some(index) = places.get(template(name).as_str())
    {
        seen[*index].whole.push(what.to_owned());
    }
}

/// The file of a unit: for a template, systemd makes up an instance, whose name is `i` or longer.
fn template(name: &str) -> String {
    match (name.split_once('@'), name.rsplit_once('.')) {
        (Some((prefix, _)), Some((_, kind))) => format!("{prefix}@.{kind}"),
        _ => name.to_owned(),
    }
}
