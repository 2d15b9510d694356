//! A socket-activated service: the units that belong together, and what they mean to each other.
//!
//! An [`Activation`] is two unit files' text, the name they share and the systemd they are for, and of a unit that stays as
//! it is what it says without our drop-in ([`Base`]). Nothing else is kept:
//! who accepts, how the program takes its connection, the listeners and even the service unit's file name are read out
//! of the text when asked for. The edits in `activation/<edit>.rs` write new text.

mod accept;
mod aside;
mod base;
pub mod drop_in;
mod drop_in_folder;
pub mod limit;
pub mod listener;
mod merged;
mod rename;
mod style;
mod tie;
mod vanishing;

pub use accept::{obstacle_to_accept, set_accept};
pub use base::{Base, drop_in_of, left_listeners, with_left_listeners};
pub use drop_in::{DropIn, Obstacle, drop_in, rebased};
pub use drop_in_folder::{drop_in_folder_of_type, drop_in_folders};
pub use listener::{Listener, ListenerKind, Place, listeners};
pub use merged::{Entry, Merged, Setting, Settings, Slot};
pub use rename::{obstacle_to_rename, rename};
pub use style::{
    Streams, Style, obstacle_to_listener, obstacle_to_style, set_style, streams, style,
};
pub use tie::tie;
pub use vanishing::{Vanishing, vanishing};

use crate::catalogue::target::{self, Target};
use crate::catalogue::{self, Directive, Empty, Section};
use crate::syntax::{Assignment, UnitFile, Unwritable};
use crate::value::specifier::{self, Expanded, Known};
use crate::value::{Effect, boolean, unit_name};
use aside::Aside;
use std::cell::OnceCell;
use std::sync::Arc;

/// One of the two units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The `.socket` unit.
    Socket,
    /// The `.service` unit, a template where systemd accepts.
    Service,
}

impl Role {
    /// Both, in the order in which they are shown.
    pub const ALL: [Role; 2] = [Role::Socket, Role::Service];

    /// The section that only this unit has.
    pub fn section(self) -> Section {
        match self {
            Role::Socket => Section::Socket,
            Role::Service => Section::Service,
        }
    }
}

/// The type of a unit that is called `name`, if it is one of the two that make an activation.
pub fn role_of(name: &str) -> Option<Role> {
    match unit_name::read(name).ok()?.kind.as_str() {
        "socket" => Some(Role::Socket),
        "service" => Some(Role::Service),
        _ => None,
    }
}

/// Whose manager loads the units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// The system's.
    #[default]
    System,
    /// That of a user: `systemctl --user`.
    User,
}

/// A view of one directive in one unit: reads its effective value out of the text and writes a minimal edit back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Lens {
    /// The unit.
    pub unit: Role,
    /// The section.
    pub section: Section,
    /// The key.
    pub key: &'static str,
}

impl Lens {
    /// A directive of the `[Socket]` section.
    pub const fn socket(key: &'static str) -> Self {
        Self { unit: Role::Socket, section: Section::Socket, key }
    }

    /// A directive of the `[Service]` section.
    pub const fn service(key: &'static str) -> Self {
        Self { unit: Role::Service, section: Section::Service, key }
    }

    /// A directive of the `[Unit]` section of `unit`.
    pub const fn unit(unit: Role, key: &'static str) -> Self {
        Self { unit, section: Section::Unit, key }
    }

    /// The directive that an assignment in `unit` is for; `None` where the unit has none of that section and key.
    pub fn of(unit: Role, assignment: &Assignment) -> Option<Self> {
        let section = [Section::Unit, unit.section(), Section::Install]
            .into_iter()
            .find(|section| assignment.section == Some(section.name()))?;
        let key = catalogue::find(section, assignment.key)?.name;
        Some(Self { unit, section, key })
    }

    /// What the catalogue knows of it; `None` for a key it does not have.
    pub fn directive(self) -> Option<&'static Directive> {
        catalogue::find(self.section, self.key)
    }

    fn empty_resets(self) -> bool {
        self.directive().is_none_or(|directive| directive.empty == Empty::Resets)
    }
}

/// The units that belong together, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activation {
    name: String,
    socket: Arc<UnitFile>,
    service: Arc<UnitFile>,
    target: &'static Target,
    scope: Scope,
    aside: Vec<Aside>,
    /// What each unit says without the drop-in that it is to be changed by; none for a unit whose file is ours to write.
    bases: [Option<Arc<Base>>; 2],
}

