//! inetd style without `StandardError=`: what goes wrong is sent to the caller.

use super::{Case, Report, Rule, Step};
use crate::activation::{Lens, Role};

/// The rule.
pub static RULE: Rule = Rule { name: "errors-go-to-the-caller", check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    let [input, error] = ["StandardInput", "StandardError"].map(Lens::service);
    if units.value(input) != Some("socket")
        || !matches!(units.value(error), None | Some("inherit" | "socket"))
    {
        return;
    }
    let line = units.assignment(error).or_else(|| units.assignment(input)).map(|line| line.line);
    let message = "what the program writes to stderr is sent to the caller: send it to the journal";
    let steps = [Step::Set(error, String::from("journal"))];
    report.advise(Role::Service, line, message).fix("Add StandardError=journal", steps);
}
