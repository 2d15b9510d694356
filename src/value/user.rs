//! Users and groups: a name or a number.
//!
//! systemd reads names leniently: anything but a colon, a slash, a control character, `.`, `..`, or digits alone, which are
//! a number. What it refuses keeps the whole unit from loading.
//!
//! Source: systemd.exec(5) `User=`, systemd.socket(5) `SocketUser=`.

use super::specifier::{self, Scope};
use super::{ValueError, Version, quoting, shown};

/// A user or a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum User {
    /// By number.
    Id(u32),
    /// By name, as it is written: specifiers are not expanded.
    Name(String),
}

/// Reads one user or group.
///
/// # Errors
/// When the text can be neither a name nor a number, or a specifier is unknown.
pub fn read(text: &str, version: Version) -> Result<User, ValueError> {
    if text.is_empty() {
        return Err(ValueError::new("a name or a number is needed, for example `www-data`"));
    }
    specifier::check(text, version, Scope::Value)?;
    let name = specifier::sample(text);
    let shown = shown(text);
    if name.is_empty() {
        return Err(ValueError::about(text, "is empty when it is read: write a name or a number"));
    }
    if name.bytes().all(|byte| byte.is_ascii_digit()) {
        let id = number(&name, text)?;
        let is_literal = specifier::literal(text).is_some();
        return Ok(if is_literal { id } else { User::Name(text.to_owned()) });
    }
    Err(ValueError::new(if name.contains(':') {
        let (user, group) = text.split_once(':').unwrap_or((text, ""));
        format!(
            "{shown} has a colon: write the user alone, `{user}`, and a group `{group}` in its own line"
        )
    } else if name.contains('/') {
        format!("{shown} has a slash, which no user or group has")
    } else if let Some(control) = name.chars().find(|c| c.is_ascii_control()) {
        format!("{shown} has {}, which no user or group has", super::shown(&control.to_string()))
    } else if name == "." || name == ".." {
        format!("{shown} is a folder, not a user or group")
    } else if name
        .strip_prefix('-')
        .is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
    {
        format!("{shown} is not a user or group: a number is 0 or more")
    } else if name.starts_with(' ') || name.ends_with(' ') {
        format!("{shown} begins or ends with a blank")
    } else {
        return Ok(User::Name(text.to_owned()));
    }))
}

/// Reads the list of `SupplementaryGroups=`: names and numbers between blanks.
///
/// # Errors
/// When one of them can be neither a name nor a number.
pub fn list(text: &str, version: Version) -> Result<Vec<User>, ValueError> {
    let words = quoting::split_unquoted(text)?;
    words.iter().map(|word| read(word, version)).collect()
}

/// The two numbers that mean "none" in 16 and in 32 bits.
const NO_ID: [u32; 2] = [0xffff, 0xffff_ffff];

fn number(digits: &str, text: &str) -> Result<User, ValueError> {
    if digits.len() > 1 && digits.starts_with('0') {
        return Err(ValueError::about(text, "has a leading 0: write the number without it"));
    }
    match digits.parse() {
        Ok(id) if NO_ID.contains(&id) => {
            Err(ValueError::about(text, "stands for no user or group at all"))
        }
        Ok(id) => Ok(User::Id(id)),
        Err(_) => Err(ValueError::about(text, "is too large: the largest number is 4294967294")),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    fn read(text: &str) -> Result<User, ValueError> {
        super::read(text, Version(252))
    }

    #[test]
    fn reads_what_systemd_reads() {
        accepts(read("0"), User::Id(0));
        accepts(read("4294967294"), User::Id(4_294_967_294));
        for text in [
            "root", "www-data", "+1", "0x1", "a b", "é", "-a", "a.b", "1a", "a%", "%u", "%U",
            "\"root\"", "a@b",
        ] {
            accepts(read(text), User::Name(text.to_owned()));
        }
    }

    #[test]
    fn says_what_is_wrong() {
        refuses(read(""), "a name or a number is needed, for example `www-data`");
        refuses(
            read("www:data"),
            "`www:data` has a colon: write the user alone, `www`, and a group `data` in its own line",
        );
        refuses(read("a/b"), "`a/b` has a slash, which no user or group has");
        refuses(read("a\tb"), "`a\\tb` has `\\t`, which no user or group has");
        refuses(read(".."), "`..` is a folder, not a user or group");
        refuses(read("-1"), "`-1` is not a user or group: a number is 0 or more");
        refuses(read("-"), "`-` is not a user or group: a number is 0 or more");
        refuses(read("01"), "`01` has a leading 0: write the number without it");
        refuses(read("65535"), "`65535` stands for no user or group at all");
        refuses(read("4294967296"), "`4294967296` is too large: the largest number is 4294967294");
        refuses(read("%Q"), "`%Q` is not a specifier; write `%%` for a percent sign");
        survives(|text| drop(read(text)));
    }

    #[test]
    fn a_list_is_read_word_by_word() {
        accepts(list("adm  4", Version(252)), vec![User::Name(String::from("adm")), User::Id(4)]);
        accepts(list("", Version(252)), vec![]);
        refuses(list("adm a/b", Version(252)), "`a/b` has a slash, which no user or group has");
    }
}
