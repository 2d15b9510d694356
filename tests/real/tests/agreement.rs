//! The verdict against the systemd of each root: every directive with every value of a pool, accepted, remarked on or
//! refused alike.
//!
//! `any.txt` is tried on every directive; a kind of value adds a pool of its own,
//! `<Kind>.txt` in `agreement/`. The notation of a pool is that of [`real::pool`].
//!
//! To work on one kind, name kinds or directives: `DOORBELL_ONLY='CpuSet Nice' cargo test --package real --test agreement`.
//! Then every value has a unit of its own, and so it has with `*` for all of them, which takes minutes.

use doorbell::activation::{Role, Scope};
use doorbell::catalogue::target::Target;
use doorbell::catalogue::{self, Directive, Section};
use doorbell::check::verdict;
use doorbell::syntax::UnitFile;
use real::pool;
use real::random::{self, Random};
use real::roots::{Root, Suite};
use real::verify::{self, Unit, verify};
use std::collections::{BTreeMap, BTreeSet};
use std::{env, fs, thread};

/// How few verdicts are enough for a version.
const FEWEST: usize = 30_000;
/// How few values are enough for a directive.
const FEWEST_VALUES: usize = 60;

/// How many values that nobody wrote are tried on a directive.
const RANDOM_VALUES: usize = 100;

/// How many assignments share a unit at most.
const TOGETHER: usize = 40;

/// What only the machine can decide: directive and value (a `*` at the end for anything), and what it depends on. These count as neither.
const UNDECIDED: &[(&str, &str, &str)] = &[
    ("Personality", "*", "the machine's architecture: it takes those that its processor can run"),
    ("ManagedOOMMemoryPressure", "kill", "whether systemd-oomd is installed"),
    ("ManagedOOMSwap", "kill", "whether systemd-oomd is installed"),
    ("IPIngressFilterPath", "/*", "whether the program is there"),
    ("IPIngressFilterPath", "%h/x", "whether the program is there"),
    ("IPEgressFilterPath", "/*", "whether the program is there"),
    ("IPEgressFilterPath", "%h/x", "whether the program is there"),
];

#[test]
fn every_directive_with_every_value() {
    let cases = cases(pool_of);
    assert!(only().is_some() || cases.len() >= FEWEST, "only {} verdicts", cases.len());
    agree("values", &cases);
}

/// Values that no pool has: the same each time, unless `DOORBELL_SEED` says otherwise; `DOORBELL_VALUES` is how many for a directive.
#[test]
fn every_directive_with_values_that_nobody_wrote() {
    let number = |name, otherwise| {
        let told = env::var(name).ok();
        told.map_or(otherwise, |text| text.parse().expect("a number"))
    };
    let (seed, count) = (number("DOORBELL_SEED", 10), number("DOORBELL_VALUES", RANDOM_VALUES));
    let mut random = Random(seed as u64);
    let any: Vec<_> = pool::values(include_str!("agreement/any.txt"));
    let cases = cases(|directive| {
        let own: Vec<_> = pool_of(directive).into_iter().collect();
        (0..count).map(|_| random::value(&own, &any, &mut random)).collect()
    });
    agree("random values", &cases);
}

/// One assignment under test.
struct Case {
    unit: Role,
    section: Section,
    directive: &'static Directive,
    value: String,
}

/// Whether systemd, or we, remark on an assignment, and refuse its unit.
type Said = (bool, bool);

/// What was said of a case, and in which words.
type Heard = (Said, Vec<String>);

/// Every directive with the values that `values` has for it.
fn cases(mut values: impl FnMut(&Directive) -> BTreeSet<String>) -> Vec<Case> {
    let only = only();
    let is_asked = |directive: &Directive| {
        let kind = pool::kind_name(directive);
        only.as_ref().is_none_or(|only| {
            only.split_whitespace()
                .any(|word| word == "*" || word == kind || word == directive.name)
        })
    };
    let mut cases = Vec::new();
    for (unit, section, directive) in places().filter(|(_, _, directive)| is_asked(directive)) {
        let values = values(directive);
        cases.extend(values.into_iter().map(|value| Case { unit, section, directive, value }));
    }
    cases
}

/// The values that are written down for a directive.
fn pool_of(directive: &Directive) -> BTreeSet<String> {
    let mut values = pool::values(include_str!("agreement/any.txt"));
    values.extend(pool::of(directive));
    let values: BTreeSet<_> = values.into_iter().collect();
    assert!(values.len() >= FEWEST_VALUES, "{}: {} values", directive.name, values.len());
    values
}

