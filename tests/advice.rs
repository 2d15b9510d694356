//! The rules of advice: each fires on its bad example and not on its good one, what they offer puts things right, and they
//! cover the mistakes that people make.

#[path = "advice/case.rs"]
mod case;
#[path = "advice/example.rs"]
mod example;

use doorbell::activation::{
    Activation, Role, Style, obstacle_to_accept, obstacle_to_style, set_accept, set_style,
};
use doorbell::catalogue::target::{TARGETS, Target};
use doorbell::check::together::{Found, Unit, check};
use doorbell::check::{self, Case, Finding, Origin, Outcome, RULES, doc};
use doorbell::preset::PRESETS;
use doorbell::value::Version;
use example::{example, pair};

/// The mistakes that people make most, by number, and what finds each: rules, `verdict`, or why unit text cannot show it.
const MISTAKES: [(u8, &[&str]); 30] = [
    (1, &["verdict"]),
    (2, &["service-without-its-socket"]),
    (3, &["service-enabled-too"]),
    (4, &["drop-in-adds-a-listener"]),
    (5, &["address-not-there-at-boot"]),
    (6, &["listeners-overlap"]),
    (7, &["socket-file-in-runtime-directory"]),
    (8, &["socket-open-to-all"]),
    (9, &["listen-fds-set-by-hand", "shell-hides-the-pid"]),
    (10, &["listening-socket-as-stdin"]),
    (11, &["several-sockets-one-name"]),
    (12, &["verdict"]),
    (13, &["condition-can-fail"]),
    (14, &["socket-waits-for-services"]),
    (15, &["forking-service"]),
    (16, &["verdict"]),
    (17, &["restart-in-accept-template", "template-requires-its-socket"]),
    (18, &["failed-instances-pile-up"]),
    (19, &["errors-go-to-the-caller", "output-before-the-answer"]),
    (20, &["verdict"]),
    (21, &["verdict"]),
    (22, &["verdict"]),
    (23, &["one-stdin-for-several-sockets"]),
    (24, &["the Install tab"]),
    (25, &["the Install tab"]),
    (26, &["verdict"]),
    (27, &["access-without-a-file"]),
    (
        28,
        &[
            "wanted-by-no-target",
            "socket-not-enabled",
            "template-enabled",
            "enabled-by-nothing-known",
        ],
    ),
    (29, &["connection-limit-without-accept"]),
    (
        30,
        &[
            "old-run-path",
            "same-listener-twice",
            "remains-after-exit",
            "fd-name-not-passed",
            "program-binds-by-itself",
            "verdict",
        ],
    ),
];

/// Rules for what is not among them.
const MORE: [&str; 18] = [
    "call-that-nobody-takes",
    "callers-not-filtered",
    "conflicts-with-its-service",
    "device-not-there-at-boot",
    "mapped-address",
    "name-taken",
    "not-for-a-user",
    "port-of-another-socket",
    "proxy-calls-itself",
    "proxy-in-a-network-of-its-own",
    "proxy-with-stdin",
    "replaced-by-systemd",
    "runtime-directory-of-all-instances",
    "shell-syntax-in-command",
    "socket-follows-its-service",
    "stopped-as-unneeded",
    "surely-a-slip",
    "user-folder-in-system-unit",
];

#[test]
fn the_mistakes_and_the_rules_cover_each_other() {
    let numbers: Vec<u8> = MISTAKES.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, (1..=30).collect::<Vec<_>>());
    let named: Vec<&str> =
        MISTAKES.iter().flat_map(|(_, rules)| rules.iter().copied()).chain(MORE).collect();
    for rule in RULES {
        assert!(named.contains(&rule.name), "{} is for no mistake", rule.name);
    }
    let others = ["verdict", "the Install tab"];
    for name in named {
        let is_rule = RULES.iter().any(|rule| rule.name == name);
        assert!(is_rule || others.contains(&name), "there is no rule {name}");
    }
}

#[test]
fn every_text_has_its_parts() {
    for rule in RULES {
        let text = doc(rule.name).unwrap_or_else(|| panic!("{} has no text", rule.name));
        let mut headings: Vec<&str> =
            text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        // What depends on things that nobody sees here says when to leave it.
        let says_when = headings.contains(&"Leave it if");
        assert_eq!(says_when, !rule.unseen.is_empty(), "{}", rule.name);
        headings.retain(|heading| *heading != "Leave it if");
        assert_eq!(
            headings,
            ["What it does", "Why it hurts", "Bad", "Good", "Sources"],
            "{}",
            rule.name
        );
        assert_eq!(text.lines().next(), Some(format!("# {}", rule.name).as_str()));
    }
}

#[test]
fn bad_examples_fire_and_good_ones_do_not() {
    for rule in RULES {
        let text = doc(rule.name).expect("a text");
        let [bad, good] = ["## Bad", "## Good"].map(|part| example(text, part));
        let mut fired = 0;
        for target in targets(text) {
            let [in_bad, in_good] = [&bad, &good].map(|units| findings(units, target));
            let of_rule: Vec<_> = in_bad.iter().filter(|one| one.rule == rule.name).collect();
            assert!(!of_rule.is_empty(), "{} is silent for {}: {in_bad:#?}", rule.name, target.id);
            fired += 1;
            let is_sure = of_rule.iter().all(|one| one.outcome == Outcome::Warning);
            assert!(is_sure || !rule.unseen.is_empty(), "{} does not know enough", rule.name);
            assert!(in_good.is_empty(), "{} for {}: {in_good:#?}", rule.name, target.id);
        }
        assert!(fired > 5, "{} was tried for {fired} targets", rule.name);
    }
}

