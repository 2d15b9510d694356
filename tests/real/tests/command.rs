//! The command against what is meant to hurt it, and against what systemd itself finds and prints.

use real::command::{self, doorbell};
use real::machine::Machine;
use real::roots::{Root, Suite};
use real::verify;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

/// How much of the processor's time a run may take.
const MOST_TIME: Duration = Duration::from_secs(10);

/// How much memory a run may hold.
const MOST_MEMORY: u64 = 1_000_000_000;

const MILLION: usize = 1_000_000;

/// Files by name.
type Files = Vec<(String, Vec<u8>)>;

/// What is meant to hurt: a name, files, how many findings there are at least.
type Case = (&'static str, Files, usize);

const SOCKET: &str = "[Socket]\nListenStream=80\n[Install]\nWantedBy=sockets.target\n";
const SERVICE: &str = "[Unit]\nRequires=a.socket\n[Service]\nExecStart=/bin/a\n";

fn each(count: usize, line: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for number in 0..count {
        text += &line(number);
        text.push('\n');
    }
    text
}

/// A pair whose socket has these lines behind `[Socket]`.
fn socket(lines: String) -> Files {
    pair(format!("[Socket]\n{lines}"), SERVICE.to_owned())
}

/// A pair whose service has these lines behind its own.
fn service(lines: String) -> Files {
    pair(SOCKET.to_owned(), format!("{SERVICE}{lines}"))
}

fn pair(socket: String, service: String) -> Files {
    vec![("a.socket".to_owned(), socket.into()), ("a.service".to_owned(), service.into())]
}

/// A million of something to say: what is wrong, of each kind.
fn millions() -> Vec<Case> {
    let one = |name, files| (name, files, MILLION);
    vec![
        one("unknown keys", socket(each(MILLION, |n| format!("Listen{n}=1")))),
        one("one unknown key", socket(each(MILLION, |_| "Listenstream=80".to_owned()))),
        one("sections", socket(each(MILLION, |n| format!("[S{n}]")))),
        one("bad values", socket(each(MILLION, |_| "ListenStream=bogus:".to_owned()))),
        one("no assignments", service(each(MILLION, |_| "a".to_owned()))),
        one("addresses", {
            let address = |n: usize| format!("ListenStream=[::{:x}:{:x}]:80", n >> 16, n & 0xffff);
            socket(format!("ListenStream=80\n{}", each(MILLION, address)))
        })
        // Two pieces of advice on each: as many as are listed, and how many more there are.
        .with((1 << 20) + 1),
        one("conditions", {
            let condition = |n| format!("ConditionPathExists=%t/{n}");
            let guards = format!(
                "{SOCKET}[Unit]\n{}",
                each(MILLION / 4, |n| format!("ConditionPathExists=/{n}"))
            );
            pair(
                guards,
                format!("{SERVICE}[Unit]\n{}", each(MILLION - MILLION / 4 - 10, condition)),
            )
        })
        .with(MILLION / 2),
        one("commands", service(each(MILLION, |n| format!("ExecStartPre=/bin/echo {n} > /x")))),
        one("fixes", service(each(MILLION, |n| format!("Environment=LISTEN_FDS=1 A={n}")))),
    ]
}

trait With {
    fn with(self, least: usize) -> Self;
}

impl With for Case {
    fn with(mut self, least: usize) -> Self {
        self.2 = least;
        self
    }
}

/// A million of something that is looked at in pairs, and long lines.
fn others() -> Vec<Case> {
    let none = |name, files| (name, files, 0);
    let drop_ins = |count: usize, text: String| {
        let more = (0..count).map(|n| (format!("a.socket.d/{n}.conf"), text.clone().into_bytes()));
        pair(SOCKET.to_owned(), SERVICE.to_owned()).into_iter().chain(more).collect::<Files>()
    };
    vec![
        none("ports", socket(each(MILLION, |n| format!("ListenStream={}", n % 65535 + 1))))
            .with(MILLION / 2),
        none("paths", {
            let paths =
                format!("[Socket]\n{}", each(MILLION / 2, |n| format!("ListenStream=%t/%N/{n}")));
            let folders = each(5, |_| {
                format!("RuntimeDirectory={}", each(50_000, |n| format!("d{n}")).replace('\n', " "))
            });
            pair(paths, format!("{SERVICE}{folders}"))
        }),
        none("16,000 fixes", {
            let fixed =
                each(16_000, |n| format!("ListenStream=10.0.{}.{}:{}", n >> 8, n & 255, n + 1));
            let waits = each(16_000, |_| "After=a.service".to_owned());
            socket(format!("{fixed}ListenStream=10.0.0.0:1\n[Unit]\n{waits}"))
        })
        .with(32_000),
        none(
            "a long drop-in",
            drop_ins(
                1,
                format!("[Socket]\n{}", each(MILLION, |n| format!("ListenStream=/run/{n}"))),
            ),
        ),
        none("many drop-ins", drop_ins(10_000, format!("[Socket]\n{}", "Backlog=x\n".repeat(20))))
            .with(200_000),
        none("many units", {
            let pairs = (0..5000).flat_map(|n| {
                let name = |text: &str| {
                    text.replace("a.socket", &format!("a{n}.socket"))
                        .replace("80", &format!("/run/{n}"))
                };
                [
                    (format!("a{n}.socket"), name(SOCKET).into()),
                    (format!("a{n}.service"), name(SERVICE).into()),
                ]
            });
            pairs.collect()
        }),
        none("many sockets of one service", {
            let service =
                format!("{SERVICE}{}", each(1000, |_| "Environment=LISTEN_FDS=1".to_owned()));
            let sockets = (0..1000).map(|n| {
                (
                    format!("a{n}.socket"),
                    format!("[Socket]\nListenStream=/run/{n}\nService=a.service\n").into_bytes(),
                )
            });
            sockets.chain([("a.service".to_owned(), service.into())]).collect()
        }),
        none("NULs", pair("\0".repeat(10 * MILLION), format!("{SERVICE}{}", "\0".repeat(1000)))),
        none("percent signs", service(format!("Environment=A={}\n", "%".repeat(10 * MILLION)))),
        none(
            "lines of percent signs",
            socket(format!("ListenStream=/run/{}\n", "%".repeat(MILLION)).repeat(10)),
        ),
        none("backslashes", service("\\".repeat(10 * MILLION))),
        none(
            "lines of backslashes",
            service(format!("ExecStart=/bin/a {}\n", "\\".repeat(MILLION)).repeat(10)),
        ),
        none("long keys", service(format!("{}=1\n", "K".repeat(MILLION)).repeat(10))).with(10),
        none(
            "long values",
            service(format!("ExecStart=/bin/a {}\n", "\"$x\" ".repeat(200_000)).repeat(10)),
        ),
        none("long lists", {
            let sockets = format!("Requires={}\n", "a.socket ".repeat(100_000)).repeat(10);
            pair(SOCKET.replace("80\n", "80\nAccept=yes\n"), String::new())
                .into_iter()
                .take(1)
                .chain([(
                    "a@.service".to_owned(),
                    format!("[Service]\nExecStart=/bin/a\n[Unit]\n{sockets}").into_bytes(),
                )])
                .collect()
        }),
    ]
}

/// Runs the command on each case, in JSON and in the other `formats`.
fn hold(cases: Vec<Case>, formats: &[(&str, &[&str])]) {
    let mut told = String::new();
    let mut faults = Vec::new();
    for (name, files, least) in cases {
        let folder = tempfile::tempdir().expect("a temporary folder");
        put(folder.path(), files);
        let more = formats.iter().filter(|(of, _)| *of == name).flat_map(|(_, formats)| *formats);
        for format in ["json"].iter().chain(more) {
            let arguments = ["check", "--format", format]
                .map(|word| word.as_ref())
                .into_iter()
                .chain([folder.path().as_os_str()]);
            let run = command::run(arguments, MOST_TIME);
            let (time, memory) = (run.time.as_secs_f32(), run.memory / 1_000_000);
            writeln!(
                told,
                "  {name} as {format}: {time:.1} s, {memory} MB, {} MB printed",
                run.bytes / 1_000_000
            )
            .expect("a text");
            let is_within = run.time <= MOST_TIME && run.memory <= MOST_MEMORY;
            let is_all = *format != "json" || run.lines >= least;
            if !is_within || !is_all || !matches!(run.code, Some(0 | 1)) {
                faults.push(format!("{name} as {format}: {run:?}"));
            }
        }
    }
    verify::tell(format_args!("the command, of the processor's time and memory:\n{told}"));
    assert!(
        faults.is_empty(),
        "these take more than {MOST_TIME:?} or {MOST_MEMORY} bytes, or fail\n{}",
        faults.join("\n")
    );
}

fn put(folder: &Path, files: Files) {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder of the case");
        fs::write(path, text).expect("a file of the case");
    }
}

