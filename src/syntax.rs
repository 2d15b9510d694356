//! Unit-file text and its lines: never fails, never loses a byte.
//!
//! A [`UnitFile`] is the text together with the logical lines that systemd sees in it. The lines cover the text without
//! gap or overlap, so joined they are the text again, for any string whatever:
//!
//! ```
//! use doorbell::syntax::UnitFile;
//!
//! let mut file = UnitFile::parse("[Socket]\n# the public door\nListenStream = 80\n");
//! file.set("Socket", "ListenStream", "8080", &[]).unwrap();
//! assert_eq!(file.text(), "[Socket]\n# the public door\nListenStream = 8080\n");
//! ```
//!
//! The grammar, seen in systemd 252 and 257 (systemd.syntax(7) tells half of it):
//!
//! - A line ends at `\n`, `\r` or NUL; a run of these with each at most once is one end, and a NUL ends the run.
//! - A line whose first non-blank is `#` or `;` is a comment, even between the parts of a continued line.
//! - One byte order mark at the very start of a line is dropped, the first time it occurs; what follows it is no comment.
//! - A line that ends in an unescaped backslash goes on in the next one: the backslash becomes a space and the next
//!   line's leading blanks go. Escapes are counted over the joined line; the end of the file ends it too.
//! - `[Name]` opens a section, anything else is `Key=Value`, both sides stripped of blanks.

use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

/// The text of one unit file and the lines systemd reads from it.
#[derive(Clone, Debug, Default)]
pub struct UnitFile {
    text: String,
    lines: Vec<Line>,
    /// Whether the last line is still held open by a backslash where the text ends.
    open: bool,
    index: OnceLock<Vec<Place>>,
}

/// Where an assignment stands: the hash of its section and key, its line, and that of its section's header.
type Place = (u32, u32, u32);

/// One logical line: one physical line, or several that are joined by backslashes.
///
/// Its places are kept in 32 bits: of ten million bytes there may be as many lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    span: Span,
    first: u32,
    last: u32,
    /// What systemd takes it for.
    pub kind: LineKind,
}

impl Line {
    /// Its bytes in the text, line end included.
    pub fn span(&self) -> Range<usize> {
        self.span.range()
    }

    /// The number of its first physical line, counted from 1.
    pub fn first(&self) -> usize {
        self.first as usize
    }

    /// The number of its last physical line; systemd's remarks name this one.
    pub fn last(&self) -> usize {
        self.last as usize
    }
}

/// Some bytes of a text that is shorter than 4 GiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    fn new(start: usize, end: usize) -> Self {
        Self { start: short(start), end: short(end) }
    }

    fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

fn short(place: usize) -> u32 {
    u32::try_from(place).expect("the text of a unit file is shorter than 4 GiB")
}

/// What a line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Nothing but blanks.
    Blank,
    /// A comment.
    Comment,
    /// `[Name]`.
    Header(Part),
    /// `Key=Value`.
    Assignment(Part, Part),
    /// Begins with `[` but does not end with `]`: systemd gives up on the whole file here.
    BadHeader,
    /// No `=` in it: systemd ignores the line.
    MissingEquals,
    /// Nothing before the `=`: systemd ignores the line.
    MissingKey,
}

/// A piece of a line: a span of the text, or, where a continuation had to be joined, the joined piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// It stands in the text like this.
    Span(Span),
    /// It was put together from several physical lines.
    Joined(Box<str>),
}

/// An assignment as a query answers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assignment<'a> {
    /// Which of the file's [`lines`](UnitFile::lines) it is, counted from 0.
    pub line: usize,
    /// The section it stands in; `None` before the first header, where systemd ignores it.
    pub section: Option<&'a str>,
    /// The key.
    pub key: &'a str,
    /// The value, stripped of blanks.
    pub value: &'a str,
}

/// Why a value cannot be written on one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unwritable {
    /// It holds a line break or a NUL.
    LineBreak,
    /// It ends in a backslash that would swallow the next line.
    TrailingBackslash,
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LineBreak => "a value stands on one line: take out the line break",
            Self::TrailingBackslash => {
                "a backslash at the end would swallow the next line: write two, or put something behind it"
            }
        })
    }
}

impl std::error::Error for Unwritable {}

