//! The catalogue against the systemd of each root: the same names. That values are taken and refused alike is the business of
//! `agreement`.

use doorbell::catalogue::{self, Section};
use real::roots::{Root, Suite};
use std::collections::BTreeSet;

const SECTIONS: [Section; 4] = [Section::Unit, Section::Socket, Section::Service, Section::Install];

/// Names that every loader still swallows but none lists.
const UNLISTED: [&str; 5] =
    ["IgnoreOnSnapshot", "Capabilities", "NetClass", "BusPolicy", "SysVStartPriority"];

#[test]
fn each_section_has_the_names_that_systemd_lists() {
    for suite in Suite::ALL {
        let root = Root::get(suite);
        let dump = root.chroot("/usr/lib/systemd/systemd --dump-configuration-items");
        assert!(dump.status.success(), "{suite:?}: {dump:?}");
        let dump = String::from_utf8(dump.stdout).unwrap();
        for section in SECTIONS {
            let listed = names_in(&dump, section);
            assert!(
                listed.contains(known_in(section)),
                "{suite:?} lists {listed:?} for {section:?}"
            );
            let ours: BTreeSet<_> = catalogue::all()
                .filter(|directive| directive.sections.contains(&section))
                .filter(|directive| directive.since <= root.version())
                .map(|directive| directive.name)
                .filter(|name| !UNLISTED.contains(name))
                .collect();
            let missing: Vec<_> = listed.difference(&ours).collect();
            let invented: Vec<_> = ours.difference(&listed).collect();
            assert!(
                missing.is_empty() && invented.is_empty(),
                "{suite:?} {section:?}: missing {missing:?}, invented {invented:?}"
            );
        }
    }
}

/// A name that every release lists, to see that the list was read at all.
fn known_in(section: Section) -> &'static str {
    match section {
        Section::Unit => "Description",
        Section::Socket => "ListenStream",
        Section::Service => "ExecStart",
        Section::Install => "WantedBy",
    }
}

/// The names below the heading of a section, in what `--dump-configuration-items` prints.
fn names_in(dump: &str, section: Section) -> BTreeSet<&str> {
    let heading = format!("[{}]", section.name());
    dump.lines()
        .skip_while(|line| *line != heading)
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name)
        .collect()
}
