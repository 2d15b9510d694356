//! The verdict on whole files against the systemd of each root: malformed ones, those that Debian ships, mutations of
//! them, and every check of a unit as a whole; remark for remark.

use doorbell::activation::{Role, Scope};
use doorbell::catalogue::{self, Section};
use doorbell::check::verdict;
use doorbell::syntax::UnitFile;
use doorbell::value::words;
use real::pool;
use real::random::Random;
use real::roots::{Root, Suite};
use real::verify::{self, Unit, verify_for};
use std::collections::BTreeSet;
use std::fs;

/// Openings of a file, each tried with every one of [`BODIES`].
const HEADERS: [&str; 28] = [
    "",
    "[Service]\n",
    "[Service] # comment\n",
    "[Service\n",
    "Service]\n",
    "[]\n",
    "[ Service ]\n",
    "[service]\n",
    "[X-Service]\n",
    "[Socket]\n",
    "[Bogus]\n",
    "\u{feff}[Service]\n",
    "\u{feff}\u{feff}[Service]\n",
    "[Service]\r\n",
    "[Service]\r",
    "\t [Service] \n",
    ";[Service]\n",
    "[Ser\\\nvice]\n",
    "\n\n\r[Unit]\nDescription=x\n[Service]\n",
    "[Service]\0\n",
    "[\"Service\"]\n",
    "[X-Mine']\n[Service]\n",
    "[Serv\\xice]\n",
    "[Ser\tvice]\n",
    "[Serv*ce]\n",
    "[[Service]]\n",
    "[X-a?]\n[Service]\n",
    "[\u{a0}]\n[Service]\n",
];

/// What follows the opening.
const BODIES: [&str; 31] = [
    "ExecStart=/bin/true\n",
    "ExecStart\nExecStart=/bin/true\n",
    "=x\nExecStart=/bin/true\n",
    " = \nExecStart=/bin/true\n",
    "Type=oneshot # comment\nExecStart=/bin/true\n",
    "ExecStart=/bin/true \\\n",
    "ExecStart=/bin/true\nType=nonsense\\\n",
    "ExecStart=/bin/true \\\n# comment \\\n; another\n  a b\nType=x\n",
    "ExecStart=/bin/true \\\n\nType=x\n",
    "ExecStart=/bin/true \\ \nType=x\n",
    "ExecStart=/bin/true \\\\\nType=x\n",
    "ExecStart=/bin/true\nFoo=bar\nX-Foo=bar\n-Foo=bar\n",
    "execstart=/bin/true\nExecStart=/bin/true\n",
    "ExecStart=/bin/true",
    "Exec\\\nStart=/bin/true\n",
    "ExecStart=/bin/true\0Type=x\0\n",
    "\0\0\r\r\nExecStart=/bin/true\n",
    "ExecStart=/bin/true\n[Unit\nType=x\n",
    "ExecStart=/bin/true\n[Bogus]\nFoo\n=\nType=x\n[Service]\nType=x\n",
    "ExecStart=/bin/true\n[X-Mine]\nFoo\n[Bogus]\n",
    "ExecStart=/bin/true\nExecStart=\n",
    "ExecStart=/bin/true\n\u{feff}Type=x\n",
    "ExecStart=/bin/true\rType=x\r\r\rRestart=y\n\rRestart=z\r\n",
    "# comment \\\nType=x\nExecStart=/bin/true\n",
    "ExecStart=/bin/true\n#\n;\n\t#\n \t;x\n",
    "ExecStart=/bin/true\nType = x\n\tType\t=\tx\t\n",
    "ExecStart=/bin/true\nType=x=y\nType==\n",
    "ExecStart=/bin/true\n[Install]\nWantedBy=nonsense\nFoo=1\n[Unit]\nAfter=nonsense\n",
    "ExecStart=/bin/true\n[Socket]\nListenStream=1\n",
    "\\\nExecStart=/bin/true\n\\\\\n",
    "ExecStart=/bin/true\n\\",
];

/// Directives whose values the machine judges too: by what is there, or once on the bus, or by its processor.
const FOR_THE_MACHINE: [&str; 7] = [
    "BusName",
    "IPEgressFilterPath",
    "IPIngressFilterPath",
    "ManagedOOMMemoryPressure",
    "ManagedOOMSwap",
    "OOMRules",
    "Personality",
];

