//! *Units*: both files as they will be saved, highlighted and marked, to be typed in, copied and downloaded.

use crate::activation::{Activation, Role};
use crate::catalogue::{self, Section};
use crate::check::{Finding, Outcome};
use crate::explain;
use crate::syntax::{Line, LineKind, UnitFile};
use crate::ui::browser;
use crate::ui::element::{Element, Item, Node, button, el, list, live, piece, text};
use crate::ui::state::{Derived, State};
use crate::ui::widget::{complaint, copy_button, icon, text_area};
use crate::value::Kind;
use leptos::prelude::*;
use std::rc::Rc;

/// Where units of the administrator live.
pub const FOLDER: &str = "/etc/systemd/system/";

/// The tab.
pub fn units(state: State) -> Node {
    let needs = state.derive(|activation| {
        explain::requirement(activation).map(|needs| format!("This pair {needs}."))
    });
    let [socket, service] = Role::ALL.map(|unit| file(state, unit).into());
    let needs = piece(move || needs.get().map(|needs| complaint("needs quiet", &needs).into()));
    let status = piece(move || state.later.get().flatten().map(|later| (later.status)(state)));
    vec![el("div").class("verdict").child(status).into(), socket, service, needs].into()
}

fn file(state: State, unit: Role) -> Element {
    let name = state.derive(move |activation| activation.file_name(unit));
    let contents = state.derive(move |activation| activation.file(unit).text().to_owned());
    let lines = Derived::new(move || {
        state.findings.with(|found| state.track(|activation| shown_lines(activation, found, unit)))
    });
    let typed = move |text: String| {
        state.type_in(|activation| {
            activation.set_text(unit, &text);
            Ok(())
        })
    };
    let download = move |_| {
        let name = name.get_untracked();
        browser::download(&name, "text/plain", contents.get_untracked().as_bytes());
        state.say(format!("Downloaded {name}."));
    };
    let class = match unit {
        Role::Socket => "file socket",
        Role::Service => "file service",
    };
    let code = el("div")
        .class("code")
        .child(el("ol").set("aria-hidden", "true").child(list(move || {
            let item = |line: ShownLine| {
                let key = format!("{}{}{}{}", line.nth, line.mark, line.says, line.raw);
                Item::new(key, move || show(line, !state.is_untouched()))
            };
            lines.get().into_iter().map(item).collect()
        })))
        .child(text_area(
            state,
            text_id(unit),
            live(move || format!("Text of {}", name.get())),
            contents.live(),
            Rc::new(typed),
        ));
    let findings =
        piece(move || state.later.get().flatten().map(|later| (later.findings)(state, unit)));
    el("article")
        .class(class)
        .follow("aria-label", live(move || Some(name.get())))
        .child(
            el("header")
                .child(el("h2").child(text(move || name.get())))
                .child(el("small").child(FOLDER))
                .child(el("span").class("grow"))
                .child(copy_button(state, name.live(), contents.live()))
                .child(
                    button("icon")
                        .set("title", "Download")
                        .follow(
                            "aria-label",
                            live(move || Some(format!("Download {}", name.get()))),
                        )
                        .on("click", download)
                        .child(icon::tray()),
                ),
        )
        .child(code)
        .child(findings)
}

/// One physical line, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ShownLine {
    raw: String,
    /// How many lines before it say the same.
    nth: usize,
    /// How it is marked: as a class, empty where there is nothing to say.
    mark: &'static str,
    /// What there is to say of it.
    says: String,
    /// Its pieces, with the class each is shown in.
    pieces: Vec<(&'static str, String)>,
}

