//! Debian systems with a real systemd: made once, kept in the cache, never changed.
//!
//! Invariant: a root that has its final name is complete and is only ever read. It is built beside its place under a lock
//! and then renamed, so that tests of any number of processes can ask for it at once.
//!
//! A suite that moves on has a root for each version of its systemd: [`moving`].

mod moving;

use crate::{layer::Layer, need};
use doorbell::catalogue::{
    self, NEWEST, Section,
    target::{TARGETS, Target},
};
use doorbell::value::Version;
use std::{
    collections::BTreeSet,
    fs::{self, File},
    hash::{DefaultHasher, Hash, Hasher},
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::OnceLock,
    time::Instant,
};

/// What a root is made of; another recipe makes another root.
const PACKAGES: &str = "systemd,systemd-sysv,dbus,iproute2,procps,bash,dash,passwd";

/// What [`Suite::Toolchains`] has besides: what builds and runs the programs that we write for people, and what calls them.
const TOOLCHAINS: &str = "gcc libc6-dev libsystemd-dev golang-go golang-github-coreos-go-systemd-dev python3 uvicorn \
    gunicorn nodejs ruby php-cli perl default-jdk-headless curl netcat-openbsd socat";

/// What [`Suite::BookwormSsh`] and [`Suite::TrixieSsh`] have besides.
const SSH: &str = "openssh-server openssh-client netcat-openbsd";

/// Where Debian's packages come from.
const MIRROR: &str = "http://deb.debian.org/debian";

/// The releases of Debian whose systemd we compare ourselves with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suite {
    /// Debian 11, systemd 247.
    Bullseye,
    /// Debian 12, systemd 252.
    Bookworm,
    /// Debian 13, systemd 257.
    Trixie,
    /// What will be the next Debian, with the newest systemd.
    Testing,
    /// Debian 13 with compilers and interpreters.
    Toolchains,
    /// Debian 12 with a server and a client of SSH.
    BookwormSsh,
    /// Debian 13 with a server and a client of SSH.
    TrixieSsh,
}

impl Suite {
    /// Every release, oldest systemd first.
    pub const ALL: [Suite; 4] = [Suite::Bullseye, Suite::Bookworm, Suite::Trixie, Suite::Testing];

    /// The name by which Debian knows it.
    pub fn name(self) -> &'static str {
        match self {
            Suite::Bullseye => "bullseye",
            Suite::Bookworm | Suite::BookwormSsh => "bookworm",
            Suite::Trixie | Suite::Toolchains | Suite::TrixieSsh => "trixie",
            Suite::Testing => "testing",
        }
    }

    /// What is installed on top, separated by blanks.
    fn extra(self) -> &'static str {
        match self {
            Suite::Toolchains => TOOLCHAINS,
            Suite::BookwormSsh | Suite::TrixieSsh => SSH,
            _ => "",
        }
    }
}

/// A Debian system in a folder.
#[derive(Debug)]
pub struct Root {
    suite: Suite,
    path: PathBuf,
    version: Version,
}

/// What `systemd-analyze verify` said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it ended with success.
    pub success: bool,
    /// Its lines, in order, as printed; units are named as `/units/myapp.socket`.
    pub remarks: Vec<String>,
}

