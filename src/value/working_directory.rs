//! Working directories: an absolute path or `~`, the user's home, with `-` before it if it may be missing.
//!
//! Source: systemd.exec(5) `WorkingDirectory=`. What is wrong without a `-` keeps the whole unit from loading.

use super::{ValueError, Version, path, specifier};

/// The directory that a service starts in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingDirectory {
    /// Whether the service starts without it, in `/`.
    pub optional: bool,
    /// Where it is.
    pub place: Place,
}

/// Where a working directory is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The home of the service's user.
    Home,
    /// A path as it is written.
    Path(String),
}

/// Reads `[-]PATH` or `[-]~`.
///
/// # Errors
/// When the path is not absolute, leads up with `..`, is too long, or a specifier is unknown.
pub fn read(text: &str, version: Version) -> Result<WorkingDirectory, ValueError> {
    let (optional, place) = match text.strip_prefix('-') {
        Some(place) => (true, place),
        None => (false, text),
    };
    if place == "~" {
        return Ok(WorkingDirectory { optional, place: Place::Home });
    }
    specifier::check(place, version, specifier::Scope::Value)
        .and_then(|()| path::check_absolute(&path::sample(place), place, version))
        .map_err(|error| if optional { error } else { error.fatal() })?;
    Ok(WorkingDirectory { optional, place: Place::Path(place.to_owned()) })
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    fn read(text: &str) -> Result<WorkingDirectory, ValueError> {
        super::read(text, Version(257))
    }

    #[test]
    fn reads_what_systemd_reads() {
        accepts(read("~"), WorkingDirectory { optional: false, place: Place::Home });
        accepts(read("-~"), WorkingDirectory { optional: true, place: Place::Home });
        accepts(
            read("-/srv/x"),
            WorkingDirectory { optional: true, place: Place::Path(String::from("/srv/x")) },
        );
        refuses(read("srv"), "`srv` is not absolute: begin the path with `/`");
        refuses(
            read("~/x"),
            "`~/x` begins with `~`, which is not expanded here: begin with `%h` or `/`",
        );
        refuses(read("-"), "a path is needed, for example /run/myapp");
        survives(|text| drop(read(text)));
    }
}
