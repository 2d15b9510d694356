//! *Who accepts?*: the two modes side by side, and what the chosen one means for these units.

use super::service::reason;
use crate::activation;
use crate::explain::{self, Point, Topic};
use crate::ui::element::{Element, Item, Live, Node, el, list, live, piece};
use crate::ui::state::{Derived, State};
use crate::ui::widget::prose;

/// The card.
pub fn who_accepts(state: State) -> Element {
    let obstacle = state.derive(|activation| {
        let other = !activation.accept();
        activation::obstacle_to_accept(activation, other)
    });
    let said = state.derive(explain::explain);
    el("fieldset")
        .class("card")
        .child(el("legend").child("Who accepts? ").child(el("code").child("Accept=")))
        .child(
            el("div")
                .class("accept")
                .set("role", "radiogroup")
                .set("aria-label", "Who accepts")
                .child(mode(state, false))
                .child(mode(state, true)),
        )
        .child(el("div").set("id", "accept-says").child(reason(obstacle)))
        .child(
            el("div")
                .set("role", "region")
                .set("aria-label", "What this means for your units")
                .child(points(said, true))
                .child(
                    el("details")
                        .class("more")
                        .child(
                            el("summary").child("Limits and access").child(
                                el("span")
                                    .class("quiet")
                                    .child("what happens when it fails, floods, or is not allowed"),
                            ),
                        )
                        .child(el("div").class("inside").child(points(said, false))),
                ),
        )
}

/// Whether a point belongs to how things work, not to what happens at the edges.
fn is_main(topic: Topic) -> bool {
    use Topic::*;
    matches!(
        topic,
        Files
            | Accepting
            | Descriptor
            | Processes
            | InstanceNames
            | VanishingPath
            | Restart
            | Sleep
            | LowPorts
    )
}

/// The points that are `main` or not.
fn points(said: Derived<Vec<Point>>, main: bool) -> Element {
    el("div").class("points").child(list(move || {
        said.with(|points| {
            let wanted = points.iter().filter(|point| is_main(point.topic) == main).cloned();
            wanted
                .map(|Point { title, text, .. }| {
                    Item::new(format!("{title}\n{text}"), move || {
                        let said = el("p").child(prose(&text));
                        el("div").child(el("h2").child(title)).child(said)
                    })
                })
                .collect()
        })
    }))
}

fn mode(state: State, accept: bool) -> Element {
    let chosen = state.derive(move |activation| activation.accept() == accept);
    let barred = state
        .derive(move |activation| activation::obstacle_to_accept(activation, accept).is_some());
    let name = state.derive(|activation| activation.name().to_owned());
    let (word, title) = match accept {
        false => ("no", "One service answers every caller"),
        true => ("yes", "One instance per caller"),
    };
    let says = piece(move || {
        Some(prose(&match accept {
            false => {
                "systemd hands over the listening socket once. Your program calls `accept()`. \
                      Right for servers."
                    .to_owned()
            }
            true => format!(
                "systemd calls `accept()` and starts `{}@.service` for each connection. \
                 Right for rare, short, isolated jobs.",
                name.get()
            ),
        }))
    });
    let disabled = live(move || barred.get() && !chosen.get());
    el("label")
        .class("mode")
        .toggle("chosen", chosen.live())
        .toggle("barred", disabled.clone())
        .child(
            el("input")
                .set("type", "radio")
                .set("name", "accept")
                .set("aria-describedby", "accept-says")
                .flag("checked", chosen.live())
                .flag("disabled", disabled)
                .on("change", move |_| {
                    state.edit(|activation| activation::set_accept(activation, accept));
                }),
        )
        .child(
            el("span")
                .child(el("b").child(el("code").child(word)).child(" ").child(title))
                .child(diagram(accept, name))
                .child(el("small").child(says)),
        )
}

/// Three callers, the socket, and who answers them.
fn diagram(accept: bool, name: Derived<String>) -> Element {
    let caller = |y| el("circle").set("cx", "14").set("cy", y).set("r", "5");
    let line = |path: String| el("path").set("d", path);
    let label = |y: &'static str, read: Live<String>| {
        el("text").set("x", "171").set("y", y).child(Node::LiveText(read))
    };
    let picture = el("svg")
        .set("viewBox", "0 0 218 64")
        .set("aria-hidden", "true")
        .child(["12", "32", "52"].into_iter().map(caller).collect::<Node>())
        .child(line("M22 12 66 28M22 32H66M22 52 66 36".to_owned()))
        .child(rect("68", "22", "34", "20", "4").class("socket"));
    if !accept {
        return picture
            .child(line("M102 32h24".to_owned()))
            .child(rect("128", "16", "86", "32", "5"))
            .child(label("35.5", live(move || name.with(|name| shortened(name)))));
    }
    [("3", "15", 11), ("24", "36", 32), ("45", "57", 53)].into_iter().enumerate().fold(
        picture,
        |picture, (n, (top, base, middle))| {
            picture
                .child(line(format!("M102 {} 128 {middle}", 28 + 4 * n)))
                .child(rect("128", top, "86", "17", "4"))
                .child(label(
                    base,
                    live(move || format!("{}@{n}", name.with(|name| shortened(name)))),
                ))
        },
    )
}

fn rect(
    x: &'static str,
    y: &'static str,
    width: &'static str,
    height: &'static str,
    round: &'static str,
) -> Element {
    el("rect").set("x", x).set("y", y).set("width", width).set("height", height).set("rx", round)
}

/// `name`, short enough for the diagram.
fn shortened(name: &str) -> String {
    const ROOM: usize = 12;
    match name.chars().count() {
        0..=ROOM => name.to_owned(),
        _ => name.chars().take(ROOM - 1).chain(['…']).collect(),
    }
}