impl Root {
    /// The root of a suite: from the cache, or made now (about a minute).
    ///
    /// # Panics
    /// When it cannot be made; the message names what is missing.
    pub fn get(suite: Suite) -> &'static Root {
        static ROOTS: [OnceLock<Root>; 7] = [const { OnceLock::new() }; 7];
        ROOTS[suite as usize].get_or_init(|| {
            need::root();
            let path =
                need::cache().join("roots").join(format!("{}-{}", suite.name(), recipe(suite)));
            let path = match suite {
                Suite::Testing => moving::newest(suite, &path),
                _ => standing(suite, path),
            };
            let version = version_in(&path);
            Root { suite, path, version }
        })
    }

    /// The suite it was made from.
    pub fn suite(&self) -> Suite {
        self.suite
    }

    /// The bare release that it has, or the newest there is where it is ahead of the catalogue.
    ///
    /// # Panics
    /// When it is an old one that the catalogue does not know.
    pub fn target(&self) -> &'static Target {
        let version = self.version.min(NEWEST);
        let bare = |target: &&Target| !target.is_distribution() && target.version == version;
        TARGETS.iter().find(bare).expect("the release is a target")
    }

    /// Where it lies; it is never written to.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The release of its systemd.
    pub fn version(&self) -> Version {
        self.version
    }

    /// Every name that its systemd knows, by section, as it prints them itself.
    ///
    /// # Panics
    /// When it prints none.
    pub fn dump(&self) -> String {
        let dump = self.chroot("/usr/lib/systemd/systemd --dump-configuration-items");
        assert!(dump.status.success(), "{:?}: {dump:?}", self.suite);
        String::from_utf8(dump.stdout).expect("names are UTF-8")
    }

    /// The names that its systemd knows and the catalogue does not, because it is ahead; none for any other.
    pub fn news(&self) -> BTreeSet<String> {
        if self.version <= NEWEST {
            return BTreeSet::new();
        }
        let dump = self.dump();
        let sections = [Section::Unit, Section::Socket, Section::Service, Section::Install];
        let listed = sections.into_iter().flat_map(|section| {
            let is_new = move |name: &&str| catalogue::find(section, name).is_none();
            names_in(&dump, section).into_iter().filter(is_new).collect::<Vec<_>>()
        });
        listed.map(str::to_owned).collect()
    }

    /// A new, empty layer over this root, to put files on and run commands in.
    pub fn layer(&self) -> Layer {
        Layer::new(&self.path)
    }

    /// Runs a shell script in the root, as root and without a manager; what it writes is lost.
    ///
    /// # Panics
    /// When the shell cannot be started.
    pub fn chroot(&self, script: &str) -> Output {
        self.layer()
            .chroot("sh")
            .args(["-c", script])
            .stdin(Stdio::null())
            .output()
            .expect("a shell in the root")
    }

    /// Lets systemd judge units: `files` are names with their text. A plain name is a unit, put into a folder `/units` and
    /// named on the command line; a name that begins with `/` is a program at that path, for the units to start.
    ///
    /// # Panics
    /// When `systemd-analyze` cannot be started.
    pub fn verify(&self, files: &[(&str, &str)]) -> Verdict {
        let layer = self.layer();
        let mut command = self.verifier(&layer, "no", false);
        for (name, text) in files {
            if name.starts_with('/') {
                layer.program(name, text);
            } else {
                let path = format!("/units/{name}");
                layer.write(&path, text);
                command.arg(path);
            }
        }
        let output = command.stdin(Stdio::null()).output().expect("systemd-analyze in the root");
        let printed = [output.stdout, output.stderr].concat();
        let remarks = String::from_utf8_lossy(&printed).lines().map(str::to_owned).collect();
        Verdict { success: output.status.success(), remarks }
    }

    /// A `systemd-analyze verify` in a layer over this root that waits for the paths of units, for the manager of a user or of
    /// the system; `recursive` is how far it goes with what it says of other units, which before release 250 was all the way.
    pub(crate) fn verifier(&self, layer: &Layer, recursive: &str, user: bool) -> Command {
        let mut command = layer.chroot("systemd-analyze");
        command.args(["verify", "--man=no", "--generators=no"]);
        if self.version >= Version(250) {
            command.arg(format!("--recursive-errors={recursive}"));
        }
        if user {
            command.arg("--user").env("XDG_RUNTIME_DIR", "/run");
        }
        command.arg("--");
        command
    }
}

/// The names below the heading of a section, in what [`Root::dump`] answers.
pub fn names_in(dump: &str, section: Section) -> BTreeSet<&str> {
    let heading = format!("[{}]", section.name());
    dump.lines()
        .skip_while(|line| *line != heading)
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name)
        .collect()
}

/// A short name for how a root of `suite` is made.
fn recipe(suite: Suite) -> String {
    let mut hasher = DefaultHasher::new();
    (suite.name(), PACKAGES, MIRROR).hash(&mut hasher);
    if !suite.extra().is_empty() {
        suite.extra().hash(&mut hasher);
    }
    format!("{:08x}", hasher.finish() as u32)
}

