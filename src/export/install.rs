//! Commands to paste on the server: install, change, stop and remove the units.
//!
//! Each command comes through an interactive shell as it is, whatever the unit text (see [`shell`](super::shell)), is
//! read completely before it starts, and can be run twice. Facts behind the order of things:
//!
//! - A socket whose service already runs is not started, so both stop before the socket starts. They stop in one go, because
//!   a caller that arrives in between would start the service again. A restart of the socket alone would do where the
//!   service requires it, and would start the service without a caller.
//! - `daemon-reload` reads the files anew but opens no socket anew.
//! - A user or group that does not exist fails the socket or the first call.

use super::shell::{as_root, document, quote};
use super::{Download, FOLDER, file_name, files, safe};
use crate::activation::{Activation, Lens, Role, tie};
use crate::catalogue::Section;
use std::fmt::Write;

/// What the person may choose about the installation. The units go to the system manager.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// How the accounts that the units name come to be.
    pub users: Users,
}

/// How the accounts that the units name come to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Users {
    /// By a file in `/etc/sysusers.d`, which any distribution with systemd understands.
    #[default]
    Sysusers,
    /// By `groupadd` and `useradd`.
    Useradd,
    /// Not at all: they are there, or somebody else makes them.
    Leave,
}

/// The accounts that have to exist before the units can start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accounts {
    /// Users; each comes with a group of the same name.
    pub users: Vec<String>,
    /// Groups beside those.
    pub groups: Vec<String>,
}

/// One step of many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it does.
    pub title: String,
    /// Why it is needed.
    pub why: String,
    /// The command to paste.
    pub command: String,
}

/// Where replaced files are kept: outside the folders that systemd reads.
const BACKUPS: &str = "/var/backups";

/// The system accounts that the units name. Left out are numbers, `root` and `nobody` with its group, names that only systemd can fill in
/// (specifiers), names that are no system account's, and with `DynamicUser=` those of the service.
pub fn accounts(activation: &Activation) -> Accounts {
    let mut accounts = Accounts::default();
    let dynamic = activation.is_on(Lens::service("DynamicUser"));
    let of = |service: &'static str, socket: &'static str| {
        [(Lens::service(service), !dynamic), (Lens::socket(socket), true)]
            .into_iter()
            .filter(|(_, wanted)| *wanted)
            .filter_map(|(lens, _)| activation.value(lens))
            .filter(|name| is_account(name))
    };
    for name in of("User", "SocketUser") {
        push_new(&mut accounts.users, name);
    }
    for name in of("Group", "SocketGroup") {
        if !accounts.users.iter().any(|user| user == name) {
            push_new(&mut accounts.groups, name);
        }
    }
    accounts
}

/// One command that installs the units and starts the socket: it keeps what it replaces, makes the accounts if wished,
/// writes, reloads, enables and starts.
pub fn command(activation: &Activation, options: &Options) -> String {
    as_root(&installation(activation, options))
}

/// The same as a shell script to save and run as root.
pub fn script(activation: &Activation, options: &Options) -> Download {
    Download {
        name: format!("install-{}.sh", safe(activation.name())),
        bytes: format!("#!/bin/sh\n{}", installation(activation, options)).into_bytes(),
    }
}

