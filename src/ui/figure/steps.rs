//! From boot to the first answer, step by step, with the person's own units: one pipeline from the client to the service, the
//! queue in its middle, and the descriptor that goes from systemd to the service.

use super::{Figure, WIDTH, time};
use crate::activation::{Activation, Role, listeners};
use crate::simulate::{self, Caller, Load, Program, What};
use crate::ui::dynamic::{aria, flag};
use crate::ui::state::{Derived, use_state};
use leptos::prelude::*;
use std::time::Duration;

/// How long a scene is shown while it plays.
const PACE: Duration = Duration::from_millis(2600);

/// One scene: who is at it, where the caller is, who holds a descriptor, and in words.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Scene {
    /// Which of the four are awake: client, socket, systemd, service.
    awake: [bool; 4],
    /// Where the caller is: the class of the place.
    caller: &'static str,
    /// Whether systemd holds the descriptor of the listening socket.
    is_open: bool,
    /// Whether the service holds its file descriptor 3.
    is_passed: bool,
    /// What goes from whom to whom.
    passes: Option<(usize, usize, &'static str)>,
    says: String,
}

/// The figure.
#[component]
pub fn StepsFigure() -> AnyView {
    let state = use_state();
    let at = RwSignal::new(0_usize);
    // Which play is on, counted; 0 for none.
    let playing = RwSignal::new(0_u32);
    let turn = StoredValue::new(0_u32);
    let all = state.derive_settled(story);
    let last = move || all.with(Vec::len) - 1;
    let here = Derived::new(move || all.with(|all| all[at.get().min(all.len() - 1)].clone()));
    let go = move |to: usize| {
        // Whoever moves by hand stops the play.
        playing.set(0);
        at.set(to.min(last()));
    };
    let play = move |_| {
        if playing.get_untracked() > 0 {
            return playing.set(0);
        }
        turn.update_value(|turn| *turn += 1);
        playing.set(turn.get_value());
        if at.get_untracked() >= last() {
            at.set(0);
        }
        advance(at, playing, turn.get_value(), all);
    };
    let names = state.derive_settled(|units| Role::ALL.map(|unit| units.file_name(unit)));
    let says = Signal::derive(move || {
        let says = here.with(|scene| scene.says.clone());
        format!("Step {} of {}. {says}", at.get().min(last()) + 1, last() + 1)
    });
    let controls = view! {
        <div class="player">
            <button
                type="button"
                aria-disabled=aria(move || at.get() == 0)
                on:click=move |_| go(at.get_untracked().saturating_sub(1))
            >
                "Back"
            </button>
            <button type="button" class="primary" on:click=play>
                {move || if playing.get() > 0 { "Pause" } else { "Play" }}
            </button>
            <button
                type="button"
                aria-disabled=aria(move || at.get() >= last())
                on:click=move |_| go(at.get_untracked() + 1)
            >
                "Next"
            </button>
            <input
                type="range"
                id="steps-at"
                aria-label="Step"
                min="0"
                max=move || last().to_string()
                aria-valuetext=move || format!("{} of {}", at.get() + 1, last() + 1)
                prop:value=move || at.get().to_string()
                on:input:target=move |event| go(event.target().value().parse().unwrap_or(0))
            />
        </div>
    };
    view! {
        <Figure
            id="steps"
            title="From boot to the first answer"
            controls=controls.into_any()
            says=says
        >
            <Pipeline scene=here names=names says=says />
        </Figure>
    }
    .into_any()
}

/// Shows the next scene after a while, unless the play has ended.
fn advance(at: RwSignal<usize>, playing: RwSignal<u32>, turn: u32, all: Derived<Vec<Scene>>) {
    let next = move || {
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
    };
    set_timeout(next, PACE);
}

