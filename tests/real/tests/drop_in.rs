//! The drop-in that makes one unit of another: on random pairs and on what Debian ships, read by us and by systemd.
//!
//! Systemd is shown the unit with our drop-in and the edited text as a file of its own; what it has loaded of both is the
//! same, but for what an obstacle names.

use doorbell::activation::drop_in::Way;
use doorbell::activation::{DropIn, Merged, Role, Settings, Slot, drop_in, rebased};
use doorbell::catalogue::target::Target;
use doorbell::catalogue::{self, Directive, Empty, Section};
use doorbell::syntax::UnitFile;
use real::corpus::{Corpus, SUITES};
use real::machine::Machine;
use real::pool;
use real::random::Random;
use real::roots::{Root, Suite};
use real::verify;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::env;

/// How many random pairs are compared.
const PAIRS: usize = 5_000;

/// How many edits each unit of a package gets.
const EDITS: usize = 12;

/// How many units a systemd is shown twice.
const SHOWN: usize = 320;

/// Two texts of a unit.
struct Case {
    name: String,
    role: Role,
    base: String,
    edited: String,
}

/// A slot as a test tells of it.
fn told(slot: Slot) -> String {
    format!("{}/{}", slot.section.name(), slot.name)
}

/// Chance, which another seed makes another.
fn random(own: u64) -> Random {
    let seed = env::var("DOORBELL_SEED").ok().and_then(|seed| seed.parse().ok());
    Random(seed.unwrap_or(1_u64).wrapping_mul(1000).wrapping_add(own))
}

