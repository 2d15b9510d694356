//! *Directives*: every one that a socket or service unit may hold, to be looked up and added.

use crate::activation::{Lens, Role};
use crate::catalogue::target;
use crate::catalogue::{self, Directive, Man, Section, Standing};
use crate::ui::browser;
use crate::ui::element::{Element, Item, Node, button, el, list, live, piece, text};
use crate::ui::link;
use crate::ui::panel::units::text_id;
use crate::ui::state::State;
use crate::ui::widget::prose;
use leptos::prelude::*;

/// How many are shown at once; who wants more types more.
const MOST: usize = 60;

/// The page.
pub fn directives(state: State) -> Node {
    let asked = RwSignal::new(state.route.with_untracked(|route| named_in(route)));
    let found = Memo::new(move |_| asked.with(|asked| find(asked)));
    let count = move || {
        found.with(|found| match found.len() {
            0 => "None has these words in its name, its section or its text.".to_owned(),
            1 => "One directive".to_owned(),
            count if count > MOST => format!("{count} directives; the first {MOST} are shown"),
            count => format!("{count} directives"),
        })
    };
    let items = move || {
        found.with(|found| {
            let shown = found.iter().take(MOST).copied();
            shown.map(|index| Item::new(index, move || entry(state, nth(index)))).collect()
        })
    };
    let search = el("input")
        .set("type", "search")
        .set("id", "search")
        .set("placeholder", "backlog, socket mode, restart …")
        .value(live(move || asked.get()))
        .on("input", move |event| asked.set(browser::value_of(&event)));
    el("section")
        .class("directives")
        .set("aria-label", "Directives")
        .child(el("h2").child("Directives"))
        .child(
            el("div")
                .class("search")
                .child(el("label").set("for", "search").child("Search by name, words or section"))
                .child(search),
        )
        .child(el("p").class("quiet").set("role", "status").child(text(count)))
        .child(el("ul").child(list(items)))
        .into()
}

/// What stands behind `#/directives/Section/` in an address.
fn named_in(route: &str) -> String {
    link::page(route)
        .rsplit('/')
        .next()
        .filter(|name| *name != "directives")
        .unwrap_or_default()
        .to_owned()
}

fn nth(index: usize) -> &'static Directive {
    catalogue::all().nth(index).expect("an index that was found")
}

/// The places in the catalogue of those that have all words of `asked`, names first.
fn find(asked: &str) -> Vec<usize> {
    let asked = asked.to_ascii_lowercase();
    let words: Vec<&str> =
        asked.split([' ', '=', '[', ']']).filter(|word| !word.is_empty()).collect();
    let mut found: Vec<(u8, usize)> = Vec::new();
    for (index, directive) in catalogue::all().enumerate() {
        let name = directive.name.to_ascii_lowercase();
        let rank = match words.as_slice() {
            [] => Some(0),
            [word] if name == *word => Some(0),
            [word] if name.starts_with(word) => Some(1),
            _ => {
                let sections: Vec<&str> = directive.sections.iter().map(|s| s.name()).collect();
                let about = catalogue::summary(directive);
                let all = format!("{} {about}", sections.join(" ")).to_ascii_lowercase();
                let has = |word: &&str| name.contains(word) || all.contains(word);
                let in_name = words.iter().all(|word| name.contains(word));
                words.iter().all(has).then_some(if in_name { 2 } else { 3 })
            }
        };
        found.extend(rank.map(|rank| (rank, index)));
    }
    found.sort();
    found.into_iter().map(|(_, index)| index).collect()
}

fn entry(state: State, directive: &'static Directive) -> Element {
    let is_named = state.route.with_untracked(|route| named_in(route) == directive.name);
    let open = RwSignal::new(is_named);
    let sections: Vec<String> =
        directive.sections.iter().map(|section| format!("[{}]", section.name())).collect();
    let head = button("name")
        .follow("aria-expanded", live(move || Some(open.get().to_string())))
        .on("click", move |_| open.update(|open| *open = !*open))
        .child(el("code").child(format!("{}=", directive.name)))
        .child(el("span").class("quiet").child(sections.join(" ")));
    el("li")
        .child(el("h3").child(head))
        .child(el("p").child(prose(catalogue::summary(directive))))
        .child(piece(move || open.get().then(|| details(state, directive).into())))
}