impl Activation {
    /// The units `socket` and `service` under the name `name`, for the default target.
    pub fn new(name: &str, socket: &str, service: &str) -> Self {
        Self::from_files(name, UnitFile::parse(socket), UnitFile::parse(service))
    }

    /// The same of texts that are parsed already, and may be large and shared.
    pub fn from_files(
        name: &str,
        socket: impl Into<Arc<UnitFile>>,
        service: impl Into<Arc<UnitFile>>,
    ) -> Self {
        Self {
            name: name.to_owned(),
            socket: socket.into(),
            service: service.into(),
            target: target::DEFAULT,
            scope: Scope::default(),
            aside: Vec::new(),
            bases: [None, None],
        }
    }

    /// What `unit` says without the drop-in that changes it; `None` for a unit whose file is ours to write.
    pub fn base(&self, unit: Role) -> Option<&Arc<Base>> {
        self.bases[unit as usize].as_ref()
    }

    /// Says what `unit` is based on; its text stays as it is.
    pub fn set_base(&mut self, unit: Role, base: Option<Arc<Base>>) {
        self.bases[unit as usize] = base;
    }

    /// Whether one of the units stays as it is and is changed by a drop-in.
    pub fn has_base(&self) -> bool {
        self.bases.iter().any(Option::is_some)
    }

