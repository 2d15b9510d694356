//! A service that does not pull in its socket.

use super::{Case, Report, Rule, Step};
use crate::activation::{Lens, Role};

/// The rule.
pub static RULE: Rule = Rule { name: "service-without-its-socket", check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    if !case.has_socket || !case.has_service || units.accept() {
        return;
    }
    let socket = units.file_name(Role::Socket);
    let keys =
        ["Requires", "BindsTo", "Wants", "Requisite"].map(|key| Lens::unit(Role::Service, key));
    let names = |lens| {
        units.list(lens).iter().any(|line| line.value.split_whitespace().any(|name| name == socket))
    };
    if keys.into_iter().any(names) || names(Lens::service("Sockets")) {
        return;
    }
    let message = format!(
        "started by hand or by another unit, the service comes up without `{socket}`, which is then refused"
    );
    let steps = [Step::Add(Lens::unit(Role::Service, "Requires"), socket.clone())];
    report.advise(Role::Service, None, message).fix(format!("Add Requires={socket}"), steps);
}
