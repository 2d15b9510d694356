//! `%` specifiers: what systemd puts in place of `%n`, `%i` and the like when it loads a unit.
//!
//! `%%` is a percent sign; `%` before anything but a letter or a digit, or at the end, stands for itself; any other letter
//! or digit must be one that the release knows.
//!
//! Source: systemd.unit(5) "Specifiers"; the releases are those whose tables first list the letter.

use super::{ValueError, Version};
use std::borrow::Cow;

/// Where a value is used, which decides the specifiers it may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Most values.
    Value,
    /// Names of units, as in `After=` and `Service=`: only what cannot hold a `/`.
    UnitName,
}

/// Checks that `version` knows every specifier in `text`.
///
/// # Errors
/// When it does not know one, which usually means that a percent sign was meant.
pub fn check(text: &str, version: Version, scope: Scope) -> Result<(), ValueError> {
    for letter in letters(text) {
        let Some(known) = SPECIFIERS.iter().find(|specifier| specifier.letter == letter) else {
            return Err(ValueError::new(format!(
                "`%{letter}` is not a specifier; write `%%` for a percent sign"
            )));
        };
        if known.since > version {
            return Err(ValueError::new(format!(
                "`%{letter}` needs systemd {} or newer, and this is {version}; write `%%` for a percent sign",
                known.since
            )));
        }
        if scope == Scope::UnitName && !known.in_unit_names {
            return Err(ValueError::new(format!(
                "`%{letter}` cannot be used in the name of a unit; write for example `%p` or `%i`"
            )));
        }
    }
    Ok(())
}

/// The text with every `%%` made `%`, or none if a specifier stands in it and the text is known only when it is loaded.
pub fn literal(text: &str) -> Option<String> {
    letters(text).next().is_none().then(|| sample(text))
}

/// A text that `text` might become when it is loaded, for checks of its shape: every specifier gives something of its own
/// kind, a path or a word.
pub fn sample(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        let behind = &rest[at + 1..];
        let Some(letter) = behind.chars().next().filter(|&c| is_letter(c)) else {
            out.push('%');
            rest = behind;
            continue;
        };
        out.push_str(sample_of(letter));
        rest = &behind[letter.len_utf8()..];
    }
    out.push_str(rest);
    out
}

fn sample_of(letter: char) -> &'static str {
    match letter {
        '%' => "%",
        // The root of all control groups, which has no name of its own.
        'r' | 'R' | NO_INSTANCE => "",
        'n' => "x.service",
        'u' | 'g' => "root",
        'H' | 'l' => "host",
        'U' | 'G' => "0",
        'b' | 'm' => "0123456789abcdef0123456789abcdef",
        'c' | 'C' | 'd' | 'D' | 'E' | 'f' | 'h' | 'L' | 's' | 'S' | 't' | 'T' | 'V' | 'y' | 'Y' => {
            "/x"
        }
        _ => "x",
    }
}

/// What is known of a unit before it is loaded.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Its whole name, such as `myapp.socket`; a template has no instance yet.
    pub unit: &'a str,
    /// Whether the manager of a user loads it, whose folders nobody knows before.
    pub user: bool,
}

/// A text with the specifiers filled in that can be told.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Expanded {
    /// The text; a specifier that is known only when the unit is loaded stands in it as it was written.
    pub text: String,
    /// Whether there is such a one.
    pub is_open: bool,
    /// Whether it begins with a `/`, or with a specifier that will.
    pub is_path: bool,
}

/// Fills in the specifiers of `text` that follow from what is known of its unit.
///
/// ```
/// use doorbell::value::specifier::{Known, expand};
///
/// let unit = Known { unit: "shop@7.socket", user: false };
/// assert_eq!(expand("%t/%p-%i.sock", unit).text, "/run/shop-7.sock");
/// let of_user = expand("%t/shop.sock", Known { user: true, ..unit });
/// assert_eq!((of_user.text.as_str(), of_user.is_open, of_user.is_path), ("%t/shop.sock", true, true));
/// ```
pub fn expand(text: &str, known: Known) -> Expanded {
    let mut out =
        Expanded { text: String::with_capacity(text.len()), is_open: false, is_path: false };
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        out.text.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let Some(letter) = rest.chars().next().filter(|&c| is_letter(c)) else {
            out.text.push('%');
            continue;
        };
        rest = &rest[letter.len_utf8()..];
        match known.value(letter) {
            Some(value) => out.text.push_str(&value),
            None => {
                out.is_path |= out.text.is_empty() && sample_of(letter).starts_with('/');
                out.is_open = true;
                out.text.extend(['%', letter]);
            }
        }
    }
    out.text.push_str(rest);
    out.is_path |= out.text.starts_with('/');
    out
}

