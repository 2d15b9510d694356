//! The panels of the generator: each a view of the units.

pub mod accept;
pub mod code;
pub mod door;
pub mod drop_in;
pub mod findings;
pub mod header;
pub mod install;
pub mod lens_field;
pub mod limits;
pub mod list_field;
pub mod meaning;
pub mod open_units;
pub mod other_tab;
pub mod service;
mod unit_editor;
pub mod units;