/// The same step by step, each command on its own.
///
/// Claims: missing-accounts, reload-opens-nothing, enable-is-for-the-next-boot, first-call-starts-the-service,
/// one-instance-for-each-connection, words-of-systemctl. Source: systemd-sysusers(8).
pub fn steps(activation: &Activation, options: &Options) -> Vec<Step> {
    let names = Names::of(activation);
    let mut steps = vec![Step::new(
        "Keep what is there",
        format!(
            "Copies the units you replace, if any, to {BACKUPS}. Where you are root already, leave out every `sudo`."
        ),
        format!(
            "sudo mkdir -p {BACKUPS} && for unit in {} {}; do [ ! -e {FOLDER}/\"$unit\" ] || sudo cp -a --backup=numbered {FOLDER}/\"$unit\" {BACKUPS}; done\n",
            names.socket, names.service
        ),
    )];
    let accounts = accounts(activation);
    if !accounts.is_empty() {
        let why = format!(
            "The units name {}. Without them the socket fails, or the first call.",
            accounts.list()
        );
        match options.users {
            Users::Sysusers => {
                let command = written_by_hand(&names.sysusers(), &accounts.sysusers());
                steps.push(Step::new("Describe the accounts", why, command));
                steps.push(Step::new(
                    "Make the accounts",
                    "Makes those that are missing and leaves the others alone.",
                    format!("sudo systemd-sysusers {}\n", names.sysusers()),
                ));
            }
            Users::Useradd => {
                steps.push(Step::new("Make the accounts", why, as_root(&accounts.useradd())))
            }
            Users::Leave => {}
        }
    }
    for (file, why) in files(activation).iter().zip([
        "Says where systemd listens, and who accepts.",
        match activation.accept() {
            true => "Says what runs for each caller; the @ makes it a template.",
            false => "Says what runs, from the first caller on.",
        },
    ]) {
        let path = format!("{FOLDER}/{}", quote(&file.name));
        steps.push(Step::new(
            format!("Write {}", file.name),
            why,
            written_by_hand(&path, &file.text),
        ));
    }
    steps.push(Step::new(
        "Reload",
        "systemd goes on with what it has read until it is told to read again.",
        "sudo systemctl daemon-reload\n",
    ));
    if is_enabled(activation) {
        steps.push(Step::new(
            "Enable the socket",
            "From now on it listens after every boot. The service is not enabled: its callers start it.",
            format!("sudo systemctl enable {}\n", names.option(&names.socket)),
        ));
    }
    steps.push(open(activation, "Start the socket"));
    steps.push(Step::new(
        "Look",
        "The socket should be active (listening), the service not yet.",
        format!("systemctl status --no-pager {}\n", names.option(&names.socket)),
    ));
    steps
}

/// One command that takes the units away again: it stops what runs, disables the socket and removes the files. Accounts and
/// backups stay.
///
/// Claims: stop-of-the-service-alone, enable-is-for-the-next-boot.
pub fn removal(activation: &Activation, options: &Options) -> String {
    let names = Names::of(activation);
    let mut script = format!("systemctl stop {}\n", names.running(activation));
    if is_enabled(activation) {
        writeln!(script, "systemctl disable {}", names.option(&names.socket)).expect(FITS);
    }
    write!(script, "rm -f {FOLDER}/{} {FOLDER}/{}", names.socket, names.service).expect(FITS);
    if options.users == Users::Sysusers && !accounts(activation).is_empty() {
        write!(script, " {}", names.sysusers()).expect(FITS);
    }
    writeln!(script, "\nsystemctl daemon-reload").expect(FITS);
    writeln!(script, "systemctl reset-failed {} 2>/dev/null", names.running(activation))
        .expect(FITS);
    script.push_str("echo 'removed'\n");
    as_root(&script)
}

/// Stops the units so that they stay stopped until the next boot.
///
/// Claims: stop-of-the-service-alone, instances-that-require-their-socket.
pub fn stop_both(activation: &Activation) -> Step {
    let names = Names::of(activation);
    Step::new(
        "Stop both units",
        match activation.accept() {
            true => {
                "Stopping the socket alone may leave calls in progress running; this ends them too."
            }
            false => {
                "Stopping the service alone is not enough: the socket starts it again for the next caller."
            }
        },
        format!("sudo systemctl stop {}\n", names.running(activation)),
    )
}

