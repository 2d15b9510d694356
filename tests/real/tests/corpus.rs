//! Units that distributions ship, written by people who know systemd: systemd's verdict on each, line for line and refusal
//! for refusal, and advice that somebody has weighed, finding by finding.

#[path = "corpus/review.rs"]
mod review;

use doorbell::activation::Role;
use doorbell::check::{Origin, Outcome, together, verdict};
use doorbell::syntax::UnitFile;
use real::corpus::{self, Corpus, SUITES};
use real::roots::{Root, Suite};
use real::verify::{self, Seen, verify_in};
use std::collections::{BTreeMap, BTreeSet};
use std::{env, fs};

/// How few packages with sockets a suite's corpus may have.
const FEWEST: usize = 60;

/// What systemd refuses a unit for that stands in another one: two services of a package offer themselves under one name on
/// the bus, and are not meant to be there at once.
const CLASH: &str = "Two services allocated for the same bus name";

#[test]
fn bookworms_on_systemd_247() {
    agree(Suite::Bookworm, Suite::Bullseye);
}

#[test]
fn bookworms_on_its_own_systemd() {
    agree(Suite::Bookworm, Suite::Bookworm);
}

#[test]
fn trixies_on_its_own_systemd() {
    agree(Suite::Trixie, Suite::Trixie);
}

#[test]
fn trixies_on_the_newest_systemd() {
    agree(Suite::Trixie, Suite::Testing);
}

/// Compares the verdicts on the units of `suite`, those of each package by themselves, with what the systemd of `judge` says.
fn agree(suite: Suite, judge: Suite) {
    let corpus = Corpus::get(suite);
    assert!(corpus.packages.len() >= FEWEST, "only {} packages", corpus.packages.len());
    let root = Root::get(judge);
    let layer = root.layer();
    let (mut counts, mut drop_ins, mut agreed) = ([0, 0], 0, 0);
    let mut faults = Vec::new();
    for package in &corpus.packages {
        let top = format!("/units/{}", package.name);
        package.put(&layer, &top);
        let mut tell = |fault| {
            faults.push(format!("{} {}: {fault}", package.name, package.version));
        };
        for user in [false, true] {
            let mut units = package.units(user);
            // In what is named on its command line, `:` parts a path from another name for it.
            units.retain(|unit| !unit.name.contains(':'));
            if units.is_empty() {
                continue;
            }
            let [sockets, services] = corpus::count(&units);
            counts = [counts[0] + sockets, counts[1] + services];
            drop_ins += units.iter().map(|unit| unit.drop_ins.len()).sum::<usize>();
            let paths: Vec<String> =
                units.iter().map(|unit| format!("{top}{}", unit.fragment.path)).collect();
            let folders = corpus::folders(user).map(|folder| format!("{top}{folder}"));
            let seen = verify_in(root, &layer, &paths, &folders, user);
            for unit in &units {
                match fault(unit, &seen, &top, root) {
                    None => agreed += 1,
                    Some(fault) => tell(fault),
                }
            }
            units_without_service(root, &units, &seen, &top, user).into_iter().for_each(&mut tell);
        }
    }
    verify::tell(format_args!(
        "corpus, {} of {} packages, systemd {}: agree {agreed} of {} ({} sockets, {} services, {drop_ins} drop-ins)",
        suite.name(),
        corpus.packages.len(),
        root.version(),
        counts[0] + counts[1],
        counts[0],
        counts[1],
    ));
    assert!(
        faults.is_empty(),
        "{} differ on systemd {}\n{}",
        faults.len(),
        root.version(),
        faults.join("\n")
    );
}

/// Where systemd and we differ on whether there is a service for a socket to start.
fn units_without_service(
    root: &Root,
    units: &[together::Unit],
    seen: &BTreeMap<String, Seen>,
    top: &str,
    user: bool,
) -> Vec<String> {
    let found = together::check(units, root.target(), Origin::Given);
    let scope = if user { "user" } else { "system" };
    let mut differ = Vec::new();
    for unit in units.iter().filter(|unit| unit.role == Role::Socket) {
        let ours = found.iter().find(|one| one.rule == "service-missing" && one.unit == unit.name);
        let said = seen.get(&format!("{top}{}", unit.fragment.path));
        let theirs = said.is_some_and(|seen| {
            seen.whole.iter().any(|line| line.ends_with("not loaded, socket cannot be started."))
        });
        // systemd's own units are there as well.
        let service = unit.name.replace(".socket", ".service");
        let in_root = root.path().join("usr/lib/systemd").join(scope).join(service).exists();
        if theirs != ours.is_some() && !in_root {
            let ours = ours.map(|one| &one.message);
            differ.push(format!(
                "no service for {}: systemd says so: {theirs}, we: {ours:?}",
                unit.name
            ));
        }
    }
    differ
}

