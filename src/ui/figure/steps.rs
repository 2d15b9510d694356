//! From boot to the first answer, step by step, with the person's own units.

use super::{Figure, drawing, figure, label, line, rect, time};
use crate::activation::{Activation, Role, listeners};
use crate::simulate::{self, Caller, Load, Program, What};
use crate::ui::browser;
use crate::ui::element::{Element, Node, button, el, live, text};
use crate::ui::state::{Derived, State};
use leptos::prelude::*;

/// How long a step is shown while it plays, in milliseconds.
const PACE: i32 = 2600;

/// One step: who is at it, what passes between whom, and in words.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Step {
    /// Which of the four are awake: client, socket, systemd, service.
    awake: [bool; 4],
    /// What goes from whom to whom.
    passes: Option<(usize, usize, &'static str)>,
    says: String,
}

/// The figure.
pub fn steps(state: State) -> Node {
    let at = RwSignal::new(0_usize);
    let playing = RwSignal::new(0_u32);
    let all = state.derive(story);
    let last = move || all.with(Vec::len) - 1;
    let here = move || all.with(|all| all[at.get().min(all.len() - 1)].clone());
    let go = move |to: usize| {
        // Whoever moves by hand stops the play.
        playing.set(0);
        at.set(to.min(last()));
    };
    let turn = RwSignal::new(0_u32);
    let play = move |_| {
        if playing.get_untracked() > 0 {
            return playing.set(0);
        }
        turn.update(|turn| *turn += 1);
        playing.set(turn.get_untracked());
        if at.get_untracked() >= last() {
            at.set(0);
        }
        advance(at, playing, turn.get_untracked(), all);
    };
    let names = state.derive(|units| Role::ALL.map(|unit| units.file_name(unit)));
    let controls = Node::from(vec![
        el("div")
            .class("player")
            .child(
                button("")
                    .flag("disabled", live(move || at.get() == 0))
                    .on("click", move |_| go(at.get_untracked().saturating_sub(1)))
                    .child("Back"),
            )
            .child(
                button("primary").on("click", play).child(text(move || {
                    if playing.get() > 0 { "Pause" } else { "Play" }.to_owned()
                })),
            )
            .child(
                button("")
                    .flag("disabled", live(move || at.get() >= last()))
                    .on("click", move |_| go(at.get_untracked() + 1))
                    .child("Next"),
            )
            .child(
                el("input")
                    .set("type", "range")
                    .set("id", "steps-at")
                    .set("aria-label", "Step")
                    .set("min", "0")
                    .follow("max", live(move || Some(last().to_string())))
                    .follow(
                        "aria-valuetext",
                        live(move || Some(format!("{} of {}", at.get() + 1, last() + 1))),
                    )
                    .value(live(move || at.get().to_string()))
                    .on("input", move |event| go(browser::value_of(&event).parse().unwrap_or(0))),
            )
            .into(),
    ]);
    let shown = Figure {
        id: "steps",
        title: "From boot to the first answer",
        controls,
        drawing: live(move || names.with(|names| scene(&here(), names))),
        says: live(move || {
            let step = here();
            format!("Step {} of {}. {}", at.get().min(last()) + 1, last() + 1, step.says)
        }),
    };
    figure(state, shown).into()
}

/// Shows the next step after a while, unless the play has ended.
fn advance(at: RwSignal<usize>, playing: RwSignal<u32>, turn: u32, all: Derived<Vec<Step>>) {
    browser::after(PACE, move || {
        // The figure may be gone by then.
        if playing.try_get_untracked() != Some(turn) {
            return;
        }
        at.update(|at| *at += 1);
        if at.get_untracked() + 1 >= all.with_untracked(Vec::len) {
            playing.set(0);
        } else {
            advance(at, playing, turn, all);
        }
    });
}

