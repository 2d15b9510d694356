//! Paths: absolute or relative, without `..`, with specifiers.
//!
//! The whole path is one value: blanks and quotes in it are its own. It is at most 4095 bytes long, each name in it at
//! most 255. `//`, `/./` and a slash at the end are taken out.
//!
//! Source: systemd.socket(5) `ListenFIFO=`, systemd.exec(5) `WorkingDirectory=`; seen with the real parser.

use super::quoting::{self, Escapes};
use super::specifier::{self, Scope};
use super::{ValueError, Version, shown};

/// Reads an absolute path; it is answered as it is written, specifiers not expanded.
///
/// # Errors
/// When the path is relative, leads up with `..`, is too long, or a specifier is unknown.
pub fn read_absolute(text: &str, version: Version) -> Result<&str, ValueError> {
    specifier::check(text, version, Scope::Value)?;
    check_absolute(&sample(text), text, version)?;
    Ok(text)
}

/// Reads the absolute path of something that systemd makes: from 256 on it may not lie in /proc, /sys or /dev.
///
/// # Errors
/// As [`read_absolute`], and when the path lies there.
pub fn read_created(text: &str, version: Version) -> Result<&str, ValueError> {
    read_absolute(text, version)?;
    let sample = sample(text);
    let mut names = names(&sample).skip_while(|name| *name == "..");
    let top = names.next();
    match top {
        Some("proc" | "sys" | "dev") if version >= Version(256) => Err(ValueError::new(format!(
            "{} lies in /{}, which the kernel fills: choose a place such as /run/{}",
            shown(text),
            top.unwrap_or_default(),
            names.last().unwrap_or("myapp")
        ))),
        _ => Ok(text),
    }
}

/// Reads the path of what a socket unit makes and listens on. Before 248 what is taken out of it did not count for its
/// length.
///
/// # Errors
/// As [`read_created`].
pub fn read_listened(text: &str, version: Version) -> Result<&str, ValueError> {
    if version < Version(248) && text.starts_with('/') && is_too_long(text) {
        let names: Vec<&str> = names(text).collect();
        return read_created(&format!("/{}", names.join("/")), version).map(|_| text);
    }
    read_created(text, version)
}

/// Reads the path of a file with a process number: what is relative lies below /run.
///
/// # Errors
/// As [`read_created`], but for a relative path.
pub fn read_pid_file(text: &str, version: Version) -> Result<&str, ValueError> {
    specifier::check(text, version, Scope::Value)?;
    if sample(text).starts_with('/') {
        return read_created(text, version);
    }
    if text.is_empty() {
        return Err(ValueError::new("a path is needed, for example /run/myapp.pid"));
    }
    check_absolute(&format!("/run/{}", sample(text)), text, version)?;
    Ok(text)
}

/// Reads a list of absolute paths between blanks, as in `Symlinks=` and `RequiresMountsFor=`. Quotes may hold blanks, and a
/// backslash makes what follows ordinary.
///
/// # Errors
/// When a quote is not closed, or as [`read_absolute`] for one of the paths.
pub fn list_absolute(text: &str, version: Version) -> Result<Vec<String>, ValueError> {
    let words = quoting::split(text, Escapes::Dropped)?;
    words
        .iter()
        .map(|word| {
            let word = String::from_utf8_lossy(word);
            read_absolute(&word, version).map(str::to_owned)
        })
        .collect()
}

/// Reads absolute paths between colons.
///
/// # Errors
/// As [`read_absolute`] for one of the paths.
pub fn search(text: &str, version: Version) -> Result<Vec<String>, ValueError> {
    let paths = quoting::split_colons(text)?;
    paths.iter().try_for_each(|path| read_absolute(path, version).map(drop))?;
    Ok(paths)
}

