//! A program that ends and leaves the call where it was.

use super::{Case, Origin, Report, Rule, Unseen};
use crate::activation::{Lens, Role, streams};
use crate::value::command::Command;

/// The rule.
pub static RULE: Rule =
    Rule { name: "call-that-nobody-takes", unseen: &[Unseen::Program, Unseen::OtherUnits], check };

/// Programs that end by themselves and know nothing of sockets.
const IGNORANT: [&str; 23] = [
    "chmod",
    "chown",
    "cp",
    "date",
    "echo",
    "false",
    "kill",
    "ln",
    "logger",
    "mkdir",
    "modprobe",
    "mount",
    "mv",
    "notify-send",
    "pkill",
    "printf",
    "rm",
    "rmdir",
    "sync",
    "touch",
    "true",
    "umount",
    "wall",
];

/// What `systemctl` may do without an end to the socket.
const VERBS: [&str; 6] = ["kill", "reload", "reload-or-restart", "restart", "start", "try-restart"];

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    let streams = streams(units);
    let [socket, service] = Role::ALL.map(|unit| units.file_name(unit));
    // Somebody else may take the call, or the socket may be gone by then.
    if !case.is_pair()
        || units.accept()
        || units.is_on(Lens::socket("FlushPending"))
        || units.is_on(Lens::service("RemainAfterExit"))
        || [streams.input, streams.output, streams.error].contains(&"socket")
        || case.others.is_shared(&socket)
        || case.others.conflict(&socket, &service)
        || case.held(Lens::unit(Role::Service, "SuccessAction")).is_some()
    {
        return;
    }
    let commands: Vec<(usize, Command)> = case.commands("ExecStart").collect();
    let Some((line, last)) = commands.last() else { return };
    let flush = Lens::socket("FlushPending");
    let is_known = flush.directive().is_some_and(|directive| units.target().knows(directive));
    let cure = match is_known {
        true => ": `FlushPending=yes` in the socket throws away what waits",
        false => "",
    };
    if commands.iter().all(|(_, command)| is_ignorant(command)) {
        let message = format!(
            "`{}` takes no calls, so what waits is still there when it ends, and systemd starts it again at once, until the socket fails{cure}",
            name(last)
        );
        match case.origin {
            Origin::Own => report.warn(Role::Service, Some(*line), message),
            Origin::Given => report.hint(
                Role::Service,
                Some(*line),
                format!("unless another service takes the call, {message}"),
            ),
        };
        return;
    }
    // What a package ships with it was tried with it.
    let kind = Lens::service("Type");
    if case.origin == Origin::Own && case.held(kind) == Some("oneshot") {
        let message = format!(
            "if the program ends without accepting or reading what waits, systemd starts it again at once, until the socket fails{cure}"
        );
        report.hint(Role::Service, case.line(kind), message);
    }
}

/// Whether a command surely leaves the call to others.
fn is_ignorant(command: &Command) -> bool {
    let words = || command.argv.iter().skip(1).map(String::as_str);
    match name(command) {
        "systemctl" => {
            words().find(|word| !word.starts_with('-')).is_some_and(|verb| VERBS.contains(&verb))
                && words().all(|word| !word.ends_with(".socket"))
        }
        name => IGNORANT.contains(&name),
    }
}

fn name(command: &Command) -> &str {
    command.program.rsplit('/').next().unwrap_or_default()
}
