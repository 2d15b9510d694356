//! A socket without `[Install]`: nothing opens it at boot.

use super::{Case, Report, Rule, Step};
use crate::activation::{Lens, Role};
use crate::catalogue::Section;

/// The rule.
pub static RULE: Rule = Rule { name: "socket-not-enabled", check };

fn check(case: &Case, report: &mut Report) {
    let is_install = |line: &crate::syntax::Assignment| line.section == Some("Install");
    if case.has_socket
        && !case.activation.file(Role::Socket).all_assignments().any(|line| is_install(&line))
    {
        let message =
            "nothing opens this socket at boot: it has no `[Install]` section to be enabled by";
        let lens = Lens { unit: Role::Socket, section: Section::Install, key: "WantedBy" };
        report
            .advise(Role::Socket, None, message)
            .fix("Add WantedBy=sockets.target", [Step::Add(lens, String::from("sockets.target"))]);
    }
}
