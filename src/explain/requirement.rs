//! Which systemd the units need: the newest of the directives and words in them.
//!
//! A distribution may know a directive before its release does (a backport), so the targets are asked one by one.

use crate::activation::{Activation, Role};
use crate::catalogue::target::{self, Target};
use crate::catalogue::{self, Directive, Section};
use crate::value::words::Word;
use crate::value::{Kind, Version};
use std::fmt;

/// The oldest systemd that a target has: units that need no newer one need nothing worth saying.
const FLOOR: Version = Version(239);

/// What the units need of systemd.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The first release that knows everything in the units.
    pub since: Version,
    /// What came with that release: `PollLimitBurst=`, or `Type=exec` where it is the word that is new.
    pub because: Vec<String>,
    /// The distributions that know everything, as words; empty if none does.
    pub works_on: String,
}

impl fmt::Display for Requirement {
    /// Writes a line for below the units: what they need, why, and where they work.
    ///
    /// Source: the catalogue, which `tests/real/tests/catalogue.rs` holds to real releases.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let because: Vec<String> = self.because.iter().map(|what| format!("`{what}`")).collect();
        write!(f, "needs systemd ≥ {} ({})", self.since, because.join(", "))?;
        match self.works_on.as_str() {
            "" => Ok(()),
            works_on => write!(f, ", works on {works_on}"),
        }
    }
}

/// What the units need; `None` where every systemd that is still shipped will do.
pub fn requirement(activation: &Activation) -> Option<Requirement> {
    let needs: Vec<Need> = Role::ALL.into_iter().flat_map(|unit| needs(activation, unit)).collect();
    let since = needs.iter().map(Need::since).max().filter(|since| *since > FLOOR)?;
    let mut because: Vec<String> = Vec::new();
    for need in needs.iter().filter(|need| need.since() == since) {
        let name = need.name();
        if !because.contains(&name) {
            because.push(name);
        }
    }
    let works_on = target::works_on(|target| needs.iter().all(|need| need.is_known_to(target)));
    Some(Requirement { since, because, works_on })
}

/// One assignment and what it asks of systemd.
struct Need {
    directive: &'static Directive,
    word: Option<&'static Word>,
}

impl Need {
    fn since(&self) -> Version {
        self.directive.since.max(self.word.map_or(Version(0), |word| word.since))
    }

    /// What it is that came with [`since`](Self::since).
    fn name(&self) -> String {
        match self.word {
            Some(word) if word.since > self.directive.since => {
                format!("{}={}", self.directive.name, word.text)
            }
            _ => format!("{}=", self.directive.name),
        }
    }

    fn is_known_to(&self, target: &Target) -> bool {
        target.knows(self.directive) && self.word.is_none_or(|word| word.since <= target.version)
    }
}

fn needs(activation: &Activation, unit: Role) -> Vec<Need> {
    let sections = [Section::Unit, unit.section(), Section::Install];
    activation
        .file(unit)
        .all_assignments()
        .filter_map(|assignment| {
            let section =
                sections.into_iter().find(|section| assignment.section == Some(section.name()))?;
            let directive = catalogue::find(section, assignment.key)?;
            Some(Need { directive, word: word(directive.kind, assignment.value) })
        })
        .collect()
}

/// The word of an enumeration that `value` is.
fn word(kind: Kind, value: &str) -> Option<&'static Word> {
    match kind {
        Kind::Words(words) | Kind::WordsOrBoolean(words) | Kind::WordsOrNumber(words, _) => {
            words.0.iter().find(|word| word.text == value)
        }
        Kind::CpuPolicy | Kind::IoClass => kind.words()?.0.iter().find(|word| word.text == value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(target: &str, socket: &str, service: &str) -> Activation {
        let mut units = Activation::new("shop", socket, service);
        units.set_target(Target::find(target).unwrap());
        units
    }

    #[test]
    fn the_newest_directive_decides() {
        let shop = units(
            "debian13",
            "[Socket]\nListenStream=80\nPollLimitBurst=9\nPollLimitIntervalSec=1\nPollLimitBurst=8\n",
            "[Service]\nExitType=cgroup\n",
        );
        let requirement = requirement(&shop).unwrap();
        assert_eq!(requirement.since, Version(255));
        assert_eq!(requirement.because, ["PollLimitBurst=", "PollLimitIntervalSec="]);
        assert!(requirement.works_on.starts_with("Debian 13 and 14"), "{}", requirement.works_on);
        assert!(
            !requirement.works_on.contains("Debian 12")
                && requirement.works_on.contains("Ubuntu 24.04")
        );
        let sentence = requirement.to_string();
        let start =
            "needs systemd ≥ 255 (`PollLimitBurst=`, `PollLimitIntervalSec=`), works on Debian 13";
        assert!(sentence.starts_with(start), "{sentence}");
    }

    #[test]
    fn a_word_may_be_newer_than_its_directive() {
        let requirement =
            requirement(&units("debian12", "", "[Service]\nType=notify-reload\n")).unwrap();
        assert_eq!(
            (requirement.since, requirement.because),
            (Version(253), vec!["Type=notify-reload".to_owned()])
        );
        let old = "[Socket]\nListenStream=80\nAccept=yes\n[Unit]\nCollectMode=inactive\n";
        assert_eq!(super::requirement(&units("debian12", old, "[Service]\nType=simple\n")), None);
    }

    #[test]
    fn a_key_in_the_wrong_section_asks_for_nothing() {
        let shop = units(
            "systemd239",
            "[Service]\nPollLimitBurst=1\nPollLimitBurst\n",
            "[Socket]\nPollLimitBurst=1\n",
        );
        assert_eq!(requirement(&shop), None);
    }

    #[test]
    fn backports_count() {
        let shop = |target| {
            units(target, "[Socket]\nFlushPending=yes\n", "[Service]\nRestartMode=direct\n")
        };
        let works_on = requirement(&shop("rhel9")).unwrap().works_on;
        assert!(works_on.contains("RHEL 9 and 10") && !works_on.contains("Amazon"), "{works_on}");
    }
}
