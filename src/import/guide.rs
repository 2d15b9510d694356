//! Units in what people write for people: code blocks in Markdown, text with a name above each unit, transcripts of
//! terminals, and the scripts among them, see [`shell`](super::shell).
//!
//! A unit begins at a line `[Unit]`, `[Socket]` or the like. In a fenced block it goes to the end of the block, elsewhere to
//! the first line that no unit has; a line with the name of the next one ends it in both. Its name is looked for upwards from
//! there, of the type that its sections tell: a comment, heading or line of that name alone, a command that shows or edits
//! the file, or the one name in the paragraph before. Text in which there is nothing of all this is one unit as a whole.

use super::shell::{Script, Step, without_prompt};
use super::single;
use super::{Way, place::Place};
use crate::activation::Role;
use std::borrow::Cow;

/// Something that may be a unit.
#[derive(Debug)]
pub struct Block<'a> {
    /// The line in which it begins, counted from 1.
    pub line: usize,
    /// Whether it is all of the text.
    pub is_whole: bool,
    /// Its path or name, if there is one, and its text; or what it is called and why it is not read.
    pub what: Result<Named<'a>, (Option<String>, String)>,
    /// How it was found.
    pub way: Way,
    /// What a shell would have put something for.
    pub left: Vec<String>,
}

/// A path or name, and a text.
type Named<'a> = (Option<String>, Cow<'a, str>);

/// Sections by which a unit is told from other files that have sections.
const SECTIONS: [&str; 13] = [
    "Unit",
    "Socket",
    "Service",
    "Install",
    "Timer",
    "Path",
    "Mount",
    "Automount",
    "Swap",
    "Slice",
    "Scope",
    "Container",
    "Pod",
];

/// How many lines above a unit its name is looked for.
const FARTHEST: usize = 40;

/// The units in `text`, in their order.
pub fn blocks(text: &str) -> Vec<Block<'_>> {
    let lines = lines(text);
    let contents: Vec<&str> = lines.iter().map(|line| line.text).collect();
    let script = Script::new(&contents);
    let ends = ends_of_blocks(&lines);
    let mut guide =
        Guide { next: next_lines(&lines), lines: &lines, blocks: Vec::new(), context: 0 };
    let mut at = 0;
    // Lines before this one belong to a command that was read and is none of these.
    let mut passed = 0;
    while at < lines.len() {
        if lines[at].is_fence {
            at += 1;
            passed = at;
            continue;
        }
        if at >= passed {
            let step = script.step(at, ends[at]);
            if step.lines > 0 {
                at = guide.write(at, step);
                continue;
            }
            passed = at + step.passed;
        }
        at = match section(lines[at].text) {
            Some(_) => guide.unit(at),
            None => at + 1,
        };
    }
    let is_plain = !lines.iter().any(|line| line.is_fence);
    let blocks = guide.blocks;
    let begins = || lines.iter().map(|line| line.text).find(|line| says_something(line));
    let is_unnamed = blocks.iter().all(|block| {
        block.way == Way::Block && matches!(&block.what, Ok((None, _)) | Err((None, _)))
    });
    if is_plain && is_unnamed && (blocks.is_empty() || begins().and_then(section).is_some()) {
        return vec![Block {
            line: 1,
            is_whole: true,
            what: Ok((None, text.into())),
            way: Way::Text,
            left: Vec::new(),
        }];
    }
    blocks
}

/// A line as it stands in its block.
#[derive(Clone, Copy, Debug)]
struct Line<'a> {
    /// The line with its end, without what the block is indented or quoted by.
    text: &'a str,
    /// The fenced block that it is in, counted from 1.
    block: usize,
    /// Whether it begins or ends a block.
    is_fence: bool,
}