    /// The name that both units share, without a suffix.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The systemd that the units are for.
    pub fn target(&self) -> &'static Target {
        self.target
    }

    /// Chooses another systemd; the text stays as it is.
    pub fn set_target(&mut self, target: &'static Target) {
        self.target = target;
    }

    /// Whose manager the units are for.
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// Chooses another manager; the text stays as it is.
    pub fn set_scope(&mut self, scope: Scope) {
        self.scope = scope;
    }

    /// The file of `unit`.
    pub fn file(&self, unit: Role) -> &UnitFile {
        match unit {
            Role::Socket => &self.socket,
            Role::Service => &self.service,
        }
    }

    /// The file of `unit`, to be kept without a copy of its text.
    pub fn shared_file(&self, unit: Role) -> Arc<UnitFile> {
        Arc::clone(match unit {
            Role::Socket => &self.socket,
            Role::Service => &self.service,
        })
    }

    /// Replaces the whole text of `unit`.
    pub fn set_text(&mut self, unit: Role, text: &str) {
        *self.file_mut(unit) = UnitFile::parse(text);
    }

    /// The file name of `unit`. With `Accept=yes` the service is a template; else `Service=` may name it. Where the socket is
    /// a template, so is what only its instance decides. Source: systemd.socket(5) `Accept=`, `Service=`; seen on 247 to 262.
    pub fn file_name(&self, unit: Role) -> String {
        let name = &self.name;
        match unit {
            Role::Socket => format!("{name}.socket"),
            Role::Service if self.accept() => {
                let prefix = name.split_once('@').map_or(name.as_str(), |(prefix, _)| prefix);
                format!("{prefix}@.service")
            }
            Role::Service => match self.value(Lens::socket("Service")) {
                Some(other) => self.named_service(other),
                None => format!("{name}.service"),
            },
        }
    }

    /// The service that `Service=other` names; the socket's own where that is no name.
    fn named_service(&self, other: &str) -> String {
        let other = self.unit_expander(Role::Socket)(other);
        if is_plain_service(&other) { other } else { format!("{}.service", self.name) }
    }

    /// What is known of the unit `name` before it is loaded, which decides what its specifiers become.
    pub fn known<'a>(&self, name: &'a str) -> Known<'a> {
        Known { unit: name, user: self.scope == Scope::User }
    }

    /// `value`, which stands in `unit`, with the specifiers filled in that can be told.
    pub fn expand(&self, unit: Role, value: &str) -> Expanded {
        self.expander(unit)(value)
    }

    /// The same for many values: the unit's name, which takes a search through the text, is asked for once.
    pub fn expander(&self, unit: Role) -> impl Fn(&str) -> Expanded {
        let name = OnceCell::new();
        move |value| {
            let name = match value.contains('%') {
                true => name.get_or_init(|| self.file_name(unit)).as_str(),
                false => "",
            };
            specifier::expand(value, self.known(name))
        }
    }

    /// Whether systemd accepts the connections (`Accept=yes`).
    pub fn accept(&self) -> bool {
        self.is_on(Lens::socket("Accept"))
    }

    /// Whether the boolean behind `lens` is set to a word for yes; a word that is none is passed over, as systemd does.
    pub fn is_on(&self, lens: Lens) -> bool {
        let list = self.list(lens);
        list.iter().rev().find_map(|assignment| boolean::read(assignment.value).ok()) == Some(true)
    }

    /// The assignment behind `lens` that systemd goes by: the last one that it can read.
    pub fn held(&self, lens: Lens) -> Option<Assignment<'_>> {
        let version = self.target.version;
        let directive = lens.directive().filter(|directive| self.target.knows(directive))?;
        let is_taken = |assignment: &Assignment| match directive.read(assignment.value, version) {
            Ok(()) => true,
            Err(error) => error.effect == Effect::Noted,
        };
        self.list(lens).into_iter().rev().find(is_taken)
    }

    /// Whether `unit` is ordered before and after what all units of its type are.
    pub fn has_default_dependencies(&self, unit: Role) -> bool {
        self.held(Lens::unit(unit, "DefaultDependencies"))
            .is_none_or(|line| boolean::read(line.value) == Ok(true))
    }

    /// The names in a list of units behind `lens`, with their specifiers filled in, each with its line.
    pub fn names(&self, lens: Lens) -> impl Iterator<Item = (usize, String)> {
        let lines = self.list(lens).into_iter();
        let words = lines.flat_map(|assignment| {
            assignment.value.split_whitespace().map(move |word| (assignment.line, word))
        });
        let expand = self.unit_expander(lens.unit);
        words.map(move |(line, word)| (line, expand(word)))
    }

    /// Fills in the specifiers in names of units that stand in `unit`. Where that is a template, the instance of another one
    /// that has its own instance's name is called as the template is.
    pub fn unit_expander(&self, unit: Role) -> impl Fn(&str) -> String {
        let expand = self.expander(unit);
        move |word| {
            let expanded = expand(word);
            match expanded.is_open {
                true => expanded.text.replace("@%i.", "@."),
                false => expanded.text,
            }
        }
    }

    /// The effective assignment behind `lens`.
    pub fn assignment(&self, lens: Lens) -> Option<Assignment<'_>> {
        let (file, section) = (self.file(lens.unit), lens.section.name());
        // What an empty one does matters only where one comes last.
        let last = file.assignments(section, lens.key).last()?;
        match last.value {
            "" => file.effective(section, lens.key, lens.empty_resets()),
            _ => Some(last),
        }
    }

    /// The effective value behind `lens`, as it is written; `None` where the default holds.
    pub fn value(&self, lens: Lens) -> Option<&str> {
        self.assignment(lens).map(|assignment| assignment.value)
    }

    /// The effective assignments of a directive that adds up to a list.
    pub fn list(&self, lens: Lens) -> Vec<Assignment<'_>> {
        let (file, section) = (self.file(lens.unit), lens.section.name());
        let list: Vec<_> = file.assignments(section, lens.key).collect();
        // What an empty one does matters only where there is one.
        match list.iter().any(|assignment| assignment.value.is_empty()) {
            true => file.effective_list(section, lens.key, lens.empty_resets()),
            false => list,
        }
    }

    /// Writes `value` behind `lens`; an empty one takes the directive out of the text, so that its default holds.
    ///
    /// # Errors
    /// [`Unwritable`] when the value would not stay on its line; the text is untouched then.
    pub fn set(&mut self, lens: Lens, value: &str) -> Result<(), Unwritable> {
        let file = self.file_mut(lens.unit);
        if value.is_empty() {
            file.remove(lens.section.name(), lens.key);
            return Ok(());
        }
        file.set(lens.section.name(), lens.key, value, order(lens.section))
    }

    /// Adds `value` to the list behind `lens`.
    ///
    /// # Errors
    /// As for [`set`](Self::set).
    pub fn add(&mut self, lens: Lens, value: &str) -> Result<(), Unwritable> {
        self.file_mut(lens.unit).add(lens.section.name(), lens.key, value, order(lens.section))
    }

    /// Writes `value` onto the line of one entry of a list; an empty one removes the line.
    ///
    /// # Errors
    /// As for [`set`](Self::set).
    pub fn set_entry(&mut self, lens: Lens, line: usize, value: &str) -> Result<(), Unwritable> {
        let file = self.file_mut(lens.unit);
        if value.is_empty() {
            file.remove_line(line);
            return Ok(());
        }
        file.set_line(line, lens.key, value)
    }

    /// Writes `key` and `value` on the line `line` of `unit`, which is an assignment.
    ///
    /// # Errors
    /// As for [`set`](Self::set).
    pub fn set_line(
        &mut self,
        unit: Role,
        line: usize,
        key: &str,
        value: &str,
    ) -> Result<(), Unwritable> {
        self.file_mut(unit).set_line(line, key, value)
    }

    /// Takes the line `line` out of `unit`.
    pub fn remove_line(&mut self, unit: Role, line: usize) {
        self.file_mut(unit).remove_line(line);
    }

    /// Sets the user the service runs as. A group that was the same goes along, for it was chosen with the user.
    ///
    /// # Errors
    /// As for [`set`](Self::set).
    pub fn set_user(&mut self, user: &str) -> Result<(), Unwritable> {
        let (lens, group) = (Lens::service("User"), Lens::service("Group"));
        let together = self.value(group).is_some() && self.value(group) == self.value(lens);
        self.set(lens, user)?;
        if together {
            self.set(group, user)?;
        }
        Ok(())
    }

    /// Sets what the service is called in lists and logs. A socket that was called after it goes along.
    ///
    /// # Errors
    /// As for [`set`](Self::set).
    pub fn set_description(&mut self, text: &str) -> Result<(), Unwritable> {
        let [socket, service] =
            [Role::Socket, Role::Service].map(|unit| Lens::unit(unit, "Description"));
        let of_socket = self.value(socket).unwrap_or_default().to_owned();
        let named_after = socket_description(self.value(service).unwrap_or_default());
        let plural = of_socket.strip_prefix(&named_after).filter(|end| matches!(*end, "" | "s"));
        self.set(service, text)?;
        match plural {
            Some(plural) if !text.trim().is_empty() => {
                self.set(socket, &(socket_description(text) + plural))
            }
            _ => Ok(()),
        }
    }

    fn file_mut(&mut self, unit: Role) -> &mut UnitFile {
        Arc::make_mut(match unit {
            Role::Socket => &mut self.socket,
            Role::Service => &mut self.service,
        })
    }

    /// Writes a value of our own making, which always fits on its line.
    fn put(&mut self, lens: Lens, value: &str) {
        debug_assert!(crate::syntax::writable(value).is_ok());
        self.set(lens, value).ok();
    }

    fn remove(&mut self, lens: Lens) {
        self.file_mut(lens.unit).remove(lens.section.name(), lens.key);
    }
}

