//! What is printed for machines: the shape of a line of `--format json`, and as much of SARIF 2.1.0 as is written.

use crate::read::Problem;
use crate::visible::is_unsafe;
use doorbell::check::Severity;
use doorbell::check::together::{self, Found};
use serde::{Serialize, Serializer};
use serde_json::ser::{Formatter, Serializer as JsonSerializer};
use std::collections::BTreeSet;
use std::io::{self, Write};

/// A finding, as a line of `--format json` holds it. Every key is always there; new keys may come.
#[derive(Serialize)]
pub struct Line<'a> {
    /// The file, as it was named or found; for what comes from `systemctl cat`, the path in there.
    file: &'a str,
    /// The line in that file, counted from 1; null for the unit as a whole.
    line: Option<usize>,
    /// The character in that line, counted from 1; null as above.
    column: Option<usize>,
    /// The name of the unit.
    unit: &'a str,
    /// Who says it: `systemd`, or `doorbell` for what systemd accepts in silence.
    source: &'static str,
    /// The name of what was found, such as `unknown-key`.
    rule: &'static str,
    /// What comes of it: `fatal`, `unstartable`, `ignored`, `noted`; or, of advice, `warning` and `hint`.
    outcome: &'static str,
    /// What is wrong, in a sentence; code stands in backticks.
    message: &'a str,
    /// What would put it right; null where that is not certain.
    fix: Option<Fix<'a>>,
}

/// A fix: all of its edits together.
#[derive(Serialize)]
struct Fix<'a> {
    /// What it does, as on a button.
    label: &'a str,
    /// In the order of the lines of each file.
    edits: Vec<Edit<'a>>,
}

/// Lines that go, and what comes instead.
#[derive(Serialize)]
struct Edit<'a> {
    /// The file.
    file: &'a str,
    /// The first line that goes, counted from 1 in the file as it is; where none goes, the line before which the text comes.
    line: usize,
    /// How many lines go.
    lines: usize,
    /// What comes, with its line ends; empty where lines only go.
    text: &'a str,
}

impl<'a> Line<'a> {
    /// The line for a finding.
    pub fn new(found: &'a Found) -> Self {
        let edit = |edit: &'a together::Edit| Edit {
            file: &edit.path,
            line: edit.line,
            lines: edit.lines,
            text: &edit.text,
        };
        Self {
            file: &found.path,
            line: found.line,
            column: found.column,
            unit: &found.unit,
            source: found.outcome.source(),
            rule: found.rule,
            outcome: found.outcome.name(),
            message: &found.message,
            fix: found
                .fix
                .as_ref()
                .map(|fix| Fix { label: &fix.label, edits: fix.edits.iter().map(edit).collect() }),
        }
    }
}

/// A log of SARIF 2.1.0.
#[derive(Serialize)]
pub struct Sarif<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    column_kind: &'static str,
    invocations: [Invocation<'a>; 1],
    #[serde(serialize_with = "one_by_one")]
    results: &'a [Found],
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<RuleId>,
}

#[derive(Serialize)]
struct RuleId {
    id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification<'a>>,
}

#[derive(Serialize)]
struct Notification<'a> {
    level: &'static str,
    message: Message<'a>,
    locations: [Location; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultOf<'a> {
    rule_id: &'static str,
    level: &'static str,
    message: Message<'a>,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<SarifFix<'a>>,
}

#[derive(Serialize)]
struct Message<'a> {
    text: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: Option<usize>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifFix<'a> {
    description: Message<'a>,
    artifact_changes: Vec<ArtifactChange<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange<'a> {
    artifact_location: Artifact,
    replacements: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: DeletedRegion,
    inserted_content: Message<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DeletedRegion {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

impl<'a> Sarif<'a> {
    /// The log of what was found and what could not be read.
    pub fn new(found: &'a [Found], problems: &'a [Problem]) -> Self {
        let rules: BTreeSet<&'static str> = found.iter().map(|one| one.rule).collect();
        let notification = |problem: &'a Problem| Notification {
            level: if problem.is_passed_over { "note" } else { "error" },
            message: Message { text: &problem.message },
            locations: [location(&problem.path, None)],
        };
        Self {
            schema: "https://json.schemastore.org/sarif-2.1.0.json",
            version: "2.1.0",
            runs: [Run {
                tool: Tool {
                    driver: Driver {
                        name: "doorbell",
                        version: env!("CARGO_PKG_VERSION"),
                        rules: rules.into_iter().map(|id| RuleId { id }).collect(),
                    },
                },
                column_kind: "unicodeCodePoints",
                invocations: [Invocation {
                    execution_successful: problems.iter().all(|problem| problem.is_passed_over),
                    tool_execution_notifications: problems.iter().map(notification).collect(),
                }],
                results: found,
            }],
        }
    }
}

/// Writes the results without holding all of them at once.
fn one_by_one<S: Serializer>(found: &&[Found], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(found.iter().map(|one| {
        let region = one.line.map(|line| Region { start_line: line, start_column: one.column });
        ResultOf {
            rule_id: one.rule,
            level: match one.outcome.severity() {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            },
            message: Message { text: &one.message },
            locations: [location(&one.path, region)],
            fixes: one.fix.iter().map(|fix| sarif_fix(fix)).collect(),
        }
    }))
}

fn sarif_fix(fix: &together::Correction) -> SarifFix<'_> {
    let changes =
        fix.edits.chunk_by(|one, other| one.path == other.path).map(|edits| ArtifactChange {
            artifact_location: artifact(&edits[0].path),
            replacements: edits.iter().map(replacement).collect(),
        });
    SarifFix { description: Message { text: &fix.label }, artifact_changes: changes.collect() }
}

fn replacement(edit: &together::Edit) -> Replacement<'_> {
    Replacement {
        deleted_region: DeletedRegion {
            start_line: edit.line,
            start_column: 1,
            end_line: edit.line + edit.lines,
            end_column: 1,
        },
        inserted_content: Message { text: &edit.text },
    }
}

fn location(path: &str, region: Option<Region>) -> Location {
    Location { physical_location: PhysicalLocation { artifact_location: artifact(path), region } }
}

/// A path as a reference, in which all but a few characters are written as `%XX`. Source: RFC 3986.
fn artifact(path: &str) -> Artifact {
    let mut uri = String::with_capacity(path.len());
    for byte in path.strip_prefix("./").unwrap_or(path).bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b'@' => {
                uri.push(char::from(byte));
            }
            _ => uri += &format!("%{byte:02X}"),
        }
    }
    Artifact { uri }
}

/// Writes `value` as JSON in one line, in which nothing stands that a terminal would obey.
pub fn write(value: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    value.serialize(&mut JsonSerializer::with_formatter(&mut *out, Escaping))?;
    out.write_all(b"\n")
}

/// JSON that escapes more than it must: whatever [`is_unsafe`].
struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        text: &str,
    ) -> io::Result<()> {
        let mut rest = text;
        while let Some(at) = rest.find(is_unsafe) {
            out.write_all(&rest.as_bytes()[..at])?;
            let c = rest[at..].chars().next().unwrap_or_default();
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = &rest[at + c.len_utf8()..];
        }
        out.write_all(rest.as_bytes())
    }
}
