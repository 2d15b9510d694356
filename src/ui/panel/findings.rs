//! What systemd would say of the units, and what it would not: a line for both, and what was found in each.

use crate::activation::{Activation, Role, listeners};
use crate::check::{self, Change, Finding, Fix, Outcome};
use crate::ui::browser;
use crate::ui::dynamic::{Item, List, aria, dynamic};
use crate::ui::ids::{field_of_line, text_id};
use crate::ui::mark::Mark;
use crate::ui::reveal;
use crate::ui::state::{Derived, use_state};
use crate::ui::widget::markdown::{Markdown, blocks};
use crate::ui::widget::{Complaint, Prose, Unfolded};
use leptos::prelude::*;

/// What the chosen systemd makes of both units, and how sure that is.
#[component]
pub fn Status() -> AnyView {
    let state = use_state();
    let said = Derived::new(move || {
        let refused = state
            .refused
            .with(|refused| refused.iter().map(|(_, why)| why.clone()).collect::<Vec<_>>());
        state.findings.with(|found| state.track_settled(|units| verdict(units, found, &refused)))
    });
    let evidence = state.derive_settled(|units| units.target().evidence());
    let line = move || {
        let (class, text) = said.get();
        view! { <Complaint class=class text=text /> }.into_any()
    };
    view! {
        {line}
        <p class="hint evidence">{move || evidence.get()}</p>
    }
    .into_any()
}

/// The class and the text of the line: the worst first.
fn verdict(units: &Activation, found: &[Finding], refused: &[String]) -> (&'static str, String) {
    let version = units.target().version;
    let (class, says) = match refusal(units, found) {
        Some(why) => ("status error", why),
        None => loaded(found, format!("systemd {version} loads both units")),
    };
    match refused {
        [] => (class, says),
        [why] => (
            "status error",
            format!("A value in the form is not written: {why}. As they stand: {says}"),
        ),
        [why, ..] => {
            let count = refused.len();
            (
                "status error",
                format!(
                    "{count} values in the form are not written, the first because {why}. As they stand: {says}"
                ),
            )
        }
    }
}

/// Which unit the chosen systemd refuses, and why.
pub fn refusal(units: &Activation, found: &[Finding]) -> Option<String> {
    let worst = found.iter().find(|finding| finding.outcome == Outcome::Fatal)?;
    let cause =
        Some(worst).filter(|worst| worst.rule == "no-listener").and_then(|_| cause(units, found));
    let because = cause.map(|cause| format!("{}; so ", cause.message)).unwrap_or_default();
    let (version, name) = (units.target().version, units.file_name(worst.unit));
    Some(format!("systemd {version} refuses `{name}`: {because}{}", worst.message))
}

/// Why a socket has no listener: one that it has is ignored, and that is what to put right.
fn cause<'a>(units: &Activation, found: &'a [Finding]) -> Option<&'a Finding> {
    let listeners = listeners(units);
    found.iter().find(|finding| {
        finding.outcome == Outcome::Ignored
            && finding.line.is_some_and(|line| listeners.iter().any(|one| one.line == line))
    })
}

/// What is to be said of units that are loaded, behind `text`.
fn loaded(found: &[Finding], mut text: String) -> (&'static str, String) {
    let count = |wanted: fn(Outcome) -> bool| {
        found.iter().filter(|finding| wanted(finding.outcome)).count()
    };
    let ignored = count(|outcome| outcome == Outcome::Ignored);
    let unstartable = count(|outcome| outcome == Outcome::Unstartable);
    let noted = count(|outcome| outcome == Outcome::Noted);
    let mut more = Vec::new();
    for (count, one, many) in [
        (ignored, "ignores one line", "ignores {} lines"),
        (unstartable, "cannot start one of them", "cannot start them"),
        (noted, "remarks on one line", "remarks on {} lines"),
    ] {
        match count {
            0 => {}
            1 => more.push(one.to_owned()),
            _ => more.push(many.replace("{}", &count.to_string())),
        }
    }
    if !more.is_empty() {
        text += &format!(" and {}", more.join(", "));
    }
    let warnings = count(|outcome| outcome == Outcome::Warning);
    let hints = count(|outcome| outcome == Outcome::Hint);
    for (count, what) in [(warnings, "warning"), (hints, "hint")] {
        match count {
            0 => {}
            1 => text += &format!(" · one {what}"),
            _ => text += &format!(" · {count} {what}s"),
        }
    }
    match (ignored + unstartable, noted + warnings + hints) {
        (0, 0) => ("status right", text + " without a remark"),
        (0, _) => ("status advice", text),
        _ => ("status error", text),
    }
}

