//! The frame of one field: label, directive, help on demand, and what is to be said about its value.

use super::complaint;
use crate::catalogue::{self, Directive};
use crate::ui::element::{Element, Live, Node, button, el, live, piece};
use leptos::prelude::*;

/// What is to be said about a field's value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Why systemd would not take it.
    pub error: Option<String>,
    /// Which systemd it needs, if the chosen one is too old.
    pub newer: Option<String>,
    /// Why it has no effect as things are.
    pub reason: Option<String>,
}

/// The frame around `control`, whose id is `id` and which is described by the element `{id}-says`.
pub fn field(
    id: &str,
    label: &'static str,
    directive: &'static Directive,
    marks: Live<Marks>,
    control: impl Into<Node>,
) -> Element {
    let open = RwSignal::new(false);
    let says = format!("{id}-says");
    let name = el("div")
        .class("name")
        .child(el("label").set("for", id.to_owned()).child(label))
        .child(el("code").class("directive").child(directive.name).child("="))
        .child(
            button("help")
                .set("aria-label", format!("What does {}= do?", directive.name))
                .follow("aria-expanded", live(move || Some(open.get().to_string())))
                .set("aria-controls", says.clone())
                .on("click", move |_| open.update(|open| *open = !*open))
                .child(el("span").set("aria-hidden", "true").child("?")),
        );
    el("div").class("field").child(name).child(control).child(
        el("div")
            .set("id", says)
            .child(piece(move || open.get().then(|| hint(directive).into())))
            .child(piece(move || Some(remarks(&marks())))),
    )
}

fn remarks(marks: &Marks) -> Node {
    [("error", &marks.error), ("newer", &marks.newer), ("reason", &marks.reason)]
        .into_iter()
        .filter_map(|(class, text)| Some(complaint(class, text.as_ref()?)))
        .collect()
}

fn hint(directive: &'static Directive) -> Element {
    let mut facts = Vec::new();
    if !directive.default.is_empty() {
        facts.push(format!("Default: {}", directive.default.trim_matches(['(', ')'])));
    }
    if directive.since.0 > 0 {
        facts.push(format!("since systemd {}", directive.since));
    }
    facts.push(format!("{}(5)", directive.man));
    el("p")
        .class("hint")
        .child(catalogue::summary(directive))
        .child(el("span").class("facts").child(facts.join(" · ")))
}