/// Whether `value` can be written behind a `Key=` without touching the lines around it.
///
/// # Errors
/// [`Unwritable`] when it holds a line break or ends in an unescaped backslash.
pub fn writable(value: &str) -> Result<(), Unwritable> {
    if value.contains(is_end) {
        return Err(Unwritable::LineBreak);
    }
    if ends_escaped(value.trim_end_matches(is_blank)) {
        return Err(Unwritable::TrailingBackslash);
    }
    Ok(())
}

impl UnitFile {
    /// Reads any text.
    pub fn parse(text: impl Into<String>) -> Self {
        let text = text.into();
        let (lines, open) = parse_lines(&text);
        Self { text, lines, open, index: OnceLock::new() }
    }

    /// Reads any bytes. systemd passes over what is not UTF-8 in a comment and gives up on the file where it stands in another
    /// line, as it does for a noncharacter of Unicode; so one of these ([`ALIEN`]) takes the place of such bytes.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let mut text = String::with_capacity(bytes.len());
        for chunk in bytes.utf8_chunks() {
            text.push_str(chunk.valid());
            if !chunk.invalid().is_empty() {
                text.push(ALIEN);
            }
        }
        Self::parse(text)
    }

    /// Several files as one, in the order in which systemd reads them; a section that nobody reads parts them, for none goes
    /// on into the next file. Also says at which line of the result each file begins.
    pub fn joined<'a>(files: impl IntoIterator<Item = &'a UnitFile>) -> (Self, Vec<usize>) {
        let mut all = Self::default();
        let mut starts = Vec::new();
        for file in files {
            if !starts.is_empty() {
                all.append(&Self::parse("\n\n[X-Next]\n"));
            }
            starts.push(all.lines.len());
            all.append(file);
        }
        (all, starts)
    }

    /// The text, byte for byte.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The logical lines in order; their spans cover the text.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The bytes of `line`, line end included.
    pub fn raw(&self, line: &Line) -> &str {
        &self.text[line.span()]
    }

    /// Whether a physical line of `line` has [`LONGEST_LINE`] bytes or more, or comes to more together with what it continues:
    /// systemd gives up on the file there.
    pub fn is_too_long(&self, line: &Line) -> bool {
        let limit = LONGEST_LINE;
        let raw = self.raw(line);
        if raw.len() < limit {
            return false;
        }
        let mut joined = 0;
        physical_lines(raw).any(|physical| {
            let content = &raw[physical.start..physical.content];
            let is_too_long = content.len() >= limit
                || !is_comment(content) && joined > 0 && joined + content.len() > limit;
            if !is_comment(content) {
                joined += content.trim_start_matches(is_blank).len();
            }
            is_too_long
        })
    }

    /// Whether systemd takes what it reads of `line` for UTF-8, which to it has no noncharacters: not of a comment, not even of
    /// one within a continued line. Seen on 247 to 262.
    pub fn is_clean(&self, line: &Line) -> bool {
        let raw = self.raw(line);
        raw.is_ascii()
            || physical_lines(raw)
                .map(|line| &raw[line.start..line.content])
                .all(|physical| is_comment(physical) || !physical.contains(is_noncharacter))
    }

    /// Whether every line ends as lines do elsewhere, with `\n` or `\r\n`, so that all who count them count the same.
    pub fn has_usual_ends(&self) -> bool {
        physical_lines(&self.text).all(|line| {
            let end = &self.text[line.content..line.end];
            matches!(end, "\n" | "\r\n") || end.is_empty() && line.end == self.text.len()
        })
    }

    /// The number by which systemd's remarks name the line `line`: that of its last physical line, and one more where a
    /// backslash still holds it open at the end.
    pub fn number_for_remarks(&self, line: usize) -> usize {
        let open = self.open && line + 1 == self.lines.len();
        self.lines[line].last() + usize::from(open)
    }

    /// What `part` of one of this file's lines says.
    pub fn part<'a>(&'a self, part: &'a Part) -> &'a str {
        match part {
            Part::Span(span) => &self.text[span.range()],
            Part::Joined(text) => text,
        }
    }

    /// The names of the sections in order of their headers; a section opened twice occurs twice.
    pub fn sections(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().filter_map(|line| match &line.kind {
            LineKind::Header(name) => Some(self.part(name)),
            _ => None,
        })
    }

    /// Every assignment of the file in order.
    pub fn all_assignments(&self) -> impl Iterator<Item = Assignment<'_>> {
        let mut section = None;
        self.lines.iter().enumerate().filter_map(move |(index, line)| match &line.kind {
            LineKind::Header(name) => {
                section = Some(self.part(name));
                None
            }
            LineKind::Assignment(key, value) => Some(Assignment {
                line: index,
                section,
                key: self.part(key),
                value: self.part(value),
            }),
            _ => None,
        })
    }

    /// The assignments of `key` in `section`, in order, those that come to nothing included.
    pub fn assignments<'a>(
        &'a self,
        section: &'a str,
        key: &'a str,
    ) -> impl Iterator<Item = Assignment<'a>> {
        let hash = hash(key, hash(section, 0));
        let index = self.index.get_or_init(|| self.places());
        let from = index.partition_point(|(other, ..)| *other < hash);
        let same = index[from..].iter().take_while(move |(other, ..)| *other == hash);
        same.filter_map(move |(_, line, header)| {
            let line = *line as usize;
            let LineKind::Header(name) = &self.lines[*header as usize].kind else { return None };
            let LineKind::Assignment(found, value) = &self.lines[line].kind else { return None };
            (self.part(found) == key && self.part(name) == section).then(|| Assignment {
                line,
                section: Some(section),
                key,
                value: self.part(value),
            })
        })
    }

    /// The places of all assignments below a header, sorted.
    fn places(&self) -> Vec<Place> {
        let mut places = Vec::new();
        let mut section = None;
        for (line, at) in self.lines.iter().zip(0..) {
            match (&line.kind, section) {
                (LineKind::Header(name), _) => section = Some((at, hash(self.part(name), 0))),
                (LineKind::Assignment(key, _), Some((header, name))) => {
                    places.push((hash(self.part(key), name), at, header));
                }
                _ => {}
            }
        }
        places.sort_unstable();
        places
    }

    /// The assignment that holds for a directive of which the last one wins. An empty one takes back what was assigned
    /// before it where `empty_resets`, and is passed over where it does not.
    pub fn effective<'a>(
        &'a self,
        section: &'a str,
        key: &'a str,
        empty_resets: bool,
    ) -> Option<Assignment<'a>> {
        self.effective_list(section, key, empty_resets).pop()
    }

    /// The assignments that hold for a directive that adds up to a list, in order.
    pub fn effective_list<'a>(
        &'a self,
        section: &'a str,
        key: &'a str,
        empty_resets: bool,
    ) -> Vec<Assignment<'a>> {
        let mut list = Vec::new();
        for assignment in self.assignments(section, key) {
            if !assignment.value.is_empty() {
                list.push(assignment);
            } else if empty_resets {
                list.clear();
            }
        }
        list
    }

    /// Gives `key` in `section` the value `value`: on its last line if it has one, else on a new line at its customary
    /// place, which is behind the last key that `order` names before it.
    ///
    /// # Errors
    /// [`Unwritable`] when the value would not stay on its line; the text is untouched then.
    pub fn set(
        &mut self,
        section: &str,
        key: &str,
        value: &str,
        order: &[&str],
    ) -> Result<(), Unwritable> {
        match self.assignments(section, key).last().map(|a| a.line) {
            Some(line) => self.set_line(line, key, value),
            None => self.add(section, key, value, order),
        }
    }

    /// Adds an assignment: behind the last one of the same key, else at the customary place (see [`set`](Self::set)).
    /// An empty `value` takes back a list that was built up before.
    ///
    /// # Errors
    /// As for [`set`](Self::set).
    pub fn add(
        &mut self,
        section: &str,
        key: &str,
        value: &str,
        order: &[&str],
    ) -> Result<(), Unwritable> {
        writable(value)?;
        let rank = |key: &str| order.iter().position(|k| *k == key).unwrap_or(order.len());
        let (same, earlier) = (
            self.assignments(section, key).last().map(|a| a.line),
            self.all_assignments()
                .filter(|a| a.section == Some(section) && rank(a.key) <= rank(key))
                .last()
                .map(|a| a.line),
        );
        let header = || self.lines.iter().position(|line| self.is_header(line, section));
        let line = same.or(earlier).or_else(header);
        let assignment = format!("{key}={value}");
        match line {
            Some(line) => self.insert_behind(line, &assignment),
            None => self.add_section(section, &assignment),
        }
        Ok(())
    }

    /// Adds an assignment right behind the line `line`, indented like it.
    ///
    /// # Errors
    /// As for [`set`](Self::set).
    pub fn add_behind(&mut self, line: usize, key: &str, value: &str) -> Result<(), Unwritable> {
        writable(value)?;
        self.insert_behind(line, &format!("{key}={value}"));
        Ok(())
    }

    /// Writes `key` and `value` onto the line `line`, which is an assignment, keeping its indentation, the blanks around
    /// its `=` and its line end.
    ///
    /// # Errors
    /// As for [`set`](Self::set).
    pub fn set_line(&mut self, line: usize, key: &str, value: &str) -> Result<(), Unwritable> {
        let replaced = self.rewritten(line, key, value)?;
        self.replace(self.lines[line].span(), &replaced);
        Ok(())
    }

    /// What [`set_line`](Self::set_line) makes of the line, line end included.
    ///
    /// # Errors
    /// As for [`set`](Self::set).
    pub fn rewritten(&self, line: usize, key: &str, value: &str) -> Result<String, Unwritable> {
        writable(value)?;
        let raw = self.raw(&self.lines[line]);
        let body = raw.trim_end_matches(is_end);
        let end = &raw[body.len()..];
        let physical = body.split(is_end).next().unwrap_or_default();
        let (before, after) = physical.split_once('=').unwrap_or((physical, ""));
        let lead = &before[..before.len() - before.trim_start_matches(is_lead).len()];
        let gap_before = &before[before.trim_end_matches(is_blank).len()..];
        let gap_after = &after[..after.len() - after.trim_start_matches(is_blank).len()];
        Ok(format!("{lead}{key}{gap_before}={gap_after}{value}{end}"))
    }

    /// Removes the line `line` with its line end.
    pub fn remove_line(&mut self, line: usize) {
        self.replace(self.lines[line].span(), "");
    }

    /// Removes every assignment of `key` in `section`.
    pub fn remove(&mut self, section: &str, key: &str) {
        let mut lines: Vec<usize> = self.assignments(section, key).map(|a| a.line).collect();
        while let Some(line) = lines.pop() {
            self.remove_line(line);
        }
    }

    /// Removes every header of `section` and all lines below it up to the next header; a blank line that parted it from
    /// what stands before it goes too.
    pub fn remove_section(&mut self, section: &str) {
        while let Some(header) = self.lines.iter().position(|line| self.is_header(line, section)) {
            let rest = &self.lines[header + 1..];
            let next = rest.iter().position(|line| matches!(line.kind, LineKind::Header(_)));
            let mut from = header;
            if next.is_none() {
                while from > 0 && self.lines[from - 1].kind == LineKind::Blank {
                    from -= 1;
                }
            }
            let end = next.map_or(self.text.len(), |next| rest[next].span().start);
            self.replace(self.lines[from].span().start..end, "");
        }
    }

    fn is_header(&self, line: &Line, section: &str) -> bool {
        matches!(&line.kind, LineKind::Header(name) if self.part(name) == section)
    }

    fn insert_behind(&mut self, line: usize, assignment: &str) {
        let end = self.end_of(line).to_owned();
        let raw = self.raw(&self.lines[line]);
        let lead = match self.lines[line].kind {
            LineKind::Assignment(..) => {
                &raw[..raw.len() - raw.trim_start_matches([' ', '\t']).len()]
            }
            _ => "",
        };
        let inserted = format!("{}{lead}{assignment}{end}", self.glue(line));
        let at = self.lines[line].span().end;
        self.replace(at..at, &inserted);
    }

    fn add_section(&mut self, section: &str, assignment: &str) {
        let rank = |name: &str| SECTIONS.iter().position(|s| s.contains(&name)).unwrap_or(1);
        let later = self.lines.iter().position(|line| match &line.kind {
            LineKind::Header(name) => rank(self.part(name)) > rank(section),
            _ => false,
        });
        let last = self.lines.len().checked_sub(1);
        let end = later.or(last).map_or("\n", |line| self.end_of(line)).to_owned();
        let block = format!("[{section}]{end}{assignment}{end}");
        match (later, last) {
            (Some(later), _) => {
                let at = self.lines[later].span().start;
                self.replace(at..at, &format!("{block}{end}"));
            }
            (None, None) => self.replace(0..0, &block),
            (None, Some(last)) => {
                let parted = self.lines[last].kind == LineKind::Blank || self.open;
                let part = if parted { "" } else { &end };
                let at = self.text.len();
                self.replace(at..at, &format!("{}{part}{block}", self.glue(last)));
            }
        }
    }

    /// What has to stand behind the line `line` before another one can begin: the end that the last line of a file may
    /// lack, and an empty line where a backslash holds it open.
    fn glue(&self, line: usize) -> String {
        let end = self.end_of(line);
        let lacks = !self.raw(&self.lines[line]).ends_with(is_end);
        let open = self.open && line + 1 == self.lines.len();
        end.repeat(usize::from(lacks) + usize::from(open))
    }

    /// How the line `line` ends, or would: another end beside it could run together with it.
    fn end_of(&self, line: usize) -> &str {
        let end = |line: &Line| {
            let raw = self.raw(line);
            &raw[raw.trim_end_matches(is_end).len()..]
        };
        let own = self.lines.get(line).map(end).filter(|end| !end.is_empty());
        // Several ends at once close a continued line; one of them is how its lines end.
        let first = |ends: &'_ str| physical_lines(ends).next().map_or(0, |line| line.end);
        own.or_else(|| self.lines.first().map(end).filter(|end| !end.is_empty()))
            .map_or("\n", |ends| &ends[..first(ends)])
    }

    /// Puts the lines of `file` behind the others, as they were read there.
    fn append(&mut self, file: &UnitFile) {
        let (at, number) = (short(self.text.len()), self.lines.last().map_or(0, |line| line.last));
        self.text.push_str(&file.text);
        // Whatever is moved ends within the text.
        short(self.text.len());
        let moved = |span: &Span| Span { start: span.start + at, end: span.end + at };
        let part = |part: &Part| match part {
            Part::Span(span) => Part::Span(moved(span)),
            Part::Joined(text) => Part::Joined(text.clone()),
        };
        self.lines.extend(file.lines.iter().map(|line| Line {
            span: moved(&line.span),
            first: line.first + number,
            last: line.last + number,
            kind: match &line.kind {
                LineKind::Header(name) => LineKind::Header(part(name)),
                LineKind::Assignment(key, value) => LineKind::Assignment(part(key), part(value)),
                other => other.clone(),
            },
        }));
        self.open = file.open;
        self.index.take();
    }

    fn replace(&mut self, span: Range<usize>, with: &str) {
        self.text.replace_range(span, with);
        (self.lines, self.open) = parse_lines(&self.text);
        self.index.take();
    }
}

