//! Files of environment variables: an absolute path, which may be a pattern, with `-` before it if it may be missing.
//!
//! Source: systemd.exec(5) `EnvironmentFile=`.

use super::{ValueError, Version, path, specifier};

/// A file of environment variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvironmentFile {
    /// Whether the service starts without it.
    pub optional: bool,
    /// Its path as it is written, without the `-`.
    pub path: String,
}

/// Reads `[-]PATH`.
///
/// # Errors
/// When the path is not absolute, leads up with `..`, is too long, or a specifier is unknown.
pub fn read(text: &str, version: Version) -> Result<EnvironmentFile, ValueError> {
    let (optional, path) = match text.strip_prefix('-') {
        Some(path) => (true, path),
        None => (false, text),
    };
    specifier::check(path, version, specifier::Scope::Value)?;
    path::check_absolute(&path::sample(path), path, version)?;
    Ok(EnvironmentFile { optional, path: path.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    fn read(text: &str) -> Result<EnvironmentFile, ValueError> {
        super::read(text, Version(257))
    }

    #[test]
    fn reads_what_systemd_reads() {
        let file = |optional, path: &str| EnvironmentFile { optional, path: path.to_owned() };
        accepts(read("/etc/default/x"), file(false, "/etc/default/x"));
        accepts(read("-/etc/default/x"), file(true, "/etc/default/x"));
        accepts(read("-%h/x"), file(true, "%h/x"));
        accepts(read("/etc/x/*.env"), file(false, "/etc/x/*.env"));
        refuses(read("-etc/x"), "`etc/x` is not absolute: begin the path with `/`");
        refuses(read("-"), "a path is needed, for example /run/myapp");
        refuses(read("--/x"), "`-/x` is not absolute: begin the path with `/`");
        refuses(read("- /x"), "` /x` is not absolute: begin the path with `/`");
        survives(|text| drop(read(text)));
    }
}