/// That a unit is refused, where something is offered that needs it loaded; `then` says what follows from that.
#[component]
pub fn Refused(then: &'static str) -> AnyView {
    let state = use_state();
    let why = Derived::new(move || {
        state.findings.with(|found| state.track_settled(|units| refusal(units, found)))
    });
    let shown = move || {
        why.get().map(|why| {
            view! { <Complaint class="block error refused" text=format!("{why}. {then}") /> }
                .into_any()
        })
    };
    shown.into_any()
}

/// How many findings of a unit are shown at first, and with each step on.
const STEP: usize = 30;

/// What was found in `unit`, below its text: the worst first.
#[component]
pub fn FindingsList(unit: Role) -> AnyView {
    let state = use_state();
    let most = RwSignal::new(STEP);
    let count = Derived::new(move || {
        state.findings.with(|found| found.iter().filter(|finding| finding.unit == unit).count())
    });
    let items = move || {
        let mut found: Vec<Finding> = state
            .findings
            .with(|found| found.iter().filter(|finding| finding.unit == unit).cloned().collect());
        state.track_settled(|units| put_worst_first(units, &mut found));
        let item = |finding: Finding| {
            let key = key(&finding);
            Item::new(key, move || view! { <FindingItem finding=finding.clone() /> }.into_any())
        };
        found.into_iter().take(most.get()).map(item).collect::<Vec<_>>()
    };
    let more = dynamic(move || match count.get().saturating_sub(most.get()) {
        0 => ().into_any(),
        left => view! {
            <button
                type="button"
                class="link more-findings"
                on:click=move |_| most.update(|most| *most += STEP)
            >
                {format!("Show {} more of {left}", left.min(STEP))}
            </button>
        }
        .into_any(),
    });
    view! {
        <ul class="findings">
            <List items=Signal::derive(items) />
        </ul>
        {more}
    }
    .into_any()
}

/// Puts the worst first, and a cause before what follows from it.
fn put_worst_first(units: &Activation, found: &mut [Finding]) {
    let cause = cause(units, found).cloned();
    let is_cause = |finding: &Finding| cause.as_ref() == Some(finding);
    found.sort_by_key(|finding| (!is_cause(finding), std::cmp::Reverse(finding.outcome)));
}

/// What tells a finding from the others of its unit.
fn key(finding: &Finding) -> String {
    let cure = finding.fix.as_ref().map_or("", |fix| &fix.label);
    format!("{:?}{}{}{cure}", finding.line, finding.rule, finding.message)
}

#[component]
fn FindingItem(finding: Finding) -> AnyView {
    let state = use_state();
    let open = Unfolded::new();
    let class = Mark::of(&finding).class();
    let Finding { unit, line, rule, outcome, message, fix } = finding;
    let place = line.map(|line| {
        let number =
            state.read(|units| units.file(unit).lines().get(line).map_or(0, |line| line.first()));
        let jump = move |_| {
            let span = state.read(|units| {
                let file = units.file(unit);
                let line = file.lines().get(line)?;
                Some(line.span().start..line.span().start + file.raw(line).trim_end().len())
            });
            reveal::text(state, unit, span.unwrap_or_default());
        };
        view! {
            <button type="button" class="link" on:click=jump>
                {format!("Line {number}")}
            </button>
        }
    });
    let field = line.and_then(|line| state.read(|units| field_of_line(units, unit, line)));
    let field = field.filter(|id| browser::has(id)).map(|id| {
        view! {
            <button type="button" class="link" on:click=move |_| reveal::field(state, &id)>
                "Field"
            </button>
        }
    });
    let doc = check::doc(rule);
    let why = doc.is_some().then(|| {
        view! {
            <button
                type="button"
                class="link"
                aria-expanded=aria(move || open.get())
                on:click=move |_| open.toggle()
            >
                "Why?"
            </button>
        }
    });
    // The text of a rule begins with its title, which is the rule's name.
    let explained = move || {
        doc.filter(|_| open.get()).map(|doc| {
            let blocks =
                blocks(doc).into_iter().map(|block| view! { <Markdown block=block /> }.into_any());
            view! { <div class="why">{blocks.collect::<Vec<_>>()}</div> }
        })
    };
    view! {
        <li class=class>
            <p>
                <strong>{outcome.word()}</strong>
                " "
                <Prose text=message />
                " "
                {place}
                {field}
                {why}
            </p>
            {explained}
            {fix.map(|fix| view! { <Offer fix=fix unit=unit /> }.into_any())}
        </li>
    }
    .into_any()
}

