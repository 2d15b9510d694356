//! The directives of `[Install]`: what enabling a unit does.
//!
//! Source: systemd.unit(5).

use super::{Directive, Empty, Man, Sections, base};
use crate::value::{Kind, Version};

/// In the order of their names.
pub(super) static DIRECTIVES: &[Directive] = &[
    Directive { name: "Alias", kind: Kind::Alias, ..LIST },
    Directive { name: "Also", kind: Kind::UnitNames, empty: Empty::DoesNothing, ..LIST },
    Directive { name: "DefaultInstance", kind: Kind::InstanceName, since: Version(215), ..TEXT },
    Directive { name: "RequiredBy", kind: Kind::UnitNames, ..LIST },
    Directive { name: "UpheldBy", kind: Kind::UnitNames, since: Version(254), ..LIST },
    Directive { name: "WantedBy", kind: Kind::UnitNames, ..LIST },
];

const SECTIONS: Sections = Sections::Install;
const MAN: Man = Man::Unit;

const TEXT: Directive = base::text(SECTIONS, MAN);
const LIST: Directive = base::list(SECTIONS, MAN);
