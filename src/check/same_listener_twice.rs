//! The same listener in two lines.
//!
//! What comes of it depends on the kind of socket. Source: seen on 247 to 262; bind(2), unix(7).

use super::{Action, Case, Report, Rule};
use crate::activation::{Lens, Listener, ListenerKind, Place, Role};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// The rule.
pub static RULE: Rule = Rule { name: "same-listener-twice", unseen: &[], check };

fn check(case: &Case, report: &mut Report) {
    let reuses = case.activation.is_on(Lens::socket("ReusePort"));
    let mut firsts: HashMap<(&Place, &str), &Listener> = HashMap::new();
    for listener in case.listeners.iter().filter(|listener| listener.place != Place::Unknown) {
        // Files of any kind get into each other's way, other addresses only those of one directive.
        let key = if listener.node().is_some() { "" } else { listener.key };
        let other = match firsts.entry((&listener.place, key)) {
            Entry::Occupied(first) => *first.get(),
            Entry::Vacant(place) => {
                place.insert(listener);
                continue;
            }
        };
        let (written, first) = (
            format!("{}={}", listener.key, listener.value),
            format!("{}={}", other.key, other.value),
        );
        match listener.kind {
            ListenerKind::Tcp | ListenerKind::VsockStream if reuses => {}
            ListenerKind::Tcp | ListenerKind::VsockStream => {
                let message = format!(
                    "`{written}` is there already: the second one finds the address in use, and the socket fails"
                );
                let actions = [Action::Remove(Role::Socket, listener.line)];
                report
                    .warn(Role::Socket, Some(listener.line), message)
                    .fix("Remove the line", actions);
            }
            _ if listener.kind.is_unix() && listener.node().is_some() => {
                let message = format!(
                    "`{written}` takes the path away from `{first}`, whose descriptor no caller reaches"
                );
                report.warn(Role::Socket, Some(listener.line), message);
            }
            _ if listener.kind.is_unix() => {
                let message = format!(
                    "`{written}` is there already: the second one finds the name in use, and the socket fails"
                );
                report.warn(Role::Socket, Some(listener.line), message);
            }
            // UDP, FIFOs, queues and netlink can be opened twice.
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::Activation;
    use crate::check;

    #[test]
    fn a_listener_is_the_same_where_systemd_opens_it() {
        let lines = |lines: &str| -> Vec<Option<usize>> {
            let units = Activation::new("a", &format!("[Socket]\n{lines}"), "");
            let found = check::advice(&Case::pair(&units));
            found.iter().filter(|one| one.rule == RULE.name).map(|one| one.line).collect()
        };
        assert_eq!(
            lines("ListenStream=/var/run/a\nListenStream=%t/%N\nListenStream=/run/b\n"),
            [Some(2)]
        );
        assert_eq!(lines("ListenStream=80\nListenStream=0x50\n"), [Some(2)]);
        assert_eq!(lines("ListenStream=/run/a\nListenDatagram=/run/a\n"), [Some(2)]);
        assert_eq!(lines("ListenStream=@a\nListenDatagram=@a\n"), []);
        assert_eq!(lines("ListenStream=80\nListenStream=80\nReusePort=yes\n"), []);
        assert_eq!(lines("ListenDatagram=80\nListenDatagram=80\n"), []);
        assert_eq!(lines("ListenStream=bogus\nListenStream=bogus\n"), []);
    }
}
