//! The text of one unit: its highlighted lines, and over them the text area to be typed in.
//!
//! The lines are shown in blocks. A block is highlighted once it comes near the window; until then it holds its lines as one
//! plain text, which is as high as it will be with its colours. A block stays as it is while its lines do, so that a key
//! costs the block it falls into and no other.

use crate::activation::Role;
use crate::catalogue::{self, Section};
use crate::check::Finding;
use crate::syntax::{Line, LineKind, UnitFile};
use crate::ui::browser;
use crate::ui::dynamic::{Item, List, dynamic, flag, shown_when, text};
use crate::ui::ids::text_id;
use crate::ui::mark::Mark;
use crate::ui::state::{Derived, use_state};
use crate::ui::widget::TextArea;
use crate::value::Kind;
use leptos::prelude::*;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// How many bytes of text a unit can have here.
const MOST: usize = 4 << 20;

/// The editor.
#[component]
pub fn UnitEditor(unit: Role, name: Signal<String>) -> AnyView {
    let state = use_state();
    let file = state.derive(move |units| units.shared_file(unit));
    let blocks =
        Memo::new(move |before: Option<&Blocks>| file.with(|file| Blocks::of(file, before)));
    let value = text(move || file.with(|file| file.text().to_owned()));
    let typed = move |text: String| {
        state.type_in(|units| {
            let size = text.len();
            if size > MOST {
                let now = units.file(unit).text().len();
                return Err(format!(
                    "{size} bytes are more than a unit can hold here, {MOST}: it is as it was, {now} bytes."
                ));
            }
            units.set_text(unit, &text);
            Ok(())
        })
    };
    let ends_open =
        flag(move || blocks.with(|blocks| blocks.text.is_empty() || blocks.text.ends_with('\n')));
    // Behind a line break there is a line to type in, and the caret needs its place.
    let last = shown_when(ends_open, || view! { <div class="last"></div> }.into_any());
    let item = move |(id, place): (u64, usize)| {
        let block = move || {
            view! { <TextBlock unit=unit id=id is_first={place == 0} blocks=blocks /> }.into_any()
        };
        Item::new(id, block)
    };
    let items = move || blocks.with(Blocks::ids).into_iter().map(item).collect::<Vec<_>>();
    view! {
        <div class="code">
            <div class="shown" aria-hidden="true">
                <List items=Signal::derive(items) />
                {last}
            </div>
            <TextArea
                id=text_id(unit)
                name=text(move || format!("Text of {}", name.get()))
                value=value
                typed=typed
            />
        </div>
    }
    .into_any()
}

/// Some lines, highlighted once they have been near the window.
#[component]
fn TextBlock(unit: Role, id: u64, is_first: bool, blocks: Memo<Blocks>) -> AnyView {
    let state = use_state();
    let block = Derived::new(move || blocks.with(|blocks| blocks.find(id)));
    let was_near = RwSignal::new(is_first);
    let place = NodeRef::<leptos::html::Ol>::new();
    if !is_first {
        browser::when_near(place, move || was_near.set(true));
    }
    let number = text(move || {
        block.with(|block| block.as_ref().map_or(1, |block| block.number).to_string())
    });
    // What is found comes with the settled units, whose lines may be those before the last key for one frame.
    let marks = Derived::new(move || {
        let lines = block.with(|block| block.as_ref().map(|block| block.lines.clone()));
        lines.map_or(Vec::new(), |lines| state.findings.with(|found| marks(found, unit, lines)))
    });
    let items = move || {
        // With it comes the rest of the catalogue, which tells more names.
        state.library.with(|_| ());
        let lines = block.with(|block| {
            block.as_ref().map_or(Vec::new(), |block| marks.with(|marks| shown_lines(block, marks)))
        });
        let item = |line: ShownLine| {
            Item::new(line.key(), move || view! { <CodeLine line=line.clone() /> }.into_any())
        };
        lines.into_iter().map(item).collect::<Vec<_>>()
    };
    let plain = text(move || {
        block.with(|block| {
            let text = block.as_ref().map_or("", |block| &block.text);
            text.trim_end_matches(is_end).to_owned()
        })
    });
    let lines = dynamic(move || match was_near.get() {
        true => view! { <List items=Signal::derive(items) /> }.into_any(),
        false => view! { <li class="plain-lines">{plain}</li> }.into_any(),
    });
    view! {
        <ol start=number node_ref=place>
            {lines}
        </ol>
    }
    .into_any()
}

