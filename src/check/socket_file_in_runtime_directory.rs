//! A socket's path below the service's `RuntimeDirectory=`, which goes when the service stops.

use super::{Case, Report, Rule, Step, opened_at};
use crate::activation::{Lens, Role, listeners};
use crate::value::{boolean, directories};

/// The rule.
pub static RULE: Rule = Rule { name: "socket-file-in-runtime-directory", check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    let version = units.target().version;
    let preserve = units.value(Lens::service("RuntimeDirectoryPreserve")).unwrap_or("no");
    if boolean::read(preserve) == Ok(true) {
        return;
    }
    for line in units.list(Lens::service("RuntimeDirectory")) {
        for directory in directories::read(line.value, version).unwrap_or_default() {
            let below = format!("/run/{}/", directory.path);
            let Some(listener) =
                listeners(units).into_iter().find(|one| opened_at(one).starts_with(&below))
            else {
                continue;
            };
            let message = format!(
                "`{}` lies in this directory, which is deleted when the service stops: nobody can connect any more",
                listener.value
            );
            report.advise(Role::Service, Some(line.line), message).fix(
                "Keep the directory",
                [Step::Set(Lens::service("RuntimeDirectoryPreserve"), String::from("yes"))],
            );
            return;
        }
    }
}
