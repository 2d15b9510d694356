//! Files that are opened for a program: `PATH[:NAME[:OPTIONS]]`.
//!
//! Source: systemd.service(5) `OpenFile=`; seen with the real parser.

use super::{ValueError, Version, path, quoting, words};

/// Reads one file and answers its path.
///
/// # Errors
/// When the path is not absolute or a directory, the name cannot be one, or an option is unknown.
pub fn read(text: &str, version: Version) -> Result<String, ValueError> {
    let parts = quoting::at_colons(text).into_iter().map(|part| {
        let part = quoting::resolved(part, None, version)?;
        Ok(String::from_utf8_lossy(&part).into_owned())
    });
    let mut parts = parts.collect::<Result<Vec<_>, quoting::Fault>>()?.into_iter();
    let path = parts.next().unwrap_or_default();
    if !path.starts_with('/') {
        return Err(ValueError::about(&path, "is not the absolute path of a file"));
    }
    let given = parts.next().filter(|name| !name.is_empty());
    if given.is_none() && matches!(path::names(&path).last(), None | Some("..")) {
        return Err(ValueError::about(&path, "is not the absolute path of a file"));
    }
    // Without a name it is the file's own.
    let name = given.as_deref().or(path::names(&path).last()).unwrap_or_default();
    let is_ascii = |byte: u8| (b' '..=b'~').contains(&byte) && byte != b':';
    if !name.bytes().all(is_ascii) || name.len() > 255 {
        return Err(ValueError::about(name, "cannot be a name: write ASCII without a colon"));
    }
    let flags = parts.next().unwrap_or_default();
    if parts.any(|part| !part.is_empty()) {
        return Err(ValueError::about(text, "has too many parts: write `PATH:NAME:OPTIONS`"));
    }
    let mut options: Vec<&str> = Vec::new();
    for option in flags.split(',').filter(|option| !option.is_empty()) {
        words::OPEN_FILE_FLAG.read(option, version)?;
        let ways = ["read-only", "append", "truncate"];
        let clashes =
            |other: &&str| *other == option || ways.contains(other) && ways.contains(&option);
        if options.iter().any(clashes) {
            return Err(ValueError::about(option, "does not go with the option before it"));
        }
        options.push(option);
    }
    Ok(path)
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
