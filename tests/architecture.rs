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
    ("import", &["activation", "syntax", "value", "catalogue"]),
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
            "import",
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

/// Where effects are made: to keep the work, to see what is near the window, to write into a text area.
const EFFECTS: [&str; 3] = ["ui/browser.rs", "ui/keep.rs", "ui/widget/text_area.rs"];

/// What changes the units.
const WRITES: [&str; 6] = [".edit(", ".type_in(", ".replace(", ".undo(", ".redo(", "history."];

#[test]
fn no_effect_writes_the_units() {
    let mut makers = Vec::new();
    for file in sources(Path::new("src/ui")) {
        let text = fs::read_to_string(&file).unwrap();
        let name = file.strip_prefix("src").unwrap().display().to_string();
        assert!(
            !text.contains("Effect::new") || name == "ui/dynamic.rs",
            "{name}: expected `effect(`"
        );
        for (at, _) in text.match_indices("effect(move") {
            makers.push(name.clone());
            let body = call(&text[at..]);
            for write in WRITES {
                assert!(!body.contains(write), "{}: an effect calls {write}", file.display());
            }
        }
    }
    makers.sort();
    assert_eq!(makers, EFFECTS);
}

/// A call from its name to the bracket that closes it.
fn call(text: &str) -> &str {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 1 => return &text[..=at],
            ')' => depth -= 1,
            _ => {}
        }
    }
    panic!("a call that does not end: {}", &text[..text.len().min(80)]);
}

/// The modules of the page that are fetched after the first paint: `parts` alone reaches them.
const FETCHED_LATER: [&str; 9] = [
    "panel::findings",
    "panel::install",
    "panel::code",
    "panel::meaning",
    "page::learn",
    "page::directives",
    "page::works",
    "works",
    "figure",
];

#[test]
fn the_page_has_no_circles_and_one_way_to_what_is_fetched_later() {
    let mut uses: Vec<(String, Vec<String>)> = Vec::new();
    for file in sources(Path::new("src/ui")) {
        let text = fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        let module = module(&file);
        let mut used: Vec<String> = code
            .match_indices("crate::ui::")
            .flat_map(|(at, path)| named(&code[at + path.len()..]))
            .chain(code.match_indices("use super::").flat_map(|(at, path)| {
                let parent =
                    module.rsplit_once("::").map_or(String::new(), |(up, _)| format!("{up}::"));
                named(&code[at + path.len()..])
                    .into_iter()
                    .map(move |name| format!("{parent}{name}"))
            }))
            .map(|path| known(&path))
            .filter(|other| !other.is_empty() && *other != module)
            .collect();
        used.sort();
        used.dedup();
        match uses.iter_mut().find(|(name, _)| *name == module) {
            Some((_, all)) => all.extend(used),
            None => uses.push((module, used)),
        }
    }
    assert!(uses.len() > 15, "{uses:#?}");
    let of = |name: &str| uses.iter().find(|(module, _)| module == name).map(|(_, used)| used);
    assert_eq!(of("state"), Some(&vec!["browser".to_owned()]), "the state knows no view");
    for (module, used) in &uses {
        let is_later = |name: &str| FETCHED_LATER.contains(&name);
        let reaches: Vec<_> = used.iter().filter(|name| is_later(name)).collect();
        assert!(
            module == "parts" || is_later(module) || reaches.is_empty(),
            "{module} reaches {reaches:?}"
        );
    }
    // What is used by nothing that is left goes last; if nothing goes, there is a circle.
    let mut left = uses.clone();
    while !left.is_empty() {
        let before = left.len();
        let names: Vec<String> = left.iter().map(|(module, _)| module.clone()).collect();
        left.retain(|(_, used)| used.iter().any(|name| names.contains(name)));
        assert!(left.len() < before, "a circle: {left:#?}");
    }
}

/// The names that a path begins with, or those of its list: `panel::door::DoorCard` gives `panel::door::DoorCard`.
fn named(path: &str) -> Vec<String> {
    if let Some(list) = path.strip_prefix('{') {
        let list = &list[..list.find('}').unwrap_or(list.len())];
        return list.split(',').map(|name| name.trim().to_owned()).collect();
    }
    let end = path.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != ':');
    vec![path[..end.unwrap_or(path.len())].to_owned()]
}

/// The module of the page that a path leads to; empty for what is in none.
fn known(path: &str) -> String {
    let mut parts = path.split("::");
    let first = parts.next().unwrap_or_default();
    match first {
        "panel" | "page" => match parts.next() {
            Some(second) => format!("{first}::{second}"),
            None => String::new(),
        },
        _ if Path::new("src/ui").join(format!("{first}.rs")).is_file() => first.to_owned(),
        _ => String::new(),
    }
}

/// What the module of a file is called; widgets are one, and so are figures.
fn module(file: &Path) -> String {
    let path = file.strip_prefix("src/ui").unwrap().with_extension("");
    let names: Vec<&str> = path.iter().map(|name| name.to_str().unwrap()).collect();
    match names[..] {
        ["panel" | "page", name] => format!("{}::{name}", names[0]),
        [first, ..] => first.to_owned(),
        [] => "ui".to_owned(),
    }
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