impl Known<'_> {
    /// What the specifier of this letter becomes, if that can be told.
    fn value(self, letter: char) -> Option<Cow<'static, str>> {
        let of_system = |value: &'static str| (!self.user).then_some(Cow::Borrowed(value));
        match letter {
            '%' => Some(Cow::Borrowed("%")),
            'f' => {
                let named = of_name('I', self.unit)?;
                let path = if named.is_empty() { of_name('P', self.unit)? } else { named };
                Some(Cow::Owned(format!("/{}", path.trim_start_matches('/'))))
            }
            't' => of_system("/run"),
            'S' => of_system("/var/lib"),
            'C' => of_system("/var/cache"),
            'L' => of_system("/var/log"),
            'E' => of_system("/etc"),
            'T' => of_system("/tmp"),
            'V' => of_system("/var/tmp"),
            'D' => of_system("/usr/share"),
            'h' => of_system("/root"),
            'u' | 'g' => of_system("root"),
            'U' | 'G' => of_system("0"),
            _ => of_name(letter, self.unit).map(Cow::Owned),
        }
    }
}

/// The text with what the name of its unit decides in place: `%n`, `%p` and the like, and nothing for `%i` where there is
/// no instance. What a template leaves open stays, and so does all that is not of the name.
pub fn named(text: &str, unit: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('%') {
        out.push_str(before);
        rest = behind;
        if let Some(known) = behind.chars().next().and_then(|letter| of_name(letter, unit)) {
            // What is in place is no specifier.
            out.push_str(&known.replace('%', "%%"));
            rest = &behind[1..];
        } else if let Some(behind) = behind.strip_prefix('%') {
            out.push_str("%%");
            rest = behind;
        } else {
            out.push('%');
        }
    }
    out + rest
}

/// What a specifier becomes in a unit of this name, if the name decides.
fn of_name(letter: char, unit: &str) -> Option<String> {
    let name = unit.rsplit_once('.').map_or(unit, |(name, _)| name);
    let (prefix, instance) = match name.split_once('@') {
        Some((prefix, instance)) => (prefix, Some(instance)),
        None => (name, None),
    };
    let last = prefix.rsplit('-').next().unwrap_or_default();
    let is_template = instance == Some("");
    Some(match letter {
        'p' => prefix.to_owned(),
        'P' => unescaped(prefix),
        'j' => last.to_owned(),
        'J' => unescaped(last),
        'n' if !is_template => unit.to_owned(),
        'N' if !is_template => name.to_owned(),
        'i' if !is_template => instance.unwrap_or_default().to_owned(),
        'I' if !is_template => unescaped(instance.unwrap_or_default()),
        // The system's own units are root's.
        'U' | 'G' => String::from("0"),
        _ => return None,
    })
}

/// A part of a name as it was before `-` and `\xHH` were written for what names cannot have.
fn unescaped(part: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = part.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        let escape = behind.strip_prefix(b"x").and_then(|code| code.get(..2));
        let code = escape.and_then(|code| u8::from_str_radix(str::from_utf8(code).ok()?, 16).ok());
        match (byte, code) {
            (b'\\', Some(code)) => {
                bytes.push(code);
                rest = &behind[3..];
            }
            (b'-', _) => bytes.push(b'/'),
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Stands behind a percent sign for an instance that is not there.
const NO_INSTANCE: char = '\u{e000}';

/// The text as a unit reads it that has no instance: `%i` and `%I` are nothing there, to be undone by [`with_instance`].
pub fn without_instance(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, behind) = rest.split_at(at + 1);
        out.push_str(before);
        rest = behind;
        if let Some(letter) = behind.chars().next().filter(|letter| "%iI".contains(*letter)) {
            out.push(if letter == '%' { '%' } else { NO_INSTANCE });
            rest = &behind[1..];
        }
    }
    out + rest
}

/// A message about what [`without_instance`] made, about what was written.
pub fn with_instance(message: &str) -> String {
    message.replace(NO_INSTANCE, "i")
}

fn is_letter(c: char) -> bool {
    c == '%' || c == NO_INSTANCE || c.is_ascii_alphanumeric()
}

/// The letters and digits behind the percent signs that open a specifier, in order.
pub fn letters(text: &str) -> impl Iterator<Item = char> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            rest = &rest[rest.find('%')? + 1..];
            let letter = rest.chars().next()?;
            if is_letter(letter) {
                rest = &rest[letter.len_utf8()..];
                if letter != '%' && letter != NO_INSTANCE {
                    return Some(letter);
                }
            }
        }
    })
}

/// Checks the specifiers of a value that is a number, an address or a word of a table: a part of the unit's own name may
/// become anything, the user's number a number, but no other specifier becomes what is wanted.
///
/// # Errors
/// When another specifier stands in it, which usually means that a percent sign was meant.
pub(super) fn check_open(text: &str) -> Result<(), ValueError> {
    match letters(text).find(|letter| !"iIjJNpPUG".contains(*letter)) {
        Some(letter) => Err(ValueError::new(format!(
            "`%{letter}` does not become part of what is wanted here; write `%%` for a percent sign"
        ))),
        None => Ok(()),
    }
}

struct Specifier {
    letter: char,
    since: Version,
    in_unit_names: bool,
}

