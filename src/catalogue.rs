//! Every directive that a socket or service unit may hold, once: what systemd knows about it.
//!
//! Source: the parser tables of systemd 208 to 262. A directive whose name means different things in different sections
//! has one entry for each meaning.

mod base;
mod exec;
mod first;
mod install;
mod kill;
mod resource_control;
mod service;
mod socket;
pub mod target;
mod unit;

pub use first::{complete, is_whole};

use crate::value::{Kind, ValueError, Version};
use std::fmt;
use std::ops::Deref;

/// The newest release whose directives are all here.
pub const NEWEST: Version = Version(262);

/// Every directive and meaning, page by page.
pub fn all() -> impl Iterator<Item = &'static Directive> {
    PAGES.iter().copied().flatten()
}

/// What `name` means in `section`, if systemd has ever known it there; case matters. A page that has only begun may not find
/// it yet, see [`is_whole`].
pub fn find(section: Section, name: &str) -> Option<&'static Directive> {
    let is_for =
        |page: &&[Directive]| page.first().is_some_and(|first| first.sections.contains(&section));
    first::pages().iter().copied().filter(is_for).find_map(|page| {
        // Names differ early, so bytes one by one take half the time of whole strings.
        let at =
            page.binary_search_by(|directive| directive.name.bytes().cmp(name.bytes())).ok()?;
        Some(&page[at])
    })
}

/// What a directive does, in one or two sentences.
pub fn summary(directive: &Directive) -> &'static str {
    PAGES
        .iter()
        .zip(SUMMARIES)
        .filter(|(page, _)| page[0].sections == directive.sections)
        .find_map(|(_, summaries)| {
            summaries.lines().find_map(|line| line.strip_prefix(directive.name)?.strip_prefix(": "))
        })
        .unwrap_or_default()
}

/// Whether people who look for `word`, in small letters, may mean `directive`: words for a subject that no name has.
pub fn is_meant_by(directive: &Directive, word: &str) -> bool {
    include_str!("catalogue/synonyms.txt").lines().filter_map(|line| line.split_once(": ")).any(
        |(words, names)| {
            words.split(' ').any(|of_subject| of_subject.starts_with(word))
                && names.split(' ').any(|name| name == directive.name)
        },
    )
}

/// A section of a unit file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    /// `[Unit]`
    Unit,
    /// `[Socket]`
    Socket,
    /// `[Service]`
    Service,
    /// `[Install]`
    Install,
}

impl Section {
    /// The name between the brackets.
    pub fn name(self) -> &'static str {
        match self {
            Section::Unit => "Unit",
            Section::Socket => "Socket",
            Section::Service => "Service",
            Section::Install => "Install",
        }
    }
}

/// The sections in which a directive has one meaning; reads like the slice of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sections {
    /// `[Unit]` alone.
    Unit,
    /// `[Socket]` alone.
    Socket,
    /// `[Service]` alone.
    Service,
    /// `[Socket]` and `[Service]`: what holds for any program that a unit runs.
    Programs,
    /// `[Install]` alone.
    Install,
}

impl Deref for Sections {
    type Target = [Section];

    fn deref(&self) -> &'static [Section] {
        match self {
            Sections::Unit => &[Section::Unit],
            Sections::Socket => &[Section::Socket],
            Sections::Service => &[Section::Service],
            Sections::Programs => &[Section::Socket, Section::Service],
            Sections::Install => &[Section::Install],
        }
    }
}

/// A man page of section 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Man {
    /// None documents it.
    Nowhere,
    /// systemd.unit(5)
    Unit,
    /// systemd.socket(5)
    Socket,
    /// systemd.service(5)
    Service,
    /// systemd.exec(5)
    Exec,
    /// systemd.kill(5)
    Kill,
    /// systemd.resource-control(5)
    ResourceControl,
}

