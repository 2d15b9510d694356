//! What fixes do to units that are loaded: each fix that is offered on the corpus and on the rules' own examples is applied,
//! and a booted systemd shows the units before and after.
//!
//! Nothing gets wider, whatever the rule: access, listeners, guards, and what starts a unit, by itself or once enabled. What
//! else changes is what [`MAY`] says of the rule.

#[path = "../../advice/example.rs"]
mod example;

use doorbell::activation::{Activation, Role};
use doorbell::catalogue::target::Target;
use doorbell::check::{self, Case, Origin, RULES, doc, together};
use example::{example, pair};
use real::corpus::Corpus;
use real::machine::Machine;
use real::roots::{Root, Suite};
use real::verify;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::process::Stdio;

/// What the fixes of a rule may change in a loaded unit, by the names of `systemctl show`; `KEY` stands for the directive that
/// the fix writes. No rule may change what [`Kept`] is about.
const MAY: &[(&str, &[&str])] = &[
    ("address-not-there-at-boot", &["FreeBind"]),
    ("bad-value", &["KEY"]),
    ("conflicts-with-its-service", &["Conflicts", "ConflictedBy"]),
    ("errors-go-to-the-caller", &["StandardError", "After"]),
    ("failed-instances-pile-up", &["CollectMode"]),
    ("listen-fds-set-by-hand", &["Environment"]),
    ("listeners-overlap", &["BindIPv6Only"]),
    ("old-run-path", &["Symlinks"]),
    ("outdated", &["KEY"]),
    ("restart-in-accept-template", &["Restart"]),
    ("runtime-directory-of-all-instances", &["RuntimeDirectoryPreserve"]),
    ("same-listener-twice", &[]),
    ("socket-file-in-runtime-directory", &["RuntimeDirectoryPreserve"]),
    ("socket-waits-for-services", &["After", "Before"]),
    ("template-enabled", &["UnitFileState", "UnitFilePreset"]),
    ("unknown-key", &["KEY"]),
];

/// Lines that are ignored as they stand, each with its section and what else systemd shows once it is read: it is put right,
/// or moved, in a pair where all else is well.
const SLIPS: &[(Role, &str, &str, &[&str])] = &[
    (Role::Service, "Service", "ProtectSystem=strickt", &["CanLiveMount"]),
    (Role::Service, "Service", "ProtectHome=read-onli", &["CanLiveMount"]),
    (Role::Service, "Service", "Restart=alwys", &[]),
    (Role::Service, "Service", "Type=notfy", &["NotifyAccess"]),
    (Role::Service, "Service", "KillMode=proces", &[]),
    (Role::Service, "Service", "StandardOutput=sokcet", &["After"]),
    (Role::Service, "Service", "StandardError=jounral", &[]),
    (Role::Service, "Service", "MemoryMax=512MB", &[]),
    (Role::Service, "Service", "MemoryHigh=1 GiB", &[]),
    (Role::Service, "Service", "LimitFSIZE=10KB:1GB", &["LimitFSIZESoft"]),
    (Role::Socket, "Socket", "ReceiveBuffer=8MB", &[]),
    (Role::Service, "Unit", "Restart=always", &[]),
    (Role::Service, "Unit", "ProtectSystem=strict", &["CanLiveMount"]),
    (Role::Service, "Unit", "MemoryMax=1G", &[]),
    (Role::Service, "Unit", "Environment=A=b", &[]),
    (Role::Service, "Service", "Description=A shop", &[]),
    (Role::Service, "Service", "After=b.service", &[]),
    (Role::Service, "Service", "Backlog=9", &[]),
    (Role::Socket, "Unit", "MaxConnections=9", &[]),
    (Role::Socket, "Socket", "Restart=always", &[]),
    (Role::Socket, "Socket", "Type=notify", &["NotifyAccess"]),
    (Role::Socket, "Socket", "NonBlocking=yes", &[]),
];

/// What no fix may do with a property.
enum Kept {
    /// It stays as it is.
    Same,
    /// Nothing is put in.
    NoMore,
    /// Of the bits of a mode, none is put in.
    NoMoreBits,
}