#[test]
fn a_million_findings_take_seconds() {
    hold(millions(), &[("addresses", &["human", "sarif", "github"]), ("fixes", &["human"])]);
}

#[test]
fn pairs_of_a_million_and_long_lines_take_seconds() {
    hold(others(), &[("16,000 fixes", &["human", "sarif", "github"]), ("NULs", &["human"])]);
}

/// A tree of files with one unit and what may change it: the name of the unit, and what lies below the root.
struct Tree {
    unit: &'static str,
    files: Vec<(String, Thing)>,
}

#[derive(Clone)]
enum Thing {
    Text(String),
    Link(&'static str),
}

/// Units whose drop-ins lie in every folder that could be meant, those of one name in several at once.
fn trees() -> Vec<Tree> {
    let (etc, lib) = ("/etc/systemd/system", "/usr/lib/systemd/system");
    let local = "/usr/local/lib/systemd/system";
    let service = || Thing::Text("[Service]\nExecStart=/bin/true\n".to_owned());
    let mark = || Thing::Text("[Unit]\nMark=1\n".to_owned());
    let tree = |unit, own: Vec<(String, Thing)>, drop_ins: Vec<String>| {
        let drop_ins = drop_ins.into_iter().map(|path| (path, mark()));
        Tree { unit, files: own.into_iter().chain(drop_ins).collect() }
    };
    let mut trees = Vec::new();
    // Every folder by itself, and of those with a file of the same name the nearest; for an instance and for a template.
    let folders = |stem: &str, instance: &str| {
        let all =
            ["-b-c@I", "-b-c@", "-b-", "-b-@I", "-b-@", "-", "-@I", "-@", "-b-c", "-b@", "-b", ""];
        all.map(|folder| format!("{stem}{}", folder.replace('I', instance)))
    };
    for (unit, file, folders) in [
        ("da-b-c@x.service", "da-b-c@x.service", folders("da", "x")),
        ("dj-b-c@y.service", "dj-b-c@.service", folders("dj", "x")),
    ] {
        let mut files = Vec::new();
        for (index, folder) in folders.iter().enumerate() {
            files.push(format!("{lib}/{folder}.service.d/1-{index}.conf"));
            for later in &folders[index..] {
                files.push(format!("{lib}/{later}.service.d/2-{index}.conf"));
            }
        }
        trees.push(tree(unit, vec![(format!("{lib}/{file}"), service())], files));
    }
    for (unit, folders) in [
        ("db--c-.service", ["db--c-", "db--", "db-", "db"]),
        ("-dc.service", ["-dc", "-", "-d", "dc"]),
        ("dd.e-f.service", ["dd.e-f", "dd.e-", "dd", "dd.e"]),
    ] {
        let files = folders.map(|folder| format!("{lib}/{folder}.service.d/{folder}.conf"));
        trees.push(tree(unit, vec![(format!("{lib}/{unit}"), service())], files.to_vec()));
    }
    // The folders of the load path against the folders of one name.
    let near_and_far =
        [(etc, "de-"), (lib, "de-f"), (local, "de-"), (local, "de-f"), (etc, "de-f"), (lib, "de-")];
    let mut files = Vec::new();
    for (index, (path, folder)) in near_and_far.iter().enumerate() {
        for (other, also) in &near_and_far[index..] {
            files.push(format!("{path}/{folder}.service.d/{index}.conf"));
            files.push(format!("{other}/{also}.service.d/{index}.conf"));
        }
    }
    files.sort();
    files.dedup();
    trees.push(tree("de-f.service", vec![(format!("{lib}/de-f.service"), service())], files));
    // Other names.
    let own = vec![
        (format!("{lib}/df.service"), service()),
        (format!("{etc}/dg.service"), Thing::Link("/usr/lib/systemd/system/df.service")),
        (format!("{lib}/dh.service"), Thing::Link("dg.service")),
    ];
    let files = [
        (lib, "df", 1),
        (lib, "dg", 2),
        (etc, "dh", 3),
        (etc, "dg", 4),
        (lib, "df", 4),
        (lib, "dg", 5),
    ];
    let files =
        files.map(|(path, folder, number)| format!("{path}/{folder}.service.d/{number}.conf"));
    trees.push(tree("df.service", own, files.to_vec()));
    // What hides another, and what is none.
    let mut hidden = tree(
        "di.socket",
        vec![(
            format!("{lib}/di.socket"),
            Thing::Text("[Socket]\nListenStream=/run/di\n".to_owned()),
        )],
        [
            (lib, "di", "1.conf"),
            (lib, "di", "2.conf"),
            (lib, "socket", "2.conf"),
            (lib, "socket", "3.conf"),
            (etc, "socket", "3.conf"),
            (etc, "socket", "B.conf"),
            (etc, "socket", "a.conf"),
            (lib, "di", ".4.conf"),
            (lib, "di", "5.txt"),
            (lib, "di", "9.conf/x"),
        ]
        .map(|(path, folder, name)| {
            format!("{path}/{folder}.socket.d/{name}").replace("socket.socket", "socket")
        })
        .to_vec(),
    );
    hidden.files.push((format!("{etc}/di.socket.d/1.conf"), Thing::Link("/dev/null")));
    trees.push(hidden);
    trees
}

#[test]
fn drop_ins_are_those_that_systemd_reads_in_its_order() {
    let trees = trees();
    let units: Vec<&str> = trees.iter().map(|tree| tree.unit).collect();
    let show = format!(
        "for unit in {}; do systemctl show --property=DropInPaths --value -- $unit; done",
        units.join(" ")
    );
    let ours: Vec<Vec<String>> = trees.iter().map(read_by_us).collect();
    for suite in Suite::ALL {
        let root = Root::get(suite);
        let machine = Machine::new(root);
        for (path, thing) in trees.iter().flat_map(|tree| &tree.files) {
            match thing {
                Thing::Text(text) => machine.layer().write(path, text),
                Thing::Link(target) => machine.layer().link(path, target),
            };
        }
        let [boot] = machine.boot([&show]);
        let mut faults = Vec::new();
        for ((unit, line), ours) in units.iter().zip(boot.succeeded().lines()).zip(&ours) {
            // What is masked or only a folder is among them, but nothing is read of it.
            let theirs: Vec<&str> = line
                .split_whitespace()
                .filter(|path| {
                    !path.ends_with("/etc/systemd/system/di.socket.d/1.conf")
                        && !path.ends_with("9.conf")
                })
                .collect();
            let theirs: Vec<String> = theirs
                .iter()
                .map(|path| {
                    path.strip_prefix("/lib/")
                        .map_or_else(|| (*path).to_owned(), |rest| format!("/usr/lib/{rest}"))
                })
                .collect();
            if theirs != *ours {
                faults.push(format!("{unit}: systemd reads {theirs:#?}, we {ours:#?}"));
            }
        }
        assert!(faults.is_empty(), "systemd {}\n{}", root.version(), faults.join("\n"));
    }
}

/// The drop-ins in the order in which the command reads them: each has a line to remark on.
fn read_by_us(tree: &Tree) -> Vec<String> {
    let root = tempfile::tempdir().expect("a temporary folder");
    for (path, thing) in &tree.files {
        let path = root.path().join(path.trim_start_matches('/'));
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder of the tree");
        match thing {
            Thing::Text(text) => fs::write(&path, text).expect("a file of the tree"),
            Thing::Link(target) => symlink(target, &path).expect("a link of the tree"),
        }
    }
    let output = doorbell()
        .args(["check", "--format", "json"])
        .arg(root.path())
        .output()
        .expect("the command starts");
    let out = String::from_utf8(output.stdout).expect("JSON");
    let top = root.path().to_str().expect("a path in UTF-8");
    out.lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"))
        .filter(|one| one["rule"] == "unknown-key")
        .map(|one| one["file"].as_str().expect("a path").trim_start_matches(top).to_owned())
        .collect()
}

/// What `systemctl cat` prints is taken apart into the files that it was made of.
#[test]
fn what_systemctl_cat_prints_is_told_by_file_and_line() {
    let script = r"
mkdir -p /etc/systemd/system/ca.socket.d /etc/systemd/system/cb.service.d /etc/systemd/user
cd /etc/systemd/system
printf '[Socket]\nListenStream=/run/ca\nService=cb.service\nFoo=1' > ca.socket
printf '# ours\n\n[Socket]\nBar=1\n\n\n' > ca.socket.d/1.conf
: > ca.socket.d/2.conf
printf '[Service]\nExecStart=/bin/true\n' > cb.service
printf '[Service]\nBaz=1\n' > cb.service.d/3.conf
ln -s /dev/null cc.service
printf '[Service]\nExecStart=/bin/true\nQux=1\n' > cd@.service
systemctl daemon-reload
systemctl cat --no-pager ca.socket cb.service cc.service cd@7.service multi-user.target
";
    for suite in Suite::ALL {
        let root = Root::get(suite);
        let [boot] = Machine::new(root).boot([script]);
        let mut child = doorbell()
            .args(["check", "--format", "json", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the command starts");
        let mut input = child.stdin.take().expect("the input is piped");
        input.write_all(boot.succeeded().as_bytes()).expect("the command reads");
        drop(input);
        let output = child.wait_with_output().expect("the command ends");
        let out = String::from_utf8(output.stdout).expect("JSON");
        let found: Vec<String> = out
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"))
            .filter(|one| one["source"] == "systemd")
            .map(|one| format!("{}:{} {}", one["file"], one["line"], one["rule"]).replace('"', ""))
            .collect();
        let etc = "/etc/systemd/system";
        let expected = [
            format!("{etc}/ca.socket:4 unknown-key"),
            format!("{etc}/ca.socket.d/1.conf:4 unknown-key"),
            format!("{etc}/cb.service.d/3.conf:2 unknown-key"),
            "cc.service:null masked".to_owned(),
            format!("{etc}/cd@.service:3 unknown-key"),
        ];
        assert_eq!(found, expected, "systemd {}\n{}", root.version(), boot.stdout);
    }
}

/// What is said of masked units is systemd's own word.
#[test]
fn a_masked_unit_is_refused_and_so_is_the_socket_that_starts_it() {
    for suite in Suite::ALL {
        let root = Root::get(suite);
        let layer = root.layer();
        let etc = "/etc/systemd/system";
        for name in ["ea", "eb"] {
            layer.write(&format!("{etc}/{name}.socket"), "[Socket]\nListenStream=/run/e\n");
        }
        layer
            .link(&format!("{etc}/ea.service"), "/dev/null")
            .write(&format!("{etc}/eb.service"), "");
        let units = ["ea.socket", "ea.service", "eb.socket", "eb.service"].map(str::to_owned);
        let seen = verify::verify_in(root, &layer, &units, &[], false);
        for name in ["ea", "eb"] {
            let whole = |kind: &str| seen[&format!("{name}.{kind}")].whole.concat();
            assert_eq!(whole("service"), "is masked.", "systemd {}", root.version());
            let refused = format!("service {name}.service not loaded, socket cannot be started.");
            assert_eq!(whole("socket"), refused, "systemd {}", root.version());
        }
    }
}