/// How many units are made of several settings.
const TOGETHER: usize = 2000;

/// How many mutations are made of the files that Debian ships.
const MUTATIONS: usize = 6000;

#[test]
fn malformed_files() {
    let mut units = Vec::new();
    for header in HEADERS {
        for body in BODIES {
            units.push(service(&units, format!("{header}{body}")));
        }
    }
    let line =
        |length| format!("[Service]\nExecStart=/bin/true\n#{}\nType=x\n", "a".repeat(length));
    for length in [1_048_574, 1_048_575] {
        units.push(service(&units, line(length)));
        units.push(service(&units, line(length).replace('#', "A=")));
    }
    let joined = |blanks, comment: &str, length: usize| {
        let (first, rest) = ("a".repeat(600_000), "a".repeat(length - 600_003 - blanks));
        let blanks = " ".repeat(blanks);
        format!("[Service]\nExecStart=/bin/true\nA={first}\\\n{comment}{blanks}{rest}\nType=x\n")
    };
    for length in [1_048_576, 1_048_577] {
        units.push(service(&units, joined(0, "", length)));
        units.push(service(&units, joined(9, "", length)));
        units.push(service(&units, joined(0, &format!("# {}\n", "c".repeat(900_000)), length)));
    }
    units.push(service(&units, String::new()));
    units.push(service(&units, String::from(" ")));
    units.push(service(&units, String::from("\n")));
    assert!(units.len() >= 300);
    agree("malformed files", &units);
}

#[test]
fn files_that_debian_ships_and_mutations_of_them() {
    let mut shipped = Vec::new();
    for suite in Suite::ALL {
        for folder in ["system", "user"] {
            let folder = Root::get(suite).path().join("usr/lib/systemd").join(folder);
            let mut files: Vec<_> = fs::read_dir(folder)
                .expect("systemd's units")
                .map(|entry| entry.expect("an entry").path())
                .filter(|path| !path.is_symlink())
                .collect();
            files.sort();
            for path in files {
                let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
                let Some(kind) = name
                    .strip_suffix(".service")
                    .map(|_| "service")
                    .or_else(|| name.strip_suffix(".socket").map(|_| "socket"))
                else {
                    continue;
                };
                let at = if name.contains('@') { "@" } else { "" };
                let text = fs::read_to_string(&path).expect("a unit of Debian's");
                shipped.push((format!("{at}.{kind}"), text));
            }
        }
    }
    assert!(shipped.len() > 200, "only {} files", shipped.len());
    let unit = |index: usize, ending: &str, text: &str| Unit {
        name: format!("v{index}{ending}"),
        // No two services may have the same name on the bus.
        text: text.replace("BusName=", &format!("BusName=v{index}.")).into(),
    };
    let originals: Vec<_> = shipped
        .iter()
        .enumerate()
        .map(|(index, (ending, text))| unit(index, ending, text))
        .collect();
    agree("shipped files", &originals);

    let mut random = Random(0x0123_4567_89ab_cdef);
    let values = pool::values(include_str!("agreement/any.txt"));
    let mutations: Vec<_> = (0..MUTATIONS)
        .map(|index| {
            let (ending, text) = &shipped[random.below(shipped.len())];
            let mut text = text.clone();
            for _ in 0..=random.below(3) {
                text = mutated(&text, &shipped, &values, &mut random);
            }
            unit(index, ending, &text)
        })
        .collect();
    agree("mutated files", &mutations);
}

