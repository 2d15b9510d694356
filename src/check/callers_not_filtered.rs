//! Lists of IP addresses on the service, and none on its socket.

use super::{Case, Report, Rule, Unseen};
use crate::activation::{Lens, Place, Role};

/// The rule.
pub static RULE: Rule = Rule { name: "callers-not-filtered", unseen: &[Unseen::Intention], check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    let [allow, deny] = ["IPAddressAllow", "IPAddressDeny"].map(Lens::service);
    let is_open = |place: &Place| match place.ip() {
        Some((ip, _)) => ip.is_none_or(|ip| !ip.to_canonical().is_loopback()),
        None => false,
    };
    let has_list = ["IPAddressAllow", "IPAddressDeny", "IPIngressFilterPath"]
        .into_iter()
        .any(|key| units.value(Lens::socket(key)).is_some());
    // Who allows some addresses thinks of callers; who allows none shuts the program off from the network.
    let allowed = units.list(allow);
    if !case.is_pair()
        || has_list
        || allowed.is_empty()
        || units.list(deny).is_empty()
        || !case.listeners.iter().any(|listener| is_open(&listener.place))
    {
        return;
    }
    let message = "these lists are about what the service opens by itself: callers reach its socket from everywhere unless the socket unit has such lists too";
    report.hint(Role::Service, allowed.first().map(|line| line.line), message);
}
