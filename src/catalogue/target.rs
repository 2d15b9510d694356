//! The systemd that units are written for: as a distribution ships it, or a bare release.
//!
//! A distribution may add directives to its release (backports); then the release alone does not tell what it knows. A
//! distribution that rolls stands for [`NEWEST`].
//!
//! Source: the package indices of the distributions, and the parser tables of their patched releases.

use super::{Directive, NEWEST, Standing};
use crate::value::Version;

/// A systemd to write for.
#[derive(Debug, PartialEq, Eq)]
pub struct Target {
    /// Its name in links and in storage; never changes.
    pub id: &'static str,
    /// The distribution and its release; empty for a bare systemd release.
    pub name: &'static str,
    /// The systemd release it ships.
    pub version: Version,
    /// The directives of later releases that it knows all the same.
    pub backports: &'static [&'static str],
}

/// What to write for unless told otherwise: the newest stable Debian.
pub static DEFAULT: &Target = &TARGETS[0];

/// Every target, in the order to offer them: distributions by family, then those past their general support, then bare
/// releases, each newest first. The bare releases end with the oldest that a supported distribution ships.
pub static TARGETS: &[Target] = &[
    shipped("debian13", "Debian 13", 257),
    shipped("debian12", "Debian 12", 252),
    shipped("debian14", "Debian 14 (testing)", 262),
    shipped("ubuntu2604", "Ubuntu 26.04", 259),
    shipped("ubuntu2404", "Ubuntu 24.04", 255),
    shipped("ubuntu2204", "Ubuntu 22.04", 249),
    shipped("rhel10", "RHEL 10", 257),
    Target { backports: RHEL_9, ..shipped("rhel9", "RHEL 9", 252) },
    Target { backports: RHEL_8, ..shipped("rhel8", "RHEL 8", 239) },
    shipped("fedora44", "Fedora 44", 259),
    shipped("fedora43", "Fedora 43", 258),
    shipped("leap16", "openSUSE Leap 16.0", 257),
    shipped("sles15sp7", "SLES 15 SP7", 254),
    shipped("amazon2023", "Amazon Linux 2023", 252),
    shipped("yocto5.0", "Yocto 5.0", 255),
    shipped("arch", "Arch Linux", NEWEST.0),
    shipped("tumbleweed", "openSUSE Tumbleweed", NEWEST.0),
    shipped("debian11", "Debian 11", 247),
    shipped("ubuntu2004", "Ubuntu 20.04", 245),
    bare("systemd262", 262),
    bare("systemd261", 261),
    bare("systemd260", 260),
    bare("systemd259", 259),
    bare("systemd258", 258),
    bare("systemd257", 257),
    bare("systemd256", 256),
    bare("systemd255", 255),
    bare("systemd254", 254),
    bare("systemd253", 253),
    bare("systemd252", 252),
    bare("systemd251", 251),
    bare("systemd250", 250),
    bare("systemd249", 249),
    bare("systemd248", 248),
    bare("systemd247", 247),
    bare("systemd246", 246),
    bare("systemd245", 245),
    bare("systemd244", 244),
    bare("systemd243", 243),
    bare("systemd242", 242),
    bare("systemd241", 241),
    bare("systemd240", 240),
    bare("systemd239", 239),
];

/// The releases that the verdict is held against, by systemd itself. What is said of another is taken from the tables
/// of all releases: when each directive and word came, and between which of these systemd began to read otherwise.
pub const TRIED: [Version; 4] = [Version(247), Version(252), Version(257), Version(262)];

impl Target {
    /// The target of that [`Target::id`].
    pub fn find(id: &str) -> Option<&'static Target> {
        TARGETS.iter().find(|target| target.id == id)
    }

    /// What it is called where one is chosen, for example `Debian 13 · systemd 257`.
    pub fn label(&self) -> String {
        let Target { name, version, .. } = self;
        match (name.is_empty(), self.backports.is_empty()) {
            (true, _) => format!("systemd {version}"),
            (false, true) => format!("{name} · systemd {version}"),
            (false, false) => format!("{name} · systemd {version} with its backports"),
        }
    }

    /// Whether it knows the name of a directive, by its release or by a backport.
    pub fn knows(&self, directive: &Directive) -> bool {
        let is_dropped =
            matches!(directive.standing, Standing::Dropped { since, .. } if since <= self.version);
        let has_come = directive.since <= self.version || self.backports.contains(&directive.name);
        has_come && !is_dropped
    }

    /// Whether the verdict is held against this release itself, as it is without backports.
    pub fn is_tried(&self) -> bool {
        TRIED.contains(&self.version) && self.backports.is_empty()
    }

    /// How sure what is said of it is: a sentence.
    pub fn evidence(&self) -> String {
        let version = self.version;
        if self.is_tried() {
            return format!("Tried with systemd {version} itself.");
        }
        let [first @ .., last] = TRIED.map(|version| version.to_string());
        format!(
            "Derived from the tables of all releases; tried are systemd {} and {last}.",
            first.join(", ")
        )
    }

    /// Whether it is a distribution and not a bare release.
    pub fn is_distribution(&self) -> bool {
        !self.name.is_empty()
    }
}