/// How many in a thousand pieces of advice may be false.
const MOST_FALSE: usize = 20;

/// With `DOORBELL_FINDINGS=FILE`, all that is found is written there by rule, with the units, for whoever reviews it.
#[test]
fn all_advice_was_weighed() {
    let found: Vec<review::Finding> =
        SUITES.iter().flat_map(|suite| review::findings(Corpus::get(*suite))).collect();
    if let Some(path) = env::var_os("DOORBELL_FINDINGS") {
        fs::write(path, review::listed(&found)).expect("the file for the findings");
    }
    let rows = review::rows(include_str!("../corpus/advice.txt"));
    let (weighed, faults) = review::weigh(&found, &rows);
    verify::tell(format_args!(
        "advice on the corpus: {} findings, {} true, {} hints, {} false, {} not reviewed",
        found.len(),
        weighed.is_true,
        weighed.is_hint,
        weighed.is_false,
        weighed.unknown
    ));
    assert!(faults.is_empty(), "corpus/advice.txt does not fit\n{}", faults.join("\n"));
    assert!(
        weighed.is_false * 1000 <= found.len() * MOST_FALSE,
        "{} of {} findings are false, which is more than {MOST_FALSE} in 1000",
        weighed.is_false,
        found.len()
    );
}

/// Where systemd and we differ on a unit and its drop-ins.
fn fault(
    unit: &together::Unit,
    seen: &BTreeMap<String, Seen>,
    top: &str,
    root: &Root,
) -> Option<String> {
    let files: Vec<&together::File> = unit.files().collect();
    let parsed: Vec<&UnitFile> = files.iter().map(|file| &*file.text).collect();
    let judged = verdict::Unit {
        role: unit.role,
        name: &unit.name,
        scope: unit.scope,
        target: root.target(),
    };
    let [lines, whole] = verdict::judge_parts(&parsed, judged);
    let none = Seen::default();
    let of = |file: &together::File| seen.get(&format!("{top}{}", file.path)).unwrap_or(&none);
    let mut differ = Vec::new();
    for ((file, parsed), remarks) in files.iter().zip(&parsed).zip(&lines) {
        let ours: BTreeMap<usize, &str> = remarks
            .iter()
            .filter_map(|remark| {
                Some((parsed.number_for_remarks(remark.line?), remark.message.as_str()))
            })
            .collect();
        let theirs = &of(file).remarks;
        let numbers: BTreeSet<usize> = ours.keys().chain(theirs.keys()).copied().collect();
        for number in numbers {
            let line = file.text.text().split('\n').nth(number - 1).unwrap_or_default();
            let place = format!("{}:{number}: {line:?}", file.path);
            match (ours.get(&number), theirs.get(&number)) {
                (Some(ours), None) => differ.push(format!("only we remark on {place}: {ours}")),
                (None, Some(theirs)) => {
                    differ.push(format!("only systemd remarks on {place}: {theirs:?}"));
                }
                _ => {}
            }
        }
    }
    let said = of(&unit.fragment);
    let fatal = |remark: &&verdict::Remark| remark.outcome == Outcome::Fatal;
    let ours: Vec<&str> = lines
        .iter()
        .chain(&whole)
        .flatten()
        .filter(fatal)
        .map(|remark| remark.message.as_str())
        .collect();
    let clash = said.whole.iter().any(|line| line.starts_with(CLASH));
    if (said.refused && !clash) == ours.is_empty() {
        differ.push(format!("systemd refuses: {} {:?}, we: {ours:?}", said.refused, said.whole));
    }
    (!differ.is_empty()).then(|| differ.join("; "))
}
