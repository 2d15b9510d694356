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

impl Fix {
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
