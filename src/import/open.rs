//! From the files that were read to the units that are worked on: a socket and the service that it starts.
//!
//! A unit that a package brought, or that has drop-ins, stays as it is (see [`Base`]); what an `override.conf` of `/etc` says
//! is taken for a change that goes on. Every other file is the unit itself, to be written again.

use super::{DropIn, Home, Import, Imported};
use crate::activation::{Activation, Base, Role, Scope, drop_in_folder_of_type, drop_in_folders};
use crate::syntax::UnitFile;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Units that were brought, and what to know about them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The units.
    pub units: Activation,
    /// What was added, and what was left aside: a sentence each, without a full stop.
    pub notes: Vec<String>,
}

/// The first socket that was brought with its service, or else the first unit; what is missing of the two is as in `before`.
///
/// # Errors
/// Where there is no unit, in words without a full stop.
pub fn open(import: &Import, before: &Activation) -> Result<Opened, String> {
    let files = &import.files;
    let sockets = fragments(files, Role::Socket);
    let services = fragments(files, Role::Service);
    let starts = |socket: &&Imported| {
        let wanted = activation(Some(socket), None, before).file_name(Role::Service);
        services.iter().copied().find(|service| service.unit.as_deref() == Some(&wanted))
    };
    let pair = sockets.iter().find_map(|socket| Some((*socket, starts(socket)?)));
    let (socket, service) = match (pair, &sockets[..], &services[..]) {
        (Some((socket, service)), ..) => (Some(socket), Some(service)),
        // Texts without names belong together.
        (None, [socket], [service]) if socket.unit.is_none() || service.unit.is_none() => {
            (Some(*socket), Some(*service))
        }
        (None, [socket, ..], _) => (Some(*socket), None),
        (None, [], [service, ..]) => (None, Some(*service)),
        (None, [], []) => {
            let drop_in = files.iter().find_map(|file| file.drop_in.as_ref());
            return Err(match drop_in {
                Some(DropIn { folder, name }) => format!(
                    "`{folder}/{name}` changes a unit that was not brought: bring that too, with what `systemctl cat` prints"
                ),
                None => "there is no socket and no service in it".to_owned(),
            });
        }
    };
    let mut units = activation(socket, service, before);
    units.set_target(before.target());
    let scope = [socket, service].into_iter().flatten().find_map(|file| file.scope);
    units.set_scope(scope.unwrap_or(Scope::System));
    let mut notes = Vec::new();
    for (unit, brought) in Role::ALL.into_iter().zip([socket, service]) {
        match brought {
            Some(brought) => keep_as_it_is(&mut units, unit, brought, files),
            None => notes.push(format!(
                "`{}` was not brought: what stands there is as it was here before",
                units.file_name(unit)
            )),
        }
    }
    let is_taken = |file: &&&Imported| {
        [socket, service].into_iter().flatten().any(|taken| std::ptr::eq(taken, **file))
    };
    for left in sockets.iter().chain(&services).filter(|file| !is_taken(file)) {
        notes.push(format!(
            "`{}` was left aside: one socket and its service are worked on at a time",
            left.unit.as_deref().unwrap_or("a unit without a name")
        ));
    }
    Ok(Opened { units, notes })
}

/// The files of units of this type: of two of one unit, the one that systemd reads.
fn fragments(files: &[Imported], role: Role) -> Vec<&Imported> {
    let mut found: Vec<&Imported> = Vec::new();
    for file in files.iter().filter(|file| file.role == role && file.drop_in.is_none()) {
        match found.iter_mut().find(|other| file.unit.is_some() && other.unit == file.unit) {
            Some(other) if file.home < other.home => *other = file,
            Some(_) => {}
            None => found.push(file),
        }
    }
    found
}

