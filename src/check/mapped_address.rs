//! An address of IPv4 in the clothes of IPv6, in a unit that is for IPv6 alone.

use super::listeners_overlap::{is_mapped, takes_ipv4};
use super::{Case, Report, Rule};
use crate::activation::Role;

/// The rule.
pub static RULE: Rule = Rule { name: "mapped-address", unseen: &[], check };

fn check(case: &Case, report: &mut Report) {
    if takes_ipv4(case.activation) {
        return;
    }
    for listener in case.listeners.iter().filter(|listener| is_mapped(&listener.place)) {
        let message = format!(
            "`{}` is an address of IPv4, which cannot be opened with `BindIPv6Only=ipv6-only`: the socket fails",
            listener.value
        );
        report.warn(Role::Socket, Some(listener.line), message);
    }
}
