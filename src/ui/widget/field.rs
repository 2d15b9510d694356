//! The frame of one field: label, directive, help on demand, and what is to be said about its value.

use super::{Complaint, Unfolded};
use crate::catalogue::Directive;
use crate::check::Finding;
use crate::ui::dynamic::{aria, dynamic, flag, shown_when};
use crate::ui::ids::help_id;
use crate::ui::mark::Mark;
use crate::ui::state::use_state;
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
            let mark = match Mark::of(&finding) {
                Mark::Newer => &mut marks.newer,
                Mark::Advice | Mark::Remark => &mut marks.advice,
                Mark::Error => &mut marks.error,
            };
            mark.get_or_insert(finding.message);
        }
        marks
    }
}

/// The frame around a control, whose id is `id` and which is described by the element `{id}-says`. The button for help
/// follows the control, so that whoever goes from field to field by keyboard meets the fields first.
#[component]
pub fn Field(
    id: String,
    label: &'static str,
    directive: &'static Directive,
    marks: Signal<Marks>,
    /// Whether there is a value that does nothing.
    is_useless: Signal<bool>,
    /// Takes it out.
    #[prop(into)]
    take_out: Callback<()>,
    children: Children,
) -> AnyView {
    let state = use_state();
    let open = Unfolded::new();
    let help_id = help_id(&id);
    let help = shown_when(flag(move || open.get()), move || {
        let summary = state.library.get().map(|library| (library.summary)(directive));
        let summary = summary.unwrap_or("One moment …");
        view! { <Help directive=directive summary=summary /> }.into_any()
    });
    let says = format!("{id}-says");
    let useless = shown_when(is_useless, move || {
        view! {
            <button type="button" class="link" on:click=move |_| take_out.run(())>
                "Take it out"
            </button>
        }
        .into_any()
    });
    view! {
        <div class="field">
            <div class="name">
                <label for=id>{label}</label>
                <code class="directive">{directive.name} "="</code>
            </div>
            {children()}
            <button
                type="button"
                class="help"
                id=help_id
                aria-label=format!("What does {}= do?", directive.name)
                aria-expanded=aria(move || open.get())
                aria-controls=says.clone()
                on:click=move |_| open.toggle()
            >
                <span aria-hidden="true">"?"</span>
            </button>
            <div class="says" id=says>
                {help}
                <Remarks marks=marks />
                {useless}
            </div>
        </div>
    }
    .into_any()
}

/// The sentences for these marks.
#[component]
pub fn Remarks(marks: Signal<Marks>) -> AnyView {
    dynamic(move || {
        let Marks { error, newer, advice, reason } = marks.get();
        [("error", error), ("newer", newer), ("advice", advice), ("reason", reason)]
            .into_iter()
            .filter_map(|(class, text)| {
                Some(view! { <Complaint class=class text=text? /> }.into_any())
            })
            .collect::<Vec<_>>()
            .into_any()
    })
}

/// What a directive does, and what holds when it is not set.
#[component]
fn Help(directive: &'static Directive, summary: &'static str) -> AnyView {
    let mut facts = Vec::new();
    if !directive.default.is_empty() {
        facts.push(format!("Default: {}", directive.default.trim_matches(['(', ')'])));
    }
    if directive.since.0 > 0 {
        facts.push(format!("since systemd {}", directive.since));
    }
    facts.push(format!("{}(5)", directive.man));
    view! {
        <p class="hint">
            {summary} <span class="facts">{facts.join(" · ")}</span>
        </p>
    }
    .into_any()
}
