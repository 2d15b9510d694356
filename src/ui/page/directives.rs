//! *Directives*: every one that a socket or service unit may hold, to be looked up and added.

use crate::activation::{Lens, Role};
use crate::catalogue::target;
use crate::catalogue::{self, Directive, Man, Section, Standing};
use crate::ui::browser;
use crate::ui::link;
use crate::ui::reveal;
use crate::ui::state::{Derived, State, use_state};
use crate::ui::widget::Prose;
use leptos::prelude::*;
use std::collections::HashSet;

/// How many are shown at first, and with each step on.
const STEP: usize = 60;

/// The sections to choose from; none for all.
const SECTIONS: [Option<Section>; 5] = [
    None,
    Some(Section::Unit),
    Some(Section::Socket),
    Some(Section::Service),
    Some(Section::Install),
];

/// The page; another address shows another one.
#[component]
pub fn DirectivesPage() -> AnyView {
    let state = use_state();
    let page = move || {
        let named = state.route.with(|route| named_in(route));
        view! { <Directives named=named /> }.into_any()
    };
    view! {
        <section class="directives" aria-label="Directives">
            {page}
        </section>
    }
    .into_any()
}

/// The search and what it finds, beginning with the directive that the address names.
#[component]
fn Directives(named: (Option<Section>, String)) -> AnyView {
    let state = use_state();
    let (section, name) = named.clone();
    let section = RwSignal::new(section);
    let asked = RwSignal::new(name);
    let most = RwSignal::new(STEP);
    let found = Memo::new(move |_| asked.with(|asked| find(asked, section.get())));
    let used = state.derive_settled(|units| {
        let keys = Role::ALL.into_iter().flat_map(|unit| units.file(unit).all_assignments());
        keys.map(|assignment| assignment.key.to_owned()).collect::<HashSet<_>>()
    });
    let count = move || counted(found.with(Vec::len));
    let chip = move |of: Option<Section>| {
        let choose = move |_| {
            section.set(of);
            most.set(STEP);
            // An address that names something else would be none of what is shown.
            let section = of.map_or(String::new(), |of| format!("/{}", of.name()));
            browser::replace_hash(&format!("#/directives{section}"));
        };
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=move || (section.get() == of).to_string()
                on:click=choose
            >
                {of.map_or("All".to_owned(), |of| format!("[{}]", of.name()))}
            </button>
        }
    };
    let shown =
        move || found.with(|found| found.iter().take(most.get()).copied().collect::<Vec<_>>());
    let more = move || {
        let left = found.with(Vec::len).saturating_sub(most.get());
        (left > 0).then(|| {
            view! {
                <button type="button" on:click=move |_| most.update(|most| *most += STEP)>
                    {format!("Show {} more of {left}", left.min(STEP))}
                </button>
                <button type="button" class="link" on:click=move |_| most.set(usize::MAX)>
                    "Show all"
                </button>
            }
        })
    };
    let named = StoredValue::new(named);
    view! {
        <h2>"Directives"</h2>
        <div class="search">
            <label for="search">"Search by name, subject or words"</label>
            <input
                type="search"
                id="search"
                placeholder="backlog, sandbox, rate limit …"
                value=asked.get_untracked()
                prop:value=move || asked.get()
                on:input:target=move |event| {
                    asked.set(event.target().value());
                    most.set(STEP);
                }
            />
        </div>
        <div class="chips" role="group" aria-label="Section">
            {SECTIONS.map(chip).into_iter().collect::<Vec<_>>()}
        </div>
        <p class="quiet" role="status">
            {count}
        </p>
        <ul>
            <For each=shown key=|index| *index let:index>
                <DirectiveRow
                    directive=nth(index)
                    is_open=named.with_value(|(section, name)| is_named(nth(index), *section, name))
                    used=used
                />
            </For>
        </ul>
        <div class="more">{more}</div>
    }
    .into_any()
}

fn counted(found: usize) -> String {
    let all = catalogue::all().count();
    let names: HashSet<_> = catalogue::all().map(|directive| directive.name).collect();
    match found {
        0 => "None has these words in its name, its subject or its text.".to_owned(),
        1 => "One directive".to_owned(),
        _ if found == all => format!(
            "{all} directives; they have {} names, for some mean one thing in one section and another in the next",
            names.len()
        ),
        _ => format!("{found} directives"),
    }
}

/// What stands behind `#/directives/` in an address: a section, and the name of a directive.
fn named_in(route: &str) -> (Option<Section>, String) {
    let mut parts = link::page(route).split('/').skip(1);
    let (first, second) = (parts.next().unwrap_or_default(), parts.next());
    let named = |name: &str| SECTIONS.into_iter().flatten().find(|section| section.name() == name);
    match (named(first), second) {
        (section, Some(name)) => (section, name.to_owned()),
        (Some(section), None) => (Some(section), String::new()),
        (None, None) => (None, first.to_owned()),
    }
}

