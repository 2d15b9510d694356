//! Small pieces of the page: they show and ask, and know nothing of units.

mod copy_button;
mod field;
pub mod icon;
pub mod markdown;
mod prose;
mod select;
mod slider;
mod text_input;
mod tick;

pub use copy_button::copy_button;
pub use field::{Marks, field, remarks};
pub use prose::{complaint, prose};
pub use select::{Choice, Select, select};
pub use slider::{Slider, slider};
pub use text_input::{TextInput, text_area, text_input};
pub use tick::tick;
