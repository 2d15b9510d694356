//! Mistakes that systemd accepts in silence, made for real: the harm is seen, and its absence where the advice was followed.
//!
//! Each is a pair of units, wrong and right, that a booted systemd runs; a few lines of shell say what came of it. The rule
//! that is meant finds the wrong pair, not the right one, and `systemd-analyze verify` says nothing of either.

use doorbell::activation::Activation;
use doorbell::check::{self, Case};
use real::machine::Machine;
use real::roots::{Root, Suite};

/// A mistake. In its texts `NAME` is the name of the units and `PORT` a port of their own.
struct Mistake {
    /// What finds it.
    rule: &'static str,
    /// The socket and the service, wrong.
    wrong: [&'static str; 2],
    /// The same, as they should be.
    right: [&'static str; 2],
    /// Succeeds if all is well.
    works: &'static str,
}

const INSTALL: &str = "[Install]\nWantedBy=sockets.target\n";
const ACCEPT: &str = "[Socket]\nListenStream=PORT\nAccept=yes\n";
const WAITS: &str = "[Unit]\nRequires=NAME.socket\n[Service]\nExecStart=/bin/sleep 60\n";

const MISTAKES: [Mistake; 11] = [
    Mistake {
        rule: "listen-fds-set-by-hand",
        wrong: [
            "[Socket]\nListenStream=PORT\nListenStream=/run/NAME.sock\n",
            "[Unit]\nRequires=NAME.socket\n[Service]\nEnvironment=LISTEN_FDS=1\nExecStart=/bin/sh -c 'echo $$LISTEN_FDS > /run/NAME.out; sleep 60'\n",
        ],
        right: [
            "[Socket]\nListenStream=PORT\nListenStream=/run/NAME.sock\n",
            "[Unit]\nRequires=NAME.socket\n[Service]\nExecStart=/bin/sh -c 'echo $$LISTEN_FDS > /run/NAME.out; sleep 60'\n",
        ],
        works: "systemctl start NAME.socket; call PORT; [ \"$(cat /run/NAME.out)\" = 2 ]",
    },
    Mistake {
        rule: "socket-file-in-runtime-directory",
        wrong: [
            "[Socket]\nListenStream=/run/NAME/door.sock\n",
            "[Unit]\nRequires=NAME.socket\n[Service]\nRuntimeDirectory=NAME\nExecStart=/bin/sleep 60\n",
        ],
        right: [
            "[Socket]\nListenStream=/run/NAME/door.sock\n",
            "[Unit]\nRequires=NAME.socket\n[Service]\nRuntimeDirectory=NAME\nRuntimeDirectoryPreserve=yes\nExecStart=/bin/sleep 60\n",
        ],
        works: "systemctl start NAME.service; systemctl stop NAME.service; systemctl is-active NAME.socket; [ -S /run/NAME/door.sock ]",
    },
    Mistake {
        rule: "ipv4-and-ipv6-clash",
        wrong: ["[Socket]\nListenStream=0.0.0.0:PORT\nListenStream=[::]:PORT\n", WAITS],
        right: [
            "[Socket]\nListenStream=0.0.0.0:PORT\nListenStream=[::]:PORT\nBindIPv6Only=ipv6-only\n",
            WAITS,
        ],
        works: "systemctl start NAME.socket",
    },
    Mistake {
        rule: "address-not-there-at-boot",
        wrong: ["[Socket]\nListenStream=192.0.2.7:PORT\n", WAITS],
        right: ["[Socket]\nListenStream=192.0.2.7:PORT\nFreeBind=yes\n", WAITS],
        works: "systemctl start NAME.socket",
    },
    Mistake {
        rule: "same-listener-twice",
        wrong: ["[Socket]\nListenStream=PORT\nListenStream=PORT\n", WAITS],
        right: ["[Socket]\nListenStream=PORT\n", WAITS],
        works: "systemctl start NAME.socket",
    },
    Mistake {
        rule: "one-stdin-for-several-sockets",
        wrong: [
            "[Socket]\nListenStream=PORT\nListenStream=/run/NAME.sock\n",
            "[Unit]\nRequires=NAME.socket\n[Service]\nStandardInput=socket\nStandardError=journal\nExecStart=/bin/sleep 60\n",
        ],
        right: [
            "[Socket]\nListenStream=PORT\n",
            "[Unit]\nRequires=NAME.socket\n[Service]\nStandardInput=socket\nStandardError=journal\nExecStart=/bin/sleep 60\n",
        ],
        works: "systemctl start NAME.socket; call PORT; systemctl is-active NAME.service",
    },
    Mistake {
        rule: "condition-can-fail",
        wrong: [
            "[Socket]\nListenStream=PORT\n",
            "[Unit]\nRequires=NAME.socket\nConditionPathExists=/nowhere\n[Service]\nExecStart=/bin/sleep 60\n",
        ],
        right: ["[Unit]\nConditionPathExists=/nowhere\n[Socket]\nListenStream=PORT\n", WAITS],
        works: "systemctl start NAME.socket; call PORT; ! systemctl is-failed NAME.socket",
    },
    Mistake {
        rule: "service-without-its-socket",
        wrong: ["[Socket]\nListenStream=PORT\n", "[Service]\nExecStart=/bin/sleep 60\n"],
        right: ["[Socket]\nListenStream=PORT\n", WAITS],
        works: "systemctl start NAME.service; systemctl start NAME.socket",
    },
    Mistake {
        rule: "socket-open-to-all",
        wrong: ["[Socket]\nListenStream=/run/NAME.sock\nSocketGroup=daemon\n", WAITS],
        right: [
            "[Socket]\nListenStream=/run/NAME.sock\nSocketGroup=daemon\nSocketMode=0660\n",
            WAITS,
        ],
        works: "systemctl start NAME.socket; [ \"$(stat -c %a /run/NAME.sock)\" = 660 ]",
    },
    Mistake {
        rule: "failed-instances-pile-up",
        wrong: [
            ACCEPT,
            "[Service]\nStandardInput=socket\nStandardError=journal\nExecStart=/bin/false\n",
        ],
        right: [
            ACCEPT,
            "[Unit]\nCollectMode=inactive-or-failed\n[Service]\nStandardInput=socket\nStandardError=journal\nExecStart=/bin/false\n",
        ],
        works: "systemctl start NAME.socket; call PORT; [ -z \"$(systemctl list-units --all --plain --no-legend 'NAME@*.service')\" ]",
    },
    Mistake {
        rule: "errors-go-to-the-caller",
        wrong: [
            ACCEPT,
            "[Unit]\nCollectMode=inactive-or-failed\n[Service]\nStandardInput=socket\nExecStart=/bin/sh -c 'echo oops >&2; echo hello'\n",
        ],
        right: [
            ACCEPT,
            "[Unit]\nCollectMode=inactive-or-failed\n[Service]\nStandardInput=socket\nStandardError=journal\nExecStart=/bin/sh -c 'echo oops >&2; echo hello'\n",
        ],
        works: "systemctl start NAME.socket; [ \"$(call PORT)\" = hello ]",
    },
];

/// Connects, prints what comes within a second, and hangs up.
const CALL: &str = "\
call() { (exec 3<>/dev/tcp/127.0.0.1/$1; timeout 1 cat <&3) 2>&1 || true; sleep 0.3; }
";

#[test]
fn on_systemd_247() {
    are_real(Suite::Bullseye);
}

#[test]
fn on_systemd_252() {
    are_real(Suite::Bookworm);
}

#[test]
fn on_systemd_257() {
    are_real(Suite::Trixie);
}

#[test]
fn on_the_newest_systemd() {
    are_real(Suite::Testing);
}

fn are_real(suite: Suite) {
    let root = Root::get(suite);
    let machine = Machine::new(root);
    let mut script = CALL.to_owned();
    let mut expected = String::new();
    for (index, mistake) in MISTAKES.iter().enumerate() {
        for (is_right, pair) in [(false, mistake.wrong), (true, mistake.right)] {
            let name = format!("m{index}{}", if is_right { "right" } else { "wrong" });
            let port = (4000 + 2 * index + usize::from(is_right)).to_string();
            let filled = |text: &str| text.replace("NAME", &name).replace("PORT", &port);
            let [socket, service] =
                [pair[0].to_owned() + INSTALL, pair[1].to_owned()].map(|text| filled(&text));
            let mut units = Activation::new(&name, &socket, &service);
            units.set_target(root.target());
            let found = check::run(Case::pair(&units));
            let rules: Vec<&str> = found.iter().map(|finding| finding.rule).collect();
            assert_eq!(
                rules.contains(&mistake.rule),
                !is_right,
                "{name} {}: {rules:?}",
                mistake.rule
            );
            let files = doorbell::export::files(&units);
            let files: Vec<(&str, &str)> =
                files.iter().map(|file| (file.name.as_str(), file.text.as_str())).collect();
            let verdict = root.verify(&files);
            assert!(verdict.remarks.is_empty(), "{name}: {verdict:?}");
            for (name, text) in files {
                machine.layer().write(&format!("/etc/systemd/system/{name}"), text);
            }
            script += &format!(
                "if (set -e; {}) > /run/said 2>&1; then echo {name} works; else echo {name} harms; fi\n",
                filled(mistake.works)
            );
            expected += &format!("{name} {}\n", if is_right { "works" } else { "harms" });
        }
    }
    let [boot] = machine.boot([script.as_str()]);
    assert_eq!(boot.succeeded(), expected, "{boot}");
}
