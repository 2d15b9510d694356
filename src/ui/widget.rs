//! Small pieces of the page: they show and ask, and know nothing of units.

mod copy_button;
mod field;
pub mod icon;
mod prose;
mod select;
mod text_input;
mod tick;

pub use copy_button::CopyButton;
pub use field::{Field, Marks};
pub use prose::prose;
pub use select::{Choice, Select};
pub use text_input::{TextArea, TextInput};
pub use tick::Tick;
