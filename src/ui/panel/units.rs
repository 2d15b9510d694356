//! *Units*: both files as they will be saved, highlighted, to be typed in, copied and downloaded.

use crate::activation::{Activation, Role};
use crate::catalogue::{self, Section};
use crate::explain;
use crate::syntax::{Line, LineKind, UnitFile};
use crate::ui::browser;
use crate::ui::element::{Element, Item, Node, button, el, list, live, piece, text};
use crate::ui::state::State;
use crate::ui::widget::{complaint, copy_button, icon, prose, text_area};
use crate::value::Kind;
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
    vec![socket, service, needs].into()
}

fn file(state: State, unit: Role) -> Element {
    let name = state.derive(move |activation| activation.file_name(unit));
    let contents = state.derive(move |activation| activation.file(unit).text().to_owned());
    let lines = state.derive(move |activation| shown_lines(activation, unit));
    let notes = state.derive(move |activation| notes(activation, unit));
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
                let newer = if line.newer { '!' } else { ' ' };
                let key = format!("{}{newer}{}", line.nth, line.raw);
                Item::new(key, move || show(line, !state.is_untouched()))
            };
            lines.get().into_iter().map(item).collect()
        })))
        .child(text_area(
            state,
            live(move || format!("Text of {}", name.get())),
            contents.live(),
            Rc::new(typed),
        ));
    let noted = piece(move || {
        let notes = notes.get();
        (!notes.is_empty()).then(|| {
            let notes = notes.iter().map(|note| el("li").child(prose(note)));
            el("ul").class("notes").child(notes.collect::<Node>()).into()
        })
    });
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
        .child(noted)
}

/// One physical line, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ShownLine {
    raw: String,
    /// How many lines before it say the same.
    nth: usize,
    /// Whether it needs a newer systemd than the target has.
    newer: bool,
    /// Its pieces, with the class each is shown in.
    pieces: Vec<(&'static str, String)>,
}

fn show(line: ShownLine, fresh: bool) -> Element {
    let piece = |(class, text): (&'static str, String)| match class {
        "" => Node::from(text),
        class => el("span").class(class).child(text).into(),
    };
    let pieces = line.pieces.into_iter().filter(|(_, text)| !text.is_empty()).map(piece);
    el("li")
        .class(match (fresh, line.newer) {
            (false, false) => "",
            (true, false) => "fresh",
            (false, true) => "newer",
            (true, true) => "fresh newer",
        })
        .child(pieces.collect::<Vec<_>>())
}

fn shown_lines(activation: &Activation, unit: Role) -> Vec<ShownLine> {
    let file = activation.file(unit);
    let newer: Vec<usize> = explain::too_new(activation)
        .into_iter()
        .filter(|mark| mark.unit == unit)
        .map(|mark| mark.line)
        .collect();
    let mut shown: Vec<ShownLine> = Vec::new();
    let mut section = None;
    for (index, line) in file.lines().iter().enumerate() {
        if let LineKind::Header(name) = &line.kind {
            section = section_called(file.part(name));
        }
        let raw = file.raw(line);
        for (part, physical) in raw.trim_end_matches(['\n', '\r', '\0']).split('\n').enumerate() {
            let pieces = pieces(file, line, section, physical, part == 0);
            let nth = shown.iter().filter(|earlier| earlier.raw == physical).count();
            shown.push(ShownLine {
                raw: physical.to_owned(),
                nth,
                newer: newer.contains(&index),
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

/// What is said below the file: the lines that the target is too old for.
fn notes(activation: &Activation, unit: Role) -> Vec<String> {
    let file = activation.file(unit);
    explain::too_new(activation)
        .into_iter()
        .filter(|mark| mark.unit == unit)
        .filter_map(|mark| {
            Some(format!("Line {}: {}", file.lines().get(mark.line)?.last, mark.message))
        })
        .collect()
}
