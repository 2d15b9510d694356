//! Files that are opened for a program: `PATH[:NAME[:OPTIONS]]`.
//!
//! Source: systemd.service(5) `OpenFile=`; seen with the real parser.

use super::quoting::{self, Escapes};
use super::{ValueError, Version, words};

/// Reads one file and answers its path.
///
/// # Errors
/// When the path is not absolute or a directory, the name cannot be one, or an option is unknown.
pub fn read(text: &str, version: Version) -> Result<String, ValueError> {
    let mut parts = text.splitn(3, ':');
    let path = parts.next().unwrap_or_default();
    if !path.starts_with('/') || path.trim_matches('/').is_empty() {
        return Err(ValueError::about(path, "is not the absolute path of a file"));
    }
    let name = parts.next().unwrap_or_default();
    if !name.bytes().all(|byte| (b' '..=b'~').contains(&byte)) || name.len() > 255 {
        return Err(ValueError::about(name, "cannot be a name: write ASCII without a colon"));
    }
    let mut options: Vec<&str> = Vec::new();
    for option in parts.next().unwrap_or_default().split(',').filter(|option| !option.is_empty()) {
        words::OPEN_FILE_FLAG.read(option, version)?;
        let ways = ["read-only", "append", "truncate"];
        let clashes =
            |other: &&str| *other == option || ways.contains(other) && ways.contains(&option);
        if options.iter().any(clashes) {
            return Err(ValueError::about(option, "does not go with the option before it"));
        }
        options.push(option);
    }
    quoting::split(path, Escapes::Kept).map_err(|fault| ValueError::new(fault.message()))?;
    Ok(path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn reads_what_systemd_reads() {
        let now = Version(257);
        accepts(read("/a:b:read-only,graceful", now), "/a".to_owned());
        assert!(read("/a:b:append,truncate", now).is_err());
        assert!(read("a", now).is_err() && read("/", now).is_err() && read("/a:b:x", now).is_err());
        survives(|text| drop(read(text, now)));
    }
}
