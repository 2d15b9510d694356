//! The work as text that can be kept: packed for a link, and plain, as the browser's storage held it at first.
//!
//! The plain form is a version, the name, the target, and both texts by length. A link holds the same behind another
//! version, compressed (DEFLATE) and written in the alphabet of URLs (base64url without padding): `1.…`. Units of a user, and
//! those that a drop-in changes, are more than that: they are written by serde and postcard ([`Kept`]), as `2.…`. A link stands in
//! the fragment of an address, which no browser sends anywhere. What one version has written, all later ones read: the links
//! in `tests/fixtures/links.txt` are never changed.

use crate::activation::{Activation, Base, Role, Scope};
use crate::catalogue::target::Target;
use crate::syntax::UnitFile;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::{Compression, read::DeflateDecoder, read::DeflateEncoder};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::io::Read;
use std::sync::Arc;

/// The version of the plain form.
const PLAIN: &str = "1";

/// The versions of links: of the plain form, and of what that cannot hold.
const PACKED: &str = "1";
const PACKED_WHOLE: &str = "2";

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

/// Units as they are kept, whatever they are: the form that serde writes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Kept {
    name: String,
    /// The id of the target.
    target: String,
    is_of_user: bool,
    units: Vec<KeptUnit>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
struct KeptUnit {
    is_socket: bool,
    text: String,
    base: Option<KeptBase>,
}

/// What a unit says without our drop-in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
struct KeptBase {
    path: String,
    text: String,
    /// Paths and texts.
    drop_ins: Vec<(String, String)>,
    /// Our drop-in as it was brought.
    ours: Option<String>,
}

impl Kept {
    /// The form of `activation`.
    pub fn of(activation: &Activation) -> Self {
        let unit = |unit: Role| KeptUnit {
            is_socket: unit == Role::Socket,
            text: activation.file(unit).text().to_owned(),
            base: activation.base(unit).map(|base| KeptBase {
                path: base.path.clone(),
                text: base.file.text().to_owned(),
                drop_ins: base
                    .drop_ins
                    .iter()
                    .map(|(path, file)| (path.clone(), file.text().to_owned()))
                    .collect(),
                ours: base.ours.as_ref().map(|file| file.text().to_owned()),
            }),
        };
        Self {
            name: activation.name().to_owned(),
            target: activation.target().id.to_owned(),
            is_of_user: activation.scope() == Scope::User,
            units: Role::ALL.map(unit).into(),
        }
    }

    /// The units of this form.
    pub fn activation(&self) -> Activation {
        let unit = |role| self.units.iter().find(|unit| unit.is_socket == (role == Role::Socket));
        let text = |role| unit(role).map_or("", |unit| unit.text.as_str());
        let mut activation = Activation::new(&self.name, text(Role::Socket), text(Role::Service));
        if let Some(target) = Target::find(&self.target) {
            activation.set_target(target);
        }
        if self.is_of_user {
            activation.set_scope(Scope::User);
        }
        for role in Role::ALL {
            let base = unit(role).and_then(|unit| unit.base.as_ref()).map(|base| {
                let file = |text: &String| UnitFile::parse(text.as_str());
                let mut made = Base::new(&base.path, file(&base.text));
                let others = base.drop_ins.iter();
                made.drop_ins =
                    others.map(|(path, text)| (path.clone(), Arc::new(file(text)))).collect();
                made.ours = base.ours.as_ref().map(|text| Arc::new(file(text)));
                Arc::new(made)
            });
            activation.set_base(role, base);
        }
        activation
    }
}

/// What a link to `activation` holds: `1.…`, of letters, digits, `.`, `-` and `_` alone.
pub fn pack(activation: &Activation) -> String {
    let is_plain = !activation.has_base() && activation.scope() == Scope::System;
    let (version, bytes) = match is_plain {
        true => (PACKED, plain(activation).into_bytes()),
        false => {
            let kept = Kept::of(activation);
            (PACKED_WHOLE, postcard::to_allocvec(&kept).expect("memory can be written"))
        }
    };
    let mut packed = Vec::new();
    DeflateEncoder::new(&bytes[..], Compression::best())
        .read_to_end(&mut packed)
        .expect("memory can be read");
    format!("{version}.{}", URL_SAFE_NO_PAD.encode(packed))
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
                write!(
                    f,
                    "it is of version “{shown}”, and this page reads versions {PACKED} and {PACKED_WHOLE}"
                )
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
    if ![PACKED, PACKED_WHOLE].contains(&version) {
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
    if version == PACKED_WHOLE {
        let kept: Kept = postcard::from_bytes(&text).map_err(|_| Unreadable::Broken)?;
        return Ok(kept.activation());
    }
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
    fn what_a_drop_in_changes_is_kept_with_what_it_changes() {
        let mut ssh = Activation::new("ssh", "[Socket]\nListenStream=2222\n", "[Service]\n");
        let mut base = Base::new(
            "/usr/lib/systemd/system/ssh.socket",
            UnitFile::parse("[Socket]\nListenStream=22\n"),
        );
        let other = UnitFile::parse("[Socket]\nBacklog=9\n");
        base.drop_ins.push(("/etc/systemd/system/ssh.socket.d/a.conf".to_owned(), Arc::new(other)));
        base.ours = Some(Arc::new(UnitFile::parse("[Socket]\nListenStream=\nListenStream=2222\n")));
        ssh.set_base(Role::Socket, Some(Arc::new(base)));
        ssh.set_scope(Scope::User);
        let link = pack(&ssh);
        assert!(link.starts_with("2."), "{link}");
        assert_eq!(unpack(&link), Ok(ssh));
        assert_eq!(unpack(&link[..link.len() - 4]), Err(Unreadable::Broken));
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
