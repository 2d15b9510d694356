//! Words and quotes: how systemd cuts a value into words, and how a word is written so that it comes back whole.
//!
//! Words are parted by blanks. `"` or `'` anywhere in a word opens a quote that runs to the same sign; the parts join.
//! Behind a backslash stands a C escape: a letter of `abfnrtv`, `s` for a blank, a quote or backslash, `xHH`, three octal
//! digits, `uHHHH` or `UHHHHHHHH`; in single quotes too. Half of a UTF-16 pair was a `\u` escape until 258.
//!
//! Source: systemd.syntax(7) "Quoting", systemd.service(5) "Command lines".

use super::{ValueError, Version};

/// What becomes of a backslash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escapes {
    /// It opens a C escape that this release knows; an unknown one is a fault.
    Strict(Version),
    /// It opens a C escape that this release knows; an unknown one stays as it is written.
    Lenient(Version),
    /// It is an ordinary character.
    Kept,
    /// It is taken out, and what follows it is an ordinary character, be it a quote or a blank.
    Dropped,
}

/// Why a text cannot be cut into words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A quote is opened with this sign and never closed.
    OpenQuote(char),
    /// No such escape: what follows the backslash.
    UnknownEscape(String),
}

impl Fault {
    /// The fault in words.
    pub fn message(&self) -> String {
        match self {
            Fault::OpenQuote('\'') => String::from(
                "a quote `'` is opened and not closed: close it, or put an apostrophe in double quotes",
            ),
            Fault::OpenQuote(sign) => {
                format!(
                    "a quote `{sign}` is opened and not closed: close it, or write `\\{sign}` for the sign itself"
                )
            }
            Fault::UnknownEscape(escape) => format!(
                "{} is not an escape: write `\\\\` for a backslash",
                super::shown(&format!("\\{escape}"))
            ),
        }
    }
}

impl From<Fault> for ValueError {
    fn from(fault: Fault) -> Self {
        ValueError::new(fault.message())
    }
}

/// Cuts `text` into words, with quotes removed.
///
/// The words are bytes, since `\xff` may make what is not UTF-8.
///
/// # Errors
/// When a quote is not closed, an escape is unknown and `escapes` is [`Escapes::Strict`], or nothing follows a backslash that
/// has a meaning.
pub fn split(text: &str, escapes: Escapes) -> Result<Vec<Vec<u8>>, Fault> {
    let mut words = Vec::new();
    let mut rest = text;
    while let (Some(word), behind) = first(rest, escapes)? {
        words.push(word);
        rest = behind;
    }
    Ok(words)
}

/// Takes the first word off `text`: the word, if there is one, and what follows it without the blanks between.
///
/// # Errors
/// As [`split`].
pub fn first(text: &str, escapes: Escapes) -> Result<(Option<Vec<u8>>, &str), Fault> {
    let text = text.trim_start_matches(BLANKS);
    if text.is_empty() {
        return Ok((None, text));
    }
    let mut word = Vec::new();
    let mut open = None;
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let behind = &rest[character.len_utf8()..];
        match (character, open) {
            ('\\', _)
                if behind.is_empty()
                    && matches!(escapes, Escapes::Strict(_) | Escapes::Dropped) =>
            {
                return Err(Fault::UnknownEscape(String::new()));
            }
            ('\\', _) if escapes != Escapes::Kept && !behind.is_empty() => {
                let next = behind.chars().next().map_or(0, char::len_utf8);
                let known = match escapes {
                    Escapes::Strict(version) | Escapes::Lenient(version) => {
                        unescape(behind, version)
                    }
                    _ => None,
                };
                rest = match known {
                    _ if escapes == Escapes::Dropped => {
                        word.extend(&behind.as_bytes()[..next]);
                        &behind[next..]
                    }
                    Some((bytes, length)) => {
                        word.extend(bytes);
                        &behind[length..]
                    }
                    None if matches!(escapes, Escapes::Lenient(_)) => {
                        word.push(b'\\');
                        word.extend(&behind.as_bytes()[..next]);
                        &behind[next..]
                    }
                    None => return Err(Fault::UnknownEscape(behind.chars().take(1).collect())),
                };
                continue;
            }
            (sign, Some(quote)) if sign == quote => open = None,
            ('"' | '\'', None) => open = Some(character),
            (blank, None) if BLANKS.contains(&blank) => break,
            _ => word.extend(&rest.as_bytes()[..character.len_utf8()]),
        }
        rest = behind;
    }
    match open {
        Some(quote) => Err(Fault::OpenQuote(quote)),
        None => Ok((Some(word), rest.trim_start_matches(BLANKS))),
    }
}

