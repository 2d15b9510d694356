//! The service of a socket has an `[Install]` section of its own.

use super::{Case, Origin, Report, Rule, STARTS, Unseen};
use crate::activation::Role;

/// The rule.
pub static RULE: Rule = Rule { name: "service-enabled-too", unseen: &[Unseen::Intention], check };

fn check(case: &Case, report: &mut Report) {
    // Packages enable both on purpose, for a service that is to run and to be restarted without loss. And a socket that only
    // its service opens is not there to start it.
    if case.origin != Origin::Own
        || !case.is_pair()
        || case.activation.accept()
        || !case.is_enabled(Role::Socket)
    {
        return;
    }
    for line in STARTS.into_iter().flat_map(|key| case.installs(Role::Service, key)) {
        let message = format!(
            "once the service is enabled, `{}={}` starts it at boot too, so it does not wait for the first caller",
            line.key, line.value
        );
        report.hint(Role::Service, Some(line.line), message);
    }
}