/// The properties that are about access, listeners, guards, and what starts a unit.
const KEPT: &[(&[&str], Kept)] = &[
    (&["SocketMode", "DirectoryMode", "RuntimeDirectoryMode"], Kept::NoMoreBits),
    (
        &["SocketUser", "SocketGroup", "User", "Group", "SupplementaryGroups", "DynamicUser"],
        Kept::Same,
    ),
    (&["Listen", "BindToDevice", "PassCredentials", "Symlinks"], Kept::NoMore),
    (&["IPAddressAllow", "IPAddressDeny", "SocketBindAllow", "SocketBindDeny"], Kept::Same),
    (&["Conditions", "Asserts"], Kept::Same),
    (
        &[
            "WantedBy",
            "RequiredBy",
            "UpheldBy",
            "BoundBy",
            "TriggeredBy",
            "Triggers",
            "Wants",
            "Requires",
            "BindsTo",
            "Upholds",
            "OnSuccess",
            "OnFailure",
            "RefuseManualStart",
        ],
        Kept::NoMore,
    ),
    (&["LoadState"], Kept::Same),
];

/// What two units that say the same may differ in.
const NOISE: [&str; 6] = [
    "Id",
    "MemoryAvailable",
    "EffectiveMemoryMax",
    "EffectiveMemoryHigh",
    "EffectiveTasksMax",
    "LoadError",
];

/// Shows every unit that is named, loaded and not started.
const SHOW: &str = "systemctl show --all -- $(cat /opt/units)";

/// Enables the units of each folder below /cases, as if it were a system of its own, and lists what is then linked.
const ENABLE: &str = r#"
cd /cases
for side in */before */after; do
    for scope in system user; do
        [ -e "$side/names.$scope" ] || continue
        option=; [ "$scope" = system ] || option=--global
        while read -r name; do
            systemctl $option --root="/cases/$side" --quiet enable -- "$name" 2> /dev/null || :
        done < "$side/names.$scope"
    done
    find "$side" -type l -printf "$side %P %l\n"
done
"#;

#[test]
fn on_systemd_252() {
    are_safe(Suite::Bookworm);
}

#[test]
fn on_systemd_257() {
    are_safe(Suite::Trixie);
}

/// A fix, and the units that it is about: those that change and those that belong to them.
struct Fixed {
    rule: &'static str,
    /// Where it was found, and what the fix does.
    told: String,
    label: String,
    user: bool,
    /// What it may change besides what [`MAY`] says.
    also: &'static [&'static str],
    units: Vec<Pair>,
}

/// A unit before and after.
struct Pair {
    name: String,
    /// What follows its name in the name of each of its files: nothing for its own, `.d/more.conf` for a drop-in; and the
    /// texts.
    files: Vec<(String, [String; 2])>,
}

impl Pair {
    fn new(unit: &together::Unit, fix: &together::Correction) -> Self {
        let texts = |file: &together::File| [file.text.text().to_owned(), fix.applied_to(file)];
        let drop_in = |file: &together::File| {
            let name = file.path.rsplit('/').next().unwrap_or_default();
            (format!(".d/{name}"), texts(file))
        };
        let own = (String::new(), texts(&unit.fragment));
        Self {
            name: unit.name.to_string(),
            files: std::iter::once(own).chain(unit.drop_ins.iter().map(drop_in)).collect(),
        }
    }
}

/// The sides of a fix: what stands before the names of its units, so that all of them can be loaded at once.
fn marks(index: usize) -> [String; 2] {
    [format!("zb{index}z"), format!("za{index}z")]
}

fn are_safe(suite: Suite) {
    let root = Root::get(suite);
    let mut fixes = of_examples(root.target());
    fixes.extend(of_slips(root.target()));
    let examples = fixes.len();
    fixes.extend(of_corpus(Corpus::get(suite)));
    let shown = shown(root, &fixes);
    let links = enabled(root, &fixes);
    let mut faults = Vec::new();
    let mut changed = 0;
    for (index, fix) in fixes.iter().enumerate() {
        let mut differ = Vec::new();
        for unit in &fix.units {
            let [before, after] = marks(index).map(|mark| &shown[&loaded(&mark, &unit.name)]);
            assert!(before.contains_key("LoadState"), "{}: {before:?}", unit.name);
            // What was refused has nothing to keep to.
            if before["LoadState"].contains("loaded") {
                differ.extend(differences(fix, &unit.name, before, after));
            }
        }
        changed += usize::from(!differ.is_empty());
        let none = BTreeSet::new();
        let [before, after] =
            ["before", "after"].map(|side| links.get(&(index, side.to_owned())).unwrap_or(&none));
        let more: Vec<_> = after.difference(before).collect();
        let mut wrong: Vec<String> =
            differ.into_iter().filter(|one| !one.allowed).map(|one| one.told).collect();
        if !more.is_empty() {
            wrong.push(format!("once enabled, the unit is started by more: {more:?}"));
        }
        if !wrong.is_empty() {
            faults.push(format!("{}: {}", fix.told, wrong.join("; ")));
        }
    }
    verify::tell(format_args!(
        "fixes, systemd {}: {examples} of examples and {} of the corpus, {changed} change what is loaded, {} do harm",
        root.version(),
        fixes.len() - examples,
        faults.len()
    ));
    assert!(examples > 0, "no rule has an example with a fix");
    faults.sort();
    assert!(
        faults.is_empty(),
        "{} fixes do what they may not\n{}",
        faults.len(),
        faults.join("\n")
    );
}

