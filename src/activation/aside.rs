//! What a switch took out of the units, kept until it is switched back.
//!
//! When a choice is left, the text as it was and the text as the switch made it are put aside. Coming back to that choice
//! replays the difference between the two, backwards, on what the text has become meanwhile: untouched text returns byte
//! for byte, and edits made since survive.

use super::style::Style;
use super::{Activation, Role};
use crate::syntax::{LineKind, UnitFile};

/// One side of a switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// A value of `Accept=`.
    Accept(bool),
    /// A way in which the program takes its connection.
    Style(Style),
}

/// The units at the moment a choice was left, and right after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Aside {
    left: Choice,
    before: [UnitFile; 2],
    after: [UnitFile; 2],
}

impl Aside {
    pub(super) fn files_mut(&mut self) -> impl Iterator<Item = &mut UnitFile> {
        self.before.iter_mut().chain(&mut self.after)
    }
}

/// Leaves the choice `from` for `to`. `courtesy` is what a first visit to `to` brings with it; `must` makes the units
/// work with `to`, whatever was edited meanwhile.
pub(super) fn switch(
    activation: &mut Activation,
    from: Choice,
    to: Choice,
    courtesy: impl FnOnce(&mut Activation),
    must: impl FnOnce(&mut Activation),
) {
    let now = files(activation);
    match activation.aside.iter().position(|aside| aside.left == to) {
        Some(index) => {
            let aside = activation.aside.remove(index);
            if aside.after == now {
                set_files(activation, aside.before);
            } else {
                let [socket, service] =
                    [0, 1].map(|i| merge(&aside.after[i], &now[i], &aside.before[i]));
                set_files(activation, [socket, service]);
                must(activation);
            }
        }
        None => {
            courtesy(activation);
            must(activation);
        }
    }
    activation.aside.retain(|aside| aside.left != from);
    activation.aside.push(Aside { left: from, before: now, after: files(activation) });
}

fn files(activation: &Activation) -> [UnitFile; 2] {
    Role::ALL.map(|unit| activation.file(unit).clone())
}

fn set_files(activation: &mut Activation, [socket, service]: [UnitFile; 2]) {
    activation.socket = socket.into();
    activation.service = service.into();
}

/// `mine` with the changes that lead from `base` to `theirs`. Where both changed the same line, `mine` holds.
fn merge(base: &UnitFile, mine: &UnitFile, theirs: &UnitFile) -> UnitFile {
    let (my, their) = (Changes::between(base, mine), Changes::between(base, theirs));
    let mut lines: Vec<&str> = Vec::new();
    for index in 0..=base.lines().len() {
        let added = &my.added[index];
        lines.extend(added);
        let keys: Vec<_> = added.iter().filter_map(|line| key(line)).collect();
        lines.extend(
            their.added[index]
                .iter()
                .filter(|line| key(line).is_none_or(|key| !keys.contains(&key))),
        );
        if let Some(line) = base.lines().get(index)
            && my.keeps[index]
            && their.keeps[index]
        {
            lines.push(base.raw(line));
        }
    }
    let mut text = String::new();
    for line in lines {
        if !text.is_empty() && !text.ends_with(ENDS) {
            text.push('\n');
        }
        text.push_str(line);
    }
    UnitFile::parse(text)
}

const ENDS: [char; 3] = ['\n', '\r', '\0'];

/// What became of each line of a base, and what was added before it.
struct Changes<'a> {
    keeps: Vec<bool>,
    added: Vec<Vec<&'a str>>,
}

impl<'a> Changes<'a> {
    fn between(base: &UnitFile, changed: &'a UnitFile) -> Self {
        let raws = |file: &'a UnitFile| {
            file.lines().iter().map(|line| file.raw(line)).collect::<Vec<&'a str>>()
        };
        // A last line is the same line when another one follows it: what ends a line is no part of the comparison.
        let bodies = |file: &UnitFile| -> Vec<String> {
            file.lines()
                .iter()
                .map(|line| file.raw(line).trim_end_matches(ENDS).to_owned())
                .collect()
        };
        let (old, new, raw) = (bodies(base), bodies(changed), raws(changed));
        let mut changes =
            Self { keeps: vec![false; old.len()], added: vec![Vec::new(); old.len() + 1] };
        // `gap` is the index behind the last line that both texts have: lines added there belong to `added[gap]`.
        let (mut gap, mut at) = (0, 0);
        for (kept, same) in common_lines(&old, &new) {
            changes.keeps[kept] = true;
            changes.added[gap].extend(&raw[at..same]);
            (gap, at) = (kept + 1, same + 1);
        }
        changes.added[gap].extend(&raw[at..]);
        changes
    }
}

/// The largest number of comparisons of one line with another. Texts that would need more are taken as rewritten from their first
/// to their last difference.
const WORK: usize = 4_000_000;

/// The places of a longest common subsequence in both lists. A diff library was tried: 23 kB of program for this.
fn common_lines(old: &[String], new: &[String]) -> Vec<(usize, usize)> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let (m, n) = (old_rest.len() - tail, new_rest.len() - tail);
    let mut common: Vec<_> = (0..head).map(|i| (i, i)).collect();
    if m * n <= WORK {
        let width = n + 1;
        // The length of the longest common subsequence of what follows each pair of places.
        let mut longest = vec![0_u32; (m + 1) * width];
        for (i, j) in (0..m).rev().flat_map(|i| (0..n).rev().map(move |j| (i, j))) {
            longest[i * width + j] = match old_rest[i] == new_rest[j] {
                true => longest[(i + 1) * width + j + 1] + 1,
                false => longest[(i + 1) * width + j].max(longest[i * width + j + 1]),
            };
        }
        let (mut i, mut j) = (0, 0);
        while i < m && j < n {
            if old_rest[i] == new_rest[j] {
                common.push((head + i, head + j));
                (i, j) = (i + 1, j + 1);
            } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
                i += 1;
            } else {
                j += 1;
            }
        }
    }
    common.extend((0..tail).map(|k| (head + m + k, head + n + k)));
    common
}

fn key(raw: &str) -> Option<String> {
    let file = UnitFile::parse(raw);
    match &file.lines().first()?.kind {
        LineKind::Assignment(key, _) => Some(file.part(key).to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(base: &str, mine: &str, theirs: &str) -> String {
        merge(&UnitFile::parse(base), &UnitFile::parse(mine), &UnitFile::parse(theirs))
            .text()
            .to_owned()
    }

    #[test]
    fn both_sides_changes_are_kept() {
        assert_eq!(merged("a=1\nb=2\n", "a=1\nb=2\nc=3\n", "x=0\na=1\n"), "x=0\na=1\nc=3\n");
        assert_eq!(merged("a=1\nb=2\n", "a=9\nb=2\n", "a=1\nb=2\nc=3\n"), "a=9\nb=2\nc=3\n");
        assert_eq!(merged("a=1", "a=1\nb=2", "x=0\na=1"), "x=0\na=1\nb=2");
    }

    #[test]
    fn where_both_changed_a_line_the_person_wins() {
        assert_eq!(merged("a=1\n", "a=mine\n", "a=theirs\n"), "a=mine\n");
        assert_eq!(merged("a=1\n", "a=mine\n", ""), "a=mine\n");
    }
}
