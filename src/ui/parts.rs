//! What the page can do without at first: fetched as parts of their own when the first paint is done, or when they are
//! needed. The one place that names them.
//!
//! The build moves [`later`] and [`learn`], with everything that only they use, out of the program: a third less to wait for.

use crate::activation::{Activation, Lens, Role};
use crate::catalogue::{self, summary};
use crate::check::{self, Case, Finding};
use crate::explain::does_not_apply;
use crate::share;
use crate::ui::browser;
use crate::ui::dynamic::dynamic;
use crate::ui::figure::load::WhatHappens;
use crate::ui::link::Place;
use crate::ui::page::directives::DirectivesPage;
use crate::ui::page::learn::LearnPage;
use crate::ui::page::nowhere::Nowhere;
use crate::ui::page::works::WorksPage;
use crate::ui::panel::code::CodePanel;
use crate::ui::panel::drop_in::DropInCard;
use crate::ui::panel::findings::{FindingsList, Status, refusal};
use crate::ui::panel::install::InstallPanel;
use crate::ui::panel::list_field::ListField;
use crate::ui::panel::meaning::Meaning;
use crate::ui::panel::open_units::OpenUnits;
use crate::ui::panel::other_tab::OtherTab;
use crate::ui::state::{Derived, Library, State};
use crate::ui::widget::Complaint;
use crate::ui::{transport, works};
use leptos::prelude::*;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// A component that is fetched later.
pub type View = fn() -> AnyView;

/// The components of both parts, as far as they are there.
#[derive(Clone, Copy, Debug, Default)]
pub struct Views {
    later: Option<LaterViews>,
    learn: Option<LearnViews>,
    /// Whether one could not be fetched.
    is_missing: bool,
}

/// What is fetched when the page is idle.
#[derive(Clone, Copy, Debug)]
pub struct LaterViews {
    /// What systemd makes of both units, in a line.
    pub status: View,
    /// What was found in each unit, the socket first.
    pub findings: [View; 2],
    /// What is changed of each unit that stays as it is, the socket first.
    pub drop_ins: [View; 2],
    /// The way in for units that are somewhere already.
    pub open_units: View,
    /// What the units mean.
    pub meaning: View,
    /// The Install tab.
    pub install: View,
    /// The page of directives.
    pub directives: View,
    /// The fields of a list.
    pub list: fn(Lens, &'static str) -> AnyView,
    /// Where an address leads that names no page.
    pub nowhere: View,
    /// The page of the works that are kept.
    pub works: View,
    /// The work as another tab has it.
    pub other_tab: View,
}

/// What shows how it works: fetched by who opens it.
#[derive(Clone, Copy, Debug)]
pub struct LearnViews {
    /// The page that explains.
    pub page: View,
    /// The tab with the units under a load.
    pub happens: View,
    /// The tab with a program for these units.
    pub code: View,
}

/// The parts of the page; a context of the whole page.
#[derive(Clone, Copy)]
pub struct Parts(RwSignal<Views>);

/// What to say where a part cannot be fetched.
pub const MISSING: &str =
    "A part of this page could not be fetched. Is the network there? Then try again.";

impl Parts {
    /// None of them is there yet.
    #[cfg(feature = "csr")]
    pub fn new() -> Self {
        Self(RwSignal::new(Views::default()))
    }

    /// What is there when the page is rendered at `place`: what this place is made of.
    #[cfg(not(feature = "csr"))]
    pub fn for_first_paint(place: Place) -> Self {
        Self(RwSignal::new(Views {
            later: (place == Place::Directives).then(later_views),
            learn: (place == Place::Learn).then(learn_views),
            is_missing: false,
        }))
    }

    /// Fetches what is needed when the page is idle, unless it is there, and does `then` with it; nothing where it cannot
    /// be fetched, which is said.
    pub fn fetch(self, state: State, then: impl FnOnce(Library) + 'static) {
        match state.library.get_untracked() {
            Some(library) => then(library),
            None => self.fetch_later(state, Box::new(then)),
        }
    }

    fn fetch_later(self, state: State, then: Box<dyn FnOnce(Library)>) {
        browser::spawn(async move {
            match later().await {
                Ok((library, views)) => {
                    self.0.update(|all| all.later = Some(views));
                    state.set_library(library);
                    then(library);
                }
                Err(_) => {
                    self.0.update(|all| all.is_missing = true);
                    state.say(MISSING);
                }
            }
        });
    }

