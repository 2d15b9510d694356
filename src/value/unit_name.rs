//! Names of units: `PREFIX.TYPE`, `PREFIX@INSTANCE.TYPE`, or `PREFIX@.TYPE` for a template.
//!
//! A name is at most 255 bytes of letters, digits and `:-_.\`, with `@` between prefix and instance, and ends in the type
//! of the unit. Any other character is written as an escape, `\x20` for a blank.
//!
//! Source: systemd.unit(5) "Description", systemd-escape(1).

use super::quoting::BLANKS;
use super::specifier::{self, Scope};
use super::{ValueError, Version, shown};
use std::fmt;

/// The name of a unit in its parts; shown as the whole name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UnitName {
    /// What stands before `@` or the type.
    pub prefix: String,
    /// What stands between `@` and the type, empty in a template; none without an `@`.
    pub instance: Option<String>,
    /// The type of the unit, such as `service`.
    pub kind: String,
}

impl UnitName {
    /// Whether it names a template, from which instances are made.
    pub fn is_template(&self) -> bool {
        self.instance.as_deref() == Some("")
    }
}

impl fmt::Display for UnitName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.instance {
            Some(instance) => write!(f, "{}@{instance}.{}", self.prefix, self.kind),
            None => write!(f, "{}.{}", self.prefix, self.kind),
        }
    }
}

/// The types of units that can be named.
pub const KINDS: [&str; 11] = [
    "service",
    "socket",
    "target",
    "device",
    "mount",
    "automount",
    "swap",
    "timer",
    "path",
    "slice",
    "scope",
];

/// Reads a whole name without specifiers.
///
/// # Errors
/// When it has no known type, a character that names cannot have, nothing before `@` or the type, or is too long.
pub fn read(text: &str) -> Result<UnitName, ValueError> {
    if text.is_empty() {
        return Err(ValueError::new("the name of a unit is needed, for example `myapp.service`"));
    }
    let shown = shown(text);
    let typed = text.rsplit_once('.').filter(|(_, kind)| KINDS.contains(kind));
    let Some((name, kind)) = typed else {
        return Err(ValueError::new(if text.contains(',') {
            format!("{shown} has a comma: write blanks between names")
        } else if text.starts_with(['"', '\'']) {
            format!("{shown} is in quotes, which names cannot have: leave them out")
        } else {
            format!(
                "{shown} lacks the type of the unit: write for example `{}.service`",
                cleaned(text)
            )
        }));
    };
    if let Some(refused) = name.chars().find(|&character| character != '@' && !is_valid(character))
    {
        return Err(ValueError::new(match refused {
            ',' => format!("{shown} has a comma: write blanks between names"),
            '"' | '\'' => format!("{shown} has quotes, which names cannot have: leave them out"),
            _ => format!(
                "{shown} has {}, which a name cannot have: use letters, digits and `:-_.`",
                super::shown(refused.encode_utf8(&mut [0; 4]))
            ),
        }));
    }
    let (prefix, instance) = match name.split_once('@') {
        Some((prefix, instance)) => (prefix, Some(instance)),
        None => (name, None),
    };
    if prefix.is_empty() {
        return Err(ValueError::new(format!("{shown} has nothing before its `{}`", &text[..1])));
    }
    if text.len() > LONGEST {
        return Err(too_long(text.len()));
    }
    Ok(UnitName {
        prefix: prefix.to_owned(),
        instance: instance.map(str::to_owned),
        kind: kind.to_owned(),
    })
}

/// Reads what a person gives as the name of a service: the prefix that its units share.
///
/// # Errors
/// When a character cannot be in it, or `PREFIX@.service` would be too long.
pub fn prefix(text: &str) -> Result<&str, ValueError> {
    if text.is_empty() {
        return Err(ValueError::new("a name is needed, for example `myapp`"));
    }
    if let Some(refused) = text.chars().find(|&character| !is_valid(character)) {
        let cleaned = cleaned(text);
        return Err(ValueError::new(match refused {
            ' ' => format!("a name cannot have blanks: write for example `{cleaned}`"),
            '@' => format!(
                "a name cannot have `@`, which marks a template: write for example `{cleaned}`"
            ),
            _ => format!(
                "a name cannot have {}: write for example `{cleaned}`",
                shown(refused.encode_utf8(&mut [0; 4]))
            ),
        }));
    }
    let length = text.len() + LONGEST_SUFFIX.len();
    if length > LONGEST { Err(too_long(length)) } else { Ok(text) }
}

