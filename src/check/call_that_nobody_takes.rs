//! A program that ends and leaves the call where it was.

use super::{Case, Origin, Report, Rule, Unseen};
use crate::activation::{Lens, Role, streams};
use crate::value::command::Command;

/// The rule.
pub static RULE: Rule = Rule { name: "call-that-nobody-takes", unseen: &[Unseen::Program], check };

/// Programs that end by themselves and know nothing of sockets.
const IGNORANT: [&str; 28] = [
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
    "poweroff",
    "printf",
    "reboot",
    "rm",
    "rmdir",
    "shutdown",
    "sync",
    "sysctl",
    "systemctl",
    "touch",
    "true",
    "umount",
    "wall",
];

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    let streams = streams(units);
    if !case.is_pair()
        || units.accept()
        || units.is_on(Lens::socket("FlushPending"))
        || units.is_on(Lens::service("RemainAfterExit"))
        || [streams.input, streams.output, streams.error].contains(&"socket")
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
    if commands.iter().all(|(_, command)| IGNORANT.contains(&name(command))) {
        let message = format!(
            "`{}` takes no calls, so what waits is still there when it ends, and systemd starts it again at once, until the socket fails{cure}",
            name(last)
        );
        report.warn(Role::Service, Some(*line), message);
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

fn name(command: &Command) -> &str {
    command.program.rsplit('/').next().unwrap_or_default()
}