/// What a socket is called whose service is called `service`.
fn socket_description(service: &str) -> String {
    let named = service.trim().trim_end_matches(", one caller");
    let name = ["server", "service", "daemon"].iter().find_map(|word| {
        let at = named.len().checked_sub(word.len())?;
        let (name, last) = named.split_at_checked(at)?;
        last.eq_ignore_ascii_case(word).then(|| name.trim_end()).filter(|name| !name.is_empty())
    });
    format!("{} Socket", name.unwrap_or(named))
}

/// The keys of `section` in the order in which people write them; others follow.
fn order(section: Section) -> &'static [&'static str] {
    match section {
        Section::Unit => &[
            "Description",
            "Documentation",
            "Requires",
            "Wants",
            "BindsTo",
            "After",
            "Before",
            "CollectMode",
            "StartLimitIntervalSec",
            "StartLimitBurst",
        ],
        Section::Socket => &[
            "ListenStream",
            "ListenDatagram",
            "ListenSequentialPacket",
            "ListenFIFO",
            "ListenSpecial",
            "ListenNetlink",
            "ListenMessageQueue",
            "ListenUSBFunction",
            "Accept",
            "BindIPv6Only",
            "FileDescriptorName",
            "Service",
            "SocketUser",
            "SocketGroup",
            "SocketMode",
            "DirectoryMode",
            "RemoveOnStop",
            "Backlog",
            "MaxConnections",
            "MaxConnectionsPerSource",
            "TriggerLimitIntervalSec",
            "TriggerLimitBurst",
            "PollLimitIntervalSec",
            "PollLimitBurst",
        ],
        Section::Service => &[
            "Type",
            "ExecStartPre",
            "ExecStart",
            "ExecStartPost",
            "ExecReload",
            "ExecStop",
            "Restart",
            "RestartSec",
            "TimeoutStartSec",
            "TimeoutStopSec",
            "User",
            "Group",
            "DynamicUser",
            "WorkingDirectory",
            "Environment",
            "EnvironmentFile",
            "StateDirectory",
            "RuntimeDirectory",
            "RuntimeDirectoryPreserve",
            "NonBlocking",
            "StandardInput",
            "StandardOutput",
            "StandardError",
        ],
        Section::Install => &["Alias", "WantedBy", "RequiredBy", "Also"],
    }
}

