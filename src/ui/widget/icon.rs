//! The icons, as inline SVG in the colour of the text around them.

use crate::ui::element::{Element, el};

/// The bell of the brand.
pub fn bell() -> Element {
    draw(
        "M12 3a6 6 0 0 0-6 6v4.2L4.4 16.4a.9.9 0 0 0 .8 1.3h13.6a.9.9 0 0 0 .8-1.3L18 13.2V9a6 6 0 0 0-6-6ZM9.7 20.2a2.4 2.4 0 0 0 4.6 0",
        "22",
    )
}

/// Two sheets.
pub fn sheets() -> Element {
    draw(
        "M10 8h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-8a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2ZM16 8V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h2",
        "16",
    )
}

/// An arrow into a tray.
pub fn tray() -> Element {
    draw("M12 4v11M7 10.5l5 5 5-5M5 20h14", "16")
}

/// A cross.
pub fn cross() -> Element {
    draw("M6 6l12 12M18 6L6 18", "16")
}

/// An arrow that turns back.
pub fn back() -> Element {
    draw("M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3", "17")
}

/// An arrow that turns forward.
pub fn forward() -> Element {
    draw("m15 14 5-5-5-5M20 9H10a6 6 0 0 0 0 12h3", "17")
}

fn draw(path: &'static str, size: &'static str) -> Element {
    el("svg")
        .set("viewBox", "0 0 24 24")
        .set("width", size)
        .set("height", size)
        .set("fill", "none")
        .set("stroke", "currentColor")
        .set("stroke-width", "1.8")
        .set("stroke-linecap", "round")
        .set("stroke-linejoin", "round")
        .set("aria-hidden", "true")
        .child(el("path").set("d", path))
}
