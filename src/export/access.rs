//! What may still stand between a caller and the listeners: the firewall, and SELinux.

use super::files;
use super::shell::quote;
use crate::activation::{Activation, ListenerKind, listeners};

/// A sentence, and the commands that go with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What there is to know.
    pub text: String,
    /// The commands: what each is for, and the command itself.
    pub commands: Vec<(&'static str, String)>,
}

/// How the firewall lets callers from other machines in.
///
/// Claims: who-reaches-an-address. Source: firewall-cmd(1), ufw(8).
pub fn firewall(activation: &Activation) -> Advice {
    let mut ports: Vec<String> = Vec::new();
    for listener in listeners(activation) {
        let protocol = match listener.kind {
            ListenerKind::Tcp => "tcp",
            ListenerKind::Udp => "udp",
            _ => continue,
        };
        let port = match listener.place.ip() {
            Some((ip, port)) if !ip.is_some_and(|ip| ip.is_loopback()) => port,
            _ => continue,
        };
        let port = format!("{port}/{protocol}");
        if !ports.contains(&port) {
            ports.push(port);
        }
    }
    if ports.is_empty() {
        return Advice {
            text:
                "Firewall: nothing to open, no listener can be reached from other machines by IP."
                    .to_owned(),
            commands: Vec::new(),
        };
    }
    let each =
        |before: &str| ports.iter().map(|port| format!("{before}{port}")).collect::<Vec<_>>();
    Advice {
        text: format!("Firewall: callers from other machines need {} open.", ports.join(" and ")),
        commands: vec![
            (
                "firewalld",
                format!(
                    "sudo firewall-cmd --permanent{} && sudo firewall-cmd --reload",
                    each(" --add-port=").concat()
                ),
            ),
            ("ufw", each("sudo ufw allow ").join(" && ")),
        ],
    }
}

/// What SELinux may have against the units. Programs of one's own run unconfined there; a confined program may only use
/// what its policy names.
///
/// Source: systemd_selinux(8) and the policy of Fedora.
pub fn selinux(activation: &Activation) -> Advice {
    let paths: Vec<String> = files(activation)
        .iter()
        .map(|file| format!("/etc/systemd/system/{}", quote(&file.name)))
        .collect();
    Advice {
        text: "SELinux (Fedora, RHEL): a program of yours below /usr/local needs no rule; a confined one may only use the ports and files of its policy.".to_owned(),
        commands: vec![
            ("labels of copied units", format!("sudo restorecon -v {}", paths.join(" "))),
            ("what was denied", "sudo ausearch -m avc -ts recent".to_owned()),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commands(text: &str) -> Vec<String> {
        let shop = Activation::new("shop", &format!("[Socket]\n{text}"), "");
        firewall(&shop).commands.into_iter().map(|(_, command)| command).collect()
    }

    #[test]
    fn ports_that_others_reach_are_opened_once() {
        assert_eq!(
            commands(
                "ListenStream=80\nListenStream=[2001:db8::1]:80\nListenDatagram=0.0.0.0:53\nListenStream=/run/a\n"
            ),
            [
                "sudo firewall-cmd --permanent --add-port=80/tcp --add-port=53/udp && sudo firewall-cmd --reload",
                "sudo ufw allow 80/tcp && sudo ufw allow 53/udp",
            ]
        );
    }

    #[test]
    fn what_stays_on_the_machine_needs_no_rule() {
        for text in [
            "ListenStream=/run/a\n",
            "ListenStream=127.0.0.1:80\n",
            "ListenDatagram=[::1]:53\n",
            "ListenStream=$(x)\n",
            "",
        ] {
            assert!(commands(text).is_empty(), "{text}");
        }
    }
}
