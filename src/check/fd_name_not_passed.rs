//! `FileDescriptorName=` with `Accept=yes` before systemd 257.

use super::{Case, Report, Rule, Step};
use crate::activation::{Lens, Role};
use crate::value::Version;

/// The rule.
pub static RULE: Rule = Rule { name: "fd-name-not-passed", check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    if !units.accept() || units.target().version >= Version(257) {
        return;
    }
    for line in units.list(Lens::socket("FileDescriptorName")) {
        let message = format!(
            "systemd {} calls every accepted connection `connection`, whatever this says",
            units.target().version
        );
        let steps = [Step::Remove(Role::Socket, line.line)];
        report.advise(Role::Socket, Some(line.line), message).fix("Remove the line", steps);
    }
}