/// Reads the name of a slice.
///
/// # Errors
/// When it is not the name of a slice, or a specifier cannot be used in one.
pub fn slice(text: &str, version: Version) -> Result<&str, ValueError> {
    specifier::check(text, version, Scope::UnitName)?;
    match read_expanded(text)? {
        name if name.kind == "slice" && name.instance.is_none() => Ok(text),
        _ => Err(ValueError::about(text, "is not a slice: write for example `shop.slice`")),
    }
}

/// Reads a list of names between blanks, as in `After=`, and answers it as it is written.
///
/// # Errors
/// When one of them is not the name of a unit, or a specifier cannot be used in one.
pub fn list(text: &str, version: Version) -> Result<Vec<&str>, ValueError> {
    words(text)
        .map(|word| {
            specifier::check(word, version, Scope::UnitName)?;
            let name = read_expanded(word)?;
            // These types have no templates and no instances.
            if name.instance.is_some()
                && ["slice", "scope", "mount", "automount", "swap", "device"]
                    .contains(&name.kind.as_str())
            {
                return Err(ValueError::new(format!(
                    "{} cannot be: a {} has no instances",
                    shown(word),
                    name.kind
                )));
            }
            Ok(word)
        })
        .collect()
}

/// Reads the service that a socket starts, as in `Service=`.
///
/// # Errors
/// When it is not the name of one service, or names a template without an instance.
pub fn service(text: &str, version: Version) -> Result<&str, ValueError> {
    specifier::check(text, version, Scope::UnitName)?;
    if text.split(BLANKS).count() > 1 {
        return Err(ValueError::about(text, "is more than one name: a socket starts one service"));
    }
    // Of a name that ends in `%n` systemd would see the socket's own.
    let name = read_expanded(text)?;
    if name.kind != "service" || text.ends_with("%n") {
        return Err(ValueError::about(text, "is not a service: its name must end in `.service`"));
    }
    if name.is_template() {
        return Err(ValueError::new(format!(
            "{} is a template: with `Accept=yes` leave the line out and call the template as the socket is called, without name an instance, for example `{}@1.service`",
            shown(text),
            name.prefix
        )));
    }
    Ok(text)
}

/// Reads a list of sockets, as in `Sockets=`.
///
/// # Errors
/// When one of them is not the name of a socket.
pub fn sockets(text: &str, version: Version) -> Result<Vec<&str>, ValueError> {
    for word in list(text, version)? {
        if !word.ends_with(".socket") {
            return Err(ValueError::about(word, "is not a socket: its name must end in `.socket`"));
        }
    }
    Ok(words(text).collect())
}

/// A name that `text` suggests, with nothing in it that a name cannot have.
fn cleaned(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        if is_valid(character) && character != '\\' {
            out.push(character);
        } else if !out.ends_with('-') {
            out.push('-');
        }
    }
    let longest = LONGEST - LONGEST_SUFFIX.len();
    let out = out.trim_matches(['-', '.']);
    match &out[..out.len().min(longest)] {
        "" => String::from("myapp"),
        name => name.to_owned(),
    }
}

const LONGEST: usize = 255;

/// The longest that the name of a service gets appended.
const LONGEST_SUFFIX: &str = "@.service";

fn is_valid(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, ':' | '-' | '_' | '.' | '\\')
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(BLANKS).filter(|word| !word.is_empty())
}

/// Reads a name as it might be once its specifiers are expanded; errors show it as it was written.
fn read_expanded(text: &str) -> Result<UnitName, ValueError> {
    read(&specifier::sample(text)).map_err(|error| match specifier::literal(text) {
        Some(_) => error,
        None => {
            ValueError::new(format!("{} does not become the name of a unit: {error}", shown(text)))
        }
    })
}

