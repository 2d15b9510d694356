//! What units say of control groups: controllers, delegation, names, namespaces, and kinds of file system.
//!
//! Source: systemd.resource-control(5) `Delegate=`, `DisableControllers=`, systemd.exec(5) `RestrictNamespaces=`,
//! `RestrictFileSystems=`, `SystemCallArchitectures=`; seen with the real parser.

use super::quoting::{self, Escapes};
use super::words;
use super::{ValueError, Version, boolean};

/// Reads `Delegate=`: a boolean, or a list of controllers.
///
/// # Errors
/// When it is neither.
pub fn delegate(text: &str, version: Version) -> Result<(), ValueError> {
    if boolean::read(text).is_ok() {
        return Ok(());
    }
    let words = words_of(text)?;
    words.iter().try_for_each(|word| words::CONTROLLER.read(word, version).map(drop))
}

/// Reads `DisableControllers=`: a list in which at least one is known.
///
/// # Errors
/// When none of them is.
pub fn controllers(text: &str, version: Version) -> Result<(), ValueError> {
    let words = plain_words(text)?;
    let mut unknown = words.iter().map(|word| words::CONTROLLER.read(word, version).err());
    match unknown.next() {
        Some(Some(error)) if unknown.all(|error| error.is_some()) => Err(error),
        _ => Ok(()),
    }
}

/// Reads the name of a control group below the unit's own.
///
/// # Errors
/// When it holds a slash, is too long, or is a name that the kernel keeps.
pub fn name(text: &str) -> Result<&str, ValueError> {
    let is_kept = matches!(text, "notify_on_release" | "release_agent" | "tasks")
        || text.split_once('.').is_some_and(|(first, _)| {
            first == "cgroup"
                || words::CONTROLLER.0.iter().any(|controller| controller.text == first)
        });
    match is_kept || text.starts_with(['.', '_']) || text.contains('/') || text.len() > 255 {
        true => Err(ValueError::about(text, "cannot be the name of a control group")),
        false => Ok(text),
    }
}

/// Reads `RestrictNamespaces=`: a boolean, or a list, `~` before it for all but these.
///
/// # Errors
/// When one is unknown.
pub fn namespaces(text: &str, version: Version) -> Result<(), ValueError> {
    if boolean::read(text).is_ok() {
        return Ok(());
    }
    let words = plain_words(text.strip_prefix('~').unwrap_or(text))?;
    words.iter().try_for_each(|word| words::NAMESPACE.read(word, version).map(drop))
}

/// Reads `DelegateNamespaces=`: as [`namespaces`], but the user's own cannot be named.
///
/// # Errors
/// When one is unknown, or it is `user`.
pub fn delegated_namespaces(text: &str, version: Version) -> Result<(), ValueError> {
    namespaces(text, version)?;
    let is_named = !text.starts_with('~') && plain_words(text)?.iter().any(|word| word == "user");
    match is_named {
        true => {
            Err(ValueError::about(text, "has `user`, which cannot be handed over: leave it out"))
        }
        false => Ok(()),
    }
}

/// Reads a list of file systems and groups of them, `~` before it for all but these. File systems may have any name.
///
/// # Errors
/// When a group is unknown, or a quote is not closed.
pub fn file_systems(text: &str) -> Result<Vec<String>, ValueError> {
    let words = words_of(text.strip_prefix('~').unwrap_or(text))?;
    let is_unknown = |word: &&String| {
        word.starts_with('@') && !FILE_SYSTEM_GROUPS.split(' ').any(|group| group == word.as_str())
    };
    match words.iter().find(is_unknown) {
        Some(word) => Err(ValueError::about(
            word,
            "is no group of file systems: write for example `@basic-api` or `@known`",
        )),
        None => Ok(words),
    }
}

const FILE_SYSTEM_GROUPS: &str = "@basic-api @anonymous @application @auxiliary-api @common-block @historical-block \
    @network @privileged-api @security @temporary @known";

/// Reads `SystemCallArchitectures=`.
///
/// # Errors
/// When one is unknown to the library that filters system calls.
pub fn architectures(text: &str, version: Version) -> Result<(), ValueError> {
    for word in words_of(text)? {
        let is_known = KNOWN_TO_SECCOMP.split(' ').any(|known| known == word)
            || word.starts_with("parisc")
                && ["", "64"].contains(&&word[6..])
                && version >= Version(250)
            || word == "loongarch64" && version >= Version(253);
        if !is_known {
            return Err(ValueError::about(
                &word,
                "is not an architecture that can be filtered: write for example `native`",
            ));
        }
    }
    Ok(())
}

const KNOWN_TO_SECCOMP: &str = "native x86 x86-64 x32 arm arm64 mips mips-le mips64 mips64-le mips64-n32 mips64-le-n32 \
    ppc ppc64 ppc64-le riscv64 s390 s390x";

fn plain_words(text: &str) -> Result<Vec<String>, ValueError> {
    quoting::split_unquoted(text).map_err(ValueError::from)
}

fn words_of(text: &str) -> Result<Vec<String>, ValueError> {
    let words = quoting::split(text, Escapes::Dropped)?;
    Ok(words.iter().map(|word| String::from_utf8_lossy(word).into_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn reads_what_systemd_reads() {
        let now = Version(257);
        accepts(delegate("cpu memory", now), ());
        accepts(delegate("yes", now), ());
        accepts(controllers("cpu bogus", now), ());
        accepts(namespaces("~user net", now), ());
        accepts(architectures("native x86-64", now), ());
        accepts(name("inner"), "inner");
        assert!(delegate("cpu bogus", now).is_err() && controllers("bogus", now).is_err());
        assert!(namespaces("all", now).is_err() && architectures("alpha", now).is_err());
        assert!(name("a/b").is_err());
        survives(|text| {
            drop((delegate(text, now), controllers(text, now), namespaces(text, now)));
            drop((architectures(text, now), name(text), file_systems(text)));
        });
    }
}