/// The kinds and directives that alone are asked for.
fn only() -> Option<String> {
    env::var("DOORBELL_ONLY").ok()
}

/// Compares on every root, and fails if anything differs.
fn agree(part: &str, cases: &[Case]) {
    let faults = thread::scope(|scope| {
        let judges =
            Suite::ALL.map(|suite| scope.spawn(move || compare(part, Root::get(suite), cases)));
        judges.map(|judge| judge.join().expect("the comparison ends"))
    });
    let mut by_kind: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (kind, fault) in faults.into_iter().flatten() {
        by_kind.entry(kind).or_default().push(fault);
    }
    report(part, &by_kind);
}

/// Where the systemd of `root` and we differ, each with the kind of value.
fn compare(part: &str, root: &Root, cases: &[Case]) -> Vec<(String, String)> {
    let target = root.target();
    let ours: Vec<Heard> = cases.iter().map(|case| judge(case, target)).collect();
    let mut theirs: Vec<Heard> = vec![Heard::default(); cases.len()];
    let groups = groups(cases, &ours);
    ask(root, cases, &groups, &mut theirs);
    // Lines that share a unit might have spoilt each other: where anything differs, each is asked for alone.
    let differ = |group: &&Vec<usize>| {
        group.len() > 1 && group.iter().any(|case| theirs[*case].0 != ours[*case].0)
    };
    let alone: Vec<Vec<usize>> =
        groups.iter().filter(differ).flatten().map(|case| vec![*case]).collect();
    ask(root, cases, &alone, &mut theirs);
    let undecided = cases.iter().filter(|case| is_undecided(case)).count();
    let faults: Vec<_> = cases
        .iter()
        .zip(ours.iter().zip(&theirs))
        .filter(|(case, (ours, theirs))| ours.0 != theirs.0 && !is_undecided(case))
        .map(|(case, (ours, theirs))| {
            let said = |said| match said {
                (false, false) => "takes it",
                (true, false) => "remarks",
                (false, true) => "refuses the unit",
                (true, true) => "remarks and refuses",
            };
            let fault = format!(
                "{}={}: {} {} {:?}; we: {} {:?}",
                case.directive.name,
                case.value,
                target.version,
                said(theirs.0),
                theirs.1,
                said(ours.0),
                ours.1
            );
            (pool::kind_name(case.directive), fault)
        })
        .collect();
    let judged = cases.len() - undecided;
    verify::tell(format_args!(
        "{part}, systemd {}: agree {} of {judged}; {undecided} only the machine can decide",
        target.version,
        judged - faults.len()
    ));
    faults
}

/// What we say of a case that is alone in its unit.
fn judge(case: &Case, target: &Target) -> Heard {
    let (unit, numbers) = unit(&[case], 0);
    let file = UnitFile::parse(String::from_utf8(unit.text).expect("our own text"));
    let judged = verdict::Unit { role: case.unit, name: &unit.name, scope: Scope::System, target };
    let [lines, whole] = verdict::judge_parts(&[&file], judged).map(|remarks| remarks.concat());
    let is_here = |remark: &verdict::Remark| {
        remark.line.is_some_and(|line| file.number_for_remarks(line) == numbers[0])
    };
    let said = (lines.iter().any(is_here), !verdict::loads(&lines) || !verdict::loads(&whole));
    (said, lines.into_iter().chain(whole).map(|remark| remark.message).collect())
}

/// Asks the systemd of `root` for the cases of each group, which share a unit.
fn ask(root: &Root, cases: &[Case], groups: &[Vec<usize>], theirs: &mut [Heard]) {
    let (units, numbers): (Vec<_>, Vec<_>) = groups
        .iter()
        .enumerate()
        .map(|(index, group)| {
            let group: Vec<&Case> = group.iter().map(|case| &cases[*case]).collect();
            unit(&group, index)
        })
        .unzip();
    for ((group, numbers), seen) in groups.iter().zip(numbers).zip(verify(root, &units)) {
        for (case, number) in group.iter().zip(numbers) {
            let remarks = seen.remarks.get(&number);
            let words = remarks.into_iter().flatten().chain(&seen.whole).cloned().collect();
            // Whether there is a rule of that name is for the machine to say.
            let is_refused = seen.refused && cases[*case].directive.name != "OOMRules";
            theirs[*case] = ((remarks.is_some(), is_refused), words);
        }
    }
}

