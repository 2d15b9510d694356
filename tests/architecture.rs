//! Holds the rooms of the house apart: which module may use which, read from every path in the sources.

use std::fs;
use std::path::{Path, PathBuf};

/// What each room may use of ours.
const MAY_USE: &[(&str, &[&str])] = &[
    ("syntax", &[]),
    ("value", &[]),
    ("catalogue", &["value"]),
    ("activation", &["syntax", "value", "catalogue"]),
    ("preset", &["activation", "syntax", "value", "catalogue"]),
    ("check", &["activation", "syntax", "value", "catalogue"]),
    ("explain", &["activation", "syntax", "value", "catalogue"]),
    ("export", &["activation", "syntax", "value", "catalogue"]),
    ("share", &["activation", "syntax", "value", "catalogue"]),
    ("simulate", &["activation", "syntax", "value", "catalogue"]),
    (
        "ui",
        &[
            "syntax",
            "value",
            "catalogue",
            "activation",
            "preset",
            "check",
            "explain",
            "export",
            "share",
            "simulate",
        ],
    ),
];

/// Rooms whose unit tests may look at presets, which are made of rooms above them.
const TESTS_MAY_ALSO_USE: &[(&str, &str)] = &[
    ("check", "preset"),
    ("explain", "preset"),
    ("export", "preset"),
    ("share", "preset"),
    ("simulate", "preset"),
];

#[test]
fn every_room_uses_only_what_it_may() {
    let mut faults = Vec::new();
    let mut seen = 0;
    for file in sources(Path::new("src")) {
        let Some((room, allowed)) = room_of(&file) else { continue };
        let text = fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default().len();
        for (at, used) in uses(&text) {
            seen += 1;
            let in_tests = at > code && TESTS_MAY_ALSO_USE.contains(&(room, used.as_str()));
            if used != room && !allowed.contains(&used.as_str()) && !in_tests {
                faults.push(format!("{}: {room} uses {used}", file.display()));
            }
        }
    }
    assert!(seen > 50, "only {seen} paths were found: the search is broken");
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_room_is_listed() {
    let lib = fs::read_to_string("src/lib.rs").unwrap();
    let rooms: Vec<&str> = lib
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod "))
        .filter_map(|rest| rest.strip_suffix(';'))
        .collect();
    assert_eq!(
        rooms,
        MAY_USE.iter().map(|(room, _)| *room).collect::<Vec<_>>(),
        "in reading order"
    );
}

#[test]
fn only_the_browser_file_names_web_sys() {
    let named: Vec<_> = sources(Path::new("src"))
        .into_iter()
        .filter(|file| fs::read_to_string(file).unwrap().contains("web_sys"))
        .filter(|file| !file.ends_with("ui/browser.rs"))
        .filter(|file| !file.ends_with("ui.rs"))
        .collect();
    assert!(named.is_empty(), "{named:?}");
}

#[test]
fn no_effect_writes_the_units() {
    let mut seen = 0;
    for file in sources(Path::new("src/ui")) {
        let text = fs::read_to_string(&file).unwrap();
        if !file.ends_with("mount.rs") {
            assert!(!text.contains("Effect::new"), "{}: effects are made by mount", file.display());
        }
        for (at, _) in text.match_indices("follow(move ||") {
            // `.follow(…)` describes an attribute.
            if text[..at].ends_with('.') {
                continue;
            }
            seen += 1;
            let body = &text[at..];
            let body = &body[..body.find("\n    });").unwrap_or(body.len())];
            for write in [".edit(", ".type_in(", "work.set", "work.update("] {
                assert!(!body.contains(write), "{}: an effect calls {write}", file.display());
            }
        }
    }
    assert!(seen > 0, "no effect was found: the search is broken");
}

fn room_of(file: &Path) -> Option<(&'static str, &'static [&'static str])> {
    let first = file.strip_prefix("src").ok()?.components().next()?.as_os_str().to_str()?;
    let name = first.strip_suffix(".rs").unwrap_or(first);
    MAY_USE.iter().find(|(room, _)| *room == name).copied()
}

/// Every `crate::room` in `text`, with its place; the rooms of a `crate::{…}` list too.
fn uses(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let list = &list[..list.find("};").unwrap_or(0)];
            let mut depth = 0;
            let mut word = String::new();
            for c in list.chars().chain([',']) {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 0 => found.push((at, first_word(&std::mem::take(&mut word)))),
                    _ if depth == 0 => word.push(c),
                    _ => {}
                }
            }
        } else {
            found.push((at, first_word(rest)));
        }
    }
    found.retain(|(_, room)| !room.is_empty());
    found
}

fn first_word(text: &str) -> String {
    text.trim_start().chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect()
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}