/// Takes `text` apart at every colon that no backslash stands before; escapes stay as they are written.
pub fn at_colons(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (at, character) in text.char_indices() {
        if character == ':' && !escaped {
            parts.push(&text[start..at]);
            start = at + 1;
        }
        escaped = character == '\\' && !escaped;
    }
    parts.push(&text[start..]);
    parts
}

/// The text with its escapes resolved; `separator` may stand behind a backslash too, as itself.
///
/// # Errors
/// With the first backslash that opens no escape that `version` knows.
pub fn resolved(text: &str, separator: Option<char>, version: Version) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('\\') {
        bytes.extend(before.as_bytes());
        if separator.is_some_and(|separator| behind.starts_with(separator)) {
            let (itself, behind) = behind.split_at(separator.map_or(0, char::len_utf8));
            bytes.extend(itself.as_bytes());
            rest = behind;
            continue;
        }
        let (escaped, length) = unescape(behind, version)
            .ok_or_else(|| Fault::UnknownEscape(behind.chars().take(1).collect()))?;
        bytes.extend(escaped);
        rest = &behind[length..];
    }
    bytes.extend(rest.as_bytes());
    Ok(bytes)
}

/// Cuts `text` into words where quotes are ordinary; a backslash is taken out, and what follows it is ordinary too.
///
/// # Errors
/// When nothing follows a backslash.
pub fn split_unquoted(text: &str) -> Result<Vec<String>, Fault> {
    let mut words = Vec::new();
    let mut rest = text.trim_start_matches(BLANKS);
    while !rest.is_empty() {
        let (word, behind) = unquoted(rest, &BLANKS)?;
        words.push(word);
        rest = behind.trim_start_matches(BLANKS);
    }
    Ok(words)
}

/// Takes `text` up to one of `separators`, and what follows, which begins with that. Quotes are ordinary; a backslash is taken
/// out, and what follows it is ordinary too.
///
/// # Errors
/// When nothing follows a backslash.
pub fn unquoted<'a>(text: &'a str, separators: &[char]) -> Result<(String, &'a str), Fault> {
    let mut out = String::new();
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        if !escaped && separators.contains(&character) {
            return Ok((out, &text[at..]));
        }
        escaped = character == '\\' && !escaped;
        if !escaped {
            out.push(character);
        }
    }
    if escaped { Err(Fault::UnknownEscape(String::new())) } else { Ok((out, "")) }
}

/// Cuts `text` at every colon, as [`unquoted`] does.
///
/// # Errors
/// When nothing follows a backslash.
pub fn split_colons(text: &str) -> Result<Vec<String>, Fault> {
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        let (part, behind) = unquoted(rest, &[':'])?;
        parts.push(part);
        match behind.strip_prefix(':') {
            Some(behind) => rest = behind,
            None => return Ok(parts),
        }
    }
}

/// Takes `text` up to one of `separators`, and what follows, which begins with that; quotes as in [`split`]. A backslash is
/// taken out, and what follows it is ordinary.
///
/// # Errors
/// When a quote is not closed, or nothing follows a backslash.
pub fn quoted<'a>(text: &'a str, separators: &[char]) -> Result<(String, &'a str), Fault> {
    let mut out = String::new();
    let (mut open, mut escaped) = (None, false);
    for (at, character) in text.char_indices() {
        if escaped {
            out.push(character);
            escaped = false;
            continue;
        }
        match (character, open) {
            ('\\', _) => escaped = true,
            (sign, Some(quote)) if sign == quote => open = None,
            ('"' | '\'', None) => open = Some(character),
            (separator, None) if separators.contains(&separator) => return Ok((out, &text[at..])),
            _ => out.push(character),
        }
    }
    match open {
        Some(quote) => Err(Fault::OpenQuote(quote)),
        None if escaped => Err(Fault::UnknownEscape(String::new())),
        None => Ok((out, "")),
    }
}

