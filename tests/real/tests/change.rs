//! Units of a package changed on a booted system: OpenSSH's port is moved by our commands, pasted into a session that came in
//! through that port, and real clients say which door is open.

use doorbell::activation::{Activation, Lens, Role};
use doorbell::export::change;
use doorbell::import::{Source, open, read};
use real::machine::Machine;
use real::roots::{Root, Suite};

const SUITES: [Suite; 2] = [Suite::BookwormSsh, Suite::TrixieSsh];

/// A key with which root comes in, and what the scripts do and look with.
const PRELUDE: &str = r#"
exec 2>&1
mkdir -p -m 700 ~/.ssh
ssh-keygen -q -t ed25519 -N '' -f ~/.ssh/id_ed25519
cp ~/.ssh/id_ed25519.pub ~/.ssh/authorized_keys
printf '%s\n' BatchMode=yes StrictHostKeyChecking=no UserKnownHostsFile=/dev/null LogLevel=ERROR ConnectTimeout=9 > ~/.ssh/config

by_socket() {
    systemctl --quiet disable --now ssh.service
    systemctl --quiet enable --now ssh.socket
}

# Says of each port whether a client gets in there.
doors() {
    for port in "$@"; do
        if said=$(ssh -p "$port" root@127.0.0.1 echo open 2>&1); then echo "$port $said"; else echo "$port ${said##*: }"; fi
    done
}

# Opens a session at a port, which stays. SSH would bring what goes to two channels in any order.
session() {
    mkfifo /tmp/typed
    : > /tmp/shown
    ssh -p "$1" root@127.0.0.1 'exec bash 2>&1' < /tmp/typed >> /tmp/shown 2>&1 &
    exec 8> /tmp/typed
}

# Has the session run a command, and shows what it says.
paste() {
    local seen=$(wc -l < /tmp/shown)
    cat "$1" >&8
    echo 'echo "ended with $?"' >&8
    for _ in $(seq 200); do
        if tail -n "+$((seen + 1))" /tmp/shown | grep -q '^ended with'; then break; fi
        sleep 0.05
    done
    tail -n "+$((seen + 1))" /tmp/shown
}

# What changes when one of the units is started again.
starts() { systemctl show --property=InvocationID --value ssh.socket ssh.service | tr '\n' ' '; }

# How nice the service is.
nice() { ps -o ni= -p "$(systemctl show --property=MainPID --value ssh.service)"; }

# Pastes a command for a second time, which is to start nothing again.
paste_again() {
    local before=$(starts)
    paste "$1"
    if [ "$(starts)" = "$before" ]; then echo 'nothing was started'; else echo 'started again'; fi
}
"#;

fn machine(suite: Suite) -> Machine {
    let machine = Machine::new(Root::get(suite));
    machine.layer().write("/etc/hosts", "127.0.0.1 localhost\n::1 localhost\n");
    machine
}

/// The units as `systemctl cat` prints them in the machine.
fn shown(machine: &Machine, names: &str) -> Activation {
    let [boot] = machine.boot([&format!("systemctl cat {names}")]);
    let import = read(&[Source::pasted(boot.succeeded())]);
    let opened = open(&import, &Activation::new("myapp", "", "")).unwrap();
    assert_eq!(opened.notes, [""; 0], "{boot}");
    for unit in Role::ALL {
        assert!(
            opened.units.base(unit).is_some_and(|base| base.path.contains("/lib/systemd/system/")),
            "{boot}"
        );
    }
    opened.units
}

fn ssh(machine: &Machine) -> Activation {
    shown(machine, "ssh.socket ssh.service")
}

/// Puts the steps to what `units` say, and the way back, where the scripts find them: `/opt/1`, `/opt/2` …, `/opt/back`.
fn put(machine: &Machine, units: &Activation) {
    let steps = change::steps(units);
    for (number, step) in (1..).zip(&steps) {
        machine.layer().write(&format!("/opt/{number}"), &step.command);
    }
    machine.layer().write("/opt/back", change::way_back(units).command);
}

/// Boots with the prelude, and compares what the script says line by line.
fn ssh_says(machine: &Machine, script: &str, expected: &str) {
    says(machine, &format!("{PRELUDE}{script}"), expected);
}

/// Boots, and compares what the script says line by line, but for which files were kept and removed.
fn says(machine: &Machine, script: &str, expected: &str) {
    let [boot] = machine.boot([script]);
    let is_told = |line: &&str| !line.starts_with("kept ") && !line.starts_with("Removed ");
    let said: Vec<&str> = boot.succeeded().lines().map(str::trim).filter(is_told).collect();
    let expected: Vec<&str> = expected.trim().lines().map(str::trim).collect();
    assert_eq!(said, expected, "{boot}");
}

