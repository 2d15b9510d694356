//! The programs of *Your code*, built with real toolchains and run under a real systemd.
//!
//! For each language every combination that is offered is started by its socket and answers the commands of *Install*; one
//! that accepts by itself serves as many callers as it says, loses none during a restart and, where it may, leaves when nobody
//! calls; and each works when it is started by hand.

use doorbell::activation::{Activation, Lens, Style, set_accept, set_style};
use doorbell::export::client::{self, Client};
use doorbell::export::code::{self, LANGUAGES, Language, Program};
use doorbell::export::files;
use real::machine::Machine;
use real::need;
use real::roots::{Root, Suite};
use std::{fmt::Write as _, fs, io::Read, path::PathBuf, process::Command};

/// What the sockets listen on, in one unit; `N` is a number of its own for each.
const DOORS: [&str; 8] = [
    "ListenStream=90N",
    "ListenStream=/run/N.sock",
    "ListenDatagram=90N",
    "ListenDatagram=/run/N.dgram",
    "ListenStream=90N\nListenDatagram=90N\nListenStream=127.0.0.1:91N",
    // Where HTTP is spoken.
    "ListenStream=8080",
    "ListenStream=127.0.0.1:8443\nListenStream=90N",
    "ListenStream=8080\nListenDatagram=90N",
];

/// How long a program waits for a call before it leaves, in the tests.
const SOON: u32 = 1;

/// How many callers come during a restart.
const CALLERS: usize = 20;

macro_rules! languages {
    ($($test:ident: $name:literal, $variants:literal;)*) => {
        $(#[test]
        fn $test() {
            all_variants_work($name, $variants);
        })*

        #[test]
        fn every_language_is_tried() {
            let names: Vec<&str> = LANGUAGES.iter().map(|language| language.name).collect();
            assert_eq!(names, [$($name),*]);
        }
    };
}

languages! {
    c: "C", 20;
    go: "Go", 20;
    go_http: "Go, net/http", 4;
    python: "Python", 20;
    uvicorn: "Python, uvicorn", 4;
    gunicorn: "Python, gunicorn", 4;
    node: "Node.js", 17;
    node_http: "Node.js, http", 4;
    rust: "Rust", 20;
    axum: "Rust, axum", 4;
    java: "Java", 7;
    ruby: "Ruby", 20;
    perl: "Perl", 20;
    php: "PHP", 7;
    shell: "Shell", 3;
}

/// What runs a script in the command that tries it.
const STARTERS: [&str; 8] = ["python3", "node", "ruby", "perl", "php", "sh", "java", "gunicorn"];

struct Variant {
    units: Activation,
    program: Program,
    listeners: Vec<Listener>,
}

/// A listener, and how it is called.
struct Listener {
    /// The command of *Install*.
    command: String,
    /// Whether an answer can be seen there: not by a caller without an address of its own.
    is_answered: bool,
    /// The arguments of our own caller.
    call: String,
}

fn all_variants_work(name: &str, count: usize) {
    let language = LANGUAGES.iter().find(|language| language.name == name).expect("a language");
    let variants = variants(language);
    assert_eq!(
        variants.len(),
        count,
        "{name}: {:?}",
        variants.iter().map(|v| v.units.name()).collect::<Vec<_>>()
    );
    let root = Root::get(Suite::Toolchains);
    let machine = Machine::new(root);
    machine.layer().program(
        "/usr/local/bin/ring",
        fs::read(env!("CARGO_BIN_EXE_ring")).expect("the caller is built"),
    );
    for (path, bytes) in build(language, &variants) {
        machine.layer().program(&path, bytes);
    }
    for file in variants.iter().flat_map(|variant| files(&variant.units)) {
        machine.layer().write(&format!("/etc/systemd/system/{}", file.name), file.text);
    }
    // Two boots, because one has its time limit.
    let (some, others) = variants.split_at(count.div_ceil(2));
    for boot in machine.boot([some, others].map(script).each_ref().map(String::as_str)) {
        assert!(boot.succeeded().ends_with("all is well\n"), "{boot}");
    }
}

/// What is done with `variants` once the system is up.
fn script(variants: &[Variant]) -> String {
    let trials = variants.iter().map(trial).collect::<String>();
    format!("set -x\nip link set lo up\necho hello > /run/hello\n{trials}echo all is well\n")
}

