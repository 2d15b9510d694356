//! The readers of `doorbell::value` against the systemd of each root: they refuse exactly what it remarks on.
//!
//! Each kind of value has a pool of values chosen to hit its edges, `verdict/<kind>.txt`, one a line. In a pool `<a*255>`
//! stands for 255 letters `a`, `<U+0001>` for that character, `<empty>` for nothing; all else is the value itself.
//!
//! Every value becomes a unit of its own, with one assignment under test; `systemd-analyze verify` judges all of them at
//! once, and a remark on the line of the assignment means that systemd did not take it as it stands.

use doorbell::catalogue::{self, Section};
use real::roots::{Root, Suite};
use std::collections::BTreeMap;
use std::process::Stdio;

/// What systemd remarks on while it applies the value all the same.
const APPLIED: [&str; 3] = [
    "references a path below legacy directory /var/run/",
    "Ignoring unknown escape sequences",
    "this is not safe",
];

/// Values on which systemd and we need not agree, since something decides that the text does not show.
const UNDECIDED: [(&str, &str); 6] = [
    ("0b0b1", "the C library: one that knows C23 takes a second `0b`"),
    ("+0b1", "the C library: one that knows C23 takes `0b` behind a sign"),
    ("127.0.0.1:80%%99", "the machine: whether it has the interface"),
    ("[::1]:80%%99", "the machine: whether it has the interface"),
    ("[::1]:80%%nosuch", "the machine: whether it has the interface"),
    ("[fe80::1]:80%%abcdefghijklmnopqrstuv", "the machine: whether it has the interface"),
];

/// How few values make a pool.
const FEWEST: usize = 40;

#[test]
fn booleans() {
    agree(Section::Socket, &["Accept"], include_str!("verdict/boolean.txt"));
}

#[test]
fn modes() {
    agree(Section::Socket, &["SocketMode", "DirectoryMode"], include_str!("verdict/mode.txt"));
}

#[test]
fn unsigned_numbers() {
    agree(Section::Socket, &["Backlog", "KeepAliveProbes"], include_str!("verdict/unsigned.txt"));
}

#[test]
fn time_spans() {
    let pool = include_str!("verdict/time_span.txt");
    agree(Section::Service, &["RestartSec", "TimeoutStartSec"], pool);
    agree(Section::Socket, &["TimeoutSec", "KeepAliveTimeSec"], pool);
}

#[test]
fn sizes() {
    agree(Section::Socket, &["ReceiveBuffer", "PipeSize"], include_str!("verdict/size.txt"));
}

#[test]
fn words() {
    agree(Section::Service, &["Restart"], include_str!("verdict/word.txt"));
}

#[test]
fn texts() {
    agree(Section::Unit, &["Description"], include_str!("verdict/text.txt"));
}

#[test]
fn addresses() {
    agree(
        Section::Socket,
        &["ListenStream", "ListenDatagram", "ListenSequentialPacket"],
        include_str!("verdict/address.txt"),
    );
}

#[test]
fn netlink_addresses() {
    agree(Section::Socket, &["ListenNetlink"], include_str!("verdict/netlink.txt"));
}

#[test]
fn paths() {
    agree(
        Section::Socket,
        &["ListenFIFO", "ListenSpecial", "ListenMessageQueue", "ListenUSBFunction"],
        include_str!("verdict/path.txt"),
    );
}

#[test]
fn fd_names() {
    agree(Section::Socket, &["FileDescriptorName"], include_str!("verdict/fd_name.txt"));
}

#[test]
fn users_and_groups() {
    let pool = include_str!("verdict/user.txt");
    agree(Section::Service, &["User", "Group"], pool);
    agree(Section::Socket, &["SocketUser", "SocketGroup"], pool);
    agree(Section::Service, &["SupplementaryGroups"], include_str!("verdict/groups.txt"));
}

#[test]
fn paths_with_a_prefix() {
    agree(
        Section::Service,
        &["WorkingDirectory", "EnvironmentFile"],
        include_str!("verdict/prefixed_path.txt"),
    );
}

#[test]
fn directories() {
    agree(
        Section::Service,
        &["StateDirectory", "RuntimeDirectory", "ConfigurationDirectory"],
        include_str!("verdict/directories.txt"),
    );
}

#[test]
fn lists_of_paths() {
    let pool = include_str!("verdict/paths.txt");
    agree(Section::Unit, &["RequiresMountsFor"], pool);
    agree(Section::Socket, &["Symlinks"], pool);
}

#[test]
fn pid_files() {
    agree(Section::Service, &["PIDFile"], include_str!("verdict/pid_file.txt"));
}

#[test]
fn unit_names() {
    let pool = include_str!("verdict/unit_names.txt");
    agree(Section::Unit, &["After", "Requires"], pool);
    agree(Section::Service, &["Sockets"], pool);
}

