//! What directives of one sort have in common: each page builds its entries on these.

use super::{Directive, Empty, Section, Standing};
use crate::value::{Kind, Version};

/// One value that has to be there.
pub(super) const fn setting(sections: &'static [Section], man: &'static str) -> Directive {
    Directive {
        name: "",
        sections,
        kind: Kind::Text,
        repeats: false,
        empty: Empty::IsAnError,
        since: Version(0),
        default: "",
        standing: Standing::Current,
        specifiers: false,
        man,
        summary: "",
    }
}

/// A yes or no.
pub(super) const fn switch(sections: &'static [Section], man: &'static str) -> Directive {
    Directive { kind: Kind::Boolean, default: "no", ..setting(sections, man) }
}

/// One figure that an empty assignment takes back.
pub(super) const fn figure(sections: &'static [Section], man: &'static str) -> Directive {
    Directive { empty: Empty::Resets, ..setting(sections, man) }
}

/// One value that an empty assignment takes back.
pub(super) const fn text(sections: &'static [Section], man: &'static str) -> Directive {
    Directive { specifiers: true, ..figure(sections, man) }
}

/// Values that add up.
pub(super) const fn list(sections: &'static [Section], man: &'static str) -> Directive {
    Directive { repeats: true, ..text(sections, man) }
}

/// Values that add up, taken as they stand.
pub(super) const fn filter(sections: &'static [Section], man: &'static str) -> Directive {
    Directive { repeats: true, ..figure(sections, man) }
}

/// A command line.
pub(super) const fn command(sections: &'static [Section], man: &'static str) -> Directive {
    Directive { kind: Kind::Command, ..list(sections, man) }
}

/// Removed: the name is swallowed, its value not read.
pub(super) const fn gone(sections: &'static [Section]) -> Directive {
    Directive { kind: Kind::Ignored, empty: Empty::DoesNothing, ..setting(sections, "") }
}
