//! Who accepts: systemd (`Accept=yes`) or the program (`Accept=no`), with every consequence for both units.
//!
//! Source: systemd.socket(5) `Accept=`, and what systemd 252 and 257 were seen to do with a restarted instance, with
//! `Requires=` in an instance and with `Service=` beside `Accept=yes`.

use super::aside::{Choice, switch};
use super::listener;
use super::style::{self, Style};
use super::{Activation, Lens, Role};

const ACCEPT: Lens = Lens::socket("Accept");
const COLLECT_MODE: Lens = Lens::unit(Role::Service, "CollectMode");
const REQUIRES: Lens = Lens::unit(Role::Service, "Requires");
const RESTART: Lens = Lens::service("Restart");
const RUNTIME_DIRECTORY: Lens = Lens::service("RuntimeDirectory");
const RUNTIME_DIRECTORY_PRESERVE: Lens = Lens::service("RuntimeDirectoryPreserve");

/// Lets systemd accept (`true`) or hands the listening socket over (`false`), in both units.
///
/// Lines that have no place on the other side are put aside and come back with the way back.
pub fn set_accept(activation: &mut Activation, accept: bool) {
    let from = activation.accept();
    if from != accept {
        let courtesy = if accept { welcome_yes } else { welcome_no };
        switch(activation, Choice::Accept(from), Choice::Accept(accept), courtesy, |activation| {
            enforce(activation, accept);
        });
    } else if activation.value(ACCEPT).is_none() {
        activation.put(ACCEPT, "no");
    }
}

/// Why `Accept=` cannot have this value with the listeners and the style that are there; `None` if it can.
/// Source: systemd.socket(5) `Accept=`; the refusals of systemd 252 and 257.
pub fn obstacle_to_accept(activation: &Activation, accept: bool) -> Option<String> {
    if let Some(base) = activation.base(Role::Service).filter(|_| accept != activation.accept()) {
        return Some(format!(
            "the other choice starts another unit than `{}`, which is there: open that one to change it",
            base.name()
        ));
    }
    let listeners = listener::written(activation);
    if accept {
        let silent = listeners.iter().find(|listener| !listener.kind.has_connections())?;
        return Some(format!(
            "`{}={}` has no connections to accept: a datagram socket, FIFO or netlink socket is handed over as a whole",
            silent.key, silent.value
        ));
    }
    (style::style(activation) == Style::Inetd && listeners.len() > 1).then(|| {
        format!(
            "stdin can hold one socket, and there are {} listeners: with `Accept=no` the program has to be socket-aware",
            listeners.len()
        )
    })
}

fn welcome_yes(activation: &mut Activation) {
    if activation.value(COLLECT_MODE).is_none() {
        activation.put(COLLECT_MODE, "inactive-or-failed");
    }
    // All instances share the folder: the first to end would take it from under the others (seen with 257).
    if activation.value(RUNTIME_DIRECTORY).is_some()
        && activation.value(RUNTIME_DIRECTORY_PRESERVE).is_none()
    {
        activation.put(RUNTIME_DIRECTORY_PRESERVE, "yes");
    }
}

fn welcome_no(activation: &mut Activation) {
    if activation.value(COLLECT_MODE) == Some("inactive-or-failed") {
        activation.remove(COLLECT_MODE);
    }
    if activation.value(REQUIRES).is_none() {
        let socket = activation.file_name(Role::Socket);
        activation.put(REQUIRES, &socket);
    }
}

/// Makes the units work with this value: what systemd refuses, ignores or gets wrong beside it goes.
fn enforce(activation: &mut Activation, accept: bool) {
    activation.put(ACCEPT, if accept { "yes" } else { "no" });
    if accept {
        for key in ["Service", "DeferTrigger", "DeferTriggerMaxSec", "FlushPending"] {
            activation.remove(Lens::socket(key));
        }
        // A restarted instance never gets a fresh caller.
        if activation.value(RESTART).is_some_and(|value| value != "no") {
            activation.remove(RESTART);
        }
        // Stopping the socket would cut the calls in progress.
        drop_word(activation, REQUIRES, &activation.file_name(Role::Socket));
        // A template is started by its socket, never enabled.
        activation.file_mut(Role::Service).remove_section("Install");
    } else {
        // They count connections that systemd accepts.
        for key in ["MaxConnections", "MaxConnectionsPerSource"] {
            activation.remove(Lens::socket(key));
        }
    }
    style::enforce(activation, style::style(activation));
}

/// Takes `word` out of the list behind `lens`, and a line that holds nothing else with it.
fn drop_word(activation: &mut Activation, lens: Lens, word: &str) {
    let lines: Vec<(usize, String)> = activation
        .list(lens)
        .iter()
        .filter(|a| a.value.split_whitespace().any(|w| w == word))
        .map(|a| {
            (
                a.line,
                a.value.split_whitespace().filter(|w| *w != word).collect::<Vec<_>>().join(" "),
            )
        })
        .collect();
    for (line, rest) in lines.into_iter().rev() {
        activation.set_entry(lens, line, &rest).ok();
    }
}

