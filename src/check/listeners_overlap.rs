//! Two TCP listeners on one port, of which one takes in the other's address.
//!
//! The same listener twice is the business of `same-listener-twice`. Source: systemd.socket(5) `BindIPv6Only=`, ipv6(7)
//! IPV6_V6ONLY.

use super::{Action, Case, Report, Rule};
use crate::activation::{Activation, Lens, Listener, ListenerKind, Place, Role};
use crate::value::boolean;
use std::collections::{HashMap, HashSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The rule.
pub static RULE: Rule = Rule { name: "listeners-overlap", unseen: &[], check };

const ONLY: Lens = Lens::socket("BindIPv6Only");

fn check(case: &Case, report: &mut Report) {
    if case.activation.is_on(Lens::socket("ReusePort")) {
        return;
    }
    let clashes = clashes(&case.listeners, takes_ipv4(case.activation));
    let is_cured = can_leave_ipv4_out(case) && clashes.iter().all(|(a, b)| !overlap(a, b, false));
    for (other, listener) in clashes {
        let condition = match overlap(other, listener, false) {
            false if case.held(ONLY).is_none_or(|only| only == "default") => {
                ", unless the kernel's `net.ipv6.bindv6only` is set"
            }
            _ => "",
        };
        let message = format!(
            "`{}` takes in an address of `{}`: the second of them finds it in use, and the socket fails{condition}",
            listener.value, other.value
        );
        let advised = report.warn(Role::Socket, Some(listener.line), message);
        if is_cured {
            let actions = [Action::Set(ONLY, String::from("ipv6-only"))];
            advised.fix("Add BindIPv6Only=ipv6-only", actions);
        }
    }
}

/// Whether what listens on all of IPv6 takes in IPv4 as well, as far as the unit decides.
pub(super) fn takes_ipv4(units: &Activation) -> bool {
    let only = units.held(ONLY).map_or("default", |line| line.value);
    only != "ipv6-only" && boolean::read(only) != Ok(true)
}

/// Whether nobody is left out by `BindIPv6Only=ipv6-only`: every listener on all of IPv6 has one on all of IPv4 beside it, and
/// none is an address of IPv4 in the clothes of IPv6, which could not be opened any more.
fn can_leave_ipv4_out(case: &Case) -> bool {
    let all_of = |wanted: Covered| -> HashSet<_> {
        let places = case.listeners.iter().filter_map(|listener| {
            let (covered, port) = covered(listener)?;
            (covered == wanted).then_some((listener.kind, port))
        });
        places.collect()
    };
    let is_mapped = |listener: &Listener| is_mapped(&listener.place);
    !case.listeners.iter().any(is_mapped)
        && all_of(Covered::V6(None)).is_subset(&all_of(Covered::V4(None)))
}

/// Whether a place is an address of IPv4, written as one of IPv6: `[::ffff:192.0.2.1]`.
pub(super) fn is_mapped(place: &Place) -> bool {
    let ip = place.ip().and_then(|(ip, _)| ip);
    ip.is_some_and(|ip| ip.is_ipv6() && ip.to_canonical().is_ipv4())
}

/// Each TCP listener that takes in an address of one before it, with the first such one.
///
/// It suffices to look at few of those before: at the first ones of its own address, of all addresses of a family, and of
/// each family; of each of these at the first two places, for one that is the same place is another rule's.
fn clashes(listeners: &[Listener], takes_ipv4: bool) -> Vec<(&Listener, &Listener)> {
    let mut firsts: HashMap<_, [Option<(usize, &Listener)>; 2]> = HashMap::new();
    let mut clashes = Vec::new();
    for (index, listener) in listeners.iter().enumerate() {
        let Some((own, port)) = covered(listener) else { continue };
        if listener.kind != ListenerKind::Tcp {
            continue;
        }
        let on = interface(listener);
        // What is bound to no interface is in the way on each.
        let met = match on {
            None => [On::One(None), On::Some],
            Some(_) => [On::One(None), On::One(on)],
        };
        let keys = met.into_iter().flat_map(|on| own.groups().map(|group| (port, on, group)));
        let before = keys.filter_map(|key| firsts.get(&key)).flatten().flatten();
        let other = before
            .filter(|(_, other)| overlap(other, listener, takes_ipv4))
            .min_by_key(|(index, _)| *index);
        clashes.extend(other.map(|(_, other)| (*other, listener)));
        for on in std::iter::once(On::One(on)).chain(on.map(|_| On::Some)) {
            for group in [Group::Of(own), own.family()] {
                match firsts.entry((port, on, group)).or_default() {
                    [first @ None, _] => *first = Some((index, listener)),
                    [Some((_, first)), second @ None] if first.place != listener.place => {
                        *second = Some((index, listener));
                    }
                    _ => {}
                }
            }
        }
    }
    clashes
}

/// Which interface listeners are bound to: this one or none, or no matter which.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum On<'a> {
    One(Option<&'a str>),
    Some,
}

/// Listeners on one port that are alike in what they take in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Group {
    /// These addresses.
    Of(Covered),
    /// Any of a family.
    Any {
        /// Whether that is IPv6.
        v6: bool,
    },
}

