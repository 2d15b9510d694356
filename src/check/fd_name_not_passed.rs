//! `FileDescriptorName=` with `Accept=yes` before systemd 257.

use super::{Case, Report, Rule, Unseen};
use crate::activation::{Lens, Role, Style, style};
use crate::value::Version;

/// The rule.
pub static RULE: Rule = Rule { name: "fd-name-not-passed", unseen: &[Unseen::Program], check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    let version = units.target().version;
    let lens = Lens::socket("FileDescriptorName");
    let name = case.held(lens).filter(|name| *name != "connection");
    if let Some(name) = name
        && units.accept()
        && version < Version(257)
        && style(units) == Style::Aware
    {
        let message = format!(
            "systemd {version} calls every accepted connection `connection`: a program that looks for `{name}` does not find it"
        );
        report.hint(Role::Socket, case.line(lens), message);
    }
}
