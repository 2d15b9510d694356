//! *The service*: what it is called, what it runs and as whom, and how the program takes its connection.

use super::lens_field::{Entry, fields, lens_field, wrong};
use crate::activation::{self, Lens, Role, Style};
use crate::ui::element::{Element, Node, el, live, piece, text};
use crate::ui::state::{Derived, State};
use crate::ui::widget::{TextInput, complaint, text_input};

const MAIN: [Entry; 3] = [
    (Lens::service("ExecStart"), "Command"),
    (Lens::service("User"), "Runs as"),
    (Lens::unit(Role::Service, "Description"), "Description"),
];

static MORE: [Entry; 8] = [
    (Lens::service("Group"), "Group"),
    (Lens::service("DynamicUser"), "A user made up for each run"),
    (Lens::service("WorkingDirectory"), "Working directory"),
    (Lens::service("Environment"), "Environment"),
    (Lens::service("EnvironmentFile"), "Environment file"),
    (Lens::service("StateDirectory"), "State directory in /var/lib"),
    (Lens::service("RuntimeDirectory"), "Runtime directory in /run"),
    (Lens::service("RuntimeDirectoryPreserve"), "Keep the runtime directory"),
];

/// The card.
pub fn service(state: State) -> Element {
    let wrong = Derived::new(move || wrong(state, &MORE));
    let main = MAIN.map(|(lens, label)| Node::from(lens_field(state, lens, label)));
    el("fieldset")
        .class("card")
        .child(el("legend").child("The service"))
        .child(el("div").class("fields").child(name(state)).child(Vec::from(main)))
        .child(style_choice(state))
        .child(
            el("details")
                .class("more")
                .child(
                    el("summary")
                        .child("More")
                        .child(el("span").class("quiet").child("environment, directories, group"))
                        .child(count_wrong(wrong)),
                )
                .child(el("div").class("inside").child(fields(state, &MORE))),
        )
}

/// What a closed card says of the fields in it that are wrong.
pub fn count_wrong(wrong: Derived<usize>) -> Node {
    piece(move || {
        let wrong = wrong.get();
        (wrong > 0).then(|| el("span").class("bad").child(format!("{wrong} to put right")).into())
    })
}

fn name(state: State) -> Element {
    let name = state.derive(|activation| activation.name().to_owned());
    let files =
        state.derive(|activation| Role::ALL.map(|unit| activation.file_name(unit)).join(", "));
    let typed = move |name: String| {
        state
            .type_in(|activation| activation::rename(activation, &name))
            .map_err(|error| error.to_string())
    };
    el("div")
        .class("field")
        .child(el("div").class("name").child(el("label").set("for", "service-Name").child("Name")))
        .child(text_input(state, TextInput::new("service-Name", name.live(), typed)))
        .child(
            el("div")
                .set("id", "service-Name-says")
                .child(el("p").class("hint").child(text(move || files.get()))),
        )
}

/// Why something cannot be chosen, if there is a reason.
pub fn reason(why: Derived<Option<String>>) -> Node {
    piece(move || why.get().map(|why| complaint("reason", &why).into()))
}

const STYLES: [(Style, &str, &str); 2] = [
    (Style::Aware, "Socket-aware", "calls sd_listen_fds(), takes fd 3"),
    (Style::Inetd, "stdin / stdout", "inetd style, no code for it"),
];

fn style_choice(state: State) -> Node {
    let style = state.derive(activation::style);
    let obstacles = state.derive(|activation| {
        STYLES.iter().find_map(|(style, ..)| activation::obstacle_to_style(activation, *style))
    });
    let choice = move |(choice, title, small): (Style, &'static str, &'static str)| {
        let barred = state
            .derive(move |activation| activation::obstacle_to_style(activation, choice).is_some());
        let disabled = live(move || barred.get() && style.get() != choice);
        let is = live(move || style.get() == choice);
        el("label")
            .toggle("chosen", is.clone())
            .toggle("barred", disabled.clone())
            .child(
                el("input")
                    .set("type", "radio")
                    .set("name", "style")
                    .set("aria-describedby", "style-says")
                    .flag("checked", is)
                    .flag("disabled", disabled)
                    .on("change", move |_| {
                        state.edit(|activation| activation::set_style(activation, choice));
                    }),
            )
            .child(el("span").child(el("b").child(title)).child(el("small").child(small)))
    };
    vec![
        el("div")
            .class("question")
            .set("id", "style-question")
            .child("How does it take the connection?")
            .into(),
        el("div")
            .class("seg")
            .set("role", "radiogroup")
            .set("aria-labelledby", "style-question")
            .child(STYLES.into_iter().map(choice).collect::<Node>())
            .into(),
        el("div").set("id", "style-says").child(reason(obstacles)).into(),
    ]
    .into()
}
