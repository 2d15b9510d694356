//! The command line: `doorbell check` for pipelines, `doorbell directives` for looking things up.

#[path = "doorbell/read.rs"]
mod read;
#[path = "doorbell/write.rs"]
mod write;

use clap::{Parser, Subcommand, ValueEnum};
use doorbell::activation::Scope;
use doorbell::catalogue::target::{self, TARGETS, Target};
use doorbell::catalogue::{self, Standing};
use doorbell::check::together::{self, Found};
use doorbell::check::{Origin, Outcome};
use doorbell::value::Version;
use std::path::PathBuf;
use std::process::ExitCode;

/// Checks systemd socket and service units as systemd would, and for what it accepts in silence.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Say what systemd would say of unit files, and what it would not.
    Check(Check),
    /// List every directive of socket and service units.
    Directives(Directives),
}

#[derive(clap::Args)]
struct Check {
    /// The distribution to check for, such as debian13 or rhel8.
    #[arg(long, value_parser = a_target, conflicts_with = "systemd")]
    target: Option<&'static Target>,
    /// The systemd release to check for, such as 257.
    #[arg(long, value_name = "N", value_parser = a_release)]
    systemd: Option<&'static Target>,
    /// The units are for the manager of a user; those below `systemd/user` are without it.
    #[arg(long)]
    user: bool,
    /// The units are your own: no others start, want or order them. Then what only such units lack is found too.
    #[arg(long)]
    own: bool,
    /// How to print what was found.
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// Exit with 1 for warnings too, not only for what systemd itself remarks on.
    #[arg(long)]
    strict: bool,
    /// Unit files, or folders of them.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

#[derive(clap::Args)]
struct Directives {
    /// Only those that this systemd release knows.
    #[arg(long, value_name = "N", value_parser = a_release)]
    systemd: Option<&'static Target>,
    /// Print one JSON object a line.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people: the line, and what would put it right.
    Human,
    /// One JSON object a line.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
}

fn a_target(id: &str) -> Result<&'static Target, String> {
    Target::find(id).ok_or_else(|| {
        let known: Vec<&str> = TARGETS.iter().map(|target| target.id).collect();
        format!("there is no target `{id}`; there are {}", known.join(", "))
    })
}

fn a_release(number: &str) -> Result<&'static Target, String> {
    let bare = || TARGETS.iter().filter(|target| !target.is_distribution());
    let version = number.parse().ok().map(Version);
    bare().find(|target| Some(target.version) == version).ok_or_else(|| {
        let oldest = bare().map(|target| target.version).min().unwrap_or(catalogue::NEWEST);
        format!("`{number}` is not a systemd release from {oldest} to {}", catalogue::NEWEST)
    })
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Check(arguments) => check(&arguments),
        Command::Directives(arguments) => {
            directives(&arguments);
            ExitCode::SUCCESS
        }
    }
}

fn check(arguments: &Check) -> ExitCode {
    let scope = if arguments.user { Scope::User } else { Scope::System };
    let origin = if arguments.own { Origin::Own } else { Origin::Given };
    let given = match read::units(&arguments.paths, scope) {
        Ok(given) => given,
        Err(message) => {
            eprintln!("error: {message}");
            return ExitCode::from(2);
        }
    };
    let target = arguments.target.or(arguments.systemd).unwrap_or(target::DEFAULT);
    let mut found = given.unreadable;
    found.extend(together::check(&given.units, target, origin));
    match arguments.format {
        Format::Human => write::human(&found, &given.units, target),
        Format::Json => write::json(&found),
        Format::Sarif => write::sarif(&found),
        Format::Github => write::github(&found),
    }
    let least = if arguments.strict { Outcome::Warning } else { Outcome::Noted };
    let counts = |one: &Found| one.outcome >= least;
    ExitCode::from(u8::from(found.iter().any(counts)))
}

fn directives(arguments: &Directives) {
    let target = arguments.systemd;
    for directive in catalogue::all().filter(|d| target.is_none_or(|target| target.knows(d))) {
        let sections: Vec<&str> = directive.sections.iter().map(|section| section.name()).collect();
        let words: Vec<&str> = directive
            .kind
            .words()
            .map(|words| words.0.iter().map(|word| word.text).collect())
            .unwrap_or_default();
        let standing = match directive.standing {
            Standing::Current => "current".to_owned(),
            Standing::Deprecated { .. } => "deprecated".to_owned(),
            Standing::Removed { since, .. } => format!("removed in {since}"),
            Standing::Dropped { since, .. } => format!("unknown since {since}"),
        };
        if arguments.json {
            let line = serde_json::json!({
                "name": directive.name,
                "sections": sections,
                "since": directive.since.0,
                "default": directive.default,
                "words": words,
                "standing": standing,
                "summary": catalogue::summary(directive),
            });
            println!("{line}");
        } else {
            let since = match directive.since.0 {
                0 => String::from("always"),
                since => since.to_string(),
            };
            println!(
                "{:<38} {:<16} {since:<7} {standing:<15} {}",
                directive.name,
                sections.join(" "),
                directive.default
            );
        }
    }
}