/// Settings that a whole unit is refused for, and others like them that it is not.
#[test]
fn whole_units() {
    let mut units = Vec::new();
    let socket = [
        "",
        "ListenStream=80\n",
        "ListenDatagram=80\n",
        "ListenStream=/run/a\n",
        "ListenFIFO=/run/a\nListenStream=/run/b\n",
        "ListenSequentialPacket=/run/a\n",
        "ListenNetlink=route\n",
        "ListenStream=80\nListenStream=\n",
        "ListenStream=80\nListenFIFO=\n",
        "ListenStream=bogus\n",
        "ListenStream=@a\n",
        "ListenSpecial=/dev/null\n",
        "ListenMessageQueue=/a\n",
    ];
    let with = [
        "",
        "Accept=yes\n",
        "Accept=yes\nAccept=no\n",
        "Accept=yes\nAccept=bogus\n",
        "MaxConnections=0\n",
        "Accept=yes\nMaxConnections=0\n",
        "Accept=yes\nService=a.service\n",
        "Service=a.service\n",
        "Accept=yes\nService=a@.service\n",
        "Symlinks=/run/x\n",
        "PAMName=x\nKillMode=mixed\n",
        "PAMName=x\nKillMode=process\n",
        "PAMName=x\nKillMode=control-group\n",
        "PAMName=x\n",
        "DynamicUser=yes\nWorkingDirectory=~\n",
        "DynamicUser=yes\nWorkingDirectory=-~\n",
        "Accept=yes\nDeferTrigger=yes\n",
        "PrivatePIDs=yes\n",
        "SocketUser=a/b\n",
        "WorkingDirectory=/proc/1\nPrivateTmp=yes\n",
        "Symlinks=/run/x\nListenStream=%t/y\n",
        "PrivateUsers=managed\nUser=a\n",
        "PAMName=x\nPrivatePIDs=yes\n",
        "[\"Socket\"]\n",
    ];
    for listener in socket {
        for more in with {
            let name = format!("w{}.socket", units.len());
            units.push(Unit { name, text: format!("[Socket]\n{listener}{more}").into() });
        }
    }
    for names in [
        "",
        "a.service",
        "a.service a.service",
        "a.service b.service",
        "a.service bogus b.target",
        "%n a.service",
    ] {
        for mode in [
            "OnFailureJobMode=isolate",
            "OnFailureIsolate=yes",
            "OnFailureJobMode=isolate\nOnFailureIsolate=no",
            "OnSuccessJobMode=isolate",
            "OnFailureJobMode=replace",
        ] {
            let lines = format!("OnFailure={names}\nOnSuccess={names}\n{mode}\n");
            let text = format!("[Unit]\n{lines}[Service]\nExecStart=/bin/true\n");
            units.push(service(&units, text));
        }
    }
    let commands = [
        "",
        "ExecStart=/bin/true\n",
        "ExecStart=/bin/true\nExecStart=/bin/false\n",
        "ExecStart=/bin/true ; /bin/false\n",
        "ExecStart=/bin/true\nExecStart=\nExecStart=/bin/false\n",
        "ExecStop=/bin/true\n",
        "ExecStop=/bin/true\nRemainAfterExit=yes\n",
        "RemainAfterExit=yes\n",
        "ExecStart=-/bin/true\nExecStop=/bin/true\n",
        "ExecStart=-bogus/x\n",
        "ExecStart=bogus/x\nExecStart=\nExecStart=/bin/true\n",
        "ExecReload=/bin/true\n",
        "ExecStartPre=/bin/true\n",
    ];
    let kinds = [
        "",
        "Type=oneshot\n",
        "Type=simple\n",
        "Type=dbus\n",
        "Type=dbus\nBusName=a.b\n",
        "BusName=a.b\n",
        "Type=forking\nPrivatePIDs=yes\n",
        "Type=notify\n",
        "Type=oneshot\nType=\n",
        "Type=bogus\n",
    ];
    let with = [
        "",
        "Restart=always\n",
        "Restart=on-success\n",
        "Restart=on-failure\n",
        "ExitType=cgroup\n",
        "RestartForceExitStatus=3\n",
        "RestartForceExitStatus=3\nRestartForceExitStatus=\n",
        "[Unit]\nSuccessAction=reboot\n",
        "PAMName=x\nKillMode=mixed\n",
        "PAMName=x\nKillMode=none\n",
        "DynamicUser=yes\nWorkingDirectory=~\n",
        "WorkingDirectory=/proc/1\nPrivateTmp=yes\n",
        "WorkingDirectory=/dev\n",
        "WorkingDirectory=-/sys\nProtectSystem=full\n",
        "WorkingDirectory=/dev\nProtectSystem=no\nReadWritePaths=/a\nReadWritePaths=\n",
        "WorkingDirectory=//dev/x\nLogNamespace=a\n",
        "PrivateUsers=managed\nDynamicUser=yes\n",
        "PrivateUsers=managed\nDynamicUser=no\n",
        "PrivateUsers=self\nUserNamespacePath=/a\n",
        "PrivateUsers=no\nUserNamespacePath=/a\n",
        "PAMName=x\nPrivatePIDs=yes\n",
        "CPUSchedulingPolicy=rr\nCPUSchedulingPriority=0\n",
        "CPUSchedulingPriority=0\nCPUSchedulingPolicy=rr\n",
        "CPUSchedulingPriority=5\nCPUSchedulingPolicy=rr\nCPUSchedulingPriority=5\n",
        "[]\n[Service]\nNice=x\n",
        "RuntimeMaxSec=5\n",
        "RestartSteps=3\n",
        "RestartMaxDelaySec=3\n",
        "USBFunctionDescriptors=/a\n",
    ];
    for command in commands {
        for kind in kinds {
            for more in with {
                // No two services may have the same name on the bus.
                let kind = kind.replace("a.b", &format!("a.b{}", units.len()));
                units.push(service(&units, format!("[Service]\n{command}{kind}{more}")));
            }
        }
    }
    agree("whole units", &units);
}

