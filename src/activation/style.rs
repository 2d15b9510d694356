//! How the program takes its connection.
//!
//! Source: systemd.exec(5) `StandardInput=`; socket file descriptors that become standard streams are not announced in
//! `LISTEN_FDS`, so a program is one or the other.

use super::aside::{Choice, switch};
use super::listener;
use super::{Activation, Lens};

/// How the program takes its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// It asks for it: `sd_listen_fds()`, file descriptor 3.
    Aware,
    /// It is handed to it as stdin and stdout, as inetd did.
    Inetd,
}

const INPUT: Lens = Lens::service("StandardInput");
const OUTPUT: Lens = Lens::service("StandardOutput");
const ERROR: Lens = Lens::service("StandardError");

/// How the units say the program takes its connection.
pub fn style(activation: &Activation) -> Style {
    match activation.value(INPUT) {
        Some("socket") => Style::Inetd,
        _ => Style::Aware,
    }
}

/// Where the standard streams of the program lead, as systemd.exec(5) names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Streams<'a> {
    /// stdin.
    pub input: &'a str,
    /// stdout.
    pub output: &'a str,
    /// stderr.
    pub error: &'a str,
}

/// Where the standard streams lead: output follows a socket that is stdin, and stderr follows output, unless told otherwise.
/// Source: systemd.exec(5) `StandardOutput=`, `StandardError=`; seen on 247 to 262.
pub fn streams(activation: &Activation) -> Streams<'_> {
    let held = |lens| activation.held(lens).map(|assignment| assignment.value);
    let input = held(INPUT).unwrap_or("null");
    let output = match held(OUTPUT) {
        Some("inherit") => input,
        Some(output) => output,
        None if input == "socket" => input,
        None => "journal",
    };
    let error = held(ERROR).filter(|error| *error != "inherit").unwrap_or(output);
    Streams { input, output, error }
}

/// Changes the service so that the program gets its connection in this way.
///
/// Lines that have no place in the other way are put aside and come back with the way back.
pub fn set_style(activation: &mut Activation, to: Style) {
    let from = style(activation);
    if from != to {
        switch(
            activation,
            Choice::Style(from),
            Choice::Style(to),
            |activation| {
                // Warnings that a program prints must not reach the caller.
                if to == Style::Inetd {
                    activation.put(ERROR, "journal");
                }
            },
            |activation| enforce(activation, to),
        );
    }
}

/// Why the program cannot take its connection in this way as things are; `None` if it can.
pub fn obstacle_to_style(activation: &Activation, style: Style) -> Option<String> {
    let count = listener::written(activation).len();
    (style == Style::Inetd && !activation.accept() && count > 1).then(|| {
        format!("stdin can hold one socket, and there are {count} listeners: remove some, or let systemd accept")
    })
}

/// Why no further listener can be added; `None` if one can.
pub fn obstacle_to_listener(activation: &Activation) -> Option<&'static str> {
    (style(activation) == Style::Inetd && !activation.accept() && !listener::written(activation).is_empty()).then_some(
        "stdin can hold one socket: for more listeners the program has to be socket-aware, or systemd has to accept",
    )
}

/// Makes the standard streams fit.
pub(super) fn enforce(activation: &mut Activation, style: Style) {
    match style {
        Style::Inetd => {
            activation.put(INPUT, "socket");
            // What the program prints goes to its caller, unless stdin is the listening socket, which nobody reads.
            let output = if activation.accept() { "socket" } else { "journal" };
            let fits = match activation.value(OUTPUT) {
                Some("socket" | "inherit") | None => activation.accept(),
                Some(_) => !activation.accept(),
            };
            if !fits || activation.value(OUTPUT).is_none() {
                activation.put(OUTPUT, output);
            }
        }
        Style::Aware => {
            if activation.value(INPUT) == Some("socket") {
                activation.remove(INPUT);
            }
            for lens in [OUTPUT, ERROR] {
                if activation.value(lens) == Some("socket") {
                    activation.put(lens, "journal");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Role;
    use super::*;

    const SERVICE: &str = "[Service]\nExecStart=/bin/shop\nStandardOutput=journal\n";

    fn service(activation: &Activation) -> &str {
        activation.file(Role::Service).text()
    }

    #[test]
    fn with_accept_yes_stdin_and_stdout_are_the_caller() {
        let mut shop = Activation::new("shop", "[Socket]\nListenStream=80\nAccept=yes\n", SERVICE);
        set_style(&mut shop, Style::Inetd);
        assert_eq!(
            service(&shop),
            "[Service]\nExecStart=/bin/shop\nStandardInput=socket\nStandardOutput=socket\nStandardError=journal\n"
        );
        set_style(&mut shop, Style::Aware);
        assert_eq!(service(&shop), SERVICE);
    }

    #[test]
    fn with_accept_no_stdout_is_not_the_listening_socket() {
        let mut shop = Activation::new(
            "shop",
            "[Socket]\nListenStream=80\n",
            "[Service]\nExecStart=/bin/shop\n",
        );
        set_style(&mut shop, Style::Inetd);
        assert_eq!(
            service(&shop),
            "[Service]\nExecStart=/bin/shop\nStandardInput=socket\nStandardOutput=journal\nStandardError=journal\n"
        );
    }

    #[test]
    fn two_listeners_do_not_fit_into_stdin() {
        let mut shop =
            Activation::new("shop", "[Socket]\nListenStream=80\nListenStream=443\n", SERVICE);
        assert!(obstacle_to_style(&shop, Style::Inetd).unwrap().contains("there are 2 listeners"));
        assert_eq!(obstacle_to_style(&shop, Style::Aware), None);
        shop.set(Lens::socket("Accept"), "yes").unwrap();
        assert_eq!(obstacle_to_style(&shop, Style::Inetd), None);
    }

    #[test]
    fn a_second_listener_needs_a_place_to_go() {
        let mut shop = Activation::new("shop", "[Socket]\nListenStream=80\n", SERVICE);
        assert_eq!(obstacle_to_listener(&shop), None);
        set_style(&mut shop, Style::Inetd);
        assert!(obstacle_to_listener(&shop).is_some());
    }
}
