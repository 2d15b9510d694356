//! Small components: they show and ask, and know nothing of units.

mod code_text;
mod command;
mod copy_button;
mod disclosure;
mod field;
pub mod icon;
pub mod markdown;
mod prose;
mod radio;
mod select;
mod slider;
mod text_area;
mod text_input;
mod tick;

pub use code_text::CodeText;
pub use command::Command;
pub use copy_button::CopyButton;
pub use disclosure::{Disclosure, Unfolded};
pub use field::{Field, Marks, Remarks};
pub use icon::{Icon, IconButton};
pub use prose::{Complaint, Prose};
pub use radio::Radio;
pub use select::{Choice, Select};
pub use slider::{Range, Slider};
pub use text_area::TextArea;
pub use text_input::{Draft, TextInput, Typed};
pub use tick::Tick;
