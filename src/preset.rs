//! Starting points: pairs of units that work as they are.

use crate::activation::{Activation, Role};

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
        Activation::new("myapp", self.socket, self.service)
    }

    /// Whether `activation` still is this preset, untouched.
    pub fn is(&self, activation: &Activation) -> bool {
        activation.name() == "myapp"
            && activation.file(Role::Socket).text() == self.socket
            && activation.file(Role::Service).text() == self.service
    }
}

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