/// The scenes of these units, with the times of the model.
fn story(units: &Activation) -> Vec<Scene> {
    let [socket, service] = Role::ALL.map(|unit| units.file_name(unit));
    let accept = units.accept();
    let door = listeners(units)
        .first()
        .map_or("its address".to_owned(), |listener| listener.value.clone());
    let caller = Caller { at: 1000, source: 0, takes: 50 };
    let load = Load { callers: vec![caller], deeds: Vec::new(), until: 3000 };
    let timeline = simulate::run(units, &Program::default(), &load);
    let scene = |awake: [bool; 4], caller, passes, says: String| Scene {
        awake,
        caller,
        is_open: true,
        is_passed: awake[3],
        passes,
        says,
    };
    let mut scenes = vec![
        Scene {
            is_open: false,
            ..scene(
                [false, false, true, false],
                "at-client",
                None,
                format!("The machine boots. systemd reads {socket} and {service}."),
            )
        },
        scene(
            [false, true, true, false],
            "at-client",
            Some((2, 1, "listens")),
            format!(
                "systemd opens {door} and listens. It keeps a descriptor of that socket: no process of yours runs."
            ),
        ),
    ];
    for event in &timeline.events {
        let at = time(event.at - 1000.min(event.at));
        scenes.push(match event.what {
            What::Called(_) => scene(
                [true, true, true, false],
                "in-queue",
                Some((0, 1, "connects")),
                format!("A client connects to {door}. The kernel completes the connection and lets it wait in the queue."),
            ),
            What::Started(_) => scene(
                [true, true, true, true],
                if accept { "at-service" } else { "in-queue" },
                Some((2, 3, "passes fd 3")),
                match accept {
                    true => format!("systemd accepts the call and starts an instance of {service}. The connection is its file descriptor 3, or its stdin and stdout."),
                    false => format!("systemd does not accept. It starts {service} and passes the listening socket as file descriptor 3, or as stdin; the caller waits on."),
                },
            ),
            What::Ready(_) => scene(
                [true, true, true, true],
                if accept { "at-service" } else { "in-queue" },
                None,
                format!("{at} after the call the program is up. It finds LISTEN_FDS and LISTEN_PID in its environment, or a socket at stdin."),
            ),
            What::Accepted(..) => scene(
                [true, true, false, true],
                "at-service",
                Some((1, 3, if accept { "reads" } else { "accepts" })),
                match accept {
                    true => "The program reads from the connection that it was given.".to_owned(),
                    false => "The program calls accept() and has the caller who waited all the time.".to_owned(),
                },
            ),
            What::Served(_) => scene(
                [true, true, false, true],
                "at-client",
                Some((3, 0, "replies")),
                format!("{at} after it called, the client has its answer. It never saw that nobody was there."),
            ),
            _ => continue,
        });
    }
    scenes.push(match accept {
        true => scene([false, true, true, false], "at-client", None, format!("The instance ends with its call. systemd still listens, and starts another instance of {service} for the next caller.")),
        false => scene([false, true, false, true], "at-client", None, "The program stays and accepts the next callers itself. When it exits, systemd listens again.".to_owned()),
    });
    scenes
}

/// An actor: what it is, and where its box lies.
struct Actor {
    name: &'static str,
    x: u64,
    y: u64,
    width: u64,
    height: u64,
}

/// Client, socket, systemd and service.
const ACTORS: [Actor; 4] = [
    Actor { name: "client", x: 4, y: 116, width: 80, height: 108 },
    Actor { name: "socket", x: 112, y: 116, width: 152, height: 108 },
    Actor { name: "systemd", x: 112, y: 4, width: 152, height: 58 },
    Actor { name: "service", x: 302, y: 116, width: 134, height: 108 },
];

impl Actor {
    fn middle(&self) -> u64 {
        self.x + self.width / 2
    }
}

/// The ways between two of them.
const PIPES: [(usize, usize, &str); 5] = [
    (2, 1, "M188 62V116"),
    (0, 1, "M84 180H112"),
    (1, 3, "M264 180H302"),
    (2, 3, "M264 33H357Q369 33 369 45V116"),
    (3, 0, "M369 224V240Q369 252 357 252H56Q44 252 44 240V224"),
];

/// Where it says what passes between them, above the line: its anchor, x and y.
const PASSES: [(usize, usize, &str, u64, u64); 5] = [
    (2, 1, "start", 198, 104),
    (0, 1, "middle", 98, 106),
    (1, 3, "middle", 283, 106),
    (2, 3, "start", 272, 24),
    (3, 0, "middle", 206, 245),
];

/// The places in the queue that are drawn.
const QUEUE: u64 = 4;

