//! Fixes: edits that put a finding right, as data, so that they can be shown before they are made.

use crate::activation::{self, Activation, Lens, Role};

/// An edit that puts a finding right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as on a button.
    pub label: String,
    /// How, in the order in which it is done; lines are counted in the text as it was found.
    pub steps: Vec<Step>,
}

/// One change to the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
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

impl Fix {
    /// What it would change, in the order of the lines; what goes, goes first.
    pub fn changes(&self, activation: &Activation) -> Vec<Change> {
        let mut fixed = activation.clone();
        self.apply(&mut fixed);
        let mut changes = Vec::new();
        for unit in Role::ALL {
            let [before, after] = [activation, &fixed].map(|units| units.file(unit).text());
            for (is_new, lines, others) in [(false, before, after), (true, after, before)] {
                let mut others: Vec<&str> = others.lines().collect();
                for line in lines.lines() {
                    match others.iter().position(|other| *other == line) {
                        Some(same) => drop(others.swap_remove(same)),
                        None => changes.push(Change { unit, is_new, line: line.to_owned() }),
                    }
                }
            }
        }
        changes
    }

    /// Does it.
    pub fn apply(&self, activation: &mut Activation) {
        let mut lines: Vec<&Step> = Vec::new();
        let mut others: Vec<&Step> = Vec::new();
        for step in &self.steps {
            match step {
                Step::Remove(..) | Step::Replace(..) => lines.push(step),
                _ => others.push(step),
            }
        }
        // From the bottom, so that the numbers above stay right.
        lines.sort_by_key(|step| match step {
            Step::Remove(_, line) | Step::Replace(_, line, ..) => std::cmp::Reverse(*line),
            _ => std::cmp::Reverse(0),
        });
        for step in lines.into_iter().chain(others) {
            step.apply(activation);
        }
    }
}

impl Step {
    /// What is written comes from text that stands on one line, so it can be written.
    fn apply(&self, activation: &mut Activation) {
        match self {
            Step::Remove(unit, line) => activation.remove_line(*unit, *line),
            Step::Replace(unit, line, key, value) => {
                activation.set_line(*unit, *line, key, value).unwrap_or_default();
            }
            Step::Set(lens, value) => activation.set(*lens, value).unwrap_or_default(),
            Step::Add(lens, value) => activation.add(*lens, value).unwrap_or_default(),
            Step::Accept(accept) => activation::set_accept(activation, *accept),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_on_lines_are_made_as_they_were_counted() {
        let mut pair = Activation::new("a", "[Socket]\nListenStream=1\nAccept=no\nBacklog=2\n", "");
        let fix = Fix {
            label: String::new(),
            steps: vec![
                Step::Remove(Role::Socket, 1),
                Step::Replace(Role::Socket, 3, "Backlog", "3".to_owned()),
                Step::Add(Lens::socket("ListenStream"), "4".to_owned()),
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
}
