//! The commands of the Install tab come through a real terminal into a real shell, whatever the unit text.
//!
//! A terminal is a pty with an interactive shell in a throw-away Debian system. What is pasted is typed into it in pieces,
//! line feeds as the carriage returns that terminals send, with and without the brackets that newer shells ask for.
//! systemd does not run in there: `systemctl` writes down what it is told, and the rest is real.

use doorbell::activation::Activation;
use doorbell::export::client::clients;
use doorbell::export::install::{self, Options, Users};
use doorbell::export::{self, archive};
use doorbell::preset::PRESETS;
use real::layer::Layer;
use real::roots::{Root, Suite};
use rustix::pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, unlockpt};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, Command};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// Who reads what is pasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shell {
    /// bash, from a terminal that types a paste like anything else: a tab completes.
    Bash,
    /// bash, from a terminal that puts brackets around a paste.
    BashBracketed,
    /// dash, which leaves the editing of lines to the kernel.
    Dash,
}

impl Shell {
    const ALL: [Shell; 3] = [Shell::Bash, Shell::BashBracketed, Shell::Dash];
}

/// Texts that something on the way would like to change.
fn nasty_texts() -> Vec<String> {
    let controls: String = (1..32).chain([127]).map(|code: u8| char::from(code)).collect();
    [
        "[Service]\nExecStart=/bin/sh -c 'echo \"$HOME\" `id` $(id) ${x:-y} \\\\ \\'' \\\n    more\n# it's # a \"comment\n",
        "[Unit]\nDescription=a\tb\n\tExecStart=/etc/\t\n",
        "!!\n!e\nConditionPathExists=!/x\n^a^b\n",
        &controls,
        "Description=Über 🔔 — naïve\n",
        &format!("Environment={}\nType=simple\n", "x".repeat(5000)),
        &format!("{}\n", "y".repeat(1000)),
        "END\nSCRIPT\nEOF\n'END'\n",
        "no line end",
        "dos\r\nlines\r\n",
        "nul\0byte\n",
        "~.\n~?\n",
        "",
        "\n\n\n",
        "\u{1b}[201~exit\n\u{3}\u{4}\u{1a}\n",
        " leading and trailing blanks  \n",
        &"# an ordinary line, of which there are very many\nEnvironment=A=1\n".repeat(500),
    ]
    .map(str::to_owned)
    .to_vec()
}

#[test]
fn every_text_arrives_byte_for_byte() {
    let texts = nasty_texts();
    let units: Vec<Activation> = (0..texts.len())
        .map(|i| Activation::new(&format!("n{i}"), &texts[i], &texts[(i + 1) % texts.len()]))
        .collect();
    for suite in Suite::ALL {
        for shell in Shell::ALL {
            let mut terminal = Terminal::open(system(suite), shell);
            for unit in &units {
                let status = terminal.paste(&install::command(unit, &Options::default()));
                assert_eq!(status, 0, "{suite:?} {shell:?} {}", terminal.seen());
            }
            let left = terminal.close();
            for file in units.iter().flat_map(export::files) {
                let path = format!("etc/systemd/system/{}", file.name);
                let found = left
                    .files
                    .get(&path)
                    .unwrap_or_else(|| panic!("{suite:?} {shell:?}: no {path}"));
                assert!(
                    found.bytes == file.text.as_bytes(),
                    "{suite:?} {shell:?}: {path} is another: {found:?}"
                );
                assert_eq!((found.mode, found.owner), (0o644, 0), "{path}");
            }
            assert!(
                !left.files.keys().any(|path| path.ends_with(".new")),
                "{:?}",
                left.files.keys()
            );
        }
    }
}

#[test]
fn installing_twice_keeps_nothing_and_replacing_keeps_the_old_one() {
    for shell in Shell::ALL {
        let old = PRESETS[0].activation();
        let new = Activation::new("myapp", "[Socket]\nListenStream=81\n", old_text(&old, 1));
        let mut terminal = Terminal::open(system(Suite::Trixie), shell);
        for unit in [&old, &old, &new, &new] {
            assert_eq!(
                terminal.paste(&install::command(unit, &Options::default())),
                0,
                "{}",
                terminal.seen()
            );
        }
        let left = terminal.close();
        let kept: Vec<&str> = left.backups().collect();
        assert_eq!(kept.len(), 1, "one file was replaced by another: {kept:?}");
        assert!(kept[0].ends_with("/myapp.socket"), "{kept:?}");
        assert_eq!(left.text(kept[0]), old_text(&old, 0));
        assert_eq!(left.text("etc/systemd/system/myapp.socket"), "[Socket]\nListenStream=81\n");
        assert_eq!(
            left.told_systemctl()[..5],
            [
                "daemon-reload",
                "enable myapp.socket",
                "stop myapp.socket myapp.service",
                "start myapp.socket",
                "is-active myapp.socket"
            ]
        );
    }
}

