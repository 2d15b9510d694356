//! The catalogue against the systemd of each root: the same names. That values are taken and refused alike is the business of
//! `agreement`.

use doorbell::catalogue::{self, NEWEST, Section};
use real::roots::{Root, Suite, names_in};
use real::verify;
use std::collections::BTreeSet;

const SECTIONS: [Section; 4] = [Section::Unit, Section::Socket, Section::Service, Section::Install];

#[test]
fn each_section_has_the_names_that_systemd_lists() {
    for suite in Suite::ALL {
        let root = Root::get(suite);
        let dump = root.dump();
        for section in SECTIONS {
            let listed = names_in(&dump, section);
            assert!(
                listed.contains(known_in(section)),
                "{suite:?} lists {listed:?} for {section:?}"
            );
            let known = || {
                catalogue::all()
                    .filter(|directive| directive.sections.contains(&section))
                    .filter(|directive| root.target().knows(directive))
            };
            let ours: BTreeSet<_> = known().map(|directive| directive.name).collect();
            let missing: Vec<_> = listed.difference(&ours).collect();
            // Of the names that are only swallowed, some releases list a part and some none.
            let invented: Vec<_> = known()
                .filter(|directive| directive.is_read_by(root.version()))
                .filter(|directive| !listed.contains(directive.name))
                .map(|directive| directive.name)
                .collect();
            if root.version() > NEWEST {
                verify::tell(format_args!(
                    "systemd {} is newer than the catalogue: in [{}] it has {missing:?} and has dropped {invented:?}",
                    root.version(),
                    section.name()
                ));
                continue;
            }
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