/// The fixes that are offered on the rules' own bad examples.
fn of_examples(target: &'static Target) -> Vec<Fixed> {
    let mut fixes = Vec::new();
    for rule in RULES {
        let pair = pair(&example(doc(rule.name).expect("a text"), "## Bad"), target);
        for finding in check::run(&Case::pair(&pair)) {
            let Some(fixed) = fixed(&pair, &finding) else { continue };
            fixes.push(Fixed { told: format!("{}, {}", rule.name, fixed.told), ..fixed });
        }
    }
    fixes
}

/// The fixes that are offered on [`SLIPS`].
fn of_slips(target: &'static Target) -> Vec<Fixed> {
    let fix = |(role, section, line, also): &'static (Role, &str, &str, &'static [&str])| {
        let texts = Role::ALL.map(|unit| {
            let own = match unit {
                Role::Socket => ["", "ListenStream=8080\n"],
                Role::Service => ["Requires=slip.socket\n", "ExecStart=/bin/sleep 60\n"],
            };
            let slip = |of: &str| match unit == *role && of == *section {
                true => format!("{line}\n"),
                false => String::new(),
            };
            let kind = unit.section().name();
            let [first, second] = own;
            let install =
                if unit == Role::Socket { "[Install]\nWantedBy=sockets.target\n" } else { "" };
            format!("[Unit]\n{first}{}[{kind}]\n{second}{}{install}", slip("Unit"), slip(kind))
        });
        let mut pair = Activation::new("slip", &texts[0], &texts[1]);
        pair.set_target(target);
        let found = check::run(&Case::pair(&pair));
        let [finding] = found.as_slice() else { panic!("{line} in [{section}]: {found:#?}") };
        let fixed =
            fixed(&pair, finding).unwrap_or_else(|| panic!("{line} in [{section}] has no fix"));
        Fixed { also, ..fixed }
    };
    SLIPS.iter().map(fix).collect()
}

/// What the fix of a finding makes of the pair.
fn fixed(pair: &Activation, finding: &check::Finding) -> Option<Fixed> {
    let fix = finding.fix.as_ref()?;
    let mut after = pair.clone();
    fix.apply(&mut after);
    let texts = |role| [pair, &after].map(|units| units.file(role).text().to_owned());
    let units = Role::ALL
        .map(|role| Pair { name: pair.file_name(role), files: vec![(String::new(), texts(role))] });
    Some(Fixed {
        rule: finding.rule,
        told: format!("{} ({})", finding.rule, fix.label),
        label: fix.label.clone(),
        user: false,
        also: &[],
        units: units.into(),
    })
}

/// The fixes that are offered on units that Debian ships.
fn of_corpus(corpus: &'static Corpus) -> Vec<Fixed> {
    let target = corpus.target();
    let mut fixes = Vec::new();
    for package in &corpus.packages {
        for user in [false, true] {
            let units = package.units(user);
            for found in together::check(&units, target, Origin::Own) {
                let Some(fix) = found.fix else { continue };
                let label = fix.label.clone();
                let pairs: Vec<Pair> = units.iter().map(|unit| Pair::new(unit, &fix)).collect();
                let changed: Vec<&together::Unit> = units
                    .iter()
                    .zip(&pairs)
                    .filter(|(_, pair)| {
                        pair.files.iter().any(|(_, [before, after])| before != after)
                    })
                    .map(|(unit, _)| unit)
                    .collect();
                assert!(!changed.is_empty(), "{label} changes nothing in {}", found.path);
                let about = |unit| changed.iter().any(|changed| belong(changed, unit));
                let about = units.iter().zip(pairs).filter(|(unit, _)| about(unit));
                let line = found.line.map_or(String::new(), |line| format!(" line {line}"));
                fixes.push(Fixed {
                    rule: found.rule,
                    told: format!(
                        "{} {} {}{line}, {} ({label})",
                        package.name, package.version, found.path, found.rule
                    ),
                    label,
                    user,
                    also: &[],
                    units: about.map(|(_, pair)| pair).collect(),
                });
            }
        }
    }
    fixes
}

