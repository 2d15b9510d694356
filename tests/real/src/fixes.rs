//! What every fix keeps to, whatever the text: it removes what it was offered for, and brings nothing new.
//!
//! A fix that has a line read which systemd passed over may bring advice on what it asks for; nothing else may come.
//!
//! The property tests and the fuzz target (`fuzz/`) share it; it uses the library alone.

use doorbell::activation::{Activation, Role};
use doorbell::check::fix::Edit;
use doorbell::check::{self, Case, Finding, Outcome};
use std::collections::BTreeMap;

/// Checks `pair` and applies each fix that is offered, by itself.
///
/// # Panics
/// Where a fix leaves its finding, adds another, or changes something else than it shows.
pub fn hold(pair: &Activation) {
    let before = check::run(&Case::pair(pair));
    for finding in &before {
        let Some(fix) = &finding.fix else { continue };
        let mut fixed = pair.clone();
        fix.apply(&mut fixed);
        let after = check::run(&Case::pair(&fixed));
        let told = || {
            let texts =
                [pair, &fixed].map(|pair| Role::ALL.map(|unit| pair.file(unit).text().to_owned()));
            let after: Vec<_> = after.iter().map(key).collect();
            format!("{finding:#?}\nbefore and after: {texts:#?}\nfound after: {after:#?}")
        };
        assert!(!fix.changes(pair).is_empty(), "the fix changes nothing: {}", told());
        for unit in Role::ALL.into_iter().filter(|unit| pair.file(*unit).has_usual_ends()) {
            let edits = fix.edits(pair).into_iter().filter(|edit| edit.unit == unit);
            let edited = edited(pair.file(unit).text(), edits.collect());
            assert_eq!(edited, fixed.file(unit).text(), "the edits are another fix: {}", told());
        }
        let [was, is] = [&before, &after].map(|found| count(found));
        let key = key(finding);
        assert!(is.get(&key) < was.get(&key), "the fix leaves its finding: {}", told());
        // A line that nobody read may now be read, and then what it asks for may deserve advice.
        let was_read = finding.outcome <= Outcome::Noted;
        for (key, times) in is.iter().filter(|(key, _)| was_read || !key.2.is_advice()) {
            assert!(was.get(key) >= Some(times), "the fix adds {key:?}: {}", told());
        }
    }
}

/// The text with these edits made, from the bottom, so that the numbers above stay right.
fn edited(text: &str, edits: Vec<Edit>) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    for edit in edits.iter().rev() {
        let from = edit.line - 1;
        lines.splice(from..from + edit.lines, [edit.text.as_str()]);
    }
    lines.concat()
}

/// Findings of one rule and outcome in one unit are the same thing found; lines and names may move.
type Key = (bool, &'static str, Outcome);

fn key(finding: &Finding) -> Key {
    (finding.unit == Role::Socket, finding.rule, finding.outcome)
}

fn count(findings: &[Finding]) -> BTreeMap<Key, usize> {
    let mut times = BTreeMap::new();
    for finding in findings {
        *times.entry(key(finding)).or_default() += 1;
    }
    times
}
