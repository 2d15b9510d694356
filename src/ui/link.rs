//! The address of the page: `#/PAGE?s=WORK`. It says where one is, and may hold the units.
//!
//! Units in the address are always those that are shown: the first change removes them from it, so that loading the page
//! again never brings back an older version.

use super::browser;
use super::state::{State, use_state};
use leptos::prelude::*;

/// Where in the page one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The generator.
    Generator,
    /// The generator as part of somebody's article.
    Embedded,
    /// The page that explains, with the generator below.
    Learn,
    /// The page of directives.
    Directives,
    /// The page of the works that are kept.
    Works,
    /// An address that names no page.
    Unknown,
}

impl Place {
    /// The place that an address names.
    pub fn of(address: &str) -> Self {
        // An address without `#/` is a place within the page.
        match page(address).split('/').next().unwrap_or_default() {
            "" => Place::Generator,
            "embed" => Place::Embedded,
            "learn" => Place::Learn,
            "directives" => Place::Directives,
            "units" => Place::Works,
            _ => Place::Unknown,
        }
    }
}

/// What the window is called at an address.
pub fn title(address: &str) -> String {
    let name = page(address).split('/').nth(2);
    match (Place::of(address), name) {
        (Place::Generator | Place::Embedded, _) => {
            "Doorbell: systemd socket activation, unit by unit".to_owned()
        }
        (Place::Learn, _) => "How socket activation works · Doorbell".to_owned(),
        (Place::Directives, Some(name)) => format!("{name}= · Doorbell"),
        (Place::Directives, None) => "Directives of socket and service units · Doorbell".to_owned(),
        (Place::Works, _) => "My units · Doorbell".to_owned(),
        (Place::Unknown, _) => "No such page · Doorbell".to_owned(),
    }
}

/// Where one is, in a component.
pub fn use_place() -> Signal<Place> {
    let state = use_state();
    let place = Memo::new(move |_| state.route.with(|route| Place::of(route)));
    place.into()
}

/// Whether somebody's article asks for no more fields than there must be: `#/embed?fields=few`.
pub fn asks_for_few_fields() -> bool {
    let state = use_state();
    state.route.with_untracked(|route| {
        Place::of(route) == Place::Embedded && parameter(route, "fields") == Some("few")
    })
}

/// The page that an address names, without the `#/`; empty for the generator.
pub fn page(address: &str) -> &str {
    let path = address.strip_prefix("#/").unwrap_or_default();
    path.split('?').next().unwrap_or_default()
}

/// What an address says behind its `?`, by name.
pub fn parameter<'a>(address: &'a str, name: &str) -> Option<&'a str> {
    let (_, query) = address.split_once('?')?;
    query.split('&').find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
}

/// The address of the generator that holds these units.
pub fn to_work(packed: &str) -> String {
    format!("#/?s={packed}")
}

/// Takes the units out of the address when they are no longer those that are shown.
pub fn keep_true(state: State) {
    let is_true = state.linked.with_value(|linked| {
        linked.as_ref().is_none_or(|linked| state.read(|units| units == linked))
    });
    if !is_true {
        state.linked.set_value(None);
        take_out();
    }
}

/// Takes the units out of the address.
pub fn take_out() {
    browser::replace_hash(&without_work(&browser::hash()));
}

/// The address with all that it says but the units.
fn without_work(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let is_kept = |part: &&str| !part.is_empty() && !part.starts_with("s=");
    let kept: Vec<&str> = query.split('&').filter(is_kept).collect();
    match kept[..] {
        [] => path.to_owned(),
        _ => format!("{path}?{}", kept.join("&")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_where_one_is_and_what_it_holds() {
        use Place::*;
        for (address, place, there, holds) in [
            ("", Generator, "", None),
            ("#/", Generator, "", None),
            ("#/?s=1.ab-_", Generator, "", Some("1.ab-_")),
            ("#/embed?theme=dark&s=1.ab", Embedded, "embed", Some("1.ab")),
            ("#/directives/Socket/Backlog", Directives, "directives/Socket/Backlog", None),
            ("#/learn?x=1&s=1.a", Learn, "learn", Some("1.a")),
            ("#/units", Works, "units", None),
            ("#/nonsense", Unknown, "nonsense", None),
            ("#form", Generator, "", None),
        ] {
            assert_eq!(Place::of(address), place, "{address}");
            assert_eq!((page(address), parameter(address, "s")), (there, holds), "{address}");
        }
        assert_eq!(parameter("#/embed?theme=dark&s=1", "theme"), Some("dark"));
        assert_eq!(parameter(&to_work("1.ab"), "s"), Some("1.ab"));
        assert_eq!(without_work("#/?s=1.ab"), "#/");
        assert_eq!(
            without_work("#/embed?theme=dark&s=1.ab&fields=few"),
            "#/embed?theme=dark&fields=few"
        );
    }
}
