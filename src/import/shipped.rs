//! Units that a package ships, to be changed by a drop-in: as Debian 13 has them, in the form of `systemctl cat`.
//!
//! Source: the packages openssh-server 1:10.0p1-7+deb13u4, cups-daemon 2.4.10-3+deb13u2, podman 5.4.2+ds1-2+b2 and docker.io
//! 26.1.5+dfsg1-9+deb13u1; `tests/real/tests/shipped.rs` compares.

/// The units of a package.
#[derive(Clone, Copy, Debug)]
pub struct Shipped {
    /// The socket, which they are known by.
    pub title: &'static str,
    /// The package that has them.
    pub package: &'static str,
    /// What to know before they are changed; whole sentences.
    pub note: &'static str,
    /// Both units, as `systemctl cat` prints them.
    pub text: &'static str,
}

/// All of them.
pub static SHIPPED: [Shipped; 4] = [
    Shipped {
        title: "ssh.socket",
        package: "openssh-server",
        note: "These are the files of Debian 13, where `ssh.service` listens by itself unless `ssh.socket` was enabled in its \
               place. If yours differ or have drop-ins, bring what `systemctl cat ssh.socket ssh.service` prints. If a generator \
               of your system makes the listeners out of `sshd_config`, as on newer Ubuntu, the port is changed in that file.",
        text: include_str!("shipped/ssh.txt"),
    },
    Shipped {
        title: "cups.socket",
        package: "cups-daemon",
        note: "These are the files of Debian 13. If yours differ or have drop-ins, bring what `systemctl cat cups.socket cups.service` prints.",
        text: include_str!("shipped/cups.txt"),
    },
    Shipped {
        title: "podman.socket",
        package: "podman",
        note: "These are the files of Debian 13. If yours differ or have drop-ins, bring what `systemctl cat podman.socket podman.service` prints.",
        text: include_str!("shipped/podman.txt"),
    },
    Shipped {
        title: "docker.socket",
        package: "docker.io",
        note: "These are the files of Debian 13. If yours differ or have drop-ins, bring what `systemctl cat docker.socket docker.service` prints.",
        text: include_str!("shipped/docker.txt"),
    },
];

#[cfg(test)]
mod tests {
    use super::super::{Source, open, read};
    use super::*;
    use crate::activation::{Activation, Role, drop_in_of};

    #[test]
    fn each_is_opened_as_a_pair_that_nothing_is_changed_of() {
        for shipped in &SHIPPED {
            let import = read(&[Source::pasted(shipped.text)]);
            assert_eq!(import.refused, [], "{}", shipped.title);
            let opened = open(&import, &Activation::new("a", "", "")).unwrap();
            assert_eq!(opened.notes, [""; 0], "{}", shipped.title);
            assert_eq!(opened.units.file_name(Role::Socket), shipped.title);
            for unit in Role::ALL {
                let made = drop_in_of(&opened.units, unit).unwrap();
                assert_eq!(
                    (made.text.as_str(), &made.obstacles[..]),
                    ("", &[][..]),
                    "{}",
                    shipped.title
                );
            }
        }
    }
}
