//! What the page can do without at first: fetched as a part of its own when the first paint is done, or when it is needed.
//!
//! The build moves [`part`] and everything that only it uses out of the program. That is a third less to wait for.

use crate::activation::{Activation, Role};
use crate::catalogue::{Directive, summary};
use crate::check::{self, Case, Finding};
use crate::export::{Download, archive};
use crate::share::{self, Unreadable};
use crate::ui::browser;
use crate::ui::element::{Node, el};
use crate::ui::figure::load::what_happens;
use crate::ui::page::directives::directives;
use crate::ui::page::learn::learn;
use crate::ui::panel::code::your_code;
use crate::ui::panel::findings::{findings, status};
use crate::ui::panel::install::install;
use crate::ui::state::State;
use leptos::prelude::*;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// The part, once it is there.
#[derive(Clone, Copy, Debug)]
pub struct Later {
    /// What there is to say of the units.
    pub check: fn(&Activation) -> Vec<Finding>,
    /// What a directive does.
    pub summary: fn(&Directive) -> &'static str,
    /// The page of directives.
    pub directives: fn(State) -> Node,
    /// What systemd makes of both units, in a line.
    pub status: fn(State) -> Node,
    /// What was found in one of them, and what to do about it.
    pub findings: fn(State, Role) -> Node,
    /// The Install tab.
    pub install: fn(State) -> Node,
    /// Both units in one archive; the second argument is the time in seconds since 1970.
    pub pack: fn(&Activation, u64) -> Download,
    /// What a link to the units holds.
    pub pack_link: fn(&Activation) -> String,
    /// The units that a link holds.
    #[cfg_attr(not(feature = "csr"), expect(dead_code, reason = "only a browser opens links"))]
    pub unpack: fn(&str) -> Result<Activation, Unreadable>,
}

/// What shows how it works: a part of its own, for who opens it.
#[derive(Clone, Copy, Debug)]
pub struct Learn {
    /// The page that explains.
    pub page: fn(State) -> Node,
    /// The tab with the units under a load.
    pub happens: fn(State) -> Node,
    /// The tab with a program for these units.
    pub code: fn(State) -> Node,
}

/// What to say where it cannot be fetched.
pub const MISSING: &str =
    "A part of this page could not be fetched. Is the network there? Then try again.";

/// What `show` makes of a part, or what is to be said while it is not there.
pub fn shown<T>(part: Option<Option<T>>, show: impl FnOnce(T) -> Node) -> Node {
    match part {
        Some(Some(part)) => show(part),
        Some(None) => el("p").class("block error").child(MISSING).into(),
        None => el("p").class("block quiet").child("One moment …").into(),
    }
}

/// Fetches what shows how it works, unless it is there.
pub fn fetch_learn(state: State) {
    if !matches!(state.learn.get_untracked(), Some(Some(_))) {
        browser::spawn(async move { state.learn.set(Some(learn_part().await.ok())) });
    }
}

/// Fetches the part unless it is there, and hands it over; `None` where it cannot be fetched.
pub fn fetch(state: State, then: impl FnOnce(Option<Later>) + 'static) {
    if let Some(Some(part)) = state.later.get_untracked() {
        return then(Some(part));
    }
    browser::spawn(async move {
        let part = part().await.ok();
        state.later.set(Some(part));
        then(part);
    });
}

#[wasm_split(later, fallible)]
fn part() -> Result<Later, SplitLoaderError> {
    Ok(Later {
        check,
        summary,
        directives,
        status,
        findings,
        install,
        pack: archive::pack,
        pack_link: share::pack,
        unpack: share::unpack,
    })
}

#[wasm_split(learn, fallible)]
fn learn_part() -> Result<Learn, SplitLoaderError> {
    Ok(Learn { page: learn, happens: what_happens, code: your_code })
}

fn check(activation: &Activation) -> Vec<Finding> {
    check::run(&Case::pair(activation))
}
