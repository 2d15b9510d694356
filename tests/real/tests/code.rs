//! The programs of *Your code*, built with real toolchains and run under a real systemd.
//!
//! For each language every combination that is offered is started by its socket and answers; one that accepts by itself
//! loses no caller during a restart and, where it may, leaves when nobody calls; and each works when it is started by hand.

use doorbell::activation::{Activation, Lens, Style, set_accept, set_style};
use doorbell::export::code::{self, IDLE, LANGUAGES, Language, Program};
use doorbell::export::files;
use real::machine::Machine;
use real::need;
use real::roots::{Root, Suite};
use std::{env, fmt::Write as _, fs, io::Read, path::PathBuf, process::Command};

/// What the sockets listen on, in one unit; `N` is a number of its own for each.
const DOORS: [&str; 5] = [
    "ListenStream=90N",
    "ListenStream=/run/N.sock",
    "ListenDatagram=90N",
    "ListenDatagram=/run/N.dgram",
    "ListenStream=90N\nListenDatagram=90N\nListenStream=127.0.0.1:91N",
];

/// How long a program waits for a call before it leaves, in the tests.
const SOON: &str = "1";

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
    c: "C", 13;
    go: "Go", 13;
    python: "Python", 13;
    node: "Node.js", 10;
    rust: "Rust", 13;
    java: "Java", 5;
    ruby: "Ruby", 13;
    perl: "Perl", 13;
    php: "PHP", 4;
    shell: "Shell", 2;
}

/// What runs a script in the command that tries it.
const STARTERS: [&str; 7] = ["python3", "node", "ruby", "perl", "php", "sh", "java"];

struct Variant {
    units: Activation,
    program: Program,
    listeners: Vec<String>,
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
    let mut script = "set -x\nip link set lo up\nsystemctl daemon-reload\n".to_owned();
    for (path, bytes) in build(language, &variants) {
        machine.layer().program(&path, bytes);
    }
    for variant in &variants {
        for file in files(&variant.units) {
            machine.layer().write(&format!("/etc/systemd/system/{}", file.name), file.text);
        }
        script += &steps(variant);
    }
    script += "echo all is well\n";
    let [boot] = machine.boot([script.as_str()]);
    assert!(boot.succeeded().ends_with("all is well\n"), "{boot}");
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
                let plain = code::program(&units, language);
                if notify {
                    units.set(Lens::service("Type"), "notify").expect("a value");
                }
                let program = code::program(&units, language).or(plain.inspect(|_| {
                    units.set(Lens::service("Type"), "simple").expect("a value");
                }));
                let Ok(program) = program else { continue };
                units.set(Lens::service("ExecStart"), &program.exec_start).expect("a value");
                let listeners = doors.lines().map(str::to_owned).collect();
                variants.push(Variant { units, program, listeners });
            }
        }
    }
    variants
}

/// The arguments of the caller for a listener.
fn call(listener: &str) -> String {
    let (key, address) = listener.split_once('=').expect("a listener");
    let kind = if key == "ListenDatagram" { "datagram" } else { "stream" };
    format!("{kind} {address}")
}

/// What is done with a variant once the system is up.
fn steps(variant: &Variant) -> String {
    let Variant { units, program, listeners } = variant;
    let name = units.name();
    let answers = |call: &str, options: &str| {
        format!("ring {options} {call} | grep -q 'hello from {name}'\n")
    };
    let mut script = format!("systemctl start {name}.socket\n");
    for listener in listeners {
        script += &answers(&call(listener), "");
    }
    let run = &program.exec_start;
    if units.accept() {
        script += &format!("systemctl stop {name}.socket\n");
        script += &format!("test \"$(echo ring | {run})\" = 'hello from {name}'\n");
        return [script, tried(variant)].concat();
    }
    writeln!(script, "systemctl is-active {name}.service").expect("memory");
    let first = call(&listeners[0]);
    script +=
        &answers(&first, &format!("--times {CALLERS} --during 'systemctl restart {name}.service'"));
    // Without a call it leaves, and the next one brings it back.
    writeln!(script, "for n in $(seq 40); do [ \"$(systemctl is-active {name}.service)\" = inactive ] && break; sleep 0.1; done").expect("memory");
    writeln!(
        script,
        "[ {leaves} = no ] || [ \"$(systemctl is-active {name}.service)\" = inactive ]",
        leaves = if leaves(program) { "yes" } else { "no" }
    )
    .expect("memory");
    script += &answers(&first, "");
    writeln!(script, "systemctl stop {name}.socket {name}.service\n[ \"$(systemctl show -P Result {name}.service)\" = success ]").expect("memory");
    script += &by_hand(&format!("{run} < /dev/null"), name, listeners);
    [script, tried(variant)].concat()
}

/// Starts `command` beside the script, calls each listener until it answers, and ends it.
fn by_hand(command: &str, name: &str, listeners: &[String]) -> String {
    let mut script = format!("{command} &\nhand=$!\n");
    for listener in listeners {
        let call = call(listener);
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

/// Whether a program leaves when nobody calls.
fn leaves(program: &Program) -> bool {
    program.files.iter().any(|(_, text)| text.contains("it leaves"))
}

/// The text of a variant's program, which waits less for a call than it would for people.
fn text(variant: &Variant) -> String {
    let (_, text) = variant.program.files.last().expect("a file");
    text.replace(&IDLE.to_string(), SOON)
}

/// What is to be put in place for each variant: where, and the bytes.
fn build(language: &Language, variants: &[Variant]) -> Vec<(String, Vec<u8>)> {
    let program = |variant: &Variant| format!("/usr/local/bin/{}", variant.units.name());
    match language.name {
        "C" => built_in_root(
            variants,
            "main.c",
            "gcc -O2 -Wall -Wextra -Werror -o built main.c -lsystemd",
            program,
        ),
        "Go" => {
            built_in_root(variants, "main.go", "go vet main.go; go build -o built main.go", program)
        }
        "Java" => {
            let command = "javac -Werror -d classes Main.java; jar --create --file built --main-class Main -C classes .";
            let jar = |variant: &Variant| format!("/usr/local/lib/{}.jar", variant.units.name());
            built_in_root(variants, "Main.java", command, jar)
        }
        "Rust" => {
            variants.iter().map(|variant| (program(variant), built_by_cargo(variant))).collect()
        }
        _ => {
            variants.iter().map(|variant| (program(variant), text(variant).into_bytes())).collect()
        }
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
    fs::write(project.join("src/main.rs"), &text).expect("a file");
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
