//! Any two texts, for any target: nothing panics, no byte is lost, and every fix can be shown and made.
#![no_main]

use doorbell::activation::{Activation, Role, Scope};
use doorbell::catalogue::target::TARGETS;
use doorbell::check::{self, Case, Origin, Others};
use libfuzzer_sys::fuzz_target;
use std::borrow::Cow;

fuzz_target!(|input: (u8, bool, bool, &str, &str)| {
    let (target, user, own, socket, service) = input;
    let mut pair = Activation::new("fuzzed", socket, service);
    pair.set_target(&TARGETS[usize::from(target) % TARGETS.len()]);
    pair.set_scope(if user { Scope::User } else { Scope::System });
    let origin = if own { Origin::Own } else { Origin::Given };
    let found = |pair: &Activation| {
        check::run(&Case::new(pair, [true, true], origin, Cow::Owned(Others::pair(pair))))
    };
    for (unit, text) in Role::ALL.into_iter().zip([socket, service]) {
        let file = pair.file(unit);
        let joined: String = file.lines().iter().map(|line| file.raw(line)).collect();
        assert_eq!(joined, text);
    }
    for finding in found(&pair) {
        let Some(fix) = &finding.fix else { continue };
        fix.changes(&pair);
        let mut fixed = pair.clone();
        fix.apply(&mut fixed);
        found(&fixed);
    }
});