impl Man {
    /// Its name, for example `systemd.socket`; empty for [`Man::Nowhere`].
    pub fn name(self) -> &'static str {
        match self {
            Man::Nowhere => "",
            Man::Unit => "systemd.unit",
            Man::Socket => "systemd.socket",
            Man::Service => "systemd.service",
            Man::Exec => "systemd.exec",
            Man::Kill => "systemd.kill",
            Man::ResourceControl => "systemd.resource-control",
        }
    }
}

impl fmt::Display for Man {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What an empty assignment (`Name=`) does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Empty {
    /// Forgets what was assigned before.
    Resets,
    /// Is an invalid value: remarked on and ignored.
    IsAnError,
    /// Does nothing.
    DoesNothing,
    /// Is a value of its own: no capabilities at all, or delegation without controllers.
    IsSpecial,
}

/// How far systemd has moved away from a directive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// In use.
    Current,
    /// Another name for a current directive, or replaced by one: still has its effect.
    Deprecated {
        /// What to write instead, if there is something: a name, or `Section/Name` for one of another section.
        instead: Option<&'static str>,
    },
    /// Swallowed without effect from this release on.
    Removed {
        /// The first release in which it does nothing.
        since: Version,
        /// What to write instead, as above.
        instead: Option<&'static str>,
    },
    /// Unknown again from this release on.
    Dropped {
        /// The first release that does not know it.
        since: Version,
        /// What to write instead, as above.
        instead: Option<&'static str>,
    },
}

/// One directive and meaning.
#[derive(Clone, Copy, Debug)]
pub struct Directive {
    /// The key, without the `=`; a page is in the order of its keys.
    pub name: &'static str,
    /// The sections in which it has this meaning.
    pub sections: Sections,
    /// How its value is read.
    pub kind: Kind,
    /// Whether assignments add up to a list instead of the last one winning.
    pub repeats: bool,
    /// What an empty assignment does; nothing for a removed directive, unless it was an error while it was read.
    pub empty: Empty,
    /// The first release that knows it.
    pub since: Version,
    /// What holds when it is not set, as one would write it; in words and in parentheses where that depends on something
    /// else; empty where there is nothing to say.
    pub default: &'static str,
    /// Whether it is still the way to say this.
    pub standing: Standing,
    /// Whether `%` specifiers are expanded in its value.
    pub specifiers: bool,
    /// The man page that documents it.
    pub man: Man,
}

impl Directive {
    /// Whether `version` still reads the value instead of only swallowing the name; says nothing about when it began.
    pub fn is_read_by(&self, version: Version) -> bool {
        !matches!(
            self.standing,
            Standing::Removed { since, .. } | Standing::Dropped { since, .. } if since <= version
        )
    }

    /// What an empty assignment does in `version`: of some, one was an error until the directive could also be left to others.
    pub fn empty_in(&self, version: Version) -> Empty {
        let since = match self.name {
            "MountAPIVFS" => Version(248),
            "PrivateMounts" => Version(257),
            "ProtectHostname" => Version(258),
            _ => Version(0),
        };
        if version < since { Empty::IsAnError } else { self.empty }
    }

    /// Whether a value that is wrong makes systemd refuse the unit, whatever its kind.
    pub fn refuses(&self) -> bool {
        matches!(self.kind, Kind::UserOrGroup | Kind::Groups)
            || matches!(
                self.name,
                "RootDirectory" | "RootImage" | "RootVerity" | "RootMStack" | "DynamicUser"
            )
    }

    /// Judges one assigned value as `version` does; where the directive has been removed, any value will do.
    ///
    /// # Errors
    /// When systemd would not take the value.
    pub fn read(&self, value: &str, version: Version) -> Result<(), ValueError> {
        let is_taken_unread = value.is_empty() && self.empty_in(version) != Empty::IsAnError;
        if is_taken_unread || !self.is_read_by(version) {
            Ok(())
        } else {
            self.kind.read(value, version)
        }
    }
}