#[test]
fn accounts_are_there_afterwards() {
    let unit = Activation::new(
        "shop",
        "[Socket]\nListenStream=/run/a\nSocketUser=door\nSocketGroup=ringers\n",
        "[Service]\nExecStart=/a\nUser=shop\nGroup=web\n",
    );
    for users in [Users::Sysusers, Users::Useradd, Users::Leave] {
        let mut terminal = Terminal::open(system(Suite::Bookworm), Shell::Dash);
        for _ in 0..2 {
            assert_eq!(
                terminal.paste(&install::command(&unit, &Options { users })),
                0,
                "{}",
                terminal.seen()
            );
        }
        let left = terminal.close();
        for (file, names) in [
            ("etc/passwd", &["shop", "door"][..]),
            ("etc/group", &["shop", "door", "web", "ringers"]),
        ] {
            for name in names {
                let found = left
                    .text(file)
                    .lines()
                    .filter(|line| line.starts_with(&format!("{name}:")))
                    .count();
                assert_eq!(
                    found,
                    usize::from(users != Users::Leave),
                    "{users:?}: {name} in {file}"
                );
            }
        }
    }
}

#[test]
fn a_password_prompt_swallows_nothing() {
    for shell in Shell::ALL {
        let unit = PRESETS[2].activation();
        let layer = system(Suite::Trixie);
        layer.program(
            "/usr/local/bin/id",
            "#!/bin/sh\nif [ \"$1 $ROOT_NOW\" = '-u ' ]; then echo 1000; else exec /usr/bin/id \"$@\"; fi\n",
        );
        layer.program(
            "/usr/local/bin/sudo",
            "#!/bin/sh\nprintf 'Pass''word: ' >/dev/tty\nIFS= read -r word </dev/tty\n[ \"$word\" = ding ] || exit 1\nROOT_NOW=1 exec \"$@\"\n",
        );
        let mut terminal = Terminal::open(layer, shell);
        terminal.type_paste(&install::command(&unit, &Options::default()));
        terminal.wait_for("Password: ");
        terminal.type_keys("ding\r");
        assert_eq!(terminal.status(), 0, "{}", terminal.seen());
        let left = terminal.close();
        for file in export::files(&unit) {
            assert_eq!(left.text(&format!("etc/systemd/system/{}", file.name)), file.text);
        }
    }
}

#[test]
fn without_systemd_nothing_is_changed() {
    let layer = Root::get(Suite::Bookworm).layer();
    layer.write("/var/log/systemctl", "");
    let mut terminal = Terminal::open(layer, Shell::Bash);
    assert_eq!(terminal.paste(&install::command(&PRESETS[0].activation(), &Options::default())), 1);
    assert!(
        terminal.seen().contains("\rsystemd does not run on this machine"),
        "{}",
        terminal.seen()
    );
    let left = terminal.close();
    assert!(!left.files.contains_key("etc/systemd/system/myapp.socket"));
}

#[test]
fn steps_do_what_the_command_does_and_removal_takes_it_back() {
    let unit = Activation::new(
        "shop",
        "[Socket]\nListenStream=80\n[Install]\nWantedBy=sockets.target\n",
        "User=a\tb\n",
    );
    for (users, shell) in [(Users::Sysusers, Shell::Bash), (Users::Useradd, Shell::Dash)] {
        let options = Options { users };
        for remove in [false, true] {
            let layer = system(Suite::Trixie);
            layer.program("/usr/local/bin/sudo", "#!/bin/sh\nexec \"$@\"\n");
            let mut terminal = Terminal::open(layer, shell);
            for step in install::steps(&unit, &options) {
                assert_eq!(terminal.paste(&step.command), 0, "{}: {}", step.title, terminal.seen());
            }
            if remove {
                assert_eq!(
                    terminal.paste(&install::removal(&unit, &options)),
                    0,
                    "{}",
                    terminal.seen()
                );
            }
            let left = terminal.close();
            for file in export::files(&unit) {
                let found = left.files.get(&format!("etc/systemd/system/{}", file.name));
                assert_eq!(
                    found.map(|found| found.bytes.clone()),
                    (!remove).then(|| file.text.into_bytes())
                );
            }
            assert!(
                left.told_systemctl().contains(&"stop shop.socket shop.service"),
                "{:?}",
                left.told_systemctl()
            );
        }
    }
}

