//! An IP address of the machine without `FreeBind=yes`.

use super::{Case, Report, Rule, Step, address};
use crate::activation::{Lens, Role, listeners};

/// The rule.
pub static RULE: Rule = Rule { name: "address-not-there-at-boot", check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    if units.is_on(Lens::socket("FreeBind")) {
        return;
    }
    for listener in listeners(units) {
        let Some(ip) = address(&listener).and_then(|(ip, _)| ip) else { continue };
        if ip.is_loopback() || ip.is_unspecified() || ip.is_multicast() {
            continue;
        }
        let message = format!(
            "the socket fails at boot while the machine does not have the address `{ip}` yet"
        );
        let steps = [Step::Set(Lens::socket("FreeBind"), String::from("yes"))];
        report.advise(Role::Socket, Some(listener.line), message).fix("Add FreeBind=yes", steps);
    }
}
