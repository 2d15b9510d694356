//! A socket without `[Install]`: nothing opens it at boot.

use super::{Case, Origin, Report, Rule, Unseen};
use crate::activation::Role;

/// The rule.
pub static RULE: Rule =
    Rule { name: "socket-not-enabled", unseen: &[Unseen::OtherUnits, Unseen::Intention], check };

fn check(case: &Case, report: &mut Report) {
    let own = case.activation.file_name(Role::Socket);
    if case.origin == Origin::Own
        && case.has_socket
        && !case.is_enabled(Role::Socket)
        && !case.others.is_started(&own)
    {
        let message = "nothing here opens this socket at boot, and `systemctl enable` cannot either: write `WantedBy=sockets.target` below `[Install]`";
        report.hint(Role::Socket, None, message);
    }
}