/// Every combination for which the language has a program.
fn variants(language: &Language) -> Vec<Variant> {
    let mut variants: Vec<Variant> = Vec::new();
    for accept in [false, true] {
        for style in [Style::Aware, Style::Inetd] {
            for (nth, doors) in DOORS.iter().enumerate() {
                let several = doors.contains('\n');
                let datagram = doors.contains("Datagram");
                let notify = nth == 1 && style == Style::Aware;
                if (accept && datagram) || (style == Style::Inetd && several) {
                    continue;
                }
                // A number of its own, as port and in the name.
                let number = 10 + variants.len();
                let name = format!("t{number}");
                let doors = doors.replace('N', &number.to_string());
                let socket = format!("[Socket]\n{doors}\n\n[Install]\nWantedBy=sockets.target\n");
                let service = format!(
                    "[Unit]\nRequires={name}.socket\n\n[Service]\nExecStart=/usr/local/bin/{name}\n"
                );
                let mut units = Activation::new(&name, &socket, &service);
                set_accept(&mut units, accept);
                set_style(&mut units, style);
                if language.name == "Python, gunicorn" {
                    units.set(Lens::service("KillMode"), "mixed").expect("a value");
                }
                let plain = code::program(&units, language, Some(SOON));
                if notify {
                    units.set(Lens::service("Type"), "notify").expect("a value");
                }
                let program = code::program(&units, language, Some(SOON)).or(plain.inspect(|_| {
                    units.set(Lens::service("Type"), "simple").expect("a value");
                }));
                let Ok(program) = program else { continue };
                units.set(Lens::service("ExecStart"), &program.exec_start).expect("a value");
                let listeners = client::clients(&units).iter().map(listener(language)).collect();
                variants.push(Variant { units, program, listeners });
            }
        }
    }
    variants
}

/// How a listener is called: a program that knows nothing but HTTP by what the note says for that, others by the command itself,
/// if they need no TLS.
fn listener(language: &Language) -> impl Fn(&Client) -> Listener {
    let is_framework = language.name != language.written_in();
    move |Client { listener, command, note }| {
        let is_http = is_framework || command.starts_with("curl");
        let mut ways = [command.as_str()].into_iter().chain(note.split('`').skip(1).step_by(2));
        let command = ways.find(|way| !is_http || way.contains("http://")).expect("a command");
        let (key, address) = listener.split_once('=').expect("a listener");
        let kind = match (key, is_http) {
            (_, true) => "http",
            ("ListenDatagram", _) => "datagram",
            _ => "stream",
        };
        Listener {
            command: command.to_owned(),
            is_answered: !command.contains("SENDTO"),
            call: format!("{kind} {address}"),
        }
    }
}

/// What is done with a variant once the system is up.
fn trial(variant: &Variant) -> String {
    let Variant { units, program, listeners } = variant;
    let name = units.name();
    let is_heard = format!("grep -q 'hello from {name}'");
    // Both have to succeed: that all calls are answered, and that this program answers.
    let answers = |command: &str| format!("{command} > /run/heard\n{is_heard} /run/heard\n");
    let mut script = format!("systemctl start {name}.socket\n");
    for Listener { command, is_answered, call } in listeners {
        // As people do who read what comes back.
        writeln!(script, "{{ {command}; }} < /run/hello > /run/heard").expect("memory");
        script += &match is_answered {
            true => format!("{is_heard} /run/heard\n"),
            false => answers(&format!("ring {call}")),
        };
    }
    let run = &program.exec_start;
    if units.accept() {
        script += &format!("systemctl stop {name}.socket\n");
        let question = match listeners[0].call.starts_with("http") {
            true => r"GET / HTTP/1.1\r\n\r\n",
            false => r"ring\n",
        };
        script += &answers(&format!("printf '{question}' | {run}"));
        return [script, tried(variant)].concat();
    }
    let first = &listeners[0].call;
    if !first.starts_with("datagram") {
        // All that it serves at a time but one are silent, and hold nobody up. It has just been called: one that is about to
        // leave would serve the silent ones to the end first.
        let beside = program.callers.at_once.min(8) - 1;
        script += &answers(&format!("ring {first}"));
        script += &answers(&format!("timeout 5 ring --beside {beside} {first}"));
    }
    let restart = format!("--during 'systemctl restart {name}.service'");
    script += &answers(&format!("ring --times {CALLERS} {restart} {first}"));
    if program.stays.is_none() {
        // Without a call it leaves, and the next one brings it back.
        writeln!(script, "for n in $(seq 80); do [ \"$(systemctl is-active {name}.service)\" = inactive ] && break; sleep 0.1; done").expect("memory");
        writeln!(script, "[ \"$(systemctl is-active {name}.service)\" = inactive ]")
            .expect("memory");
    }
    script += &answers(&format!("ring {first}"));
    writeln!(script, "systemctl stop {name}.socket {name}.service\n[ \"$(systemctl show -P Result {name}.service)\" = success ]").expect("memory");
    if !run.contains("gunicorn") {
        // gunicorn opens none of these sockets by itself.
        script += &by_hand(&format!("{run} < /dev/null"), name, listeners);
    }
    [script, tried(variant)].concat()
}

/// Starts `command` beside the script, calls each listener until it answers, and ends it.
fn by_hand(command: &str, name: &str, listeners: &[Listener]) -> String {
    let mut script = format!("{command} &\nhand=$!\n");
    for Listener { call, .. } in listeners {
        let rings = format!("ring {call} > /run/answer 2> /dev/null");
        writeln!(script, "for n in $(seq 30); do {rings} && break; sleep 0.1; done")
            .expect("memory");
        writeln!(script, "grep -q 'hello from {name}' /run/answer; rm /run/answer")
            .expect("memory");
    }
    // It may have left already.
    script + "kill $hand || true\nwait $hand || true\n"
}

