//! Text from files made safe for a terminal: what would move its cursor, change its colours or turn its lines around is written out.

use std::borrow::Cow;

/// `text` with every character that is not to reach a terminal as `\u{…}`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match is_unsafe(c) {
            true => out.extend(c.escape_unicode()),
            false => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Whether a terminal would obey a character instead of showing it, or show it as nothing.
///
/// These are the control characters of C0 and C1, the separators of lines and paragraphs, what overrides the direction of text, what
/// has no width, and noncharacters.
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fdd0}'..='\u{fdef}' | '\u{e0000}'..='\u{e0fff}')
        || u32::from(c) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_written_out() {
        assert_eq!(
            visible("a\u{1b}[31mb\u{9b}\u{202e}\u{2028}"),
            "a\\u{1b}[31mb\\u{9b}\\u{202e}\\u{2028}"
        );
        assert_eq!(visible("é ü 日本 👍"), "é ü 日本 👍");
    }
}
