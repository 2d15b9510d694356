//! A throw-away layer over a root: files put on top of it, and commands that see both.
//!
//! Invariant: a root is never written to. A layer is an overlay mounted in a mount namespace of its own for each command,
//! and what the command writes lives in memory and is gone when it ends. So tests can run side by side, and none leaves
//! anything behind.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Component, Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// Mounts the layer over the root; `"$@"` then runs with `$MERGED` naming the result.
const MOUNT: &str = r#"
mount -t tmpfs -o mode=755 tmpfs "$LAYER/mount"
mkdir "$LAYER/mount/upper" "$LAYER/mount/work" "$LAYER/mount/root"
MERGED=$LAYER/mount/root
mount -t overlay -o "lowerdir=$LAYER/files:$ROOT,upperdir=$LAYER/mount/upper,workdir=$LAYER/mount/work" overlay "$MERGED"
"#;

/// Runs `"$@"` in the mounted layer. Before release 250 `systemd-analyze verify` wants to know its control group, hence /sys.
const CHROOT: &str = r#"
mount -t proc proc "$MERGED/proc"
mount --rbind /sys "$MERGED/sys"
cd "$MERGED"
exec env -u LAYER -u ROOT chroot "$MERGED" "$@"
"#;

/// Files on top of a root.
pub struct Layer {
    root: PathBuf,
    folder: TempDir,
}

impl Layer {
    pub(crate) fn new(root: &Path) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("doorbell-layer-")
            .tempdir()
            .expect("a temporary folder");
        for name in ["files", "mount"] {
            fs::create_dir(folder.path().join(name)).expect("a folder in the layer");
            let open = fs::Permissions::from_mode(0o755);
            fs::set_permissions(folder.path().join(name), open).expect("permissions of the layer");
        }
        Self { root: root.to_owned(), folder }
    }

    /// Puts a file at an absolute `path`, readable by all.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Self {
        self.place(path, bytes.as_ref(), 0o644)
    }

    /// Puts a program or script at an absolute `path`, executable by all.
    pub fn program(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Self {
        self.place(path, bytes.as_ref(), 0o755)
    }

    /// Puts a link to `target` at an absolute `path`.
    pub fn link(&self, path: &str, target: &str) -> &Self {
        let link = self.home(path);
        symlink(target, link).expect("a link in the layer");
        self
    }

    /// Puts a program of ours at an absolute `path`, with the C library that it was built with: that of the root may be older.
    ///
    /// # Panics
    /// When the program cannot be read, or needs nothing that it could be started with.
    pub fn own_program(&self, path: &str, file: &str) -> &Self {
        let output = Command::new("ldd").arg(file).output().expect("`ldd` starts");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let libraries: Vec<&Path> =
            text.split_whitespace().filter(|word| word.starts_with('/')).map(Path::new).collect();
        let place = format!("/opt/own{path}");
        let mut loader = None;
        for library in libraries {
            let name = library.file_name().expect("a library is a file").to_string_lossy();
            let copy = format!("{place}.d/{name}");
            self.program(&copy, fs::read(library).expect("a library of this machine"));
            if name.starts_with("ld-linux") {
                loader = Some(copy);
            }
        }
        let loader = loader.unwrap_or_else(|| panic!("`{file}` names no loader: {text}"));
        self.program(&place, fs::read(file).expect("the program is built"));
        let start = format!("#!/bin/sh\nexec {loader} --library-path {place}.d {place} \"$@\"\n");
        self.program(path, start)
    }

    /// A command that runs `program` as root with this layer's root as `/`; it can be changed and started as any other
    /// command, as often as needed, while the layer lives. Each start sees the layer as it was written, nothing of the
    /// starts before.
    pub fn chroot(&self, program: &str) -> Command {
        let mut command = self.mounted(CHROOT);
        command.arg(program);
        command
    }

    /// A command that mounts the layer in its own namespace and runs the shell `script` there, `$MERGED` being the root.
    pub(crate) fn mounted(&self, script: &str) -> Command {
        let mut command = Command::new("unshare");
        command
            .args(["--mount", "sh", "-euc", &format!("{MOUNT}{script}"), "sh"])
            .env_clear()
            .env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
            .env("HOME", "/root")
            .env("LANG", "C.UTF-8")
            .env("TERM", "xterm")
            // Before release 248 colours are used even where nobody sees them.
            .env("SYSTEMD_LOG_COLOR", "0")
            .env("LAYER", self.folder.path())
            .env("ROOT", &self.root);
        command
    }

    fn place(&self, path: &str, bytes: &[u8], mode: u32) -> &Self {
        let file = self.home(path);
        fs::write(&file, bytes).expect("a file in the layer");
        fs::set_permissions(&file, fs::Permissions::from_mode(mode))
            .expect("permissions in the layer");
        self
    }

    /// Where the layer keeps what the root has at the absolute `path`, in a folder that exists.
    fn home(&self, path: &str) -> PathBuf {
        let inside = Path::new(path)
            .strip_prefix("/")
            .unwrap_or_else(|_| panic!("`{path}` is not an absolute path"));
        assert!(
            inside.components().all(|part| matches!(part, Component::Normal(_))),
            "`{path}` leaves the root: use a path without `..`"
        );
        let top =
            inside.components().next().map(|part| part.as_os_str().to_owned()).unwrap_or_default();
        assert!(
            !["bin", "sbin", "lib", "lib64"].iter().any(|link| top == *link),
            "`{path}` would hide a link that Debian needs: use the same path below /usr"
        );
        let file = self.folder.path().join("files").join(inside);
        fs::create_dir_all(file.parent().expect("an absolute path has a parent"))
            .expect("folders in the layer");
        file
    }
}