/// The addresses that a listener takes in, as it is written: one, or all of a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Covered {
    /// Of IPv4.
    V4(Option<Ipv4Addr>),
    /// Of IPv6.
    V6(Option<Ipv6Addr>),
}

impl Covered {
    /// All listeners of the same family.
    pub fn family(self) -> Group {
        Group::Any { v6: matches!(self, Covered::V6(_)) }
    }

    /// The groups that have listeners which meet one that takes in these.
    pub fn groups(self) -> [Group; 5] {
        [
            Group::Of(self),
            Group::Of(Covered::V4(None)),
            Group::Of(Covered::V6(None)),
            Group::Any { v6: false },
            Group::Any { v6: true },
        ]
    }
}

/// The addresses that a listener takes in, and its port, if it has one.
pub(super) fn covered(listener: &Listener) -> Option<(Covered, u16)> {
    let (ip, port) = listener.place.ip()?;
    let covered = match ip.map(|ip| ip.to_canonical()) {
        None => Covered::V6(None),
        Some(IpAddr::V4(ip)) => Covered::V4(Some(ip).filter(|ip| !ip.is_unspecified())),
        Some(IpAddr::V6(ip)) => Covered::V6(Some(ip).filter(|ip| !ip.is_unspecified())),
    };
    Some((covered, port))
}

/// Whether two listeners take in an address of each other; `takes_ipv4` says of each whether all of IPv6 has IPv4 in it.
pub(super) fn meet([a, b]: [Covered; 2], takes_ipv4: [bool; 2]) -> bool {
    match (a, b) {
        (Covered::V4(a), Covered::V4(b)) => a.is_none() || b.is_none() || a == b,
        (Covered::V6(a), Covered::V6(b)) => a.is_none() || b.is_none() || a == b,
        (Covered::V6(v6), Covered::V4(_)) => v6.is_none() && takes_ipv4[0],
        (Covered::V4(_), Covered::V6(v6)) => v6.is_none() && takes_ipv4[1],
    }
}

/// Whether two different listeners of one unit take in an address of each other.
fn overlap(one: &Listener, other: &Listener, takes_ipv4: bool) -> bool {
    let (Some((a, port)), Some((b, same))) = (covered(one), covered(other)) else { return false };
    let (on, off) = (interface(one), interface(other));
    // An address of one link is another one on each interface.
    let are_apart = on.is_some() && off.is_some() && on != off;
    port == same && one.place != other.place && !are_apart && meet([a, b], [takes_ipv4; 2])
}