/// The steps of these units, with the times of the model.
fn story(units: &Activation) -> Vec<Step> {
    let [socket, service] = Role::ALL.map(|unit| units.file_name(unit));
    let accept = units.accept();
    let door = listeners(units)
        .first()
        .map_or("its address".to_owned(), |listener| listener.value.clone());
    let caller = Caller { at: 1000, source: 0, takes: 50 };
    let load = Load { callers: vec![caller], deeds: Vec::new(), until: 3000 };
    let timeline = simulate::run(units, &Program::default(), &load);
    let step = |awake: [bool; 4], passes, says: String| Step { awake, passes, says };
    let mut steps = vec![
        step(
            [false, false, true, false],
            None,
            format!("The machine boots. systemd reads {socket} and {service}."),
        ),
        step(
            [false, true, true, false],
            Some((2, 1, "listen")),
            format!(
                "systemd opens {door} and listens. No process of yours runs, and nothing is used but the socket."
            ),
        ),
    ];
    for event in &timeline.events {
        let at = time(event.at - 1000.min(event.at));
        steps.push(match event.what {
            What::Called(_) => step(
                [true, true, true, false],
                Some((0, 1, "connect")),
                format!("A client connects to {door}. The kernel completes the connection and lets it wait."),
            ),
            What::Started(_) => step(
                [true, true, true, true],
                Some((2, 3, "fd 3")),
                match accept {
                    true => format!("systemd accepts the call and starts an instance of {service}. The connection is its file descriptor 3, or its stdin and stdout."),
                    false => format!("systemd does not accept. It starts {service} and passes the listening socket as file descriptor 3, or as stdin."),
                },
            ),
            What::Ready(_) => step(
                [true, true, true, true],
                None,
                format!("{at} after the call the program is up. It finds LISTEN_FDS and LISTEN_PID in its environment, or a socket at stdin."),
            ),
            What::Accepted(..) => step(
                [true, true, false, true],
                Some((1, 3, if accept { "read" } else { "accept" })),
                match accept {
                    true => "The program reads from the connection that it was given.".to_owned(),
                    false => "The program calls accept() and has the caller who waited all the time.".to_owned(),
                },
            ),
            What::Served(_) => step(
                [true, true, false, true],
                Some((3, 0, "reply")),
                format!("{at} after it called, the client has its answer. It never saw that nobody was there."),
            ),
            _ => continue,
        });
    }
    steps.push(match accept {
        true => step([false, true, true, false], None, format!("The instance ends with its call. systemd still listens, and starts another instance of {service} for the next caller.")),
        false => step([false, true, false, true], None, "The program stays and accepts the next callers itself. When it exits, systemd listens again.".to_owned()),
    });
    steps
}

/// The four, and what passes between them.
fn scene(step: &Step, [socket, service]: &[String; 2]) -> Element {
    const PLACES: [(u64, u64); 4] = [(10, 150), (210, 150), (210, 14), (450, 82)];
    const SIZE: (u64, u64) = (150, 56);
    let names = ["client", "socket", "systemd", "service"];
    let below = ["curl, a browser …", socket.as_str(), "PID 1", service.as_str()];
    let mut svg = drawing(220);
    if let Some((from, to, what)) = step.passes {
        let middle = |index: usize| (PLACES[index].0 + SIZE.0 / 2, PLACES[index].1 + SIZE.1 / 2);
        let ((x, y), (to_x, to_y)) = (middle(from), middle(to));
        svg = svg.child(line("flow", format!("M{x} {y}L{to_x} {to_y}"))).child(
            label((x + to_x) / 2, (y + to_y) / 2 - 8, what)
                .set("text-anchor", "middle")
                .set("class", "what"),
        );
    }
    for index in 0..4 {
        let (x, y) = PLACES[index];
        let class = if step.awake[index] { "actor awake" } else { "actor" };
        let shown = shortened(below[index]);
        svg = svg
            .child(rect(class, x, y, SIZE.0, SIZE.1).set("rx", "8"))
            .child(
                label(x + SIZE.0 / 2, y + 24, names[index])
                    .set("text-anchor", "middle")
                    .set("class", "head"),
            )
            .child(
                label(x + SIZE.0 / 2, y + 42, shown)
                    .set("text-anchor", "middle")
                    .set("class", "note"),
            );
    }
    svg
}

/// A name that fits into its box.
fn shortened(name: &str) -> String {
    const ROOM: usize = 22;
    match name.chars().count() {
        0..=ROOM => name.to_owned(),
        _ => name.chars().take(ROOM - 1).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::set_accept;
    use crate::preset::PRESETS;

    #[test]
    fn the_story_goes_from_boot_to_the_answer_in_both_modes() {
        let mut units = PRESETS[0].activation();
        for accept in [false, true] {
            set_accept(&mut units, accept);
            let steps = story(&units);
            let passes: Vec<_> = steps.iter().filter_map(|step| Some(step.passes?.2)).collect();
            let takes = if accept { "read" } else { "accept" };
            assert_eq!(passes, ["listen", "connect", "fd 3", takes, "reply"]);
            assert!(!steps[1].awake[3], "nobody runs before the first call");
            assert!(steps.iter().any(|step| step.says.contains("250 ms after it called")));
        }
    }
}