/// One physical line with its colours and marks.
#[component]
fn CodeLine(line: ShownLine) -> AnyView {
    let state = use_state();
    // What is there when the page opens is not news.
    let is_fresh = !state.is_untouched();
    let ShownLine { mark, says, parts, .. } = line;
    let part = |ShownPart { class, text, is_marked }: ShownPart| {
        let class = if is_marked { format!("{class} under") } else { class.to_owned() };
        view! { <span class=class>{text}</span> }
    };
    let gutter = (!mark.is_empty())
        .then(|| view! { <span class="gutter" data-says=says.replace('`', "")></span> });
    let class = if is_fresh { format!("{mark} fresh") } else { mark.to_owned() };
    view! {
        <li class=class>
            {parts.into_iter().map(part).collect::<Vec<_>>()} {gutter}
        </li>
    }
    .into_any()
}

/// How many lines a block has, as it is cut.
const BLOCK: usize = 48;

/// A text in blocks.
#[derive(Clone, Default, PartialEq)]
struct Blocks {
    text: Arc<str>,
    blocks: Vec<Block>,
    /// What the next new block is called.
    next: u64,
}

/// Lines that belong together; none that a backslash joins are parted.
#[derive(Clone, Debug, PartialEq)]
struct Block {
    id: u64,
    /// Which of the file's lines they are.
    lines: Range<usize>,
    /// The number of the first physical line, counted from 1.
    number: usize,
    /// Where they begin in the text.
    start: usize,
    text: Arc<str>,
    /// The section that they begin in.
    section: Option<Section>,
}

impl Block {
    fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

impl Blocks {
    /// The blocks of `file`: those of `before` whose lines are still there stay the same, with the same id.
    fn of(file: &UnitFile, before: Option<&Blocks>) -> Self {
        let text = file.text();
        let none = Blocks::default();
        let before = before.unwrap_or(&none);
        let same = |(a, b): &(u8, u8)| a == b;
        let (new, old) = (text.as_bytes(), before.text.as_bytes());
        let head = new.iter().copied().zip(old.iter().copied()).take_while(same).count();
        let rest = new.len().min(old.len()) - head;
        let tail = new.iter().rev().copied().zip(old.iter().rev().copied());
        let tail = tail.take(rest).take_while(same).count();
        let begins_a_line = |at: usize| {
            file.lines().binary_search_by_key(&at, |line| line.span().start).is_ok()
                || at == text.len()
        };
        let moved = |at: usize| at + new.len() - old.len();
        let mut kept_head = before
            .blocks
            .iter()
            .take_while(|block| block.end() <= head && begins_a_line(block.end()))
            .count();
        let kept_tail = before.blocks[kept_head..]
            .iter()
            .rev()
            .take_while(|block| {
                block.start >= old.len() - tail
                    && block.start > 0
                    && block.start + new.len() >= old.len()
                    && begins_a_line(moved(block.start))
            })
            .count();
        // What comes between two blocks goes into the first of them, or each line that is added would be a block of its own.
        if kept_head > 0 && kept_head + kept_tail == before.blocks.len() && new.len() > old.len() {
            kept_head -= 1;
        }
        let replaced = &before.blocks[kept_head..before.blocks.len() - kept_tail];
        let mut cut =
            Cut { file, next: before.next, blocks: Vec::new(), line: 0, number: 1, section: None };
        for block in &before.blocks[..kept_head] {
            cut.keep(block.id, block.end());
        }
        let middle_end = match kept_tail {
            0 => text.len(),
            _ => moved(before.blocks[before.blocks.len() - kept_tail].start),
        };
        cut.fresh(middle_end, replaced.first().map(|block| block.id));
        for block in &before.blocks[before.blocks.len() - kept_tail..] {
            cut.keep(block.id, moved(block.end()));
        }
        Self { text: text.into(), next: cut.next, blocks: cut.blocks }
    }

    /// Their ids, each with its place.
    fn ids(&self) -> Vec<(u64, usize)> {
        self.blocks.iter().zip(0..).map(|(block, place)| (block.id, place)).collect()
    }

    fn find(&self, id: u64) -> Option<Block> {
        self.blocks.iter().find(|block| block.id == id).cloned()
    }
}

/// Cutting a file into blocks, from its first line on.
struct Cut<'a> {
    file: &'a UnitFile,
    next: u64,
    blocks: Vec<Block>,
    line: usize,
    number: usize,
    section: Option<Section>,
}

