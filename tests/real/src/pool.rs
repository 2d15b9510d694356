//! Pools of values, one a line, chosen to hit the edges of a kind.
//!
//! In a pool `<a*255>` stands for 255 letters `a`, `<U+0001>` for that character, `<empty>` for nothing; all else is the value
//! itself.

use doorbell::catalogue::Directive;
use std::fs;

/// The values of a pool.
pub fn values(pool: &str) -> Vec<String> {
    pool.lines().map(unabbreviated).collect()
}

/// The values that are written down for the kind of `directive`, and its words.
pub fn of(directive: &Directive) -> Vec<String> {
    let kind = kind_name(directive);
    let path = format!("{}/tests/agreement/{kind}.txt", env!("CARGO_MANIFEST_DIR"));
    let mut all = fs::read_to_string(path).map(|text| values(&text)).unwrap_or_default();
    let words = directive.kind.words().map(|words| words.0).unwrap_or_default();
    all.extend(words.iter().map(|word| word.text.to_owned()));
    all
}

/// The name of a directive's kind, as its pool is called.
pub fn kind_name(directive: &Directive) -> String {
    let name = format!("{:?}", directive.kind);
    name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_owned()
}

/// A line of a pool with what it abbreviates written out.
fn unabbreviated(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, (inside, behind))) =
        rest.split_once('<').and_then(|(before, behind)| Some((before, behind.split_once('>')?)))
    {
        out.push_str(before);
        if let Some(code) = inside.strip_prefix("U+") {
            let code = u32::from_str_radix(code, 16).expect("a code in hexadecimal digits");
            out.push(char::from_u32(code).expect("a character"));
        } else if let Some((text, count)) = inside.split_once('*') {
            out.push_str(&text.repeat(count.parse().expect("a count")));
        } else {
            assert_eq!(inside, "empty", "in {line}");
        }
        rest = behind;
    }
    out + rest
}