impl PartialEq for UnitFile {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for UnitFile {}

/// A number for a name, behind that of another one.
fn hash(name: &str, before: u32) -> u32 {
    name.bytes()
        .fold(before ^ 0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// How many bytes are too many for one line.
pub const LONGEST_LINE: usize = 1 << 20;

/// The sections in their customary order; those of one rank never meet in one file.
const SECTIONS: [&[&str]; 3] = [&["Unit"], &["Socket", "Service"], &["Install"]];

const BOM: char = '\u{feff}';

/// What stands for bytes that are not UTF-8: a noncharacter, which systemd takes for such bytes too.
pub const ALIEN: char = '\u{fdd0}';

fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe
}

fn is_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\0')
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

fn is_lead(c: char) -> bool {
    is_blank(c) || c == BOM
}

/// Whether `text` ends in a backslash that no other one escapes.
fn ends_escaped(text: &str) -> bool {
    text.len() != text.trim_end_matches('\\').len()
        && (text.len() - text.trim_end_matches('\\').len()) % 2 == 1
}

/// One physical line: where it begins, where its content and where its line end ends.
struct Physical {
    start: usize,
    content: usize,
    end: usize,
}

/// Which of the three ends nothing can follow in a run.
const NUL: usize = 2;

fn physical_lines(text: &str) -> impl Iterator<Item = Physical> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        if start == bytes.len() {
            return None;
        }
        let content = bytes[start..]
            .iter()
            .position(|b| is_end(*b as char))
            .map_or(bytes.len(), |length| start + length);
        let mut seen: [bool; 3] = [false; 3];
        at = content;
        while let Some(which) =
            bytes.get(at).and_then(|b| b"\n\r\0".iter().position(|end| end == b))
        {
            if std::mem::replace(&mut seen[which], true) {
                break;
            }
            at += 1;
            if which == NUL {
                break;
            }
        }
        Some(Physical { start, content, end: at })
    })
}

