//! A socket that is bound to a network device which ordinary services make.

use super::{Case, Report, Rule, Unseen};
use crate::activation::{Lens, Role, Scope};

/// The rule.
pub static RULE: Rule = Rule {
    name: "device-not-there-at-boot",
    unseen: &[Unseen::Machine, Unseen::OtherUnits],
    check,
};

/// How the devices of tunnels, virtual networks and modems are called.
const MADE: [&str; 10] =
    ["docker", "nebula", "ppp", "tailscale", "tap", "tun", "virbr", "wg", "wt", "zt"];

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    let lens = Lens::socket("BindToDevice");
    let own = units.file_name(Role::Socket);
    let is_early = units.has_default_dependencies(Role::Socket)
        && (case.is_enabled(Role::Socket) || case.others.is_started(&own));
    let Some(device) = case.held(lens) else { return };
    let is_made = MADE.iter().any(|name| {
        let rest = device.strip_prefix(name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit()))
    });
    if units.scope() == Scope::System && is_early && is_made {
        let message = format!(
            "the boot waits for `{device}` before all ordinary services: where one of them makes the device, they come only after a minute and a half, and the socket fails"
        );
        report.hint(Role::Socket, case.line(lens), message);
    }
}