    /// Fetches what shows how it works, unless it is there.
    pub fn fetch_learn(self) {
        if self.0.with_untracked(|all| all.learn.is_some()) {
            return;
        }
        browser::spawn(async move {
            let part = learn().await.ok();
            self.0.update(|all| {
                all.is_missing = part.is_none();
                all.learn = part;
            });
        });
    }
}

/// Fetches the part that `place` is made of, so that it is there at once; where it cannot be fetched, the view of it says so.
#[cfg(feature = "csr")]
pub async fn needed_at(place: Place) {
    match place {
        Place::Learn => _ = learn().await,
        Place::Directives | Place::Works => _ = later().await,
        Place::Generator | Place::Embedded | Place::Unknown => {}
    }
}

/// Which view of the part that is fetched when the page is idle.
pub type LaterView = fn(&LaterViews) -> View;

/// A view of the part that is fetched when the page is idle. `quietly` shows nothing until it is there.
#[component]
pub fn Later(
    /// Which of its views.
    view: LaterView,
    #[prop(optional)] quietly: bool,
) -> AnyView {
    let Parts(all) = expect_context();
    let found =
        Derived::new(move || all.with(|all| (all.later.as_ref().map(view), all.is_missing)));
    dynamic(move || shown(found.get(), quietly))
}

/// The fields of the list behind `lens`, which few units have.
#[component]
pub fn LaterList(lens: Lens, label: &'static str) -> AnyView {
    let Parts(all) = expect_context();
    let list = Derived::new(move || all.with(|all| all.later.as_ref().map(|views| views.list)));
    dynamic(move || match list.get() {
        Some(list) => list(lens, label),
        None => ().into_any(),
    })
}

/// A view of what shows how it works.
#[component]
pub fn Learn(
    /// Which of its views.
    view: fn(&LearnViews) -> View,
) -> AnyView {
    let Parts(all) = expect_context();
    let found =
        Derived::new(move || all.with(|all| (all.learn.as_ref().map(view), all.is_missing)));
    dynamic(move || shown(found.get(), false))
}

fn shown((view, is_missing): (Option<View>, bool), quietly: bool) -> AnyView {
    match view {
        Some(view) => view(),
        None if quietly => ().into_any(),
        None if is_missing => view! { <Complaint class="block error" text=MISSING /> }.into_any(),
        None => view! { <Complaint class="block quiet" text="One moment …" /> }.into_any(),
    }
}

#[wasm_split(later, fallible)]
fn later() -> Result<(Library, LaterViews), SplitLoaderError> {
    catalogue::complete();
    let library = Library {
        check,
        does_not_apply,
        summary,
        download: transport::download,
        share: transport::share,
        pack_link: share::pack,
        refusal,
        open_link: transport::open_link,
        save_in_place: works::save_in_place,
    };
    Ok((library, later_views()))
}

fn later_views() -> LaterViews {
    LaterViews {
        status: || view! { <Status /> }.into_any(),
        findings: [
            || view! { <FindingsList unit=Role::Socket /> }.into_any(),
            || view! { <FindingsList unit=Role::Service /> }.into_any(),
        ],
        drop_ins: [
            || view! { <DropInCard unit=Role::Socket /> }.into_any(),
            || view! { <DropInCard unit=Role::Service /> }.into_any(),
        ],
        open_units: || view! { <OpenUnits /> }.into_any(),
        meaning: || view! { <Meaning /> }.into_any(),
        install: || view! { <InstallPanel /> }.into_any(),
        directives: || view! { <DirectivesPage /> }.into_any(),
        list: |lens, label| view! { <ListField lens=lens label=label /> }.into_any(),
        nowhere: || view! { <Nowhere /> }.into_any(),
        works: || view! { <WorksPage /> }.into_any(),
        other_tab: || view! { <OtherTab /> }.into_any(),
    }
}

#[wasm_split(learn, fallible)]
fn learn() -> Result<LearnViews, SplitLoaderError> {
    catalogue::complete();
    Ok(learn_views())
}

fn learn_views() -> LearnViews {
    LearnViews {
        page: || view! { <LearnPage /> }.into_any(),
        happens: || view! { <WhatHappens /> }.into_any(),
        code: || view! { <CodePanel /> }.into_any(),
    }
}

fn check(units: &Activation) -> Vec<Finding> {
    check::run(&Case::pair(units))
}
