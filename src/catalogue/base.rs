//! What directives of one sort have in common: each page builds its entries on these.

use super::{Directive, Empty, Man, Sections, Standing};
use crate::value::{Kind, Version};

/// One value that has to be there.
pub(super) const fn setting(sections: Sections, man: Man) -> Directive {
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
    }
}

/// A yes or no.
pub(super) const fn switch(sections: Sections, man: Man) -> Directive {
    Directive { kind: Kind::Boolean, default: "no", ..setting(sections, man) }
}

/// One figure that an empty assignment takes back.
pub(super) const fn figure(sections: Sections, man: Man) -> Directive {
    Directive { empty: Empty::Resets, ..setting(sections, man) }
}

/// One value that an empty assignment takes back.
pub(super) const fn text(sections: Sections, man: Man) -> Directive {
    Directive { specifiers: true, ..figure(sections, man) }
}

/// Values that add up.
pub(super) const fn list(sections: Sections, man: Man) -> Directive {
    Directive { repeats: true, ..text(sections, man) }
}

/// Values that add up, taken as they stand.
pub(super) const fn filter(sections: Sections, man: Man) -> Directive {
    Directive { repeats: true, ..figure(sections, man) }
}

/// A command line.
pub(super) const fn command(sections: Sections, man: Man) -> Directive {
    Directive { kind: Kind::Command, ..list(sections, man) }
}

/// Removed: the name is swallowed, its value not read.
pub(super) const fn gone(sections: Sections) -> Directive {
    Directive { kind: Kind::Ignored, empty: Empty::DoesNothing, ..setting(sections, Man::Nowhere) }
}