#[test]
fn the_port_of_ssh_is_moved_and_moved_back() {
    for suite in SUITES {
        let machine = machine(suite);
        let mut units = ssh(&machine);
        units.set(Lens::socket("ListenStream"), "2222").unwrap();
        put(&machine, &units);
        ssh_says(
            &machine,
            r#"
by_socket
session 22
for step in 1 3 back; do
    echo "-- $step"
    paste /opt/$step
    systemctl is-active ssh.service
    doors 22 2222
    paste_again /opt/$step
    doors 22 2222
    # The second step is for another terminal, which nc keeps.
    if [ "$step" = 1 ]; then timeout 1 bash /opt/2 < /dev/null 2> /dev/null | grep -ao SSH-2.0; fi
done
find /etc/systemd/system -name 'ssh.s*.d'
"#,
            "
            -- 1
            ssh.socket is active
            ended with 0
            active
            22 open
            2222 open
            ended with 0
            nothing was started
            22 open
            2222 open
            SSH-2.0
            -- 3
            ssh.socket is active
            ended with 0
            active
            22 Connection refused
            2222 open
            ended with 0
            nothing was started
            22 Connection refused
            2222 open
            -- back
            ssh.socket is active
            ended with 0
            active
            22 open
            2222 Connection refused
            ended with 0
            nothing was started
            22 open
            2222 Connection refused
            ",
        );
    }
}

#[test]
fn a_port_that_is_taken_locks_nobody_out() {
    let machine = machine(Suite::TrixieSsh);
    let theirs = "[Socket]\nBacklog=7\n";
    machine.layer().write("/etc/systemd/system/ssh.socket.d/override.conf", theirs);
    let mut units = ssh(&machine);
    units.set(Lens::socket("ListenStream"), "2222").unwrap();
    put(&machine, &units);
    ssh_says(
        &machine,
        r#"
by_socket
session 22
doors 22
nc -lk 2222 &
until ss -Htln | grep -q :2222; do sleep 0.05; done
paste /opt/1 | sed 's/^Job failed.*/Job failed/; /^See /d'
doors 22
systemctl is-active ssh.service
cat /etc/systemd/system/ssh.socket.d/*
kill %nc
paste /opt/1
doors 22 2222
"#,
        "
        22 open
        Job failed
        the change did not start, and was taken back: all is as it was before
        ended with 1
        22 open
        active
        [Socket]
        Backlog=7
        ssh.socket is active
        ended with 0
        22 open
        2222 open
        ",
    );
}

#[test]
fn a_service_that_does_not_start_locks_nobody_out() {
    let machine = machine(Suite::TrixieSsh);
    let mut units = ssh(&machine);
    units.set(Lens::service("ExecStartPre"), "/bin/false").unwrap();
    put(&machine, &units);
    ssh_says(
        &machine,
        r#"
by_socket
session 22
doors 22
paste /opt/1 | sed 's/^Job .* failed.*/Job failed/; /^See /d'
systemctl is-active ssh.socket ssh.service
doors 22
find /etc/systemd/system -name 'override.conf'
"#,
        "
        22 open
        Job failed
        the change did not start, and was taken back: all is as it was before
        ended with 1
        active
        active
        22 open
        ",
    );
}

/// Callers wait in the queue while the service is started again, which somebody's drop-in has take a second.
#[test]
fn the_socket_stays_open_where_the_service_alone_is_changed() {
    let machine = machine(Suite::TrixieSsh);
    let slow = "[Service]\nExecStartPre=/bin/sleep 1\n";
    machine.layer().write("/etc/systemd/system/ssh.service.d/10-slow.conf", slow);
    let mut units = ssh(&machine);
    units.set(Lens::service("Nice"), "5").unwrap();
    put(&machine, &units);
    ssh_says(
        &machine,
        r#"
door() { ss -Htlne 'sport = :22' | grep -o 'ino:[0-9]*'; systemctl show --property=InvocationID --value ssh.socket; }
by_socket
session 22
doors 22
nice
door > /tmp/before
paste /opt/1 > /tmp/pasted &
until [ "$(systemctl show --property=SubState --value ssh.service)" = start-pre ]; do sleep 0.02; done
doors 22 22 22
wait %paste
cat /tmp/pasted
nice
door | cmp - /tmp/before
paste_again /opt/1
ls /etc/systemd/system/ssh.service.d
paste /opt/back
doors 22
nice
"#,
        "
        22 open
        0
        22 open
        22 open
        22 open
        ended with 0
        5
        ended with 0
        nothing was started
        10-slow.conf
        override.conf
        ssh.socket is active
        ended with 0
        22 open
        0
        ",
    );
}