/// The logical lines of `text`, and whether the last one is still held open.
fn parse_lines(text: &str) -> (Vec<Line>, bool) {
    let mut lines = Vec::new();
    let mut bom_seen = false;
    // A line still held open by a backslash: what has been joined so far, and its place among the lines.
    let mut open: Option<(String, Line)> = None;
    for (index, physical) in physical_lines(text).enumerate() {
        let number = short(index + 1);
        let content = &text[physical.start..physical.content];
        let comment = is_comment(content);
        let mut stripped = content;
        if !comment && !bom_seen && content.starts_with(BOM) {
            bom_seen = true;
            stripped = &content[BOM.len_utf8()..];
        }
        match &mut open {
            Some((joined, line)) => {
                line.span.end = short(physical.end);
                line.last = number;
                if comment {
                    continue;
                }
                joined.push_str(stripped.trim_start_matches(is_blank));
                if hold_open(joined) {
                    continue;
                }
                let (joined, mut line) = open.take().expect("the line is open in this branch");
                line.kind = joined_kind(&joined);
                lines.push(line);
            }
            None => {
                let span = Span::new(physical.start, physical.end);
                let mut line = Line { span, first: number, last: number, kind: LineKind::Comment };
                if !comment {
                    let mut joined;
                    if stripped.ends_with('\\') && {
                        joined = stripped.trim_start_matches(is_blank).to_owned();
                        hold_open(&mut joined)
                    } {
                        open = Some((joined, line));
                        continue;
                    }
                    line.kind = kind(stripped, physical.content - stripped.len());
                }
                lines.push(line);
            }
        }
    }
    let still_open = open.is_some();
    if let Some((joined, mut line)) = open {
        line.kind = joined_kind(&joined);
        lines.push(line);
    }
    (lines, still_open)
}

