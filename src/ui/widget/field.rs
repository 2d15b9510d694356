//! The frame of one field: label, directive, help on demand, and what is to be said about its value.

use super::complaint;
use crate::catalogue::Directive;
use crate::check::{Finding, Outcome};
use crate::ui::element::{Element, Live, Node, button, el, live, piece};
use leptos::prelude::*;

/// What is to be said about a field's value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Why systemd would not take it.
    pub error: Option<String>,
    /// Which systemd it needs, if the chosen one is too old.
    pub newer: Option<String>,
    /// What systemd accepts and is likely not meant.
    pub advice: Option<String>,
    /// Why it has no effect as things are.
    pub reason: Option<String>,
}

impl Marks {
    /// What these findings, all on the lines of one field, come to: of each sort the first.
    pub fn of(findings: Vec<Finding>) -> Self {
        let mut marks = Marks::default();
        for finding in findings {
            let mark = match finding.outcome {
                _ if finding.rule == "too-new" => &mut marks.newer,
                Outcome::Hint | Outcome::Warning | Outcome::Noted => &mut marks.advice,
                Outcome::Ignored | Outcome::Unstartable | Outcome::Fatal => &mut marks.error,
            };
            mark.get_or_insert(finding.message);
        }
        marks
    }
}

/// The frame around `control`, whose id is `id` and which is described by the element `{id}-says`. What the directive does
/// may come later than the field.
pub fn field(
    id: &str,
    label: &'static str,
    directive: &'static Directive,
    summary: Live<Option<&'static str>>,
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
            .child(piece(move || open.get().then(|| hint(directive, summary()).into())))
            .child(piece(move || Some(remarks(&marks())))),
    )
}

/// The sentences for these marks.
pub fn remarks(marks: &Marks) -> Node {
    let Marks { error, newer, advice, reason } = marks;
    [("error", error), ("newer", newer), ("advice", advice), ("reason", reason)]
        .into_iter()
        .filter_map(|(class, text)| Some(complaint(class, text.as_ref()?)))
        .collect()
}

fn hint(directive: &'static Directive, summary: Option<&'static str>) -> Element {
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
        .child(summary.unwrap_or("One moment …"))
        .child(el("span").class("facts").child(facts.join(" · ")))
}
