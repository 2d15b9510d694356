//! Debian testing moves on: a root for each version of its systemd, and the newest of them for whoever asks.
//!
//! The archive is asked once a day what it has, by apt in a layer over the root that is there, and a new root is made when
//! that is another systemd. Where it cannot be asked, or the new root not be made, the one that is there does, and the run
//! says so.

use super::{Suite, build, lock, progress};
use crate::layer::Layer;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, SystemTime},
};

/// For how long an answer of the archive holds.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// For how long nobody asks again after there was no answer.
const PAUSE: Duration = Duration::from_secs(10 * 60);

/// Prints the version of systemd that is installed.
const INSTALLED: &str = "dpkg-query --show --showformat='${Version}' systemd";

/// Prints the version of systemd that the archive has. A mirror that lags is as good as another: it is what a root is made of.
const OFFERED: &str = "
timeout 30 apt-get update -o Acquire::http::Timeout=5 -o Acquire::Retries=0 -o Acquire::Check-Valid-Until=false \
    -o APT::Update::Error-Mode=any >&2
apt-cache show systemd | sed -n 's/^Version: //p' | sort -V | tail -n 1
";

/// The root with the newest systemd of `suite`. Their names begin with `path`, which is none itself; beside them a file
/// holds the archive's last answer, nothing where there was none.
///
/// # Panics
/// When there is none and none can be made.
pub fn newest(suite: Suite, path: &Path) -> PathBuf {
    let _lock = lock(path);
    let made = || {
        let unfinished = build(suite, path)?;
        let place = named(path, &said_in(&unfinished, INSTALLED)?);
        if !place.is_dir() {
            fs::rename(unfinished, &place).expect("the finished root takes its name");
        }
        Ok::<_, String>(place)
    };
    let Some(there) = last_made(path) else {
        return made().unwrap_or_else(|fault| panic!("{fault}"));
    };
    let kept = path.with_extension("offered");
    let last = answer_in(&kept).unwrap_or_else(|| {
        let answer = said_in(&there, OFFERED);
        fs::write(&kept, answer.as_deref().unwrap_or_default()).expect("the answer is kept");
        answer
    });
    let newer = last.and_then(|version| {
        let place = named(path, &version);
        if place.is_dir() { Ok(place) } else { made() }
    });
    newer.unwrap_or_else(|fault| {
        progress(format_args!(
            "could not learn whether Debian {} has a newer systemd than {}, and use that: {fault}",
            suite.name(),
            there.display()
        ));
        there
    })
}

/// The place of the root with that version of systemd.
fn named(path: &Path, version: &str) -> PathBuf {
    let name = path.file_name().expect("a root has a name").to_string_lossy();
    path.with_file_name(format!("{name}-{version}"))
}

/// The root that was made last.
fn last_made(path: &Path) -> Option<PathBuf> {
    let start = named(path, "");
    let start = start.file_name()?.to_string_lossy();
    let roots = fs::read_dir(path.parent()?).ok()?.filter_map(Result::ok);
    roots
        .filter(|root| root.file_name().to_string_lossy().starts_with(&*start))
        .filter(|root| root.path().is_dir())
        .max_by_key(|root| root.metadata().and_then(|data| data.modified()).ok())
        .map(|root| root.path())
}

/// The archive's answer that is kept, while it holds.
fn answer_in(kept: &Path) -> Option<Result<String, String>> {
    let since = SystemTime::now().duration_since(kept.metadata().ok()?.modified().ok()?).ok()?;
    let version = fs::read_to_string(kept).ok()?;
    match version.is_empty() {
        true => (since < PAUSE).then(|| Err(String::from("the archive did not answer"))),
        false => (since < DAY).then_some(Ok(version)),
    }
}

/// What a shell script prints in a layer over `root`.
fn said_in(root: &Path, script: &str) -> Result<String, String> {
    let output = Layer::new(root)
        .chroot("sh")
        .args(["-ec", script])
        .stdin(Stdio::null())
        .output()
        .map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    match output.status.success() && !said.is_empty() {
        true => Ok(said),
        false => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
    }
}
