//! systemd-socket-proxyd in a network where nothing is.

use super::{Case, Origin, Report, Rule, Unseen, proxy_with_stdin};
use crate::activation::{Lens, Role};

/// The rule.
pub static RULE: Rule =
    Rule { name: "proxy-in-a-network-of-its-own", unseen: &[Unseen::OtherUnits], check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    let lens = Lens::service("PrivateNetwork");
    if !case.is_pair()
        || !units.is_on(lens)
        || units.value(Lens::service("NetworkNamespacePath")).is_some()
        || units.value(Lens::unit(Role::Service, "JoinsNamespaceOf")).is_some()
        || case.others.is_joined(&units.file_name(Role::Service))
    {
        return;
    }
    let Some((_, command)) = proxy_with_stdin::proxy(case) else { return };
    let Some(destination) = command.argv[1..].iter().rfind(|word| !word.starts_with('-')) else {
        return;
    };
    // A path leads out; of other names nothing was seen.
    if destination.starts_with(['/', '@', '%', '$']) {
        return;
    }
    let (role, line) = (Role::Service, case.line(lens));
    let message = format!(
        "with `PrivateNetwork=yes` the proxy has a network to itself, where nobody answers at `{destination}`: `JoinsNamespaceOf=` of the program that it calls brings them together"
    );
    match case.origin {
        Origin::Own => report.warn(role, line, message),
        Origin::Given => {
            report.hint(role, line, format!("unless another unit joins it, {message}"))
        }
    };
}