#[cfg(test)]
mod tests {
    use super::super::style::set_style;
    use super::*;

    const SOCKET: &str =
        "[Socket]\nListenStream=80\nAccept=no\n\n[Install]\nWantedBy=sockets.target\n";
    const SERVICE: &str = "# ours\n[Unit]\nDescription=Shop\nRequires=shop.socket db.service\n\n[Service]\nExecStart=/bin/shop\nRestart=always\n\n[Install]\nWantedBy=multi-user.target\n";

    fn pair() -> Activation {
        Activation::new("shop", SOCKET, SERVICE)
    }

    fn texts(activation: &Activation) -> [&str; 2] {
        Role::ALL.map(|unit| activation.file(unit).text())
    }

    #[test]
    fn yes_carries_its_consequences_to_both_units() {
        let mut shop = pair();
        set_accept(&mut shop, true);
        assert_eq!(texts(&shop)[0], SOCKET.replace("=no", "=yes"));
        assert_eq!(
            texts(&shop)[1],
            "# ours\n[Unit]\nDescription=Shop\nRequires=db.service\nCollectMode=inactive-or-failed\n\n[Service]\nExecStart=/bin/shop\n"
        );
        assert_eq!(shop.file_name(Role::Service), "shop@.service");
    }

    #[test]
    fn no_carries_its_consequences_to_both_units() {
        let mut shop = Activation::new(
            "shop",
            "[Socket]\nListenStream=80\nAccept=yes\nMaxConnections=9\n",
            "[Unit]\nDescription=Shop\nCollectMode=inactive-or-failed\n\n[Service]\nExecStart=/bin/shop\nStandardInput=socket\n",
        );
        set_accept(&mut shop, false);
        assert_eq!(texts(&shop)[0], "[Socket]\nListenStream=80\nAccept=no\n");
        assert_eq!(
            texts(&shop)[1],
            "[Unit]\nDescription=Shop\nRequires=shop.socket\n\n[Service]\nExecStart=/bin/shop\nStandardInput=socket\nStandardOutput=journal\n"
        );
    }

    #[test]
    fn yes_keeps_the_runtime_directory_for_the_other_callers() {
        let preserve = |service: &str| {
            let mut shop = Activation::new(
                "shop",
                SOCKET,
                &format!("[Service]\nExecStart=/bin/shop\n{service}"),
            );
            set_accept(&mut shop, true);
            shop.value(RUNTIME_DIRECTORY_PRESERVE).map(str::to_owned)
        };
        assert_eq!(preserve("RuntimeDirectory=shop\n").as_deref(), Some("yes"));
        assert_eq!(
            preserve("RuntimeDirectory=shop\nRuntimeDirectoryPreserve=no\n").as_deref(),
            Some("no")
        );
        assert_eq!(preserve(""), None);
    }

    #[test]
    fn switching_back_gives_the_same_bytes() {
        let mut shop = pair();
        for _ in 0..3 {
            set_accept(&mut shop, true);
            set_accept(&mut shop, false);
            assert_eq!(texts(&shop), [SOCKET, SERVICE]);
        }
    }

    #[test]
    fn edits_made_meanwhile_survive_the_way_back() {
        let mut shop = pair();
        set_accept(&mut shop, true);
        shop.set(Lens::service("ExecStart"), "/bin/till").unwrap();
        shop.set(Lens::socket("Backlog"), "9").unwrap();
        set_accept(&mut shop, false);
        assert_eq!(texts(&shop)[0], SOCKET.replace("Accept=no\n", "Accept=no\nBacklog=9\n"));
        assert_eq!(texts(&shop)[1], SERVICE.replace("shop\nRestart", "till\nRestart"));
    }

    #[test]
    fn both_switches_can_be_undone_in_any_order() {
        let mut shop = pair();
        set_style(&mut shop, Style::Inetd);
        set_accept(&mut shop, true);
        set_style(&mut shop, Style::Aware);
        assert_eq!(shop.value(Lens::service("StandardInput")), None);
        set_accept(&mut shop, false);
        assert_eq!(style::style(&shop), Style::Aware);
        assert_eq!(shop.value(Lens::service("Restart")), Some("always"));
        assert_ne!(shop.value(Lens::service("StandardOutput")), Some("socket"));
    }

    #[test]
    fn what_cannot_work_is_told() {
        let mut shop = Activation::new(
            "shop",
            "[Socket]\nListenStream=80\nListenDatagram=53\n",
            "[Service]\n",
        );
        assert_eq!(
            obstacle_to_accept(&shop, true).unwrap(),
            "`ListenDatagram=53` has no connections to accept: a datagram socket, FIFO or netlink socket is handed over as a whole"
        );
        assert_eq!(obstacle_to_accept(&shop, false), None);
        shop.set(Lens::service("StandardInput"), "socket").unwrap();
        assert!(obstacle_to_accept(&shop, false).unwrap().contains("there are 2 listeners"));
    }
}
