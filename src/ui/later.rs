//! What the page can do without at first: fetched as a part of its own when the first paint is done, or when it is needed.
//!
//! The build moves [`part`] and everything that only it uses out of the program. That is a third less to wait for.

use crate::activation::Activation;
use crate::export::{Download, archive};
use crate::ui::browser;
use crate::ui::element::Node;
use crate::ui::panel::install::install;
use crate::ui::state::State;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// The part, once it is there.
#[derive(Clone, Copy, Debug)]
pub struct Later {
    /// The Install tab.
    pub install: fn(State) -> Node,
    /// Both units in one archive; the second argument is the time in seconds since 1970.
    pub pack: fn(&Activation, u64) -> Download,
}

/// What to say where it cannot be fetched.
pub const MISSING: &str =
    "A part of this page could not be fetched. Is the network there? Then try again.";

/// Fetches the part unless it is there, and hands it over; `None` where it cannot be fetched.
pub fn fetch(then: impl FnOnce(Option<Later>) + 'static) {
    browser::spawn(async move { then(part().await.ok()) });
}

#[wasm_split(later, fallible)]
fn part() -> Result<Later, SplitLoaderError> {
    Ok(Later { install, pack: archive::pack })
}
