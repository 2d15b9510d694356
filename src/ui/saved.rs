//! The work as it is kept in the browser's local storage: version, name, target, and both texts by length.

use crate::activation::{Activation, Role};
use crate::catalogue::target::Target;

/// The key under which it is kept.
#[cfg(feature = "csr")]
pub const KEY: &str = "doorbell.work";

const VERSION: &str = "1";

/// The saved form of `activation`.
pub fn encode(activation: &Activation) -> String {
    let [socket, service] = Role::ALL.map(|unit| activation.file(unit).text());
    let (name, target) = (activation.name(), activation.target().id);
    format!("{VERSION}\n{name}\n{target}\n{}\n{socket}{service}", socket.len())
}

/// What was saved; `None` for anything that [`encode`] did not write.
pub fn decode(text: &str) -> Option<Activation> {
    let mut parts = text.splitn(5, '\n');
    let (version, name, target) = (parts.next()?, parts.next()?, parts.next()?);
    let (length, texts) = (parts.next()?.parse().ok()?, parts.next()?);
    if version != VERSION {
        return None;
    }
    let (socket, service) = texts.split_at_checked(length)?;
    let mut activation = Activation::new(name, socket, service);
    if let Some(target) = Target::find(target) {
        activation.set_target(target);
    }
    Some(activation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::PRESETS;

    #[test]
    fn what_was_saved_comes_back() {
        for preset in &PRESETS {
            let activation = preset.activation();
            assert_eq!(decode(&encode(&activation)), Some(activation));
        }
        let odd = Activation::new("a", "ä\n\\", "\u{feff}");
        assert_eq!(decode(&encode(&odd)), Some(odd));
    }

    #[test]
    fn anything_else_is_nothing() {
        for text in ["", "1", "2\na\nb\n0\n", "1\na\nb\n9\nshort", "1\na\nb\nx\n", "1\na\nb\n1\nä"]
        {
            assert_eq!(decode(text), None, "{text:?}");
        }
    }
}
