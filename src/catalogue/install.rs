//! The directives of `[Install]`: what enabling a unit does.
//!
//! Source: systemd.unit(5).

use super::{Directive, Empty, Section, Standing};
use crate::value::{Kind, Version};

/// In the order of their names.
pub(super) static DIRECTIVES: &[Directive] = &[
    Directive { name: "Alias", kind: Kind::Alias, ..LIST },
    Directive { name: "Also", kind: Kind::UnitNames, empty: Empty::DoesNothing, ..LIST },
    Directive { name: "DefaultInstance", kind: Kind::InstanceName, since: Version(215), ..TEXT },
    Directive { name: "RequiredBy", kind: Kind::UnitNames, ..LIST },
    Directive { name: "UpheldBy", kind: Kind::UnitNames, since: Version(254), ..LIST },
    Directive {
        name: "WantedBy",
        kind: Kind::UnitNames,
        summary: "What starts this unit at boot once it is enabled. For a socket that is \
            sockets.target.",
        ..LIST
    },
];

/// Values that add up.
const LIST: Directive = Directive {
    name: "",
    sections: &[Section::Install],
    kind: Kind::Text,
    repeats: true,
    empty: Empty::Resets,
    since: Version(0),
    default: "",
    standing: Standing::Current,
    specifiers: true,
    man: "systemd.unit",
    summary: "",
};

/// One value that an empty assignment takes back.
const TEXT: Directive = Directive { repeats: false, ..LIST };
