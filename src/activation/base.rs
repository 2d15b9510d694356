//! A unit that stays as it is: what is changed of it goes into a drop-in beside it.
//!
//! Such a unit is mostly one that a package brought, below `/usr/lib`; one that has drop-ins already is kept in the same way.
//! The [`Activation`] holds the text that the unit comes to, which form, check and explanation read and edit as they do any
//! other; the drop-in is derived from it and from the [`Base`].
//!
//! Source: systemd.unit(5) on drop-ins.

use super::drop_in::{DropIn, drop_in, obstacle_to_name, rebased};
use super::{Activation, Lens, Listener, Merged, Role, listeners};
use crate::catalogue::target::Target;
use crate::syntax::UnitFile;
use std::sync::Arc;

/// What a unit says without our drop-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// Where its own file is, such as `/usr/lib/systemd/system/ssh.socket`.
    pub path: String,
    /// Its own file.
    pub file: Arc<UnitFile>,
    /// Drop-ins of others, each with its path, in the order in which systemd reads them.
    pub drop_ins: Vec<(String, Arc<UnitFile>)>,
    /// Our drop-in as it was brought, which systemd reads behind all others.
    pub ours: Option<Arc<UnitFile>>,
}

/// What our drop-in may be called, the first name that comes behind all others.
const NAMES: [&str; 3] = ["override.conf", "zz-override.conf", "zzz-override.conf"];

impl Base {
    /// The unit with the file at `path` and nothing else.
    pub fn new(path: &str, file: UnitFile) -> Self {
        Self { path: path.to_owned(), file: Arc::new(file), drop_ins: Vec::new(), ours: None }
    }

    /// The unit's name.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// What systemd reads of it without our drop-in, as one file.
    pub fn text(&self) -> Arc<UnitFile> {
        self.merged(None)
    }

    /// What systemd reads of it with our drop-in as it was brought, as one file.
    pub fn brought(&self) -> Arc<UnitFile> {
        self.merged(self.ours.as_deref())
    }

    fn merged(&self, ours: Option<&UnitFile>) -> Arc<UnitFile> {
        let drop_ins = self.drop_ins.iter().map(|(_, file)| &**file).chain(ours);
        Arc::clone(Merged::new(Arc::clone(&self.file), drop_ins).file())
    }

    /// What our drop-in is called; systemd reads drop-ins in the order of their names.
    pub fn drop_in_name(&self) -> String {
        let last = self.drop_ins.iter().filter_map(|(path, _)| path.rsplit('/').next()).max();
        let last = last.unwrap_or_default();
        let name = NAMES.iter().find(|name| **name > last).copied();
        name.map_or_else(
            || format!("{}z-override.conf", last.trim_end_matches(".conf")),
            str::to_owned,
        )
    }

    /// Where our drop-in is, below the folder of units: `ssh.socket.d/override.conf`.
    pub fn drop_in_file(&self) -> String {
        format!("{}.d/{}", self.name(), self.drop_in_name())
    }

    /// The text of the unit once `drop_in` is behind it, in which form and check read and write.
    pub fn with(&self, drop_in: &str, role: Role, target: &Target) -> String {
        rebased(&self.text(), drop_in, role, target)
    }
}

/// The drop-in that makes of a unit's base what the unit says now; `None` for a unit that has none.
pub fn drop_in_of(activation: &Activation, unit: Role) -> Option<DropIn> {
    let base = activation.base(unit)?;
    let mut made = drop_in(&base.text(), activation.file(unit), unit, activation.target());
    made.obstacles.extend(obstacle_to_name(base.name(), &activation.file_name(unit)));
    Some(made)
}

/// The listeners that the socket had as it was brought and has no more: who calls there is turned away once the change is made.
pub fn left_listeners(activation: &Activation) -> Vec<Listener> {
    let Some(base) = activation.base(Role::Socket) else { return Vec::new() };
    let before = Activation { socket: base.brought(), ..activation.clone() };
    let now = listeners(activation);
    let is_left =
        |old: &Listener| !now.iter().any(|new| (new.key, &new.value) == (old.key, &old.value));
    listeners(&before).into_iter().filter(is_left).collect()
}

/// The units with the listeners that the socket had as it was brought and has no more, and the new ones behind them: for the
/// time in which those are tried.
pub fn with_left_listeners(activation: &Activation) -> Activation {
    let (left, now) = (left_listeners(activation), listeners(activation));
    let mut both = activation.clone();
    for listener in now.iter().rev() {
        both.remove_line(Role::Socket, listener.line);
    }
    for listener in left.iter().chain(&now) {
        both.add(Lens::socket(listener.key), &listener.value).unwrap_or_default();
    }
    both
}

#[cfg(test)]
mod tests {
    use super::*;

    const SSH: &str = "[Unit]\nDescription=SSH\n\n[Socket]\nListenStream=22\nAccept=no\n\n[Install]\nWantedBy=sockets.target\n";

    fn ssh() -> Activation {
        let base = Base::new("/usr/lib/systemd/system/ssh.socket", UnitFile::parse(SSH));
        let mut ssh = Activation::new("ssh", SSH, "[Service]\nExecStart=/usr/sbin/sshd -D\n");
        ssh.set_base(Role::Socket, Some(Arc::new(base)));
        ssh
    }

    #[test]
    fn what_is_changed_becomes_a_drop_in() {
        let mut ssh = ssh();
        assert_eq!(drop_in_of(&ssh, Role::Socket).unwrap().text, "");
        assert_eq!(drop_in_of(&ssh, Role::Service), None);
        ssh.set(Lens::socket("ListenStream"), "2222").unwrap();
        let made = drop_in_of(&ssh, Role::Socket).unwrap();
        assert_eq!(made.text, "[Socket]\nListenStream=\nListenStream=2222\n");
        assert_eq!(made.obstacles, []);
        let base = ssh.base(Role::Socket).unwrap();
        assert_eq!(
            base.with(&made.text, Role::Socket, ssh.target()),
            ssh.file(Role::Socket).text()
        );
    }

    #[test]
    fn the_old_door_stays_open_until_the_new_one_was_tried() {
        let mut ssh = ssh();
        assert_eq!(left_listeners(&ssh), []);
        ssh.set(Lens::socket("ListenStream"), "2222").unwrap();
        let left: Vec<String> =
            left_listeners(&ssh).into_iter().map(|one| one.value.clone()).collect();
        assert_eq!(left, ["22"]);
        let both = with_left_listeners(&ssh);
        let made = drop_in_of(&both, Role::Socket).unwrap();
        assert!(
            made.text.contains("ListenStream=2222\n") && left_listeners(&both).is_empty(),
            "{made:?}"
        );
    }

    #[test]
    fn our_drop_in_is_read_last() {
        for (others, name) in [
            (&[][..], "override.conf"),
            (&["10-site.conf"], "override.conf"),
            (&["10-a.conf", "site.conf"], "zz-override.conf"),
            (&["zz-site.conf"], "zzz-override.conf"),
            (&["zzzz.conf"], "zzzzz-override.conf"),
        ] {
            let mut base = Base::new("/usr/lib/systemd/system/a.socket", UnitFile::parse(SSH));
            for other in others {
                let path = format!("/etc/systemd/system/a.socket.d/{other}");
                base.drop_ins.push((path, Arc::new(UnitFile::parse("[Socket]\nBacklog=1\n"))));
            }
            assert_eq!(base.drop_in_name(), name, "{others:?}");
            assert!(others.iter().all(|other| *other < name), "{others:?}");
        }
    }
}
