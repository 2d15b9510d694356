//! The figures: drawings of what the model says, each with its controls, its words, and a way to save it.

pub mod boot;
mod chart;
pub mod load;
pub mod modes;
pub mod restart;
pub mod steps;

use crate::simulate::Millis;
use crate::ui::browser;
use crate::ui::element::{Element, Live, Node, button, el, live, piece, text};
use crate::ui::state::State;

/// How wide a drawing is, in its own units.
const WIDTH: u64 = 640;

/// A figure: what it is called, what one can change, the drawing, and what it shows in words.
struct Figure {
    id: &'static str,
    title: &'static str,
    controls: Node,
    drawing: Live<Element>,
    says: Live<String>,
}

fn figure(state: State, figure: Figure) -> Element {
    let Figure { id, title, controls, drawing, says } = figure;
    let save = move |form: browser::Form| {
        let name = match form {
            browser::Form::Svg => format!("{id}.svg"),
            browser::Form::Png => format!("{id}.png"),
        };
        let told = name.clone();
        browser::save_drawing(id, name, form, move |saved| {
            state.say(match saved {
                true => format!("Saved {told}."),
                false => format!("The browser could not draw {told}: try the other form."),
            });
        });
    };
    let button = |label: &'static str, form: browser::Form| {
        button("link")
            .set("aria-label", format!("Save “{title}” as {label}"))
            .on("click", move |_| save(form))
            .child(label)
    };
    let named = says.clone();
    el("figure")
        .class("figure")
        .set("id", id)
        .set("aria-label", title)
        .child(
            el("figcaption").child(el("b").child(title)).child(
                el("span")
                    .class("save quiet")
                    .child("Save as ")
                    .child(button("SVG", browser::Form::Svg))
                    .child(button("PNG", browser::Form::Png)),
            ),
        )
        .child(el("div").class("controls").child(controls))
        .child(piece(move || {
            let alt = named.clone();
            Some(
                drawing().set("role", "img").follow("aria-label", live(move || Some(alt()))).into(),
            )
        }))
        .child(el("p").class("says").child(text(move || says())))
}

/// A drawing of this height.
fn drawing(height: u64) -> Element {
    el("svg").set("viewBox", format!("0 0 {WIDTH} {height}"))
}

fn label(x: impl ToString, y: impl ToString, words: impl Into<String>) -> Element {
    el("text").set("x", x.to_string()).set("y", y.to_string()).child(words.into())
}

fn line(class: &'static str, path: String) -> Element {
    el("path").class(class).set("d", path)
}

fn rect(class: &'static str, x: u64, y: u64, width: u64, height: u64) -> Element {
    el("rect")
        .class(class)
        .set("x", x.to_string())
        .set("y", y.to_string())
        .set("width", width.to_string())
        .set("height", height.to_string())
}

/// A time as people say it.
fn time(millis: Millis) -> String {
    match millis {
        0 => "0 s".to_owned(),
        1..1000 => format!("{millis} ms"),
        _ if millis.is_multiple_of(1000) => format!("{} s", millis / 1000),
        _ => format!("{:.1} s", millis as f64 / 1000.0),
    }
}

/// So many of something.
fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
