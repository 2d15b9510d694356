//! The corpus: units that Debian's packages ship, written by people who know systemd. Fetched once, kept in the cache.
//!
//! The packages are those of `corpus/<suite>.txt`, in the versions that the archive has on the day of the fetch. Kept are
//! unit files alone: fragments, drop-ins and links. Invariant: a corpus that has its final name is complete and is only ever
//! read. `DOORBELL_CORPUS` names a folder `<suite>/<package>/<path>` to take instead, which may hold any number of packages.

use crate::roots::{Root, Suite, lock, progress};
use crate::{layer::Layer, need};
use doorbell::activation::{Role, Scope};
use doorbell::catalogue::target::Target;
use doorbell::check::together::{self, drop_in_folder_of_type, drop_in_folders};
use std::{
    collections::BTreeMap,
    env,
    fs::{self, File},
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
    time::Instant,
};

/// The suites that the corpus is taken from.
pub const SUITES: [Suite; 2] = [Suite::Bookworm, Suite::Trixie];

/// Fetches the packages `"$@"` in a root that may be written to, and writes an archive of a folder for each to standard
/// output: its unit files, links among them, and its version.
const FETCH: &str = r#"
set -eu
mkdir /tmp/debs /tmp/units
cd /tmp/debs
apt-get -qq -o Acquire::Retries=3 update >&2
apt-cache show --no-all-versions "$@" 2> /dev/null | sed -n 's/^Package: //p' | sort > /tmp/known || :
printf '%s\n' "$@" | sort > /tmp/asked
gone=$(comm -23 /tmp/asked /tmp/known | tr '\n' ' ')
if [ -n "$gone" ]; then
    echo "these packages are gone from the archive: $gone" >&2
    exit 1
fi
apt-get -qq -o Acquire::Retries=3 -o APT::Sandbox::User=root download "$@" >&2
for deb in *.deb; do
    folder=/tmp/units/${deb%%_*}
    mkdir "$folder"
    dpkg-deb --field "$deb" Version > "$folder/VERSION"
    # tar fails for each of the places that a package has nothing in.
    dpkg-deb --fsys-tarfile "$deb" | tar --extract --no-same-owner --wildcards --directory "$folder" \
        './lib/systemd/system' './lib/systemd/user' './usr/lib/systemd/system' './usr/lib/systemd/user' \
        './etc/systemd/system' './etc/systemd/user' 2> /dev/null || :
    if [ -z "$(find "$folder" -name '*.socket')" ]; then
        echo "${deb%%_*} ships no socket any more: take it off the list" >&2
        exit 1
    fi
done
tar --create --directory /tmp/units .
"#;

/// The units of a suite's packages.
#[derive(Debug)]
pub struct Corpus {
    /// The suite they come from.
    pub suite: Suite,
    /// The packages, by name.
    pub packages: Vec<Package>,
}

/// What a package ships.
#[derive(Debug)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its unit files, drop-ins and links by their absolute path; what stands below /lib in older packages is below /usr/lib.
    pub files: BTreeMap<String, Content>,
}

/// What there is at a path.
#[derive(Debug)]
pub enum Content {
    /// A file with this text.
    Text(String),
    /// A link to this place.
    Link(String),
}

impl Corpus {
    /// The corpus of a suite: from the cache, or fetched now (half a minute and 75 MB).
    ///
    /// # Panics
    /// When it cannot be fetched; the message names what is missing.
    pub fn get(suite: Suite) -> &'static Corpus {
        static CORPORA: [OnceLock<Corpus>; SUITES.len()] =
            [const { OnceLock::new() }; SUITES.len()];
        let place = SUITES.iter().position(|one| *one == suite).expect("a suite of the corpus");
        CORPORA[place].get_or_init(|| {
            let folder = match env::var_os("DOORBELL_CORPUS") {
                Some(folder) => PathBuf::from(folder).join(suite.name()),
                None => fetched(suite, &list(suite)),
            };
            Corpus { suite, packages: all_in(&folder) }
        })
    }

    /// The distribution that the units are of.
    ///
    /// # Panics
    /// When the catalogue does not know it.
    pub fn target(&self) -> &'static Target {
        let id = if self.suite == Suite::Bookworm { "debian12" } else { "debian13" };
        Target::find(id).expect("the distribution is a target")
    }
}

/// Other packages of a suite: from the cache, or fetched now.
///
/// # Panics
/// When they cannot be fetched; the message names what is missing.
pub fn packages(suite: Suite, names: &[&str]) -> Vec<Package> {
    all_in(&fetched(suite, names))
}

impl Package {
    fn read(folder: &Path) -> Self {
        let name = folder.file_name().and_then(|name| name.to_str()).expect("a package's name");
        let version = fs::read_to_string(folder.join("VERSION")).expect("the package's version");
        let mut files = BTreeMap::new();
        collect(folder, "", &mut files);
        files.remove("/VERSION");
        Self { name: name.to_owned(), version: version.trim().to_owned(), files }
    }

    /// The sockets and services for the manager of a user, or of the system, with the drop-ins that the package has for
    /// them. Links are other names of units and not units; a drop-in for a unit of another package is left out.
    pub fn units(&self, user: bool) -> Vec<together::Unit> {
        let folders = folders(user);
        let scope = if user { Scope::User } else { Scope::System };
        let mut units = Vec::new();
        for (path, content) in &self.files {
            let Content::Text(text) = content else { continue };
            let Some((folder, name)) = path.rsplit_once('/') else { continue };
            if !folders.iter().any(|one| one == folder) {
                continue;
            }
            if let Some(unit) = together::Unit::new(name, together::File::new(path, text)) {
                let drop_ins = self.drop_ins(&folders, name);
                units.push(together::Unit { scope, drop_ins, ..unit });
            }
        }
        units
    }