/// Units of several settings that are right each by itself: what they exclude shows.
#[test]
fn settings_together() {
    let mut random = Random(0x7654_3210_fedc_ba98);
    let any = pool::values(include_str!("agreement/any.txt"));
    let newest = Root::get(Suite::Testing).target();
    let units: Vec<_> = (0..TOGETHER)
        .map(|index| {
            let role = Role::ALL[random.below(2)];
            let (needed, ending) = match role {
                Role::Socket => ("[Socket]\nListenStream=/run/v\n", "socket"),
                Role::Service => ("[Service]\nExecStart=/bin/true\n", "service"),
            };
            let mut text = needed.to_owned();
            for _ in 0..8 {
                let section = [Section::Unit, role.section(), role.section()][random.below(3)];
                let directives: Vec<_> = catalogue::all()
                    .filter(|directive| directive.sections.contains(&section))
                    // What the machine decides.
                    .filter(|directive| !FOR_THE_MACHINE.contains(&directive.name))
                    .collect();
                let directive = *random.one_of(&directives);
                let words = directive.kind.words().map(|words| words.0).unwrap_or_default();
                let mut values: Vec<String> = words.iter().map(|word| word.text.into()).collect();
                values.extend(directive.kind.describe().1.split(" · ").map(str::to_owned));
                values.extend(any.iter().cloned());
                values.retain(|value| {
                    !value.contains('%') && directive.read(value, newest.version).is_ok()
                });
                if !values.is_empty() {
                    let value = random.one_of(&values);
                    text += &format!("[{}]\n{}={value}\n", section.name(), directive.name);
                }
            }
            Unit { name: format!("v{index}.{ending}"), text: text.into() }
        })
        .collect();
    agree("settings together", &units);
}

fn service(before: &[Unit], text: String) -> Unit {
    Unit { name: format!("v{}.service", before.len()), text: text.into() }
}

/// Bytes that are not UTF-8, and characters that systemd does not take for it; and one that it does.
const ODD: [&[u8]; 12] = [
    b"\xff",
    b"\xc3",
    b"\xe2\x82",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"a\xffb\xfec",
    "\u{fdd0}".as_bytes(),
    "\u{fdef}".as_bytes(),
    "\u{ffff}".as_bytes(),
    "\u{1fffe}".as_bytes(),
    "\u{feff}\u{fdcf}\u{e000}".as_bytes(),
];