/// The four, the pipes between them, the caller, and the descriptors; they move where a scene takes them.
#[component]
fn Pipeline(scene: Derived<Scene>, names: Derived<[String; 2]>, says: Signal<String>) -> AnyView {
    let note = move |index: usize| match index {
        0 => "curl …".to_owned(),
        1 => names.with(|names| shortened(&names[0])),
        2 => "PID 1".to_owned(),
        _ => names.with(|names| shortened(&names[1])),
    };
    let actor = |(index, actor): (usize, &'static Actor)| {
        let class = move || match scene.with(|scene| scene.awake[index]) {
            true => "actor awake",
            false => "actor",
        };
        // The lines of words are as far apart as their size asks for.
        view! {
            <rect
                class=class
                x=actor.x
                y=actor.y
                width=actor.width
                height=actor.height
                rx="9"
            />
            <text class="head" x=actor.middle() y=actor.y + 5 dy="1em" text-anchor="middle">
                {actor.name}
            </text>
            <text x=actor.middle() y=actor.y + 5 dy="2.3em" text-anchor="middle">
                {move || note(index)}
            </text>
        }
    };
    let pipe = |(from, to, path): (usize, usize, &'static str)| {
        let is_used =
            move || scene.with(|scene| scene.passes.is_some_and(|(a, b, _)| (a, b) == (from, to)));
        view! { <path class="pipe" class:used=is_used d=path /> }
    };
    let passing = move || {
        let (from, to, what) = scene.with(|scene| scene.passes)?;
        let (.., anchor, x, y) = *PASSES.iter().find(|(a, b, ..)| (*a, *b) == (from, to))?;
        Some(view! {
            <text class="what" x=x y=y text-anchor=anchor>
                {what}
            </text>
        })
    };
    let slot = |place: u64| {
        view! { <rect class="slot" x=139 + 26 * place y="170" width="20" height="20" rx="4" /> }
    };
    let descriptor = |class: &'static str, words: &'static str, is_taken: Signal<bool>| {
        view! {
            <g class=class class:taken=is_taken>
                <rect x="-21" y="-11" width="42" height="22" rx="6" />
                <text dy=".35em" text-anchor="middle">
                    {words}
                </text>
            </g>
        }
    };
    let is_open = flag(move || scene.with(|scene| scene.is_open));
    let is_passed = flag(move || scene.with(|scene| scene.is_passed));
    view! {
        <svg class="pipeline" viewBox=format!("0 0 {WIDTH} 258") role="img" aria-label=says>
            {PIPES.map(pipe).into_iter().collect::<Vec<_>>()}
            {ACTORS.iter().enumerate().map(actor).collect::<Vec<_>>()}
            {(0..QUEUE).map(slot).collect::<Vec<_>>()}
            <text x=ACTORS[1].middle() y="194" dy="1.1em" text-anchor="middle">
                "queue"
            </text>
            {passing}
            {descriptor("descriptor", "fd", is_open)}
            {descriptor("descriptor passed", "fd 3", is_passed)}
            <circle class=move || scene.with(|scene| format!("caller {}", scene.caller)) r="7" />
        </svg>
    }
    .into_any()
}

/// A name that fits into its box.
fn shortened(name: &str) -> String {
    const ROOM: usize = 16;
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
            let scenes = story(&units);
            let passes: Vec<_> = scenes.iter().filter_map(|scene| Some(scene.passes?.2)).collect();
            let takes = if accept { "reads" } else { "accepts" };
            assert_eq!(passes, ["listens", "connects", "passes fd 3", takes, "replies"]);
            assert!(!scenes[1].awake[3], "nobody runs before the first call");
            assert!(!scenes[0].is_open && scenes[1..].iter().all(|scene| scene.is_open));
            let first = scenes.iter().position(|scene| scene.is_passed).expect("it is passed");
            assert_eq!(scenes[first].passes, Some((2, 3, "passes fd 3")), "not before");
            assert_eq!(scenes.last().expect("an end").is_passed, !accept);
            for (from, to, _) in scenes.iter().filter_map(|scene| scene.passes) {
                let is_drawn = |ends: (usize, usize)| ends == (from, to);
                assert!(PIPES.iter().any(|(from, to, _)| is_drawn((*from, *to))));
                assert!(PASSES.iter().any(|(from, to, ..)| is_drawn((*from, *to))));
            }
            assert!(scenes.iter().any(|scene| scene.says.contains("250 ms after it called")));
        }
    }
}
