//! The frame of one field: label, directive, help on demand, and what is to be said about its value.

use super::prose;
use crate::catalogue::Directive;
use crate::ui::live::{on, piece};
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

/// The frame around one control, whose id is `id` and which is described by the element `{id}-says`.
#[component]
pub fn Field(
    id: String,
    label: &'static str,
    directive: &'static Directive,
    #[prop(into)] marks: Signal<Marks>,
    #[prop(optional)] wide: bool,
    children: Children,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let says = format!("{id}-says");
    let help = format!("What does {}= do?", directive.name);
    view! {
        <div class="field" class:wide=wide>
            <div class="name">
                <label for=id.clone()>{label}</label>
                <code class="directive">{directive.name}"="</code>
                <button type="button" class="help" aria-label=help aria-expanded=Signal::derive(move || open.get().to_string())
                    aria-controls=says.clone() on:click=on(move |_| open.update(|open| *open = !*open))>
                    <span aria-hidden="true">"?"</span>
                </button>
            </div>
            {children()}
            <div id=says>
                {piece(move || open.get().then(|| hint(directive)))}
                {piece(move || Some(remarks(&marks.get())))}
            </div>
        </div>
    }
    .into_any()
}

fn remarks(marks: &Marks) -> AnyView {
    let line = |class: &'static str, text: &Option<String>| {
        text.as_ref().map(|text| view! { <p class=class>{prose(text)}</p> }.into_any())
    };
    (line("error", &marks.error), line("newer", &marks.newer), line("reason", &marks.reason))
        .into_any()
}

fn hint(directive: &'static Directive) -> AnyView {
    let mut facts = Vec::new();
    if !directive.default.is_empty() {
        facts.push(format!("Default: {}", directive.default.trim_matches(['(', ')'])));
    }
    if directive.since.0 > 0 {
        facts.push(format!("since systemd {}", directive.since));
    }
    facts.push(format!("{}(5)", directive.man));
    view! { <p class="hint">{directive.summary}<span class="facts">{facts.join(" · ")}</span></p> }
        .into_any()
}