/// Where they stand, as `?`: in files of which something is to be remarked on before and behind.
const PLACES: [&str; 24] = [
    "?",
    "?\n",
    "?[Service]\nFoo=1\nExecStart=/bin/true\nBar=2\n",
    "[Service]\nExecStart=/bin/true\nFoo=1\nType=?\nBar=2\n",
    "[Service]\nExecStart=/bin/true\nFoo=1\nDescription?=x\nBar=2\n",
    "[Service]\nExecStart=/bin/true\nFoo=1\n?\nBar=2\n",
    "[Service]\nExecStart=/bin/true\nFoo=1\n[?]\nBar=2\n",
    "[Service]\nExecStart=/bin/true\nFoo=1\n[Bogus]\nx=?\nBar=2\n",
    "[Service]\nExecStart=/bin/true\nFoo=1\n[X-Mine]\n?\n[Service]\nBar=2\n",
    "[Service]\nExecStart=/bin/true\nFoo=1\nX-Mine=?\nBar=2\n",
    "[Service]\nExecStart=/bin/true\nFoo=1\n# ?\n;?\n \t#?\nBar=2\n",
    "# ?\n[Service]\nExecStart=/bin/true\nBar=2\n",
    "[Service]\nExecStart=/bin/true\nFoo=1 \\\n x?\nBar=2\n",
    "[Service]\nExecStart=/bin/true\nFoo=1? \\\n x\nBar=2\n",
    "[Service]\nExecStart=/bin/true\nFoo=1 \\\n# ?\n x\nBar=2\n",
    "[Service]\nExecStart=/bin/true\nFoo=1 \\\n;?\n# ?\n x?\nBar=2\n",
    "[Service]\nExecStart=/bin/true\nFoo=1 \\\n?",
    "[Service]\nExecStart=/bin/true\nFoo=1 \\\n?\\",
    "[Service]\nExecStart=/bin/true\nFoo=?\\",
    "[Service]\nExecStart=/bin/true\nFoo=1\r\rBar=2\0?\0Baz=3\n",
    "[Service]\r\nExecStart=/bin/true\r\nFoo=1\r\nType=?\r\n",
    "\u{feff}[Service]\nExecStart=/bin/true\n\u{feff}?=1\nBar=2\n",
    "[Service]\nExecStart=/bin/true\nFoo=1\n[Service\nType=?\n",
    "[Service]\nExecStart=/bin/true\nType=?\n[Service\nFoo=1\n",
];

#[test]
fn files_that_are_not_utf_8() {
    let mut units = Vec::new();
    for place in PLACES {
        for odd in ODD {
            let name = format!("u{}.service", units.len());
            let text = place.split('?').map(str::as_bytes).collect::<Vec<_>>().join(odd);
            units.push(Unit { name, text });
        }
    }
    agree("files that are not UTF-8", &units);
}

#[test]
fn units_of_a_user() {
    let mut units = Vec::new();
    for action in ["FailureAction", "SuccessAction", "StartLimitAction", "JobTimeoutAction"] {
        for word in words::EMERGENCY_ACTION.0 {
            let text = format!("[Unit]\n{action}={}\n[Service]\nExecStart=/bin/true\n", word.text);
            units.push(service(&units, text));
        }
    }
    let more = [
        "DynamicUser=yes\n",
        "DynamicUser=yes\nDynamicUser=no\n",
        "DynamicUser=bogus\n",
        "User=root\n",
        "User=a/b\n",
        "WorkingDirectory=~\n",
        "RuntimeDirectory=a\n",
        "Type=nonsense\nFailureAction=reboot\n",
    ];
    for more in more {
        units.push(service(&units, format!("[Service]\nExecStart=/bin/true\n{more}")));
        let name = format!("v{}.socket", units.len());
        units.push(Unit { name, text: format!("[Socket]\nListenStream=%t/a\n{more}").into() });
    }
    agree_for("units of a user", &units, Scope::User);
}

/// Compares the lines that are remarked on, and whether the unit is refused.
fn agree(part: &str, units: &[Unit]) {
    agree_for(part, units, Scope::System);
}

