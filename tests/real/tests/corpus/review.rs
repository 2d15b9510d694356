//! What the rules find in the corpus, and what a person made of it: the rows of `corpus/advice.txt`.
//!
//! Packages move: so a finding is known again by the unit, the rule and the text of the line, not by the line's number.

use doorbell::check::Origin;
use doorbell::check::together::{self, Found, check};
use real::corpus::{Corpus, Package};
use real::roots::Suite;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// What makes a finding the same one in another version of its package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    package: String,
    unit: String,
    rule: String,
    line: String,
}

/// Something that a rule found in a unit of the corpus.
pub struct Finding {
    suite: Suite,
    key: Key,
    version: &'static str,
    said: Found,
    /// The files of the unit and of those it belongs with, to read.
    shown: String,
}

/// What a person made of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// It hurts as written.
    True,
    /// It may hurt, and the text asks.
    Hint,
    /// Whoever follows it is no better off.
    False,
}

/// A row of the list.
pub struct Row {
    suites: Vec<Suite>,
    key: Key,
    weight: Weight,
}

/// How the findings were weighed.
#[derive(Default)]
pub struct Weighed {
    /// How many hurt as written.
    pub is_true: usize,
    /// How many may hurt.
    pub is_hint: usize,
    /// How many are wrong.
    pub is_false: usize,
    /// How many nobody has looked at.
    pub unknown: usize,
}

/// What the rules say of the units of each package, seen together as it ships them.
pub fn findings(corpus: &'static Corpus) -> Vec<Finding> {
    let target = corpus.target();
    let mut all = Vec::new();
    for package in &corpus.packages {
        for user in [false, true] {
            let units = package.units(user);
            let found = check(&units, target, Origin::Given);
            // What is not the verdict on one unit is ours to answer for.
            let ours =
                |one: &Found| one.outcome.source() == "doorbell" || one.rule == "service-missing";
            all.extend(
                found
                    .into_iter()
                    .filter(ours)
                    .map(|said| finding(corpus.suite, package, user, &units, said)),
            );
        }
    }
    all
}

fn finding(
    suite: Suite,
    package: &'static Package,
    user: bool,
    units: &[together::Unit],
    said: Found,
) -> Finding {
    let files = || units.iter().flat_map(|unit| unit.files());
    let text = files().find(|file| file.path == said.path).map_or("", |file| file.text.text());
    let line = said.line.and_then(|number| text.split('\n').nth(number - 1)).unwrap_or("-");
    let key = Key {
        package: package.name.clone(),
        unit: format!("{}/{}", if user { "user" } else { "system" }, said.unit),
        rule: said.rule.to_owned(),
        line: line.split_whitespace().collect::<Vec<_>>().join(" "),
    };
    let stem = |name: &str| name.split(['@', '.']).next().unwrap_or_default().to_owned();
    let near =
        |file: &&together::File| file.path.rsplit('/').any(|part| stem(part) == stem(&said.unit));
    let mut shown = String::new();
    for file in files().filter(near) {
        writeln!(shown, "    -- {}", file.path).expect("a text");
        for line in file
            .text
            .text()
            .lines()
            .map(str::trim)
            .filter(|line| !line.starts_with('#') && !line.is_empty())
        {
            writeln!(shown, "    {line}").expect("a text");
        }
    }
    Finding { suite, key, version: &package.version, said, shown }
}

/// Everything that was found, by rule, with the units it is about.
pub fn listed(found: &[Finding]) -> String {
    let mut by_rule: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in found {
        by_rule.entry(&finding.key.rule).or_default().push(finding);
    }
    let mut text = String::new();
    for (rule, found) in &by_rule {
        writeln!(text, "{rule}: {}", found.len()).expect("a text");
    }
    for (rule, found) in &by_rule {
        writeln!(text, "\n======== {rule}: {}", found.len()).expect("a text");
        for one in found {
            let fix = one.said.fix.as_ref().map_or("-", |fix| &fix.label);
            writeln!(
                text,
                "\n{} {} {} {}: {}\n    line: {}\n    fix: {fix}\n{}",
                one.suite.name(),
                one.key.package,
                one.version,
                one.key.unit,
                one.said.message,
                one.key.line,
                one.shown
            )
            .expect("a text");
        }
    }
    text
}

/// The rows of a list.
pub fn rows(list: &str) -> Vec<Row> {
    list.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(row).collect()
}

fn row(line: &str) -> Row {
    let fields: Vec<&str> = line.split('\t').collect();
    let [suites, package, unit, rule, text, weight, why] = fields[..] else {
        panic!("a row has seven fields that tabs part: {line}");
    };
    assert!(!why.trim().is_empty(), "a row says why: {line}");
    Row {
        suites: match suites {
            "bookworm" => vec![Suite::Bookworm],
            "trixie" => vec![Suite::Trixie],
            "both" => vec![Suite::Bookworm, Suite::Trixie],
            _ => panic!("`{suites}` is not bookworm, trixie or both: {line}"),
        },
        key: Key {
            package: package.to_owned(),
            unit: unit.to_owned(),
            rule: rule.to_owned(),
            line: text.to_owned(),
        },
        weight: match weight {
            "true" => Weight::True,
            "hint" => Weight::Hint,
            "false" => Weight::False,
            _ => panic!("`{weight}` is not true, hint or false: {line}"),
        },
    }
}

/// Weighs the findings by the rows, and says which rows are missing and which are there for nothing.
pub fn weigh(found: &[Finding], rows: &[Row]) -> (Weighed, Vec<String>) {
    let mut weighed = Weighed::default();
    let mut unknown: BTreeMap<&Key, Vec<Suite>> = BTreeMap::new();
    let mut used = BTreeSet::new();
    for finding in found {
        let fits = |row: &Row| row.key == finding.key && row.suites.contains(&finding.suite);
        match rows.iter().find(|row| fits(row)) {
            Some(row) => {
                used.insert((&row.key, finding.suite.name()));
                match row.weight {
                    Weight::True => weighed.is_true += 1,
                    Weight::Hint => weighed.is_hint += 1,
                    Weight::False => weighed.is_false += 1,
                }
            }
            None => {
                weighed.unknown += 1;
                unknown.entry(&finding.key).or_default().push(finding.suite);
            }
        }
    }
    let mut faults = Vec::new();
    if !unknown.is_empty() {
        faults.push(String::from(
            "nobody has weighed these; add the lines, each with true, hint or false and why:",
        ));
    }
    for (key, suites) in unknown {
        let both = suites.contains(&Suite::Bookworm) && suites.contains(&Suite::Trixie);
        let place = if both { "both" } else { suites[0].name() };
        let Key { package, unit, rule, line } = key;
        faults.push(format!("{place}\t{package}\t{unit}\t{rule}\t{line}\t?\t"));
    }
    for row in rows {
        for suite in row.suites.iter().filter(|suite| !used.contains(&(&row.key, suite.name()))) {
            let Key { package, unit, rule, line } = &row.key;
            faults.push(format!(
                "this is not found any more; remove the line, or {} from it: {package} {unit} {rule} {line}",
                suite.name()
            ));
        }
    }
    (weighed, faults)
}
