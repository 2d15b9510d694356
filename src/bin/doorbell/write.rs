//! How what was found is printed.

use crate::read::{Given, Problem};
use crate::schema::{self, Line, Sarif};
use crate::visible::visible;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use doorbell::activation::Obstacle;
use doorbell::catalogue::target::Target;
use doorbell::check::together::{File, Found};
use doorbell::check::{Outcome, Severity};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

/// How many findings of one kind are shown to a person in one file; the rest is counted.
pub const MOST_ALIKE: usize = 20;

/// How many characters of a line, or of a message, are shown to a person.
const MOST_SHOWN: usize = 400;

/// For people: each with its line, then how many more there are, and one line for the run.
pub fn human(
    found: &[Found],
    given: &Given,
    target: &Target,
    renderer: &Renderer,
    out: &mut impl Write,
) -> io::Result<()> {
    let files = given.units.iter().flat_map(|unit| unit.files());
    let files: HashMap<&str, &File> = files.map(|file| (&*file.path, file)).collect();
    let mut alike: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for one in found {
        let count = alike.entry((&one.path, one.rule)).or_default();
        *count += 1;
        if *count <= MOST_ALIKE {
            let text = shown(one, files.get(&*one.path).copied(), renderer);
            writeln!(out, "{text}\n")?;
        }
    }
    let mut is_cut = false;
    for ((path, rule), count) in alike {
        if count > MOST_ALIKE {
            is_cut = true;
            writeln!(out, "{} more like these in {}: {rule}", count - MOST_ALIKE, visible(path))?;
        }
    }
    if is_cut {
        writeln!(out, "`--format json` prints all of them\n")?;
    }
    let count =
        |wanted: fn(Outcome) -> bool| found.iter().filter(|one| wanted(one.outcome)).count();
    let counted = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    };
    let remarks = count(|outcome| !outcome.is_advice());
    let warnings = counted(count(|outcome| outcome == Outcome::Warning), "warning");
    let hints = counted(count(|outcome| outcome == Outcome::Hint), "hint");
    let units = counted(given.units.len(), "unit");
    writeln!(out, "{units} for {}: {remarks} from systemd, {warnings}, {hints}", target.label())
}

/// One finding, with the line that it is about.
fn shown(one: &Found, file: Option<&File>, renderer: &Renderer) -> String {
    let level = match one.outcome.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE.with_name("hint"),
    };
    let (message, path) = (cut(&one.message), visible(&one.path));
    let title = level.primary_title(visible(&message)).id(one.rule);
    let line = file.zip(one.line).and_then(|(file, number)| {
        let text = file.text.text();
        let line = file.text.lines().binary_search_by(|line| line.first().cmp(&number)).ok()?;
        let line = file.text.raw(&file.text.lines()[line]);
        Some((number, line.split(['\n', '\r', '\0']).next().unwrap_or(text)))
    });
    let group = match line {
        Some((number, line)) => {
            // A tab is not dangerous, and its width is the renderer's business.
            let shown =
                |part: &str| part.split('\t').map(visible).collect::<Vec<Cow<str>>>().join("\t");
            let line = cut(line.trim_end());
            let column = one.column.unwrap_or(1) - 1;
            let (at, _) = line.char_indices().nth(column).unwrap_or((line.len(), ' '));
            let (before, marked) = (shown(&line[..at]), shown(&line[at..]));
            let span = before.len()..before.len() + marked.len();
            let snippet = Snippet::source(before + &marked)
                .line_start(number)
                .path(path)
                .annotation(AnnotationKind::Primary.span(span));
            title.element(snippet)
        }
        None => title.element(Origin::path(path)),
    };
    let group: Group = match &one.fix {
        Some(fix) => group.element(Level::HELP.message(visible(&cut(&fix.label)).into_owned())),
        None => group,
    };
    renderer.render(&[group])
}

/// The beginning of a long text.
fn cut(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MOST_SHOWN) {
        None => Cow::Borrowed(text),
        Some((at, _)) => Cow::Owned(format!("{}…", &text[..at])),
    }
}

/// One object a line, see [`Line`].
pub fn json(found: &[Found], out: &mut impl Write) -> io::Result<()> {
    found.iter().try_for_each(|one| schema::write(&Line::new(one), out))
}

/// One log of SARIF 2.1.0.
pub fn sarif(found: &[Found], problems: &[Problem], out: &mut impl Write) -> io::Result<()> {
    schema::write(&Sarif::new(found, problems), out)
}

/// Workflow commands, which GitHub Actions shows at their lines.
pub fn github(found: &[Found], problems: &[Problem], out: &mut impl Write) -> io::Result<()> {
    let text = |text: &str| {
        visible(&text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")).into_owned()
    };
    let property = |value: &str| text(value).replace(':', "%3A").replace(',', "%2C");
    for problem in problems {
        let command = if problem.is_passed_over { "notice" } else { "error" };
        let (path, message) = (property(&problem.path), text(&problem.message));
        writeln!(out, "::{command} file={path},title=not-read::{message}")?;
    }
    for one in found {
        let command = match one.outcome.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let mut properties = format!("file={}", property(&one.path));
        if let (Some(line), Some(column)) = (one.line, one.column) {
            properties += &format!(",line={line},col={column}");
        }
        let message = text(&one.message);
        writeln!(out, "::{command} {properties},title={}::{message}", property(one.rule))?;
    }
    Ok(())
}

/// What was not read, on standard error, in every format.
pub fn problems(problems: &[Problem]) {
    let mut out = io::stderr().lock();
    for problem in problems {
        let level = if problem.is_passed_over { "note" } else { "error" };
        let (path, message) = (visible(&problem.path), visible(&problem.message));
        // Where that is closed, nobody is there to be told.
        writeln!(out, "{level}: {path}: {message}").ok();
    }
}

/// What a drop-in of the unit `name` cannot do, on standard error.
pub fn obstacles(name: &str, obstacles: &[Obstacle]) {
    let mut out = io::stderr().lock();
    for obstacle in obstacles {
        // Where that is closed, nobody is there to be told.
        writeln!(out, "warning: {}: {}", visible(name), visible(&obstacle.words)).ok();
    }
}
