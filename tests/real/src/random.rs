//! Chance that is the same each time, and values that nobody wrote down: mutations of those of a pool.

/// Knuth's linear congruential generator.
pub struct Random(pub u64);

impl Random {
    /// A number from 0 to one less than `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    /// One of them, of which there is at least one.
    pub fn one_of<'a, T>(&mut self, them: &'a [T]) -> &'a T {
        &them[self.below(them.len())]
    }
}

/// What stands between the parts of a list or a pair.
const SEPARATORS: [&str; 16] =
    [" ", " ", "", ",", ":", "=", "  ", "\t", ";", "/", "-", "+", "~", "!", "|", ", "];

/// What people put into values of all kinds, and what bends the reading of them.
const FRAGMENTS: [&str; 60] = [
    "%i",
    "%I",
    "%n",
    "%N",
    "%p",
    "%t",
    "%h",
    "%H",
    "%m",
    "%u",
    "%U",
    "%j",
    "%f",
    "%%",
    "%",
    "%Q",
    "%1",
    "%é",
    "$A",
    "${A}",
    "$",
    "\\x2d",
    "\\n",
    "\\",
    "\\s",
    "\\103",
    "\"",
    "'",
    "~",
    "-",
    "+",
    "!",
    "!!",
    "|",
    "@",
    ":",
    "::",
    ",",
    "=",
    "/",
    "//",
    "/../",
    "/./",
    "..",
    ".",
    "é",
    "\u{1}",
    "\u{a0}",
    "\u{1f600}",
    " ",
    "\t",
    "#",
    ";",
    "*",
    "?",
    "[",
    "]",
    "{",
    "infinity",
    "_",
];

/// Numbers at which something changes somewhere.
const NUMBERS: [&str; 40] = [
    "0",
    "1",
    "2",
    "00",
    "01",
    "07",
    "08",
    "7",
    "9",
    "10",
    "15",
    "16",
    "19",
    "20",
    "40",
    "41",
    "63",
    "64",
    "65",
    "99",
    "100",
    "101",
    "127",
    "128",
    "255",
    "256",
    "1000",
    "1001",
    "1024",
    "4095",
    "8191",
    "8192",
    "10000",
    "10001",
    "65535",
    "65536",
    "2147483647",
    "2147483648",
    "4294967295",
    "18446744073709551615",
];

/// What stands before numbers and paths.
const PREFIXES: [&str; 16] =
    ["-", "+", "~", "!", "|", "@", "0x", "0", "0b", "0o", " ", "\"", "'", "%", ".", "/"];

/// A value made of `own` ones, which a directive is tried with, and sometimes of `others`.
pub fn value(own: &[String], others: &[String], random: &mut Random) -> String {
    let base = |random: &mut Random| match random.below(8) {
        0 => random.one_of(others).clone(),
        _ => random.one_of(own).clone(),
    };
    let mut value = base(random);
    for _ in 0..=random.below(3) {
        let other = base(random);
        value = mutated(&value, &other, random);
    }
    // What ends a line, or the file, is another matter.
    value.replace(['\n', '\r', '\0'], " ")
}

fn mutated(value: &str, other: &str, random: &mut Random) -> String {
    let mut characters: Vec<char> = value.chars().collect();
    let at = random.below(characters.len() + 1);
    let behind = characters.get(at).copied();
    match (random.below(16), behind) {
        (0, Some(_)) => drop(characters.remove(at)),
        (1, Some(character)) => characters.insert(at, character),
        (2, Some(_)) => {
            let to = random.below(characters.len());
            characters.swap(at, to);
        }
        (3, Some(character)) => {
            let turned = match character.is_lowercase() {
                true => character.to_ascii_uppercase(),
                false => character.to_ascii_lowercase(),
            };
            characters[at] = turned;
        }
        (4, _) => characters.truncate(at),
        (5, _) => drop(characters.drain(..at)),
        (6 | 7, _) => return number_changed(value, random),
        (8 | 9, _) => return [value, *random.one_of(&SEPARATORS), other].concat(),
        (10, _) => {
            let mut words: Vec<&str> = value.split(' ').collect();
            let (from, to) = (random.below(words.len()), random.below(words.len()));
            words.swap(from, to);
            words.push(words[from]);
            return words.join(" ");
        }
        (11, _) => return [*random.one_of(&PREFIXES), value].concat(),
        (12, _) => {
            let quote = *random.one_of(&["\"", "'"]);
            return [quote, value, quote].concat();
        }
        _ => {
            let fragment = random.one_of(&FRAGMENTS).chars();
            characters.splice(at..at, fragment);
        }
    }
    characters.into_iter().collect()
}

/// The value with one of its numbers replaced, or with a number behind it.
fn number_changed(value: &str, random: &mut Random) -> String {
    let digit = |c: char| c.is_ascii_digit();
    let number = *random.one_of(&NUMBERS);
    let starts: Vec<usize> = value
        .char_indices()
        .filter(|(at, c)| digit(*c) && !value[..*at].ends_with(digit))
        .map(|(at, _)| at)
        .collect();
    if starts.is_empty() {
        return [value, number].concat();
    }
    let start = *random.one_of(&starts);
    let rest = value[start..].trim_start_matches(digit);
    [&value[..start], number, rest].concat()
}