/// How to change a live socket, step by step.
///
/// Claims: new-program-from-the-next-call, restart-loses-nobody, socket-follows-its-service, reload-opens-nothing. Source:
/// systemctl(1) on `edit`, systemd-analyze(1) on `verify`.
pub fn change_safely(activation: &Activation) -> Vec<Step> {
    let names = Names::of(activation);
    let service = match activation.accept() {
        true => Step::new(
            "If only the service changed",
            "The next caller gets the new one; calls in progress go on with the old one. Nobody is lost.",
            "sudo systemctl daemon-reload\n",
        ),
        false => Step::new(
            "If only the service changed",
            match tie(activation, Role::Socket) {
                None => {
                    "The socket stays open meanwhile: callers wait in its queue and nobody is lost."
                }
                Some(_) => {
                    "The socket depends on the service and is closed with it: who waits there is turned away."
                }
            },
            format!(
                "sudo systemctl daemon-reload && sudo systemctl restart {}\n",
                names.option(&names.service)
            ),
        ),
    };
    vec![
        Step::new(
            "Edit",
            "Opens the file in an editor and reloads it. What is open stays as it was.",
            format!("sudo systemctl edit --full {}\n", names.option(&names.socket)),
        ),
        Step::new(
            "Check",
            "Prints what systemd has to say about both files; nothing is good.",
            format!(
                "systemd-analyze verify {FOLDER}/{} {FOLDER}/{}\n",
                names.socket, names.service
            ),
        ),
        service,
        open(activation, "If the socket changed"),
    ]
}

impl Step {
    pub(super) fn new(
        title: impl Into<String>,
        why: impl Into<String>,
        command: impl Into<String>,
    ) -> Self {
        Self { title: title.into(), why: why.into(), command: command.into() }
    }
}

impl Accounts {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.users.is_empty() && self.groups.is_empty()
    }

    /// In words: `the user appuser and the group web`.
    fn list(&self) -> String {
        let user = self.users.iter().map(|name| format!("the user {name}"));
        let group = self.groups.iter().map(|name| format!("the group {name}"));
        user.chain(group).collect::<Vec<_>>().join(" and ")
    }

    /// Source: sysusers.d(5); `u` makes the group of the same name too.
    fn sysusers(&self) -> String {
        let user = self.users.iter().map(|name| format!("u {name} -\n"));
        let group = self.groups.iter().map(|name| format!("g {name} -\n"));
        user.chain(group).collect()
    }

    /// Source: groupadd(8), useradd(8).
    fn useradd(&self) -> String {
        let mut script = "PATH=$PATH:/usr/sbin:/sbin\n".to_owned();
        for name in self.users.iter().chain(&self.groups) {
            writeln!(script, "getent group {name} >/dev/null || groupadd --system {name}")
                .expect(FITS);
        }
        for name in &self.users {
            writeln!(
                script,
                "getent passwd {name} >/dev/null || useradd --system --gid {name} --no-create-home --home-dir / --shell /usr/sbin/nologin {name}"
            )
            .expect(FITS);
        }
        script
    }
}

pub(super) const FITS: &str = "memory is enough";

/// The units' names as words of a command line.
pub(super) struct Names {
    pub(super) socket: String,
    pub(super) service: String,
    base: String,
}

impl Names {
    pub(super) fn of(activation: &Activation) -> Self {
        let [socket, service] = Role::ALL.map(|unit| quote(&file_name(activation, unit)));
        Self { socket, service, base: safe(activation.name()) }
    }

    /// Our own file, under a name that hides no package's file of the same name.
    fn sysusers(&self) -> String {
        let base = &self.base[..self.base.len().min(200)];
        format!("/etc/sysusers.d/{}", quote(&format!("{base}-users.conf")))
    }

    /// What may run: the socket with its service, or with its instances.
    pub(super) fn running(&self, activation: &Activation) -> String {
        let service = match activation.accept() {
            // A backslash means itself in a name and the next character in a pattern.
            true => format!("'{}@*.service'", self.base.replace('\\', "\\\\")),
            false => self.service.clone(),
        };
        self.option(&format!("{} {service}", self.socket))
    }

