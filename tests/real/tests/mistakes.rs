//! Mistakes that systemd accepts in silence, made for real: the harm is seen, and its absence where the advice was followed.
//!
//! Each is a pair of units, wrong and right, that a booted systemd runs; a few lines of shell say what came of it. The rule
//! that is meant finds the wrong pair, not the right one, and `systemd-analyze verify` says nothing of either.

use doorbell::activation::Activation;
use doorbell::check::{self, Case};
use real::claims::TOOLS;
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

const MISTAKES: [Mistake; 28] = [
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
        rule: "listeners-overlap",
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
    Mistake {
        rule: "remains-after-exit",
        wrong: [
            "[Socket]\nListenStream=PORT\n",
            "[Unit]\nRequires=NAME.socket\n[Service]\nRemainAfterExit=yes\nExecStart=/usr/bin/perl /opt/once.pl\n",
        ],
        right: [
            "[Socket]\nListenStream=PORT\n",
            "[Unit]\nRequires=NAME.socket\n[Service]\nExecStart=/usr/bin/perl /opt/once.pl\n",
        ],
        works: "systemctl start NAME.socket; [ \"$(call PORT)\" = hello ]; sleep 0.3; [ \"$(call PORT)\" = hello ]",
    },
    Mistake {
        rule: "several-sockets-one-name",
        wrong: [
            "[Socket]\nListenStream=PORT\nFileDescriptorName=a\nListenStream=/run/NAME.sock\nFileDescriptorName=b\n",
            "[Unit]\nRequires=NAME.socket\n[Service]\nExecStart=/bin/sh -c 'env | sed -n s/^LISTEN_FDN.MES=//p > /run/NAME.out; exec sleep 60'\n",
        ],
        right: [
            "[Socket]\nListenStream=PORT\nFileDescriptorName=a\n",
            "[Unit]\nRequires=NAME.socket\n[Service]\nExecStart=/bin/sh -c 'env | sed -n s/^LISTEN_FDN.MES=//p > /run/NAME.out; exec sleep 60'\n",
        ],
        works: "systemctl start NAME.service; soon test -s /run/NAME.out; [ -z \"$(tr : '\\n' < /run/NAME.out | sort | uniq -d)\" ]",
    },
    Mistake {
        rule: "access-without-a-file",
        wrong: ["[Socket]\nListenStream=PORT\nSocketMode=0600\n", WAITS],
        right: ["[Socket]\nListenStream=/run/NAME.sock\nSocketMode=0600\n", WAITS],
        works: "systemctl start NAME.socket; to=$(property NAME.socket Listen); to=${to% *}; to=${to#*]:}; \
            [ \"$(setpriv --reuid=65534 --clear-groups bash -c \"$(declare -f call); call $to\")\" = refused ]",
    },
    Mistake {
        rule: "socket-follows-its-service",
        wrong: [
            "[Unit]\nPartOf=NAME.service\n[Socket]\nListenStream=/run/NAME.sock\n",
            "[Unit]\nRequires=NAME.socket\n[Service]\nExecStart=/usr/bin/perl /opt/answers.pl\n",
        ],
        right: [
            "[Socket]\nListenStream=/run/NAME.sock\n",
            "[Unit]\nRequires=NAME.socket\n[Service]\nExecStart=/usr/bin/perl /opt/answers.pl\n",
        ],
        works: "systemctl start NAME.service; lost /run/NAME.sock 2 > /run/NAME.lost & \
            for _ in 1 2 3; do sleep 0.3; systemctl restart NAME.service; done; wait; [ \"$(cat /run/NAME.lost)\" = 0 ]",
    },
    Mistake {
        rule: "output-before-the-answer",
        wrong: [
            ACCEPT,
            "[Unit]\nCollectMode=inactive-or-failed\n[Service]\nStandardInput=socket\nStandardError=journal\nExecStartPre=/bin/echo ready\nExecStart=/bin/echo hello\n",
        ],
        right: [
            ACCEPT,
            "[Unit]\nCollectMode=inactive-or-failed\n[Service]\nStandardInput=socket\nStandardError=journal\nExecStart=/bin/echo hello\n",
        ],
        works: "systemctl start NAME.socket; [ \"$(call PORT)\" = hello ]",
    },
    Mistake {
        rule: "proxy-with-stdin",
        wrong: [
            "[Socket]\nListenStream=PORT\n",
            "[Unit]\nRequires=NAME.socket\n[Service]\nStandardInput=socket\nStandardError=journal\nExecStart=/usr/lib/systemd/systemd-socket-proxyd 127.0.0.1:1\n",
        ],
        right: [
            "[Socket]\nListenStream=PORT\n",
            "[Unit]\nRequires=NAME.socket\n[Service]\nExecStart=/usr/lib/systemd/systemd-socket-proxyd 127.0.0.1:1\n",
        ],
        works: "systemctl start NAME.socket; call PORT; sleep 1; systemctl is-active NAME.socket NAME.service",
    },
    Mistake {
        rule: "proxy-calls-itself",
        wrong: [
            "[Socket]\nListenStream=PORT\n",
            "[Unit]\nRequires=NAME.socket\n[Service]\nLimitNOFILE=200\nExecStart=/usr/lib/systemd/systemd-socket-proxyd 127.0.0.1:PORT\n",
        ],
        right: [
            "[Socket]\nListenStream=PORT\n",
            "[Unit]\nRequires=NAME.socket\n[Service]\nLimitNOFILE=200\nExecStart=/usr/lib/systemd/systemd-socket-proxyd 127.0.0.1:1\n",
        ],
        works: "systemctl start NAME.socket; call PORT; sleep 0.5; systemctl stop NAME.socket NAME.service; ! journal NAME.service | grep -q 'Too many open files'",
    },
    Mistake {
        rule: "user-folder-in-system-unit",
        wrong: ["[Socket]\nListenStream=/run/user/4242/NAME.sock\n", WAITS],
        right: ["[Socket]\nListenStream=/run/NAME.sock\n", WAITS],
        works: "systemctl start NAME.socket; to=$(property NAME.socket Listen); mkdir -p /run/user/4242; mount -t tmpfs tmpfs /run/user/4242; \
            said=$(call \"${to% *}\"); umount /run/user/4242; [ \"$said\" != refused ]",
    },
    Mistake {
        rule: "program-binds-by-itself",
        wrong: [
            "[Socket]\nListenStream=PORT\n",
            "[Unit]\nRequires=NAME.socket\n[Service]\nExecStart=/usr/bin/perl /opt/answers.pl --port PORT\n",
        ],
        right: [
            "[Socket]\nListenStream=PORT\n",
            "[Unit]\nRequires=NAME.socket\n[Service]\nExecStart=/usr/bin/perl /opt/answers.pl\n",
        ],
        works: "systemctl start NAME.socket; [ \"$(call PORT)\" = hello ]",
    },
    Mistake {
        rule: "shell-hides-the-pid",
        wrong: [
            "[Socket]\nListenStream=PORT\n",
            "[Unit]\nRequires=NAME.socket\n[Service]\nExecStart=/bin/sh -c 'true; perl /opt/answers.pl; true'\n",
        ],
        right: [
            "[Socket]\nListenStream=PORT\n",
            "[Unit]\nRequires=NAME.socket\n[Service]\nExecStart=/bin/sh -c 'true; exec perl /opt/answers.pl'\n",
        ],
        works: "systemctl start NAME.socket; [ \"$(call PORT)\" = hello ]",
    },
    Mistake {
        rule: "shell-syntax-in-command",
        wrong: [
            "[Socket]\nListenStream=PORT\n",
            "[Unit]\nRequires=NAME.socket\n[Service]\nExecStart=/bin/sleep 60 > /run/NAME.out\n",
        ],
        right: ["[Socket]\nListenStream=PORT\n", WAITS],
        works: "systemctl start NAME.socket; call PORT; systemctl is-active NAME.service",
    },
    Mistake {
        rule: "stopped-as-unneeded",
        wrong: [
            "[Socket]\nListenStream=PORT\n",
            "[Unit]\nRequires=NAME.socket\nStopWhenUnneeded=yes\n[Service]\nExecStart=/bin/sleep 60\n",
        ],
        right: ["[Socket]\nListenStream=PORT\n", WAITS],
        works: "systemctl start NAME.socket; call PORT; systemctl is-active NAME.socket NAME.service",
    },
    Mistake {
        rule: "conflicts-with-its-service",
        wrong: [
            "[Unit]\nConflicts=NAME.service\n[Socket]\nListenStream=PORT\n",
            "[Service]\nExecStart=/bin/sleep 60\n",
        ],
        right: ["[Socket]\nListenStream=PORT\n", "[Service]\nExecStart=/bin/sleep 60\n"],
        works: "systemctl start NAME.socket; call PORT; systemctl is-active NAME.socket",
    },
    Mistake {
        rule: "call-that-nobody-takes",
        wrong: [
            "[Socket]\nListenFIFO=/run/NAME.fifo\n",
            "[Service]\nType=oneshot\nExecStart=/bin/touch /run/NAME.seen\n",
        ],
        right: [
            "[Socket]\nListenFIFO=/run/NAME.fifo\nFlushPending=yes\n",
            "[Service]\nType=oneshot\nExecStart=/bin/touch /run/NAME.seen\n",
        ],
        works: "systemctl start NAME.socket; echo hello > /run/NAME.fifo; sleep 1; systemctl is-active NAME.socket",
    },
    Mistake {
        rule: "listening-socket-as-stdin",
        wrong: [
            "[Socket]\nListenStream=PORT\n",
            "[Unit]\nRequires=NAME.socket\n[Service]\nExecStart=/bin/cat\nStandardInput=socket\nStandardError=journal\n",
        ],
        right: [
            ACCEPT,
            "[Unit]\nCollectMode=inactive-or-failed\n[Service]\nExecStart=/bin/cat\nStandardInput=socket\nStandardError=journal\n",
        ],
        works: "systemctl start NAME.socket; [ \"$(call PORT)\" = hello ]",
    },
    Mistake {
        rule: "mapped-address",
        wrong: ["[Socket]\nListenStream=[::ffff:127.0.0.1]:PORT\nBindIPv6Only=ipv6-only\n", WAITS],
        right: ["[Socket]\nListenStream=127.0.0.1:PORT\nBindIPv6Only=ipv6-only\n", WAITS],
        works: "systemctl start NAME.socket",
    },
    Mistake {
        rule: "replaced-by-systemd",
        wrong: [
            ACCEPT,
            "[Unit]\nCollectMode=inactive-or-failed\n[Service]\nExecStart=/bin/sh -c 'read line; echo \"${line}\"'\nStandardInput=socket\nStandardError=journal\n",
        ],
        right: [
            ACCEPT,
            "[Unit]\nCollectMode=inactive-or-failed\n[Service]\nExecStart=/bin/sh -c 'read line; echo \"$${line}\"'\nStandardInput=socket\nStandardError=journal\n",
        ],
        works: "systemctl start NAME.socket; [ \"$(call PORT)\" = hello ]",
    },
];

/// Answers callers at descriptor 3 with `hello`, if that is meant for this process; with `--port N`, at a port of its own.
const ANSWERS: &str = r#"use Socket;
my $end;
$SIG{TERM} = sub { $end = 1 };
my $door;
if (@ARGV) {
    socket($door, PF_INET, SOCK_STREAM, 0);
    setsockopt($door, SOL_SOCKET, SO_REUSEADDR, 1);
    bind($door, sockaddr_in($ARGV[1], INADDR_ANY)) or die "cannot bind: $!";
    listen($door, 9);
} else {
    die "no sockets" unless ($ENV{LISTEN_PID} // 0) == $$;
    open($door, "+<&=", 3) or die;
}
until ($end) { accept(my $caller, $door) or next; syswrite($caller, "hello\n"); close $caller }
"#;

/// Answers one caller and ends.
const ONCE: &str = r#"open(my $door, "+<&=", 3);
accept(my $caller, $door);
syswrite($caller, "hello\n");
"#;

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
    machine.layer().write("/opt/answers.pl", ANSWERS).write("/opt/once.pl", ONCE);
    let mut script = String::from("ip link set lo up\n") + TOOLS;
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
            let found = check::run(&Case::pair(&units));
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
