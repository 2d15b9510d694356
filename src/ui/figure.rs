//! The figures: drawings of what the model says, each with its controls, its words, and a way to save it.

pub mod boot;
mod chart;
pub mod load;
pub mod modes;
pub mod restart;
pub mod steps;

use crate::simulate::Millis;
use crate::ui::browser;
use crate::ui::state::use_state;
use leptos::prelude::*;

/// How wide a drawing is, in its own units. Few, so that a phone shows all of it; the styles size its words by the room there is.
const WIDTH: u64 = 440;

/// A figure: what it is called, what one can change, the drawing, and what it shows in words.
#[component]
fn Figure(
    id: &'static str,
    title: &'static str,
    /// What it shows, in words.
    #[prop(into)]
    says: Signal<String>,
    #[prop(optional)] controls: Option<AnyView>,
    /// The drawing.
    children: Children,
) -> AnyView {
    let state = use_state();
    let save = move |form: browser::Form| {
        let name = match form {
            browser::Form::Svg => format!("{id}.svg"),
            browser::Form::Png => format!("{id}.png"),
        };
        let told = name.clone();
        browser::save_drawing(id, name, form, move |saved| {
            state.say(match saved {
                true => format!("Saved {told}."),
                false => format!("The browser could not draw {told}: try the other form."),
            });
        });
    };
    let button = move |label: &'static str, form: browser::Form| {
        view! {
            <button
                type="button"
                class="link"
                aria-label=format!("Save “{title}” as {label}")
                on:click=move |_| save(form)
            >
                {label}
            </button>
        }
    };
    view! {
        <figure class="figure" id=id aria-label=title>
            <figcaption>
                <b>{title}</b>
                <span class="save quiet">
                    "Save as " {button("SVG", browser::Form::Svg)}
                    {button("PNG", browser::Form::Png)}
                </span>
            </figcaption>
            {children()}
            <p class="says">{move || says.get()}</p>
            {controls.map(|controls| view! { <div class="controls">{controls}</div> })}
        </figure>
    }
    .into_any()
}

/// A drawing that is made anew when it changes.
#[component]
fn Drawn(#[prop(into)] drawing: Signal<Drawing>, #[prop(into)] says: Signal<String>) -> AnyView {
    let shapes = move || {
        let drawable = |shape| view! { <Drawable shape=shape /> }.into_any();
        drawing.get().shapes.into_iter().map(drawable).collect::<Vec<_>>()
    };
    let view_box = move || format!("0 0 {WIDTH} {}", drawing.with(|drawing| drawing.height));
    view! {
        <svg viewBox=view_box role="img" aria-label=says>
            {shapes}
        </svg>
    }
    .into_any()
}

#[component]
fn Drawable(shape: Shape) -> AnyView {
    match shape {
        Shape::Label(Label { x, y, class, anchor, words }) => view! {
            <text x=x y=y class=class text-anchor=anchor>
                {words}
            </text>
        }
        .into_any(),
        Shape::Path { class, path } => view! { <path class=class d=path /> }.into_any(),
        Shape::Rect { class, x, y, width, height } => {
            view! { <rect class=class x=x y=y width=width height=height /> }.into_any()
        }
    }
}

/// A drawing as data, in units of which [`WIDTH`] make its width.
#[derive(Clone, Debug, PartialEq)]
struct Drawing {
    height: u64,
    shapes: Vec<Shape>,
}

/// What a drawing is made of; the classes are those of the styles.
#[derive(Clone, Debug, PartialEq)]
enum Shape {
    Label(Label),
    Path { class: &'static str, path: String },
    Rect { class: &'static str, x: u64, y: u64, width: u64, height: u64 },
}

/// Words beside a point, on a line at its height.
#[derive(Clone, Debug, PartialEq)]
struct Label {
    x: u64,
    y: u64,
    class: &'static str,
    /// Which end of the words is at the point: `start`, `middle` or `end`.
    anchor: &'static str,
    words: String,
}

impl Drawing {
    fn new(height: u64) -> Self {
        Self { height, shapes: Vec::new() }
    }

    /// Draws words that begin at a point.
    fn label(&mut self, x: u64, y: u64, words: impl Into<String>) -> &mut Label {
        let label = Label { x, y, class: "", anchor: "start", words: words.into() };
        self.shapes.push(Shape::Label(label));
        match self.shapes.last_mut() {
            Some(Shape::Label(label)) => label,
            _ => unreachable!("it was just drawn"),
        }
    }

    fn path(&mut self, class: &'static str, path: String) {
        self.shapes.push(Shape::Path { class, path });
    }

    fn rect(&mut self, class: &'static str, x: u64, y: u64, width: u64, height: u64) {
        self.shapes.push(Shape::Rect { class, x, y, width, height });
    }
}

impl Label {
    fn class(&mut self, class: &'static str) -> &mut Self {
        self.class = class;
        self
    }

    fn anchor(&mut self, anchor: &'static str) -> &mut Self {
        self.anchor = anchor;
        self
    }
}

/// A time as people say it.
fn time(millis: Millis) -> String {
    match millis {
        0 => "0 s".to_owned(),
        1..1000 => format!("{millis} ms"),
        _ if millis.is_multiple_of(1000) => format!("{} s", millis / 1000),
        _ => format!("{:.1} s", millis as f64 / 1000.0),
    }
}

/// So many of something.
fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