/// Values for each directive: mostly such as systemd reads.
#[derive(Default)]
struct Values(HashMap<&'static str, [Vec<String>; 2]>);

impl Values {
    fn of(
        &mut self,
        directive: &'static Directive,
        target: &Target,
        random: &mut Random,
    ) -> String {
        let [read, all] = self.0.entry(directive.name).or_insert_with(|| {
            let mut all = pool::of(directive);
            all.extend(directive.kind.describe().1.split(" · ").map(str::to_owned));
            // What an instance decides may be right in one unit and wrong in another.
            let is_plain = |value: &String| {
                value.len() < 100
                    && !["\n", "\r", "\0", "%i", "%I", "%j"].iter().any(|part| value.contains(part))
            };
            all.retain(is_plain);
            let mut read = all.clone();
            read.retain(|value| !value.is_empty() && directive.read(value, target.version).is_ok());
            [read, all]
        });
        let from = if read.is_empty() || random.below(12) == 0 { all } else { read };
        if from.is_empty() { String::from("1") } else { random.one_of(from).clone() }
    }
}

/// A directive that may stand in a unit of this type, and where.
fn any_place(role: Role, random: &mut Random) -> (Section, &'static Directive) {
    let all: Vec<&Directive> = catalogue::all().collect();
    loop {
        let directive = *random.one_of(&all);
        let section = *random.one_of(&directive.sections);
        if matches!(section, Section::Unit | Section::Install) || section == role.section() {
            return (section, directive);
        }
    }
}

/// A line as somebody might write it.
fn line(key: &str, value: &str, random: &mut Random) -> String {
    let comment = if random.below(8) == 0 { "# a reason\n" } else { "" };
    match (random.below(10), value.split_once(' ')) {
        (0, Some((first, rest))) => format!("{comment}{key}={first} \\\n    {rest}\n"),
        (1, _) => format!("{comment}  {key} = {value}\n"),
        _ => format!("{comment}{key}={value}\n"),
    }
}

/// A unit of random lines.
fn unit(role: Role, target: &Target, values: &mut Values, random: &mut Random) -> String {
    let (own, needed) = match role {
        Role::Socket => ("Socket", "ListenStream=/run/v\n"),
        Role::Service => ("Service", "ExecStart=/bin/true\n"),
    };
    let mut sections = BTreeMap::from([(own, needed.to_owned())]);
    // Few directives, so that there are lists.
    let some: Vec<_> = (0..6).map(|_| any_place(role, random)).collect();
    for _ in 0..random.below(14) {
        let (section, directive) = *random.one_of(&some);
        let value = match random.below(12) {
            0 => String::new(),
            _ => values.of(directive, target, random),
        };
        let text = sections.entry(section.name()).or_default();
        *text += &line(directive.name, &value, random);
    }
    sections.iter().map(|(name, lines)| format!("[{name}]\n{lines}")).collect()
}

/// `text` with some of its lines changed, as a person would, or not.
fn edited(
    text: &str,
    role: Role,
    target: &Target,
    values: &mut Values,
    random: &mut Random,
) -> String {
    let mut file = UnitFile::parse(text);
    for _ in 0..=random.below(4) {
        let all: Vec<(usize, Option<Section>, String, String)> = file
            .all_assignments()
            .map(|one| {
                let section = [Section::Unit, role.section(), Section::Install]
                    .into_iter()
                    .find(|section| one.section == Some(section.name()));
                (one.line, section, one.key.to_owned(), one.value.to_owned())
            })
            .collect();
        let (section, directive) = any_place(role, random);
        if all.is_empty() || random.below(4) == 0 {
            let value = values.of(directive, target, random);
            file.add(section.name(), directive.name, &value, &[]).ok();
            continue;
        }
        let (at, section, key, old) = random.one_of(&all).clone();
        let known = section.and_then(|section| catalogue::find(section, &key));
        let value = match known {
            Some(directive) => values.of(directive, target, random),
            None => String::from("1"),
        };
        match random.below(9) {
            0 | 1 => file.remove_line(at),
            2 => file.add_behind(at, &key, &value).unwrap_or_default(),
            3 => file.add_behind(at, &key, "").unwrap_or_default(),
            4 => {
                let words: Vec<&str> = old.split(' ').collect();
                let kept = words[random.below(words.len())].to_owned();
                file.set_line(at, &key, &kept).unwrap_or_default();
            }
            5 => file.set_line(at, &key, &format!("{old} {value}")).unwrap_or_default(),
            6 => {
                // The same line once more, at the end of its list.
                file.add(section.map_or("Unit", Section::name), &key, &old, &[]).ok();
            }
            _ => file.set_line(at, &key, &value).unwrap_or_default(),
        }
    }
    file.text().to_owned()
}

/// What is wrong with the drop-in of a case; it itself otherwise.
fn tried(case: &Case, target: &Target) -> Result<DropIn, String> {
    let [base, edited] = [&case.base, &case.edited].map(|text| UnitFile::parse(text.as_str()));
    let made = drop_in(&base, &edited, case.role, target);
    let fault = |what: String| {
        Err(format!(
            "{}: {what}\n== base\n{}\n== edited\n{}\n== drop-in\n{}\n== {:#?}",
            case.name, case.base, case.edited, made.text, made.obstacles
        ))
    };
    let own = Merged::new(edited.clone().into(), []);
    let wanted = own.settings(case.role, target);
    let merged = |text: &str| Merged::new(base.clone().into(), [&UnitFile::parse(text)]);
    let ours = merged(&made.text);
    let settings = ours.settings(case.role, target);
    for slot in wanted.differences(&settings, target.version) {
        let Some(obstacle) = made.obstacles.iter().find(|one| one.slot == Some(slot)) else {
            return fault(format!("{} differs and no obstacle says so", told(slot)));
        };
        let empty = slot.directive().empty_in(target.version);
        if obstacle.words.contains("brought about") || empty == Empty::Resets {
            return fault(format!("{} can be brought about", told(slot)));
        }
    }
    if settings.refused.is_some() {
        // Nothing behind that line is read, whatever it is.
        return Ok(made);
    }
    if let Some(line) = needless(&made.text, &merged, &settings, case.role, target) {
        return fault(format!("`{line}` is not needed"));
    }
    let again = rebased(&base, &made.text, case.role, target);
    if again.contains("[X-Next]") {
        return fault(format!("the merged text is not one unit\n{again}"));
    }
    let whole = Merged::new(UnitFile::parse(again.as_str()).into(), []);
    let differ = settings.differences(&whole.settings(case.role, target), target.version);
    if let Some(slot) = differ.first() {
        return fault(format!("{} is lost in the merged text\n{again}", told(*slot)));
    }
    let second = merged(&drop_in(&base, &UnitFile::parse(again.as_str()), case.role, target).text);
    let differ = settings.differences(&second.settings(case.role, target), target.version);
    if let Some(slot) = differ.first() {
        return fault(format!("{} is lost on the way there and back\n{again}", told(*slot)));
    }
    Ok(made)
}

/// A line of a drop-in without which it does the same.
fn needless(
    text: &str,
    merged: &impl Fn(&str) -> Merged,
    settings: &Settings,
    role: Role,
    target: &Target,
) -> Option<String> {
    let file = UnitFile::parse(text);
    let passed_over: Vec<_> =
        settings.passed_over.iter().map(|entry| (entry.key, entry.value)).collect();
    let lines: Vec<_> = file
        .all_assignments()
        .filter(|one| !passed_over.contains(&(one.key, one.value)))
        // One of two that say the same is as good as the other.
        .filter(|one| {
            file.all_assignments()
                .filter(|other| other.key == one.key && other.value == one.value)
                .count()
                == 1
        })
        .collect();
    lines.iter().find_map(|one| {
        let mut less = file.clone();
        less.remove_line(one.line);
        let merged = merged(less.text());
        let same = merged.settings(role, target).differences(settings, target.version).is_empty();
        same.then(|| format!("{}={}", one.key, one.value))
    })
}

#[test]
fn of_random_pairs() {
    let mut random = random(1);
    let mut faults = Vec::new();
    let (mut written, mut obstacles) = (0, 0);
    for target in ["systemd252", "systemd257"] {
        let target = Target::find(target).expect("a target");
        let mut values = Values::default();
        for index in 0..PAIRS / 2 {
            let role = *random.one_of(&Role::ALL);
            let base = unit(role, target, &mut values, &mut random);
            let edited = match random.below(4) {
                0 => unit(role, target, &mut values, &mut random),
                _ => edited(&base, role, target, &mut values, &mut random),
            };
            let name = format!("pair {index} for {}", target.id);
            match tried(&Case { name, role, base, edited }, target) {
                Ok(made) => {
                    written += usize::from(!made.text.is_empty());
                    obstacles += usize::from(!made.obstacles.is_empty());
                }
                Err(fault) => faults.push(fault),
            }
        }
    }
    verify::tell(format_args!(
        "drop-ins of {PAIRS} random pairs: {written} say something, {obstacles} have an obstacle, {} are wrong",
        faults.len()
    ));
    assert!(written > PAIRS / 2 && obstacles > PAIRS / 50, "{written} {obstacles}");
    assert!(faults.is_empty(), "{}", faults[..faults.len().min(most())].join("\n\n"));
}

#[test]
fn of_units_of_packages() {
    let mut faults = Vec::new();
    let (mut units, mut edits, mut obstacles) = (0, 0, 0);
    for suite in SUITES {
        let corpus = Corpus::get(suite);
        let (mut values, mut random) = (Values::default(), random(2));
        for case in of_corpus(corpus, EDITS, &mut values, &mut random) {
            units += usize::from(case.name.ends_with(" 0"));
            edits += 1;
            match tried(&case, corpus.target()) {
                Ok(made) => obstacles += usize::from(!made.obstacles.is_empty()),
                Err(fault) => faults.push(fault),
            }
        }
    }
    verify::tell(format_args!(
        "drop-ins of {units} packaged units: {edits} edits, {obstacles} with an obstacle, {} are wrong",
        faults.len()
    ));
    assert!(faults.is_empty(), "{}", faults[..faults.len().min(most())].join("\n\n"));
}

/// The units of a corpus, each with some random edits.
fn of_corpus(corpus: &Corpus, edits: usize, values: &mut Values, random: &mut Random) -> Vec<Case> {
    let mut cases = Vec::new();
    for package in &corpus.packages {
        for unit in package.units(false).into_iter().filter(|unit| !unit.is_masked()) {
            let base = unit.fragment.text.text().to_owned();
            for index in 0..edits {
                cases.push(Case {
                    name: format!("{} {index}", unit.name),
                    role: unit.role,
                    edited: edited(&base, unit.role, corpus.target(), values, random),
                    base: base.clone(),
                });
            }
        }
    }
    cases
}

/// How many faults are told.
fn most() -> usize {
    env::var("DOORBELL_MOST").ok().and_then(|most| most.parse().ok()).unwrap_or(5)
}

/// What two units that say the same may differ in.
const NOISE: [&str; 9] = [
    "DropInPaths",
    "EffectiveMemoryHigh",
    "EffectiveMemoryMax",
    "EffectiveTasksMax",
    "FragmentPath",
    "Id",
    "LoadError",
    "MemoryAvailable",
    "Names",
];

/// Shows every unit that is named, loaded and not started; then the conditions of all, which are not shown there.
const SHOW: &str = r#"
# One that cannot be shown keeps those behind it from being shown.
xargs -n 4 sh -c 'systemctl show --all -- "$@"; echo' sh < /opt/units || :
echo "== dump"
# A value may be printed without the end of its line.
systemd-analyze dump | sed 's/^.*\(-> Unit \)/\1/' | grep -aE '^-> Unit |^	(Condition|Assert)[A-Za-z]*: '
"#;

#[test]
fn on_systemd_252() {
    are_loaded_alike(Suite::Bookworm);
}

#[test]
fn on_systemd_257() {
    are_loaded_alike(Suite::Trixie);
}

/// The properties of `systemctl show` for a slot: those that have the name of one of its directives, more or less.
fn is_of(property: &str, slot: Slot) -> bool {
    let plain = |name: &str| name.replace("USec", "Sec").replace("NSec", "Sec");
    plain(property) == plain(slot.name)
}

fn are_loaded_alike(suite: Suite) {
    let root = Root::get(suite);
    let target = root.target();
    let (mut values, mut random) = (Values::default(), random(3));
    let corpus = Corpus::get(suite);
    let mut cases: Vec<Case> = of_corpus(corpus, 2, &mut values, &mut random);
    for index in 0..SHOWN / 4 {
        let role = *random.one_of(&Role::ALL);
        let base = unit(role, target, &mut values, &mut random);
        let edited = edited(&base, role, target, &mut values, &mut random);
        let kind = role.section().name().to_lowercase();
        cases.push(Case { name: format!("random{index}.{kind} 0"), role, base, edited });
    }
    // All of them would take a minute.
    let step = cases.len().div_ceil(SHOWN * 2);
    let cases = cases.into_iter().rev().step_by(step);
    let mut told: Vec<(Case, DropIn)> = cases
        .filter_map(|case| {
            let made = tried(&case, target).unwrap_or_else(|fault| panic!("{fault}"));
            let has_way =
                |way| made.obstacles.iter().any(|one| one.slot.is_none() && one.way == way);
            let is_loaded = !has_way(Way::Correct) && !has_way(Way::FullCopy);
            (!made.text.is_empty() && is_loaded).then_some((case, made))
        })
        .collect();
    told.truncate(SHOWN);
    says_nothing_new(root, &told);
    let machine = Machine::new(root);
    let layer = machine.layer();
    let mut names = Vec::new();
    for (index, (case, made)) in told.iter().enumerate() {
        let file = case.name.split(' ').next().unwrap_or_default();
        for (side, mark) in marks(index).iter().enumerate() {
            let path = format!("/usr/lib/systemd/system/{mark}{file}");
            let marked = |text: &str| text.replace("BusName=", &format!("BusName={mark}."));
            match side {
                0 => {
                    layer.write(&path, marked(&case.base));
                    let path = format!("/etc/systemd/system/{mark}{file}.d/override.conf");
                    layer.write(&path, marked(&made.text));
                }
                _ => {
                    layer.write(&path, marked(&case.edited));
                }
            }
            names.push(format!("{mark}{}", file.replacen("@.", "@i.", 1)));
        }
    }
    layer.write("/opt/units", names.join("\n") + "\n");
    // An active unit that comes after them holds them, so that all are there when one is shown.
    let after: String = names.iter().map(|name| format!("After={name}\n")).collect();
    layer.write(
        "/etc/systemd/system/doorbell-scenario.service.d/holds.conf",
        format!("[Unit]\n{after}"),
    );
    let [boot] = machine.boot([SHOW]);
    let (shown, dumped) = boot.succeeded().split_once("== dump\n").expect("a dump");
    let shown = properties(shown, dumped);
    let (mut same, mut loaded, mut hidden, mut faults) = (0, 0, 0, Vec::new());
    for (index, (case, made)) in told.iter().enumerate() {
        let file = case.name.split(' ').next().unwrap_or_default().replacen("@.", "@i.", 1);
        let [ours, theirs] = marks(index).map(|mark| shown.get(&format!("{mark}{file}")));
        let (Some(ours), Some(theirs)) = (ours, theirs) else {
            hidden += 1;
            continue;
        };
        let is_loaded = theirs["LoadState"] == ["loaded"];
        if !is_loaded {
            // What it refuses as a whole it may still read of a drop-in.
            continue;
        }
        loaded += 1;
        let keys: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
        let is_named = |key: &str| {
            let slots = made.obstacles.iter().filter_map(|one| one.slot);
            slots.into_iter().any(|slot| is_of(key, slot) || follows(key, slot))
        };
        let differ: Vec<String> = keys
            .into_iter()
            .filter(|key| ours.get(*key) != theirs.get(*key) && !is_named(key))
            .map(|key| format!("{key} is {:?}, should be {:?}", ours.get(key), theirs.get(key)))
            .collect();
        match differ.is_empty() {
            true => same += 1,
            false => faults.push(format!(
                "{}: {}\n== base\n{}\n== edited\n{}\n== drop-in\n{}\n== {:#?}",
                case.name,
                differ.join("; "),
                case.base,
                case.edited,
                made.text,
                made.obstacles
            )),
        }
    }
    verify::tell(format_args!(
        "drop-ins, systemd {}: {same} of {loaded} units are loaded as the edited text is, {} more it would refuse, {hidden} it does not show",
        root.version(),
        told.len() - loaded - hidden
    ));
    assert!(hidden <= told.len() / 20, "{hidden} of {} are not shown", told.len());
    assert!(loaded >= 200, "only {loaded}");
    assert!(faults.is_empty(), "{}", faults[..faults.len().min(most())].join("\n\n"));
}

/// `systemd-analyze verify` says nothing of a drop-in that it does not say of the full text.
fn says_nothing_new(root: &Root, told: &[(Case, DropIn)]) {
    let layer = root.layer();
    let (mut paths, mut drop_ins) = (Vec::new(), 0);
    for (index, (case, made)) in told.iter().enumerate() {
        let [with, full] = in_two_folders(index, case);
        let marked = |text: &str, mark: &str| text.replace("BusName=", &format!("BusName={mark}."));
        let [of_drop_in, of_full] = marks(index);
        layer.write(&with, marked(&case.base, &of_drop_in));
        layer.write(&format!("{with}.d/override.conf"), marked(&made.text, &of_drop_in));
        layer.write(&full, marked(&case.edited, &of_full));
        paths.extend([with, full]);
    }
    let seen = verify::verify_in(root, &layer, &paths, &[], false);
    let mut faults = Vec::new();
    for (index, (case, made)) in told.iter().enumerate() {
        let [with, full] = in_two_folders(index, case);
        let said = |path: &str, mark: &str| -> BTreeSet<String> {
            let remarks = seen.get(path).map(|seen| seen.remarks.values().flatten());
            let remarks = remarks.into_iter().flatten();
            remarks
                .map(|remark| remark.replace(&format!("{mark}."), "").replace(mark, ""))
                .collect()
        };
        let [of_drop_in, of_full] = marks(index);
        let ours = said(&format!("{with}.d/override.conf"), &of_drop_in);
        drop_ins += usize::from(!ours.is_empty());
        let new: Vec<_> = ours.difference(&said(&full, &of_full)).cloned().collect();
        let is_refused = |path: &str| seen.get(path).is_some_and(|seen| seen.refused);
        if !new.is_empty() || is_refused(&with) && !is_refused(&full) && made.obstacles.is_empty() {
            faults
                .push(format!("{}: {new:?}\n{}\n== edited\n{}", case.name, made.text, case.edited));
        }
    }
    verify::tell(format_args!(
        "drop-ins, verify of systemd {}: of {} nothing new, of {drop_ins} what it says of the text",
        root.version(),
        told.len() - faults.len()
    ));
    assert!(faults.is_empty(), "{}", faults[..faults.len().min(most())].join("\n\n"));
}

/// Where `verify` finds a unit with its drop-in, and the full text.
fn in_two_folders(index: usize, case: &Case) -> [String; 2] {
    let file = case.name.split(' ').next().unwrap_or_default();
    let [with, full] = marks(index);
    [format!("/with/{with}{file}"), format!("/full/{full}{file}")]
}

/// What stands before the names of a unit with its drop-in, and of the full text, so that both can be loaded at once.
fn marks(index: usize) -> [String; 2] {
    [format!("zd{index}z"), format!("zf{index}z")]
}

/// Whether a property follows from what a slot holds.
fn follows(key: &str, slot: Slot) -> bool {
    match slot.name {
        "Type" => matches!(key, "NotifyAccess" | "TimeoutStartUSec"),
        "Service" => matches!(key, "Before" | "Triggers"),
        "RequiresMountsFor" => matches!(key, "After" | "Requires"),
        "WantsMountsFor" => matches!(key, "After" | "Wants"),
        "Sockets" => matches!(key, "After" | "TriggeredBy" | "Wants"),
        name if name.starts_with("Limit") => key.strip_suffix("Soft") == Some(name),
        _ => slot.section == Section::Install && key == "UnitFileState",
    }
}

/// The properties of each unit by its name, the marks taken out, with its conditions.
fn properties(shown: &str, dumped: &str) -> BTreeMap<String, BTreeMap<String, Vec<String>>> {
    let mut all: BTreeMap<String, BTreeMap<String, Vec<String>>> = BTreeMap::new();
    let mark = |id: &str| id[..=id[1..].find('z').map_or(0, |at| at + 1)].to_owned();
    let unmarked =
        |value: &str, mark: &str| value.replace(&format!("{mark}."), "").replace(mark, "");
    for block in shown.split("\n\n").filter(|block| !block.trim().is_empty()) {
        let lines = || block.lines().filter_map(|line| line.split_once('='));
        // What cannot be shown breaks off.
        let id = lines().find(|(key, _)| *key == "Id").map(|(_, value)| value);
        let Some(id) = id else { continue };
        let properties = all.entry(id.to_owned()).or_default();
        for (key, value) in lines() {
            // `!` says that the directory may be missing, which an empty assignment does not take back: where none is named,
            // it is the root.
            let is_nothing = (key, value) == ("WorkingDirectory", "!");
            if NOISE.contains(&key) || key.contains("Timestamp") || is_nothing {
                continue;
            }
            if key == "WorkingDirectory" && value.is_empty() {
                continue;
            }
            let value = unmarked(value, &mark(id));
            let values = properties.entry(key.to_owned()).or_default();
            if is_list(key) {
                values.extend(value.split_whitespace().map(str::to_owned));
                values.sort();
            } else {
                values.push(value);
            }
        }
    }
    let mut unit = None;
    for line in dumped.lines() {
        if let Some(name) = line.strip_prefix("-> Unit ") {
            unit = all.get_key_value(name.trim_end_matches(':')).map(|(name, _)| name.clone());
        } else if let Some(name) = &unit
            && let Some((key, value)) = line.trim().split_once(": ")
        {
            let value = unmarked(&format!("{key}={value}"), &mark(name));
            let kind = if key.starts_with("Assert") { "Asserts" } else { "Conditions" };
            let values = all.get_mut(name).expect("a unit that is shown").entry(kind.to_owned());
            values.or_default().push(value);
        }
    }
    all
}

/// Whether a property is a list of units, in no order.
fn is_list(key: &str) -> bool {
    let is_dependency = |key: &str| {
        matches!(
            key,
            "After" | "Before" | "Triggers" | "TriggeredBy" | "SliceOf" | "JoinsNamespaceOf"
        )
    };
    let starts = [
        "Requi",
        "Want",
        "Bind",
        "Bound",
        "PartOf",
        "Uph",
        "Conflict",
        "ConsistsOf",
        "Propagat",
        "Reload",
        "StopProp",
        "OnFailure",
        "OnSuccess",
    ];
    is_dependency(key) || starts.iter().any(|start| key.starts_with(start))
}