/// A fence that is open.
struct Fence<'a> {
    mark: char,
    count: usize,
    /// What stands before it in its line: blanks, and the `>` of a quotation.
    before: &'a str,
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut open: Option<Fence> = None;
    let mut block = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start_matches([' ', '\t', '>']);
        let mark = bare.chars().next().filter(|mark| matches!(mark, '`' | '~')).unwrap_or(' ');
        let count = if mark == ' ' { 0 } else { bare.len() - bare.trim_start_matches(mark).len() };
        let info = &bare[count..];
        match &open {
            None if count >= 3 && !info.contains('`') => {
                block += 1;
                let before = &line[..line.len() - bare.len()];
                open = Some(Fence { mark, count, before });
                lines.push(Line { text: info, block, is_fence: true });
            }
            None => lines.push(Line { text: line, block: 0, is_fence: false }),
            Some(fence) if mark == fence.mark && count >= fence.count && info.trim().is_empty() => {
                open = None;
                lines.push(Line { text: "", block, is_fence: true });
            }
            Some(fence) => {
                let common = fence.before.bytes().zip(line.bytes()).take_while(|(a, b)| a == b);
                lines.push(Line { text: &line[common.count()..], block, is_fence: false });
            }
        }
    }
    lines
}

/// For each line, the next one behind it that is neither blank nor a comment, in the same block.
fn next_lines(lines: &[Line]) -> Vec<Option<usize>> {
    let mut next = vec![None; lines.len()];
    let mut found = None;
    for (at, line) in lines.iter().enumerate().rev() {
        next[at] = found;
        if line.is_fence {
            found = None;
        } else if says_something(line.text) {
            found = Some(at);
        }
    }
    next
}

/// For each line, where the fenced block ends, or the text between two of them, that it is in.
fn ends_of_blocks(lines: &[Line]) -> Vec<usize> {
    let mut ends = vec![lines.len(); lines.len()];
    let mut end = lines.len();
    for (at, line) in lines.iter().enumerate().rev() {
        if line.is_fence {
            end = at;
        }
        ends[at] = end;
    }
    ends
}

/// Whether it is neither blank nor a comment.
fn says_something(line: &str) -> bool {
    !matches!(
        line.trim_start_matches('\u{feff}').trim_start().chars().next(),
        None | Some('#' | ';')
    )
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}

/// The name of the section that a line opens, if units have one of that name.
fn section(line: &str) -> Option<&'static str> {
    let name = line.trim_start_matches('\u{feff}').trim().strip_prefix('[')?.strip_suffix(']')?;
    SECTIONS.into_iter().find(|known| *known == name)
}

/// What has been found so far.
struct Guide<'a, 'b> {
    lines: &'b [Line<'a>],
    next: Vec<Option<usize>>,
    blocks: Vec<Block<'a>>,
    /// Where what may name the next unit begins.
    context: usize,
}