/// These two as they were brought, the one that is missing as in `before`.
fn activation(
    socket: Option<&Imported>,
    service: Option<&Imported>,
    before: &Activation,
) -> Activation {
    let stem = |file: Option<&Imported>, end: &str| {
        file.and_then(|file| file.unit.as_deref()?.strip_suffix(end)).map(str::to_owned)
    };
    let of_service = || {
        stem(service, ".service").map(|name| name.split('@').next().unwrap_or_default().to_owned())
    };
    let name = stem(socket, ".socket").or_else(of_service);
    let name = name.unwrap_or_else(|| before.name().to_owned());
    let text = |file: Option<&Imported>, unit| {
        file.map_or_else(|| before.file(unit).text().to_owned(), |file| file.text.clone())
    };
    Activation::new(&name, &text(socket, Role::Socket), &text(service, Role::Service))
}

/// Sets `unit` on its base, where it is one that stays as it is.
fn keep_as_it_is(units: &mut Activation, unit: Role, brought: &Imported, files: &[Imported]) {
    let Some(name) = &brought.unit else { return };
    let all = drop_ins(files, name, unit);
    if brought.home != Home::Packaged && all.is_empty() {
        return;
    }
    let path = brought.path.clone().unwrap_or_else(|| match brought.home {
        Home::Packaged => format!("/usr/lib/systemd/system/{name}"),
        _ => format!("/etc/systemd/system/{name}"),
    });
    let mut base = Base::new(&path, UnitFile::parse(brought.text.as_str()));
    let own = format!("{name}.d");
    let mut ours = None;
    for file in all {
        let Some(drop_in) = &file.drop_in else { continue };
        let is_ours = file.home != Home::Packaged
            && file.home != Home::Run
            && drop_in.folder == own
            && drop_in.name.ends_with("override.conf");
        let path = file
            .path
            .clone()
            .unwrap_or_else(|| format!("/etc/systemd/system/{}/{}", drop_in.folder, drop_in.name));
        match is_ours {
            true => ours = Some((drop_in.name.as_str(), file, path)),
            false => base.drop_ins.push((path, Arc::new(UnitFile::parse(file.text.as_str())))),
        }
    }
    let mut text = base.text().text().to_owned();
    if let Some((drop_in, file, path)) = ours {
        match drop_in == base.drop_in_name() {
            true => {
                text = base.with(&file.text, unit, units.target());
                base.ours = Some(Arc::new(UnitFile::parse(file.text.as_str())));
            }
            // It is read before others, so it is none that could say all that is changed.
            false => {
                base.drop_ins.push((path, Arc::new(UnitFile::parse(file.text.as_str()))));
                base.drop_ins.sort_by(|(one, _), (other, _)| file_name(one).cmp(file_name(other)));
                base.text().text().clone_into(&mut text);
            }
        }
    }
    units.set_text(unit, &text);
    units.set_base(unit, Some(Arc::new(base)));
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// The drop-ins of the unit `name`, in the order in which systemd reads them: by their names, of which the nearest counts.
///
/// Source: systemd.unit(5) on drop-ins.
fn drop_ins<'a>(files: &'a [Imported], name: &str, unit: Role) -> Vec<&'a Imported> {
    let (own, of_type) = (drop_in_folders(name), drop_in_folder_of_type(name));
    let mut nearest: BTreeMap<&str, ((bool, Home, usize), &Imported)> = BTreeMap::new();
    for file in files.iter().filter(|file| file.role == unit) {
        let Some(drop_in) = &file.drop_in else { continue };
        let folder = own.iter().position(|folder| *folder == drop_in.folder);
        // What `systemctl cat` prints below a unit belongs to it, whatever folder it lies in.
        if folder.is_none() && drop_in.folder != of_type && file.unit.as_deref() != Some(name) {
            continue;
        }
        let rank = (drop_in.folder == of_type, file.home, folder.unwrap_or(usize::MAX));
        let entry = nearest.entry(&drop_in.name).or_insert((rank, file));
        if rank < entry.0 {
            *entry = (rank, file);
        }
    }
    // An empty one only hides those of its name that are further away.
    nearest.into_values().map(|(_, file)| file).filter(|file| !file.text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Source, read};
    use super::*;

    const CAT: &str = "# /usr/lib/systemd/system/ssh.socket\n[Socket]\nListenStream=22\n\n\
        # /etc/systemd/system/ssh.socket.d/override.conf\n[Socket]\nListenStream=\nListenStream=2222\n\n\
        # /usr/lib/systemd/system/ssh.service\n[Service]\nExecStart=/usr/sbin/sshd -D\n";

    fn before() -> Activation {
        Activation::new("myapp", "[Socket]\nListenStream=80\n", "[Service]\nExecStart=/bin/a\n")
    }

    fn opened(text: &str) -> Opened {
        open(&read(&[Source::pasted(text)]), &before()).unwrap()
    }

    #[test]
    fn what_systemctl_cat_prints_is_shown_as_it_is_read() {
        let Opened { units, notes } = opened(CAT);
        assert_eq!((units.name(), &notes[..]), ("ssh", &[][..]));
        assert_eq!(units.file(Role::Socket).text(), "[Socket]\nListenStream=2222\n");
        let base = units.base(Role::Socket).unwrap();
        assert_eq!((base.text().text(), base.drop_ins.len()), ("[Socket]\nListenStream=22\n", 0));
        assert_eq!(base.drop_in_file(), "ssh.socket.d/override.conf");
        assert_eq!(crate::activation::left_listeners(&units), [], "the door is where it was");
        assert!(units.base(Role::Service).is_some());
    }

    #[test]
    fn files_of_ones_own_are_written_again() {
        let text = "# shop.socket\n[Socket]\nListenStream=81\n\n# shop.service\n[Service]\nExecStart=/bin/shop\n";
        let Opened { units, notes } = opened(text);
        assert_eq!((units.name(), units.has_base(), notes.len()), ("shop", false, 0));
        assert_eq!(units.file(Role::Service).text().trim_end(), "[Service]\nExecStart=/bin/shop");
    }

    #[test]
    fn what_is_missing_is_as_it_was_and_what_is_too_much_is_named() {
        let Opened { units, notes } = opened("[Service]\nExecStart=/bin/b\n");
        assert_eq!(units.file(Role::Socket).text(), "[Socket]\nListenStream=80\n");
        assert_eq!(
            notes,
            ["`myapp.socket` was not brought: what stands there is as it was here before"]
        );
        let many = "# a.socket\n[Socket]\nListenStream=1\n\n# b.socket\n[Socket]\nListenStream=2\n\n# b.service\n[Service]\nExecStart=/bin/b\n";
        let Opened { units, notes } = opened(many);
        assert_eq!(units.name(), "b", "the one that came with its service");
        assert_eq!(
            notes,
            ["`a.socket` was left aside: one socket and its service are worked on at a time"]
        );
    }

    #[test]
    fn a_drop_in_that_is_not_read_last_is_one_of_others() {
        let text = CAT.replace(
            "# /usr/lib/systemd/system/ssh.service",
            "# /etc/systemd/system/ssh.socket.d/site.conf\n[Socket]\nBacklog=9\n\n# /usr/lib/systemd/system/ssh.service",
        );
        let units = opened(&text).units;
        let base = units.base(Role::Socket).unwrap();
        assert_eq!(base.drop_in_file(), "ssh.socket.d/zz-override.conf");
        assert_eq!(base.drop_ins.len(), 2);
        assert_eq!(crate::activation::drop_in_of(&units, Role::Socket).unwrap().text, "");
    }

    #[test]
    fn a_drop_in_alone_says_what_is_missing() {
        let text = "# /etc/systemd/system/ssh.socket.d/override.conf\n[Socket]\nBacklog=1\n";
        let error = open(&read(&[Source::pasted(text)]), &before()).unwrap_err();
        assert!(
            error.contains("`ssh.socket.d/override.conf` changes a unit that was not brought"),
            "{error}"
        );
    }
}