fn is_comment(physical: &str) -> bool {
    physical.trim_start_matches(is_blank).starts_with(['#', ';'])
}

/// Whether `joined` goes on in the next line; its last backslash is a space then.
fn hold_open(joined: &mut String) -> bool {
    let goes_on = ends_escaped(joined);
    if goes_on {
        joined.pop();
        joined.push(' ');
    }
    goes_on
}

/// What the physical line `content`, which begins at byte `at`, is.
fn kind(content: &str, at: usize) -> LineKind {
    classify(content, |piece| {
        let start = at + (piece.as_ptr() as usize - content.as_ptr() as usize);
        Part::Span(Span::new(start, start + piece.len()))
    })
}

fn joined_kind(joined: &str) -> LineKind {
    classify(joined, |piece| Part::Joined(piece.into()))
}

fn classify<'a>(content: &'a str, part: impl Fn(&'a str) -> Part) -> LineKind {
    let line = content.trim_matches(is_blank);
    if line.is_empty() {
        return LineKind::Blank;
    }
    if let Some(rest) = line.strip_prefix('[') {
        return rest
            .strip_suffix(']')
            .map_or(LineKind::BadHeader, |name| LineKind::Header(part(name)));
    }
    match line.split_once('=') {
        None => LineKind::MissingEquals,
        Some((key, value)) => match key.trim_end_matches(is_blank) {
            "" => LineKind::MissingKey,
            key => LineKind::Assignment(part(key), part(value.trim_start_matches(is_blank))),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str, section: &str, key: &str) -> Vec<String> {
        UnitFile::parse(text).assignments(section, key).map(|a| a.value.to_owned()).collect()
    }

    fn edited(text: &str, edit: impl FnOnce(&mut UnitFile)) -> String {
        let mut file = UnitFile::parse(text);
        edit(&mut file);
        file.text().to_owned()
    }

    fn set(text: &str, section: &str, key: &str, value: &str) -> String {
        edited(text, |file| file.set(section, key, value, ORDER).unwrap())
    }

    const ORDER: &[&str] = &["ListenStream", "ListenDatagram", "Accept", "Backlog"];

    #[test]
    fn lines_cover_the_text() {
        for text in [
            "",
            "\n",
            "a",
            "a\\",
            "a\\\n",
            "\0\0",
            "\r\n\n\r\r",
            "[S]\nA=1 \\\n# c\n\tb\n\nC",
            "\u{feff}a=\\\n\u{feff}b",
        ] {
            let file = UnitFile::parse(text);
            let joined: String = file.lines().iter().map(|line| file.raw(line)).collect();
            assert_eq!(joined, text);
        }
    }

    #[test]
    fn every_line_end_is_one() {
        for end in ["\n", "\r", "\0", "\r\n", "\n\r", "\r\n\0"] {
            let file = UnitFile::parse(format!("[S]{end}A=1{end}B=2"));
            assert_eq!(file.lines().len(), 3, "{end:?}");
            assert_eq!(
                file.all_assignments().map(|a| a.value).collect::<Vec<_>>(),
                ["1", "2"],
                "{end:?}"
            );
        }
        assert_eq!(UnitFile::parse("a\n\nb").lines().len(), 3);
    }

    #[test]
    fn continuations_join_as_systemd_joins_them() {
        assert_eq!(values("[S]\nA=1 \\\n  # c \\\n\tx\nB=2", "S", "A"), ["1  x"]);
        assert_eq!(values("[S]\nA=1 \\\n;d\n\nB=2", "S", "A"), ["1"], "an empty line ends it");
        assert_eq!(
            values("[S]\nA=1\\\\\nB=2", "S", "A"),
            ["1\\\\"],
            "an escaped backslash does not continue"
        );
        assert_eq!(values("[S]\nA=1\\ \nB=2", "S", "A"), ["1\\"], "nor one with a blank behind it");
        assert_eq!(values("[S]\nA\\\n=1", "S", "A"), ["1"], "keys continue too");
        assert_eq!(values("[S]\n#c\\\nA=1", "S", "A"), ["1"], "comments never do");
        assert_eq!(UnitFile::parse("[Serv\\\nice]").sections().collect::<Vec<_>>(), ["Serv ice"]);
        let file = UnitFile::parse("[S]\nA=1 \\\n2\nB=3");
        assert_eq!((file.lines()[1].first, file.lines()[1].last, file.lines()[2].first), (2, 3, 4));
    }

    #[test]
    fn one_byte_order_mark_is_dropped() {
        assert_eq!(UnitFile::parse("\u{feff}[S]\n").sections().collect::<Vec<_>>(), ["S"]);
        assert_eq!(values("[S]\n\u{feff}A=1\n", "S", "A"), ["1"], "wherever it is the first");
        assert_eq!(values("\u{feff}[S]\n\u{feff}A=1\n", "S", "A"), [""; 0], "but only once");
        assert_eq!(UnitFile::parse("\u{feff}#c").lines()[0].kind, LineKind::MissingEquals);
    }

    #[test]
    fn odd_lines_are_told_apart() {
        let kinds = |text: &str| UnitFile::parse(text).lines()[0].kind.clone();
        assert_eq!(kinds(" \t"), LineKind::Blank);
        assert_eq!(kinds("[S] # c"), LineKind::BadHeader);
        assert_eq!(kinds("hello"), LineKind::MissingEquals);
        assert_eq!(kinds(" =1"), LineKind::MissingKey);
        let outside = UnitFile::parse("A=1\n[S]\nA=2");
        assert_eq!(
            outside.all_assignments().map(|a| a.section).collect::<Vec<_>>(),
            [None, Some("S")]
        );
    }

    #[test]
    fn last_one_wins_lists_append_empty_resets() {
        let file = UnitFile::parse("[S]\nA=1\nA=2\n[T]\n[S]\nA=3\nA=\n");
        let list = |resets| {
            file.effective_list("S", "A", resets).iter().map(|a| a.value).collect::<Vec<_>>()
        };
        assert_eq!(list(false), ["1", "2", "3"]);
        assert_eq!(list(true), [""; 0]);
        assert_eq!(file.effective("S", "A", false).unwrap().value, "3");
        assert_eq!(file.effective("S", "A", true), None);
    }

    #[test]
    fn setting_touches_only_its_line() {
        assert_eq!(set("[S]\n\tA =  1\r\n#c\r\n", "S", "A", "2"), "[S]\n\tA =  2\r\n#c\r\n");
        assert_eq!(set("[S]\nA=1 \\\n 2\nB=3", "S", "A", "4"), "[S]\nA=4\nB=3");
        assert_eq!(set("[S]\nA=1\nA=2\n", "S", "A", "3"), "[S]\nA=1\nA=3\n");
        assert_eq!(set("[S]\nA=1", "S", "A", ""), "[S]\nA=");
        assert_eq!(set("[S]\nA\\\n=1\n", "S", "A", "2"), "[S]\nA=2\n");
    }

    #[test]
    fn a_new_line_goes_to_its_customary_place() {
        let text = "[Unit]\nDescription=x\n\n[Socket]\nListenStream=1\nBacklog=5\n\n[Install]\nWantedBy=y\n";
        assert_eq!(
            set(text, "Socket", "Accept", "no"),
            text.replace("Backlog", "Accept=no\nBacklog")
        );
        assert_eq!(set(text, "Socket", "Other", "1"), text.replace("=5\n", "=5\nOther=1\n"));
        assert_eq!(
            edited(text, |file| file.add("Socket", "ListenStream", "2", ORDER).unwrap()),
            text.replace("=1\n", "=1\nListenStream=2\n")
        );
        assert_eq!(set("[Socket]", "Socket", "Accept", "no"), "[Socket]\nAccept=no\n");
        assert_eq!(
            set("[Socket]\r\n  A=1\r\n", "Socket", "Accept", "no"),
            "[Socket]\r\nAccept=no\r\n  A=1\r\n"
        );
        assert_eq!(
            set("[S]\nA=1 \\", "S", "B", "2"),
            "[S]\nA=1 \\\n\nB=2\n",
            "an open line is closed first"
        );
    }

    #[test]
    fn a_new_section_goes_to_its_customary_place() {
        assert_eq!(set("", "Socket", "A", "1"), "[Socket]\nA=1\n");
        assert_eq!(set("[Unit]\nA=1", "Socket", "A", "1"), "[Unit]\nA=1\n\n[Socket]\nA=1\n");
        assert_eq!(set("[Unit]\nA=1\n", "Socket", "A", "1"), "[Unit]\nA=1\n\n[Socket]\nA=1\n");
        assert_eq!(set("[Install]\n", "Unit", "A", "1"), "[Unit]\nA=1\n\n[Install]\n");
    }

    #[test]
    fn removing_takes_the_line_and_nothing_else() {
        assert_eq!(
            edited("[S]\nA=1\n#c\nA=2 \\\n 3\n\nB=1", |f| f.remove("S", "A")),
            "[S]\n#c\n\nB=1"
        );
        assert_eq!(edited("[S]\nA=1\n\n[I]\nB=1\n", |f| f.remove_section("I")), "[S]\nA=1\n");
        assert_eq!(edited("[I]\nB=1\n\n[S]\nA=1\n", |f| f.remove_section("I")), "[S]\nA=1\n");
    }

    #[test]
    fn a_value_that_leaves_its_line_is_refused() {
        let mut file = UnitFile::parse("[S]\nA=1\n");
        for (value, why) in [
            ("1\n", Unwritable::LineBreak),
            ("1\0", Unwritable::LineBreak),
            ("1\\", Unwritable::TrailingBackslash),
            ("1\\\\\\", Unwritable::TrailingBackslash),
            ("1\\  ", Unwritable::TrailingBackslash),
        ] {
            assert_eq!(file.set("S", "A", value, &[]), Err(why), "{value:?}");
        }
        assert_eq!(file.text(), "[S]\nA=1\n");
        assert_eq!(file.set("S", "A", "1\\\\", &[]), Ok(()));
    }
}