#[test]
fn what_somebody_wrote_before_is_carried_on() {
    let machine = machine(Suite::TrixieSsh);
    let theirs = "[Socket]\nListenStream=\nListenStream=2200\nBacklog=7\n";
    machine.layer().write("/etc/systemd/system/ssh.socket.d/override.conf", theirs);
    let mut units = ssh(&machine);
    units.set(Lens::socket("ListenStream"), "2222").unwrap();
    put(&machine, &units);
    // What came in meanwhile, and was not shown.
    let unknown = "[Service]\nNice=3\n";
    machine.layer().write("/etc/systemd/system/ssh.service.d/override.conf", unknown);
    ssh_says(
        &machine,
        r#"
by_socket
doors 22 2200
session 2200
for step in 1 3; do
    paste /opt/$step
    doors 22 2200 2222
    systemctl show --property=Backlog ssh.socket
done
find /etc/systemd/system -path '*ssh.s*.d/*'
cat /var/backups/units-*/ssh.service.d/override.conf
"#,
        "
        22 Connection refused
        2200 open
        ssh.socket is active
        ended with 0
        22 Connection refused
        2200 open
        2222 open
        Backlog=7
        ssh.socket is active
        ended with 0
        22 Connection refused
        2200 Connection refused
        2222 open
        Backlog=7
        /etc/systemd/system/ssh.socket.d/override.conf
        [Service]
        Nice=3
        ",
    );
}

/// As Debian has it: the service listens by itself.
#[test]
fn a_socket_that_is_not_active_stays_so() {
    let machine = machine(Suite::TrixieSsh);
    let mut units = ssh(&machine);
    units.add(Lens::socket("ListenStream"), "2222").unwrap();
    units.set(Lens::service("Nice"), "5").unwrap();
    put(&machine, &units);
    ssh_says(
        &machine,
        r#"
session 22
for step in 1 back; do
    paste /opt/$step
    doors 22 2222
    systemctl is-active ssh.socket || :
    nice
    paste_again /opt/$step
done
"#,
        "
        ssh.socket is not active: it is changed when it starts
        ended with 0
        22 open
        2222 Connection refused
        inactive
        5
        ended with 0
        nothing was started
        ssh.socket is not active: it is changed when it starts
        ended with 0
        22 open
        2222 Connection refused
        inactive
        0
        ended with 0
        nothing was started
        ",
    );
}

/// A pair with `Accept=yes`, whose service is a template; calls in progress go on.
#[test]
fn a_template_is_changed_and_reverted() {
    const SOCKET: &str = "[Socket]\nListenStream=7\nAccept=yes\n";
    const SERVICE: &str =
        "[Service]\nExecStart=-/bin/sh -c 'nice; exec cat'\nStandardInput=socket\n";
    for suite in Suite::ALL {
        let machine = machine(suite);
        for (name, text) in [("echo.socket", SOCKET), ("echo@.service", SERVICE)] {
            machine.layer().write(&format!("/usr/lib/systemd/system/{name}"), text);
        }
        let mut units = shown(&machine, "echo.socket echo@.service");
        units.set(Lens::socket("ListenStream"), "77").unwrap();
        units.set(Lens::service("Nice"), "5").unwrap();
        put(&machine, &units);
        says(
            &machine,
            r#"
exec 2>&1
call() {
    if { exec 7<>"/dev/tcp/127.0.0.1/$1"; } 2> /dev/null; then
        echo "from $1" >&7
        timeout 5 head -n 2 <&7 | tr '\n' ' '
        echo
        exec 7>&-
    else
        echo "refused at $1"
    fi
}
start() { systemctl show --property=InvocationID --value echo.socket; }
systemctl start echo.socket
exec 9<>/dev/tcp/127.0.0.1/7
head -n 1 <&9
for step in 1 3 back; do
    echo "-- $step"
    bash /opt/$step
    before=$(start)
    bash /opt/$step
    [ "$(start)" = "$before" ]
    call 7
    call 77
    echo 'still there' >&9
    head -n 1 <&9
done
find /etc/systemd/system -name 'echo*'
"#,
            "
            0
            -- 1
            echo.socket is active
            5 from 7
            5 from 77
            still there
            -- 3
            echo.socket is active
            refused at 7
            5 from 77
            still there
            -- back
            echo.socket is active
            0 from 7
            refused at 77
            still there
            ",
        );
    }
}