#[test]
fn a_client_reaches_the_path_however_odd() {
    for path in [
        "/tmp/plain",
        "/tmp/a b",
        "/tmp/it's \"$HOME\"",
        "/tmp/t\tb!!\\n%d%s",
        "/tmp/é🔔",
        "/tmp/\u{1b}[A\u{3}",
    ] {
        for shell in Shell::ALL {
            let value = path.replace('%', "%%");
            let unit = Activation::new("shop", &format!("[Socket]\nListenFIFO={value}\n"), "");
            let mut terminal = Terminal::open(system(Suite::Bookworm), shell);
            assert_eq!(
                terminal.paste(&format!("{}\n", clients(&unit)[0].command)),
                0,
                "{}",
                terminal.seen()
            );
            assert_eq!(terminal.close().text(&path[1..]), "hello\n", "{shell:?}");
        }
    }
}

#[test]
fn the_archive_unpacks_with_a_real_tar() {
    let unit = Activation::new("shop", "[Socket]\nAccept=yes\n", "[Service]\nExecStart=/bin/é\n");
    let archive = archive::pack(&unit, 1_767_225_600);
    let layer = Root::get(Suite::Bookworm).layer();
    layer.write("/tmp/archive", archive.bytes);
    let script = "cd /etc/systemd/system && tar xzf /tmp/archive && TZ=UTC stat -c '%n %a %U %G %s %y' shop* && cat shop*";
    let output = layer.chroot("sh").args(["-c", script]).output().expect("tar in the root");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "shop.socket 644 root root 20 2026-01-01 00:00:00.000000000 +0000\n\
         shop@.service 644 root root 28 2026-01-01 00:00:00.000000000 +0000\n\
         [Socket]\nAccept=yes\n[Service]\nExecStart=/bin/é\n"
    );
}

fn old_text(unit: &Activation, index: usize) -> &str {
    let role = doorbell::activation::Role::ALL[index];
    unit.file(role).text()
}

/// A Debian system whose `systemctl` writes down what it is told.
fn system(suite: Suite) -> Layer {
    let layer = Root::get(suite).layer();
    layer.write("/run/systemd/system/.there", "").write("/var/log/systemctl", "").program(
        "/usr/local/bin/systemctl",
        "#!/bin/sh\ncase $1 in\nshow) ;;\n*) echo \"$*\" >>/var/log/systemctl ;;\nesac\n[ \"$1\" != is-active ] || echo active\n",
    );
    layer
}

/// Runs the shell, then prints what it left behind.
const SESSION: &str = r#""$@"
cd / && echo && echo '<left>' && tar c etc/passwd etc/group etc/systemd/system var/backups var/log/systemctl tmp | base64; echo '<end>'"#;

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A terminal with an interactive shell in it.
struct Terminal {
    keys: File,
    child: Child,
    screen: Arc<(Mutex<Vec<u8>>, Condvar)>,
    shell: Shell,
    /// How far the screen has been waited for.
    waited: usize,
    /// Mounted as long as the session lasts.
    _layer: Layer,
}

/// What a session left behind.
struct Left {
    files: BTreeMap<String, Found>,
}

#[derive(Debug)]
struct Found {
    bytes: Vec<u8>,
    mode: u32,
    owner: u64,
}

