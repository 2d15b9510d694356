# Functions for the scripts of claims.

# Connects to a port of this machine, an address and port, or the path of a Unix socket, sends a line and prints what comes
# within two seconds.
call() {
    perl -MSocket -e '
        my $to = shift;
        my ($port, $ip) = reverse split(/:(?=\d+$)/, $to);
        $ip //= "127.0.0.1";
        my ($family, $name) = $to =~ m{^[/@]} ? (PF_UNIX, pack_sockaddr_un($to =~ s/^@/\0/r))
            : $ip =~ s/^\[(.*)\]$/$1/ ? (PF_INET6, pack_sockaddr_in6($port, Socket::inet_pton(AF_INET6, $ip)))
            : (PF_INET, pack_sockaddr_in($port, inet_aton($ip)));
        socket(my $s, $family, SOCK_STREAM, 0) or die;
        $SIG{ALRM} = sub { exit 0 };
        alarm 2;
        connect($s, $name) or do { print "refused\n"; exit 0 };
        exit 0 if $ENV{KNOCK};
        syswrite($s, "hello\n");
        while (sysread($s, my $got, 4096)) { syswrite(STDOUT, $got) }
    ' "$1" || true
}

# The same without waiting for an answer.
knock() { KNOCK=yes call "$1"; }

# Whether one can connect there.
reaches() { [ "$(knock "$1")" != refused ]; }

# Calls at a path over and over for so many seconds, and prints how many calls got no answer.
lost() {
    perl -MSocket -e '
        my ($to, $seconds) = @ARGV;
        my ($lost, $end) = (0, time + $seconds);
        while (time < $end) {
            socket(my $s, PF_UNIX, SOCK_STREAM, 0) or die;
            connect($s, sockaddr_un($to)) && sysread($s, my $got, 4096) or $lost++;
        }
        print "$lost\n";
    ' "$1" "$2"
}

# Waits up to ten seconds until a command succeeds.
soon() {
    for _ in $(seq 100); do
        if "$@" > /dev/null 2>&1; then return 0; fi
        sleep 0.1
    done
    echo "waited in vain for: $*"
    return 1
}

# Succeeds where a command fails; `!` would let the script go on either way.
not() {
    if "$@"; then
        echo "did not fail: $*"
        return 1
    fi
}

# The value of a property of a unit.
property() { systemctl show -P "$2" "$1"; }

# Whether a property of a unit has this value.
is() { [ "$(property "$1" "$2")" = "$3" ]; }

# Whether this systemd is older than a release.
older() { [ "$(systemctl --version | sed -n '1s/systemd \([0-9]*\).*/\1/p')" -lt "$1" ]; }

# Fails, and says why and what is known of a unit.
fail() {
    echo "$1"
    if [ $# -gt 1 ]; then systemctl status --no-pager --lines=15 "$2" || true; fi
    exit 1
}

# What the journal has of a unit since the system was started.
journal() { journalctl --sync; journalctl --no-pager --boot --output=cat --unit="$1"; }

# Writes a unit file; \n in the text parts its lines.
unit() { printf '%b\n' "$2" > "/etc/systemd/system/$1"; }

# Starts each of these units, and prints what is said about it.
try() {
    systemctl daemon-reload
    for name in "$@"; do systemctl start "$name" 2>&1 || true; done
}

# The lines of the journal that name something.
lines() { journalctl --sync; journalctl --no-pager --boot --output=cat | grep -F "$1" || true; }