/// The distributions that ship a systemd as the caller asks for, family by family and oldest first, for a sentence that
/// ends in "works on …": `Debian 12 and 13, Ubuntu 24.04 and 26.04, Arch Linux`. Empty if there is none.
pub fn works_on(has: impl Fn(&Target) -> bool) -> String {
    let mut families: Vec<(&str, Vec<&str>)> = Vec::new();
    for target in TARGETS.iter().filter(|target| target.is_distribution() && has(target)) {
        let (family, release) = family_and_release(target.name);
        match families.iter_mut().find(|(name, _)| *name == family) {
            Some((_, releases)) => releases.push(release),
            None => families.push((family, vec![release])),
        }
    }
    let families = families.into_iter().map(|(family, mut releases)| {
        releases.sort_by_key(|release| (release.len(), *release));
        match releases.as_slice() {
            [rest @ .., last] if !rest.is_empty() => {
                format!("{family} {} and {last}", rest.join(", "))
            }
            only => format!("{family} {}", only.concat()).trim_end().to_owned(),
        }
    });
    families.collect::<Vec<_>>().join(", ")
}

/// Splits `openSUSE Leap 16.0` before its first digit; a distribution that rolls has no release.
fn family_and_release(name: &str) -> (&str, &str) {
    let at = name.find(|c: char| c.is_ascii_digit()).unwrap_or(name.len());
    (name[..at].trim_end(), &name[at..])
}

/// What RHEL 9 and its kin add to 252.
const RHEL_9: &[&str] = &["ReloadSignal", "RestartMode"];

/// What RHEL 8 and its kin add to 239.
const RHEL_8: &[&str] = &[
    "AllowedCPUs",
    "AllowedMemoryNodes",
    "CPUQuotaPeriodSec",
    "DefaultMemoryLow",
    "DefaultMemoryMin",
    "ExecCondition",
    "FlushPending",
    "IODeviceLatencyTargetSec",
    "LogRateLimitBurst",
    "LogRateLimitIntervalSec",
    "MemoryMin",
    "NUMAMask",
    "NUMAPolicy",
    "PassPacketInfo",
    "RestrictSUIDSGID",
];

/// A distribution that ships the release as it is.
const fn shipped(id: &'static str, name: &'static str, version: u16) -> Target {
    Target { id, name, version: Version(version), backports: &[] }
}

/// A release by itself.
const fn bare(id: &'static str, version: u16) -> Target {
    shipped(id, "", version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Section, all, find};
    use std::collections::HashSet;

    #[test]
    fn a_label_names_the_distribution_and_its_systemd() {
        assert_eq!(DEFAULT.label(), "Debian 13 · systemd 257");
        assert_eq!(target("rhel9").label(), "RHEL 9 · systemd 252 with its backports");
        assert_eq!(target("systemd250").label(), "systemd 250");
        assert_eq!(target("arch").version, NEWEST);
        assert_eq!(Target::find("debian99"), None);
    }

    #[test]
    fn a_release_is_tried_or_derived() {
        assert!(target("debian11").is_tried() && target("systemd262").is_tried());
        assert!(!target("ubuntu2404").is_tried());
        assert!(TRIED.is_sorted() && TRIED.contains(&NEWEST));
        assert_eq!(target("debian13").evidence(), "Tried with systemd 257 itself.");
        let derived =
            "Derived from the tables of all releases; tried are systemd 247, 252, 257 and 262.";
        assert_eq!(target("systemd255").evidence(), derived);
        assert_eq!(target("rhel9").evidence(), derived, "it has backports");
    }

    #[test]
    fn ids_are_unique_and_a_bare_one_spells_its_release() {
        let ids: HashSet<_> = TARGETS.iter().map(|target| target.id).collect();
        assert_eq!(ids.len(), TARGETS.len());
        for bare in TARGETS.iter().filter(|target| !target.is_distribution()) {
            assert_eq!(bare.id, format!("systemd{}", bare.version));
        }
    }

    #[test]
    fn every_distribution_s_release_is_offered_bare_too() {
        for target in TARGETS {
            assert!(Target::find(&format!("systemd{}", target.version)).is_some(), "{}", target.id);
        }
    }

    #[test]
    fn a_backport_is_known_before_its_release() {
        let flush = find(Section::Socket, "FlushPending").unwrap();
        assert!(target("rhel8").knows(flush));
        assert!(!target("systemd239").knows(flush));
        assert!(target("debian11").knows(flush));
        let mode = find(Section::Service, "RestartMode").unwrap();
        assert!(target("rhel9").knows(mode));
        assert!(!target("debian12").knows(mode));
    }

    #[test]
    fn a_backport_is_a_directive_of_a_later_release() {
        for target in TARGETS {
            for &name in target.backports {
                let since =
                    all().find(|directive| directive.name == name).map(|directive| directive.since);
                assert!(since > Some(target.version), "{name} in {}", target.id);
            }
        }
    }

    #[test]
    fn where_it_works_reads_as_a_sentence() {
        let poll = find(Section::Socket, "PollLimitBurst").unwrap();
        assert_eq!(
            works_on(|target| target.knows(poll)),
            "Debian 13 and 14 (testing), Ubuntu 24.04 and 26.04, RHEL 10, Fedora 43 and 44, openSUSE Leap 16.0, \
             Yocto 5.0, Arch Linux, openSUSE Tumbleweed"
        );
        assert_eq!(works_on(|target| target.version == Version(239)), "RHEL 8");
        assert_eq!(works_on(|target| target.id.starts_with("rhel")), "RHEL 8, 9 and 10");
        assert_eq!(works_on(|_| false), "");
    }

    fn target(id: &str) -> &'static Target {
        Target::find(id).unwrap_or_else(|| panic!("no target {id}"))
    }
}
