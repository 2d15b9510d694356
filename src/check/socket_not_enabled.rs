//! A socket without `[Install]`: nothing opens it at boot.

use super::{Case, Origin, Report, Rule, Unseen};
use crate::activation::Role;

/// The rule.
pub static RULE: Rule =
    Rule { name: "socket-not-enabled", unseen: &[Unseen::OtherUnits, Unseen::Intention], check };

fn check(case: &Case, report: &mut Report) {
    let starts = |line: &crate::syntax::Assignment| {
        line.section == Some("Install")
            && matches!(line.key, "WantedBy" | "RequiredBy" | "UpheldBy")
            && !line.value.is_empty()
    };
    if case.origin == Origin::Own
        && !case.activation.file(Role::Socket).all_assignments().any(|line| starts(&line))
    {
        let message = "nothing here opens this socket at boot, and `systemctl enable` cannot either: write `WantedBy=sockets.target` below `[Install]`";
        report.hint(Role::Socket, None, message);
    }
}