impl<'a> Guide<'a, '_> {
    /// Takes over what a script writes.
    fn write(&mut self, at: usize, step: Step) -> usize {
        for document in step.documents {
            let is_unit = Place::of(&document.path).is_some() || is_like_a_unit(&document.path);
            if !is_unit {
                continue;
            }
            let earlier = self.blocks.iter_mut().rev().find_map(|block| match &mut block.what {
                Ok((Some(path), text)) if *path == document.path => Some((text, &mut block.left)),
                _ => None,
            });
            let what = match (document.text, earlier) {
                (Ok(text), Some((whole, left))) if document.appends => {
                    whole.to_mut().push_str(&text);
                    left.extend(document.left);
                    continue;
                }
                (Ok(text), _) => match document.appends && lacks_its_section(&document.path, &text)
                {
                    true => Err((
                        Some(document.path),
                        String::from(
                            "put behind what is in a file that is not here: bring that too",
                        ),
                    )),
                    false => Ok((Some(document.path), text.into())),
                },
                (Err(reason), _) => Err((Some(document.path), reason)),
            };
            self.blocks.push(Block {
                line: at + 1,
                is_whole: false,
                what,
                way: Way::Shell,
                left: document.left,
            });
        }
        self.context = at + step.lines;
        self.context
    }

    /// Takes over the unit whose first section is the line `header`; returns the line behind it.
    fn unit(&mut self, header: usize) -> usize {
        let start = self.start(header);
        let (end, last) = self.end(header);
        let indent = {
            let text = self.lines[header].text;
            &text[..text.len() - text.trim_start().len()]
        };
        let mut text = String::new();
        for line in &self.lines[start..last] {
            let common = indent.bytes().zip(line.text.bytes()).take_while(|(a, b)| a == b).count();
            text += &line.text[common..];
        }
        let role = role(&text);
        let name = self.name(start, role);
        let what = match (&name, role) {
            (None, None) => match single::parts(&text) {
                Err(reason) => Err((None, reason)),
                Ok(_) => Ok((None, text.into())),
            },
            _ => Ok((name, text.into())),
        };
        self.blocks.push(Block {
            line: start + 1,
            is_whole: false,
            what,
            way: Way::Block,
            left: Vec::new(),
        });
        self.context = end;
        end
    }

    /// Where a unit begins: comments right above its first section are its own, in a fenced block all above it; a line with
    /// its name is not.
    fn start(&self, header: usize) -> usize {
        let block = self.lines[header].block;
        let mut start = header;
        let mut at = header;
        while at > self.context {
            let line = self.lines[at - 1];
            let is_ours = !line.is_fence && !says_something(line.text);
            if !is_ours || title(line.text).is_some() {
                // Blank lines below a name part it from its unit.
                return if line.is_fence && block > 0 {
                    at
                } else {
                    self.without_blanks(start, header)
                };
            }
            at -= 1;
            if is_blank(line.text) && block == 0 {
                break;
            }
            start = at;
        }
        self.without_blanks(start, header)
    }

    fn without_blanks(&self, start: usize, header: usize) -> usize {
        let lines = &self.lines[start..header];
        start + lines.iter().take_while(|line| is_blank(line.text)).count()
    }

    /// Where to go on behind a unit, and where its last line ends.
    fn end(&self, header: usize) -> (usize, usize) {
        let block = self.lines[header].block;
        let mut is_joined = false;
        let mut last = header + 1;
        let mut at = header + 1;
        while let Some(line) = self.lines.get(at).filter(|line| !line.is_fence) {
            let text = line.text;
            if !is_joined && self.is_next(at) {
                break;
            }
            let says = says_something(text);
            if says && !is_joined {
                let is_foreign = if block > 0 { is_command(text) } else { !is_of_a_unit(text) };
                if is_foreign {
                    break;
                }
            }
            is_joined = says && text.trim_end_matches(['\n', '\r']).ends_with('\\')
                || is_joined && !says && !is_blank(text);
            let is_attached = says || !is_blank(text) && last == at;
            at += 1;
            if is_attached {
                last = at;
            }
        }
        // At the end of a block or of the text all of it belongs to the unit, but for the blank line before a next one.
        let is_at_end = self.lines.get(at).is_none_or(|line| line.is_fence);
        if is_at_end && (block > 0 || at == self.lines.len()) {
            return (at, at);
        }
        if self.is_next(at) {
            let blank = at > last && is_blank(self.lines[at - 1].text);
            return (at, at - usize::from(blank));
        }
        (at, last)
    }

    /// Whether the line `at` names the unit that begins in the line behind it.
    fn is_next(&self, at: usize) -> bool {
        let text = self.lines[at].text;
        let is_comment = !says_something(text) && !is_blank(text);
        let follows = || {
            let next = self.next[at].map(|next| self.lines[next].text).and_then(section);
            next.is_some_and(|name| name != "Install")
        };
        let is_behind_blank = || at > 0 && is_blank(self.lines[at - 1].text);
        title(text).is_some()
            && follows()
            && (if is_comment { is_behind_blank() } else { !text.contains('=') })
    }

    /// The name of the unit that begins in the line `start`.
    fn name(&self, start: usize, role: Option<Role>) -> Option<String> {
        let is_of_role = |path: &&str| match (role, Place::of(path)) {
            (Some(role), Some(place)) => kind(role) == place.kind(),
            _ => true,
        };
        let mut paragraph: Vec<&str> = Vec::new();
        let mut is_in_paragraph = true;
        let from = self.context.max(start.saturating_sub(FARTHEST));
        for line in self.lines[from..start].iter().rev() {
            if let Some(found) = title(line.text).filter(|found| is_of_role(&found.as_ref())) {
                return Some(found.into_owned());
            }
            if line.is_fence {
                if let Some(found) = names(line.text).find(is_of_role) {
                    return Some(found.to_owned());
                }
                continue;
            }
            if is_blank(line.text) {
                is_in_paragraph &= paragraph.is_empty();
            } else if is_in_paragraph && line.block == 0 && !runs(line.text) {
                paragraph.extend(names(line.text).filter(is_of_role));
                if paragraph.is_empty() {
                    // A paragraph without a name is one too.
                    paragraph.push("");
                }
            }
        }
        paragraph.retain(|name| !name.is_empty());
        paragraph.dedup();
        match paragraph[..] {
            [name] => Some(name.to_owned()),
            _ => None,
        }
    }
}

