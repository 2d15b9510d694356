//! The model of `simulate` against systemd itself: the same units, the same callers, the same counts at the same times.
//!
//! Each scenario is a pair of units, what is known of its program, and a load. The model says how many processes will have
//! been started, what has become of the callers, how the service ended and with which result the socket stands, at some
//! moments; a booted systemd is put under that load, and asked at the same moments.
//!
//! The moments keep away from what happens: systemd's own timers (`RuntimeMaxSec=`, `RestartSec=`, `TimeoutStopSec=`) may
//! be a quarter of a second late, a TCP caller's retry a tenth, and the machine is shared by all scenarios.

use doorbell::activation::{Activation, ListenerKind, listeners};
use doorbell::simulate::{
    self, Caller, Conduct, Deed, Load, Millis, Program, ServiceResult, Timeline, What, Why,
};
use real::machine::Machine;
use real::roots::{Root, Suite};
use std::fmt::Write;

/// What is tried. In its texts `NAME` is the name of the units and `PORT` a port of their own.
#[derive(Clone)]
struct Scenario {
    name: &'static str,
    socket: &'static str,
    service: &'static str,
    program: Program,
    callers: Vec<Caller>,
    deeds: Vec<(Millis, Deed)>,
    /// When to compare.
    looks: &'static [Millis],
}