/// Whether two units have to do with each other: they share their first name, or one names the other.
fn belong(one: &together::Unit, other: &together::Unit) -> bool {
    let stem =
        |unit: &together::Unit| unit.name.split(['@', '.']).next().unwrap_or_default().to_owned();
    let names = |by: &together::Unit, named: &together::Unit| {
        by.fragment.text.text().contains(&*named.name)
    };
    stem(one) == stem(other) || names(one, other) || names(other, one)
}

/// Everything that a booted systemd shows of each unit before and after, the marks taken out.
fn shown(root: &Root, fixes: &[Fixed]) -> BTreeMap<String, BTreeMap<String, BTreeSet<String>>> {
    let machine = Machine::new(root);
    let layer = machine.layer();
    let mut all = Vec::new();
    for (index, fix) in fixes.iter().enumerate() {
        for unit in &fix.units {
            for (side, mark) in marks(index).iter().enumerate() {
                for (inside, texts) in &unit.files {
                    let path = format!("/etc/systemd/system/{mark}{}{inside}", unit.name);
                    layer.write(&path, marked(&texts[side], mark, &fix.units));
                }
                all.push(loaded(mark, &unit.name));
            }
        }
    }
    layer.write("/opt/units", all.join("\n") + "\n");
    // An active unit that comes after them holds them, so that all are there when one is shown.
    let after: String = all.iter().map(|name| format!("After={name}\n")).collect();
    layer.write(
        "/etc/systemd/system/doorbell-scenario.service.d/holds.conf",
        format!("[Unit]\n{after}"),
    );
    let [boot] = machine.boot([SHOW]);
    let mut shown = BTreeMap::new();
    for block in boot.succeeded().split("\n\n").filter(|block| !block.trim().is_empty()) {
        let lines = || block.lines().filter_map(|line| line.split_once('='));
        let id = lines().find(|(key, _)| *key == "Id").map(|(_, value)| value).expect("an Id");
        let mark = &id[..=id[1..].find('z').map_or(0, |at| at + 1)];
        let mut properties: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (key, value) in lines().filter(|(key, _)| !is_noise(key)) {
            let value = unmarked(value, mark);
            let values = properties.entry(key.to_owned()).or_default();
            // Dependencies are listed in no order.
            if is_list(key) {
                values.extend(value.split_whitespace().map(str::to_owned));
            } else if !value.is_empty() {
                values.insert(value);
            }
        }
        shown.insert(id.to_owned(), properties);
    }
    for name in &all {
        assert!(shown.contains_key(name), "{name} is not shown");
    }
    shown
}

/// The name under which a unit is loaded; a template by an instance.
fn loaded(mark: &str, name: &str) -> String {
    format!("{mark}{}", instance(name))
}

fn instance(name: &str) -> String {
    name.replacen("@.", "@i.", 1)
}

/// The text with the names of `units` marked, and what can be there only once, too.
fn marked(text: &str, mark: &str, units: &[Pair]) -> String {
    let mut text = text.replace("BusName=", &format!("BusName={mark}."));
    for unit in units {
        // References to a template name its instances.
        let name = match unit.name.split_once("@.") {
            Some((stem, _)) => format!("{stem}@"),
            None => unit.name.clone(),
        };
        let mut out = String::new();
        let mut rest = text.as_str();
        while let Some(at) = rest.find(&name) {
            let (before, behind) = rest.split_at(at);
            let goes_on = |c: char| c.is_ascii_alphanumeric() || ":-_.\\@/".contains(c);
            let is_whole = !before.ends_with(goes_on)
                && (name.ends_with('@') || !behind[name.len()..].starts_with(goes_on));
            out += before;
            if is_whole {
                out.push_str(mark);
            }
            out += name.as_str();
            rest = &behind[name.len()..];
        }
        out.push_str(rest);
        text = out;
    }
    text
}

