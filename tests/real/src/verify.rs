//! What a real systemd says of unit files: `systemd-analyze verify`, hundreds of units to a process.

use crate::layer::Layer;
use crate::roots::Root;
use std::collections::BTreeMap;
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

/// What systemd says of one file.
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
    verify_for(root, units, false)
}

/// The same for the manager of a user or of the system.
pub fn verify_for(root: &Root, units: &[Unit], user: bool) -> Vec<Seen> {
    units.chunks(AT_ONCE).flat_map(|units| verify_together(root, units, user)).collect()
}

/// Says how far two agree, past the test runner's capture: the figure belongs to every run.
pub fn tell(line: std::fmt::Arguments<'_>) {
    writeln!(io::stderr(), "{line}").expect("standard error is open");
}

fn verify_together(root: &Root, units: &[Unit], user: bool) -> Vec<Seen> {
    let layer = root.layer();
    let mut paths = Vec::new();
    for unit in units {
        let path = format!("/units/{}", unit.name);
        layer.write(&path, &unit.text);
        paths.push(path);
    }
    let mut seen = verify_in(root, &layer, &paths, &[], user);
    paths.iter().map(|path| seen.remove(path).unwrap_or_default()).collect()
}

/// What the systemd of `root` says of the units at `paths` in `layer`, for the manager of a user or of the system: by the path
/// of each file, drop-ins among them. What is not there was not remarked on. Drop-ins and other units are looked for beside
/// the units, in `folders`, and in the root.
pub fn verify_in(
    root: &Root,
    layer: &Layer,
    paths: &[String],
    folders: &[String],
    user: bool,
) -> BTreeMap<String, Seen> {
    // With `no`, remarks on dependencies are left out.
    let mut command = root.verifier(layer, "one", user);
    // The root's own follow where the list ends with a colon.
    command.env("SYSTEMD_UNIT_PATH", folders.join(":") + ":");
    let mut names = BTreeMap::new();
    for path in paths {
        let before = names.insert(file_name(path), path.as_str());
        assert!(before.is_none(), "two units are called {}", file_name(path));
    }
    let output =
        command.args(paths).stdin(Stdio::null()).output().expect("systemd-analyze in the root");
    // Systemd 247 falls over a unit of `Type=dbus` that it has to refuse: asked about alone, it takes no other with it.
    let fell = output.status.code().is_none();
    if fell && let [_, _, ..] = paths {
        let (first, second) = paths.split_at(paths.len() / 2);
        let mut seen = verify_in(root, layer, first, folders, user);
        seen.extend(verify_in(root, layer, second, folders, user));
        return seen;
    }
    let printed =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    // It has then looked at none of the units.
    let gave_up = printed.iter().flat_map(|text| text.lines()).find(|line| {
        line.starts_with("Couldn't process aliases")
            || line.starts_with("Failed to initialize manager")
    });
    assert!(gave_up.is_none(), "systemd-analyze gave up on {paths:?}: {gave_up:?}");
    let mut seen = BTreeMap::new();
    if fell {
        seen.insert(paths[0].clone(), Seen { refused: true, ..Seen::default() });
    }
    for line in printed.iter().flat_map(|text| text.lines()) {
        note(line, &names, &mut seen);
    }
    seen
}

/// Files a printed line under the file or unit it is about; `names` are the paths of the units.
fn note(line: &str, names: &BTreeMap<&str, &str>, seen: &mut BTreeMap<String, Seen>) {
    let of_unit = |name: &str| names.get(name).or_else(|| names.get(template(name).as_str()));
    if line.starts_with('/')
        && let Some((path, rest)) = line.split_once(':')
        && let Some((number, message)) = rest.split_once(": ")
        && let Ok(number) = number.parse()
    {
        let seen = seen.entry(path.to_owned()).or_default();
        seen.remarks.entry(number).or_default().push(message.to_owned());
    } else if let Some((name, what)) =
        line.strip_prefix("Unit ").and_then(|rest| rest.split_once(' '))
        && let Some(path) = of_unit(name)
    {
        let seen = seen.entry((*path).to_owned()).or_default();
        seen.refused |= what.starts_with("has a bad unit file setting")
            || what.starts_with("failed to load properly");
        seen.whole.push(what.to_owned());
    } else if let Some((name, what)) = line.split_once(": ")
        && let Some(path) = of_unit(name)
    {
        seen.entry((*path).to_owned()).or_default().whole.push(what.to_owned());
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// The file of a unit: for a template, systemd makes up an instance, whose name is `i` or longer.
fn template(name: &str) -> String {
    match (name.split_once('@'), name.rsplit_once('.')) {
        (Some((prefix, _)), Some((_, kind))) => format!("{prefix}@.{kind}"),
        _ => name.to_owned(),
    }
}
