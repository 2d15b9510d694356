//! Ignored or applied: what a loaded unit holds tells them apart, where the remark alone does not.
//!
//! Each assignment is a unit of its own in a booted system. `systemctl show` of a unit with an assignment that we call
//! accepted or noted differs from that of a unit without it; with one that we call ignored it is the same.

use doorbell::activation::{Role, Scope};
use doorbell::catalogue::target::Target;
use doorbell::catalogue::{self, Directive, Section};
use doorbell::check::{Outcome, verdict};
use doorbell::syntax::UnitFile;
use real::machine::Machine;
use real::pool;
use real::roots::{Root, Suite};
use real::verify;
use std::collections::{BTreeMap, BTreeSet};

/// How few directives are enough for which an assignment was seen to be applied.
const FEWEST: usize = 150;

/// Of each sort, how many values are tried on a directive.
const TRIES: usize = 3;

/// Directives that switch a filter on, even where the item that they are given is ignored: the list is there, and empty.
const FILTERS: [&str; 6] = [
    "Delegate",
    "RestrictAddressFamilies",
    "RestrictFileSystems",
    "RestrictNetworkInterfaces",
    "SystemCallFilter",
    "SystemCallLog",
];

/// Says of each unit whether it is as the first one, which is without the assignment: what names the unit itself is left
/// out.
const SHOW: &str = r#"
systemctl show --all $(sed 's/$/.service/' /opt/units) | awk -v RS= -v FS='\n' '
# Dependencies are listed in no order.
function sorted(line,    words, count, i, j, word) {
    count = split(line, words, /[= ]/)
    for (i = 3; i <= count; i++) {
        word = words[i]
        for (j = i; j > 2 && words[j - 1] > word; j--) words[j] = words[j - 1]
        words[j] = word
    }
    line = words[1] "="
    for (i = 2; i <= count; i++) line = line words[i] " "
    return line
}
{
    name = ""; text = ""
    for (i = 1; i <= NF; i++) if ($i ~ /^Id=/) { name = substr($i, 4); sub(/\.service$/, "", name) }
    for (i = 1; i <= NF; i++) if ($i !~ /^(Id|Names|FragmentPath|LoadError|MemoryAvailable|EffectiveMemory[A-Za-z]*)=/) {
        gsub(name, "UNIT", $i)
        text = text "\n" ($i ~ /^(After|Before|Requires|Wants|Conflicts)=/ ? sorted($i) : $i)
    }
    if (NR == 1) plain = text
    else print name, (text == plain ? "same" : "other")
}'
"#;

#[test]
fn on_systemd_247() {
    tells_apart(Suite::Bullseye);
}

#[test]
fn on_systemd_252() {
    tells_apart(Suite::Bookworm);
}

#[test]
fn on_systemd_257() {
    tells_apart(Suite::Trixie);
}

#[test]
fn on_the_newest_systemd() {
    tells_apart(Suite::Testing);
}

/// An assignment under test.
struct Tried {
    unit: String,
    directive: &'static Directive,
    value: String,
    /// What we say comes of it; none for nothing to remark on.
    outcome: Option<Outcome>,
}

