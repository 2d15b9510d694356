//! The command line: `doorbell check` for pipelines, `doorbell directives` for looking things up, `doorbell drop-in` for
//! changing a unit that a package ships.

#[path = "doorbell/read.rs"]
mod read;
#[path = "doorbell/schema.rs"]
mod schema;
#[path = "doorbell/visible.rs"]
mod visible;
#[path = "doorbell/write.rs"]
mod write;

use annotate_snippets::Renderer;
use clap::{Parser, Subcommand, ValueEnum};
use doorbell::activation;
use doorbell::catalogue::target::{self, TARGETS, Target};
use doorbell::catalogue::{self, Standing};
use doorbell::check::together;
use doorbell::check::{Origin, Outcome};
use doorbell::value::Version;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

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
    #[command(after_help = "See `--help` for what is read and how it exits.", after_long_help = CHECK)]
    Check(Check),
    /// List every directive of socket and service units.
    Directives(Directives),
    /// Print the drop-in that makes of a unit what an edited copy of it says.
    #[command(after_help = "See `--help` for how it exits.", after_long_help = DROP_IN)]
    DropIn(DropIn),
}

const DROP_IN: &str = "\
The drop-in is for /etc/systemd/system/NAME.d/override.conf. It holds only what differs, and nothing
is printed where nothing does. What no drop-in can do is told on standard error, with the way that
works.

Exit status:
  0    the unit with the drop-in is what the edited copy says
  1    it is, but for what standard error names
  2    something could not be read, which standard error names, or the result could not be written
  141  whoever read the output stopped before its end";

const CHECK: &str = "\
What is read:
  A file, with the drop-ins beside it as systemd finds them: in the folders of its name, its
  template, what stands before each dash of its name, and its type.

  A folder, with all socket and service units in it. Links to units in it are other names of
  these; `.wants` and `.requires` are not looked into. A folder without units is taken for a
  root, or for the `usr`, `lib` or `etc` of one: the folders in it are searched where systemd
  would look, in its order, those of users apart. Units in a folder `systemd/user` are judged
  as a user's.

  A pipe, such as `<(systemctl cat a.socket)`, or standard input as `-`: what `systemctl cat`
  prints, whose `# /path` lines tell which file is which; or the text of one unit, whose type
  its sections tell unless `--as` does.

  At most 64 MiB are read in one run, 12,000,000 lines, and 1,048,576 of them that are neither
  blank nor comments. A pipe may be silent for 60 s, see `--wait`. Pipes and devices in a
  folder are passed over.

Exit status:
  0    systemd would remark on nothing
  1    it would; with `--strict`, or there is a warning
  2    something could not be read, which standard error names (the rest is checked all the
       same), or the result could not be written
  141  whoever read the output stopped before its end";

#[derive(clap::Args)]
struct Check {
    /// The distribution to check for, such as debian13 or rhel8.
    #[arg(long, value_parser = a_target, conflicts_with = "systemd")]
    target: Option<&'static Target>,
    /// The systemd release to check for, such as 257.
    #[arg(long, value_name = "N", value_parser = a_release)]
    systemd: Option<&'static Target>,
    /// The units are for the manager of a user; those in a folder `systemd/user` are without it.
    #[arg(long)]
    user: bool,
    /// The units are your own: no others start, want or order them. Then what only such units lack is found too.
    #[arg(long)]
    own: bool,
    /// What a unit is called whose text comes from a pipe without a name; once for each such pipe.
    #[arg(long = "as", value_name = "NAME")]
    names: Vec<String>,
    /// How many seconds to wait for the next byte from a pipe.
    #[arg(long, value_name = "SECONDS", default_value = "60")]
    wait: u64,
    /// How to print what was found.
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// Exit with 1 for warnings too, not only for what systemd itself remarks on.
    #[arg(long)]
    strict: bool,
    /// Unit files, folders of them, pipes, or `-` for standard input.
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

#[derive(clap::Args)]
struct DropIn {
    /// The unit as its package ships it, such as /usr/lib/systemd/system/ssh.socket.
    #[arg(long, value_name = "PATH")]
    base: PathBuf,
    /// The edited copy of it.
    #[arg(long, value_name = "PATH")]
    edited: PathBuf,
    /// What the unit is called, where the file with its text is not called so.
    #[arg(long, value_name = "UNIT")]
    name: Option<String>,
    /// The systemd release that is to read it, such as 257.
    #[arg(long, value_name = "N", value_parser = a_release)]
    systemd: Option<&'static Target>,
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
            print(ExitCode::SUCCESS, |out| directives(&arguments, out))
        }
        Command::DropIn(arguments) => drop_in(&arguments),
    }
}

