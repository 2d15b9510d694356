//! `StopWhenUnneeded=` for a service that only its socket starts.

use super::{Case, Origin, Report, Rule, Unseen};
use crate::activation::{Lens, Role};

/// The rule.
pub static RULE: Rule = Rule { name: "stopped-as-unneeded", unseen: &[Unseen::OtherUnits], check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    let lens = Lens::unit(Role::Service, "StopWhenUnneeded");
    let service = units.file_name(Role::Service);
    if !case.is_pair()
        || !units.is_on(lens)
        || case.is_enabled(Role::Service)
        || case.others.is_pulled(&service)
    {
        return;
    }
    let comes_to = match units.accept() {
        true => "systemd stops each instance as soon as it runs",
        false => {
            "systemd stops it as soon as it runs and the next moment starts it again, until the socket fails"
        }
    };
    let (role, line) = (Role::Service, case.line(lens));
    match case.origin {
        Origin::Own => {
            let message = format!("a socket does not count as needing its service: {comes_to}");
            report.warn(role, line, message);
        }
        Origin::Given => {
            let message = format!(
                "a socket does not count as needing its service: unless another unit that is active wants this one, {comes_to}"
            );
            report.hint(role, line, message);
        }
    }
}
