//! The project's own commands: `cargo xtask help` lists them.
//!
//! What they need beyond Rust is pinned in [`tools`] and installed on first use into a cache outside the checkout.

mod bench;
mod exports;
mod hook;
mod page;
mod run;
mod test;
mod tools;

use run::Outcome;
use std::{env, process::ExitCode};

/// A command: `cargo xtask <name>`.
struct Task {
    name: &'static str,
    help: &'static str,
    run: fn(&[String]) -> Outcome,
}

const TASKS: [Task; 5] = [
    Task {
        name: "serve",
        help: "build the page and serve it on this machine, again after each change: trunk serve",
        run: page::serve,
    },
    Task {
        name: "build",
        help: "build the page into dist/, static files for any host and folder: trunk build",
        run: page::build,
    },
    Task {
        name: "test",
        help: "check everything: format, lints, pure tests, the page, real systemd, a real browser",
        run: test::everything,
    },
    Task {
        name: "bench",
        help: "measure the page and the library: weight, time to the first paint, time for a key",
        run: bench::bench,
    },
    Task {
        name: "hook",
        help: "a step of the build that trunk leaves to us; Trunk.toml names them",
        run: hook::hook,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (name, rest) =
        arguments.split_first().map_or(("help", &[][..]), |(name, rest)| (name.as_str(), rest));
    let outcome = match TASKS.iter().find(|task| task.name == name) {
        Some(task) => (task.run)(rest),
        None if matches!(name, "help" | "--help" | "-h") => {
            print!("{}", help());
            Ok(())
        }
        None => Err(format!("there is no command `{name}`\n\n{}", help())),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn help() -> String {
    let lines = TASKS.iter().map(|task| format!("  cargo xtask {:<7} {}\n", task.name, task.help));
    format!("The project's own commands:\n{}", lines.collect::<String>())
}