fn interface(listener: &Listener) -> Option<&str> {
    match &listener.place {
        Place::Ip { interface, .. } => interface.as_deref(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::Activation;
    use crate::check;

    /// Whether the rule finds something in these lines, and whether it knows a cure.
    fn found(lines: &str) -> Option<bool> {
        let units = Activation::new("a", &format!("[Socket]\n{lines}"), "");
        let found = check::advice(&Case::pair(&units));
        let one = found.into_iter().find(|one| one.rule == RULE.name)?;
        Some(one.fix.is_some())
    }

    #[test]
    fn what_overlaps_and_what_only_looks_alike() {
        let pair = |a: &str, b: &str| found(&format!("ListenStream={a}\nListenStream={b}\n"));
        for (a, b, expected) in [
            ("80", "0.0.0.0:80", Some(true)),
            ("[::]:80", "0.0.0.0:80", Some(true)),
            ("80", "[::]:80", Some(false)),
            ("80", "127.0.0.1:80", Some(false)),
            ("[::]:80", "[::1]:80", Some(false)),
            ("0.0.0.0:80", "127.0.0.1:80", Some(false)),
            ("127.0.0.1:80", "[::ffff:127.0.0.1]:80", Some(false)),
            ("80", "81", None),
            ("127.0.0.1:80", "[::1]:80", None),
            ("0.0.0.0:80", "[::1]:80", None),
            ("[fe80::1]:80%%eth0", "[fe80::1]:80%%eth1", None),
            ("80", "[fe80::1]:80%%eth0", Some(false)),
            ("[fe80::1]:80%%eth0", "[::]:80", Some(false)),
            ("0.0.0.0:80", "[fe80::1]:80%%eth0", None),
            ("80", "0x50", None),
            ("/run/a", "/run/a", None),
        ] {
            assert_eq!(pair(a, b), expected, "{a} {b}");
        }
    }

    #[test]
    fn few_of_those_before_are_looked_at_and_none_is_missed() {
        let addresses = [
            "",
            "0.0.0.0:",
            "[::]:",
            "[::ffff:0.0.0.0]:",
            "127.0.0.1:",
            "[::ffff:127.0.0.1]:",
            "[::1]:",
            "1.2.3.4:",
        ];
        // Knuth's linear congruential generator: the same listeners each time.
        let mut state: u64 = 1;
        let mut below = |limit: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % limit
        };
        for _ in 0..300 {
            let lines: String = (0..8)
                .map(|_| {
                    format!("ListenStream={}{}\n", addresses[below(addresses.len())], 80 + below(2))
                })
                .collect();
            let units = Activation::new("a", &format!("[Socket]\n{lines}"), "");
            let case = Case::pair(&units);
            for takes_ipv4 in [false, true] {
                let listeners = &case.listeners;
                let each = listeners.iter().enumerate().filter_map(|(index, listener)| {
                    let mut before = listeners[..index].iter();
                    Some((before.find(|other| overlap(other, listener, takes_ipv4))?, listener))
                });
                assert_eq!(clashes(listeners, takes_ipv4), each.collect::<Vec<_>>(), "{lines}");
            }
        }
    }

    #[test]
    fn what_lets_both_be_opened() {
        let both = "ListenStream=0.0.0.0:80\nListenStream=[::]:80\n";
        for more in ["ReusePort=yes", "BindIPv6Only=ipv6-only", "BindIPv6Only=yes"] {
            assert_eq!(found(&format!("{both}{more}\n")), None, "{more}");
        }
        assert_eq!(found(&both.replace("Stream", "Datagram")), None);
        assert_eq!(found(&format!("{both}BindIPv6Only=both\n")), Some(true));
        let third = format!("{both}ListenDatagram=53\n");
        assert_eq!(found(&third), Some(false), "the third one would lose IPv4");
        let mapped = format!("{both}ListenDatagram=[::ffff:127.0.0.1]:53\n");
        assert_eq!(found(&mapped), Some(false), "the third one could not be opened");
    }
}