/// Every page, in reading order. All of a page is for the same sections and sorted by name, and no section has a name on
/// two pages.
static PAGES: [&[Directive]; 7] = [
    unit::DIRECTIVES,
    socket::DIRECTIVES,
    service::DIRECTIVES,
    exec::DIRECTIVES,
    kill::DIRECTIVES,
    resource_control::DIRECTIVES,
    install::DIRECTIVES,
];

/// A line for every entry of each page, `Name: What it does.`, in the same order. Only [`summary`] may refer to it: the
/// build tells by references what the page can fetch later.
static SUMMARIES: [&str; 7] = [
    include_str!("catalogue/unit.txt"),
    include_str!("catalogue/socket.txt"),
    include_str!("catalogue/service.txt"),
    include_str!("catalogue/exec.txt"),
    include_str!("catalogue/kill.txt"),
    include_str!("catalogue/resource_control.txt"),
    include_str!("catalogue/install.txt"),
];

/// Still works, but there is a better way to say it.
const fn deprecated(instead: Option<&'static str>) -> Standing {
    Standing::Deprecated { instead }
}

/// Does nothing from release `since` on.
const fn removed(since: u16, instead: Option<&'static str>) -> Standing {
    Standing::Removed { since: Version(since), instead }
}

/// Unknown from release `since` on.
const fn dropped(since: u16, instead: Option<&'static str>) -> Standing {
    Standing::Dropped { since: Version(since), instead }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{HashMap, HashSet};

    #[test]
    fn every_subject_names_directives_that_exist() {
        for line in include_str!("catalogue/synonyms.txt").lines() {
            let (words, names) = line.split_once(": ").unwrap();
            assert!(
                words.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == ' '),
                "{words}"
            );
            for name in names.split(' ') {
                assert!(all().any(|directive| directive.name == name), "{name}");
            }
        }
        let limit = find(Section::Socket, "TriggerLimitBurst").unwrap();
        assert!(
            is_meant_by(limit, "flood")
                && is_meant_by(limit, "ratel")
                && !is_meant_by(limit, "ulimit")
        );
    }

    #[test]
    fn holds_every_name_and_meaning() {
        let names: HashSet<_> = all().map(|directive| directive.name).collect();
        assert_eq!(names.len(), 497);
        assert_eq!(all().count(), 506, "nine names have a second meaning");
    }

    #[test]
    fn every_directive_is_found_in_each_of_its_sections() {
        for directive in all() {
            for &section in directive.sections.iter() {
                let found = find(section, directive.name)
                    .unwrap_or_else(|| panic!("{} is out of order", directive.name));
                assert!(std::ptr::eq(found, directive), "{} twice in {section:?}", directive.name);
            }
        }
    }

    #[test]
    fn a_page_is_sorted_and_for_one_set_of_sections() {
        for page in PAGES {
            assert!(page.is_sorted_by(|a, b| a.name < b.name), "page of {}", page[0].name);
            assert!(
                page.iter().all(|directive| directive.sections == page[0].sections),
                "page of {}",
                page[0].name
            );
        }
    }

    #[test]
    fn a_name_is_looked_up_as_it_is_written_in_its_own_section() {
        assert!(find(Section::Socket, "listenstream").is_none());
        assert!(find(Section::Service, "ListenStream").is_none());
        assert!(find(Section::Unit, "").is_none());
        assert!(find(Section::Socket, "KillMode").is_some());
    }

    #[test]
    fn a_name_with_two_meanings_has_two_entries() {
        assert_eq!(found(Section::Socket, "TimeoutSec").man, Man::Socket);
        assert_eq!(found(Section::Service, "TimeoutSec").man, Man::Service);
        assert_eq!(found(Section::Unit, "StartLimitBurst").standing, Standing::Current);
        assert_eq!(
            found(Section::Service, "StartLimitBurst").standing,
            Standing::Deprecated { instead: Some("Unit/StartLimitBurst") }
        );
    }

    #[test]
    fn what_to_write_instead_is_a_current_directive() {
        for directive in all() {
            let (Standing::Deprecated { instead: Some(instead) }
            | Standing::Removed { instead: Some(instead), .. }) = directive.standing
            else {
                continue;
            };
            let replacement = match instead.split_once('/') {
                Some(("Unit", name)) => find(Section::Unit, name),
                Some((section, _)) => panic!("{} points to {section}", directive.name),
                None => find(directive.sections[0], instead),
            };
            assert_eq!(
                replacement.map(|r| r.standing),
                Some(Standing::Current),
                "{} points to {instead}",
                directive.name
            );
        }
    }

    #[test]
    fn first_and_last_releases_are_as_the_parser_tables_say() {
        assert_eq!(found(Section::Socket, "TriggerLimitBurst").since, Version(230));
        assert_eq!(found(Section::Socket, "PollLimitBurst").since, Version(255));
        assert_eq!(found(Section::Socket, "FlushPending").since, Version(247));
        assert_eq!(found(Section::Socket, "ListenStream").since, Version(0));
        assert_eq!(
            found(Section::Service, "MemoryLimit").standing,
            Standing::Removed { since: Version(258), instead: Some("MemoryMax") }
        );
        assert!(found(Section::Service, "MemoryLimit").is_read_by(Version(257)));
        assert!(!found(Section::Service, "MemoryLimit").is_read_by(Version(258)));
        assert!(all().all(|directive| directive.since <= NEWEST));
    }

    #[test]
    fn lists_switches_and_defaults_are_told_apart() {
        let listener = found(Section::Socket, "ListenStream");
        assert_eq!(
            (listener.repeats, listener.empty, listener.specifiers),
            (true, Empty::Resets, true)
        );
        let dependency = found(Section::Unit, "After");
        assert_eq!((dependency.repeats, dependency.empty), (true, Empty::DoesNothing));
        let accept = found(Section::Socket, "Accept");
        assert_eq!(
            (accept.kind, accept.empty, accept.default),
            (Kind::Boolean, Empty::IsAnError, "no")
        );
    }

    #[test]
    fn an_empty_value_is_judged_by_what_it_does() {
        let read = |name, value| found(Section::Service, name).read(value, Version(257));
        assert_eq!(read("KillMode", ""), Ok(()));
        assert_eq!(read("ExitType", "").unwrap_err().message, "a word is needed: main or cgroup");
        assert_eq!(
            read("Restart", "sometimes").unwrap_err().message.split(',').next(),
            Some("`sometimes` is not one of no")
        );
    }

    #[test]
    fn every_entry_has_a_short_summary_of_its_own_in_plain_sentences() {
        let mut seen = HashMap::new();
        for (page, summaries) in PAGES.iter().zip(SUMMARIES) {
            let names: Vec<_> =
                summaries.lines().map(|line| line.split(':').next().unwrap()).collect();
            let entries: Vec<_> = page.iter().map(|directive| directive.name).collect();
            assert_eq!(names, entries, "one line for each entry, in the same order");
            for directive in *page {
                let (name, summary) = (directive.name, summary(directive));
                assert!(summaries.contains(&format!("{name}: {summary}\n")), "{name}");
                assert!((40..=200).contains(&summary.len()), "{name}: {} bytes", summary.len());
                assert!(summary.ends_with('.') && !summary.contains("  "), "{name}: {summary}");
                assert!(summary.is_ascii() && summary.trim() == summary, "{name}: {summary}");
                if let Some(other) = seen.insert(summary, name) {
                    panic!("{other} and {name} say the same: what is the difference?");
                }
            }
        }
    }

    #[test]
    fn a_name_with_two_meanings_has_two_summaries() {
        assert!(summary(found(Section::Socket, "TimeoutSec")).contains("closing the socket"));
        assert!(summary(found(Section::Service, "TimeoutSec")).contains("TimeoutStopSec="));
        assert_eq!(
            summary(found(Section::Socket, "KillMode")),
            summary(found(Section::Service, "KillMode"))
        );
    }

    fn found(section: Section, name: &str) -> &'static Directive {
        find(section, name).unwrap_or_else(|| panic!("{name} is missing from {section:?}"))
    }
}
