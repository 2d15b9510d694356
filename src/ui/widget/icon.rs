//! The icons, as inline SVG in the colour of the text around them.

use crate::ui::dynamic::aria;
use leptos::prelude::*;

/// A drawing of 24 by 24 units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Icon {
    Bell,
    Copy,
    Download,
    Remove,
    Undo,
    Redo,
    Share,
    Folder,
    SystemTheme,
    LightTheme,
    DarkTheme,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Icon::Bell => {
                "M12 3a6 6 0 0 0-6 6v4.2L4.4 16.4a.9.9 0 0 0 .8 1.3h13.6a.9.9 0 0 0 .8-1.3L18 13.2V9a6 6 0 0 0-6-6ZM9.7 20.2a2.4 2.4 0 0 0 4.6 0"
            }
            Icon::Copy => {
                "M10 8h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-8a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2ZM16 8V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h2"
            }
            Icon::Download => "M12 4v11M7 10.5l5 5 5-5M5 20h14",
            Icon::Remove => "M6 6l12 12M18 6L6 18",
            Icon::Undo => "M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
            Icon::Redo => "m15 14 5-5-5-5M20 9H10a6 6 0 0 0 0 12h3",
            Icon::Share => {
                "M10 14 20 4M14 4h6v6M18 14v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h5"
            }
            Icon::Folder => "M3 5h6l2 3h10v11H3z",
            Icon::SystemTheme => "M3 5h18v11H3zM9 20h6M12 16v4",
            Icon::LightTheme => {
                "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2v2M12 20v2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M2 12h2M20 12h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4"
            }
            Icon::DarkTheme => "M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5Z",
        }
    }

    /// The drawing, `size` pixels wide.
    pub fn draw(self, size: &'static str) -> AnyView {
        self.drawn(size, self.path())
    }

    fn drawn(self, size: &'static str, path: &'static str) -> AnyView {
        view! {
            <svg
                viewBox="0 0 24 24"
                width=size
                height=size
                fill="none"
                stroke="currentColor"
                stroke-width="1.8"
                stroke-linecap="round"
                stroke-linejoin="round"
                aria-hidden="true"
            >
                <path d=path />
            </svg>
        }
        .into_any()
    }
}

/// A button that shows an icon and has its words for those who do not see it.
#[component]
pub fn IconButton(
    icon: Icon,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] on_press: Callback<()>,
    #[prop(into, optional)] disabled: Signal<bool>,
) -> AnyView {
    // What cannot be pressed keeps the focus all the same.
    let press = move |_| {
        if !disabled.get_untracked() {
            on_press.run(());
        }
    };
    view! {
        <button
            type="button"
            class="icon"
            title=label
            aria-label=label
            aria-disabled=aria(move || disabled.get())
            on:click=press
        >
            {icon.draw("17")}
        </button>
    }
    .into_any()
}