/// A program that takes calls one by one, each for so many milliseconds, after a start that takes a while. Told to end, it
/// finishes the call that it has. Behind that, `idle=` is after how long without a call it leaves, `takes=messages` and
/// `takes=mqueue` what it reads in place of connections, `fails=` how often it fails at first, `told=quits` that it does not
/// finish its call, and `instance=` that it is one, for the connection at its standard input.
const DOOR: &str = r#"#!/usr/bin/perl
use strict;
my ($name, $start, $takes, %is) = (@ARGV[0 .. 2], map { split /=/, $_, 2 } @ARGV[3 .. $#ARGV]);
my $end = 0;
$SIG{TERM} = sub { $end = 1 } unless $is{told};
sub pause { my $left = $_[0] / 1000; (undef, $left) = select(undef, undef, undef, $left) while $left > 0.0005 }
sub note { open(my $file, '>>', "/run/$name.$_[0]"); syswrite($file, "$_[1]\n") }
open(my $before, '<', "/run/$name.starts");
my $starts = () = <$before>;
note('starts', $is{instance} // 'x');
pause($start);
exit 1 if $starts < $is{fails};
if (exists $is{instance}) {
    pause($takes);
    syswrite(STDOUT, "hello\n");
    exit;
}
open(my $door, '+<&=', 3) or die;
if (my $path = $ENV{NOTIFY_SOCKET}) {
    use Socket;
    socket(my $manager, PF_UNIX, SOCK_DGRAM, 0);
    send($manager, 'READY=1', 0, pack_sockaddr_un($path =~ s/^@/\0/r));
}
my $quiet = 0;
until ($end) {
    my $ready = '';
    vec($ready, 3, 1) = 1;
    # In short turns: a signal that comes just before would not be seen in a long one.
    if (select($ready, undef, undef, 0.05) < 1) {
        $quiet += 50;
        last if $is{idle} && $quiet >= $is{idle};
        next;
    }
    $quiet = 0;
    if ($is{takes}) {
        my $message = "\0" x 64;
        my $length = $is{takes} eq 'mqueue'
            ? syscall(`uname -m` =~ /^x86/ ? 243 : 183, 3, $message, 64, 0, 0)
            : -p $door ? sysread($door, $message, 64) : defined recv($door, $message, 64, 0);
        pause($takes);
        note('answers', 'x') if $length > 0;
        next;
    }
    accept(my $caller, $door) or next;
    pause($takes);
    syswrite($caller, "hello\n");
    close $caller;
}
"#;

/// Plays the plan of a scenario at its standard input: each line says when, and what to do with which words.
///
/// A caller notes when it has joined the queue, and then whether it got an answer; if it could not join, that it was refused.
/// Several who come at once and only send a message are one process, so that as many as it has not sent are kept outside.
const PLAY: &str = r#"#!/usr/bin/perl
use strict;
use Socket qw(:DEFAULT inet_pton pack_sockaddr_in6);
my ($name) = @ARGV;
my $service = "$name.service";
sub now { open(my $up, '<', '/proc/uptime'); (split ' ', <$up>)[0] * 1000 }
sub note { open(my $file, '>>', "/run/$name.$_[0]"); syswrite($file, "x\n" x ($_[1] // 1)) }
sub count { open(my $file, '<', "/run/$name.$_[0]") or return 0; my $lines = () = <$file>; $lines }
sub lines { open(my $file, '<', "/run/$name.$_[0]") or return; map { s/\n//r } <$file> }
sub call {
    my ($kind, $address, $count) = @_;
    my $is_stream = $kind =~ /tcp|stream|packet/;
    note('calls', $count);
    for (1 .. $count) {
        my ($socket, $to);
        if ($kind =~ /^(tcp|udp)(6?)/) {
            my $type = $1 eq 'tcp' ? SOCK_STREAM : SOCK_DGRAM;
            socket($socket, $2 ? PF_INET6 : PF_INET, $type, 0) or die;
            $to = $2 ? pack_sockaddr_in6($address, inet_pton(AF_INET6, '::1'))
                : pack_sockaddr_in($address, INADDR_LOOPBACK);
        } elsif ($kind =~ /^(stream|packet|datagram)/) {
            my $type = { stream => SOCK_STREAM, packet => SOCK_SEQPACKET, datagram => SOCK_DGRAM };
            socket($socket, PF_UNIX, $type->{$kind}, 0) or die;
            $to = pack_sockaddr_un($address);
        }
        my $joined;
        if ($kind eq 'fifo') {
            $joined = open($socket, '>', $address) && defined syswrite($socket, 'x' x 64);
        } elsif ($kind eq 'mqueue') {
            my ($open, $send) = `uname -m` =~ /^x86/ ? (240, 242) : (180, 182);
            my ($queue, $message) = ("$address\0" =~ s/^.//r, 'x' x 64);
            my $fd = syscall($open, $queue, 1, 0, 0);
            $joined = $fd >= 0 && syscall($send, $fd, $message, 64, 0, 0) == 0;
        } else {
            $joined = connect($socket, $to) && ($is_stream || defined send($socket, 'x' x 64, 0));
        }
        if (!$joined) { note('refused'); next }
        note('joined');
        if ($is_stream) {
            my $answer = '';
            sysread($socket, $answer, 99);
            note($answer eq "hello\n" ? 'answers' : 'dropped');
        }
    }
}
sub look {
    my ($at, $skips) = @_;
    # systemctl takes its time, and so is asked last.
    my $outside = count('calls') - count('joined') - count('refused');
    my ($answers, @started) = (count('answers'), lines('starts'));
    my $starts = @started;
    my $numbers = join('', map { /^(\d+-)/ } sort @started);
    my $results = join(',', lines('results'));
    my $gone = count('refused') + count('dropped');
    my $skipped = $skips ? ' skips=' . grep({ /skipped/ } `journalctl --output=cat --unit='${name}[.\@]*'`) : '';
    my %says = map { s/\n//r =~ /(.*)=(.*)/ } `systemctl show -p NAccepted,NRefused,Result $name.socket`;
    syswrite(STDOUT, "$name at $at ms: starts=$starts answers=$answers"
        . " gone=$gone outside=$outside refused=$says{NRefused} accepted=$says{NAccepted}"
        . " numbers=$numbers results=$results$skipped result=$says{Result}\n");
}
my $begin = now();
my @callers;
$SIG{PIPE} = 'IGNORE';
while (<STDIN>) {
    my ($at, $action, @words) = split;
    while ((my $left = $begin + $at - now()) > 0) { select(undef, undef, undef, $left / 1000) }
    my $child = fork;
    if ($child) { push @callers, $child if $action eq 'call'; next }
    close STDIN;
    call(@words) if $action eq 'call';
    look(@words) if $action eq 'look';
    `systemctl @words $service 2> /dev/null` if $action eq 'deed';
    exit;
}
# Who still waits after the last look waits for ever.
kill 'TERM', @callers;
1 while wait > 0;
"#;

const SERVES: &str =
    "[Unit]\nRequires=NAME.socket\n[Service]\nExecStart=/usr/local/bin/door NAME 200 50\n";
const EXITS: &str =
    "[Unit]\nRequires=NAME.socket\n[Service]\nExecStart=/bin/sh -c 'echo x >> /run/NAME.starts'\n";
const ANSWERS: &str = "[Unit]\nCollectMode=inactive-or-failed\n[Service]\nStandardInput=socket\nStandardError=journal\n\
    ExecStart=/usr/local/bin/door NAME 0 1000 instance=%i\n";

fn at(times: &[Millis], takes: Millis) -> Vec<Caller> {
    times.iter().map(|at| Caller { at: *at, source: 0, takes }).collect()
}

/// So many at once.
fn crowd(count: usize, at: Millis, takes: Millis) -> Vec<Caller> {
    vec![Caller { at, source: 0, takes }; count]
}

fn scenarios() -> Vec<Scenario> {
    [plain(), accepting(), full_queues(), endings(), failures(), storms()].concat()
}

fn serves() -> Program {
    Program { start: 200, at_once: 1, ..Program::default() }
}

fn exits() -> Program {
    Program { start: 10, conduct: Conduct::Exits, ..Program::default() }
}

/// A scenario for the others to differ from.
fn first() -> Scenario {
    Scenario {
        name: "first",
        socket: "[Socket]\nListenStream=PORT\n",
        service: SERVES,
        program: serves(),
        callers: at(&[0], 50),
        deeds: Vec::new(),
        looks: &[1000],
    }
}

fn plain() -> Vec<Scenario> {
    vec![
        first(),
        Scenario {
            name: "restart",
            callers: at(&Vec::from_iter((0..30).map(|n| n * 60)), 50),
            deeds: vec![(900, Deed::Restart)],
            looks: &[4500],
            ..first()
        },
        Scenario {
            name: "stop",
            callers: at(&[0, 1200], 50),
            deeds: vec![(600, Deed::Stop)],
            looks: &[900, 2200],
            ..first()
        },
        Scenario {
            name: "idle",
            service: "[Unit]\nRequires=NAME.socket\n[Service]\nExecStart=/usr/local/bin/door NAME 200 50 idle=500\n",
            program: Program { idle_exit: Some(500), ..serves() },
            callers: at(&[0, 1600], 50),
            looks: &[1200, 2600],
            ..first()
        },
        Scenario { name: "exits", service: EXITS, program: exits(), looks: &[1500], ..first() },
        Scenario {
            name: "unlimited",
            service: "[Unit]\nRequires=NAME.socket\nStartLimitIntervalSec=0\n[Service]\nExecStart=/bin/sh -c 'echo x >> /run/NAME.starts'\n",
            program: exits(),
            looks: &[1500, 3500],
            ..first()
        },
        Scenario {
            name: "flush",
            socket: "[Socket]\nListenStream=PORT\nFlushPending=yes\n",
            service: EXITS,
            program: exits(),
            looks: &[1000],
            ..first()
        },
        Scenario {
            name: "watched",
            socket: "[Socket]\nListenStream=PORT\nPollLimitBurst=2\nPollLimitIntervalSec=9\nTriggerLimitBurst=7\n",
            service: "[Unit]\nRequires=NAME.socket\nStartLimitIntervalSec=0\n[Service]\nExecStart=/bin/sh -c 'echo x >> /run/NAME.starts'\n",
            program: exits(),
            looks: &[1500],
            ..first()
        },
    ]
}

fn accepting() -> Vec<Scenario> {
    let instance = Program { start: 10, ..Program::default() };
    let drops = Program { conduct: Conduct::Drops, ..instance.clone() };
    let skipped = Program { conduct: Conduct::Skipped, ..instance.clone() };
    let accepting = |name, socket, callers, looks| Scenario {
        name,
        socket,
        service: ANSWERS,
        program: instance.clone(),
        callers,
        looks,
        ..first()
    };
    let one = |name, service, program, takes| Scenario {
        name,
        socket: "[Socket]\nListenStream=PORT\nAccept=yes\n",
        service,
        program,
        callers: at(&[0], takes),
        looks: &[2400],
        ..first()
    };
    let mut from_two_places = at(&[0, 200, 400], 1000);
    from_two_places[2].source = 1;
    vec![
        accepting(
            "most",
            "[Socket]\nListenStream=PORT\nAccept=yes\nMaxConnections=2\n",
            at(&[0, 200, 400, 1800], 1000),
            &[700, 3200],
        ),
        accepting(
            "source",
            "[Socket]\nListenStream=PORT\nAccept=yes\nMaxConnectionsPerSource=1\n",
            from_two_places,
            &[1900],
        ),
        accepting(
            "flood",
            "[Socket]\nListenStream=PORT\nAccept=yes\nTriggerLimitBurst=4\nTriggerLimitIntervalSec=20\nPollLimitBurst=0\n",
            at(&[0, 200, 400, 600, 800, 1000], 1000),
            &[2200],
        ),
        accepting(
            "poll",
            "[Socket]\nListenStream=PORT\nAccept=yes\nPollLimitBurst=3\nPollLimitIntervalSec=2\n",
            at(&[0, 150, 300, 450, 600], 1000),
            &[1800, 3500],
        ),
        one(
            "longcall",
            "[Unit]\nCollectMode=inactive-or-failed\n[Service]\nStandardInput=socket\nStandardError=journal\nRuntimeMaxSec=700ms\n\
             ExecStart=/usr/local/bin/door NAME 0 1500 instance=%i\n",
            instance.clone(),
            1500,
        ),
        one(
            "cutcall",
            "[Unit]\nCollectMode=inactive-or-failed\n[Service]\nStandardInput=socket\nStandardError=journal\nRuntimeMaxSec=700ms\n\
             ExecStart=/usr/local/bin/door NAME 0 1500 instance=%i told=quits\n",
            drops,
            1500,
        ),
        one(
            "nocall",
            "[Unit]\nCollectMode=inactive-or-failed\nConditionPathExists=/nowhere\n[Service]\nStandardInput=socket\n\
             ExecStart=/usr/local/bin/door NAME 0 1500 instance=%i\n",
            skipped,
            1500,
        ),
    ]
}

/// More callers than the queue has room for, at each kind of listener.
fn full_queues() -> Vec<Scenario> {
    let late = Program { start: 1500, ..serves() };
    let late_for = |name, socket, service, callers, looks| Scenario {
        name,
        socket,
        service,
        program: late.clone(),
        callers,
        looks,
        ..first()
    };
    let six = || at(&[0, 40, 80, 120, 160, 200], 50);
    let connections = "[Service]\nExecStart=/usr/local/bin/door NAME 1500 50\n";
    vec![
        late_for(
            "tcp",
            "[Socket]\nListenStream=PORT\nBacklog=2\n",
            connections,
            six(),
            // The three outside try again after 2 s, or on Linux before 6.5 after 3.
            &[800, 1950, 4000],
        ),
        late_for(
            "stream",
            "[Socket]\nListenStream=/run/NAME\nBacklog=2\n",
            connections,
            six(),
            &[800, 2500],
        ),
        late_for(
            "packet",
            "[Socket]\nListenSequentialPacket=/run/NAME\nBacklog=0\n",
            connections,
            six(),
            &[800, 2500],
        ),
        late_for(
            "datagram",
            "[Socket]\nListenDatagram=/run/NAME\nBacklog=2\n",
            "[Service]\nExecStart=/usr/local/bin/door NAME 1500 1 takes=messages\n",
            crowd(516, 0, 1),
            &[1000, 4500],
        ),
        late_for(
            "udp",
            "[Socket]\nListenDatagram=PORT\nReceiveBuffer=2200\n",
            "[Service]\nExecStart=/usr/local/bin/door NAME 1500 20 takes=messages\n",
            crowd(8, 0, 20),
            &[800, 2500],
        ),
        late_for(
            "fifo",
            "[Socket]\nListenFIFO=/run/NAME\nPipeSize=4K\n",
            "[Service]\nExecStart=/usr/local/bin/door NAME 1500 5 takes=messages\n",
            crowd(70, 0, 5),
            &[800, 3500],
        ),
        late_for(
            "mqueue",
            "[Socket]\nListenMessageQueue=/NAME\nMessageQueueMaxMessages=3\nMessageQueueMessageSize=64\n",
            "[Service]\nExecStart=/usr/local/bin/door NAME 1500 20 takes=mqueue\n",
            crowd(5, 0, 20),
            &[800, 2500],
        ),
        Scenario {
            name: "closed",
            socket: "[Socket]\nListenStream=/run/NAME\nBacklog=0\n",
            service: "[Service]\nExecStart=/bin/sh -c 'echo x >> /run/NAME.starts; sleep 0.5'\n",
            program: Program { start: 500, ..exits() },
            callers: at(&[0, 100, 4200], 50),
            looks: &[750, 4600],
            ..first()
        },
        Scenario {
            name: "noreader",
            socket: "[Socket]\nListenFIFO=/run/NAME\n",
            service: "[Service]\nExecStart=/bin/sh -c 'echo x >> /run/NAME.starts; sleep 0.2'\n",
            program: Program { start: 200, ..exits() },
            callers: at(&[0, 3000], 50),
            looks: &[3500],
            ..first()
        },
    ]
}

/// Programs that end, or are ended, and what the service makes of it.
fn endings() -> Vec<Scenario> {
    let quick = Program { start: 100, ..serves() };
    let ends = |name, service, program: &Program, callers, looks| Scenario {
        name,
        service,
        program: program.clone(),
        callers,
        looks,
        ..first()
    };
    let drops = Program { conduct: Conduct::Drops, ..quick.clone() };
    vec![
        ends(
            "runtime",
            "[Unit]\nRequires=NAME.socket\n[Service]\nRuntimeMaxSec=1500ms\nExecStart=/usr/local/bin/door NAME 100 1000\n\
             ExecStopPost=/bin/sh -c 'echo $SERVICE_RESULT >> /run/NAME.results'\n",
            &quick,
            at(&[0, 1200, 1900], 1000),
            &[1700, 2700, 4500],
        ),
        ends(
            "onfailure",
            "[Unit]\nRequires=NAME.socket\n[Service]\nRestart=on-failure\nRestartSec=500ms\nRuntimeMaxSec=1\n\
             ExecStart=/usr/local/bin/door NAME 100 50\nExecStopPost=/bin/sh -c 'echo $SERVICE_RESULT >> /run/NAME.results'\n",
            &quick,
            at(&[0], 50),
            &[2400],
        ),
        ends(
            "onabnormal",
            "[Unit]\nRequires=NAME.socket\n[Service]\nRestart=on-abnormal\nRestartSec=500ms\nRuntimeMaxSec=1\n\
             ExecStart=/usr/local/bin/door NAME 100 50\nExecStopPost=/bin/sh -c 'echo $SERVICE_RESULT >> /run/NAME.results'\n",
            &quick,
            at(&[0], 50),
            &[2400],
        ),
        ends(
            "onsuccess",
            "[Unit]\nRequires=NAME.socket\n[Service]\nRestart=on-success\nRestartSec=500ms\nRuntimeMaxSec=1\n\
             ExecStart=/usr/local/bin/door NAME 100 50\nExecStopPost=/bin/sh -c 'echo $SERVICE_RESULT >> /run/NAME.results'\n",
            &quick,
            at(&[0], 50),
            &[2400],
        ),
        ends(
            "onwatchdog",
            "[Unit]\nRequires=NAME.socket\n[Service]\nRestart=on-watchdog\nRestartSec=500ms\nRuntimeMaxSec=1\n\
             ExecStart=/usr/local/bin/door NAME 100 50\nExecStopPost=/bin/sh -c 'echo $SERVICE_RESULT >> /run/NAME.results'\n",
            &quick,
            at(&[0], 50),
            &[2400],
        ),
        ends(
            "onabort",
            "[Unit]\nRequires=NAME.socket\n[Service]\nRestart=on-abort\nRestartSec=500ms\nRuntimeMaxSec=1\n\
             ExecStart=/usr/local/bin/door NAME 100 50\nExecStopPost=/bin/sh -c 'echo $SERVICE_RESULT >> /run/NAME.results'\n",
            &quick,
            at(&[0], 50),
            &[2400],
        ),
        ends(
            "notify",
            "[Unit]\nRequires=NAME.socket\n[Service]\nType=notify\nRuntimeMaxSec=900ms\nExecStart=/usr/local/bin/door NAME 700 50\n\
             ExecStopPost=/bin/sh -c 'echo $SERVICE_RESULT >> /run/NAME.results'\n",
            &Program { start: 700, ..serves() },
            at(&[0], 50),
            &[1350, 2700],
        ),
        ends(
            "oneshot",
            "[Unit]\nRequires=NAME.socket\n[Service]\nType=oneshot\nRuntimeMaxSec=700ms\nExecStart=/usr/local/bin/door NAME 100 50\n\
             ExecStopPost=/bin/sh -c 'echo $SERVICE_RESULT >> /run/NAME.results'\n",
            &quick,
            at(&[0, 1500], 50),
            &[2200],
        ),
        ends(
            "killed",
            "[Unit]\nRequires=NAME.socket\n[Service]\nRuntimeMaxSec=500ms\nTimeoutStopSec=500ms\nExecStart=/usr/local/bin/door NAME 100 4000\n\
             ExecStopPost=/bin/sh -c 'echo $SERVICE_RESULT >> /run/NAME.results'\n",
            &quick,
            at(&[0], 4000),
            &[2200],
        ),
        Scenario {
            deeds: vec![(700, Deed::Restart)],
            ..ends(
                "drops",
                "[Unit]\nRequires=NAME.socket\n[Service]\nExecStart=/usr/local/bin/door NAME 100 1500 told=quits\n\
                 ExecStopPost=/bin/sh -c 'echo $SERVICE_RESULT >> /run/NAME.results'\n",
                &drops,
                at(&[0, 350], 1500),
                &[1400, 3200],
            )
        },
    ]
}

/// Programs that fail, for a while or for good, and those that are not started at all.
fn failures() -> Vec<Scenario> {
    let first_fails = |count| Program {
        start: 50,
        at_once: 1,
        conduct: Conduct::FailsFirst(count),
        ..Program::default()
    };
    let skipped = Program { conduct: Conduct::Skipped, ..serves() };
    vec![
        Scenario {
            name: "fails",
            service: "[Unit]\nRequires=NAME.socket\n[Service]\nRestart=on-failure\nExecStart=/bin/sh -c 'echo x >> /run/NAME.starts; exit 1'\n",
            program: Program { conduct: Conduct::Fails, ..exits() },
            looks: &[3000],
            ..first()
        },
        Scenario {
            name: "four",
            service: "[Unit]\nRequires=NAME.socket\n[Service]\nExecStart=/usr/local/bin/door NAME 50 50 fails=4\n",
            program: first_fails(4),
            looks: &[2500],
            ..first()
        },
        Scenario {
            name: "five",
            service: "[Unit]\nRequires=NAME.socket\n[Service]\nExecStart=/usr/local/bin/door NAME 50 50 fails=5\n",
            program: first_fails(5),
            looks: &[2500],
            ..first()
        },
        Scenario {
            name: "later",
            service: "[Unit]\nRequires=NAME.socket\n[Service]\nRestart=on-failure\nRestartSec=700ms\n\
                ExecStart=/usr/local/bin/door NAME 50 50 fails=2\nExecStopPost=/bin/sh -c 'echo $SERVICE_RESULT >> /run/NAME.results'\n",
            program: first_fails(2),
            looks: &[450, 3000],
            ..first()
        },
        Scenario {
            name: "flushed",
            socket: "[Socket]\nListenStream=PORT\nFlushPending=yes\n",
            service: "[Unit]\nRequires=NAME.socket\n[Service]\nRestart=on-failure\nRestartSec=900ms\nExecStart=/usr/local/bin/door NAME 50 50 fails=1\n",
            program: first_fails(1),
            callers: at(&[0, 600], 50),
            looks: &[500, 2300],
            ..first()
        },
        // The third trigger comes while the service waits to be restarted.
        Scenario {
            name: "triggers",
            socket: "[Socket]\nListenStream=PORT\nTriggerLimitBurst=2\nTriggerLimitIntervalSec=20\n",
            service: "[Unit]\nStartLimitBurst=4\nStartLimitIntervalSec=20\n[Service]\nRestart=on-failure\nRestartSec=400ms\n\
                ExecStart=/usr/local/bin/door NAME 50 50 fails=9\n",
            program: Program { conduct: Conduct::Fails, start: 50, ..serves() },
            looks: &[4000],
            ..first()
        },
        Scenario {
            name: "revived",
            socket: "[Socket]\nListenStream=PORT\nTriggerLimitBurst=2\nTriggerLimitIntervalSec=20\n",
            service: "[Unit]\nRequires=NAME.socket\nStartLimitBurst=4\nStartLimitIntervalSec=20\n[Service]\nRestart=on-failure\nRestartSec=400ms\n\
                ExecStart=/usr/local/bin/door NAME 50 50 fails=3\n",
            program: first_fails(3),
            callers: at(&[0, 3000], 50),
            looks: &[2900, 3600],
            ..first()
        },
        Scenario {
            name: "unmet",
            service: "[Unit]\nRequires=NAME.socket\nConditionPathExists=/nowhere\nStartLimitBurst=2\n[Service]\nExecStart=/bin/true\n",
            program: skipped.clone(),
            looks: &[2000],
            ..first()
        },
        Scenario {
            name: "unmetflush",
            socket: "[Socket]\nListenStream=PORT\nFlushPending=yes\n",
            service: "[Unit]\nRequires=NAME.socket\nConditionPathExists=/nowhere\n[Service]\nExecStart=/bin/true\n",
            program: skipped,
            callers: at(&[0, 500], 50),
            looks: &[1500],
            ..first()
        },
    ]
}

/// Restarts in a row.
fn storms() -> Vec<Scenario> {
    let quick = Program { start: 50, ..serves() };
    let callers = || at(&Vec::from_iter((0..10).map(|n| 150 + n * 300)), 20);
    let restarts = |times: &[Millis]| times.iter().map(|at| (*at, Deed::Restart)).collect();
    vec![
        Scenario {
            name: "calm",
            service: "[Service]\nExecStart=/usr/local/bin/door NAME 50 20\n",
            program: quick.clone(),
            callers: callers(),
            deeds: restarts(&[600, 900, 1200, 1500]),
            looks: &[3500],
            ..first()
        },
        Scenario {
            name: "storm",
            service: "[Service]\nExecStart=/usr/local/bin/door NAME 50 20\n",
            program: quick.clone(),
            callers: callers(),
            deeds: restarts(&[600, 900, 1200, 1500, 1800, 2100]),
            looks: &[1700, 3500],
            ..first()
        },
        Scenario {
            name: "back",
            service: "[Unit]\nRequires=NAME.socket\nStartLimitBurst=3\nStartLimitIntervalSec=2\n[Service]\nExecStart=/usr/local/bin/door NAME 50 20\n",
            program: quick.clone(),
            callers: at(&[150, 2000, 3500], 20),
            deeds: restarts(&[600, 900, 1200, 1500, 3000]),
            looks: &[1800, 4000],
            ..first()
        },
        Scenario {
            name: "alone",
            service: "[Unit]\nStartLimitBurst=3\nStartLimitIntervalSec=2\n[Service]\nExecStart=/usr/local/bin/door NAME 50 20\n",
            program: quick,
            callers: at(&[150, 2000, 3500], 20),
            deeds: restarts(&[600, 900, 1200, 1500, 3000]),
            looks: &[1800, 4000],
            ..first()
        },
    ]
}

/// A test for each of these systems.
macro_rules! played_to {
    ($($test:ident: $suite:ident,)*) => {
        $(#[test]
        fn $test() {
            does_what_the_model_says(Suite::$suite);
        })*
    };
}

played_to! {
    on_systemd_247: Bullseye,
    on_systemd_252: Bookworm,
    on_systemd_257: Trixie,
    on_the_newest_systemd: Testing,
}

/// How long after the scenario before it each one begins, so that not all start their programs at once.
const APART: &str = "0.12";

fn does_what_the_model_says(suite: Suite) {
    let root = Root::get(suite);
    let machine = Machine::new(root);
    machine.layer().program("/usr/local/bin/door", DOOR).program("/usr/local/bin/play", PLAY);
    let mut script = "ip link set lo up 2> /dev/null || true\n".to_owned();
    let mut plays = String::new();
    let mut expected: Vec<String> = Vec::new();
    for (index, scenario) in scenarios().iter().enumerate() {
        let name = scenario.name;
        let port = (4100 + index).to_string();
        let filled = |text: &str| text.replace("NAME", name).replace("PORT", &port);
        let mut units = Activation::new(name, &filled(scenario.socket), &filled(scenario.service));
        units.set_target(root.target());
        for file in doorbell::export::files(&units) {
            machine.layer().write(&format!("/etc/systemd/system/{}", file.name), file.text);
        }
        machine.layer().write(&format!("/plans/{name}"), plan(scenario, &units));
        writeln!(script, "touch /run/{name}.starts; sockets=\"${{sockets-}} {name}.socket\"")
            .expect("memory");
        writeln!(plays, "play {name} < /plans/{name} &\nsleep {APART}").expect("memory");
        for look in scenario.looks {
            let load = Load {
                callers: scenario.callers.clone(),
                deeds: scenario.deeds.clone(),
                until: *look,
            };
            let timeline = simulate::run(&units, &scenario.program, &load);
            expected.push(format!("{name} at {look} ms: {}", told(&units, scenario, &timeline)));
        }
    }
    let [boot] =
        machine.boot([format!("{script}systemctl start $sockets\n{plays}wait\n").as_str()]);
    let mut lines: Vec<&str> = boot.succeeded().lines().collect();
    lines.retain(|line| line.contains(" ms: "));
    lines.sort_unstable();
    expected.sort_unstable();
    let differ: Vec<String> = expected
        .iter()
        .filter(|line| !lines.contains(&line.as_str()))
        .map(|line| {
            let label = line.split_inclusive(':').next().unwrap_or_default();
            let seen = lines.iter().find(|seen| seen.starts_with(label));
            format!("model: {line}\nseen:  {}", seen.unwrap_or(&"nothing"))
        })
        .collect();
    assert!(differ.is_empty() && lines.len() == expected.len(), "{}\n{boot}", differ.join("\n"));
}

/// What [`PLAY`] is to do, in the order of time.
fn plan(scenario: &Scenario, units: &Activation) -> String {
    let listener = &listeners(units)[0];
    let is_stream = listener.kind.has_connections();
    let mut lines: Vec<(Millis, String)> = Vec::new();
    let apart = |a: &Caller, b: &Caller| !is_stream && a == b;
    for crowd in scenario.callers.chunk_by(apart) {
        let from = if crowd[0].source == 0 { "" } else { "6" };
        let kind = match listener.kind {
            ListenerKind::Tcp => format!("tcp{from}"),
            ListenerKind::Udp => format!("udp{from}"),
            ListenerKind::UnixStream => "stream".to_owned(),
            ListenerKind::UnixSeqpacket => "packet".to_owned(),
            ListenerKind::UnixDatagram => "datagram".to_owned(),
            ListenerKind::Fifo => "fifo".to_owned(),
            ListenerKind::MessageQueue => "mqueue".to_owned(),
            other => panic!("nobody knows how to call {}", other.label()),
        };
        lines.push((crowd[0].at, format!("call {kind} {} {}", listener.value, crowd.len())));
    }
    for (at, deed) in &scenario.deeds {
        let verb = match deed {
            Deed::Restart => "restart",
            Deed::Stop => "stop",
        };
        lines.push((*at, format!("deed {verb}")));
    }
    let skips = u8::from(scenario.program.conduct == Conduct::Skipped);
    lines.extend(scenario.looks.iter().map(|look| (*look, format!("look {look} {skips}"))));
    lines.sort_by_key(|(at, _)| *at);
    lines.iter().map(|(at, what)| format!("{at} {what}\n")).collect()
}

/// What the model says at the end of `timeline`, in the words of [`PLAY`].
fn told(units: &Activation, scenario: &Scenario, timeline: &Timeline) -> String {
    let totals = timeline.totals();
    let has_connections = listeners(units)[0].kind.has_connections();
    // Who sent a message into the queue does not hear what has become of it.
    let hears =
        |caller| has_connections || timeline.count(|what| what == What::Blocked(caller)) > 0;
    let gone = timeline.count(|what| match what {
        What::TurnedAway(_, Why::NobodyListens) => true,
        What::TurnedAway(caller, _) => hears(caller),
        _ => false,
    });
    // systemd counts those that it has hung up on itself, not those for whom nobody listened.
    let refused = timeline.count(|what| {
        matches!(
            what,
            What::TurnedAway(_, Why::TooMany | Why::TooManyFromThere)
                | What::SocketFailed("trigger-limit-hit")
        )
    });
    let skips = timeline.count(|what| what == What::Skipped);
    // Only where systemd accepts does it count, and number the instances.
    let accepted = if units.accept() { totals.starts + skips } else { 0 };
    let started = if units.accept() { totals.starts } else { 0 };
    let numbers: String = (0..started).map(|number| format!("{number}-")).collect();
    let results = timeline.events.iter().filter_map(|event| match event.what {
        What::Exited(_, ServiceResult::Success) => Some("success"),
        What::Exited(_, ServiceResult::ExitCode) => Some("exit-code"),
        What::Exited(_, ServiceResult::Timeout) => Some("timeout"),
        _ => None,
    });
    let notes_results = scenario.service.contains(".results");
    let results: Vec<&str> = results.filter(|_| notes_results).collect();
    let skips = match scenario.program.conduct {
        Conduct::Skipped => format!(" skips={skips}"),
        _ => String::new(),
    };
    format!(
        "starts={} answers={} gone={gone} outside={} refused={refused} accepted={accepted} numbers={numbers} results={}{skips} result={}",
        totals.starts,
        totals.served,
        timeline.moment(timeline.until).outside,
        results.join(","),
        timeline.failed.unwrap_or("success")
    )
}
