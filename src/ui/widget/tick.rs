//! A box to tick.

use crate::ui::browser;
use crate::ui::element::{Element, Live, el, live, text};

/// A boolean: what it says beside the box is its state in words.
pub fn tick(
    id: String,
    on: Live<bool>,
    changed: impl Fn(bool) + 'static,
    invalid: Live<bool>,
    disabled: Live<bool>,
) -> Element {
    let word = on.clone();
    el("span")
        .class("tick")
        .child(
            el("input")
                .set("type", "checkbox")
                .set("aria-describedby", format!("{id}-says"))
                .set("id", id)
                .flag("checked", on)
                .follow("aria-invalid", live(move || invalid().then(|| "true".to_owned())))
                .flag("disabled", disabled)
                .on("change", move |event| changed(browser::is_checked(&event))),
        )
        .child(
            el("span")
                .set("aria-hidden", "true")
                .child(text(move || if word() { "yes" } else { "no" }.to_owned())),
        )
}
