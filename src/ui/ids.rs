//! How parts of the page are found that know nothing of each other: by the ids of their elements.

use crate::activation::{Activation, Lens, Role, listener};

/// The id of the text of `unit`.
pub fn text_id(unit: Role) -> &'static str {
    match unit {
        Role::Socket => "text-socket",
        Role::Service => "text-service",
    }
}

/// The id of the field behind `lens`.
pub fn field_id(lens: Lens) -> String {
    let unit = match lens.unit {
        Role::Socket => "socket",
        Role::Service => "service",
    };
    format!("{unit}-{}", lens.key)
}

/// The id of the button that explains the field `id`.
pub fn help_id(id: &str) -> String {
    format!("{id}-help")
}

/// The id of the first field of the listener `index`, counted from 0.
pub fn listener_id(index: usize) -> String {
    format!("listener-{}", index + 1)
}

/// The id of the field that writes the line `line` of `unit`, if the form can have one.
pub fn field_of_line(units: &Activation, unit: Role, line: usize) -> Option<String> {
    if unit == Role::Socket
        && let Some(nth) =
            listener::written(units).iter().position(|listener| listener.line == line)
    {
        return Some(listener_id(nth));
    }
    let assignment = units.file(unit).all_assignments().find(|found| found.line == line)?;
    Lens::of(unit, &assignment).map(field_id)
}