    /// `words` where systemctl expects units; a name may begin with `-`.
    pub(super) fn option(&self, words: &str) -> String {
        match self.base.starts_with('-') {
            true => format!("-- {words}"),
            false => words.to_owned(),
        }
    }
}

/// Claims: reload-opens-nothing, service-before-its-socket.
fn installation(activation: &Activation, options: &Options) -> String {
    let names = Names::of(activation);
    let socket = names.option(&names.socket);
    let mut script = beginning();
    let accounts = accounts(activation);
    if !accounts.is_empty() {
        match options.users {
            Users::Sysusers => {
                script.push_str("\nmkdir -p /etc/sysusers.d\n");
                put(&mut script, &names.sysusers(), &accounts.sysusers());
                writeln!(script, "systemd-sysusers {}", names.sysusers()).expect(FITS);
            }
            Users::Useradd => {
                script.push('\n');
                script.push_str(&accounts.useradd());
            }
            Users::Leave => {}
        }
    }
    if activation.accept() {
        let service = quote(&format!("{}.service", names.base));
        let both = names.option(&format!("{} {service}", names.socket));
        let triggers = format!("systemctl show -p Triggers --value {socket}");
        write!(
            script,
            "\n# Without Accept= the socket was handed to {service}, which would keep it.\ncase \" $({triggers}) \" in *\" \"{service}\" \"*) systemctl stop {both} ;; esac\n"
        )
        .expect(FITS);
    }
    for file in files(activation) {
        script.push('\n');
        put(&mut script, &format!("{FOLDER}/{}", quote(&file.name)), &file.text);
    }
    script.push_str("\nsystemctl daemon-reload\n");
    if is_enabled(activation) {
        writeln!(script, "systemctl enable {socket}").expect(FITS);
    }
    // Instances keep their calls; a running service would keep the socket from starting.
    let stop = match activation.accept() {
        true => socket.clone(),
        false => names.running(activation),
    };
    writeln!(script, "systemctl stop {stop}\nsystemctl start {socket}").expect(FITS);
    writeln!(script, "printf '%s is %s\\n' {} \"$(systemctl is-active {socket})\"", names.socket)
        .expect(FITS);
    script
}

