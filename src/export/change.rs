//! Commands to paste on the server where the units are there already: a drop-in is written, tried and taken back.
//!
//! Each comes through an interactive shell as it is and can be run twice, like those of [`install`](super::install). Facts
//! behind the order of things:
//!
//! - `daemon-reload` opens no socket anew, and a socket whose service runs is not started: both stop, then the socket starts.
//! - Whoever moves the door that they came in by must not close it before the new one was tried.

use super::client::{self, Client};
use super::install::{FITS, Names, Step, beginning, put};
use super::shell::{as_root, quote};
use super::{FOLDER, file, safe};
use crate::activation::{Activation, Listener, Role, left_listeners, with_left_listeners};
use std::fmt::Write;

/// The way to what the units say now; none where nothing is changed.
///
/// Claims: reload-opens-nothing, service-before-its-socket.
pub fn steps(activation: &Activation) -> Vec<Step> {
    let has_ours = |unit| activation.base(unit).is_some_and(|base| base.ours.is_some());
    if Role::ALL.into_iter().all(|unit| file(activation, unit).is_none() && !has_ours(unit)) {
        return Vec::new();
    }
    let left = left_listeners(activation);
    if left.is_empty() {
        return vec![Step::new(
            "Write the drop-in",
            "It keeps what it replaces, has systemd read the units again, and starts anew what runs and is changed; where that fails, it takes the change back. It can be pasted again after every change.",
            command(activation),
        )];
    }
    let old = list(&left);
    vec![
        Step::new(
            "Open the new door beside the old one",
            format!(
                "Callers at {old} are still answered. If you are logged in through these units, keep that session open until the end."
            ),
            command(&with_left_listeners(activation)),
        ),
        Step::new(
            "Try the new door",
            "From another terminal, and from the machine that callers use: a firewall may stand in between. Go on only when it answers.",
            tries(activation, &left),
        ),
        Step::new(
            "Close the old door",
            format!("From now on nobody is answered at {old}."),
            command(activation),
        ),
    ]
}

