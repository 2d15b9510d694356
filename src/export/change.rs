//! Commands to paste on the server where the units are there already: a drop-in is written, tried and taken back.
//!
//! Each comes through an interactive shell as it is and can be run twice, like those of [`install`](super::install). Facts
//! behind the order of things:
//!
//! - `daemon-reload` opens no socket anew, and a socket whose service runs is not started: both stop, then the socket starts.
//! - Whoever moves the door that they came in by must not close it before the new one was tried.

use super::client::{self, Client};
use super::install::{FITS, Names, Step, UNITS, beginning, put};
use super::shell::{as_root, quote};
use super::{file, safe};
use crate::activation::{Activation, Listener, Role, left_listeners, with_left_listeners};
use std::fmt::Write;

/// The way to what the units say now; none where nothing is changed.
///
/// Claims: reload-opens-nothing, service-before-its-socket.
pub fn steps(activation: &Activation) -> Vec<Step> {
    if Role::ALL.into_iter().all(|unit| file(activation, unit).is_none()) {
        return Vec::new();
    }
    let left = left_listeners(activation);
    if left.is_empty() {
        return vec![Step::new(
            "Write the drop-in",
            "It keeps what it replaces, has systemd read the units again, and starts anew what runs and is changed. It can be pasted again after every change.",
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
        "Takes away everything that was changed of these units in /etc, by you and by others, and starts the socket anew if it is active.",
        as_root(&format!(
            "set -eu\nsystemctl revert {}\nsystemctl daemon-reload\n{}",
            names.option(&both),
            again(activation, &names)
        )),
    )
}

fn list(listeners: &[Listener]) -> String {
    let listeners = listeners.iter().map(|one| format!("`{}={}`", one.key, one.value));
    listeners.collect::<Vec<_>>().join(", ")
}

/// A command for each listener that is new.
fn tries(activation: &Activation, left: &[Listener]) -> String {
    let base = activation.base(Role::Socket).map(|base| base.text());
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

/// One command that writes the drop-ins and has them take effect.
fn command(activation: &Activation) -> String {
    let names = Names::of(activation);
    let mut script = beginning();
    for (unit, is_changed) in Role::ALL.into_iter().zip(["socket_changed", "service_changed"]) {
        script.push_str("\nchanged=\n");
        match (file(activation, unit), activation.base(unit)) {
            (Some(file), _) => {
                let path = path_of(&file.name);
                if let Some((folder, _)) = path.rsplit_once('/') {
                    writeln!(script, "mkdir -p {folder}").expect(FITS);
                }
                put(&mut script, &path, &file.text);
            }
            (None, Some(base)) => {
                let path = path_of(
                    &base.drop_in_file().split('/').map(safe).collect::<Vec<_>>().join("/"),
                );
                writeln!(script, "if [ -e {path} ]; then rm -f {path}; changed=yes; fi")
                    .expect(FITS);
            }
            (None, None) => {}
        }
        writeln!(script, "{is_changed}=$changed").expect(FITS);
    }
    script.push_str("\nsystemctl daemon-reload\n");
    write!(script, "if [ -n \"$socket_changed\" ]; then\n{}", again(activation, &names))
        .expect(FITS);
    if !activation.accept() {
        let service = names.option(&names.service);
        write!(
            script,
            "elif [ -n \"$service_changed\" ]; then\n    systemctl try-restart {service}\n"
        )
        .expect(FITS);
    }
    script.push_str("fi\n");
    as_root(&script)
}

fn path_of(name: &str) -> String {
    let words = name.split('/').map(quote).collect::<Vec<_>>();
    format!("{UNITS}/{}", words.join("/"))
}

/// Opens the socket anew where it is open.
///
/// Claims: service-before-its-socket, reload-opens-nothing.
fn again(activation: &Activation, names: &Names) -> String {
    let socket = names.option(&names.socket);
    // Instances keep their calls; a running service would keep the socket from starting.
    let stop = match activation.accept() {
        true => socket.clone(),
        false => names.running(activation),
    };
    format!(
        "    if systemctl is-active --quiet {socket}; then
        systemctl stop {stop}
        systemctl start {socket}
        printf '%s is %s\\n' {name} \"$(systemctl is-active {socket})\"
    else
        printf '%s is not active: nobody listens for it\\n' {name}
    fi
",
        name = names.socket
    )
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
    fn of_a_service_that_is_changed_alone_the_socket_stays_open() {
        let mut ssh = ssh();
        ssh.set(Lens::service("Nice"), "5").unwrap();
        let [step] = &steps(&ssh)[..] else { panic!() };
        assert!(step.command.contains("put /etc/systemd/system/ssh.service.d/override.conf"));
        assert!(step.command.contains("systemctl try-restart ssh.service\n"));
    }
}
