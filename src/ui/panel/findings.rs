//! What systemd would say of the units, and what it would not: a line for both, and what was found in each.

use super::lens_field;
use super::units::text_id;
use crate::activation::{Activation, Lens, Role, listeners};
use crate::catalogue::{self, Section};
use crate::check::{Finding, Fix, Outcome};
use crate::ui::browser;
use crate::ui::element::{Element, Item, Node, button, el, list, piece};
use crate::ui::state::State;
use crate::ui::widget::{markdown, prose};
use leptos::prelude::*;

/// What the chosen systemd makes of both units, and how sure that is.
pub fn status(state: State) -> Node {
    let shown = state.derive(|activation| {
        let target = activation.target();
        (target.version, target.evidence())
    });
    let line = move || {
        let (version, evidence) = shown.get();
        let (class, text) =
            state.findings.with(|found| state.track(|units| verdict(units, found, version)));
        let said = el("p").class(class).child(prose(&text));
        Some(el("div").child(said).child(el("p").class("hint").child(evidence)).into())
    };
    piece(line)
}

fn verdict(
    units: &Activation,
    found: &[Finding],
    version: impl std::fmt::Display,
) -> (&'static str, String) {
    if let Some(worst) = found.iter().find(|finding| finding.outcome == Outcome::Fatal) {
        let name = units.file_name(worst.unit);
        return ("status wrong", format!("systemd {version} refuses `{name}`: {}", worst.message));
    }
    let count = |wanted: fn(Outcome) -> bool| {
        found.iter().filter(|finding| wanted(finding.outcome)).count()
    };
    let ignored = count(|outcome| matches!(outcome, Outcome::Ignored | Outcome::Unstartable));
    let noted = count(|outcome| outcome == Outcome::Noted);
    let warnings = count(|outcome| outcome == Outcome::Warning);
    let hints = count(|outcome| outcome == Outcome::Hint);
    let mut text = format!("systemd {version} loads both units");
    let mut more = Vec::new();
    for (count, one, many) in [
        (ignored, "ignores one line", "ignores {} lines"),
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
    for (count, what) in [(warnings, "warning"), (hints, "hint")] {
        match count {
            0 => {}
            1 => text += &format!(" · one {what}"),
            _ => text += &format!(" · {count} {what}s"),
        }
    }
    match (ignored, noted + warnings + hints) {
        (0, 0) => ("status right", text + " without a remark"),
        (0, _) => ("status advised", text),
        _ => ("status wrong", text),
    }
}

/// What was found in `unit`, below its text.
pub fn findings(state: State, unit: Role) -> Node {
    let items = move || {
        state.findings.with(|found| {
            let of_unit = found.iter().filter(|finding| finding.unit == unit);
            let item = |finding: &Finding| {
                let cure = finding.fix.as_ref().map_or("", |fix| &fix.label);
                let key = format!("{:?}{}{}{cure}", finding.line, finding.rule, finding.message);
                let finding = finding.clone();
                Item::new(key, move || show(state, finding))
            };
            of_unit.map(item).collect()
        })
    };
    el("ul").class("findings").child(list(items)).into()
}

fn show(state: State, finding: Finding) -> Element {
    let open = RwSignal::new(false);
    let Finding { unit, line, rule, outcome, message, fix } = finding;
    let what = match outcome {
        Outcome::Hint => "Hint",
        Outcome::Warning => "Warning",
        Outcome::Noted => "Remark",
        Outcome::Ignored => "Ignored",
        Outcome::Unstartable => "Cannot start",
        Outcome::Fatal => "Refused",
    };
    let place = line.map(|line| {
        let number =
            state.read(|units| units.file(unit).lines().get(line).map_or(0, |line| line.first()));
        let jump = move |_| {
            let span = state.read(|units| {
                let file = units.file(unit);
                let line = file.lines().get(line)?;
                Some(line.span().start..line.span().start + file.raw(line).trim_end().len())
            });
            browser::select(text_id(unit), span.unwrap_or_default());
        };
        button("link").on("click", jump).child(format!("Line {number}"))
    });
    let field = line.and_then(|line| state.read(|units| field_of(units, unit, line)));
    let field = field
        .filter(|id| browser::has(id))
        .map(|id| button("link").on("click", move |_| browser::focus(&id)).child("Field"));
    let doc = crate::check::doc(rule);
    let why = doc.is_some().then(|| {
        button("link")
            .follow("aria-expanded", crate::ui::element::live(move || Some(open.get().to_string())))
            .on("click", move |_| open.update(|open| *open = !*open))
            .child("Why?")
    });
    let explained = piece(move || doc.filter(|_| open.get()).map(|doc| shown_text(doc).into()));
    el("li")
        .class(match outcome {
            Outcome::Hint | Outcome::Warning => "advised",
            Outcome::Noted => "noted",
            _ => "wrong",
        })
        .child(
            el("p")
                .child(el("strong").child(what))
                .child(" ")
                .child(prose(&message))
                .child(" ")
                .child(Node::from(vec![place.into(), field.into(), why.into()])),
        )
        .child(explained)
        .child(Node::from(fix.map(|fix| offer(state, fix))))
}

/// The text of a rule, without its title, which is the rule's name.
fn shown_text(text: &str) -> Element {
    let blocks = markdown::blocks(text).into_iter().map(markdown::shown);
    el("div").class("why").child(blocks.collect::<Vec<_>>())
}

/// What a fix would change, and the button that does it.
fn offer(state: State, fix: Fix) -> Element {
    let changes = state.read(|units| fix.changes(units));
    let several = changes.iter().any(|change| change.unit != changes[0].unit);
    let line = |change: crate::check::Change| {
        let (class, sign) = if change.is_new { ("new", "+ ") } else { ("gone", "- ") };
        let place = match several {
            true => state.read(|units| units.file_name(change.unit)) + ": ",
            false => String::new(),
        };
        el("span").class(class).child(format!("{sign}{place}{}\n", change.line))
    };
    let diff = changes.into_iter().map(line).collect::<Node>();
    let label = fix.label.clone();
    let done = label.clone();
    let apply = move |_| {
        state.edit(|units| fix.apply(units));
        state.say(format!("Done: {done}. Undo takes it back."));
    };
    el("div")
        .class("fix")
        .child(el("pre").child(diff))
        .child(button("chip").on("click", apply).child(label))
}

/// The id of the field that writes the line `line` of `unit`.
fn field_of(units: &Activation, unit: Role, line: usize) -> Option<String> {
    let listener = |nth: usize| format!("listener-{}", nth + 1);
    if unit == Role::Socket
        && let Some(nth) = listeners(units).iter().position(|listener| listener.line == line)
    {
        return Some(listener(nth));
    }
    let assignment = units.file(unit).all_assignments().find(|found| found.line == line)?;
    let section = [Section::Unit, unit.section()]
        .into_iter()
        .find(|section| assignment.section == Some(section.name()))?;
    let key = catalogue::find(section, assignment.key)?.name;
    Some(lens_field::id(Lens { unit, section, key }))
}
