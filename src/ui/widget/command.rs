//! Something to paste into a shell.

use super::CopyButton;
use leptos::prelude::*;

/// A command, with a button that copies it. `what` says what it is, for screen readers and the notice.
#[component]
pub fn Command(#[prop(into)] what: String, #[prop(into)] text: Signal<String>) -> AnyView {
    view! {
        <div class="command">
            <pre tabindex="0" aria-label=what.clone()>
                {text}
            </pre>
            <CopyButton what=what text=text />
        </div>
    }
    .into_any()
}