    /// The drop-ins of a unit in the order in which systemd reads them: by name, and of two with one name the nearest.
    fn drop_ins(&self, folders: &[String], unit: &str) -> Vec<together::File> {
        let mut found: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
        for names in [drop_in_folders(unit), vec![drop_in_folder_of_type(unit)]] {
            for (folder, name) in
                folders.iter().flat_map(|one| names.iter().map(move |name| (one, name)))
            {
                let start = format!("{folder}/{name}/");
                for (path, content) in self.files.range(start.clone()..) {
                    let Some(name) = path.strip_prefix(&start) else { break };
                    if let Content::Text(text) = content
                        && name.ends_with(".conf")
                    {
                        found.entry(name).or_insert((path, text));
                    }
                }
            }
        }
        found.into_values().map(|(path, text)| together::File::new(path, text)).collect()
    }

    /// Puts the package's files on `layer`, below the folder `top`, which begins with `/`; nothing for the root.
    pub fn put(&self, layer: &Layer, top: &str) {
        for (path, content) in &self.files {
            let path = format!("{top}{path}");
            match content {
                Content::Text(text) => layer.write(&path, text),
                Content::Link(target) => layer.link(&path, target),
            };
        }
    }
}

/// Where packages put the units of the manager of a user, or of the system; what is in the first wins.
pub fn folders(user: bool) -> [String; 2] {
    let scope = if user { "user" } else { "system" };
    ["/etc", "/usr/lib"].map(|top| format!("{top}/systemd/{scope}"))
}

/// How many sockets and services `units` has.
pub fn count(units: &[together::Unit]) -> [usize; 2] {
    Role::ALL.map(|role| units.iter().filter(|unit| unit.role == role).count())
}

fn collect(folder: &Path, at: &str, files: &mut BTreeMap<String, Content>) {
    for path in entries(folder) {
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8");
        let inside = format!("{at}/{name}");
        if path.is_symlink() {
            let target = fs::read_link(&path).expect("a link");
            let target = target.to_str().expect("a link's target in UTF-8").to_owned();
            files.insert(merged(inside), Content::Link(target));
        } else if path.is_dir() {
            collect(&path, &inside, files);
        } else {
            let text = fs::read_to_string(&path)
                .unwrap_or_else(|error| panic!("{} of the corpus: {error}", path.display()));
            files.insert(merged(inside), Content::Text(text));
        }
    }
}

/// Where a file is on a system that has /lib below /usr.
fn merged(path: String) -> String {
    if path.starts_with("/lib/") { format!("/usr{path}") } else { path }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("the corpus: {}: {error}", folder.display()))
        .map(|entry| entry.expect("an entry of the corpus").path())
        .collect()
}

/// The packages in `folder`, by name.
fn all_in(folder: &Path) -> Vec<Package> {
    let mut packages: Vec<_> =
        entries(folder).into_iter().map(|folder| Package::read(&folder)).collect();
    packages.sort_by(|one, other| one.name.cmp(&other.name));
    packages
}

/// The packages of a suite's corpus.
fn list(suite: Suite) -> Vec<&'static str> {
    let text = match suite {
        Suite::Bookworm => include_str!("../corpus/bookworm.txt"),
        _ => include_str!("../corpus/trixie.txt"),
    };
    text.lines().collect()
}

/// The folder with the units of `packages`, which are fetched if they are not there.
fn fetched(suite: Suite, packages: &[&str]) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    (FETCH, packages).hash(&mut hasher);
    let recipe = hasher.finish() as u32;
    let path = need::cache().join("corpus").join(format!("{}-{recipe:08x}", suite.name()));
    if path.is_dir() {
        return path;
    }
    let _lock = lock(&path);
    if !path.is_dir() {
        fetch(suite, packages, &path);
    }
    path
}

fn fetch(suite: Suite, packages: &[&str], path: &Path) {
    let tar = need::tool("tar", "tar");
    let root = Root::get(suite);
    let [unfinished, archive, log] =
        ["unfinished", "tar", "log"].map(|ending| path.with_extension(ending));
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished).expect("no leftovers of an interrupted fetch");
    }
    progress(format_args!(
        "fetching the units of {} Debian {} packages to {} …",
        packages.len(),
        suite.name(),
        path.display()
    ));
    let start = Instant::now();
    let status = root
        .layer()
        .chroot("sh")
        .args(["-c", FETCH, "fetch"])
        .args(packages)
        .stdin(Stdio::null())
        .stdout(File::create(&archive).expect("an archive beside the corpus"))
        .stderr(File::create(&log).expect("a log beside the corpus"))
        .status()
        .expect("a shell in the root");
    if !status.success() {
        let text = fs::read_to_string(&log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        let last = lines[lines.len().saturating_sub(8)..].join("\n");
        panic!(
            "there are no units of Debian {} to test with: fetching them failed ({status}); the last lines:\n{last}",
            suite.name()
        );
    }
    fs::create_dir(&unfinished).expect("a folder for the corpus");
    let status = Command::new(tar)
        .args(["--extract", "--no-same-owner", "--file"])
        .arg(&archive)
        .arg("--directory")
        .arg(&unfinished)
        .status()
        .expect("`tar` starts");
    assert!(status.success(), "unpacking the corpus failed: {status}");
    fs::remove_file(&archive).expect("the archive is not needed any more");
    fs::rename(&unfinished, path).expect("the finished corpus takes its name");
    progress(format_args!("fetched them in {} s", start.elapsed().as_secs()));
}