fn kind(role: Role) -> &'static str {
    match role {
        Role::Socket => "socket",
        Role::Service => "service",
    }
}

/// The type of the first unit in `text`.
fn role(text: &str) -> Option<Role> {
    let sections = text.lines().filter_map(section);
    sections
        .filter_map(|name| Role::ALL.into_iter().find(|role| role.section().name() == name))
        .next()
}

/// Whether a path is meant for a unit although its name is none, as in `$NAME.socket`.
fn is_like_a_unit(path: &str) -> bool {
    [".socket", ".service"].iter().any(|kind| path.ends_with(kind))
}

/// Whether what is put behind the file of a unit is not all of it.
fn lacks_its_section(path: &str, text: &str) -> bool {
    let is_unit = matches!(Place::of(path), Some(Place::Unit { .. }));
    is_unit && role(text).is_none()
}

/// Whether a unit may have such a line.
fn is_of_a_unit(line: &str) -> bool {
    let line = line.trim();
    if line.starts_with('[') {
        return line.ends_with(']');
    }
    let Some((key, _)) = line.split_once('=') else { return false };
    let key = key.trim_end();
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Whether it is a command behind a unit, in a block that shows a terminal.
fn is_command(line: &str) -> bool {
    let line = line.trim();
    let bare = without_prompt(line);
    let first = bare.split_ascii_whitespace().next().unwrap_or_default();
    bare.len() < line.len() && !line.starts_with('#')
        || matches!(first, "sudo" | "systemctl" | "cat" | "nano" | "vim" | "vi")
            && !bare.contains('=')
        || line.ends_with(['$', '#']) && line.contains('@') && !line.contains([' ', '='])
}

/// Whether a line names units to do something else with them than to show or edit them.
fn runs(line: &str) -> bool {
    let line = without_prompt(line.trim_start_matches(['`', '>', ' ']));
    matches!(words_of(line).next(), Some("systemctl" | "journalctl" | "systemd-analyze"))
}

/// The path or name that a line gives the unit below it.
fn title(line: &str) -> Option<Cow<'_, str>> {
    if !line.contains(".s")
        && !line.contains(".conf")
        && !line.contains("edit")
        && !named_otherwise(line)
    {
        return None;
    }
    let spans = line.split('`').skip(1).step_by(2);
    if let Some(found) = spans.filter_map(|span| edited(words_of(span))).next() {
        return Some(found);
    }
    let bare = without_prompt(line);
    if let Some(first) = words_of(bare).next() {
        if first == "systemctl" {
            return edited(words_of(bare));
        }
        if matches!(
            first,
            "nano"
                | "vim"
                | "vi"
                | "nvim"
                | "emacs"
                | "gedit"
                | "micro"
                | "code"
                | "sudoedit"
                | "$EDITOR"
                | "cat"
                | "less"
                | "more"
                | "touch"
        ) {
            return names(line).last().map(Cow::from);
        }
    }
    let mut found = names(line);
    let name = found.next()?;
    if found.any(|other| other != name) {
        return None;
    }
    let line = line.trim();
    let is_heading = line.trim_start_matches(['#', ';', '/']).len() < line.len()
        || line.starts_with("**") && line.trim_end_matches(':').ends_with("**")
        || line.starts_with("<!--")
        || line.starts_with("==>");
    let others = line
        .split_ascii_whitespace()
        .filter(|word| word.contains(char::is_alphanumeric) && !word.contains(name))
        .filter(|word| {
            !word.trim_end_matches(['.', ')', ':']).bytes().all(|byte| byte.is_ascii_digit())
        })
        .count();
    // `# foo.service is started by it` is a sentence, `# the unit foo.service` and `# foo.service - the program` are not.
    let is_comment = line.starts_with(['#', ';']);
    let is_first = || {
        let rest = line.trim_start_matches(['#', ';', ' ', '\t', '`', '*']);
        rest.strip_prefix(name).is_some_and(|rest| {
            let rest = rest.trim_start_matches(['`', '*']);
            rest.is_empty()
                || rest.starts_with(':')
                || rest.trim_start().starts_with(['-', '–', '—', '('])
        })
    };
    let is_title = match others {
        0 => true,
        _ if is_comment && is_first() => true,
        1..=3 => is_heading || line.ends_with(':'),
        _ => is_heading && !is_comment,
    };
    is_title.then(|| name.into())
}

