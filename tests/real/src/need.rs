//! What a test needs from the machine it runs on.

use std::{
    env,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

/// Finds a program, or fails the test with the Debian package that brings it.
///
/// # Panics
/// When the program is neither on the `PATH` nor among the administrator's programs.
pub fn tool(name: &str, package: &str) -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain(["/usr/local/sbin", "/usr/sbin", "/sbin"].map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
        .unwrap_or_else(|| {
            panic!("`{name}` is missing: install it with `apt-get install {package}`, or run `cargo xtask test` as root")
        })
}

/// Fails the test unless it runs as root, which mounting and booting a system need.
///
/// # Panics
/// When the process is not root's.
pub fn root() {
    let owner = Path::new("/proc/self").metadata().expect("/proc is mounted").uid();
    assert!(
        owner == 0,
        "this test mounts and boots a Debian system: run it as root, for example with `sudo`"
    );
}

/// The folder, outside the checkout, in which things that take long to make are kept: `$DOORBELL_CACHE`, or `doorbell` in
/// `$XDG_CACHE_HOME` or `~/.cache`.
///
/// # Panics
/// When none of the three variables that could name it is set.
pub fn cache() -> PathBuf {
    if let Some(folder) = env::var_os("DOORBELL_CACHE") {
        return folder.into();
    }
    if let Some(folder) = env::var_os("XDG_CACHE_HOME") {
        return PathBuf::from(folder).join("doorbell");
    }
    let home = env::var_os("HOME")
        .expect("HOME, XDG_CACHE_HOME or DOORBELL_CACHE names the folder for the cache");
    PathBuf::from(home).join(".cache/doorbell")
}
