//! Fixes: edits that put a finding right, as data, so that they can be shown before they are made.

use crate::activation::{self, Activation, Lens, Role};
use crate::syntax::UnitFile;
use std::collections::{BTreeMap, HashMap};

/// An edit that puts a finding right.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fix {
    /// What it does, as on a button.
    pub label: String,
    /// How, in the order in which it is done; lines are counted in the text as it was found.
    pub actions: Vec<Action>,
}

/// One change to the text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Takes a line out.
    Remove(Role, usize),
    /// Writes another key and value on a line.
    Replace(Role, usize, &'static str, String),
    /// Gives a directive a value, on its last line or a new one; an empty value takes it out.
    Set(Lens, String),
    /// Adds a line to a list.
    Add(Lens, String),
    /// Lets systemd accept, or not, with all consequences.
    Accept(bool),
}

/// A line that a fix takes out or puts in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The unit.
    pub unit: Role,
    /// Whether it is put in.
    pub is_new: bool,
    /// What it says.
    pub line: String,
}

/// Some lines of a file, and what is to stand there instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The unit whose file it is.
    pub unit: Role,
    /// The number of the first physical line that goes, counted from 1; where none goes, the line before which the text comes.
    pub line: usize,
    /// How many physical lines go.
    pub lines: usize,
    /// What comes, line ends included; nothing if the lines only go.
    pub text: String,
}

impl Fix {
    /// What it would change, in the order of the lines; what goes, goes first.
    pub fn changes(&self, activation: &Activation) -> Vec<Change> {
        let mut fixed = activation.clone();
        self.apply(&mut fixed);
        let mut changes = Vec::new();
        for unit in Role::ALL {
            let (before, after) = (activation.file(unit), fixed.file(unit).text());
            // A line that is taken out goes, even if another one says the same, or it comes back in another place.
            let actions = self.lines(unit);
            let goes = |index| matches!(actions.get(&index), Some(Action::Remove(..)));
            let mut stays = Vec::new();
            let mut left = counts(after.lines());
            for (index, line) in before.lines().iter().enumerate() {
                for line in before.raw(line).lines() {
                    if goes(index) || !take(&mut left, line) {
                        changes.push(Change { unit, is_new: false, line: line.to_owned() });
                    }
                    if !goes(index) {
                        stays.push(line);
                    }
                }
            }
            let mut left = counts(stays.into_iter());
            let new = after.lines().filter(|line| !take(&mut left, line));
            changes.extend(new.map(|line| Change { unit, is_new: true, line: line.to_owned() }));
        }
        changes
    }

    /// Whether all it does is to take lines out and to write lines anew.
    pub fn is_by_line(&self) -> bool {
        self.actions.iter().all(|action| action.line().is_some())
    }

    /// The same as edits to the files, in the order of their lines; no two are about the same line.
    pub fn edits(&self, activation: &Activation) -> Vec<Edit> {
        let mut edits = Vec::new();
        if self.is_by_line() {
            for unit in Role::ALL {
                let file = activation.file(unit);
                edits.extend(self.lines(unit).into_iter().filter_map(|(line, action)| {
                    let (text, line) = (action.written(file)?, file.lines().get(line)?);
                    let lines = line.last() - line.first() + 1;
                    Some(Edit { unit, line: line.first(), lines, text })
                }));
            }
            return edits;
        }
        let mut fixed = activation.clone();
        self.apply(&mut fixed);
        for unit in Role::ALL {
            let [before, after] = [activation, &fixed].map(|units| units.file(unit).text());
            edits.extend(between(unit, before, after));
        }
        edits
    }

    /// Does it.
    pub fn apply(&self, activation: &mut Activation) {
        for unit in Role::ALL {
            let actions = self.lines(unit);
            if actions.is_empty() {
                continue;
            }
            let file = activation.file(unit);
            let mut text = String::with_capacity(file.text().len());
            for (index, line) in file.lines().iter().enumerate() {
                match actions.get(&index).and_then(|action| action.written(file)) {
                    Some(written) => text += &written,
                    None => text += file.raw(line),
                }
            }
            activation.set_text(unit, &text);
        }
        for action in &self.actions {
            action.apply(activation);
        }
    }

    /// The actions that are about a line of `unit`, by that line.
    fn lines(&self, unit: Role) -> BTreeMap<usize, &Action> {
        let line =
            |action: &Action| action.line().filter(|(of, _)| *of == unit).map(|(_, line)| line);
        self.actions.iter().filter_map(|action| Some((line(action)?, action))).collect()
    }
}

impl Action {
    /// The line that it takes out or writes anew, if it is about one.
    fn line(&self) -> Option<(Role, usize)> {
        match self {
            Action::Remove(unit, line) | Action::Replace(unit, line, ..) => Some((*unit, *line)),
            Action::Set(..) | Action::Add(..) | Action::Accept(_) => None,
        }
    }