fn is_plain_service(name: &str) -> bool {
    name.len() > ".service".len()
        && name.ends_with(".service")
        && !name.starts_with('@')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b":-_.\\@".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DESCRIPTION: Lens = Lens::unit(Role::Service, "Description");

    fn pair() -> Activation {
        Activation::new(
            "shop",
            "[Socket]\nListenStream=80\n",
            "[Unit]\nDescription=Shop\n\n[Service]\nExecStart=/bin/shop\nUser=www\nGroup=www\n",
        )
    }

    #[test]
    fn a_socket_is_called_after_its_service_until_it_has_a_name_of_its_own() {
        let described = |socket: &str, before: &str, after: &str| {
            let file =
                |text: &str, section: &str| format!("[Unit]\nDescription={text}\n\n[{section}]\n");
            let mut units = Activation::new("a", &file(socket, "Socket"), &file(before, "Service"));
            units.set_description(after).unwrap();
            assert_eq!(units.value(DESCRIPTION), Some(after).filter(|text| !text.is_empty()));
            units.value(Lens::unit(Role::Socket, "Description")).unwrap_or_default().to_owned()
        };
        for (socket, before, after, becomes) in [
            ("My Application Socket", "My Application Server", "Shop", "Shop Socket"),
            ("My Application Sockets", "My Application Server", "Shop server", "Shop Sockets"),
            ("My Application Socket", "My Application, one caller", "Shop daemon", "Shop Socket"),
            ("The door", "My Application Server", "Shop", "The door"),
            ("Server Socket", "Server", "Daemon", "Daemon Socket"),
            ("My Application Socket", "My Application Server", "", "My Application Socket"),
        ] {
            assert_eq!(described(socket, before, after), becomes, "{before} to {after}");
        }
    }

    #[test]
    fn a_lens_reads_and_writes_one_line() {
        let mut shop = pair();
        assert_eq!(shop.value(DESCRIPTION), Some("Shop"));
        shop.set(DESCRIPTION, "The shop").unwrap();
        assert!(
            shop.file(Role::Service)
                .text()
                .starts_with("[Unit]\nDescription=The shop\n\n[Service]")
        );
        shop.set(DESCRIPTION, "").unwrap();
        assert!(shop.file(Role::Service).text().starts_with("[Unit]\n\n[Service]"));
        assert!(shop.set(DESCRIPTION, "x\\").is_err());
        assert_eq!(shop.value(DESCRIPTION), None);
    }

    #[test]
    fn the_service_is_named_by_the_text() {
        let mut shop = pair();
        assert_eq!(shop.file_name(Role::Socket), "shop.socket");
        assert_eq!(shop.file_name(Role::Service), "shop.service");
        shop.set(Lens::socket("Accept"), "true").unwrap();
        assert_eq!(shop.file_name(Role::Service), "shop@.service");
        shop.set(Lens::socket("Accept"), "").unwrap();
        shop.set(Lens::socket("Service"), "till.service").unwrap();
        assert_eq!(shop.file_name(Role::Service), "till.service");
        shop.set(Lens::socket("Service"), "../till.service").unwrap();
        assert_eq!(
            shop.file_name(Role::Service),
            "shop.service",
            "a name that is none is passed over"
        );
        for (name, socket, service) in [
            ("vnc@", "Accept=yes", "vnc@.service"),
            ("vnc@1", "Accept=yes", "vnc@.service"),
            ("vnc@1", "", "vnc@1.service"),
            ("xh@", "Service=xr@%i.service", "xr@.service"),
            ("xh@7", "Service=xr@%i.service", "xr@7.service"),
            ("fix", "Service=%N-main.service", "fix-main.service"),
        ] {
            let units = Activation::new(name, &format!("[Socket]\n{socket}\n"), "");
            assert_eq!(units.file_name(Role::Service), service, "{name} {socket}");
        }
    }

    #[test]
    fn the_group_goes_with_the_user_it_was_chosen_with() {
        let mut shop = pair();
        shop.set_user("till").unwrap();
        assert_eq!(shop.value(Lens::service("Group")), Some("till"));
        shop.set(Lens::service("Group"), "adm").unwrap();
        shop.set_user("web").unwrap();
        assert_eq!(shop.value(Lens::service("Group")), Some("adm"));
    }
}