/// How a script begins: it stops where systemd does not run, and knows how to write a file so that nothing is lost. What
/// `put` has made another is told in `changed`. Source: sh(1), cmp(1), cp(1).
pub(super) fn beginning() -> String {
    format!(
        "\
set -eu
if ! command -v systemctl >/dev/null || [ ! -d /run/systemd/system ]; then
    echo 'systemd does not run on this machine: nothing was changed' >&2
    exit 1
fi
umask 022
kept={BACKUPS}/units-$(date +%Y%m%d-%H%M%S)
changed=

# Keeps a file that is about to go.
keep() {{
    old=$kept/${{1#{FOLDER}/}}
    mkdir -p \"${{old%/*}}\"
    cp -a \"$1\" \"$old\"
    printf 'kept the old one as %s\\n' \"$old\"
}}

# Writes a file. One that was there and differs is kept.
put() {{
    file=$1
    new=${{file%/*}}/.new
    shift
    \"$@\" >\"$new\"
    cmp -s \"$file\" \"$new\" || changed=yes
    if [ -e \"$file\" ] && ! cmp -s \"$file\" \"$new\"; then keep \"$file\"; fi
    mv -f \"$new\" \"$file\"
}}
"
    )
}

/// Has the script write a file. Source: sh(1) on here-documents.
pub(super) fn put(script: &mut String, path: &str, text: &str) {
    let document = document(text);
    write!(script, "put {path} {} <<'END'\n{}", document.reader, document.lines).expect(FITS);
}

/// The command that writes `text` to `path` without the help of a script. Source: tee(1).
fn written_by_hand(path: &str, text: &str) -> String {
    let document = document(text);
    match document.reader {
        "cat" => format!("sudo tee {path} >/dev/null <<'END'\n{}", document.lines),
        reader => format!("{reader} <<'END' | sudo tee {path} >/dev/null\n{}", document.lines),
    }
}

/// The step that (re)starts the socket.
///
/// Claims: reload-opens-nothing, instances-that-require-their-socket.
fn open(activation: &Activation, title: &str) -> Step {
    let names = Names::of(activation);
    let socket = names.option(&names.socket);
    match activation.accept() {
        true => Step::new(
            title,
            match tie(activation, Role::Service) {
                None => {
                    "Reloading opens no socket anew, restarting does. Callers who wait in the queue are turned away, calls in progress go on."
                }
                Some(_) => {
                    "Reloading opens no socket anew, restarting does. Callers who wait in the queue are turned away, and calls in progress end."
                }
            },
            format!("sudo systemctl restart {socket}\n"),
        ),
        false => Step::new(
            title,
            "Reloading opens no socket anew, and a socket cannot start while its service runs: both stop, then the socket starts. Callers who wait in the queue are turned away.",
            format!(
                "sudo systemctl stop {} && sudo systemctl start {socket}\n",
                names.running(activation)
            ),
        ),
    }
}

/// Whether the socket unit says what enabling it should do. Source: systemd.unit(5), [INSTALL] SECTION OPTIONS.
fn is_enabled(activation: &Activation) -> bool {
    ["WantedBy", "RequiredBy", "UpheldBy", "Alias", "Also"].into_iter().any(|key| {
        let lens = Lens { unit: Role::Socket, section: Section::Install, key };
        !activation.list(lens).is_empty()
    })
}

/// Whether `name` is one that a system account can have. Source: systemd.exec(5) `User=`, the strict rules.
fn is_account(name: &str) -> bool {
    let mut bytes = name.bytes();
    name.len() <= 31
        && !["root", "nobody", "nogroup"].contains(&name)
        && bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
        && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

fn push_new(names: &mut Vec<String>, name: &str) {
    if !names.iter().any(|known| known == name) {
        names.push(name.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOCKET: &str = "[Socket]\nListenStream=80\n\n[Install]\nWantedBy=sockets.target\n";
    const SERVICE: &str = "[Service]\nExecStart=/bin/shop\nUser=shop\nGroup=web\n";

    fn shop() -> Activation {
        Activation::new("shop", SOCKET, SERVICE)
    }

    fn with(users: Users) -> Options {
        Options { users }
    }

    #[test]
    fn the_command_is_one_here_document_with_everything_in_order() {
        let command = command(&shop(), &Options::default());
        let mut rest = command.as_str();
        for part in [
            "if [ \"$(id -u)\" = 0 ]; then sh -s; else sudo sh -s; fi <<'SCRIPT'\n",
            "put /etc/sysusers.d/shop-users.conf cat <<'END'\nu shop -\ng web -\nEND\n",
            "systemd-sysusers /etc/sysusers.d/shop-users.conf\n",
            &format!("put /etc/systemd/system/shop.socket cat <<'END'\n{SOCKET}END\n"),
            &format!("put /etc/systemd/system/shop.service cat <<'END'\n{SERVICE}END\n"),
            "systemctl daemon-reload\n",
            "systemctl enable shop.socket\n",
            "systemctl stop shop.socket shop.service\n",
            "systemctl start shop.socket\n",
        ] {
            let (_, after) =
                rest.split_once(part).unwrap_or_else(|| panic!("{part:?} is missing in {rest}"));
            rest = after;
        }
        assert!(rest.ends_with("\nSCRIPT\n"));
    }

    #[test]
    fn with_accept_yes_running_instances_are_left_alone() {
        let shop = Activation::new("shop", "[Socket]\nListenStream=80\nAccept=yes\n", SERVICE);
        let command = command(&shop, &Options::default());
        assert!(command.contains("\nsystemctl stop shop.socket\nsystemctl start shop.socket\n"));
        assert!(command.contains("/etc/systemd/system/shop@.service cat"));
        assert!(!command.contains("systemctl enable"), "there is no [Install]");
        assert!(
            removal(&shop, &Options::default())
                .contains("systemctl stop shop.socket 'shop@*.service'\n")
        );
    }

    #[test]
    fn accounts_are_those_a_machine_must_have() {
        let of = |socket: &str, service: &str| {
            accounts(&Activation::new(
                "a",
                &format!("[Socket]\n{socket}"),
                &format!("[Service]\n{service}"),
            ))
        };
        let names =
            |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        for (socket, service, users, groups) in [
            ("", "User=a\nGroup=a\n", &["a"][..], &[][..]),
            ("SocketUser=b\nSocketGroup=c\n", "User=a\nGroup=b\n", &["a", "b"], &["c"]),
            ("SocketGroup=c\n", "User=a\nDynamicUser=yes\n", &[], &["c"]),
            ("SocketUser=0\nSocketGroup=%i\n", "User=root\nGroup=nogroup\n", &[], &[]),
            ("SocketUser=$(x)\n", "User=a b\nGroup=jane.doe@example.org\n", &[], &[]),
            ("", "User=a\nUser=\nGroup=g\n", &[], &["g"]),
        ] {
            assert_eq!(
                of(socket, service),
                Accounts { users: names(users), groups: names(groups) },
                "{socket}{service}"
            );
        }
    }

    #[test]
    fn accounts_are_made_as_wished() {
        assert!(command(&shop(), &with(Users::Useradd)).contains(
            "getent group shop >/dev/null || groupadd --system shop\ngetent group web >/dev/null || groupadd --system web\ngetent passwd shop >/dev/null || useradd "
        ));
        let left = command(&shop(), &with(Users::Leave));
        assert!(!left.contains("sysusers") && !left.contains("useradd"));
        assert!(
            removal(&shop(), &with(Users::Sysusers)).contains(" /etc/sysusers.d/shop-users.conf\n")
        );
        assert!(!removal(&shop(), &with(Users::Leave)).contains("sysusers"));
    }

    #[test]
    fn steps_are_the_same_one_by_one() {
        let steps = steps(&shop(), &Options::default());
        let titles: Vec<&str> = steps.iter().map(|step| step.title.as_str()).collect();
        assert_eq!(
            titles,
            [
                "Keep what is there",
                "Describe the accounts",
                "Make the accounts",
                "Write shop.socket",
                "Write shop.service",
                "Reload",
                "Enable the socket",
                "Start the socket",
                "Look",
            ]
        );
        assert_eq!(
            steps[3].command,
            format!("sudo tee /etc/systemd/system/shop.socket >/dev/null <<'END'\n{SOCKET}END\n")
        );
        assert_eq!(
            steps[7].command,
            "sudo systemctl stop shop.socket shop.service && sudo systemctl start shop.socket\n"
        );
    }

    #[test]
    fn text_that_a_terminal_would_change_is_encoded_everywhere() {
        let shop = Activation::new("shop", SOCKET, "[Service]\nExecStart=/bin/shop\t!!\n");
        let all = [
            command(&shop, &Options::default()),
            steps(&shop, &Options::default())[2].command.clone(),
        ];
        for command in all {
            assert!(
                command.contains("base64 -d <<'END'\n")
                    || command.contains("base64 -d <<'END' | sudo tee")
            );
            assert!(command.bytes().all(|b| b == b'\n' || (b' '..=b'~').contains(&b)));
        }
    }

    #[test]
    fn names_stay_words_and_patterns_match_themselves() {
        let odd = Activation::new("-my\\x2dapp", "[Socket]\nAccept=yes\n", "");
        let step = stop_both(&odd);
        assert_eq!(
            step.command,
            "sudo systemctl stop -- '-my\\x2dapp.socket' '-my\\\\x2dapp@*.service'\n"
        );
        assert!(
            command(&odd, &Options::default())
                .contains("put /etc/systemd/system/'-my\\x2dapp@.service' cat")
        );
    }
}
