//! The work as the browser keeps it, and the steps that led there. What older versions kept is read for ever.
//!
//! serde and postcard make bytes of it, which stand behind a sign for the version as the first 256 characters of Unicode: the browser
//! keeps texts alone. JSON would do, and costs 12 kB of first load.

use crate::activation::{Activation, Role};
use crate::catalogue::target::Target;
use crate::share::{self, Kept};
use serde::{Deserialize, Serialize};

/// Units, as they were kept before there were drop-ins.
#[derive(Debug, Deserialize)]
struct Pair {
    name: String,
    /// The id of the target.
    target: String,
    socket: String,
    service: String,
}

impl Pair {
    fn units(self) -> Activation {
        let mut units = Activation::new(&self.name, &self.socket, &self.service);
        if let Some(target) = Target::find(&self.target) {
            units.set_target(target);
        }
        units
    }
}

/// What to keep of the work.
pub fn work(units: &Activation) -> String {
    written(&Kept::of(units))
}

/// The work that was kept; `None` for what is none.
pub fn read_work(text: &str) -> Option<Activation> {
    let now = || read::<Kept>(VERSION, text).map(|kept| kept.activation());
    let before = || read::<Pair>(PAIRS, text).map(Pair::units);
    now().or_else(before).or_else(|| share::from_plain(text))
}

/// What to keep of the last of these steps, the oldest first: as many as hold `most` bytes of text.
pub fn steps(steps: &[Activation], most: usize) -> String {
    let mut room = most;
    let fits = |step: &&Activation| {
        let size = Role::ALL.map(|unit| step.file(unit).text().len()).iter().sum();
        let is_left = room >= size;
        room = room.saturating_sub(size);
        is_left
    };
    let count = steps.iter().rev().take_while(fits).count();
    written(&steps[steps.len() - count..].iter().map(Kept::of).collect::<Vec<_>>())
}

/// The steps that were kept; none for what is none.
pub fn read_steps(text: &str) -> Vec<Activation> {
    match read::<Vec<Kept>>(VERSION, text) {
        Some(steps) => steps.iter().map(Kept::activation).collect(),
        None => {
            let before: Vec<Pair> = read(PAIRS, text).unwrap_or_default();
            before.into_iter().map(Pair::units).collect()
        }
    }
}

/// The sign before what is written here, and before what was when there were pairs alone; the plain form of [`share`] begins
/// with a digit.
const VERSION: char = 'b';
const PAIRS: char = 'a';

fn written(value: &impl Serialize) -> String {
    let bytes = postcard::to_allocvec(value).expect("memory can be written");
    std::iter::once(VERSION).chain(bytes.into_iter().map(char::from)).collect()
}

fn read<T: for<'a> Deserialize<'a>>(version: char, text: &str) -> Option<T> {
    let bytes = text.strip_prefix(version)?.chars().map(|c| u8::try_from(c).ok());
    postcard::from_bytes(&bytes.collect::<Option<Vec<u8>>>()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::PRESETS;

    fn all() -> Vec<Activation> {
        PRESETS.iter().map(|preset| preset.activation()).collect()
    }

    #[test]
    fn what_was_kept_comes_back() {
        let mut odd = Activation::new("a", "ä\n\\\"", "\u{feff}\0");
        odd.set_target(Target::find("rhel8").unwrap());
        for units in all().into_iter().chain([odd]) {
            assert_eq!(read_work(&work(&units)), Some(units.clone()));
            assert_eq!(read_work(&share::plain(&units)), Some(units), "as it was kept at first");
        }
        // As it was kept when there were pairs alone: the lengths of name, target and both texts, each before it.
        let pair = "a\u{1}x\u{5}rhel8\u{2}S\n\u{1}T";
        let mut expected = Activation::new("x", "S\n", "T");
        expected.set_target(Target::find("rhel8").unwrap());
        assert_eq!(read_work(pair), Some(expected.clone()));
        assert_eq!(read_steps(&pair.replacen('a', "a\u{1}", 1)), [expected]);
        for text in ["", "1", "a", "a\u{1}", "b", "aä€", "bä€"] {
            assert_eq!(read_work(text), None, "{text}");
        }
    }

    #[test]
    fn steps_are_kept_as_far_as_there_is_room() {
        let all = all();
        assert_eq!(read_steps(&steps(&all, 1 << 20)), all);
        let last = Role::ALL.map(|unit| all[4].file(unit).text().len()).iter().sum();
        assert_eq!(read_steps(&steps(&all, last)), all[4..]);
        assert_eq!(read_steps(&steps(&all, last - 1)), []);
        assert_eq!(read_steps("99\nshort"), []);
    }
}
