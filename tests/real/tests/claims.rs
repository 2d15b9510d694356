//! What our texts claim of systemd, tried on each: every claim of `tests/real/claims/` in a booted system.

use doorbell::explain::journal;
use real::claims::{self, ANSWER, Claim, TOOLS};
use real::machine::Machine;
use real::roots::{Root, Suite};
use real::verify;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::OnceLock;

/// How many claims share a boot.
const AT_ONCE: usize = 16;

/// How many of their scripts run at a time: more would be slowed down too much to be on time.
const SIDE_BY_SIDE: usize = 6;

/// What a systemd showed of the claims that are about it.
struct Tried {
    /// What is wrong with those that do not hold.
    wrong: Vec<String>,
    /// What each printed.
    printed: BTreeMap<String, String>,
}

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
    let (root, tried) = (Root::get(suite), tried(suite));
    let count = tried.printed.len();
    verify::tell(format_args!(
        "claims, systemd {}: {} of {count} hold",
        root.version(),
        count - tried.wrong.len()
    ));
    assert!(only().is_some() || count > 110, "only {count} claims are about {}", root.version());
    assert!(tried.wrong.is_empty(), "{}", tried.wrong.join("\n"));
}

/// The names of the claims that are to be tried, where not all are.
fn only() -> Option<String> {
    std::env::var("DOORBELL_ONLY").ok()
}

/// Tries all claims that are about the systemd of a suite, once.
fn tried(suite: Suite) -> &'static Tried {
    static TRIED: [OnceLock<Tried>; 4] = [const { OnceLock::new() }; 4];
    TRIED[suite as usize].get_or_init(|| {
        let root = Root::get(suite);
        let is_wanted = |claim: &Claim| match only() {
            Some(only) => only.split_whitespace().any(|name| name == claim.name),
            None => true,
        };
        let (own, shared): (Vec<Claim>, Vec<Claim>) = claims::all()
            .into_iter()
            .filter(|claim| claim.is_about(root) && is_wanted(claim))
            .partition(|claim| claim.own_boot);
        let mut tried = Tried { wrong: Vec::new(), printed: BTreeMap::new() };
        for claims in shared.chunks(AT_ONCE).chain(own.chunks(1)) {
            try_together(root, claims, &mut tried);
        }
        tried
    })
}

/// Tries claims in one boot.
fn try_together(root: &Root, claims: &[Claim], tried: &mut Tried) {
    let machine = Machine::new(root);
    let layer = machine.layer();
    layer.write("/opt/tools.sh", TOOLS).program("/usr/local/bin/answer", ANSWER);
    for claim in claims {
        for (path, text) in &claim.files {
            match text.starts_with("#!") {
                true => layer.program(path, text),
                false => layer.write(path, text),
            };
        }
        let script = format!(". /opt/tools.sh\n{}", claim.script);
        layer.write(&format!("/opt/claims/{}", claim.name), script);
    }
    let mut script = String::from("ip link set lo up\nmkdir -p /run/claims\n");
    write!(
        script,
        "ls /opt/claims | xargs -P {SIDE_BY_SIDE} -I CLAIM sh -c '
            if timeout 40 bash -eu /opt/claims/CLAIM > /run/claims/CLAIM 2>&1
            then status=0; else status=$?; fi; echo $status > /run/claims/CLAIM.status'
        for claim in $(ls /opt/claims); do
            echo \"$claim: $(cat /run/claims/$claim.status)\"
            tr \"\\0\" \" \" < /run/claims/$claim | sed \"s/^/    /\"
        done\n"
    )
    .expect("memory");
    let [boot] = machine.boot([script.as_str()]);
    let said = boot.succeeded();
    for claim in claims {
        let mut lines = said.lines().skip_while(|line| {
            line.split_once(": ").is_none_or(|(name, _)| name != claim.name)
        });
        let ended = lines.next().unwrap_or_default();
        let printed: Vec<&str> = lines.map_while(|line| line.strip_prefix("    ")).collect();
        let printed = printed.join("\n");
        if ended != format!("{}: 0", claim.name) {
            // The journal of a boot with others would be about them, too.
            let journal = if claims.len() == 1 { boot.journal.as_str() } else { "" };
            tried.wrong.push(format!(
                "{} does not hold on {}: {}\n{ended}\n{printed}\n{journal}",
                claim.name,
                root.version(),
                claim.says,
            ));
        }
        tried.printed.insert(claim.name.clone(), printed);
    }
}