/// Installs the packages `$2` and on into the root `$1`, which gets a /proc of its own meanwhile.
const INSTALL: &str = r#"
root=$1
shift
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/tmp"
DEBIAN_FRONTEND=noninteractive chroot "$root" apt-get install -y --no-install-recommends "$@"
chroot "$root" apt-get clean
"#;

/// The root of a suite that stays as it is, at `path`.
fn standing(suite: Suite, path: PathBuf) -> PathBuf {
    if !path.is_dir() {
        let _lock = lock(&path);
        if !path.is_dir() {
            let made = build(suite, &path).unwrap_or_else(|fault| panic!("{fault}"));
            fs::rename(made, &path).expect("the finished root takes its name");
        }
    }
    path
}

/// Waits until nobody else makes what is to lie at `path`; nobody else does while what it returns lives.
pub(crate) fn lock(path: &Path) -> File {
    fs::create_dir_all(path.parent().expect("a place in the cache"))
        .expect("a folder in the cache");
    let lock = File::create(path.with_extension("lock")).expect("a lock in the cache");
    lock.lock().expect("the lock in the cache");
    lock
}

/// Builds a root beside `path`, which is locked, and tells where it is.
///
/// # Errors
/// When it cannot be built: what is missing.
fn build(suite: Suite, path: &Path) -> Result<PathBuf, String> {
    let debootstrap = need::tool("debootstrap", "debootstrap debian-archive-keyring");
    let (unfinished, log) = (path.with_extension("unfinished"), path.with_extension("log"));
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished).expect("no leftovers of an interrupted build");
    }
    progress(format_args!(
        "making a Debian {} system in {} ({}) …",
        suite.name(),
        path.display(),
        if suite == Suite::Toolchains { "some minutes" } else { "about a minute" }
    ));
    let start = Instant::now();
    let output = File::create(&log).expect("a log beside the root");
    // In its own mount namespace, so that an interrupted run leaves no /proc mounted in what is then removed.
    let status = Command::new("unshare")
        .arg("--mount")
        .arg(debootstrap)
        .args(["--variant=minbase", &format!("--include={PACKAGES}"), suite.name()])
        .arg(&unfinished)
        .arg(MIRROR)
        .stdin(Stdio::null())
        .stdout(output.try_clone().expect("the log"))
        .stderr(output.try_clone().expect("the log"))
        .status()
        .expect("`unshare` starts");
    let status = match status.success() && !suite.extra().is_empty() {
        true => Command::new("unshare")
            .args(["--mount", "sh", "-ec", INSTALL, "install"])
            .arg(&unfinished)
            .args(suite.extra().split_whitespace())
            .stdin(Stdio::null())
            .stdout(output.try_clone().expect("the log"))
            .stderr(output)
            .status()
            .expect("`unshare` starts"),
        false => status,
    };
    if !status.success() {
        let text = fs::read_to_string(&log).unwrap_or_default();
        let last: Vec<&str> = text.lines().rev().take(8).collect();
        let last: Vec<&str> = last.into_iter().rev().collect();
        return Err(format!(
            "there is no Debian {} system to test with: making one of what {MIRROR} has failed ({status}); the last lines:\n{}",
            suite.name(),
            last.join("\n")
        ));
    }
    progress(format_args!("made the {} system in {} s", suite.name(), start.elapsed().as_secs()));
    Ok(unfinished)
}

/// Writes past the test runner's capture, because a minute of silence looks like a hang.
pub(crate) fn progress(line: std::fmt::Arguments<'_>) {
    writeln!(io::stderr(), "{line}").expect("standard error is open");
}

fn version_in(root: &Path) -> Version {
    let output = Layer::new(root)
        .chroot("systemctl")
        .arg("--version")
        .output()
        .expect("systemctl in the root");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let number = text.split_whitespace().nth(1).and_then(|word| word.parse().ok());
    Version(number.unwrap_or_else(|| {
        panic!("no systemd release in {text:?}, {:?}", String::from_utf8_lossy(&output.stderr))
    }))
}