/// The same program behind the sockets of `systemd-socket-activate`, as the page says it can be tried.
fn tried(variant: &Variant) -> String {
    let Variant { units, program, listeners } = variant;
    let Some(command) = &program.try_it else { return String::new() };
    let name = units.name();
    // What runs it there is its file in the folder of the person.
    let flags =
        command.split(' ').take_while(|word| !STARTERS.contains(word) && !word.contains(name));
    let command = flags.map(|word| format!("{word} ")).collect::<String>();
    by_hand(&format!("{command}{}", program.exec_start), name, listeners)
}

/// The text of a variant's program.
fn text(variant: &Variant) -> &str {
    &variant.program.files.last().expect("a file").1
}

/// What is to be put in place for each variant: where, and the bytes.
fn build(language: &Language, variants: &[Variant]) -> Vec<(String, Vec<u8>)> {
    let program = |variant: &Variant| format!("/usr/local/bin/{}", variant.units.name());
    let library = |end: &'static str| {
        move |variant: &Variant| format!("/usr/local/lib/{}{end}", variant.units.name())
    };
    let as_it_is = |place: &dyn Fn(&Variant) -> String| {
        let bytes = |variant| (place(variant), text(variant).as_bytes().to_vec());
        variants.iter().map(bytes).collect()
    };
    match language.written_in() {
        "C" => built_in_root(
            variants,
            "main.c",
            "gcc -O2 -Wall -Wextra -Werror -pthread -o built main.c -lsystemd",
            program,
        ),
        "Go" => {
            built_in_root(variants, "main.go", "go vet main.go; go build -o built main.go", program)
        }
        "Java" => {
            let command = "javac -Werror -d classes Main.java; jar --create --file built --main-class Main -C classes .";
            built_in_root(variants, "Main.java", command, library(".jar"))
        }
        "Rust" => {
            variants.iter().map(|variant| (program(variant), built_by_cargo(variant))).collect()
        }
        "Python" if language.name == "Python, gunicorn" => as_it_is(&library("/app.py")),
        _ => as_it_is(&program),
    }
}

/// How Go finds Debian's packages: the module lies there without the folder of its version.
const GO: &str = "\
    export GOPATH=/tmp/path:/usr/share/gocode GO111MODULE=off GOCACHE=/tmp/go
    mkdir -p /tmp/path/src/github.com/coreos/go-systemd
    ln -s /usr/share/gocode/src/github.com/coreos/go-systemd /tmp/path/src/github.com/coreos/go-systemd/v22
";

/// Builds all in one go, with the compilers of the root.
fn built_in_root(
    variants: &[Variant],
    file: &str,
    command: &str,
    place: impl Fn(&Variant) -> String,
) -> Vec<(String, Vec<u8>)> {
    let layer = Root::get(Suite::Toolchains).layer();
    for variant in variants {
        layer.write(&format!("/build/{}/{file}", variant.units.name()), text(variant));
    }
    let script = format!(
        "{GO}for folder in /build/*; do cd $folder; {command}; done >&2; cd /build; tar -c */built"
    );
    let output = layer.chroot("sh").args(["-ec", &script]).output().expect("a shell in the root");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut built = Vec::new();
    for entry in tar::Archive::new(&output.stdout[..]).entries().expect("an archive") {
        let mut entry = entry.expect("an entry");
        let path = entry.path().expect("a path").display().to_string();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("a whole archive");
        built.push((path, bytes));
    }
    variants
        .iter()
        .map(|variant| {
            let name = format!("{}/built", variant.units.name());
            let at = built.iter().position(|(path, _)| *path == name).expect("it was built");
            (place(variant), built.swap_remove(at).1)
        })
        .collect()
}

/// Debian's compilers are older than what the libraries need, so the host's is taken, as people do.
fn built_by_cargo(variant: &Variant) -> Vec<u8> {
    let (name, text) = (variant.units.name(), text(variant));
    let manifest = &variant.program.files[0].1;
    let cargo = need::tool("cargo", "cargo");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let project: PathBuf = folder.path().join("project");
    fs::create_dir_all(project.join("src")).expect("a folder");
    // One name for all, so that the libraries are compiled once.
    let manifest = manifest.replace(&format!("\"{name}\""), "\"program\"");
    fs::write(project.join("Cargo.toml"), manifest + "\n[workspace]\n").expect("a file");
    fs::write(project.join("src/main.rs"), text).expect("a file");
    let target = need::cache().join("code");
    let output = Command::new(cargo)
        .args(["build", "--quiet", "--target-dir"])
        .arg(&target)
        .current_dir(&project)
        .env("RUSTFLAGS", "-D warnings")
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "{name}: {}\n{text}", String::from_utf8_lossy(&output.stderr));
    fs::read(target.join("debug/program")).expect("the program")
}