fn is_named(directive: &Directive, section: Option<Section>, name: &str) -> bool {
    directive.name.eq_ignore_ascii_case(name)
        && section.is_none_or(|section| directive.sections.contains(&section))
}

fn nth(index: usize) -> &'static Directive {
    catalogue::all().nth(index).expect("an index that was found")
}

/// The places in the catalogue of those of `section` that have all words of `asked`, names first.
fn find(asked: &str, section: Option<Section>) -> Vec<usize> {
    let asked = asked.to_ascii_lowercase();
    let words: Vec<&str> =
        asked.split([' ', '=', '[', ']']).filter(|word| !word.is_empty()).collect();
    let mut found: Vec<(u8, usize)> = Vec::new();
    for (index, directive) in catalogue::all().enumerate() {
        if section.is_some_and(|section| !directive.sections.contains(&section)) {
            continue;
        }
        found.extend(rank(directive, &words).map(|rank| (rank, index)));
    }
    found.sort();
    found.into_iter().map(|(_, index)| index).collect()
}

/// How well it fits, 0 best; none where a word fits nowhere.
fn rank(directive: &Directive, words: &[&str]) -> Option<u8> {
    let name = directive.name.to_ascii_lowercase();
    match words {
        [] => return Some(0),
        [word] if name == *word => return Some(0),
        [word] if name.starts_with(word) => return Some(1),
        _ => {}
    }
    if words.iter().all(|word| name.contains(word)) {
        return Some(2);
    }
    let is_of_subject =
        |word: &&str| name.contains(*word) || catalogue::is_meant_by(directive, word);
    if words.iter().all(is_of_subject) {
        return Some(3);
    }
    let sections: Vec<&str> = directive.sections.iter().map(|section| section.name()).collect();
    let about = format!("{} {}", sections.join(" "), catalogue::summary(directive));
    let about = about.to_ascii_lowercase();
    words.iter().all(|word| is_of_subject(word) || about.contains(word)).then_some(4)
}

/// The address of a directive.
fn address(directive: &Directive) -> String {
    format!("#/directives/{}/{}", directive.sections[0].name(), directive.name)
}

#[component]
fn DirectiveRow(
    directive: &'static Directive,
    is_open: bool,
    used: Derived<HashSet<String>>,
) -> AnyView {
    let open = RwSignal::new(is_open);
    let sections: Vec<String> =
        directive.sections.iter().map(|section| format!("[{}]", section.name())).collect();
    let turn = move |_| {
        open.update(|open| *open = !*open);
        if open.get_untracked() {
            // What is looked at can be linked to; it is no step of the browser's history.
            browser::replace_hash(&address(directive));
        }
    };
    let badge = move || {
        used.with(|used| used.contains(directive.name))
            .then(|| view! { <span class="badge">"in your units"</span> })
    };
    view! {
        <li>
            <div class="head">
                <h3>
                    <button
                        type="button"
                        class="name"
                        aria-expanded=move || open.get().to_string()
                        on:click=turn
                    >
                        <code>{directive.name} "="</code>
                    </button>
                </h3>
                <span class="quiet">{sections.join(" ")}</span>
                {badge}
            </div>
            <p>
                <Prose text=catalogue::summary(directive) />
            </p>
            {move || open.get().then(|| view! { <Details directive=directive /> }.into_any())}
        </li>
    }
    .into_any()
}

#[component]
fn Details(directive: &'static Directive) -> AnyView {
    let row = |(name, value): (&'static str, AnyView)| {
        view! {
            <dt>{name}</dt>
            <dd>{value}</dd>
        }
    };
    view! {
        <div class="details">
            <dl>{facts(directive).into_iter().map(row).collect::<Vec<_>>()}</dl>
            <Additions directive=directive />
        </div>
    }
    .into_any()
}

/// What there is to know of a directive, by what it is.
fn facts(directive: &'static Directive) -> Vec<(&'static str, AnyView)> {
    let (what, examples) = directive.kind.describe();
    let words = directive.kind.words().map(|words| words.0).unwrap_or_default();
    let mut facts = vec![("Value", what.into_any())];
    if !words.is_empty() {
        facts.push(("Words", codes(words.iter().map(|word| word.text))));
    }
    if !examples.is_empty() {
        facts.push(("Examples", codes(examples.split(" · "))));
    }
    if !directive.default.is_empty() {
        let default = directive.default.trim_matches(['(', ')']);
        let is_written = default == directive.default;
        facts.push(("Default", if is_written { codes([default]) } else { default.into_any() }));
    }
    let since = match directive.since.0 {
        0 => "before systemd 209".to_owned(),
        since => format!("systemd {since}"),
    };
    facts.push(("Since", since.into_any()));
    let standing = match directive.standing {
        Standing::Current => None,
        Standing::Deprecated { instead } => Some(("an old name".to_owned(), instead)),
        Standing::Removed { since, instead } => {
            Some((format!("does nothing since systemd {since}"), instead))
        }
        Standing::Dropped { since, instead } => {
            Some((format!("not known since systemd {since}"), instead))
        }
    };
    if let Some((standing, instead)) = standing {
        let instead = instead.map(|instead| instead.rsplit('/').next().unwrap_or(instead));
        let text =
            instead.map_or(standing.clone(), |instead| format!("{standing}: write `{instead}=`"));
        facts.push(("Standing", view! { <Prose text=text /> }.into_any()));
    }
    let works_on =
        target::works_on(|target| target.knows(directive) && directive.is_read_by(target.version));
    let works_on = match works_on.is_empty() {
        true => "no release that is still supported".to_owned(),
        false => works_on,
    };
    facts.push(("Works on", works_on.into_any()));
    if directive.man != Man::Nowhere {
        let page = directive.man.name();
        let address = format!(
            "https://www.freedesktop.org/software/systemd/man/latest/{page}.html#{}=",
            directive.name
        );
        let link = view! {
            <a href=address rel="noreferrer" target="_blank">
                {format!("{page}(5)")}
            </a>
        };
        facts.push(("Manual", link.into_any()));
    }
    let own = address(directive);
    facts.push(("Link", view! { <a href=own.clone()>{own.clone()}</a> }.into_any()));
    facts
}