fn tells_apart(suite: Suite) {
    let root = Root::get(suite);
    let target = root.target();
    let machine = Machine::new(root);
    let layer = machine.layer();
    layer.write("/etc/systemd/system/zplainz.service", file(Section::Service, ""));
    let tried = tried(target);
    for one in &tried {
        let section = one.directive.sections[one.directive.sections.len() - 1];
        let text = file(section, &format!("{}={}\n", one.directive.name, one.value));
        layer.write(&format!("/etc/systemd/system/{}.service", one.unit), text);
    }
    let units: Vec<&str> =
        std::iter::once("zplainz").chain(tried.iter().map(|one| one.unit.as_str())).collect();
    layer.write("/opt/units", units.join("\n") + "\n");
    let [boot] = machine.boot([SHOW]);
    let same: BTreeMap<&str, bool> = boot
        .succeeded()
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(unit, said)| (unit, said == "same"))
        .collect();
    let is_same = |one: &&Tried| same[one.unit.as_str()];
    let takes = |one: &&Tried| one.outcome.is_none_or(|outcome| outcome == Outcome::Noted);
    let applied: BTreeSet<&str> = tried
        .iter()
        .filter(takes)
        .filter(|one| !is_same(one))
        .map(|one| one.directive.name)
        .collect();
    let ignored = || {
        let ignored = tried.iter().filter(|one| one.outcome == Some(Outcome::Ignored));
        ignored.filter(|one| !FILTERS.contains(&one.directive.name))
    };
    let noted = || tried.iter().filter(|one| one.outcome == Some(Outcome::Noted));
    let tell = |one: &Tried| format!("{}={}", one.directive.name, one.value);
    let not_ignored: Vec<String> = ignored()
        .filter(|one| applied.contains(one.directive.name) && !is_same(one))
        .map(tell)
        .collect();
    let seen = ignored().filter(|one| applied.contains(one.directive.name)).count();
    verify::tell(format_args!(
        "applied, systemd {}: {} directives; {} ignored values of {seen} change nothing; {} noted",
        target.version,
        applied.len(),
        seen - not_ignored.len(),
        noted().count()
    ));
    assert!(applied.len() >= FEWEST, "only {} directives were seen to be applied", applied.len());
    assert!(
        not_ignored.is_empty(),
        "these change the unit, and we call them ignored: {not_ignored:#?}"
    );
    // A noted value may be what holds anyway.
    let changed: BTreeSet<&str> =
        noted().filter(|one| !is_same(one)).map(|one| one.directive.name).collect();
    let not_applied: Vec<String> =
        noted().filter(|one| !changed.contains(one.directive.name)).map(tell).collect();
    assert!(
        not_applied.is_empty(),
        "these change nothing, and we call them noted: {not_applied:#?}"
    );
}

/// Values for each directive of a service: some that are accepted, noted and ignored.
fn tried(target: &'static Target) -> Vec<Tried> {
    let any = pool::values(include_str!("agreement/any.txt"));
    let mut all = Vec::new();
    for directive in catalogue::all() {
        let section = directive.sections[directive.sections.len() - 1];
        if !matches!(section, Section::Unit | Section::Service) || !target.knows(directive) {
            continue;
        }
        let examples = directive.kind.describe().1.split(" · ").map(str::to_owned);
        let words = directive.kind.words().map(|words| words.0).unwrap_or_default();
        let words = words.iter().map(|word| word.text.to_owned());
        let values = examples.chain(words).chain(any.iter().cloned());
        let mut count: BTreeMap<Option<Outcome>, usize> = BTreeMap::new();
        for value in values.filter(|value| !value.is_empty() && *value != directive.default) {
            let text = file(section, &format!("{}={value}\n", directive.name));
            let unit = verdict::Unit {
                role: Role::Service,
                name: "plain.service",
                scope: Scope::System,
                target,
            };
            let remarks = verdict::judge(&UnitFile::parse(text), unit);
            let outcome = remarks.iter().map(|remark| remark.outcome).max();
            // What is refused has nothing to show, and of a list one item may be taken.
            let is_list = directive.repeats && value.contains([' ', ',', ':']);
            if outcome == Some(Outcome::Fatal) || outcome == Some(Outcome::Ignored) && is_list {
                continue;
            }
            let count = count.entry(outcome).or_default();
            *count += 1;
            if *count <= TRIES {
                let unit = format!("z{}z", all.len());
                all.push(Tried { unit, directive, value, outcome });
            }
        }
    }
    all
}

/// A service with one more line in `section`.
fn file(section: Section, line: &str) -> String {
    format!("[Service]\nExecStart=/bin/true\n[{}]\n{line}", section.name())
}
