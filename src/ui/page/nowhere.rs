//! Where an address leads that names no page.

use leptos::prelude::*;

/// An address that names no page.
#[component]
pub fn Nowhere() -> AnyView {
    view! {
        <section class="nowhere">
            <h2>"There is no such page"</h2>
            <p>
                "The address names none of the pages of Doorbell. Your units are where you left them: "
                <a href="#/">"go to the generator"</a>
                "."
            </p>
        </section>
    }
    .into_any()
}