/// How everything is as it was before.
///
/// Source: systemctl(1) on `revert`.
pub fn way_back(activation: &Activation) -> Step {
    let names = Names::of(activation);
    let both = format!("{} {}", names.socket, names.service);
    Step::new(
        "Take it all back",
        "Takes away everything that was changed of these units in /etc, by you and by others, and starts anew what runs.",
        as_root(&format!(
            "set -eu
{runs}
changed=$(systemctl revert {both} 2>&1) || {{ printf '%s\\n' \"$changed\" >&2; exit 1; }}
if [ -n \"$changed\" ]; then printf '%s\\n' \"$changed\"; fi
socket_changed=$changed
service_changed=$changed
systemctl daemon-reload
{anew}",
            runs = what_runs(activation, &names).trim_start(),
            both = names.option(&both),
            anew = anew(activation, &names, ""),
        )),
    )
}

fn list(listeners: &[Listener]) -> String {
    let listeners = listeners.iter().map(|one| format!("`{}={}`", one.key, one.value));
    listeners.collect::<Vec<_>>().join(", ")
}

/// A command for each listener that is new.
fn tries(activation: &Activation, left: &[Listener]) -> String {
    let base = activation.base(Role::Socket).map(|base| base.brought());
    let is_new = |client: &Client| {
        let is_there = base.as_ref().is_some_and(|base| {
            base.all_assignments()
                .any(|one| format!("{}={}", one.key, one.value) == client.listener)
        });
        !is_there || left.iter().any(|old| format!("{}={}", old.key, old.value) == client.listener)
    };
    let clients = client::clients(activation).into_iter().filter(is_new);
    clients.map(|client| format!("{}\n", client.command.trim_end())).collect()
}

/// One command that writes the drop-ins and has them take effect. A change that does not start is taken back: nobody is to be
/// locked out by a port that another program has already.
///
/// Claims: reload-opens-nothing. Source: sh(1).
fn command(activation: &Activation) -> String {
    let names = Names::of(activation);
    let paths = Role::ALL.map(|unit| path_of(activation, unit));
    let mut script = beginning();
    script.push_str(&what_runs(activation, &names));
    script.push_str(&taking_back(activation, &names, &paths));
    for ((unit, path), is_changed) in
        Role::ALL.into_iter().zip(&paths).zip(["socket_changed", "service_changed"])
    {
        script.push_str("\nchanged=\n");
        match file(activation, unit) {
            Some(file) => {
                if let Some((folder, _)) = path.rsplit_once('/') {
                    writeln!(script, "mkdir -p {folder}").expect(FITS);
                }
                put(&mut script, path, &file.text);
            }
            None => writeln!(
                script,
                "if [ -e {path} ]; then\n    keep {path}\n    rm -f {path}\n    changed=yes\nfi"
            )
            .expect(FITS),
        }
        writeln!(script, "{is_changed}=$changed").expect(FITS);
    }
    script.push_str("\nsystemctl daemon-reload\n");
    script.push_str(&anew(activation, &names, " || take_back"));
    as_root(&script)
}

/// Where the drop-in of `unit` goes, or the unit where that is written as a whole: a word for the shell.
fn path_of(activation: &Activation, unit: Role) -> String {
    let name = match activation.base(unit) {
        Some(base) => base.drop_in_file(),
        None => activation.file_name(unit),
    };
    let words = name.split('/').map(|word| quote(&safe(word))).collect::<Vec<_>>();
    format!("{FOLDER}/{}", words.join("/"))
}

/// What stops before the socket starts. Instances keep their calls; a running service would keep the socket from starting.
///
/// Claims: service-before-its-socket.
fn stopped(activation: &Activation, names: &Names) -> String {
    match activation.accept() {
        true => names.option(&names.socket),
        false => names.running(activation),
    }
}

/// Has the script know what runs, and how to start that.
///
/// Source: sh(1), systemctl(1) on `is-active`.
fn what_runs(activation: &Activation, names: &Names) -> String {
    let units = [("socket", &names.socket), ("service", &names.service)];
    // A template runs nothing itself.
    let units = &units[..if activation.accept() { 1 } else { 2 }];
    let (mut script, mut start) = ("\n# What runs.\n".to_owned(), String::new());
    for (word, unit) in units {
        let unit = names.option(unit);
        write!(
            script,
            "{word}_ran=\nif systemctl is-active --quiet {unit}; then {word}_ran=yes; fi\n"
        )
        .expect(FITS);
        writeln!(
            start,
            "    if [ -n \"${word}_ran\" ]; then systemctl start {unit} || return 1; fi"
        )
        .expect(FITS);
    }
    write!(script, "start() {{\n{start}}}\n").expect(FITS);
    script
}

/// Has the script know how to have all as it was before.
///
/// Source: sh(1), cp(1).
fn taking_back(activation: &Activation, names: &Names, paths: &[String; 2]) -> String {
    let stopped = stopped(activation, names);
    let (mut kept, mut put_back) = (String::new(), String::new());
    for (path, word) in paths.iter().zip(["socket", "service"]) {
        writeln!(kept, "if [ -e {path} ]; then cp -a {path} \"$before/{word}\"; fi").expect(FITS);
        write!(
            put_back,
            "    rm -f {path}\n    if [ -e \"$before/{word}\" ]; then cp -a \"$before/{word}\" {path}; fi\n"
        )
        .expect(FITS);
    }
    format!(
        "
before=$(mktemp -d)
trap 'rm -rf \"$before\"' EXIT
{kept}
# Has all as it was before.
take_back() {{
{put_back}    systemctl daemon-reload
    systemctl stop {stopped}
    systemctl reset-failed {stopped} || :
    start || :
    echo 'the change did not start, and was taken back: all is as it was before' >&2
    exit 1
}}
"
    )
}

/// Starts anew what runs and is changed, as `socket_changed` and `service_changed` say; with `otherwise` behind what may fail.
///
/// A service that ran does so again, without waiting for a caller: it may have more to do than to answer.
///
/// Claims: service-before-its-socket, reload-opens-nothing.
fn anew(activation: &Activation, names: &Names, otherwise: &str) -> String {
    let socket = names.option(&names.socket);
    let (mut script, mut done) = (String::new(), "");
    if !activation.accept() {
        done = "        service_changed=\n";
    }
    write!(
        script,
        "if [ -n \"$socket_changed\" ]; then
    if [ -n \"$socket_ran\" ]; then
        systemctl stop {stop}
        start{otherwise}
        printf '%s is %s\\n' {name} \"$(systemctl is-active {socket})\"
{done}    else
        printf '%s is not active: it is changed when it starts\\n' {name}
    fi
fi
",
        stop = stopped(activation, names),
        name = names.socket,
    )
    .expect(FITS);
    if !activation.accept() {
        write!(
            script,
            "if [ -n \"$service_changed\" ] && [ -n \"$service_ran\" ]; then\n    systemctl restart {}{otherwise}\nfi\n",
            names.option(&names.service)
        )
        .expect(FITS);
    }
    script
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::{Base, Lens};
    use crate::syntax::UnitFile;
    use std::sync::Arc;

    const SOCKET: &str = "[Socket]\nListenStream=22\nAccept=no\n";
    const SERVICE: &str = "[Service]\nExecStart=/usr/sbin/sshd -D\n";

    fn ssh() -> Activation {
        let mut ssh = Activation::new("ssh", SOCKET, SERVICE);
        for (unit, name, text) in
            [(Role::Socket, "ssh.socket", SOCKET), (Role::Service, "ssh.service", SERVICE)]
        {
            let path = format!("/usr/lib/systemd/system/{name}");
            ssh.set_base(unit, Some(Arc::new(Base::new(&path, UnitFile::parse(text)))));
        }
        ssh
    }

    #[test]
    fn what_is_not_changed_needs_no_command() {
        assert_eq!(steps(&ssh()), []);
    }

    #[test]
    fn a_door_is_moved_in_three_steps() {
        let mut ssh = ssh();
        ssh.set(Lens::socket("ListenStream"), "2222").unwrap();
        let steps = steps(&ssh);
        let [first, second, third] = &steps[..] else { panic!("{steps:?}") };
        let file = "put /etc/systemd/system/ssh.socket.d/override.conf cat <<'END'\n";
        assert!(
            first.command.contains(&format!("{file}[Socket]\nListenStream=2222\n")),
            "{first:?}"
        );
        assert!(second.command.contains("2222") && !second.command.contains(" 22\n"), "{second:?}");
        assert!(
            third
                .command
                .contains(&format!("{file}[Socket]\nListenStream=\nListenStream=2222\nEND\n")),
            "{third:?}"
        );
        assert!(third.command.contains("systemctl stop ssh.socket ssh.service\n"));
        assert!(!third.command.contains("ssh.service.d/override.conf cat"));
    }

    #[test]
    fn the_door_that_is_left_is_the_one_that_was_brought() {
        let mut ssh = ssh();
        let mut base = Base::clone(ssh.base(Role::Socket).unwrap());
        base.ours = Some(Arc::new(UnitFile::parse("[Socket]\nListenStream=\nListenStream=2222\n")));
        ssh.set_base(Role::Socket, Some(Arc::new(base)));
        ssh.set(Lens::socket("ListenStream"), "3333").unwrap();
        let moved = steps(&ssh);
        assert!(moved[0].why.contains("`ListenStream=2222`"), "{moved:?}");
        assert!(moved[0].command.contains("\nListenStream=2222\nListenStream=3333\n"), "{moved:?}");
        ssh.set(Lens::socket("ListenStream"), "22").unwrap();
        let back = steps(&ssh);
        assert!(
            back[2].command.contains("    rm -f /etc/systemd/system/ssh.socket.d/override.conf\n")
        );
    }

    #[test]
    fn of_a_service_that_is_changed_alone_the_socket_stays_open() {
        let mut ssh = ssh();
        ssh.set(Lens::service("Nice"), "5").unwrap();
        let [step] = &steps(&ssh)[..] else { panic!() };
        assert!(step.command.contains("put /etc/systemd/system/ssh.service.d/override.conf"));
        assert!(step.command.contains("\n    systemctl restart ssh.service || take_back\n"));
    }
}