static SPECIFIERS: [Specifier; 42] = [
    name('i', 0),
    value('I', 0),
    name('j', 239),
    value('J', 239),
    name('n', 0),
    name('N', 0),
    name('p', 0),
    value('P', 0),
    value('f', 0),
    value('y', 251),
    value('Y', 251),
    name('a', 246),
    name('A', 249),
    name('b', 0),
    name('B', 246),
    name('H', 0),
    name('l', 246),
    name('q', 251),
    name('m', 0),
    name('M', 249),
    name('o', 246),
    name('v', 0),
    name('w', 246),
    name('W', 246),
    value('C', 0),
    value('d', 251),
    value('D', 256),
    value('E', 239),
    value('L', 0),
    value('S', 0),
    value('t', 0),
    value('T', 239),
    value('V', 239),
    value('h', 0),
    value('s', 0),
    name('u', 0),
    name('U', 0),
    name('g', 240),
    name('G', 240),
    // Control group paths; still answered, with a warning that they no longer mean what they did.
    value('c', 0),
    value('r', 0),
    value('R', 0),
];

const fn value(letter: char, since: u16) -> Specifier {
    Specifier { letter, since: Version(since), in_unit_names: false }
}

const fn name(letter: char, since: u16) -> Specifier {
    Specifier { letter, since: Version(since), in_unit_names: true }
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    fn check_value(text: &str) -> Result<(), ValueError> {
        check(text, Version(252), Scope::Value)
    }

    #[test]
    fn knows_what_systemd_knows() {
        for text in ["", "plain", "%n", "%%Q", "50%", "% Q", "%é", "%-", "%t/%p.sock", "%%%i"] {
            accepts(check_value(text), ());
        }
        refuses(check_value("100%Q"), "`%Q` is not a specifier; write `%%` for a percent sign");
        refuses(check_value("%3"), "`%3` is not a specifier; write `%%` for a percent sign");
        refuses(check_value("%%%Q"), "`%Q` is not a specifier; write `%%` for a percent sign");
        refuses(
            check_value("%D/x"),
            "`%D` needs systemd 256 or newer, and this is 252; write `%%` for a percent sign",
        );
        accepts(check("%D/x", Version(256), Scope::Value), ());
        survives(|text| drop(check_value(text)));
    }

    #[test]
    fn unit_names_know_fewer() {
        accepts(check("%p@%i.service", Version(252), Scope::UnitName), ());
        refuses(
            check("%t.service", Version(252), Scope::UnitName),
            "`%t` cannot be used in the name of a unit; write for example `%p` or `%i`",
        );
    }

    #[test]
    fn fills_in_what_follows_from_the_name_and_the_manager() {
        let of = |unit, user| move |text: &str| expand(text, Known { unit, user });
        let system = of("my-shop.socket", false);
        for (text, expected) in [
            ("%n %N %p %j %i|", "my-shop.socket my-shop my-shop shop |"),
            ("%P %J %f", "my/shop shop /my/shop"),
            (
                "%t %S %C %L %E %T %V %h %u %U",
                "/run /var/lib /var/cache /var/log /etc /tmp /var/tmp /root root 0",
            ),
            ("100%% of %", "100% of %"),
        ] {
            let expanded = system(text);
            assert_eq!((expanded.text.as_str(), expanded.is_open), (expected, false), "{text}");
        }
        let template = of("shop@.service", false);
        for (text, is_open, is_path) in
            [("%t/%i", true, true), ("%p", false, false), ("%f", true, true), ("%n", true, false)]
        {
            let expanded = template(text);
            assert_eq!((expanded.is_open, expanded.is_path), (is_open, is_path), "{text}");
        }
        assert_eq!(of("a@b-c\\x2dd.service", false)("%I").text, "b/c-d");
        let user = of("a.socket", true);
        assert_eq!(
            user("%t/a"),
            Expanded { text: "%t/a".to_owned(), is_open: true, is_path: true }
        );
        assert!(!user("a%t").is_path && !user("%%t").is_open);
        survives(|text| drop((system(text), template(text))));
        survives(|unit| drop(expand("%n%f%J%I", Known { unit, user: true })));
    }

    #[test]
    fn the_name_of_a_unit_decides() {
        let text = "%p %P %j %J %n %N %i %I %% %%n %t %";
        assert_eq!(
            named(text, "a-b\\x2dc.socket"),
            "a-b\\x2dc a/b-c b\\x2dc b-c a-b\\x2dc.socket a-b\\x2dc   %% %%n %t %"
        );
        assert_eq!(named(text, "a@b-c.socket"), "a a a a a@b-c.socket a@b-c b-c b/c %% %%n %t %");
        assert_eq!(named(text, "a@.socket"), "a a a a %n %N %i %I %% %%n %t %");
        survives(|text| drop((named(text, "a-b.service"), named("%P", text))));
    }

    #[test]
    fn literal_text_is_known_before_loading() {
        assert_eq!(literal("100%%"), Some(String::from("100%")));
        assert_eq!(literal("100% of %"), Some(String::from("100% of %")));
        assert_eq!(literal("%t/x"), None);
        assert_eq!(sample("%t/%p%%%n%"), "/x/x%x.service%");
        survives(|text| drop((literal(text), sample(text))));
    }
}