impl Terminal {
    fn open(layer: Layer, shell: Shell) -> Self {
        let pty =
            openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).expect("a pty");
        grantpt(&pty).and_then(|()| unlockpt(&pty)).expect("the pty is ours");
        let line = || {
            let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
            File::from(ioctl_tiocgptpeer(&pty, flags).expect("the other end of the pty"))
        };
        let session = layer.chroot("sh");
        let child = Command::new("setsid")
            .args(["--ctty", "--wait"])
            .arg(session.get_program())
            .args(session.get_args())
            .args(["-c", SESSION, "sh", if shell == Shell::Dash { "dash" } else { "bash" }, "-i"])
            .env_clear()
            .envs(session.get_envs().filter_map(|(name, value)| Some((name, value?))))
            .stdin(line())
            .stdout(line())
            .stderr(line())
            .spawn()
            .expect("a shell in a terminal");
        let screen = Arc::new((Mutex::new(Vec::new()), Condvar::new()));
        let mut output = File::from(pty.try_clone().expect("the pty"));
        let shown = Arc::clone(&screen);
        thread::spawn(move || {
            let mut piece = [0; 4096];
            // A pty whose other end is closed fails to be read.
            while let Ok(length @ 1..) = output.read(&mut piece) {
                shown.0.lock().expect("the screen").extend_from_slice(&piece[..length]);
                shown.1.notify_all();
            }
        });
        let mut terminal =
            Self { keys: File::from(pty), child, screen, shell, waited: 0, _layer: layer };
        terminal.type_keys("echo rea''dy\r");
        terminal.wait_for("ready\r\n");
        terminal
    }

    /// Pastes `text` and tells the status with which it ended.
    fn paste(&mut self, text: &str) -> i32 {
        self.type_paste(text);
        self.status()
    }

    fn type_paste(&mut self, text: &str) {
        let typed = text.replace('\n', "\r");
        match self.shell {
            Shell::BashBracketed => {
                self.type_keys(&format!("\x1b[200~{typed}\x1b[201~"));
                self.type_keys("\r");
            }
            _ => self.type_keys(&typed),
        }
    }

    fn status(&mut self) -> i32 {
        self.type_keys("echo \"<sta\"\"tus $?>\"\r");
        self.wait_for("<status ");
        let from = self.waited;
        self.wait_for(">");
        let screen = self.screen.0.lock().expect("the screen");
        let number = String::from_utf8_lossy(&screen[from..self.waited - 1]).into_owned();
        number.parse().unwrap_or_else(|_| panic!("`{number}` is no status"))
    }

    fn type_keys(&mut self, keys: &str) {
        for piece in keys.as_bytes().chunks(200) {
            self.keys.write_all(piece).expect("the terminal takes keys");
            thread::sleep(Duration::from_micros(200));
        }
    }

    /// Waits until the screen shows `text`, behind what has been waited for before.
    fn wait_for(&mut self, text: &str) {
        let start = Instant::now();
        let mut screen = self.screen.0.lock().expect("the screen");
        loop {
            let found = screen[self.waited..]
                .windows(text.len())
                .position(|window| window == text.as_bytes());
            if let Some(at) = found {
                self.waited += at + text.len();
                return;
            }
            if start.elapsed() > PATIENCE {
                let shown = String::from_utf8_lossy(&screen).into_owned();
                drop(screen);
                panic!("{:?}: no {text:?} in {:?}", self.shell, tail(&shown));
            }
            screen = self
                .screen
                .1
                .wait_timeout(screen, Duration::from_millis(100))
                .expect("the screen")
                .0;
        }
    }

    fn seen(&self) -> String {
        tail(&String::from_utf8_lossy(&self.screen.0.lock().expect("the screen"))).to_owned()
    }

    /// Leaves the shell and reads what it left behind.
    fn close(mut self) -> Left {
        self.type_keys("exit\r");
        self.wait_for("<left>\r\n");
        let from = self.waited;
        self.wait_for("<end>");
        self.child.wait().expect("the shell ends");
        let screen = self.screen.0.lock().expect("the screen");
        let encoded: Vec<u8> = screen[from..self.waited - "<end>".len()]
            .iter()
            .copied()
            .filter(|b| !b.is_ascii_whitespace())
            .collect();
        let mut files = BTreeMap::new();
        for entry in tar::Archive::new(&decode(&encoded)[..]).entries().expect("an archive") {
            let mut entry = entry.expect("an entry");
            let path = entry.path().expect("a path").to_string_lossy().into_owned();
            let (mode, owner) =
                (entry.header().mode().expect("a mode"), entry.header().uid().expect("an owner"));
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).expect("the bytes");
            if entry.header().entry_type().is_file() {
                files.insert(path, Found { bytes, mode, owner });
            }
        }
        Left { files }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Left {
    fn text(&self, path: &str) -> &str {
        let found = self
            .files
            .get(path)
            .unwrap_or_else(|| panic!("no {path} among {:?}", self.files.keys()));
        std::str::from_utf8(&found.bytes).expect("text")
    }

    /// The files that an installation kept; Debian's own backups have no folder.
    fn backups(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str).filter(|path| path.starts_with("var/backups/units-"))
    }

    fn told_systemctl(&self) -> Vec<&str> {
        self.text("var/log/systemctl").lines().collect()
    }
}

fn tail(text: &str) -> &str {
    let from = text.char_indices().rev().nth(1500).map_or(0, |(at, _)| at);
    &text[from..]
}

/// Reads base64, independently of the code that writes it.
fn decode(encoded: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0u32, 0);
    for digit in encoded {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            other => panic!("`{}` is no digit of base64", char::from(*other)),
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    bytes
}