fn codes<'a>(texts: impl IntoIterator<Item = &'a str>) -> AnyView {
    let code = |text: &str| {
        let text = text.to_owned();
        view! { <code>{text}</code> " " }
    };
    texts.into_iter().map(code).collect::<Vec<_>>().into_any()
}

/// A button for each unit that the directive can be added to.
#[component]
fn Additions(directive: &'static Directive) -> AnyView {
    let state = use_state();
    let places = Role::ALL.into_iter().flat_map(|unit| {
        let fits = move |section: &&Section| match section {
            Section::Socket | Section::Service => unit.section() == **section,
            Section::Unit => true,
            Section::Install => unit == Role::Socket,
        };
        directive.sections.iter().filter(fits).map(move |section| (unit, *section))
    });
    let button = |(unit, section): (Role, Section)| {
        let lens = Lens { unit, section, key: directive.name };
        let name = state.read(|units| units.file_name(unit));
        view! {
            <button type="button" class="chip" on:click=move |_| add(state, lens)>
                {format!("Add to {name}")}
            </button>
        }
    };
    view! { <div class="add">{places.map(button).collect::<Vec<_>>()}</div> }.into_any()
}

/// Writes the directive into its unit, unless it is there, and shows its value, to be typed over.
fn add(state: State, lens: Lens) {
    let Some(directive) = lens.directive() else { return };
    state.edit(|units| {
        let has = units.value(lens).is_some() && !directive.repeats;
        if !has {
            units.add(lens, likely_value(directive)).unwrap_or_default();
        }
    });
    state.go_to_generator();
    let value = state.read(|units| {
        let file = units.file(lens.unit);
        let line = file.lines().get(units.list(lens).last()?.line)?;
        let text = file.raw(line).trim_end();
        let start = line.span().start + text.find('=')? + 1;
        Some(start..line.span().start + text.len())
    });
    reveal::text(state, lens.unit, value.unwrap_or_default());
    state.say(format!("{}= is in your unit now. Undo takes it out.", lens.key));
}

/// What could be written: the default, a word, or the first example.
fn likely_value(directive: &'static Directive) -> &'static str {
    let examples = directive.kind.describe().1;
    let words = directive.kind.words().and_then(|words| words.0.first()).map(|word| word.text);
    let default =
        Some(directive.default).filter(|value| !value.is_empty() && !value.starts_with('('));
    let example = examples.split(" · ").next().unwrap_or_default();
    default.or(words).unwrap_or(example)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(asked: &str) -> Vec<&'static str> {
        find(asked, None).into_iter().map(|index| nth(index).name).collect()
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
    fn people_may_ask_for_a_subject() {
        for (asked, name) in [
            ("harden", "ProtectSystem"),
            ("sandbox", "PrivateTmp"),
            ("syscall", "SystemCallFilter"),
            ("rate limit", "TriggerLimitBurst"),
            ("env", "Environment"),
        ] {
            assert!(names(asked).contains(&name), "{asked}: {:?}", names(asked));
        }
        assert!(find("sandbox", Some(Section::Install)).is_empty());
    }

    #[test]
    fn an_address_may_name_one() {
        let named = |route: &str| named_in(route);
        assert_eq!(
            named("#/directives/Socket/Backlog"),
            (Some(Section::Socket), "Backlog".to_owned())
        );
        assert_eq!(named("#/directives/Backlog"), (None, "Backlog".to_owned()));
        assert_eq!(named("#/directives/Service"), (Some(Section::Service), String::new()));
        assert_eq!(named("#/directives"), (None, String::new()));
        for directive in catalogue::all() {
            let (section, name) = named(&address(directive));
            let meant = catalogue::all().find(|one| is_named(one, section, &name)).unwrap();
            assert!(std::ptr::eq(meant, directive), "{}", address(directive));
        }
    }
}
