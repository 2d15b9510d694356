//! The verdict against the systemd of each root: every directive with every value of a pool, accepted, remarked on or
//! refused alike.
//!
//! Each assignment is a unit of its own. `any.txt` is tried on every directive; a kind of value adds a pool of its own,
//! `<Kind>.txt` in `agreement/`. The notation of a pool is that of [`real::pool`].
//!
//! To work on one kind, name kinds or directives: `DOORBELL_ONLY='CpuSet Nice' cargo test --package real --test agreement`.

use doorbell::activation::Role;
use doorbell::catalogue::{self, Directive, Section};
use doorbell::check::verdict;
use doorbell::syntax::UnitFile;
use real::pool;
use real::roots::{Root, Suite};
use real::verify::{self, Unit, verify};
use std::collections::{BTreeMap, BTreeSet};
use std::{env, fs, thread};

/// How few verdicts are enough for a version.
const FEWEST: usize = 30_000;
/// How few values are enough for a directive.
const FEWEST_VALUES: usize = 60;

/// What only the machine can decide: directive and value (a `*` at the end for anything), and what it depends on. These count as neither.
const UNDECIDED: &[(&str, &str, &str)] = &[
    ("*", "0b0b1", "the C library: one that knows C23 takes a second `0b`"),
    ("*", "+0b1", "the C library: one that knows C23 takes `0b` behind a sign"),
    ("Personality", "*", "the machine's architecture: it takes those that its processor can run"),
    ("ManagedOOMMemoryPressure", "kill", "whether systemd-oomd is installed"),
    ("ManagedOOMSwap", "kill", "whether systemd-oomd is installed"),
    ("IPIngressFilterPath", "/*", "whether the program is there"),
    ("IPIngressFilterPath", "%h/x", "whether the program is there"),
    ("IPEgressFilterPath", "/*", "whether the program is there"),
    ("IPEgressFilterPath", "%h/x", "whether the program is there"),
    (
        "SystemCallFilter",
        "lsm_get_self_attr",
        "the library that filters system calls knows it or not",
    ),
    ("SystemCallFilter", "mseal", "the library that filters system calls knows it or not"),
    ("SystemCallFilter", "uretprobe", "the library that filters system calls knows it or not"),
    ("SystemCallLog", "lsm_get_self_attr", "the library that filters system calls knows it or not"),
    ("SystemCallLog", "mseal", "the library that filters system calls knows it or not"),
    ("SystemCallLog", "uretprobe", "the library that filters system calls knows it or not"),
    ("ListenStream", "127.0.0.1:80%%99", "whether the interface exists"),
    ("ListenStream", "[::1]:80%%99", "whether the interface exists"),
    ("ListenStream", "[::1]:80%%nosuch", "whether the interface exists"),
    ("ListenStream", "[fe80::1]:80%%abcdefghijklmnopqrstuv", "whether the interface exists"),
    ("ListenDatagram", "127.0.0.1:80%%99", "whether the interface exists"),
    ("ListenDatagram", "[::1]:80%%99", "whether the interface exists"),
    ("ListenDatagram", "[::1]:80%%nosuch", "whether the interface exists"),
    ("ListenDatagram", "[fe80::1]:80%%abcdefghijklmnopqrstuv", "whether the interface exists"),
];

#[test]
fn every_directive_with_every_value() {
    let only = env::var("DOORBELL_ONLY").ok();
    let any = pool::values(include_str!("agreement/any.txt"));
    let mut units = Vec::new();
    let mut cases = Vec::new();
    for (unit, section, directive) in places() {
        let kind = kind_name(directive);
        if let Some(only) = &only
            && !only.split_whitespace().any(|word| word == kind || word == directive.name)
        {
            continue;
        }
        let mut values = any.clone();
        values.extend(own_pool(&kind));
        values.extend(words(directive));
        let values: BTreeSet<_> = values.into_iter().collect();
        assert!(values.len() >= FEWEST_VALUES, "{}: {} values", directive.name, values.len());
        for value in values {
            let (text, line) = file(unit, section, directive.name, &value);
            let suffix = if unit == Role::Socket { "socket" } else { "service" };
            units.push(Unit { name: format!("v{}.{suffix}", units.len()), text: text.into() });
            cases.push(Case { unit, directive, value, line });
        }
    }
    assert!(only.is_some() || units.len() >= FEWEST, "only {} verdicts", units.len());
    // One manager is busy on one core.
    let faults = thread::scope(|scope| {
        let judges = Suite::ALL.map(|suite| {
            let (units, cases) = (&units, &cases);
            scope.spawn(move || compare(Root::get(suite), units, cases))
        });
        judges.map(|judge| judge.join().expect("the comparison ends"))
    });
    let mut by_kind: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (kind, fault) in faults.into_iter().flatten() {
        by_kind.entry(kind).or_default().push(fault);
    }
    report(&by_kind);
}

