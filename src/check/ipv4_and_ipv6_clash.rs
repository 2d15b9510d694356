//! All of IPv4 and all of IPv6 on one port, each in a line of its own.

use super::{Case, Report, Rule, Step, address};
use crate::activation::{Lens, Role, listeners};

/// The rule.
pub static RULE: Rule = Rule { name: "ipv4-and-ipv6-clash", check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    if units.value(Lens::socket("BindIPv6Only")) == Some("ipv6-only") {
        return;
    }
    let all = listeners(units);
    let on_any = |v6: bool| {
        all.iter().filter_map(move |listener| {
            let (ip, port) = address(listener)?;
            let ip = ip?;
            (ip.is_unspecified() && ip.is_ipv6() == v6).then_some((
                listener.kind,
                port,
                listener.line,
            ))
        })
    };
    for (kind, port, line) in on_any(true) {
        if on_any(false).any(|(other, same, _)| (other, same) == (kind, port)) {
            let message = format!(
                "`[::]:{port}` takes IPv4 callers too, so `0.0.0.0:{port}` is in use already and the socket fails"
            );
            let steps = [Step::Set(Lens::socket("BindIPv6Only"), String::from("ipv6-only"))];
            report
                .advise(Role::Socket, Some(line), message)
                .fix("Add BindIPv6Only=ipv6-only", steps);
        }
    }
}