impl Cut<'_> {
    /// A block of the lines up to the byte `end`.
    fn keep(&mut self, id: u64, end: usize) {
        self.block(id, |_, span| span.end <= end);
    }

    /// New blocks of the lines up to the byte `end`; the first of them may take over an id. A block that has grown is only
    /// cut when it is twice as long as others.
    fn fresh(&mut self, end: usize, id: Option<u64>) {
        let mut id = id;
        loop {
            let left =
                self.file.lines()[self.line..].iter().take_while(|line| line.span().end <= end);
            let most =
                if left.take(2 * BLOCK + 1).count() <= 2 * BLOCK { 2 * BLOCK } else { BLOCK };
            let new = id.take().unwrap_or_else(|| {
                self.next += 1;
                self.next
            });
            if !self.block(new, |count, span| count < most && span.end <= end) {
                break;
            }
        }
    }

    /// A block of the next lines for which `belongs` holds, given how many there are before; whether there is one.
    fn block(&mut self, id: u64, belongs: impl Fn(usize, &Range<usize>) -> bool) -> bool {
        let lines = self.file.lines();
        let (first, number, section) = (self.line, self.number, self.section);
        while let Some(line) = lines.get(self.line)
            && belongs(self.line - first, &line.span())
        {
            if let LineKind::Header(name) = &line.kind {
                self.section = section_called(self.file.part(name));
            }
            self.number = line.last() + 1;
            self.line += 1;
        }
        if self.line == first {
            return false;
        }
        let span = lines[first].span().start..lines[self.line - 1].span().end;
        let text = &self.file.text()[span.clone()];
        let lines = first..self.line;
        self.blocks.push(Block {
            id,
            lines,
            number,
            start: span.start,
            text: text.into(),
            section,
        });
        true
    }
}

/// One physical line, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ShownLine {
    raw: String,
    /// How many lines before it, in its block, say the same.
    nth: usize,
    /// How it is marked: as a class, empty where there is nothing to say.
    mark: &'static str,
    /// What there is to say of it.
    says: String,
    parts: Vec<ShownPart>,
}

impl ShownLine {
    /// What tells it from the others.
    fn key(&self) -> String {
        let Self { nth, mark, says, raw, parts } = self;
        let class = parts.last().map_or("", |part| part.class);
        format!("{nth} {class} {mark} {says}\n{raw}")
    }
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ShownPart {
    class: &'static str,
    text: String,
    /// Whether it is what is found wrong.
    is_marked: bool,
}

/// What was found on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
struct MarkedLine {
    /// Which line of the block.
    line: usize,
    class: &'static str,
    says: String,
    /// Whether it is about the name before the `=`.
    is_about_key: bool,
}

/// What was found on these of the unit's lines, by line.
fn marks(found: &[Finding], unit: Role, lines: Range<usize>) -> Vec<MarkedLine> {
    // They are sorted by unit and line.
    let place = |finding: &Finding| (finding.unit != Role::Socket, finding.line);
    let [from, to] = [lines.start, lines.end].map(|line| {
        found.partition_point(|finding| place(finding) < (unit != Role::Socket, Some(line)))
    });
    found[from..to]
        .chunk_by(|a, b| a.line == b.line)
        .filter_map(|on_line| {
            let worst = on_line.iter().max_by_key(|finding| finding.outcome)?;
            let says: Vec<&str> = on_line.iter().map(|one| one.message.as_str()).collect();
            Some(MarkedLine {
                line: worst.line? - lines.start,
                class: Mark::of(worst).class(),
                says: says.join("; "),
                is_about_key: worst.rule == "unknown-key",
            })
        })
        .collect()
}

fn shown_lines(block: &Block, marks: &[MarkedLine]) -> Vec<ShownLine> {
    // A block parts no lines that belong together, so it reads by itself as it does in the file.
    let file = UnitFile::parse(&*block.text);
    let mut shown: Vec<ShownLine> = Vec::new();
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut section = block.section;
    for (index, line) in file.lines().iter().enumerate() {
        if let LineKind::Header(name) = &line.kind {
            section = section_called(file.part(name));
        }
        let marked = marks.iter().find(|mark| mark.line == index);
        let raw = file.raw(line);
        for (place, physical) in raw.trim_end_matches(is_end).split('\n').enumerate() {
            let mut parts = parts(&file, line, section, physical, place == 0);
            if let Some(mark) = marked {
                let key = mark.is_about_key && parts.len() > 1;
                // What is wrong is most often the value, which comes last.
                let at = if key { 0 } else { parts.len().saturating_sub(1) };
                parts.iter_mut().skip(at).take(1).for_each(|part| part.is_marked = true);
            }
            let nth = seen.entry(physical.to_owned()).or_default();
            shown.push(ShownLine {
                raw: physical.to_owned(),
                nth: *nth,
                mark: marked.map_or("", |mark| mark.class),
                says: marked.map_or(String::new(), |mark| mark.says.clone()),
                parts,
            });
            *nth += 1;
        }
    }
    shown
}

fn is_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\0')
}

fn section_called(name: &str) -> Option<Section> {
    [Section::Unit, Section::Socket, Section::Service, Section::Install]
        .into_iter()
        .find(|s| s.name() == name)
}

