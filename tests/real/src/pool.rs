//! Pools of values, one a line, chosen to hit the edges of a kind.
//!
//! In a pool `<a*255>` stands for 255 letters `a`, `<U+0001>` for that character, `<empty>` for nothing; all else is the value
//! itself.

/// The values of a pool.
pub fn values(pool: &str) -> Vec<String> {
    pool.lines().map(unabbreviated).collect()
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
