//! How what was found is printed.

use doorbell::catalogue::target::Target;
use doorbell::check::Outcome;
use doorbell::check::together::{Found, Unit};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// For people: each with its line, and one line for the run.
pub fn human(found: &[Found], units: &[Unit], target: &Target) {
    let files = units.iter().flat_map(|unit| std::iter::once(&unit.fragment).chain(&unit.drop_ins));
    let texts: BTreeMap<&str, &str> =
        files.map(|file| (file.path.as_str(), file.text.as_str())).collect();
    for one in found {
        println!("{}: {} [{}]", level(one.outcome), one.message.replace('`', ""), one.rule);
        let place = match (one.line, one.column) {
            (Some(line), Some(column)) => format!("{}:{line}:{column}", one.path),
            _ => one.path.clone(),
        };
        println!("  --> {place}");
        let text = texts.get(one.path.as_str()).copied().unwrap_or_default();
        if let (Some(number), Some(column)) = (one.line, one.column)
            && let Some(line) = text.lines().nth(number - 1)
        {
            let width = number.to_string().len();
            let length = line.trim_end().chars().count().saturating_sub(column - 1).max(1);
            // A tab is as wide in the line of marks as above it.
            let lead: String =
                line.chars().take(column - 1).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
            println!("{:width$} |", "");
            println!("{number} | {line}");
            println!("{:width$} | {lead}{}", "", "^".repeat(length));
        }
        if let Some((label, _)) = &one.fix {
            println!("  fix: {label}");
        }
        println!();
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
    let files = counted(units.len(), "unit");
    println!("{files} for {}: {remarks} from systemd, {warnings}, {hints}", target.label());
}

fn level(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Fatal | Outcome::Unstartable => "error",
        Outcome::Ignored | Outcome::Noted | Outcome::Warning => "warning",
        Outcome::Hint => "hint",
    }
}

/// One object a line.
pub fn json(found: &[Found]) {
    for one in found {
        let fix = one.fix.as_ref().map(|(label, files)| {
            let files: BTreeMap<&str, &str> =
                files.iter().map(|file| (file.path.as_str(), file.text.as_str())).collect();
            json!({ "label": label, "files": files })
        });
        let line = json!({
            "file": one.path,
            "line": one.line,
            "column": one.column,
            "unit": one.unit,
            "source": one.outcome.source(),
            "rule": one.rule,
            "outcome": one.outcome.name(),
            "message": one.message,
            "fix": fix,
        });
        println!("{line}");
    }
}

/// One log of SARIF 2.1.0.
pub fn sarif(found: &[Found]) {
    let mut rules: Vec<&str> = found.iter().map(|one| one.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    let rules: Vec<Value> = rules.iter().map(|rule| json!({ "id": rule })).collect();
    let results: Vec<Value> = found
        .iter()
        .map(|one| {
            let level = match one.outcome {
                Outcome::Fatal | Outcome::Unstartable => "error",
                Outcome::Ignored | Outcome::Noted | Outcome::Warning => "warning",
                Outcome::Hint => "note",
            };
            let mut location = json!({ "artifactLocation": { "uri": one.path } });
            if let Some(line) = one.line {
                location["region"] = json!({ "startLine": line, "startColumn": one.column });
            }
            json!({
                "ruleId": one.rule,
                "level": level,
                "message": { "text": one.message },
                "locations": [{ "physicalLocation": location }],
            })
        })
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "doorbell",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "results": results,
        }],
    });
    println!("{log:#}");
}

/// Workflow commands, which GitHub Actions shows at their lines.
pub fn github(found: &[Found]) {
    let text = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |value: &str| text(value).replace(':', "%3A").replace(',', "%2C");
    for one in found {
        let command = match one.outcome {
            Outcome::Fatal | Outcome::Unstartable => "error",
            Outcome::Ignored | Outcome::Noted | Outcome::Warning => "warning",
            Outcome::Hint => "notice",
        };
        let mut properties = format!("file={}", property(&one.path));
        if let (Some(line), Some(column)) = (one.line, one.column) {
            properties += &format!(",line={line},col={column}");
        }
        println!("::{command} {properties},title={}::{}", property(one.rule), text(&one.message));
    }
}