fn parts(
    file: &UnitFile,
    line: &Line,
    section: Option<Section>,
    physical: &str,
    is_first: bool,
) -> Vec<ShownPart> {
    let part = |class, text: &str| ShownPart { class, text: text.to_owned(), is_marked: false };
    let whole = |class| vec![part(class, physical)];
    let mut parts = match &line.kind {
        LineKind::Blank => whole(""),
        LineKind::Comment => whole("comment"),
        LineKind::Header(_) => whole("section"),
        LineKind::BadHeader | LineKind::MissingEquals | LineKind::MissingKey => whole("stray"),
        LineKind::Assignment(key, _) => {
            let class = section.map_or("", |section| value_class(section, file.part(key)));
            match physical.split_once('=').filter(|_| is_first) {
                Some((key, value)) => vec![part("key", key), part("", "="), part(class, value)],
                None if physical.trim_start().starts_with(['#', ';']) => whole("comment"),
                None => whole(class),
            }
        }
    };
    parts.retain(|part| !part.text.is_empty());
    parts
}

fn value_class(section: Section, key: &str) -> &'static str {
    match catalogue::find(section, key).map(|directive| directive.kind) {
        Some(Kind::UnitNames | Kind::ServiceName | Kind::SocketNames | Kind::Alias) => "reference",
        Some(
            Kind::Text
            | Kind::Plain
            | Kind::Command
            | Kind::UserOrGroup
            | Kind::Environment
            | Kind::EnvironmentFile,
        ) => "",
        // Most names that the whole catalogue has to be there for are those of settings.
        None if catalogue::is_whole() => "",
        _ => "value",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(count: usize) -> String {
        (0..count).map(|line| format!("A{line}=x\n")).collect()
    }

    fn cut(text: &str, before: Option<&Blocks>) -> Blocks {
        let blocks = Blocks::of(&UnitFile::parse(text), before);
        let joined: String = blocks.blocks.iter().map(|block| &*block.text).collect();
        assert_eq!(joined, text);
        let mut at = (0, 0);
        for block in &blocks.blocks {
            assert_eq!((block.lines.start, block.start), at);
            at = (block.lines.end, block.end());
        }
        blocks
    }

    fn ids(blocks: &Blocks) -> Vec<u64> {
        blocks.blocks.iter().map(|block| block.id).collect()
    }

    #[test]
    fn a_key_changes_the_block_it_falls_into() {
        let old = text(500);
        let before = cut(&old, None);
        assert!(before.blocks.len() > 5);
        for at in [0, 3, old.len() / 2, old.len() - 1, old.len()] {
            for typed in ["y", "\n", "B=\\\n", "[Socket]\n"] {
                let mut new = old.clone();
                new.insert_str(at, typed);
                let after = cut(&new, Some(&before));
                let kept = ids(&before).iter().filter(|id| ids(&after).contains(id)).count();
                assert_eq!(kept, before.blocks.len(), "{typed:?} at {at}");
                let again = cut(&old, Some(&after));
                assert_eq!(ids(&again), ids(&before), "{typed:?} at {at}, taken back");
            }
        }
    }

    #[test]
    fn lines_that_are_typed_one_by_one_share_blocks() {
        for at_end in [true, false] {
            let (mut text, mut before) = (text(3), None);
            for _ in 0..300 {
                let at = if at_end { text.len() } else { 0 };
                text.insert_str(at, "B=y\n");
                before = Some(cut(&text, before.as_ref()));
            }
            let count = before.unwrap().blocks.len();
            assert!((3..=10).contains(&count), "{count}");
        }
    }

    #[test]
    fn blocks_are_found_again_whatever_happens_between_them() {
        let mut before = cut("", None);
        let texts =
            ["", "a", "A=1\n", &text(99), "\n\n", "A=\\\n", "\r\n\r", &text(300), "x\\", "[S]\n"];
        for first in texts {
            for second in texts {
                before = cut(&format!("{first}{second}"), Some(&before));
                let mut all = ids(&before);
                all.sort_unstable();
                all.dedup();
                assert_eq!(all.len(), before.blocks.len(), "no id twice");
            }
        }
    }

    #[test]
    fn what_is_wrong_is_underlined() {
        let units =
            crate::activation::Activation::new("a", "[Socket]\nListenStream=x:y\nFoo=1\n", "");
        let found = crate::check::run(&crate::check::Case::pair(&units));
        let blocks = Blocks::of(units.file(Role::Socket), None);
        let marks = marks(&found, Role::Socket, 0..3);
        let lines = shown_lines(&blocks.blocks[0], &marks);
        let marked: Vec<&str> = lines
            .iter()
            .flat_map(|line| &line.parts)
            .filter(|part| part.is_marked)
            .map(|part| part.text.as_str())
            .collect();
        assert_eq!(marked, ["x:y", "Foo"]);
    }
}