    /// What stands in the place of that line afterwards, line end included.
    fn written(&self, file: &UnitFile) -> Option<String> {
        match self {
            Action::Remove(..) => Some(String::new()),
            Action::Replace(_, line, key, value) => file.rewritten(*line, key, value).ok(),
            Action::Set(..) | Action::Add(..) | Action::Accept(_) => None,
        }
    }

    /// Does what is not about a line. What is written comes from text that stands on one line, so it can be written.
    fn apply(&self, activation: &mut Activation) {
        match self {
            Action::Remove(..) | Action::Replace(..) => {}
            Action::Set(lens, value) => activation.set(*lens, value).unwrap_or_default(),
            Action::Add(lens, value) => activation.add(*lens, value).unwrap_or_default(),
            Action::Accept(accept) => activation::set_accept(activation, *accept),
        }
    }
}

/// The one edit that leads from `before` to `after`: what is left between the lines that both begin and end with.
fn between(unit: Role, before: &str, after: &str) -> Option<Edit> {
    let [before, after] =
        [before, after].map(|text| text.split_inclusive('\n').collect::<Vec<_>>());
    if before == after {
        return None;
    }
    let shorter = before.len().min(after.len());
    let same = |pairs: &mut dyn Iterator<Item = (&&str, &&str)>| {
        pairs.take_while(|(one, other)| one == other).count()
    };
    let start = same(&mut before.iter().zip(&after));
    let end = same(&mut before.iter().rev().zip(after.iter().rev())).min(shorter - start);
    Some(Edit {
        unit,
        line: start + 1,
        lines: before.len() - end - start,
        text: after[start..after.len() - end].concat(),
    })
}

/// Takes one `line` off those that are left, if there is one.
fn take(left: &mut HashMap<&str, usize>, line: &str) -> bool {
    let found = left.get_mut(line).filter(|left| **left > 0);
    found.map(|left| *left -= 1).is_some()
}

/// How often each of `lines` is there.
fn counts<'a>(lines: impl Iterator<Item = &'a str>) -> HashMap<&'a str, usize> {
    let mut counts = HashMap::new();
    for line in lines {
        *counts.entry(line).or_default() += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_on_lines_are_made_as_they_were_counted() {
        let mut pair = Activation::new("a", "[Socket]\nListenStream=1\nAccept=no\nBacklog=2\n", "");
        let fix = Fix {
            label: String::new(),
            actions: vec![
                Action::Remove(Role::Socket, 1),
                Action::Replace(Role::Socket, 3, "Backlog", "3".to_owned()),
                Action::Add(Lens::socket("ListenStream"), "4".to_owned()),
            ],
        };
        let says: Vec<_> =
            fix.changes(&pair).into_iter().map(|change| (change.is_new, change.line)).collect();
        let line = |is_new, line: &str| (is_new, line.to_owned());
        assert_eq!(
            says,
            [
                line(false, "ListenStream=1"),
                line(false, "Backlog=2"),
                line(true, "ListenStream=4"),
                line(true, "Backlog=3")
            ]
        );
        fix.apply(&mut pair);
        assert_eq!(
            pair.file(Role::Socket).text(),
            "[Socket]\nListenStream=4\nAccept=no\nBacklog=3\n"
        );
    }

    #[test]
    fn a_line_that_moves_goes_and_comes() {
        let text = "[Unit]\n[Socket]\nListenStream=1\nAfter=b.service\n";
        let pair = Activation::new("a", text, "");
        let fix = Fix {
            label: String::new(),
            actions: vec![
                Action::Remove(Role::Socket, 3),
                Action::Add(Lens::unit(Role::Socket, "After"), "b.service".to_owned()),
            ],
        };
        let says: Vec<_> =
            fix.changes(&pair).into_iter().map(|change| (change.is_new, change.line)).collect();
        assert_eq!(
            says,
            [(false, "After=b.service".to_owned()), (true, "After=b.service".to_owned())]
        );
    }

    #[test]
    fn edits_name_physical_lines() {
        let text = "[Socket]\n# a\nListenStream=\\\n  1\nAccept=no\nBacklog=2";
        let pair = Activation::new("a", text, "");
        let edits = |actions: &[Action]| -> Vec<(usize, usize, String)> {
            let fix = Fix { label: String::new(), actions: actions.into() };
            let edits = fix.edits(&pair).into_iter();
            edits.map(|edit| (edit.line, edit.lines, edit.text)).collect()
        };
        let edit = |line, lines, text: &str| (line, lines, text.to_owned());
        let replace = Action::Replace(Role::Socket, 4, "Backlog", "3".to_owned());
        assert_eq!(
            edits(&[replace, Action::Remove(Role::Socket, 2)]),
            [edit(3, 2, ""), edit(6, 1, "Backlog=3")]
        );
        let set = |key, value: &str| [Action::Set(Lens::socket(key), value.to_owned())];
        assert_eq!(edits(&set("Accept", "yes")), [edit(5, 1, "Accept=yes\n")]);
        assert_eq!(edits(&set("FreeBind", "yes")), [edit(6, 1, "Backlog=2\nFreeBind=yes\n")]);
        assert_eq!(edits(&set("Accept", "no")), []);
    }
}