/// The same for a manager of this scope.
fn agree_for(part: &str, units: &[Unit], scope: Scope) {
    let mut faults = Vec::new();
    for suite in Suite::ALL {
        let root = Root::get(suite);
        let target = root.target();
        let news = root.news();
        let (mut agreed, mut ahead) = (0, 0);
        let seen = verify_for(root, units, scope == Scope::User);
        for (unit, seen) in units.iter().zip(seen) {
            let text = String::from_utf8_lossy(&unit.text);
            let is_ahead =
                |line: &str| line.split_once('=').is_some_and(|(key, _)| news.contains(key.trim()));
            if text.lines().any(is_ahead) {
                ahead += 1;
                continue;
            }
            let role = if unit.name.ends_with(".socket") { Role::Socket } else { Role::Service };
            let name = unit.name.replace("@.", "@i.");
            let file = UnitFile::from_bytes(&unit.text);
            let [lines, whole] =
                verdict::judge_parts(&[&file], verdict::Unit { role, name: &name, scope, target })
                    .map(|remarks| remarks.concat());
            let number = |line: usize| file.number_for_remarks(line);
            let ours: BTreeSet<_> =
                lines.iter().filter_map(|remark| remark.line.map(number)).collect();
            let theirs: BTreeSet<_> = seen.remarks.keys().copied().collect();
            let refused = !verdict::loads(&lines) || !verdict::loads(&whole);
            if (&ours, refused) == (&theirs, seen.refused) {
                agreed += 1;
                continue;
            }
            let differ = |lines: Vec<&usize>| -> Vec<String> {
                lines
                    .iter()
                    .map(|number| format!("{number}: {:?}", text.split(['\n']).nth(**number - 1)))
                    .collect()
            };
            faults.push(format!(
                "{} on {}: only systemd: {:?} {:?}, only we: {:?}; refused {} {:?}, we {refused} {:?}{}",
                target.version,
                unit.name,
                differ(theirs.difference(&ours).collect()),
                theirs.difference(&ours).filter_map(|number| seen.remarks.get(number)).collect::<Vec<_>>(),
                differ(ours.difference(&theirs).collect()),
                seen.refused,
                seen.whole,
                lines.iter().chain(&whole).map(|remark| &remark.message).collect::<Vec<_>>(),
                if text.len() < 700 { format!(" {text:?}") } else { String::new() },
            ));
        }
        verify::tell(format_args!(
            "{part}, systemd {}: agree {agreed} of {}",
            target.version,
            units.len() - ahead
        ));
    }
    let shown = faults.iter().take(60).cloned().collect::<Vec<_>>().join("\n");
    assert!(faults.is_empty(), "{} differ\n{shown}", faults.len());
}

/// The text with one thing changed.
fn mutated(
    text: &str,
    others: &[(String, String)],
    values: &[String],
    random: &mut Random,
) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    if lines.is_empty() {
        return String::from("x");
    }
    let at = random.below(lines.len());
    let value = &values[random.below(values.len())];
    match random.below(14) {
        0 => drop(lines.remove(at)),
        1 => lines.insert(at, lines[at].clone()),
        2 => {
            let to = random.below(lines.len());
            lines.swap(at, to);
        }
        3..=6 => {
            if let Some((key, _)) = lines[at].clone().split_once('=') {
                lines[at] = format!("{key}={value}\n");
            }
        }
        7 => {
            let other = &others[random.below(others.len())].1;
            let from: Vec<_> = other.split_inclusive('\n').collect();
            lines.insert(at, from[random.below(from.len())].to_owned());
        }
        8 => {
            let line = lines[at].trim_end().to_owned();
            lines[at] = format!("{line}\\\n");
        }
        9 => lines[at] = lines[at].replacen('=', "", 1),
        10 => {
            let mut characters: Vec<char> = lines[at].trim_end().chars().collect();
            if !characters.is_empty() {
                let place = random.below(characters.len());
                characters.swap_remove(place);
            }
            lines[at] = characters.into_iter().chain(['\n']).collect();
        }
        11 => {
            let odd = ["\r", "\t", " # x", "\u{feff}", "\"", "%", "é", "\\x", ";"][random.below(9)];
            let line = lines[at].trim_end().to_owned();
            lines[at] = format!("{line}{odd}\n");
        }
        12 => {
            let header = [
                "[Unit]\n",
                "[Service]\n",
                "[Socket]\n",
                "[Install]\n",
                "[Bogus]\n",
                "[X-a]\n",
                "[a\n",
            ];
            lines.insert(at, header[random.below(7)].to_owned());
        }
        _ => lines.truncate(at),
    }
    lines.concat()
}