fn show(line: ShownLine, fresh: bool) -> Element {
    let piece = |(class, text): (&'static str, String)| match class {
        "" => Node::from(text),
        class => el("span").class(class).child(text).into(),
    };
    let ShownLine { mark, says, mut pieces, .. } = line;
    // What is wrong is most often the value, which comes last.
    let last = pieces.pop().map(|last| match mark {
        "" => piece(last),
        _ => el("span").class("under").child(piece(last)).into(),
    });
    let gutter = (!mark.is_empty())
        .then(|| el("span").class("gutter").set("data-says", says.replace('`', "")));
    let pieces = pieces.into_iter().filter(|(_, text)| !text.is_empty()).map(piece);
    let marked = el("li").class(mark).child(pieces.chain(last).collect::<Vec<_>>()).child(gutter);
    // A class of its own: what is fresh is so only once.
    marked.toggle("fresh", live(move || fresh))
}

/// The id of the text of `unit`.
pub fn text_id(unit: Role) -> &'static str {
    match unit {
        Role::Socket => "text-socket",
        Role::Service => "text-service",
    }
}

/// The class in which a line is marked that has this finding; the worst of several is shown.
fn mark(finding: &Finding) -> &'static str {
    match finding.outcome {
        _ if finding.rule == "too-new" => "newer",
        Outcome::Hint | Outcome::Warning => "advised",
        Outcome::Noted => "noted",
        Outcome::Ignored | Outcome::Unstartable | Outcome::Fatal => "wrong",
    }
}

fn shown_lines(activation: &Activation, found: &[Finding], unit: Role) -> Vec<ShownLine> {
    let file = activation.file(unit);
    let mut shown: Vec<ShownLine> = Vec::new();
    let mut section = None;
    for (index, line) in file.lines().iter().enumerate() {
        if let LineKind::Header(name) = &line.kind {
            section = section_called(file.part(name));
        }
        let on_line = || found.iter().filter(|one| one.unit == unit && one.line == Some(index));
        let worst = on_line().max_by_key(|one| one.outcome);
        let says: Vec<&str> = on_line().map(|one| one.message.as_str()).collect();
        let says = says.join("; ");
        let raw = file.raw(line);
        for (part, physical) in raw.trim_end_matches(['\n', '\r', '\0']).split('\n').enumerate() {
            let pieces = pieces(file, line, section, physical, part == 0);
            let nth = shown.iter().filter(|earlier| earlier.raw == physical).count();
            shown.push(ShownLine {
                raw: physical.to_owned(),
                nth,
                mark: worst.map_or("", mark),
                says: says.clone(),
                pieces,
            });
        }
    }
    shown
}

fn section_called(name: &str) -> Option<Section> {
    [Section::Unit, Section::Socket, Section::Service, Section::Install]
        .into_iter()
        .find(|s| s.name() == name)
}

fn pieces(
    file: &UnitFile,
    line: &Line,
    section: Option<Section>,
    physical: &str,
    first: bool,
) -> Vec<(&'static str, String)> {
    let whole = |class| vec![(class, physical.to_owned())];
    match &line.kind {
        LineKind::Blank => whole(""),
        LineKind::Comment => whole("comment"),
        LineKind::Header(_) => whole("section"),
        LineKind::BadHeader | LineKind::MissingEquals | LineKind::MissingKey => whole("stray"),
        LineKind::Assignment(key, _) => {
            let class = section
                .and_then(|s| catalogue::find(s, file.part(key)))
                .map_or("", |d| value_class(d.kind));
            match physical.split_once('=').filter(|_| first) {
                Some((key, value)) => {
                    vec![("key", key.to_owned()), ("", "=".to_owned()), (class, value.to_owned())]
                }
                None if physical.trim_start().starts_with(['#', ';']) => whole("comment"),
                None => whole(class),
            }
        }
    }
}

fn value_class(kind: Kind) -> &'static str {
    match kind {
        Kind::UnitNames | Kind::ServiceName | Kind::SocketNames | Kind::Alias => "reference",
        Kind::Text
        | Kind::Plain
        | Kind::Command
        | Kind::UserOrGroup
        | Kind::Environment
        | Kind::EnvironmentFile => "",
        _ => "value",
    }
}
