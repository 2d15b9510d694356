//! Installing over what is already there, in a booted systemd: what ran before gives up its place, calls in progress do not.

use doorbell::activation::{Activation, Lens, Role, set_accept};
use doorbell::export::install::{self, Options, Users};
use doorbell::export::preflight::preflight;
use doorbell::preset::PRESETS;
use real::machine::Machine;
use real::roots::{Root, Suite};

/// Stands in for the person's program: it only holds what it was given.
const PROGRAM: &str = "#!/bin/sh\nexec sleep 1000\n";

/// Calls, waits until somebody runs for the caller, and leaves the call open on descriptor 9.
const RING: &str = "exec 9<>/dev/tcp/127.0.0.1/8080; sleep 0.5\n";

fn machine(suite: Suite) -> Machine {
    let machine = Machine::new(Root::get(suite));
    machine.layer().program("/usr/local/bin/myapp", PROGRAM);
    machine
}

fn command(activation: &Activation) -> String {
    install::command(activation, &Options::default())
}

#[test]
fn a_service_that_already_runs_makes_way_for_its_socket() {
    let unit = PRESETS[0].activation();
    let service = unit.file(Role::Service).text().replace("Requires=myapp.socket\n", "");
    for suite in Suite::ALL {
        let machine = machine(suite);
        machine.layer().write(
            "/etc/systemd/system/myapp.service",
            service.replace("User=appuser\nGroup=appuser\n", ""),
        );
        let install = command(&unit);
        let script = format!(
            "systemctl start myapp.service\n{install}systemctl is-active myapp.socket myapp.service || :\n{RING}systemctl is-active myapp.service\ncat /var/backups/units-*/myapp.service | grep -c ExecStart\n{install}systemctl is-active myapp.socket myapp.service || :\n"
        );
        let [boot] = machine.boot([&script]);
        let said: Vec<&str> =
            boot.succeeded().lines().filter(|line| !line.starts_with("kept ")).collect();
        assert_eq!(
            said,
            [
                "myapp.socket is active",
                "active",
                "inactive",
                "active",
                "1",
                "myapp.socket is active",
                "active",
                "inactive"
            ],
            "{suite:?}\n{boot}"
        );
    }
}

#[test]
fn what_is_missing_is_named_before_it_fails() {
    let mut unit = PRESETS[0].activation();
    let lens = Lens::service;
    unit.set(lens("EnvironmentFile"), "/etc/my app.env").unwrap();
    unit.set(lens("WorkingDirectory"), "/srv/it's").unwrap();
    let look =
        preflight(&unit, &Options { users: Users::Leave }).expect("there is much to look for");
    let machine = Machine::new(Root::get(Suite::Trixie));
    let make = "mkdir \"/srv/it's\"; touch '/etc/my app.env'; cp /bin/true /usr/local/bin/myapp; useradd appuser\n";
    let [boot] = machine.boot([&format!("{look}echo then\n{make}{look}")]);
    let said: Vec<&str> = boot.succeeded().lines().collect();
    assert_eq!(
        said,
        [
            "missing: the program /usr/local/bin/myapp",
            "missing: the environment file /etc/my app.env",
            "missing: the folder /srv/it's",
            "missing: the user appuser",
            "then",
            "nothing is missing"
        ],
        "{boot}"
    );
}

#[test]
fn switching_who_accepts_frees_the_port_and_keeps_calls_in_progress() {
    let no = PRESETS[0].activation();
    let mut yes = no.clone();
    set_accept(&mut yes, true);
    for suite in Suite::ALL {
        let running = "systemctl list-units --plain --no-legend 'myapp*.service' | sed 's/@.*service/@/; s/ .*//'\n";
        let script = format!(
            "exec 2>&1\n{}{RING}{running}echo to yes\n{}{RING}{running}echo again\n{}{running}echo to no\n{}{running}{RING}{running}",
            command(&no),
            command(&yes),
            command(&yes),
            command(&no)
        );
        let [boot] = machine(suite).boot([&script]);
        let said: Vec<&str> = boot
            .succeeded()
            .lines()
            .filter(|line| line.starts_with("myapp") || line.contains("to ") || *line == "again")
            .collect();
        let active = "myapp.socket is active";
        assert_eq!(
            said,
            [
                active,
                "myapp.service",
                "to yes",
                active,
                "myapp@",
                "again",
                active,
                "myapp@",
                "to no",
                active,
                "myapp@",
                "myapp.service",
                "myapp@"
            ],
            "{suite:?}\n{boot}"
        );
    }
}

#[test]
fn removal_leaves_nothing_and_can_be_repeated() {
    for (suite, accept) in Suite::ALL.into_iter().flat_map(|suite| [(suite, false), (suite, true)])
    {
        let mut unit = PRESETS[0].activation();
        set_accept(&mut unit, accept);
        let removal = install::removal(&unit, &Options::default());
        let look = "systemctl list-units --all --plain --no-legend 'myapp*' | grep -v slice || :\nfind /etc -name '*myapp*'\npgrep sleep || :\n";
        let script =
            format!("{}{RING}pgrep -c sleep\n{removal}{look}{removal}{look}", command(&unit));
        let [boot] = machine(suite).boot([&script]);
        assert_eq!(
            boot.succeeded(),
            "myapp.socket is active\n1\nremoved\nremoved\n",
            "{suite:?} {accept}\n{boot}"
        );
    }
}