/// Cuts `text` at any of `separators`, several of which are as good as one; the rest as in [`quoted`].
///
/// # Errors
/// As [`quoted`].
pub fn split_at(text: &str, separators: &[char]) -> Result<Vec<String>, Fault> {
    let mut words = Vec::new();
    let mut rest = text.trim_start_matches(separators);
    while !rest.is_empty() {
        let (word, behind) = quoted(rest, separators)?;
        words.push(word);
        rest = behind.trim_start_matches(separators);
    }
    Ok(words)
}

/// Writes a word so that systemd reads the same word back, with quotes and escapes only where it needs them.
///
/// This is about words alone: `%` and `$`, which mean something in some values, are left as they are.
pub fn quote(word: &str) -> String {
    let plain = |character: char| {
        !BLANKS.contains(&character)
            && !character.is_control()
            && !matches!(character, '"' | '\'' | '\\')
    };
    // A lone `;` would part two commands, and a `#` in front could make a continued line a comment.
    if !word.is_empty() && word != ";" && !word.starts_with(['#', ';']) && word.chars().all(plain) {
        return word.to_owned();
    }
    let mut out = String::from("\"");
    for character in word.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // systemd knows no way to write a NUL, and nothing can hold one.
            '\0' => {}
            control if control.is_control() => {
                out.push_str(&format!("\\u{:04x}", u32::from(control)));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}

/// Whether a text has none of the codes that Unicode keeps from being characters: to systemd they are none either.
pub(super) fn is_text(text: &str) -> bool {
    let is_character = |code: u32| !(0xfdd0..=0xfdef).contains(&code) && code & 0xfffe != 0xfffe;
    text.chars().all(|character| is_character(character.into()))
}

/// The characters between words.
pub(super) const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

/// Reads the escape behind a backslash: its bytes, and how much of `text` it takes.
pub(super) fn unescape(text: &str, version: Version) -> Option<(Vec<u8>, usize)> {
    let bytes = text.as_bytes();
    let plain = |byte: u8| Some((vec![byte], 1));
    match *bytes.first()? {
        b'a' => plain(7),
        b'b' => plain(8),
        b'f' => plain(12),
        b'n' => plain(b'\n'),
        b'r' => plain(b'\r'),
        b't' => plain(b'\t'),
        b'v' => plain(11),
        b's' => plain(b' '),
        sign @ (b'\\' | b'"' | b'\'') => plain(sign),
        b'x' => {
            let byte = u8::try_from(digits(bytes, 1, 2, 16)?).ok().filter(|&byte| byte != 0)?;
            Some((vec![byte], 3))
        }
        b'0'..=b'7' => {
            let byte = u8::try_from(digits(bytes, 0, 3, 8)?).ok().filter(|&byte| byte != 0)?;
            Some((vec![byte], 3))
        }
        b'u' => {
            let code = digits(bytes, 1, 4, 16)?;
            let refused = char::from_u32(code).is_none() && version >= Version(258);
            if refused { None } else { Some((encode(code)?, 5)) }
        }
        b'U' => {
            let code = digits(bytes, 1, 8, 16)?;
            let refused = char::from_u32(code).is_none()
                || (0xfdd0..=0xfdef).contains(&code)
                || code & 0xfffe == 0xfffe;
            if refused { None } else { Some((encode(code)?, 9)) }
        }
        _ => None,
    }
}

fn digits(bytes: &[u8], from: usize, count: usize, radix: u32) -> Option<u32> {
    bytes
        .get(from..from + count)?
        .iter()
        .try_fold(0, |number, &byte| Some(number * radix + char::from(byte).to_digit(radix)?))
}

/// The UTF-8 of a code, surrogates too, which systemd lets pass behind `\u`.
fn encode(code: u32) -> Option<Vec<u8>> {
    if code == 0 {
        return None;
    }
    let low = |shift: u32| 0x80 | u8::try_from(code >> shift & 0x3f).unwrap_or_default();
    Some(match char::from_u32(code) {
        Some(character) => character.to_string().into_bytes(),
        None => vec![0xe0 | u8::try_from(code >> 12 & 0xf).unwrap_or_default(), low(6), low(0)],
    })
}

#[cfg(test)]
mod tests {
    use super::{super::cases::survives, *};

    fn words(text: &str) -> Vec<String> {
        let words = split(text, Escapes::Strict(Version(257))).expect(text);
        words.iter().map(|word| String::from_utf8_lossy(word).into_owned()).collect()
    }

    #[test]
    fn cuts_as_systemd_cuts() {
        assert_eq!(words(""), [""; 0]);
        assert_eq!(words(" a\tb "), ["a", "b"]);
        assert_eq!(words("a\"b c\"d 'e f'"), ["ab cd", "e f"]);
        assert_eq!(words("\"\" ''"), ["", ""]);
        assert_eq!(words(r#"'it\'s' "\"""#), ["it's", "\""]);
        assert_eq!(words(r"\x41\101\u00e9\U0001f600\s\t\\"), ["AA\u{e9}\u{1f600} \t\\"]);
        assert_eq!(split(r"\xff", Escapes::Strict(Version(257))), Ok(vec![vec![0xff]]));
        let half = |version| split(r"\ud800", Escapes::Strict(Version(version)));
        assert_eq!(half(257), Ok(vec![vec![0xed, 0xa0, 0x80]]));
        assert!(half(258).is_err());
        assert_eq!(split(r"a\:b\x", Escapes::Kept), Ok(vec![br"a\:b\x".to_vec()]));
        assert_eq!(split(r#"a\"b\ c\x"#, Escapes::Dropped), Ok(vec![b"a\"b cx".to_vec()]));
        assert_eq!(
            split(r"\q\x00\é \n", Escapes::Lenient(Version(257))),
            Ok(vec![r"\q\x00\é".into(), "\n".into()])
        );
    }

    #[test]
    fn cuts_where_it_is_asked_to() {
        let plain = |words: &[&str]| Ok(words.iter().map(|word| (*word).to_owned()).collect());
        assert_eq!(split_unquoted(r#" a "b\ c" d"#), plain(&["a", r#""b c""#, "d"]));
        assert_eq!(split_at("a,'b, c' ,d\\,e", &[',', ' ']), plain(&["a", "b, c", "d,e"]));
        assert_eq!(unquoted(r"a\:b:c", &[':']), Ok(("a:b".into(), ":c")));
        assert_eq!(quoted("'a:b':c", &[':']), Ok(("a:b".into(), ":c")));
        assert_eq!(resolved(r"a\:\x41", Some(':'), Version(257)), Ok(b"a:A".to_vec()));
        for open in [split_unquoted("a\\"), split_at("'a", &[]), split_at("a\\", &[])] {
            assert!(open.is_err());
        }
        assert!(resolved(r"\:", None, Version(257)).is_err() && !is_text("\u{fdd0}"));
        survives(|text| {
            drop((split_unquoted(text), split_at(text, &[':']), quoted(text, &[':'])));
            drop(resolved(text, None, Version(257)));
        });
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, message) in [
            (
                "a \"b",
                "a quote `\"` is opened and not closed: close it, or write `\\\"` for the sign itself",
            ),
            (
                "it's",
                "a quote `'` is opened and not closed: close it, or put an apostrophe in double quotes",
            ),
            (r"C:\qdir", r"`\q` is not an escape: write `\\` for a backslash"),
            (r"\x00", r"`\x` is not an escape: write `\\` for a backslash"),
            (r"\400", r"`\4` is not an escape: write `\\` for a backslash"),
            (r"\8", r"`\8` is not an escape: write `\\` for a backslash"),
            (r"\U00110000", r"`\U` is not an escape: write `\\` for a backslash"),
        ] {
            assert_eq!(
                split(text, Escapes::Strict(Version(257))).expect_err(text).message(),
                message
            );
        }
        for escapes in [
            Escapes::Strict(Version(257)),
            Escapes::Lenient(Version(257)),
            Escapes::Kept,
            Escapes::Dropped,
        ] {
            survives(|text| drop(split(text, escapes)));
        }
    }

    #[test]
    fn a_quoted_word_comes_back() {
        assert_eq!(quote("plain-word"), "plain-word");
        assert_eq!(quote("two words"), "\"two words\"");
        assert_eq!(quote(""), "\"\"");
        assert_eq!(quote(";"), "\";\"");
        assert_eq!(quote("say \"hi\""), r#""say \"hi\"""#);
        survives(|word| {
            let word = word.replace('\0', "");
            assert_eq!(words(&quote(&word)), [word]);
        });
    }
}