/// Checks a path without specifiers: absolute, nothing that leads up, and short enough. `text` is what was written.
pub(super) fn check_absolute(path: &str, text: &str, version: Version) -> Result<(), ValueError> {
    if path.is_empty() {
        return Err(ValueError::new("a path is needed, for example /run/myapp"));
    }
    if !path.starts_with('/') {
        let shown = shown(text);
        return Err(ValueError::new(if path.starts_with(['"', '\'']) {
            format!("{shown} is in quotes, which are read as part of the path: leave them out")
        } else if path.starts_with('~') {
            format!("{shown} begins with `~`, which is not expanded here: begin with `%h` or `/`")
        } else if path.starts_with('$') {
            format!("{shown} begins with a variable, which is not expanded here: begin with `/`")
        } else {
            format!("{shown} is not absolute: begin the path with `/`")
        }));
    }
    check_plain(path, text, version)
}

/// Checks a path without specifiers, absolute or not: nothing that leads up, and short enough. `text` is what was written.
pub(super) fn check_plain(path: &str, text: &str, version: Version) -> Result<(), ValueError> {
    // Above the root is the root again; releases up to 252 refuse it all the same.
    let mut below_root = version < Version(257) || !path.starts_with('/');
    for name in names(path) {
        if name != ".." {
            below_root = true;
        } else if below_root {
            return Err(leads_up(text));
        }
    }
    check_lengths(path, text, version)
}

/// Checks a path without specifiers: relative, nothing that leads up, and short enough. `text` is what was written.
pub(super) fn check_relative(path: &str, text: &str, version: Version) -> Result<(), ValueError> {
    if path.starts_with('/') {
        return Err(ValueError::about(
            text,
            "is absolute: write the path without the `/` in front",
        ));
    }
    if names(path).any(|name| name == "..") {
        return Err(leads_up(text));
    }
    if names(path).next().is_none() {
        return Err(ValueError::about(text, "is not the name of a directory"));
    }
    check_lengths(path, text, version)
}

/// Whether a path, which may have specifiers, is one whose mount unit can have its name: 255 bytes with `.mount`, where what
/// names cannot have takes four.
pub fn fits_mount_unit(text: &str) -> bool {
    const LONGEST: usize = 255 - ".mount".len();
    let path = specifier::sample(text);
    let escaped = |name: &str| -> usize {
        let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b":_.".contains(byte);
        name.bytes().map(|byte| if is_plain(&byte) { 1 } else { 4 }).sum()
    };
    names(&path).map(|name| escaped(name) + 1).sum::<usize>() <= LONGEST + 1
}

/// Whether a path is longer than any can be.
pub(super) fn is_too_long(path: &str) -> bool {
    path.len() > LONGEST_PATH
}

/// The names in a path that count: without the empty ones and `.`.
pub(super) fn names(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|name| !name.is_empty() && *name != ".")
}

/// What the path might be when it is loaded. An escaped instance or prefix may be a path, so it is given the chance.
pub(super) fn sample(text: &str) -> String {
    let sample = specifier::sample(text);
    if ["%I", "%J", "%P"].iter().any(|specifier| text.starts_with(specifier)) {
        format!("/{sample}")
    } else {
        sample
    }
}

const LONGEST_PATH: usize = 4095;
const LONGEST_NAME: usize = 255;

/// Before 248 nobody looked at the names in a path.
pub(super) fn check_lengths(path: &str, text: &str, version: Version) -> Result<(), ValueError> {
    if is_too_long(path) {
        return Err(ValueError::new(format!(
            "the path is {} bytes long: {LONGEST_PATH} is the most",
            path.len()
        )));
    }
    let is_too_long = |name: &&str| name.len() > LONGEST_NAME && version >= Version(248);
    match names(path).find(is_too_long) {
        Some(name) => Err(ValueError::new(format!(
            "{} has a name of {} bytes: {LONGEST_NAME} is the most between two slashes",
            shown(text),
            name.len()
        ))),
        None => Ok(()),
    }
}

