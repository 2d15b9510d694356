//! A booted systemd: one boot, one scenario.
//!
//! A machine is a layer over a root that is booted in a container with a network, a cgroup and a process table of its
//! own. Each boot runs one shell script when the system is up, keeps what it printed and the journal, and powers off;
//! files stay from one boot to the next. A boot takes about a second.

use crate::{layer::Layer, need, roots::Root};
use std::{
    fmt, fs,
    path::PathBuf,
    process::{self, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

/// How long a script may take, in seconds.
const SCRIPT_LIMIT: u32 = 60;

/// How long a whole boot may take, in seconds.
const BOOT_LIMIT: u32 = 80;

/// Boots the mounted layer once for each folder in `"$@"`, which the system sees as `/scenario`.
///
/// The cgroup is the machine's own: two containers in one cgroup would take each other's processes for their own. The
/// hierarchy is mounted afresh because hosts differ in where, and whether, they have it. What the container keeps below
/// /run/systemd goes into memory, too: left in the namespace of the host, it would stay.
const BOOT: &str = r#"
mkdir "$LAYER/mount/cgroup"
mount -t cgroup2 cgroup2 "$LAYER/mount/cgroup"
mkdir -p /run/systemd/nspawn
mount -t tmpfs tmpfs /run/systemd/nspawn
group=$LAYER/mount/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup)/$MACHINE
mkdir "$group"
for boot in "$@"; do
    sh -c 'echo $$ > "$0/cgroup.procs"; exec "$@"' "$group" \
        timeout --kill-after=5 "$LIMIT" systemd-nspawn --quiet --boot --directory="$MERGED" --machine="$MACHINE" \
        --register=no --keep-unit --private-network --console=pipe --bind="$boot:/scenario" \
        < /dev/null > "$boot/console" 2>&1 || echo "the container ended with $?" >> "$boot/console"
done
find "$group" -depth -type d -exec rmdir {} + || :
"#;

const SCENARIO_UNIT: &str = "\
[Unit]
Description=Scenario of a test
Requires=dbus.socket
After=dbus.socket multi-user.target

[Service]
Type=oneshot
ExecStart=/usr/bin/bash -eu /scenario/script
ExecStopPost=/usr/bin/sh /usr/local/lib/doorbell-finish
StandardOutput=append:/scenario/stdout
StandardError=append:/scenario/stderr
";

const FINISH: &str = r#"
[ "$EXIT_CODE" = exited ] && echo "$EXIT_STATUS" > /scenario/status || echo "$SERVICE_RESULT" > /scenario/status
journalctl --no-pager --no-hostname --output=short-monotonic > /scenario/journal
systemctl --force poweroff
"#;

/// A system that can be booted.
pub struct Machine {
    layer: Layer,
}

/// What a boot left behind.
pub struct Boot {
    /// The exit status of the script, if it ended by itself in time.
    pub status: Option<i32>,
    /// What the script wrote to standard output.
    pub stdout: String,
    /// What the script wrote to standard error.
    pub stderr: String,
    /// The journal of this boot.
    pub journal: String,
    console: String,
}

impl Machine {
    /// A machine with a fresh copy of `root`.
    pub fn new(root: &Root) -> Self {
        need::tool("systemd-nspawn", "systemd-container");
        let layer = root.layer();
        let limit = format!("{SCENARIO_UNIT}TimeoutStartSec={SCRIPT_LIMIT}\n");
        layer
            .write("/usr/local/lib/systemd/system/doorbell-scenario.service", limit)
            .write(
                "/etc/systemd/system/multi-user.target.d/scenario.conf",
                "[Unit]\nWants=doorbell-scenario.service\n",
            )
            .write("/usr/local/lib/doorbell-finish", FINISH);
        Self { layer }
    }

    /// The files on top of the root, to add to.
    pub fn layer(&self) -> &Layer {
        &self.layer
    }

    /// Boots once for each of the `scripts`, which run in `bash -eu` as root when the system is up.
    ///
    /// # Panics
    /// When a boot did not get as far as to run its script; the message shows the console.
    pub fn boot<const N: usize>(&self, scripts: [&str; N]) -> [Boot; N] {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("doorbell-{}-{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let scenarios = tempfile::tempdir().expect("a temporary folder");
        let folders: [PathBuf; N] = std::array::from_fn(|index| {
            let folder = scenarios.path().join(index.to_string());
            fs::create_dir(&folder).expect("a folder for a boot");
            fs::write(folder.join("script"), scripts[index]).expect("the script of a boot");
            folder
        });
        let output = self
            .layer
            .mounted(BOOT)
            .args(&folders)
            .env("MACHINE", name)
            .env("LIMIT", BOOT_LIMIT.to_string())
            // The container gets the modern hierarchy alone, whatever the host has.
            .env("SYSTEMD_NSPAWN_UNIFIED_HIERARCHY", "1")
            .stdin(Stdio::null())
            .output()
            .expect("`unshare` starts");
        let said = String::from_utf8_lossy(&output.stderr);
        folders.map(|folder| {
            let read = |name| {
                String::from_utf8_lossy(&fs::read(folder.join(name)).unwrap_or_default())
                    .into_owned()
            };
            let boot = Boot {
                status: read("status").trim().parse().ok(),
                stdout: read("stdout"),
                stderr: read("stderr"),
                journal: read("journal"),
                console: read("console"),
            };
            assert!(
                folder.join("status").exists(),
                "the system did not run its script: {said}\n{boot}"
            );
            boot
        })
    }
}

impl Boot {
    /// The standard output of a script that succeeded.
    ///
    /// # Panics
    /// When the script failed; the message shows all that is known.
    pub fn succeeded(&self) -> &str {
        assert!(self.status == Some(0), "the script failed\n{self}");
        &self.stdout
    }
}

impl fmt::Display for Boot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status {
            Some(status) => writeln!(f, "== the script ended with {status}")?,
            None => writeln!(f, "== the script did not end by itself within {SCRIPT_LIMIT} s")?,
        }
        for (title, text) in [
            ("standard output", &self.stdout),
            ("standard error", &self.stderr),
            ("journal", &self.journal),
            ("console", &self.console),
        ] {
            writeln!(f, "== {title}\n{}", text.trim_end())?;
        }
        Ok(())
    }
}