/// Whether there is a name in it of a unit of another type.
fn named_otherwise(line: &str) -> bool {
    line.contains(".t")
        || line.contains(".p")
        || line.contains(".mount")
        || line.contains(".automount")
}

/// The words of a command, without the `sudo` before it.
fn words_of(command: &str) -> impl Iterator<Item = &str> {
    command.split_ascii_whitespace().skip_while(|word| *word == "sudo")
}

/// The file that `systemctl edit` with these words writes.
///
/// Source: systemctl(1) `edit`.
fn edited<'a>(words: impl Iterator<Item = &'a str>) -> Option<Cow<'a, str>> {
    let mut words = words.skip_while(|word| *word != "systemctl").skip(1);
    let mut verb = None;
    let mut name = None;
    let (mut is_full, mut is_user, mut is_runtime) = (false, false, false);
    for word in words.by_ref() {
        match word {
            "--full" | "-l" => is_full = true,
            "--user" => is_user = true,
            "--runtime" => is_runtime = true,
            _ if word.starts_with('-') => {}
            _ if verb.is_none() => verb = Some(word),
            _ => name = name.or(Some(word.trim_matches(['`', '"', '\'', ':', ',']))),
        }
    }
    let name = name.filter(|_| verb == Some("edit"))?;
    let typed = match Place::of(name) {
        Some(_) => Cow::from(name),
        None => Cow::from(format!("{name}.service")),
    };
    Place::of(&typed)?;
    let folder = match (is_user, is_runtime) {
        (true, _) => "~/.config/systemd/user",
        (false, true) => "/run/systemd/system",
        (false, false) => "/etc/systemd/system",
    };
    Some(match is_full {
        true => format!("{folder}/{typed}").into(),
        false => format!("{folder}/{typed}.d/override.conf").into(),
    })
}

/// The names and paths of units and drop-ins in a line.
fn names(line: &str) -> impl Iterator<Item = &str> {
    let is_apart = |c: char| c.is_whitespace() || "\"'`*()<>[]{}|,;=“”‘’«»„".contains(c);
    line.split(is_apart).filter_map(|word| {
        let word = word.trim_end_matches(['.', ':', '!', '?']);
        // `systemd:foo.socket`, as a block may be labelled.
        let word = word
            .rsplit_once(':')
            .filter(|(_, rest)| rest.contains('.'))
            .map_or(word, |(_, rest)| rest);
        let word = word.strip_prefix('_').and_then(|inner| inner.strip_suffix('_')).unwrap_or(word);
        Place::of(word).map(|_| word)
    })
}
