//! What our texts claim of systemd, tried on each: every claim of `tests/real/claims/` in a booted system.

use real::claims::{self, Claim, TOOLS};
use real::machine::Machine;
use real::roots::{Root, Suite};
use real::verify;
use std::fmt::Write;

/// How many claims share a boot.
const AT_ONCE: usize = 12;

/// How many of their scripts run at a time: more would be slowed down too much to be on time.
const SIDE_BY_SIDE: usize = 6;

#[test]
fn on_systemd_247() {
    hold(Suite::Bullseye);
}

#[test]
fn on_systemd_252() {
    hold(Suite::Bookworm);
}

#[test]
fn on_systemd_257() {
    hold(Suite::Trixie);
}

#[test]
fn on_the_newest_systemd() {
    hold(Suite::Testing);
}

fn hold(suite: Suite) {
    let root = Root::get(suite);
    let only = std::env::var("DOORBELL_ONLY").ok();
    let is_wanted = |claim: &Claim| match &only {
        Some(only) => only.split_whitespace().any(|name| name == claim.name),
        None => true,
    };
    let (own, shared): (Vec<Claim>, Vec<Claim>) = claims::all()
        .into_iter()
        .filter(|claim| claim.is_about(root) && is_wanted(claim))
        .partition(|claim| claim.own_boot);
    let count = own.len() + shared.len();
    let boots = shared.chunks(AT_ONCE).chain(own.chunks(1));
    let wrong: Vec<String> = boots.flat_map(|claims| try_together(root, claims)).collect();
    verify::tell(format_args!(
        "claims, systemd {}: {} of {count} hold",
        root.version(),
        count - wrong.len()
    ));
    assert!(only.is_some() || count > 50, "only {count} claims are about {}", root.version());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Tries claims in one boot; what is wrong with those that do not hold.
fn try_together(root: &Root, claims: &[Claim]) -> Vec<String> {
    let machine = Machine::new(root);
    let layer = machine.layer();
    let mut script = String::from("ip link set lo up\nmkdir -p /run/claims\n");
    for claim in claims {
        for (path, text) in &claim.files {
            match text.starts_with("#!") {
                true => layer.program(path, text),
                false => layer.write(path, text),
            };
        }
        layer.write(&format!("/opt/claims/{}", claim.name), format!("{TOOLS}\n{}", claim.script));
    }
    write!(
        script,
        "ls /opt/claims | xargs -P {SIDE_BY_SIDE} -I CLAIM sh -c '
            if timeout 40 bash -eu /opt/claims/CLAIM > /run/claims/CLAIM 2>&1; then echo \"CLAIM: holds\"
            else echo \"CLAIM: $?\"; sed \"s/^/    /\" /run/claims/CLAIM; fi'\n"
    )
    .expect("memory");
    let [boot] = machine.boot([script.as_str()]);
    let said = boot.succeeded();
    let holds = |claim: &Claim| said.lines().any(|line| line == format!("{}: holds", claim.name));
    let about = |claim: &Claim| {
        let from = said.find(&format!("{}: ", claim.name)).unwrap_or(said.len());
        let lines = said[from..].lines().enumerate();
        let lines = lines.take_while(|(at, line)| *at == 0 || line.starts_with("    "));
        let lines: Vec<&str> = lines.map(|(_, line)| line).collect();
        let journal: Vec<&str> = match claims.len() {
            1 => boot.journal.lines().collect(),
            _ => Vec::new(),
        };
        format!(
            "{} does not hold on {}: {}\n{}\n{}",
            claim.name,
            root.version(),
            claim.says,
            lines.join("\n"),
            journal.join("\n")
        )
    };
    claims.iter().filter(|claim| !holds(claim)).map(about).collect()
}
