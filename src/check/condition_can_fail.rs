//! A condition on a service that a socket starts, and not on the socket.

use super::{Case, Report, Rule, Unseen};
use crate::activation::{Lens, Listener, Role, limit};
use crate::catalogue::{self, Section};
use crate::syntax::Assignment;
use std::collections::{BTreeSet, HashSet};

/// The rule.
pub static RULE: Rule =
    Rule { name: "condition-can-fail", unseen: &[Unseen::Machine, Unseen::OtherUnits], check };

/// What has to hold for a unit to be started. An empty one takes back all of its kind before it.
const KINDS: [Kind; 2] = [
    Kind { begins: "Condition", comes_to: "the service is skipped" },
    Kind { begins: "Assert", comes_to: "the service does not start" },
];

struct Kind {
    begins: &'static str,
    comes_to: &'static str,
}

/// Conditions of which each is there where one of those behind it is, for the same path. Source: systemd.unit(5).
const IMPLIED: [(&str, &[&str]); 2] = [
    (
        "PathExists",
        &[
            "DirectoryNotEmpty",
            "FileIsExecutable",
            "FileNotEmpty",
            "PathExists",
            "PathIsDirectory",
            "PathIsMountPoint",
        ],
    ),
    ("PathIsDirectory", &["DirectoryNotEmpty", "PathIsDirectory"]),
];

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    // Whoever waits is thrown out then, and triggers nothing again. With `Accept=yes` a call ends with its instance, and the
    // socket listens on.
    if !case.is_pair() || units.accept() || units.is_on(Lens::socket("FlushPending")) {
        return;
    }
    let ends = match limit::trigger_limit(units).is_off() {
        false => {
            let tries = limit::trigger_limit(units).burst;
            format!("the caller still waits, and after some {tries} tries the socket fails")
        }
        true => String::from(
            "the caller still waits, and without a trigger limit systemd tries again and again, hundreds of times a second",
        ),
    };
    let of_socket = KINDS.iter().flat_map(|kind| Test::all(case, Role::Socket, kind));
    let (any, of_socket): (Vec<Test>, Vec<Test>) = of_socket.partition(|test| test.is_one_of_many);
    let guards: HashSet<(String, String)> =
        of_socket.into_iter().map(|test| (test.what, test.value)).collect();
    let any: BTreeSet<_> = any.into_iter().map(|test| (test.what, test.value)).collect();
    let mut nodes: Vec<&str> = case.listeners.iter().filter_map(Listener::node).collect();
    nodes.sort_unstable();
    let holds = |test: &Test| {
        let guard = |what: &str| guards.contains(&(what.to_owned(), test.value.clone()));
        let implied = IMPLIED.iter().find(|(what, _)| test.what == *what);
        guard(&test.what)
            || implied.is_some_and(|(_, by)| by.iter().any(|what| guard(what)))
            || implied.is_some() && is_made(&test.value, &nodes)
    };
    for kind in &KINDS {
        let tests = Test::all(case, Role::Service, kind);
        let (of_many, each): (Vec<Test>, Vec<Test>) =
            tests.into_iter().partition(|test| test.is_one_of_many);
        for test in each.iter().filter(|test| !holds(test)) {
            let message = format!(
                "if `{}={}` does not hold when somebody calls, {}, {ends}",
                test.line.key, test.line.value, kind.comes_to
            );
            report.hint(Role::Service, Some(test.line.line), message);
        }
        // One of them is enough. The socket is there only where one of its own holds.
        let is_one_of = |of_many: &[Test]| {
            let of_many: HashSet<_> =
                of_many.iter().map(|test| (&test.what, &test.value)).collect();
            !any.is_empty() && any.iter().all(|(what, value)| of_many.contains(&(what, value)))
        };
        if let Some(first) = of_many.first()
            && !of_many.iter().any(holds)
            && !is_one_of(&of_many)
        {
            let message = match of_many.len() {
                1 => format!("if `{}={}` does not hold", first.line.key, first.line.value),
                _ => format!("if none of the `{}…=|` lines holds", kind.begins),
            };
            let message = format!("{message} when somebody calls, {}, {ends}", kind.comes_to);
            report.hint(Role::Service, Some(first.line.line), message);
        }
    }
}

/// A condition, or an assertion.
struct Test<'a> {
    line: Assignment<'a>,
    /// What is looked at, such as `PathExists`.
    what: String,
    /// For what, with a `!` before it where it must not hold.
    value: String,
    /// Whether it suffices that one of its like holds: there is a `|` before the value.
    is_one_of_many: bool,
}

impl<'a> Test<'a> {
    /// All of a kind that `unit` has.
    fn all(case: &Case<'a>, unit: Role, kind: &Kind) -> Vec<Self> {
        let target = case.activation.target();
        let is_read = |line: &Assignment| {
            let directive = catalogue::find(Section::Unit, line.key);
            directive.is_some_and(|one| {
                target.knows(one) && one.read(line.value, target.version).is_ok()
            })
        };
        let expand = case.activation.expander(unit);
        let mut tests = Vec::new();
        for line in case.activation.file(unit).all_assignments() {
            let Some(what) = line.key.strip_prefix(kind.begins) else { continue };
            if line.section != Some("Unit") || !is_read(&line) {
                continue;
            }
            if line.value.is_empty() {
                tests.clear();
                continue;
            }
            let rest = line.value.strip_prefix('|').map(str::trim_start);
            tests.push(Self {
                line,
                what: what.to_owned(),
                value: expand(rest.unwrap_or(line.value)).text,
                is_one_of_many: rest.is_some(),
            });
        }
        tests
    }
}

/// Whether systemd itself makes `path` for the socket: as one of its nodes, which are in order, or as a folder of one.
fn is_made(path: &str, nodes: &[&str]) -> bool {
    let path = path.trim_end_matches('/');
    let first_at = |text: &str| nodes.get(nodes.partition_point(|node| *node < text));
    let below = format!("{path}/");
    first_at(path).is_some_and(|node| *node == path)
        || first_at(&below).is_some_and(|node| node.starts_with(&below))
}
