//! *Units*: both files as they will be saved, highlighted, to be typed in, copied and downloaded.

use crate::activation::{Activation, Role};
use crate::catalogue::{self, Section};
use crate::explain;
use crate::syntax::{Line, LineKind, UnitFile};
use crate::ui::browser;
use crate::ui::live::{Item, list, on, piece};
use crate::ui::state::State;
use crate::ui::widget::{CopyButton, TextArea, icon, prose};
use crate::value::Kind;
use leptos::prelude::*;

/// Where units of the administrator live.
pub const FOLDER: &str = "/etc/systemd/system/";

/// The tab.
#[component]
pub fn Units() -> impl IntoView {
    let state = State::get();
    let needs = state.derive(|activation| {
        explain::requirement(activation).map(|needs| format!("This pair {needs}."))
    });
    let files = Role::ALL.map(|unit| view! { <File unit=unit/> });
    view! {
        {files.into_iter().collect_view()}
        {piece(move || needs.get().map(|needs| view! { <p class="needs quiet">{prose(&needs)}</p> }.into_any()))}
    }
    .into_any()
}

#[component]
fn File(unit: Role) -> impl IntoView {
    let state = State::get();
    let name = state.derive(move |activation| activation.file_name(unit));
    let text = state.derive(move |activation| activation.file(unit).text().to_owned());
    let lines = state.derive(move |activation| shown_lines(activation, unit));
    let notes = state.derive(move |activation| notes(activation, unit));
    let typed = Callback::new(move |text: String| {
        state.type_in(|activation| {
            activation.set_text(unit, &text);
            Ok(())
        })
    });
    let download = move |_| {
        let name = name.get_untracked();
        browser::download(&name, "text/plain", text.get_untracked().as_bytes());
        state.say(format!("Downloaded {name}."));
    };
    let class = match unit {
        Role::Socket => "file socket",
        Role::Service => "file service",
    };
    view! {
        <article class=class aria-label=name>
            <header>
                <h2>{name}</h2><small>{FOLDER}</small><span class="grow"></span>
                <CopyButton what=name text=Callback::new(move |()| text.get_untracked())/>
                <button type="button" class="icon" title="Download" aria-label=Signal::derive(move || format!("Download {}", name.get()))
                    on:click=on(download)>{icon::tray()}</button>
            </header>
            <div class="code">
                <ol aria-hidden="true">
                    {list(move || lines.get().into_iter().map(|line| {
                        let key = format!("{}{}{}", line.nth, if line.newer { '!' } else { ' ' }, line.raw);
                        Item::new(key, move || show(&line, !state.is_untouched()))
                    }).collect())}
                </ol>
                <TextArea name=Signal::derive(move || format!("Text of {}", name.get())) value=text typed=typed/>
            </div>
            {piece(move || {
                let notes = notes.get();
                (!notes.is_empty()).then(|| {
                    let notes = notes.iter().map(|note| view! { <li>{prose(note)}</li> }).collect_view();
                    view! { <ul class="notes">{notes}</ul> }.into_any()
                })
            })}
        </article>
    }
    .into_any()
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

fn show(line: &ShownLine, fresh: bool) -> AnyView {
    let pieces = line
        .pieces
        .iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(class, text)| match *class {
            "" => text.clone().into_any(),
            class => view! { <span class=class>{text.clone()}</span> }.into_any(),
        })
        .collect_view();
    view! { <li class:fresh=fresh class:newer=line.newer>{pieces}</li> }.into_any()
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
