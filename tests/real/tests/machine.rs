//! The harness itself: a machine boots a whole system, keeps its files from boot to boot and tells what went wrong.

use real::{
    machine::Machine,
    roots::{Root, Suite},
};

#[test]
fn a_machine_boots_without_a_failed_unit_and_with_loopback() {
    for suite in Suite::ALL {
        let script = "systemctl list-units --failed --plain --no-legend; ip -brief link show up; ip -brief address show lo";
        let [boot] = Machine::new(Root::get(suite)).boot([script]);
        let lines: Vec<&str> = boot.succeeded().lines().collect();
        assert_eq!(lines.len(), 2, "{suite:?}: a failed unit, or loopback is down\n{boot}");
        assert!(
            lines[1].contains("127.0.0.1/8") && lines[1].contains("::1/128"),
            "{suite:?}: {lines:?}"
        );
    }
}

#[test]
fn files_stay_from_boot_to_boot_and_machines_share_nothing() {
    let root = Root::get(Suite::Trixie);
    let write = "systemctl is-active sockets.target; echo kept > /etc/kept";
    let [first, second] = Machine::new(root).boot([write, "cat /etc/kept"]);
    assert_eq!(first.succeeded(), "active\n");
    assert_eq!(second.succeeded(), "kept\n");
    let [other] = Machine::new(root).boot(["cat /etc/kept"]);
    assert_eq!(other.status, Some(1), "{other}");
    assert!(other.stderr.contains("No such file"), "{other}");
}
