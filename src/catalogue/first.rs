//! The entries that the page needs at once: it fetches the whole catalogue after the first paint, as a part of its own.
//!
//! They are copied out of their pages while the program is compiled, so that each is written once. Until the whole is there, a
//! name that is not among them is one that nobody has looked up yet, and may be right.

use super::{Directive, PAGES, exec, install, kill, resource_control, service, socket, unit};
use crate::value::Kind;
use std::sync::OnceLock;

/// The pages that are there: all of them, but for a page that has only begun.
pub(super) fn pages() -> &'static [&'static [Directive]] {
    match cfg!(feature = "csr") {
        true => WHOLE.get().copied().unwrap_or(&FIRST),
        false => &PAGES,
    }
}

/// Whether every entry can be found.
pub fn is_whole() -> bool {
    !cfg!(feature = "csr") || WHOLE.get().is_some()
}

/// Adds the entries that are not needed at once. Only parts that are fetched later may call it: the build tells by references
/// what they bring.
pub fn complete() {
    WHOLE.get_or_init(|| &PAGES);
}

static WHOLE: OnceLock<&'static [&'static [Directive]]> = OnceLock::new();

/// What the form has fields for, what its edits read and write, and what people write most.
const NAMES: [&str; 73] = [
    "Accept",
    "After",
    "Alias",
    "Also",
    "Backlog",
    "Before",
    "BindIPv6Only",
    "BindsTo",
    "CollectMode",
    "DefaultDependencies",
    "DeferTrigger",
    "DeferTriggerMaxSec",
    "Description",
    "DirectoryMode",
    "Documentation",
    "DynamicUser",
    "Environment",
    "EnvironmentFile",
    "ExecReload",
    "ExecStart",
    "ExecStartPost",
    "ExecStartPre",
    "ExecStop",
    "FileDescriptorName",
    "FlushPending",
    "FreeBind",
    "Group",
    "KeepAlive",
    "ListenDatagram",
    "ListenFIFO",
    "ListenMessageQueue",
    "ListenNetlink",
    "ListenSequentialPacket",
    "ListenSpecial",
    "ListenStream",
    "ListenUSBFunction",
    "MaxConnections",
    "MaxConnectionsPerSource",
    "NoDelay",
    "NonBlocking",
    "PartOf",
    "PollLimitBurst",
    "PollLimitIntervalSec",
    "RemoveOnStop",
    "RequiredBy",
    "Requires",
    "Requisite",
    "Restart",
    "RestartSec",
    "ReusePort",
    "RuntimeDirectory",
    "RuntimeDirectoryPreserve",
    "Service",
    "SocketGroup",
    "SocketMode",
    "SocketUser",
    "StandardError",
    "StandardInput",
    "StandardOutput",
    "StartLimitBurst",
    "StartLimitInterval",
    "StartLimitIntervalSec",
    "StateDirectory",
    "TimeoutSec",
    "TimeoutStartSec",
    "TimeoutStopSec",
    "TriggerLimitBurst",
    "TriggerLimitIntervalSec",
    "Type",
    "User",
    "WantedBy",
    "Wants",
    "WorkingDirectory",
];

/// Whether it is needed at once; a new name for the units has to reach every value that may hold the old one.
const fn is_first(directive: &Directive) -> bool {
    if matches!(directive.kind, Kind::UnitNames | Kind::ServiceName | Kind::Input | Kind::Output) {
        return true;
    }
    let mut index = 0;
    while index < NAMES.len() {
        if is_same(directive.name, NAMES[index]) {
            return true;
        }
        index += 1;
    }
    false
}

const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut index = 0;
    while index < one.len() && index < other.len() && one[index] == other[index] {
        index += 1;
    }
    index == one.len() && index == other.len()
}

const fn count(page: &[Directive]) -> usize {
    let (mut index, mut count) = (0, 0);
    while index < page.len() {
        count += is_first(&page[index]) as usize;
        index += 1;
    }
    count
}

const fn picked<const COUNT: usize>(page: &[Directive]) -> [Directive; COUNT] {
    let mut picked = [page[0]; COUNT];
    let (mut index, mut count) = (0, 0);
    while index < page.len() {
        if is_first(&page[index]) {
            picked[count] = page[index];
            count += 1;
        }
        index += 1;
    }
    picked
}

/// What is needed at once of a page.
macro_rules! first {
    ($page:ident) => {{
        static FIRST: [Directive; count($page::DIRECTIVES)] = picked($page::DIRECTIVES);
        &FIRST
    }};
}

static FIRST: [&[Directive]; 7] = [
    first!(unit),
    first!(socket),
    first!(service),
    first!(exec),
    first!(kill),
    first!(resource_control),
    first!(install),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    /// What the page fetches later, and so finds every entry.
    const LATER: [&str; 14] = [
        "activation/base",
        "activation/drop_in",
        "activation/merged",
        "ui/figure",
        "ui/page/directives",
        "ui/page/learn",
        "ui/panel/code",
        "ui/panel/drop_in",
        "ui/panel/findings",
        "ui/panel/install",
        "ui/panel/list_field",
        "ui/panel/meaning",
        "ui/panel/open_units",
        "ui/panel/other_tab",
    ];

    fn sources(at: &Path, found: &mut Vec<PathBuf>) {
        match fs::read_dir(at) {
            Ok(entries) => entries.for_each(|entry| sources(&entry.unwrap().path(), found)),
            Err(_) => found.push(at.to_owned()),
        }
    }

    /// The words of `text` that are in quotes, and those before a `=` at the start of a line.
    fn words(text: &str) -> impl Iterator<Item = &str> {
        let keys = text.lines().filter_map(|line| Some(line.split_once('=')?.0));
        text.split('"').chain(keys)
    }

    #[test]
    fn what_the_page_names_at_once_is_there_at_once() {
        let mut files = Vec::new();
        for at in ["src/activation.rs", "src/activation", "src/preset.rs", "src/ui.rs", "src/ui"] {
            sources(Path::new(at), &mut files);
        }
        let later = LATER.map(|module| format!("src/{module}"));
        files.retain(|file| !later.iter().any(|later| file.to_string_lossy().starts_with(later)));
        let texts: Vec<String> =
            files.iter().filter_map(|file| fs::read_to_string(file).ok()).collect();
        let code = texts.iter().map(|text| text.split("#[cfg(test)]\nmod tests").next().unwrap());
        let named: BTreeSet<&str> = code.flat_map(words).collect();
        let named = |directive: &&Directive| named.contains(directive.name);
        let all: Vec<_> = super::super::all().filter(named).collect();
        assert!(all.len() > 60, "only {} names were found: the search is broken", all.len());
        let missing: Vec<_> = all.iter().filter(|one| !is_first(one)).map(|one| one.name).collect();
        assert!(missing.is_empty(), "{missing:?}");
        let unused: Vec<_> =
            NAMES.iter().filter(|name| all.iter().all(|one| one.name != **name)).collect();
        assert!(unused.is_empty(), "{unused:?}");
    }

    #[test]
    fn what_is_there_at_once_is_what_the_whole_says() {
        let first = FIRST.concat();
        let whole: Vec<_> = super::super::all().filter(|one| is_first(one)).collect();
        assert_eq!(format!("{first:?}"), format!("{whole:?}"));
        assert!(whole.len() < 120, "{}", whole.len());
        for page in FIRST {
            assert!(page.is_sorted_by(|a, b| a.name < b.name));
        }
    }
}
