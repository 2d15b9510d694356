//! What has one of the two units stopped whenever the other one is.

use super::{Activation, Lens, Role};

/// The directives that do. Seen with systemd 247 to 262.
const TIES: [&str; 4] = ["PartOf", "BindsTo", "Requires", "Requisite"];

/// What has `unit` stopped when the other one is: a socket with its service, or instances with their socket.
pub fn tie(activation: &Activation, unit: Role) -> Option<&'static str> {
    let other = activation.file_name(match unit {
        Role::Socket => Role::Service,
        Role::Service => Role::Socket,
    });
    TIES.into_iter().find(|key| {
        let mut names = activation.names(Lens::unit(unit, key));
        names.any(|(_, name)| *name == other)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_tied_by_the_name_of_the_other() {
        for (socket, service, expected) in [
            ("", "", [None, None]),
            ("PartOf=shop.service", "", [Some("PartOf"), None]),
            ("Requires=other.service", "Requires=%p.socket", [None, Some("Requires")]),
            ("Wants=shop.service", "Requisite=a.service shop.socket", [None, Some("Requisite")]),
        ] {
            let [socket, service] = [socket, service].map(|line| format!("[Unit]\n{line}\n"));
            let shop = Activation::new("shop", &socket, &service);
            assert_eq!(Role::ALL.map(|unit| tie(&shop, unit)), expected, "{socket}{service}");
        }
    }
}
