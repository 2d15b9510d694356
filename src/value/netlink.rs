//! Netlink addresses: `FAMILY [GROUP]`.
//!
//! The family is one of [`words::NETLINK_FAMILY`] or a number up to 2147483647, the group a number, 0 if left out.
//!
//! Source: systemd.socket(5) `ListenNetlink=`.

use super::specifier::{self, Scope};
use super::{ValueError, Version, number, quoting, shown, unsigned, words};

/// What a netlink socket listens to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Netlink {
    /// One group of a family.
    Group {
        /// The family's word or number, as it is written.
        family: String,
        /// The multicast group; 0 is none.
        group: u32,
    },
    /// Known only when it is loaded, since a specifier stands in it.
    Unexpanded(String),
}

/// Reads a netlink address.
///
/// # Errors
/// When the family is unknown, the group is not a number, or something follows it.
pub fn read(text: &str, version: Version) -> Result<Netlink, ValueError> {
    specifier::check(text, version, Scope::Value)?;
    let Some(text) = specifier::literal(text) else {
        return specifier::check_open(text).map(|()| Netlink::Unexpanded(text.to_owned()));
    };
    let (family, behind) = quoting::unquoted(text.trim_start(), &quoting::BLANKS)?;
    if family.is_empty() {
        return Err(ValueError::new("a netlink family is needed, for example `route 1`"));
    }
    // The group is taken as it stands.
    let mut parts = behind.split(quoting::BLANKS).filter(|part| !part.is_empty());
    if number::read(&family, i32::MAX as u64).is_err() {
        words::NETLINK_FAMILY.read(&family, version)?;
    }
    let group = parts.next().map_or(Ok(0), |group| {
        unsigned::read(group).map_err(|error| {
            ValueError::new(format!("the group behind the family is not right: {error}"))
        })
    })?;
    if parts.next().is_some() {
        return Err(ValueError::new(format!(
            "{} has more than a family and a group: write one line for each group",
            shown(&text)
        )));
    }
    Ok(Netlink::Group { family, group })
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    fn read(text: &str) -> Result<Netlink, ValueError> {
        super::read(text, Version(252))
    }

    #[test]
    fn reads_what_systemd_reads() {
        for (text, family, group) in [
            ("route", "route", 0),
            ("route 1", "route", 1),
            ("kobject-uevent\t 0x2", "kobject-uevent", 2),
            ("16 4294967295", "16", u32::MAX),
            ("+5", "+5", 0),
        ] {
            accepts(read(text), Netlink::Group { family: family.to_owned(), group });
        }
        accepts(read("route %i"), Netlink::Unexpanded(String::from("route %i")));
    }

    #[test]
    fn says_what_is_wrong() {
        refuses(read(""), "a netlink family is needed, for example `route 1`");
        refuses(
            read("route 1 2"),
            "`route 1 2` has more than a family and a group: write one line for each group",
        );
        refuses(
            read("route all"),
            "the group behind the family is not right: `all` is not a whole number: write digits only, for example 64",
        );
        let error = read("ROUTE").expect_err("case matters").message;
        assert!(error.starts_with("`ROUTE` is not one of route, "), "{error}");
        for text in
            ["-1", "2147483648", "\"route\" 1", "route 4294967296", "nope", "route %Q", "ro%ute"]
        {
            assert!(read(text).is_err(), "{text}");
        }
        survives(|text| drop(read(text)));
    }
}
