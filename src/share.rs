//! The work as text that can be kept: packed for a link, and plain, as the browser's storage held it at first.
//!
//! The plain form is a version, the name, the target, and both texts by length. A link holds the same behind another
//! version, compressed (DEFLATE) and written in the alphabet of URLs (base64url without padding): `1.…`. It stands in the
//! fragment of an address, which no browser sends anywhere. What one version has written, all later ones read: the links in
//! `tests/fixtures/links.txt` are never changed.

use crate::activation::{Activation, Role};
use crate::catalogue::target::Target;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::{Compression, read::DeflateDecoder, read::DeflateEncoder};
use std::fmt;
use std::io::Read;

/// The version of the plain form.
const PLAIN: &str = "1";

/// The version of links.
const PACKED: &str = "1";

/// How many bytes a link may unpack to; systemd reads no longer line either.
const MOST: u64 = 1 << 20;

/// The plain form of `activation`.
pub fn plain(activation: &Activation) -> String {
    let [socket, service] = Role::ALL.map(|unit| activation.file(unit).text());
    let (name, target) = (activation.name(), activation.target().id);
    format!("{PLAIN}\n{name}\n{target}\n{}\n{socket}{service}", socket.len())
}

/// What [`plain`] wrote; `None` for anything else.
pub fn from_plain(text: &str) -> Option<Activation> {
    let mut parts = text.splitn(5, '\n');
    let (version, name, target) = (parts.next()?, parts.next()?, parts.next()?);
    let (length, texts) = (parts.next()?.parse().ok()?, parts.next()?);
    if version != PLAIN {
        return None;
    }
    let (socket, service) = texts.split_at_checked(length)?;
    let mut activation = Activation::new(name, socket, service);
    if let Some(target) = Target::find(target) {
        activation.set_target(target);
    }
    Some(activation)
}

/// What a link to `activation` holds: `1.…`, of letters, digits, `.`, `-` and `_` alone.
pub fn pack(activation: &Activation) -> String {
    let mut packed = Vec::new();
    let plain = plain(activation);
    DeflateEncoder::new(plain.as_bytes(), Compression::best())
        .read_to_end(&mut packed)
        .expect("memory can be read");
    format!("{PACKED}.{}", URL_SAFE_NO_PAD.encode(packed))
}

/// Why a link cannot be opened; reads after "because".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is of a version that is not known here.
    Version(String),
    /// It was cut off, or changed on its way.
    Broken,
    /// It holds more than anyone writes.
    Huge,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unreadable::Version(version) => {
                let shown: String = version.chars().take(12).collect();
                write!(f, "it is of version “{shown}”, and this page reads version {PACKED}")
            }
            Unreadable::Broken => f.write_str("it was cut off or changed on its way"),
            Unreadable::Huge => f.write_str("it holds more than 1 MiB of units"),
        }
    }
}

/// What [`pack`] wrote.
///
/// # Errors
/// For anything else, however large or hostile.
pub fn unpack(payload: &str) -> Result<Activation, Unreadable> {
    let (version, packed) = payload.split_once('.').ok_or(Unreadable::Broken)?;
    if version != PACKED {
        return Err(Unreadable::Version(version.to_owned()));
    }
    if packed.len() as u64 > MOST {
        return Err(Unreadable::Huge);
    }
    let packed = URL_SAFE_NO_PAD.decode(packed).map_err(|_| Unreadable::Broken)?;
    let mut text = Vec::new();
    let read = DeflateDecoder::new(&packed[..]).take(MOST + 1).read_to_end(&mut text);
    if text.len() as u64 > MOST {
        return Err(Unreadable::Huge);
    }
    read.map_err(|_| Unreadable::Broken)?;
    let text = String::from_utf8(text).map_err(|_| Unreadable::Broken)?;
    from_plain(&text).ok_or(Unreadable::Broken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::PRESETS;

    #[test]
    fn what_was_kept_comes_back() {
        for preset in &PRESETS {
            let activation = preset.activation();
            assert_eq!(from_plain(&plain(&activation)), Some(activation.clone()));
            assert_eq!(unpack(&pack(&activation)), Ok(activation));
        }
        let mut odd = Activation::new("a", "ä\n\\", "\u{feff}\0");
        odd.set_target(Target::find("rhel8").unwrap());
        assert_eq!(from_plain(&plain(&odd)), Some(odd.clone()));
        assert_eq!(unpack(&pack(&odd)), Ok(odd));
    }

    #[test]
    fn a_link_needs_no_escaping() {
        let link = pack(&PRESETS[0].activation());
        assert!(link.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b)), "{link}");
        assert!(link.len() < 500, "{} bytes", link.len());
    }

    #[test]
    fn anything_else_in_storage_is_nothing() {
        for text in ["", "1", "2\na\nb\n0\n", "1\na\nb\n9\nshort", "1\na\nb\nx\n", "1\na\nb\n1\nä"]
        {
            assert_eq!(from_plain(text), None, "{text:?}");
        }
    }

    #[test]
    fn links_that_are_none_say_why() {
        let whole = pack(&PRESETS[0].activation());
        for broken in ["", "1", "1.", "1.%%", "1.AAAA", &whole[..whole.len() / 2], &whole[..20]] {
            assert_eq!(unpack(broken), Err(Unreadable::Broken), "{broken:?}");
        }
        assert_eq!(unpack("7.abc"), Err(Unreadable::Version("7".to_owned())));
        let huge = Activation::new("a", &"#\n".repeat(1 << 19), "");
        assert_eq!(unpack(&pack(&huge)), Err(Unreadable::Huge), "a small link to a large text");
        let long = format!("1.{}", "A".repeat(2 << 20));
        assert_eq!(unpack(&long), Err(Unreadable::Huge));
    }
}