fn check(arguments: &Check) -> ExitCode {
    let origin = if arguments.own { Origin::Own } else { Origin::Given };
    let how = read::How {
        user: arguments.user,
        names: arguments.names.clone(),
        wait: Duration::from_secs(arguments.wait),
    };
    let given = read::units(&arguments.paths, how);
    write::problems(&given.problems);
    let target = arguments.target.or(arguments.systemd).unwrap_or(target::DEFAULT);
    let mut found = together::check(&given.units, target, origin);
    // What came without a name came alone, so that its service is not there says nothing.
    found.retain(|one| one.rule != "service-missing" || !given.unnamed.contains(&*one.unit));
    let least = if arguments.strict { Outcome::Warning } else { Outcome::Noted };
    let status = match () {
        () if given.problems.iter().any(|problem| !problem.is_passed_over) => 2,
        () if found.iter().any(|one| one.outcome >= least) => 1,
        () => 0,
    };
    print(ExitCode::from(status), |mut out| match arguments.format {
        Format::Human => {
            let renderer = match anstream::AutoStream::choice(&io::stdout()) {
                anstream::ColorChoice::Never => Renderer::plain(),
                _ => Renderer::styled(),
            };
            write::human(&found, &given, target, &renderer, &mut out)
        }
        Format::Json => write::json(&found, &mut out),
        Format::Sarif => write::sarif(&found, &given.problems, &mut out),
        Format::Github => write::github(&found, &given.problems, &mut out),
    })
}

/// The last part of a path.
fn file_name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
}

fn drop_in(arguments: &DropIn) -> ExitCode {
    let name = arguments.name.as_deref().unwrap_or(file_name(&arguments.base));
    let read = [&arguments.base, &arguments.edited].map(|path| read::text(path));
    let mut problems = Vec::new();
    let [base, edited] = read.map(|text| text.map_err(|problem| problems.push(problem)).ok());
    let role = together::role_of(name);
    if role.is_none() {
        problems.push(read::Problem {
            path: arguments.base.display().to_string(),
            message: format!(
                "`{name}` is not the name of a socket or service unit: say with `--name` what the unit is called, such as \
                 `myapp.socket`"
            ),
            is_passed_over: false,
        });
    }
    write::problems(&problems);
    let (Some(base), Some(edited), Some(role)) = (base, edited, role) else {
        return ExitCode::from(2);
    };
    let target = arguments.systemd.unwrap_or(target::DEFAULT);
    let made = activation::drop_in(&base, &edited, role, target);
    let new_name = file_name(&arguments.edited);
    // A copy under a name that is none, or under one that was not asked about, is only a copy.
    let renamed = match arguments.name.is_none() && together::role_of(new_name).is_some() {
        true => activation::drop_in::obstacle_to_name(name, new_name),
        false => None,
    };
    let obstacles: Vec<_> = made.obstacles.into_iter().chain(renamed).collect();
    write::obstacles(name, &obstacles);
    print(ExitCode::from(u8::from(!obstacles.is_empty())), |out| {
        out.write_all(made.text.as_bytes())
    })
}

/// Writes to standard output; `status` is how to exit if all goes well.
fn print(status: ExitCode, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> ExitCode {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Ok(()) => status,
        // As if the signal had ended it that ends most programs whose reader has gone.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::from(141),
        Err(error) => {
            writeln!(io::stderr(), "error: the result could not be written: {error}").ok();
            ExitCode::from(2)
        }
    }
}

fn directives(arguments: &Directives, out: &mut dyn Write) -> io::Result<()> {
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
            writeln!(out, "{line}")?;
        } else {
            let since = match directive.since.0 {
                0 => String::from("always"),
                since => since.to_string(),
            };
            writeln!(
                out,
                "{:<38} {:<16} {since:<7} {standing:<15} {}",
                directive.name,
                sections.join(" "),
                directive.default
            )?;
        }
    }
    Ok(())
}
