//! One `RuntimeDirectory=` for all instances of a per-connection template.

use super::{Action, Case, Report, Rule, Unseen};
use crate::activation::{Lens, Role, limit, vanishing};
use crate::value::{boolean, directories, specifier};

/// The rule.
pub static RULE: Rule =
    Rule { name: "runtime-directory-of-all-instances", unseen: &[Unseen::Program], check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    let preserve = Lens::service("RuntimeDirectoryPreserve");
    let is_kept = case.held(preserve).is_some_and(|value| boolean::read(value) == Ok(true));
    // What takes the socket away is another rule's.
    if !case.is_pair()
        || !units.accept()
        || is_kept
        || limit::max_connections(units) < 2
        || vanishing(units).is_some()
    {
        return;
    }
    // What tells instances apart.
    let is_of_one = |path: &str| specifier::letters(path).any(|letter| "iInN".contains(letter));
    for line in units.list(Lens::service("RuntimeDirectory")) {
        let directories = directories::read(line.value, units.target().version).unwrap_or_default();
        let Some(shared) = directories.iter().find(|directory| !is_of_one(&directory.path)) else {
            continue;
        };
        let message =
            format!("the first call that ends deletes `{}` under all that still run", shared.path);
        report
            .hint(Role::Service, Some(line.line), message)
            .fix("Keep the directory", [Action::Set(preserve, String::from("yes"))]);
    }
}