fn leads_up(text: &str) -> ValueError {
    ValueError::about(text, "leads up with `..`: write where the path really goes")
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn a_mount_unit_has_room_for_249_bytes() {
        assert!(fits_mount_unit(&format!("/{}/", "a".repeat(249))));
        assert!(!fits_mount_unit(&format!("/{}", "a".repeat(250))));
        assert!(!fits_mount_unit(&format!("/b/-{}", "a".repeat(244))));
        survives(|text| assert!(fits_mount_unit(text) || text.len() > 60));
    }

    const NOW: Version = Version(257);

    #[test]
    fn reads_what_systemd_reads() {
        let long = format!("/{}", "a".repeat(255));
        for text in [
            "/run/f",
            "/",
            "/run//f",
            "/run/./f",
            "/run/f/",
            "/run/f g",
            "/run/%i",
            "%t/f",
            "/run/..f",
            "/é",
            "/a%",
            "/development",
            "%I/x",
            &long,
        ] {
            accepts(read_absolute(text, NOW), text);
        }
        refuses(read_absolute("", NOW), "a path is needed, for example /run/myapp");
        refuses(read_absolute("run/f", NOW), "`run/f` is not absolute: begin the path with `/`");
        refuses(read_absolute("%i", NOW), "`%i` is not absolute: begin the path with `/`");
        refuses(
            read_absolute("\"/run/f\"", NOW),
            "`\"/run/f\"` is in quotes, which are read as part of the path: leave them out",
        );
        refuses(
            read_absolute("~/f", NOW),
            "`~/f` begins with `~`, which is not expanded here: begin with `%h` or `/`",
        );
        refuses(
            read_absolute("$HOME/f", NOW),
            "`$HOME/f` begins with a variable, which is not expanded here: begin with `/`",
        );
        refuses(
            read_absolute("/run/../f", NOW),
            "`/run/../f` leads up with `..`: write where the path really goes",
        );
        refuses(
            read_absolute("/%Q", NOW),
            "`%Q` is not a specifier; write `%%` for a percent sign",
        );
        assert!(read_absolute(&format!("/{}", "a".repeat(256)), NOW).is_err());
        refuses(
            read_absolute(&"/a".repeat(2048), NOW),
            "the path is 4096 bytes long: 4095 is the most",
        );
        survives(|text| drop(read_absolute(text, NOW)));
    }

    #[test]
    fn above_the_root_is_the_root_in_newer_releases() {
        assert!(read_absolute("/..", Version(252)).is_err());
        accepts(read_absolute("/../x", NOW), "/../x");
        assert!(read_absolute("/x/..", NOW).is_err());
    }

    #[test]
    fn newer_releases_make_nothing_in_the_kernels_file_systems() {
        accepts(read_created("/dev/f", Version(255)), "/dev/f");
        refuses(
            read_created("/dev/./f", NOW),
            "`/dev/./f` lies in /dev, which the kernel fills: choose a place such as /run/f",
        );
        assert!(read_created("/proc", NOW).is_err());
        assert!(read_created("/../proc/x", NOW).is_err());
        accepts(read_created("/development", NOW), "/development");
        survives(|text| drop(read_created(text, NOW)));
    }

    #[test]
    fn a_process_number_lies_below_run() {
        accepts(read_pid_file("myapp.pid", NOW), "myapp.pid");
        accepts(read_pid_file("/run/myapp.pid", NOW), "/run/myapp.pid");
        refuses(
            read_pid_file("../x", NOW),
            "`../x` leads up with `..`: write where the path really goes",
        );
        refuses(read_pid_file("", NOW), "a path is needed, for example /run/myapp.pid");
        assert!(read_pid_file("/dev/x", NOW).is_err());
        survives(|text| drop(read_pid_file(text, NOW)));
    }

    #[test]
    fn a_list_may_be_quoted() {
        accepts(list_absolute("/a \"/b c\"", NOW), vec![String::from("/a"), String::from("/b c")]);
        refuses(list_absolute("/a b", NOW), "`b` is not absolute: begin the path with `/`");
        assert!(list_absolute("\"/a", NOW).is_err());
        survives(|text| drop(list_absolute(text, NOW)));
    }
}