fn details(state: State, directive: &'static Directive) -> Element {
    let (what, examples) = directive.kind.describe();
    let words: Vec<&str> = directive
        .kind
        .words()
        .map(|words| words.0.iter().map(|word| word.text).collect())
        .unwrap_or_default();
    let mut rows: Vec<(&str, Node)> = vec![("Value", what.into())];
    if !words.is_empty() {
        rows.push(("Words", codes(words)));
    }
    if !examples.is_empty() {
        rows.push(("Examples", codes(examples.split(" · "))));
    }
    if !directive.default.is_empty() {
        let default = directive.default.trim_matches(['(', ')']);
        rows.push((
            "Default",
            if default == directive.default { codes([default]) } else { default.into() },
        ));
    }
    rows.push((
        "Since",
        match directive.since.0 {
            0 => "before systemd 209".into(),
            since => format!("systemd {since}").into(),
        },
    ));
    match directive.standing {
        Standing::Current => {}
        Standing::Deprecated { instead } => {
            rows.push(("Standing", instead_of("an old name", instead)))
        }
        Standing::Dropped { since, instead } => {
            rows.push(("Standing", instead_of(&format!("unknown since systemd {since}"), instead)));
        }
        Standing::Removed { since, instead } => {
            rows.push((
                "Standing",
                instead_of(&format!("does nothing since systemd {since}"), instead),
            ));
        }
    }
    let works_on =
        target::works_on(|target| target.knows(directive) && directive.is_read_by(target.version));
    rows.push((
        "Works on",
        if works_on.is_empty() {
            "no release that is still supported".into()
        } else {
            works_on.into()
        },
    ));
    if directive.man != Man::Nowhere {
        let page = directive.man.name();
        let address = format!(
            "https://www.freedesktop.org/software/systemd/man/latest/{page}.html#{}=",
            directive.name
        );
        let link = el("a").set("href", address).set("rel", "noreferrer").set("target", "_blank");
        rows.push(("Manual", link.child(format!("{page}(5)")).into()));
    }
    let facts = rows.into_iter().map(|(name, value)| {
        Node::from(vec![el("dt").child(name).into(), el("dd").child(value).into()])
    });
    el("div")
        .class("details")
        .child(el("dl").child(facts.collect::<Vec<_>>()))
        .child(additions(state, directive))
}

fn instead_of(standing: &str, instead: Option<&str>) -> Node {
    match instead {
        None => standing.to_owned().into(),
        Some(instead) => prose(&format!(
            "{standing}: write `{}=`",
            instead.rsplit('/').next().unwrap_or(instead)
        )),
    }
}

fn codes<'a>(texts: impl IntoIterator<Item = &'a str>) -> Node {
    let code = |text: &str| Node::from(vec![el("code").child(text.to_owned()).into(), " ".into()]);
    Node::Several(texts.into_iter().map(code).collect())
}

/// A button for each unit that the directive can be added to.
fn additions(state: State, directive: &'static Directive) -> Node {
    let (value, _) =
        directive.kind.describe().1.split_once(" · ").unwrap_or((directive.kind.describe().1, ""));
    let words = directive.kind.words().and_then(|words| words.0.first()).map(|word| word.text);
    let default =
        Some(directive.default).filter(|value| !value.is_empty() && !value.starts_with('('));
    let value = default.or(words).unwrap_or(value);
    let places = Role::ALL.into_iter().flat_map(|unit| {
        let fits = move |section: &&Section| match section {
            Section::Socket | Section::Service => unit.section() == **section,
            Section::Unit => true,
            Section::Install => unit == Role::Socket,
        };
        directive.sections.iter().filter(fits).map(move |section| (unit, *section))
    });
    let add = move |(unit, section): (Role, Section)| {
        let lens = Lens { unit, section, key: directive.name };
        let click = move |_| {
            state.edit(|units| {
                let has = units.value(lens).is_some() && !directive.repeats;
                if !has {
                    units.add(lens, value).unwrap_or_default();
                }
            });
            state.go("");
            let line = state.read(|units| {
                let file = units.file(unit);
                let last = units.list(lens).last().map(|assignment| assignment.line)?;
                let span = file.lines().get(last)?.span();
                Some(span.start..span.start + file.raw(file.lines().get(last)?).trim_end().len())
            });
            browser::after(0, move || browser::select(text_id(unit), line.unwrap_or_default()));
            state.say(format!("{}= is in your unit now. Undo takes it out.", directive.name));
        };
        let name = state.read(|units| units.file_name(unit));
        button("chip").on("click", click).child(format!("Add to {name}"))
    };
    el("div").class("add").child(places.map(add).collect::<Node>()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(asked: &str) -> Vec<&'static str> {
        find(asked).into_iter().map(|index| nth(index).name).collect()
    }

    #[test]
    fn a_name_comes_before_what_only_speaks_of_it() {
        assert_eq!(names("backlog")[0], "Backlog");
        assert_eq!(names("listenstream=")[0], "ListenStream");
        assert!(names("socket mode").contains(&"SocketMode"));
        assert_eq!(names("").len(), catalogue::all().count());
        assert!(names("qwertyuiop").is_empty());
    }

    #[test]
    fn an_address_may_name_one() {
        assert_eq!(named_in("#/directives/Socket/Backlog"), "Backlog");
        assert_eq!(named_in("#/directives"), "");
    }
}