/// The cases that can share a unit: no more than one of a directive that only its last assignment is read for, unless
/// it is ignored, and none that ends the reading or moves the lines behind it. When `DOORBELL_ONLY` is set each is alone.
fn groups(cases: &[Case], ours: &[Heard]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut open: Option<(usize, bool)> = None;
    for (index, case) in cases.iter().enumerate() {
        let (is_remarked, is_refused) = ours[index].0;
        let moves = case.value.ends_with('\\') || case.value.contains(['\r', '\n', '\0']);
        if only().is_some() || is_refused || moves || case.value.is_empty() {
            groups.push(vec![index]);
            continue;
        }
        let counts = !case.directive.repeats && !is_remarked;
        let fits = open.is_some_and(|(group, is_full)| {
            let group: &Vec<usize> = &groups[group];
            let first = &cases[group[0]];
            let same = (first.unit, first.section, first.directive.name)
                == (case.unit, case.section, case.directive.name);
            same && group.len() < TOGETHER && !(is_full && counts)
        });
        match open.filter(|_| fits) {
            Some((group, is_full)) => {
                groups[group].push(index);
                open = Some((group, is_full || counts));
            }
            None => {
                open = Some((groups.len(), counts));
                groups.push(vec![index]);
            }
        }
    }
    groups
}

/// Shows what differs, kind by kind, and fails if anything does; `DOORBELL_FAULTS` names a file for all of it.
fn report(part: &str, faults: &BTreeMap<String, Vec<String>>) {
    let shown = |most: usize| -> String {
        let of_kind = |(kind, faults): (&String, &Vec<String>)| {
            let shown = faults.iter().take(most).map(|fault| format!("  {fault}\n"));
            format!("\n{kind}: {} differ\n{}", faults.len(), shown.collect::<String>())
        };
        faults.iter().map(of_kind).collect()
    };
    if let Ok(path) = env::var("DOORBELL_FAULTS") {
        fs::write(format!("{path}.{part}"), shown(usize::MAX)).expect("a file for the faults");
    }
    assert!(faults.is_empty(), "{}", shown(if only().is_some() { 400 } else { 12 }));
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

/// Specifiers that the operating system decides: its names, its files, or whether it has some.
const OF_THE_SYSTEM: [&str; 13] =
    ["%H", "%l", "%o", "%v", "%a", "%A", "%B", "%M", "%W", "%b", "%m", "%q", "%w"];

/// Whether something decides that the text does not show.
fn is_undecided(case: &Case) -> bool {
    let (name, value) = (case.directive.name, case.value.to_ascii_lowercase());
    // A C library that knows C23 takes `0b` behind a sign, and a second one.
    let is_binary = value.contains("+0b") || value.contains("0b0b");
    let is_of_the_system = OF_THE_SYSTEM.iter().any(|specifier| case.value.contains(specifier));
    // Whether the interface exists.
    let names_interface = matches!(name, "ListenStream" | "ListenDatagram")
        && (value.contains("%%") || value.contains("]:") && value.contains('%'))
        && !value.starts_with(['/', '@']);
    if is_binary || is_of_the_system || names_interface {
        return true;
    }
    let is = |pattern: &str, text: &str| match pattern.strip_suffix('*') {
        Some(start) => text.starts_with(start),
        None => pattern == text,
    };
    UNDECIDED.iter().any(|(of, value, _)| is(of, name) && is(value, &case.value))
}

/// A unit that is the `index`-th of its kind, with the assignments of cases of one directive, and the number that remarks on
/// each one have.
fn unit(cases: &[&Case], index: usize) -> (Unit, Vec<usize>) {
    let Case { unit, section, directive, .. } = cases[0];
    let (needed, suffix) = match (unit, directive.name) {
        (Role::Socket, _) => ("[Socket]\nListenStream=/run/v\n", "socket"),
        (Role::Service, "ExecStart") => ("[Service]\nType=oneshot\n", "service"),
        (Role::Service, _) => ("[Service]\nExecStart=/bin/true\n", "service"),
    };
    let mut text = format!("{needed}[{}]\n", section.name());
    let first = text.lines().count();
    for case in cases {
        text += &format!("{}={}\n", directive.name, case.value);
    }
    // The number that a remark has: a last line that goes on is met where the next would be.
    let file = UnitFile::parse(text.as_str());
    let numbers =
        (first..first + cases.len()).map(|index| file.number_for_remarks(index)).collect();
    // All are of one length, on which some values depend that name their unit.
    let name = format!("v{index:06}.{suffix}");
    (Unit { name, text: text.into() }, numbers)
}