fn too_long(length: usize) -> ValueError {
    ValueError::new(format!(
        "the name of the unit would be {length} bytes long: {LONGEST} is the most"
    ))
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    const NOW: Version = Version(257);

    #[test]
    fn reads_names_in_parts() {
        for (text, prefix, instance, kind) in [
            ("a.service", "a", None, "service"),
            ("a@.service", "a", Some(""), "service"),
            ("a@b@c.service", "a", Some("b@c"), "service"),
            ("a.service.service", "a.service", None, "service"),
            ("-.mount", "-", None, "mount"),
            (r"a\x20b.socket", r"a\x20b", None, "socket"),
        ] {
            let name = read(text).expect(text);
            assert_eq!(
                (name.prefix.as_str(), name.instance.as_deref(), name.kind.as_str()),
                (prefix, instance, kind)
            );
            assert_eq!(name.to_string(), text);
        }
        assert!(read("a@.service").expect("a name").is_template());
        accepts(read(&format!("{}.service", "a".repeat(247))).map(drop), ());
    }

    #[test]
    fn says_what_is_wrong_with_a_name() {
        refuses(read(""), "the name of a unit is needed, for example `myapp.service`");
        refuses(read("a"), "`a` lacks the type of the unit: write for example `a.service`");
        refuses(
            read("a.SERVICE"),
            "`a.SERVICE` lacks the type of the unit: write for example `a.SERVICE.service`",
        );
        refuses(
            read("a b.service"),
            "`a b.service` has ` `, which a name cannot have: use letters, digits and `:-_.`",
        );
        refuses(
            read("a.target,b.target"),
            "`a.target,b.target` has a comma: write blanks between names",
        );
        refuses(
            read("\"a.service\""),
            "`\"a.service\"` is in quotes, which names cannot have: leave them out",
        );
        refuses(read("@a.service"), "`@a.service` has nothing before its `@`");
        refuses(read(".service"), "`.service` has nothing before its `.`");
        refuses(
            read(&format!("{}.service", "a".repeat(248))),
            "the name of the unit would be 256 bytes long: 255 is the most",
        );
        survives(|text| {
            if let Ok(name) = read(text) {
                assert_eq!(name.to_string(), text);
            }
        });
    }

    #[test]
    fn a_prefix_takes_every_suffix() {
        for text in ["myapp", "my-app_2", "a.b", "a:b", r"a\x20b"] {
            accepts(prefix(text), text);
        }
        refuses(prefix(""), "a name is needed, for example `myapp`");
        refuses(prefix("My App"), "a name cannot have blanks: write for example `My-App`");
        refuses(
            prefix("my@app"),
            "a name cannot have `@`, which marks a template: write for example `my-app`",
        );
        refuses(prefix("grün/blau"), "a name cannot have `ü`: write for example `gr-n-blau`");
        refuses(prefix("日本"), "a name cannot have `日`: write for example `myapp`");
        accepts(prefix(&"a".repeat(246)), &"a".repeat(246));
        refuses(
            prefix(&"a".repeat(247)),
            "the name of the unit would be 256 bytes long: 255 is the most",
        );
        survives(|text| drop(prefix(text)));
        survives(|text| assert_eq!(prefix(&cleaned(text)).map(drop), Ok(())));
    }

    #[test]
    fn a_list_is_read_name_by_name() {
        accepts(list("a.target  b@c.service", NOW), vec!["a.target", "b@c.service"]);
        accepts(list("%n %p.socket b@%i.service", NOW), vec!["%n", "%p.socket", "b@%i.service"]);
        accepts(list("", NOW), vec![]);
        refuses(
            list("a.target, b.target", NOW),
            "`a.target,` has a comma: write blanks between names",
        );
        refuses(
            list("%i", NOW),
            "`%i` does not become the name of a unit: `x` lacks the type of the unit: write for example `x.service`",
        );
        refuses(list("a@.slice", NOW), "`a@.slice` cannot be: a slice has no instances");
        refuses(
            list("%t.service", NOW),
            "`%t` cannot be used in the name of a unit; write for example `%p` or `%i`",
        );
        survives(|text| drop(list(text, NOW)));
    }

    #[test]
    fn a_socket_starts_one_service() {
        accepts(service("a.service", NOW), "a.service");
        accepts(service("a@b.service", NOW), "a@b.service");
        accepts(service("%p.service", NOW), "%p.service");
        refuses(
            service("a.socket", NOW),
            "`a.socket` is not a service: its name must end in `.service`",
        );
        refuses(service("%n", NOW), "`%n` is not a service: its name must end in `.service`");
        refuses(
            service("a@.service", NOW),
            "`a@.service` is a template: with `Accept=yes` leave the line out and call the template as the socket is called, without name an instance, for example `a@1.service`",
        );
        refuses(
            service("a.service b.service", NOW),
            "`a.service b.service` is more than one name: a socket starts one service",
        );
        survives(|text| drop(service(text, NOW)));
    }

    #[test]
    fn a_service_takes_sockets() {
        accepts(sockets("a.socket b.socket", NOW), vec!["a.socket", "b.socket"]);
        refuses(
            sockets("a.service", NOW),
            "`a.service` is not a socket: its name must end in `.socket`",
        );
        survives(|text| drop(sockets(text, NOW)));
    }
}