fn unmarked(value: &str, mark: &str) -> String {
    value.replace(&format!("{mark}."), "").replace(mark, "")
}

fn is_noise(key: &str) -> bool {
    NOISE.contains(&key) || key.contains("Timestamp")
}

/// Whether a property is a list of units.
fn is_list(key: &str) -> bool {
    matches!(
        key,
        "After"
            | "Before"
            | "Requires"
            | "Requisite"
            | "Wants"
            | "BindsTo"
            | "PartOf"
            | "Upholds"
            | "Conflicts"
            | "RequiredBy"
            | "RequisiteOf"
            | "WantedBy"
            | "BoundBy"
            | "ConsistsOf"
            | "UpheldBy"
            | "ConflictedBy"
            | "Triggers"
            | "TriggeredBy"
            | "PropagatesReloadTo"
            | "ReloadPropagatedFrom"
            | "PropagatesStopTo"
            | "StopPropagatedFrom"
            | "JoinsNamespaceOf"
            | "OnFailure"
            | "OnFailureOf"
            | "OnSuccess"
            | "OnSuccessOf"
            | "RequiresMountsFor"
            | "WantsMountsFor"
            | "SliceOf"
            | "Names"
    )
}

/// A property that is not the same before and after.
struct Difference {
    told: String,
    allowed: bool,
}

fn differences(
    fix: &Fixed,
    unit: &str,
    before: &BTreeMap<String, BTreeSet<String>>,
    after: &BTreeMap<String, BTreeSet<String>>,
) -> Vec<Difference> {
    let none = BTreeSet::new();
    let may = MAY.iter().find(|(rule, _)| *rule == fix.rule).map_or(&[][..], |(_, may)| may);
    let label = fix.label.strip_prefix("Write ").or_else(|| fix.label.strip_prefix("Move "));
    let written = label.and_then(|label| label.split_once('='));
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let mut differ = Vec::new();
    for key in keys {
        let [before, after] = [before, after].map(|side| side.get(key).unwrap_or(&none));
        if before == after {
            continue;
        }
        let is_kept = match KEPT.iter().find(|(keys, _)| keys.contains(&key.as_str())) {
            None => {
                may.contains(&key.as_str())
                    || fix.also.contains(&key.as_str())
                    || may.contains(&"KEY") && written.is_some_and(|(written, _)| written == key)
            }
            Some((_, Kept::Same)) => false,
            Some((_, Kept::NoMore)) => after.is_subset(before),
            Some((_, Kept::NoMoreBits)) => bits(after) & !bits(before) == 0,
        };
        differ.push(Difference {
            told: format!("{unit}: {key} was {before:?}, is {after:?}"),
            allowed: is_kept,
        });
    }
    differ
}

/// The bits of a mode as it is shown.
fn bits(mode: &BTreeSet<String>) -> u32 {
    let shown = mode.first().map_or("7777", String::as_str);
    u32::from_str_radix(shown, 8).expect("a mode in octal digits")
}

/// What is linked when the units are enabled, by the fix and its side.
fn enabled(root: &Root, fixes: &[Fixed]) -> BTreeMap<(usize, String), BTreeSet<String>> {
    let layer = root.layer();
    for (index, fix) in fixes.iter().enumerate() {
        let scope = if fix.user { "user" } else { "system" };
        for (number, side) in ["before", "after"].iter().enumerate() {
            let top = format!("/cases/{index}/{side}");
            let mut names = String::new();
            for unit in &fix.units {
                for (inside, texts) in &unit.files {
                    let path = format!("{top}/usr/lib/systemd/{scope}/{}{inside}", unit.name);
                    layer.write(&path, &texts[number]);
                }
                writeln!(names, "{}", instance(&unit.name)).expect("a text");
            }
            layer.write(&format!("{top}/names.{scope}"), names);
        }
    }
    let output = layer
        .chroot("sh")
        .args(["-euc", ENABLE])
        .stdin(Stdio::null())
        .output()
        .expect("a shell in the root");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut links: BTreeMap<(usize, String), BTreeSet<String>> = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let (place, link) = line.split_once(' ').expect("a side and a link");
        let (index, side) = place.split_once('/').expect("a number and a side");
        let key = (index.parse().expect("the number of a fix"), side.to_owned());
        links.entry(key).or_default().insert(link.to_owned());
    }
    assert!(!links.is_empty(), "nothing could be enabled");
    links
}