#[test]
fn every_fix_removes_its_finding_and_adds_none() {
    let mut fixes = 0;
    for rule in RULES {
        let text = doc(rule.name).expect("a text");
        let bad = example(text, "## Bad");
        if bad.iter().any(|unit| !unit.drop_ins.is_empty()) {
            continue;
        }
        for target in targets(text) {
            let pair = pair(&bad, target);
            let before = check::run(&Case::pair(&pair));
            for finding in &before {
                let Some(fix) = &finding.fix else { continue };
                fixes += 1;
                let mut fixed = pair.clone();
                fix.apply(&mut fixed);
                assert_ne!(fix.changes(&pair), [], "{}: the fix changes nothing", finding.rule);
                let after = check::run(&Case::pair(&fixed));
                let count =
                    |found: &[Finding], rule| found.iter().filter(|one| one.rule == rule).count();
                assert!(
                    count(&after, finding.rule) < count(&before, finding.rule),
                    "{} stays: {after:#?}",
                    finding.rule
                );
                for left in &after {
                    assert!(count(&before, left.rule) > 0, "{} brings {left:#?}", finding.rule);
                }
            }
        }
    }
    assert!(fixes > 100, "only {fixes} fixes were tried");
}

#[test]
fn every_preset_of_every_style_is_free_of_advice() {
    let mut variants = 0;
    for preset in &PRESETS {
        for accept in [false, true] {
            for way in [Style::Aware, Style::Inetd] {
                let mut pair = preset.activation();
                if obstacle_to_accept(&pair, accept).is_some() {
                    continue;
                }
                set_accept(&mut pair, accept);
                if obstacle_to_style(&pair, way).is_some() {
                    continue;
                }
                set_style(&mut pair, way);
                variants += 1;
                for target in ["debian13", "debian12", "systemd262"] {
                    pair.set_target(Target::find(target).expect("a target"));
                    let found = check::run(&Case::pair(&pair));
                    assert!(
                        found.is_empty(),
                        "{} {accept} {way:?} {target}: {found:#?}",
                        preset.title
                    );
                }
            }
        }
    }
    assert!(variants >= 12, "only {variants} variants");
}

#[test]
fn what_is_no_mistake_gets_no_advice() {
    let socket = "[Socket]\nListenStream=\nListenStream=8080\nIPAddressDeny=any\n\n[Install]\nWantedBy=sockets.target\n";
    for more in [
        "PrivateNetwork=yes\n",
        "StandardInput=socket\nStandardError=journal\n",
        "ExecStart=\nExecStart=/usr/local/bin/myapp\n",
        "IPAddressDeny=any\n",
    ] {
        let service = format!(
            "[Unit]\nRequires=myapp.socket\n\n[Service]\nExecStart=/usr/local/bin/myapp\n{more}"
        );
        let found = check::run(&Case::pair(&Activation::new("myapp", socket, &service)));
        assert!(found.is_empty(), "{more}: {found:#?}");
    }
}

#[test]
fn the_articles_pair_loads_and_hides_systemds_own_count() {
    let socket = "[Unit]\nDescription=My Application Socket\n\n[Socket]\nListenStream=8080\nAccept=no\nBindIPv6Only=both\n\n[Install]\nWantedBy=sockets.target\n";
    let service = "[Unit]\nDescription=My Application Server\nRequires=myapp.socket\n\n[Service]\nType=simple\nExecStart=/usr/local/bin/myapp\nUser=appuser\nGroup=appuser\nEnvironment=\"LISTEN_FDS=1\"\nStandardOutput=journal\nStandardError=journal\n";
    let pair = Activation::new("myapp", socket, service);
    let found = check::run(&Case::pair(&pair));
    assert!(found.iter().all(|finding| finding.outcome.is_advice()), "it loads: {found:#?}");
    let rules: Vec<_> =
        found.iter().map(|finding| (finding.rule, finding.unit, finding.line)).collect();
    assert_eq!(rules, [("listen-fds-set-by-hand", Role::Service, Some(9))]);
}

#[test]
fn of_each_case_all_is_said_and_nothing_else() {
    let cases = case::cases(include_str!("advice/cases.txt"));
    let wrong: Vec<String> = cases
        .iter()
        .map(|case| (case, case.found()))
        .filter(|(case, found)| *found != case.expected)
        .map(|(case, found)| format!("{}: {found:#?}, not {:#?}", case.title, case.expected))
        .collect();
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// The targets that a text names: all, or those up to or from a release.
fn targets(text: &str) -> Vec<&'static Target> {
    let limits = text.lines().find_map(|line| line.strip_prefix("Targets: systemd "));
    let fits = |target: &&Target| match limits.and_then(|limits| limits.split_once(' ')) {
        None => true,
        Some((release, which)) => {
            let release = Version(release.parse().expect("a release"));
            if which.contains("older") {
                target.version <= release
            } else {
                target.version >= release
            }
        }
    };
    TARGETS.iter().filter(fits).collect()
}

fn findings(units: &[Unit], target: &'static Target) -> Vec<Found> {
    check(units, target, Origin::Own)
}
