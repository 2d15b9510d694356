//! Starting points: pairs of units that work as they are.

use crate::activation::{Activation, Lens, Role, rename};

/// A pair of units to start from.
#[derive(Debug)]
pub struct Preset {
    /// What the page calls it.
    pub title: &'static str,
    /// What it is for, in one sentence.
    pub summary: &'static str,
    /// The text of `myapp.socket`.
    socket: &'static str,
    /// The text of `myapp.service`, or of `myapp@.service` where systemd accepts.
    service: &'static str,
}

impl Preset {
    /// The units, ready to be edited.
    pub fn activation(&self) -> Activation {
        self.called(NAME)
    }

    /// The units with what somebody has made theirs already: the name, the user, the command and the target of `before`.
    pub fn for_units(&self, before: &Activation) -> Activation {
        // What belongs to units that are on a machine already is no start for others.
        let mut units = self.called(if before.has_base() { NAME } else { before.name() });
        units.set_target(before.target());
        if before.has_base() {
            return units;
        }
        // What was written once can be written again.
        if let Some(user) = before.value(Lens::service("User")) {
            for lens in USERS {
                if units.value(lens).is_some() {
                    units.set(lens, user).unwrap_or_default();
                }
            }
        }
        let command = Lens::service("ExecStart");
        if let Some(line) = before.value(command) {
            units.set(command, line).unwrap_or_default();
        }
        units
    }

    /// Whether `units` are still these, but for what somebody has made theirs. Asked at every key, so it makes no units.
    pub fn is_like(&self, units: &Activation) -> bool {
        let is_theirs = |ours: &str, theirs: &str| {
            let key = ours.split_once('=').map_or("", |(key, _)| key);
            OWN.contains(&key) && theirs.split_once('=').is_some_and(|(other, _)| other == key)
        };
        let is_same = |ours: &str, theirs: &str| {
            ours == theirs
                || is_theirs(ours, theirs)
                || ours.contains(NAME) && ours.replace(NAME, units.name()) == theirs
        };
        [self.socket, self.service].into_iter().zip(Role::ALL).all(|(ours, role)| {
            let (mut ours, mut theirs) = (ours.lines(), units.file(role).text().lines());
            loop {
                match (ours.next(), theirs.next()) {
                    (None, None) => return true,
                    (Some(ours), Some(theirs)) if is_same(ours, theirs) => {}
                    _ => return false,
                }
            }
        })
    }

    fn called(&self, name: &str) -> Activation {
        let paths =
            [("/run/myapp.sock", format!("/run/{name}.sock")), ("=myapp\n", format!("={name}\n"))];
        let [socket, service] = [self.socket, self.service].map(|text| {
            paths.iter().fold(text.to_owned(), |text, (of_ours, own)| text.replace(of_ours, own))
        });
        let mut units = Activation::new(NAME, &socket, &service);
        rename(&mut units, name).unwrap_or_default();
        units
    }
}

/// What holds the one user of a preset.
const USERS: [Lens; 4] = [
    Lens::service("User"),
    Lens::service("Group"),
    Lens::socket("SocketUser"),
    Lens::socket("SocketGroup"),
];

/// The keys whose values are somebody's own.
const OWN: [&str; 5] = ["ExecStart", "User", "Group", "SocketUser", "SocketGroup"];

/// What the units of the texts below are called.
const NAME: &str = "myapp";

/// The starting points; the first is what the page opens with.
///
/// Claims: first-call-starts-the-service, one-instance-for-each-connection, stdin-is-the-connection, mode-of-a-socket-file,
/// low-port-without-root, datagram-starts-the-service.
pub static PRESETS: [Preset; 5] = [
    Preset {
        title: "Web server",
        summary: "One service answers every caller on a TCP port.",
        socket: "\
[Unit]
Description=My Application Socket

[Socket]
ListenStream=8080
Accept=no
BindIPv6Only=both

[Install]
WantedBy=sockets.target
",
        service: "\
[Unit]
Description=My Application Server
Requires=myapp.socket

[Service]
Type=simple
ExecStart=/usr/local/bin/myapp
User=appuser
Group=appuser
StandardOutput=journal
StandardError=journal
",
    },
    Preset {
        title: "One process per caller",
        summary: "systemd accepts and starts a program for each connection, which talks to its caller on stdin and stdout.",
        socket: "\
[Unit]
Description=My Application Socket

[Socket]
ListenStream=8080
Accept=yes
MaxConnections=64

[Install]
WantedBy=sockets.target
",
        service: "\
[Unit]
Description=My Application, one caller
CollectMode=inactive-or-failed

[Service]
ExecStart=/usr/local/bin/myapp
User=appuser
Group=appuser
StandardInput=socket
StandardOutput=socket
StandardError=journal
",
    },
    Preset {
        title: "Unix socket",
        summary: "A daemon behind a Unix socket that only one group may open.",
        socket: "\
[Unit]
Description=My Application Socket

[Socket]
ListenStream=/run/myapp.sock
Accept=no
SocketUser=appuser
SocketGroup=appuser
SocketMode=0660
RemoveOnStop=yes

[Install]
WantedBy=sockets.target
",
        service: "\
[Unit]
Description=My Application Daemon
Requires=myapp.socket

[Service]
Type=simple
ExecStart=/usr/local/bin/myapp
User=appuser
Group=appuser
RuntimeDirectory=myapp
StandardOutput=journal
StandardError=journal
",
    },
    Preset {
        title: "HTTP + HTTPS",
        summary: "Two ports below 1024 for one service that never needs to be root.",
        socket: "\
[Unit]
Description=My Application Sockets

[Socket]
ListenStream=80
ListenStream=443
Accept=no
BindIPv6Only=both

[Install]
WantedBy=sockets.target
",
        service: "\
[Unit]
Description=My Application Server
Requires=myapp.socket

[Service]
Type=simple
ExecStart=/usr/local/bin/myapp
User=appuser
Group=appuser
StandardOutput=journal
StandardError=journal
",
    },
    Preset {
        title: "UDP",
        summary: "One service reads every datagram that arrives on a port.",
        socket: "\
[Unit]
Description=My Application Socket

[Socket]
ListenDatagram=5514
BindIPv6Only=both

[Install]
WantedBy=sockets.target
",
        service: "\
[Unit]
Description=My Application Server
Requires=myapp.socket

[Service]
Type=simple
ExecStart=/usr/local/bin/myapp
User=appuser
Group=appuser
StandardOutput=journal
StandardError=journal
",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preset_keeps_what_somebody_has_made_theirs() {
        let mut units = PRESETS[0].activation();
        rename(&mut units, "shop").unwrap();
        units.set_user("shopkeeper").unwrap();
        units.set(Lens::service("ExecStart"), "/opt/shop --quiet").unwrap();
        for preset in &PRESETS {
            let own = preset.for_units(&units);
            assert!(preset.is_like(&own), "{}", preset.title);
            let text = Role::ALL.map(|role| own.file(role).text().to_owned()).concat();
            assert!(!text.contains("myapp") && !text.contains("appuser"), "{text}");
            assert_eq!(own.value(Lens::service("ExecStart")), Some("/opt/shop --quiet"));
            units = own;
        }
    }

    #[test]
    fn units_that_nobody_named_leave_the_preset_as_it_is() {
        let units = Activation::new("myapp", "", "");
        for preset in &PRESETS {
            assert_eq!(preset.for_units(&units), preset.activation());
        }
    }
}
