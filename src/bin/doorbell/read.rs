//! From paths to units: files as they are given, folders with all units in them, and the drop-ins beside them.

use doorbell::activation::{Role, Scope};
use doorbell::check::Outcome;
use doorbell::check::together::{File, Found, Unit, drop_in_folders, role_of};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What was given.
pub struct Given {
    /// The units that can be read.
    pub units: Vec<Unit>,
    /// What is to be said of files that systemd could not read as text.
    pub unreadable: Vec<Found>,
}

/// Reads the units at `paths`, for the manager of `scope` unless a path says that they are a user's.
pub fn units(paths: &[PathBuf], scope: Scope) -> Result<Given, String> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut inside = entries(path)?;
            inside.retain(|path| path.is_file() && role(path).is_some());
            files.extend(inside);
        } else if role(path).is_none() && path.exists() {
            return Err(format!("{}: not a `.socket` or `.service` file", path.display()));
        } else {
            files.push(path.clone());
        }
    }
    let mut given = Given { units: Vec::new(), unreadable: Vec::new() };
    for path in files {
        let Some(role) = role(&path) else {
            return Err(format!("{}: there is no such file", path.display()));
        };
        let name = name(&path);
        let Some(fragment) = text(&path, &name, &mut given.unreadable)? else { continue };
        let drop_ins = drop_ins(&path, &name, &mut given.unreadable)?;
        let scope = if is_of_a_user(&path) { Scope::User } else { scope };
        given.units.push(Unit { name, role, scope, fragment, drop_ins });
    }
    Ok(given)
}

/// Whether the manager of a user loads what lies there: `…/systemd/user/a.service`.
fn is_of_a_user(path: &Path) -> bool {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    path.parent().is_some_and(|folder| folder.ends_with("systemd/user"))
}

fn role(path: &Path) -> Option<Role> {
    role_of(path.file_name()?.to_str()?)
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The drop-ins that lie beside a unit, in the order in which systemd reads them.
fn drop_ins(path: &Path, name: &str, unreadable: &mut Vec<Found>) -> Result<Vec<File>, String> {
    let beside = path.parent().unwrap_or(Path::new(""));
    let mut found: BTreeMap<String, PathBuf> = BTreeMap::new();
    for folder in drop_in_folders(name) {
        let folder = beside.join(folder);
        if !folder.is_dir() {
            continue;
        }
        for file in entries(&folder)? {
            if file.extension().is_some_and(|extension| extension == "conf") {
                let name = self::name(&file);
                found.entry(name).or_insert(file);
            }
        }
    }
    let mut files = Vec::new();
    for file in found.into_values() {
        files.extend(text(&file, name, unreadable)?);
    }
    Ok(files)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let cannot = |error| format!("{}: {error}", folder.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(cannot)? {
        paths.push(entry.map_err(cannot)?.path());
    }
    paths.sort();
    Ok(paths)
}

/// A file's text; where it is not UTF-8, systemd gives up on the file at that line.
fn text(path: &Path, unit: &str, unreadable: &mut Vec<Found>) -> Result<Option<File>, String> {
    let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let shown = path.display().to_string();
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(File { path: shown, text })),
        Err(error) => {
            let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            unreadable.push(Found {
                path: shown,
                unit: unit.to_owned(),
                line: Some(before.iter().filter(|byte| **byte == b'\n').count() + 1),
                column: Some(1),
                rule: "not-utf-8",
                outcome: Outcome::Fatal,
                message: String::from("this line is not UTF-8, so systemd gives up on the file"),
                fix: None,
            });
            Ok(None)
        }
    }
}