/// One assignment under test.
struct Case {
    unit: Role,
    directive: &'static Directive,
    value: String,
    /// The number of its line.
    line: usize,
}

/// Where the systemd of `root` and we differ, each with the kind of value.
fn compare(root: &Root, units: &[Unit], cases: &[Case]) -> Vec<(String, String)> {
    let target = root.target();
    let mut faults = Vec::new();
    for ((unit, case), seen) in units.iter().zip(cases).zip(verify(root, units)) {
        let text = String::from_utf8(unit.text.clone()).expect("our own text");
        let judged = verdict::Unit { role: case.unit, name: &unit.name, target };
        let [lines, whole] =
            verdict::judge_parts(&[&UnitFile::parse(text)], judged).map(|remarks| remarks.concat());
        let theirs = (seen.remarks.contains_key(&case.line), seen.refused);
        let at = |remark: &verdict::Remark| remark.line == Some(case.line - 1);
        let mine = (lines.iter().any(at), !verdict::loads(&lines) || !verdict::loads(&whole));
        if theirs == mine || is_undecided(case) {
            continue;
        }
        let said = |(remark, refused): (bool, bool)| match (remark, refused) {
            (false, false) => "takes it",
            (true, false) => "remarks",
            (false, true) => "refuses the unit",
            (true, true) => "remarks and refuses",
        };
        let fault = format!(
            "{}={}: {} {} {:?} {:?}; we: {} {:?}",
            case.directive.name,
            case.value,
            target.version,
            said(theirs),
            seen.remarks.get(&case.line).into_iter().flatten().collect::<Vec<_>>(),
            seen.whole,
            said(mine),
            lines.iter().chain(&whole).map(|remark| &remark.message).collect::<Vec<_>>(),
        );
        faults.push((kind_name(case.directive), fault));
    }
    let undecided = cases.iter().filter(|case| is_undecided(case)).count();
    let (judged, agreed) = (units.len() - undecided, units.len() - undecided - faults.len());
    verify::tell(format_args!(
        "values, systemd {}: agree {agreed} of {judged}; {undecided} only the machine can decide",
        target.version
    ));
    faults
}

/// Shows what differs, kind by kind, and fails if anything does.
fn report(faults: &BTreeMap<String, Vec<String>>) {
    let mut text = String::new();
    let most = if env::var("DOORBELL_ONLY").is_ok() { 400 } else { 12 };
    for (kind, faults) in faults {
        text += &format!("\n{kind}: {} differ\n", faults.len());
        for fault in faults.iter().take(most) {
            text += &format!("  {fault}\n");
        }
    }
    assert!(faults.is_empty(), "{text}");
}

/// Every directive in each type of unit and section where it may stand.
fn places() -> impl Iterator<Item = (Role, Section, &'static Directive)> {
    catalogue::all().flat_map(|directive| {
        directive.sections.iter().flat_map(move |section| {
            Role::ALL
                .into_iter()
                .filter(move |role| match section {
                    Section::Socket | Section::Service => role.section() == *section,
                    Section::Unit | Section::Install => true,
                })
                .map(move |role| (role, *section, directive))
        })
    })
}

fn kind_name(directive: &Directive) -> String {
    let name = format!("{:?}", directive.kind);
    name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_owned()
}

fn own_pool(kind: &str) -> Vec<String> {
    let path = format!("{}/tests/agreement/{kind}.txt", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(path).map(|text| pool::values(&text)).unwrap_or_default()
}

fn words(directive: &Directive) -> Vec<String> {
    let words = directive.kind.words().map(|words| words.0).unwrap_or_default();
    words.iter().map(|word| word.text.to_owned()).collect()
}

/// Whether something decides that the text does not show.
fn is_undecided(case: &Case) -> bool {
    let name = case.directive.name;
    let is = |pattern: &str, text: &str| match pattern.strip_suffix('*') {
        Some(start) => text.starts_with(start),
        None => pattern == text,
    };
    UNDECIDED.iter().any(|(of, value, _)| is(of, name) && is(value, &case.value))
}

/// A unit file with one assignment under test, and the number of its line.
fn file(unit: Role, section: Section, key: &str, value: &str) -> (String, usize) {
    let needed = match (unit, key) {
        (Role::Socket, _) => "[Socket]\nListenStream=/run/v\n",
        (Role::Service, "ExecStart") => "[Service]\nType=oneshot\n",
        (Role::Service, _) => "[Service]\nExecStart=/bin/true\n",
    };
    let before = format!("{needed}[{}]\n", section.name());
    (format!("{before}{key}={value}\n"), before.lines().count() + 1)
}
