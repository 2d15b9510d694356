//! What a path says of a file: which unit it is or changes, whose it is, and how it stands to others of the same name.
//!
//! Source: systemd.unit(5) "Unit File Load Path" and on drop-ins.

use super::Home;
use crate::activation::Scope;
use crate::value::unit_name;

/// What a file is, by its name and folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// The file of a unit of any type.
    Unit {
        /// The name of the unit.
        name: &'a str,
    },
    /// A drop-in.
    DropIn {
        /// The folder that it lies in, such as `ssh.socket.d`, `socket.d`.
        folder: &'a str,
        /// Its name, such as `override.conf`.
        name: &'a str,
    },
}

impl<'a> Place<'a> {
    /// What the file at `path` is; none for what systemd would not look at.
    pub fn of(path: &'a str) -> Option<Self> {
        let mut parts = path.rsplit('/');
        let name = parts.next()?;
        if unit_name::read(name).is_ok() {
            return Some(Place::Unit { name });
        }
        let folder = parts.next()?;
        let of = folder.strip_suffix(".d")?;
        let is_of_units = unit_name::read(of).is_ok() || unit_name::KINDS.contains(&of);
        (name.ends_with(".conf") && is_of_units).then_some(Place::DropIn { folder, name })
    }

    /// The type of the unit that it is or changes.
    pub fn kind(self) -> &'a str {
        let of = match self {
            Place::Unit { name } => name,
            Place::DropIn { folder, .. } => folder.strip_suffix(".d").unwrap_or(folder),
        };
        of.rsplit_once('.').map_or(of, |(_, kind)| kind)
    }

    /// The name of the unit that it is or changes; none for a drop-in of all units of a type.
    pub fn unit(self) -> Option<&'a str> {
        match self {
            Place::Unit { name } => Some(name),
            Place::DropIn { folder, .. } => {
                folder.strip_suffix(".d").filter(|of| unit_name::read(of).is_ok())
            }
        }
    }
}

/// Where the file at `path` lives, and whose manager looks there, as far as its folder tells.
pub fn home(path: &str) -> (Home, Option<Scope>) {
    let mut folders: Vec<&str> = path.split('/').rev().skip(1).take(6).collect();
    if folders.first().is_some_and(|folder| folder.ends_with(".d")) {
        folders.remove(0);
    }
    let mut folders = folders.into_iter();
    let scope = match folders.next().map(|folder| folder.split('.').next().unwrap_or_default()) {
        Some("system") => Some(Scope::System),
        Some("user") => Some(Scope::User),
        Some("generator" | "transient") => None,
        _ => return (Home::Unknown, None),
    };
    if folders.next() != Some("systemd") {
        return (Home::Unknown, None);
    }
    let above = folders.next();
    let home = match above {
        Some("etc" | "xdg" | ".config") => Home::Etc,
        Some("run") => Home::Run,
        Some("lib" | "share") => Home::Packaged,
        // What a user's manager makes lies in `/run/user/UID/systemd`.
        _ if folders.next() == Some("user") && folders.next() == Some("run") => {
            return (Home::Run, Some(Scope::User));
        }
        _ => Home::Unknown,
    };
    (home, scope.or((above == Some("run")).then_some(Scope::System)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_says_which_unit() {
        let of = |path| Place::of(path).map(|place| (place.kind(), place.unit()));
        assert_eq!(of("a.socket"), Some(("socket", Some("a.socket"))));
        assert_eq!(of("x/a@.service"), Some(("service", Some("a@.service"))));
        assert_eq!(of("a.timer"), Some(("timer", Some("a.timer"))));
        assert_eq!(of("x/a.socket.d/1.conf"), Some(("socket", Some("a.socket"))));
        assert_eq!(of("a-.socket.d/1.conf"), Some(("socket", Some("a-.socket"))));
        assert_eq!(of("x/socket.d/1.conf"), Some(("socket", None)));
        for other in
            ["", "a", "a.conf", "a.d/1.conf", "a.socket.d/1.txt", "a b.socket", "a.socket/"]
        {
            assert_eq!(of(other), None, "{other}");
        }
    }

    #[test]
    fn a_path_says_where_a_file_lives_and_for_whom() {
        let (system, user) = (Some(Scope::System), Some(Scope::User));
        for (folder, expected) in [
            ("/etc/systemd/system", (Home::Etc, system)),
            ("root/etc/systemd/system", (Home::Etc, system)),
            ("/etc/systemd/system.control", (Home::Etc, system)),
            ("/etc/systemd/user", (Home::Etc, user)),
            ("/etc/xdg/systemd/user", (Home::Etc, user)),
            ("/home/x/.config/systemd/user", (Home::Etc, user)),
            ("~/.config/systemd/user", (Home::Etc, user)),
            ("/run/systemd/system", (Home::Run, system)),
            ("/run/systemd/generator.late", (Home::Run, system)),
            ("/run/systemd/transient", (Home::Run, system)),
            ("/run/user/1000/systemd/transient", (Home::Run, user)),
            ("/run/user/1000/systemd/user", (Home::Run, user)),
            ("/usr/lib/systemd/system", (Home::Packaged, system)),
            ("/lib/systemd/system", (Home::Packaged, system)),
            ("/usr/local/lib/systemd/user", (Home::Packaged, user)),
            ("/usr/share/systemd/user", (Home::Packaged, user)),
            ("/home/x/systemd", (Home::Unknown, None)),
            ("/opt/system", (Home::Unknown, None)),
            ("", (Home::Unknown, None)),
        ] {
            assert_eq!(home(&format!("{folder}/a.socket")), expected, "{folder}");
            assert_eq!(home(&format!("{folder}/a.socket.d/b.conf")), expected, "{folder}");
        }
    }
}
