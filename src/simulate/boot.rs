//! A boot: services started one after the other as they need each other, against all of them at once behind their sockets.
//!
//! With the sockets there first, nobody has to be up for somebody else to connect: a service starts at once, gets on until
//! it asks another for something, and only then waits, if the other is not up yet. One that nobody asks for at boot is not
//! started at all.

use super::Millis;

/// A service that is to be started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// What it is called.
    pub name: String,
    /// How long it takes to start, with everything it needs there.
    pub takes: Millis,
    /// What it needs: services before it in the list.
    pub needs: Vec<usize>,
    /// Whether it has to be up after the boot; else it may sleep until somebody asks.
    pub is_wanted: bool,
}

/// When a service starts, waits and is up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// When it starts.
    pub start: Millis,
    /// When it is up.
    pub end: Millis,
    /// How long it waits in between for others.
    pub waits: Millis,
    /// When that wait begins.
    pub waits_from: Millis,
    /// Whether the boot would be over sooner if it were quicker.
    pub is_critical: bool,
}

/// A boot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What becomes of each service; none for one that is left asleep.
    pub bars: Vec<Option<Bar>>,
    /// When all is up.
    pub end: Millis,
}

/// Each starts when all that it needs is up.
pub fn in_order(services: &[Service]) -> Plan {
    let mut bars: Vec<Option<Bar>> = Vec::new();
    for service in services {
        let start = ready(&bars, &service.needs);
        bars.push(Some(bar(start, start, 0, start + service.takes)));
    }
    plan(bars, services)
}

/// All sockets are there first: each starts at once, and waits for what it needs after `asks_after` percent of its start.
pub fn sockets_first(services: &[Service], asks_after: u32) -> Plan {
    let first = |service: &Service| service.takes * Millis::from(asks_after.min(100)) / 100;
    // Who sleeps is started by the first who asks; those who ask come later in the list.
    let mut starts: Vec<Option<Millis>> =
        services.iter().map(|service| service.is_wanted.then_some(0)).collect();
    for (index, service) in services.iter().enumerate().rev() {
        let Some(start) = starts[index] else { continue };
        for need in service.needs.iter().filter(|need| **need < index) {
            let asked = start + first(service);
            starts[*need] = Some(starts[*need].map_or(asked, |other| other.min(asked)));
        }
    }
    let mut bars: Vec<Option<Bar>> = Vec::new();
    for (service, start) in services.iter().zip(starts) {
        bars.push(start.map(|start| {
            let asks = start + first(service);
            let goes_on = asks.max(ready(&bars, &service.needs));
            bar(start, asks, goes_on - asks, goes_on + service.takes - first(service))
        }));
    }
    plan(bars, services)
}

fn bar(start: Millis, waits_from: Millis, waits: Millis, end: Millis) -> Bar {
    Bar { start, end, waits, waits_from, is_critical: false }
}

/// When all of `needs` are up.
fn ready(bars: &[Option<Bar>], needs: &[usize]) -> Millis {
    let ends = needs.iter().filter_map(|need| bars.get(*need).copied().flatten());
    ends.map(|bar| bar.end).max().unwrap_or(0)
}

/// Marks the chain that decides when the boot ends.
fn plan(mut bars: Vec<Option<Bar>>, services: &[Service]) -> Plan {
    let end = bars.iter().flatten().map(|bar| bar.end).max().unwrap_or(0);
    let mut next = bars.iter().position(|bar| bar.is_some_and(|bar| bar.end == end));
    while let Some(index) = next {
        let Some(bar) = &mut bars[index] else { break };
        bar.is_critical = true;
        // It went on when the last that it needs was up; if it did not wait for that one, the chain begins here.
        let goes_on = bar.waits_from + bar.waits;
        let held_up = bar.waits > 0 || bar.waits_from == bar.start;
        next = services[index].needs.iter().copied().find(|need| {
            held_up
                && *need < index
                && bars[*need].is_some_and(|other| other.end == goes_on && goes_on > 0)
        });
    }
    Plan { bars, end }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(takes: Millis, needs: &[usize], is_wanted: bool) -> Service {
        Service { name: String::new(), takes, needs: needs.into(), is_wanted }
    }

    fn times(plan: &Plan) -> Vec<Option<(Millis, Millis, bool)>> {
        plan.bars.iter().map(|bar| bar.map(|bar| (bar.start, bar.end, bar.is_critical))).collect()
    }

    #[test]
    fn in_order_each_waits_for_what_it_needs() {
        let services =
            [service(300, &[], true), service(200, &[], true), service(400, &[0, 1], true)];
        let plan = in_order(&services);
        assert_eq!(plan.end, 700);
        assert_eq!(
            times(&plan),
            [Some((0, 300, true)), Some((0, 200, false)), Some((300, 700, true))]
        );
    }

    #[test]
    fn with_sockets_they_start_at_once_and_wait_only_when_they_ask() {
        let services =
            [service(300, &[], true), service(200, &[], true), service(400, &[0, 1], true)];
        let plan = sockets_first(&services, 50);
        assert_eq!(plan.end, 500);
        assert_eq!(plan.bars[2].map(|bar| (bar.waits_from, bar.waits)), Some((200, 100)));
        assert_eq!(
            times(&plan),
            [Some((0, 300, true)), Some((0, 200, false)), Some((0, 500, true))]
        );
        assert_eq!(sockets_first(&services, 0).end, 700, "who asks first of all gains nothing");
        assert_eq!(sockets_first(&services, 100).end, 400, "who asks last of all waits for nobody");
    }

    #[test]
    fn who_is_not_asked_for_sleeps() {
        let services =
            [service(300, &[], false), service(200, &[], false), service(400, &[0], true)];
        let plan = sockets_first(&services, 25);
        assert_eq!(
            times(&plan),
            [Some((100, 400, true)), None, Some((0, 700, true))],
            "the first is fetched when the third asks for it"
        );
        assert_eq!(in_order(&[]).end, 0);
    }
}
