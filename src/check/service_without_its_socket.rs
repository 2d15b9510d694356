//! A service that does not pull in its socket.

use super::{Case, Origin, Report, Rule, STARTS, Unseen};
use crate::activation::{Lens, Role, streams};
use crate::catalogue::Section;
use crate::value::boolean;

/// The rule.
pub static RULE: Rule = Rule {
    name: "service-without-its-socket",
    unseen: &[Unseen::OtherUnits, Unseen::Program],
    check,
};

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    if !case.is_pair() || units.accept() {
        return;
    }
    let socket = units.file_name(Role::Socket);
    let keys = ["Requires", "BindsTo", "Wants", "Requisite", "PartOf", "After"];
    let lenses = keys.map(|key| Lens::unit(Role::Service, key)).into_iter();
    let names = |lens| units.names(lens).any(|(_, name)| *name == socket);
    if lenses.chain([Lens::service("Sockets")]).any(names) {
        return;
    }
    // Or the socket says, for when it is enabled, that the service pulls it in.
    let service = units.file_name(Role::Service);
    let installs = |key| units.names(Lens { unit: Role::Socket, section: Section::Install, key });
    if STARTS.into_iter().flat_map(installs).any(|(_, name)| name == service) {
        return;
    }
    let manual = case.held(Lens::unit(Role::Service, "RefuseManualStart"));
    if manual.is_some_and(|value| boolean::read(value) == Ok(true)) {
        return;
    }
    let streams = streams(units);
    let needs_it = [streams.input, streams.output, streams.error].contains(&"socket");
    // A program of a package's may well do without the socket.
    if !needs_it && case.origin != Origin::Own {
        return;
    }
    let comes_to = match needs_it {
        true => "its program is not run",
        false => "it comes up alone, and the socket is then refused",
    };
    let message = format!(
        "started by hand or by another unit, the service does not bring `{socket}`: {comes_to}; `Requires={socket}` would bring it"
    );
    report.hint(Role::Service, None, message);
}
