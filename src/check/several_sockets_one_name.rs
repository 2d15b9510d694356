//! One name for several listeners.

use super::{Case, Report, Rule};
use crate::activation::{Lens, Role, listeners};

/// The rule.
pub static RULE: Rule = Rule { name: "several-sockets-one-name", check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    let lens = Lens::socket("FileDescriptorName");
    let lines = units.file(Role::Socket).assignments("Socket", "FileDescriptorName").count();
    if listeners(units).len() > 1 && lines > 1 {
        let line = units.assignment(lens).map(|line| line.line);
        let message = "all listeners of a unit have one name, the last that is written: put each into a socket unit of its own";
        report.advise(Role::Socket, line, message);
    }
}