#[test]
fn service_names() {
    agree(Section::Socket, &["Service"], include_str!("verdict/service_name.txt"));
}

#[test]
fn environments() {
    agree(Section::Service, &["Environment"], include_str!("verdict/environment.txt"));
    agree(Section::Service, &["PassEnvironment"], include_str!("verdict/variable_names.txt"));
}

#[test]
fn commands() {
    agree(Section::Service, &["ExecStart"], include_str!("verdict/command.txt"));
    agree(Section::Socket, &["ExecStartPre"], include_str!("verdict/command.txt"));
}

/// Judges a pool with every root, as values of each of the directives, and fails with the list of disagreements.
fn agree(section: Section, keys: &[&str], pool: &str) {
    let values: Vec<String> = pool.lines().map(unabbreviated).collect();
    assert!(values.len() >= FEWEST, "the pool of {keys:?} has only {} values", values.len());
    let mut disagreements = Vec::new();
    for key in keys {
        let directive = catalogue::find(section, key).expect("a known directive");
        for suite in Suite::ALL {
            let root = Root::get(suite);
            let version = root.version();
            let remarks = remarks(root, section, key, &values);
            assert!(!remarks.is_empty(), "systemd {version} remarks on no {key}= at all");
            let (mut agreed, mut judged) = (0, 0);
            for (index, value) in values.iter().enumerate() {
                if UNDECIDED.iter().any(|(undecided, _)| undecided == value) {
                    continue;
                }
                judged += 1;
                match (directive.read(value, version), remarks.get(&index)) {
                    (Ok(()), None) | (Err(_), Some(_)) => agreed += 1,
                    (Ok(()), Some(remarks)) => disagreements
                        .push(format!("{key}={value}: we take it, {version} says {remarks:?}")),
                    (Err(error), None) => disagreements
                        .push(format!("{key}={value}: {version} takes it, we say {error:?}")),
                }
            }
            println!("{key} {version}: agree {agreed} of {judged}");
        }
    }
    assert!(disagreements.is_empty(), "\n{}", disagreements.join("\n"));
}

/// What systemd remarks about each value, by its index.
fn remarks(
    root: &Root,
    section: Section,
    key: &str,
    values: &[String],
) -> BTreeMap<usize, Vec<String>> {
    let layer = root.layer();
    let mut command = layer.chroot("systemd-analyze");
    // With `--recursive-errors=no`, remarks on dependencies are left out.
    command.args(["verify", "--man=no", "--generators=no", "--recursive-errors=one", "--"]);
    let mut places = Vec::new();
    for (index, value) in values.iter().enumerate() {
        let (kind, before, after) = around(section, key);
        let path = format!("/units/v{index}.{kind}");
        layer.write(&path, format!("{before}{key}={value}\n{after}"));
        command.arg(&path);
        places.push(format!("{path}:{}: ", before.lines().count() + 1));
    }
    let output = command.stdin(Stdio::null()).output().expect("systemd-analyze in the root");
    assert!(output.status.code().is_some(), "systemd-analyze was killed: {output:?}");
    let printed = [output.stdout, output.stderr].concat();
    let mut found: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for line in String::from_utf8_lossy(&printed).lines() {
        if APPLIED.iter().any(|applied| line.contains(applied)) {
            continue;
        }
        let at = places.iter().position(|place| line.starts_with(place));
        if let Some(index) = at {
            found.entry(index).or_default().push(line[places[index].len()..].to_owned());
        }
    }
    found
}

/// The type of the unit that holds one assignment, and what stands before and behind it.
fn around(section: Section, key: &str) -> (&'static str, &'static str, &'static str) {
    match (section, key) {
        (Section::Socket, _) => ("socket", "[Socket]\nListenStream=/run/v\n", ""),
        (Section::Unit, _) => ("service", "[Unit]\n", "[Service]\nExecStart=/bin/true\n"),
        (_, "ExecStart") => ("service", "[Service]\nType=oneshot\n", ""),
        _ => ("service", "[Service]\nExecStart=/bin/true\n", ""),
    }
}

/// A line of a pool with what it abbreviates written out.
fn unabbreviated(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, (inside, behind))) =
        rest.split_once('<').and_then(|(before, behind)| Some((before, behind.split_once('>')?)))
    {
        out.push_str(before);
        if let Some(code) = inside.strip_prefix("U+") {
            let code = u32::from_str_radix(code, 16).expect("a code in hexadecimal digits");
            out.push(char::from_u32(code).expect("a character"));
        } else if let Some((text, count)) = inside.split_once('*') {
            out.push_str(&text.repeat(count.parse().expect("a count")));
        } else {
            assert_eq!(inside, "empty", "in {line}");
        }
        rest = behind;
    }
    out + rest
}
