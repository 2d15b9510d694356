//! The service of a socket has an `[Install]` section of its own.

use super::{Case, Origin, Report, Rule, Unseen};
use crate::activation::{Lens, Role};
use crate::catalogue::Section;

/// The rule.
pub static RULE: Rule = Rule { name: "service-enabled-too", unseen: &[Unseen::Intention], check };

fn check(case: &Case, report: &mut Report) {
    // Packages enable both on purpose, for a service that is to run and to be restarted without loss.
    if case.origin != Origin::Own || case.activation.accept() {
        return;
    }
    for key in ["WantedBy", "RequiredBy", "UpheldBy"] {
        let lens = Lens { unit: Role::Service, section: Section::Install, key };
        for line in case.activation.list(lens) {
            let message = format!(
                "once the service is enabled, `{key}={}` starts it at boot too, so it does not wait for the first caller",
                line.value
            );
            report.hint(Role::Service, Some(line.line), message);
        }
    }
}