/// What a fix would change, and the button that does it.
#[component]
fn Offer(fix: Fix, unit: Role) -> AnyView {
    let state = use_state();
    let changes = state.read(|units| fix.changes(units));
    let several = changes.iter().any(|change| change.unit != changes[0].unit);
    let line = |change: Change| {
        let (class, sign) = if change.is_new { ("new", "+ ") } else { ("gone", "- ") };
        let place = match several {
            true => state.read(|units| units.file_name(change.unit)) + ": ",
            false => String::new(),
        };
        view! { <span class=class>{format!("{sign}{place}{}\n", change.line)}</span> }
    };
    let diff = changes.into_iter().map(line).collect::<Vec<_>>();
    let label = fix.label.clone();
    let apply = move |_| {
        state.edit(|units| fix.apply(units));
        // The button goes with its finding; whoever pressed it is in the text that it changed.
        browser::focus(text_id(unit));
        state.say(format!("Done: {}. Undo takes it back.", fix.label));
    };
    view! {
        <div class="fix">
            <pre>{diff}</pre>
            <button type="button" class="chip" on:click=apply>
                {label}
            </button>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::Lens;
    use crate::check::Case;
    use crate::preset::PRESETS;

    fn said(listener: &str, refused: &[&str]) -> (&'static str, String) {
        let mut units = PRESETS[0].activation();
        units.set(Lens::socket("ListenStream"), listener).unwrap();
        let found = check::run(&Case::pair(&units));
        let refused: Vec<String> = refused.iter().map(|why| (*why).to_owned()).collect();
        verdict(&units, &found, &refused)
    }

    #[test]
    fn the_cause_is_said_before_what_follows_from_it() {
        let (class, says) = said("99999", &[]);
        assert_eq!(class, "status error");
        let (cause, effect) = (says.find("99999").unwrap(), says.find("listener").unwrap());
        assert!(cause < effect, "{says}");
    }

    #[test]
    fn the_worst_is_listed_first_and_a_cause_before_what_follows_from_it() {
        let listed = |socket: &str| {
            let units = Activation::new("a", socket, "[Service]\nExecStart=/bin/a\n");
            let mut found = check::run(&Case::pair(&units));
            found.retain(|finding| finding.unit == Role::Socket);
            put_worst_first(&units, &mut found);
            found.into_iter().map(|finding| (finding.outcome, finding.rule)).collect::<Vec<_>>()
        };
        // By lines, the advice on how many may call would come before the line that is ignored.
        let listed_first = |socket: &str| {
            let listed = listed(socket);
            assert!(listed.len() > 1, "{listed:?}");
            listed[0]
        };
        assert_eq!(
            listed_first("[Socket]\nMaxConnections=9\nListenStream=80\nBacklog=x\n"),
            (Outcome::Ignored, "bad-value")
        );
        assert_eq!(
            listed("[Socket]\nListenStream=99999\n[Install]\nWantedBy=sockets.target\n"),
            [(Outcome::Ignored, "bad-value"), (Outcome::Fatal, "no-listener")]
        );
    }

    #[test]
    fn what_the_form_holds_and_cannot_write_is_counted() {
        assert_eq!(said("80", &[]).0, "status right");
        let (class, says) = said("80", &["`my app` is no name"]);
        assert_eq!(class, "status error");
        assert!(says.starts_with(
            "A value in the form is not written: `my app` is no name. As they stand: systemd"
        ));
        assert!(said("80", &["one", "two"]).1.starts_with("2 values"));
    }
}
