//! The command line as a pipeline would call it: what it prints and how it exits.

use serde_json::Value;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const SOCKET: &str = "[Socket]\nListenStream=8080\n\n[Install]\nWantedBy=sockets.target\n";
const SERVICE: &str = "[Unit]\nRequires=a.socket\n\n[Service]\nExecStart=/bin/a\n";

/// A folder of its own for each test, with these files in it.
fn folder(name: &str, files: &[(&str, &[u8])]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::remove_dir_all(&folder).ok();
    fs::create_dir_all(&folder).unwrap();
    for (file, bytes) in files {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// A good pair in a folder of its own.
fn pair(name: &str) -> PathBuf {
    folder(name, &[("a.socket", SOCKET.as_bytes()), ("a.service", SERVICE.as_bytes())])
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_doorbell"));
    command.args(arguments).current_dir(folder);
    command
}

/// How a command exits, and what it prints to standard output and to standard error.
type Said = (Option<i32>, String, String);

fn said(output: Output) -> Said {
    let Output { status, stdout, stderr } = output;
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

fn doorbell(folder: &Path, arguments: &[&str]) -> Said {
    said(command(folder, arguments).stdin(Stdio::null()).output().unwrap())
}

/// The same with `text` on standard input.
fn piped(folder: &Path, arguments: &[&str], text: &str) -> Said {
    let mut child = command(folder, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    said(child.wait_with_output().unwrap())
}

#[test]
fn a_drop_in_is_printed_with_what_it_cannot_do() {
    let edited = SOCKET.replace("8080", "9090");
    let renamed = edited.replace("WantedBy=sockets.target\n", "");
    let folder = folder(
        "drop_in",
        &[
            ("a.socket", SOCKET.as_bytes()),
            ("new/a.socket", edited.as_bytes()),
            ("text", edited.as_bytes()),
            ("b.socket", renamed.as_bytes()),
        ],
    );
    let port = "[Socket]\nListenStream=\nListenStream=9090\n";
    for edited in ["new/a.socket", "text"] {
        let said = doorbell(&folder, &["drop-in", "--base", "a.socket", "--edited", edited]);
        assert_eq!(said, (Some(0), port.to_owned(), String::new()), "{edited}");
    }
    let said = doorbell(&folder, &["drop-in", "--base", "a.socket", "--edited", "a.socket"]);
    assert_eq!(said, (Some(0), String::new(), String::new()), "nothing differs");
    let (status, out, told) =
        doorbell(&folder, &["drop-in", "--base", "a.socket", "--edited", "b.socket"]);
    assert_eq!((status, out), (Some(1), format!("{port}\n[Install]\nWantedBy=\n")));
    let told: Vec<&str> = told.lines().collect();
    assert!(told[0].starts_with("warning: a.socket: ") && told[0].contains("disable"), "{told:?}");
    assert!(
        told[1].contains("does not rename `a.socket`: save the text as `b.socket`"),
        "{told:?}"
    );
    let (status, out, told) = doorbell(&folder, &["drop-in", "--base", "text", "--edited", "gone"]);
    assert_eq!((status, out.as_str()), (Some(2), ""));
    assert!(told.contains("error: gone: there is no such file"), "{told}");
    assert!(told.contains("error: text: `text` is not the name of a socket"), "{told}");
    let said =
        doorbell(&folder, &["drop-in", "--base", "text", "--edited", "text", "--name", "a.socket"]);
    assert_eq!(said, (Some(0), String::new(), String::new()));
}

/// Each finding of `--format json`: file, line, rule.
fn told(out: &str) -> Vec<(String, Option<u64>, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    out.lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|one| (text(&one["file"]), one["line"].as_u64(), text(&one["rule"])))
        .collect()
}

fn found<'a>(
    file: &'a str,
    line: impl Into<Option<u64>>,
    rule: &'a str,
) -> (String, Option<u64>, String) {
    (file.to_owned(), line.into(), rule.to_owned())
}

#[test]
fn a_clean_pair_exits_with_0() {
    let units = pair("clean");
    let (code, out, _) = doorbell(&units, &["check", "."]);
    assert_eq!(code, Some(0), "{out}");
    assert_eq!(out, "2 units for Debian 13 · systemd 257: 0 from systemd, 0 warnings, 0 hints\n");
    assert_eq!(doorbell(&units, &["check", "--strict", "a.socket", "a.service"]).0, Some(0));
}

#[test]
fn a_remark_exits_with_1_and_shows_its_line() {
    let socket = SOCKET.replace("8080\n", "8080\nBacklog=many\n");
    let units =
        folder("remark", &[("a.socket", socket.as_bytes()), ("a.service", SERVICE.as_bytes())]);
    let (code, out, _) = doorbell(&units, &["check", "a.socket", "a.service"]);
    assert_eq!(code, Some(1));
    let expected = "warning[bad-value]: `many` is not a whole number: write digits only, for example 64\n \
                    --> a.socket:3:9\n  |\n3 | Backlog=many\n  |         ^^^^\n";
    assert!(out.starts_with(expected), "{out}");
}

#[test]
fn warnings_count_only_when_they_are_asked_to() {
    let service = format!("{SERVICE}Environment=LISTEN_FDS=0\n");
    let units =
        folder("advice", &[("a.socket", SOCKET.as_bytes()), ("a.service", service.as_bytes())]);
    let (code, out, _) = doorbell(&units, &["check", "."]);
    assert_eq!(code, Some(0));
    assert!(
        out.contains("[listen-fds-set-by-hand]") && out.contains("= help: Remove the line"),
        "{out}"
    );
    assert_eq!(doorbell(&units, &["check", "--strict", "."]).0, Some(1));
}

#[test]
fn json_has_its_keys_and_edits_that_make_the_fixed_text() {
    let service = format!("{SERVICE}Environment=LISTEN_FDS=1\nExecStartPre=/bin/b\nRestat=no\n");
    let socket = "[Socket]\nListenStream=10.0.0.1:8080\n";
    let units =
        folder("json", &[("a.socket", socket.as_bytes()), ("a.service", service.as_bytes())]);
    let (_, out, _) = doorbell(&units, &["check", "--format", "json", "a.socket", "a.service"]);
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let fixed = |rule: &str| {
        let line = lines.iter().find(|line| line["rule"] == rule).unwrap();
        let keys: BTreeSet<&str> = line.as_object().unwrap().keys().map(String::as_str).collect();
        let expected =
            ["file", "line", "column", "unit", "source", "rule", "outcome", "message", "fix"];
        assert_eq!(keys, BTreeSet::from(expected));
        edited(&units, line)
    };
    assert_eq!(
        fixed("listen-fds-set-by-hand"),
        ("a.service".to_owned(), service.replace("Environment=LISTEN_FDS=1\n", ""))
    );
    assert_eq!(
        fixed("unknown-key"),
        ("a.service".to_owned(), service.replace("Restat", "Restart"))
    );
    assert_eq!(
        fixed("address-not-there-at-boot"),
        ("a.socket".to_owned(), format!("{socket}FreeBind=yes\n"))
    );
}

/// The file that the fix of a finding changes, and its text after that, as the README says how to do it.
fn edited(folder: &Path, finding: &Value) -> (String, String) {
    let edits = finding["fix"]["edits"].as_array().unwrap();
    let file = edits[0]["file"].as_str().unwrap();
    let text = fs::read_to_string(folder.join(file)).unwrap();
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    for edit in edits.iter().rev() {
        let number = |key: &str| usize::try_from(edit[key].as_u64().unwrap()).unwrap();
        let from = number("line") - 1;
        lines.splice(from..from + number("lines"), [edit["text"].as_str().unwrap()]);
    }
    (file.to_owned(), lines.concat())
}

#[test]
fn sarif_and_github_name_place_level_and_fix() {
    let socket = SOCKET.replace("8080\n", "8080\nBacklog=many\nBaklog=1\n");
    let units = folder("sarif", &[("a, b/a.socket", socket.as_bytes())]);
    let (code, out, _) = doorbell(&units, &["check", "--own", "--format", "sarif", "a, b", "nope"]);
    assert_eq!(code, Some(2));
    let log: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    let levels: Vec<&str> =
        results.iter().map(|result| result["level"].as_str().unwrap()).collect();
    assert_eq!(levels, ["warning", "warning", "error"], "two lines, and a service that is missing");
    let place = &results[0]["locations"][0]["physicalLocation"];
    assert_eq!(place["region"]["startLine"], 3);
    assert_eq!(place["artifactLocation"]["uri"], "a%2C%20b/a.socket");
    let replacement = &results[1]["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(replacement["deletedRegion"]["startLine"], 4);
    assert_eq!(replacement["deletedRegion"]["endLine"], 5);
    assert_eq!(replacement["insertedContent"]["text"], "Backlog=1\n");
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notifications = &invocation["toolExecutionNotifications"];
    assert_eq!(notifications[0]["message"]["text"], "there is no such file or folder");
    let (_, out, _) = doorbell(&units, &["check", "--format", "github", "a, b", "nope"]);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], "::error file=nope,title=not-read::there is no such file or folder");
    assert!(
        lines[1].starts_with("::warning file=a%2C b/a.socket,line=3,col=9,title=bad-value::"),
        "{out}"
    );
}

#[test]
fn drop_ins_are_read_in_order_and_told_by_name() {
    let units = folder(
        "drop-ins",
        &[
            ("a.socket", SOCKET.as_bytes()),
            ("a.service", SERVICE.as_bytes()),
            ("a.socket.d/10-more.conf", b"[Socket]\nListenStream=9090\n"),
            ("a.socket.d/20-none.conf", b"[Socket]\nListenStream=\n"),
            ("socket.d/30-bad.conf", b"[Socket]\nBacklog=x\n"),
        ],
    );
    let (code, out, _) = doorbell(&units, &["check", "--format", "json", "."]);
    assert_eq!(code, Some(1));
    assert_eq!(
        told(&out),
        [found("./socket.d/30-bad.conf", 2, "bad-value"), found("./a.socket", None, "no-listener")]
    );
}

#[test]
fn drop_ins_of_templates_and_prefixes_are_found() {
    let bad = b"[Service]\nFoo=1\n";
    let units = folder(
        "prefixes",
        &[
            ("foo-bar@.service", b"[Service]\nExecStart=/bin/a\n"),
            ("foo-@.service.d/1.conf", bad),
            ("foo-.service.d/2.conf", bad),
            ("foo-bar@.service.d/3.conf", bad),
            ("foo.service.d/4.conf", bad),
            ("service.d/5.conf", bad),
            ("service.d/3.conf", bad),
            ("service.d/.6.conf", bad),
            ("service.d/7.txt", bad),
        ],
    );
    let (_, out, _) = doorbell(&units, &["check", "--format", "json", "."]);
    let files: Vec<String> = told(&out).into_iter().map(|(file, ..)| file).collect();
    assert_eq!(
        files,
        [
            "./foo-@.service.d/1.conf",
            "./foo-.service.d/2.conf",
            "./foo-bar@.service.d/3.conf",
            "./service.d/5.conf"
        ]
    );
}

#[test]
fn what_is_not_utf_8_is_told_with_the_remarks_before_it() {
    let service = b"[Service]\n# \xff\nExecStart=/bin/a\nFoo=1\nType=\\\n\xff\nBar=1\n";
    let units = folder("utf-8", &[("a.service", service)]);
    let (code, out, _) = doorbell(&units, &["check", "--format", "json", "a.service"]);
    assert_eq!(code, Some(1));
    assert_eq!(
        told(&out),
        [found("a.service", 4, "unknown-key"), found("a.service", 5, "not-utf-8")]
    );
    let (_, out, _) = doorbell(&units, &["check", "a.service"]);
    assert!(out.contains("error[not-utf-8]"), "{out}");
}

#[test]
fn what_is_named_and_cannot_be_read() {
    let files: [(&str, &[u8]); 4] =
        [("b.timer", b""), ("c d.socket", b""), ("empty/x", b""), ("a.socket.d/1.conf", b"")];
    let units = folder("odd", &files);
    symlink("nowhere", units.join("broken")).unwrap();
    for (path, message) in [
        ("nope.socket", "nope.socket: there is no such file or folder"),
        ("b.timer", "b.timer: not the name of a socket or service unit"),
        ("c d.socket", "c d.socket: not the name of a socket or service unit"),
        ("a.socket.d/1.conf", "1.conf: not a unit; if it is a drop-in, name the unit"),
        ("a.socket.d", "a.socket.d: no socket or service unit in it"),
        ("broken", "broken: not the name of a socket or service unit"),
        ("empty", "empty: no socket or service unit in it"),
    ] {
        let (code, out, error) = doorbell(&units, &["check", path]);
        assert_eq!(code, Some(2));
        assert!(error.contains(message), "{error}");
        assert!(out.starts_with("0 units for"), "{out}");
    }
    let (code, _, error) = doorbell(&units, &["check", "--systemd", "12", "a.service"]);
    assert_eq!(code, Some(2));
    assert!(error.contains("`12` is not a systemd release from 239 to 262"), "{error}");
}

#[test]
fn in_a_folder_what_is_no_file_is_told_and_the_rest_is_checked() {
    let units = pair("mixed");
    let fifo =
        Command::new("mkfifo").args(["b.socket", "a.service.d"]).current_dir(&units).status();
    assert!(fifo.unwrap().success());
    let (code, out, error) = doorbell(&units, &["check", "."]);
    assert_eq!(
        (code, error.as_str()),
        (Some(0), "note: ./b.socket: passed over: a pipe, not a file\n")
    );
    assert!(out.starts_with("2 units for"), "{out}");

    fs::create_dir_all(units.join("c.service")).unwrap();
    fs::create_dir_all(units.join("a.socket.d/1.conf")).unwrap();
    for (link, target) in [
        ("d.service", "nowhere.service"),
        ("e.service", "f.service"),
        ("f.service", "e.service"),
        ("g.service", "g.service"),
        ("h.service", "/dev/zero"),
        ("a.socket.d/2.conf", "nowhere"),
    ] {
        symlink(target, units.join(link)).unwrap();
    }
    File::create(units.join("i.service")).unwrap().set_len(100 << 30).unwrap();
    fs::write(units.join("{{name}}.service"), "").unwrap();
    fs::write(units.join("z.service"), "[Service]\nExecStart=/bin/z\nFoo=1\n").unwrap();
    let (code, out, error) = doorbell(&units, &["check", "--format", "json", "."]);
    assert_eq!((code, told(&out)), (Some(2), vec![found("./z.service", 3, "unknown-key")]));
    let mut lines: Vec<&str> = error.lines().collect();
    lines.sort_unstable();
    assert_eq!(
        lines,
        [
            "error: ./a.socket.d/1.conf: a folder, where a file should be",
            "error: ./a.socket.d/2.conf: a link to `./a.socket.d/nowhere`, which is not there",
            "error: ./c.service: a folder, where a file should be",
            "error: ./d.service: a link to `nowhere.service`, which is not there",
            "error: ./e.service: a link that leads back to itself",
            "error: ./f.service: a link that leads back to itself",
            "error: ./g.service: a link that leads back to itself",
            "error: ./h.service: a link to `/dev/zero`, which is a device and may be endless",
            "error: ./i.service: 100 GiB long: of one run at most 64 MiB are read",
            "note: ./b.socket: passed over: a pipe, not a file",
            "note: ./{{name}}.service: passed over: no unit can have this name",
        ]
    );
    for named in ["c.service", "d.service", "e.service", "h.service", "i.service"] {
        let (code, _, error) = doorbell(&units, &["check", named]);
        assert_eq!(code, Some(2), "{named}: {error}");
    }
}

#[test]
fn what_one_may_not_read_is_told() {
    let units = std::env::temp_dir().join(format!("doorbell-cli-{}", std::process::id()));
    fs::create_dir_all(units.join("a.socket.d")).unwrap();
    fs::write(units.join("a.socket"), SOCKET).unwrap();
    fs::write(units.join("a.service"), SERVICE).unwrap();
    fs::write(units.join("a.socket.d/1.conf"), "").unwrap();
    fs::copy(env!("CARGO_BIN_EXE_doorbell"), units.join("doorbell")).unwrap();
    let mode = |name: &str, mode| {
        fs::set_permissions(units.join(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    mode("", 0o755);
    mode("a.service", 0);
    // Who is root may read everything, and has to be somebody else.
    let mut command = match fs::read(units.join("a.service")).is_ok() {
        true => Command::new("setpriv"),
        false => Command::new("env"),
    };
    if command.get_program() == "setpriv" {
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
    }
    command.arg(units.join("doorbell")).arg("check").current_dir(&units);
    let run = |command: &mut Command, path: &str| {
        let mut line = Command::new(command.get_program());
        line.args(command.get_args()).arg(path).current_dir(&units);
        said(line.output().expect("`setpriv` of util-linux runs the command as somebody else"))
    };
    let (code, out, error) = run(&mut command, ".");
    assert_eq!((code, error.as_str()), (Some(2), "error: ./a.service: permission denied\n"));
    assert!(out.contains("1 unit for"), "{out}");
    mode("a.socket.d", 0);
    let (code, _, error) = run(&mut command, "a.socket");
    assert_eq!((code, error.as_str()), (Some(2), "error: a.socket.d: permission denied\n"));
    mode("a.socket", 0);
    let (code, _, error) = run(&mut command, ".");
    assert_eq!(code, Some(2));
    assert!(error.contains("error: .: nothing in it could be read"), "{error}");
    for folder in ["root/etc/systemd/system", "root/usr/lib/systemd/system"] {
        fs::create_dir_all(units.join(folder)).unwrap();
        fs::write(units.join(folder).join("a.service"), SERVICE).unwrap();
    }
    mode("root/usr/lib/systemd/system", 0);
    let (code, out, error) = run(&mut command, "root");
    let expected = "error: root/usr/lib/systemd/system: permission denied\n";
    assert_eq!((code, error.as_str()), (Some(2), expected));
    assert!(out.contains("1 unit for"), "{out}");
    fs::remove_dir_all(&units).unwrap();
}

#[test]
fn links_are_other_names_and_are_checked_once() {
    let units = folder(
        "links",
        &[
            ("a.socket", SOCKET.replace("8080\n", "8080\nService=b.service\n").as_bytes()),
            ("a.service", format!("{SERVICE}Foo=1\n").as_bytes()),
            ("b.service.d/1.conf", b"[Service]\nBar=1\n"),
            ("t@.service", b"[Service]\nExecStart=/bin/t\n"),
        ],
    );
    symlink("a.service", units.join("b.service")).unwrap();
    symlink("b.service", units.join("c.service")).unwrap();
    symlink("t@.service", units.join("t@1.service")).unwrap();
    fs::create_dir(units.join("sockets.target.wants")).unwrap();
    symlink("../a.socket", units.join("sockets.target.wants/a.socket")).unwrap();
    symlink("/nowhere/x.socket", units.join("sockets.target.wants/x.socket")).unwrap();
    let expected =
        [found("./a.service", 6, "unknown-key"), found("./b.service.d/1.conf", 2, "unknown-key")];
    let (code, out, error) = doorbell(&units, &["check", "--own", "--format", "json", "."]);
    assert_eq!((code, error.as_str()), (Some(1), ""));
    assert_eq!(told(&out)[..2], expected);
    assert!(!out.contains("service-missing"), "{out}");
    let (_, out, _) = doorbell(&units, &["check", "."]);
    assert!(out.contains("3 units for"), "{out}");
    // The same by another name, by a link to it, and twice.
    let wanted = "sockets.target.wants/a.socket";
    let (_, out, _) = doorbell(&units, &["check", wanted, "c.service", "./a.service", "."]);
    assert!(out.contains("3 units for"), "{out}");
}

#[test]
fn a_masked_unit_and_what_starts_it_cannot_start() {
    let units = folder("masked", &[("a.socket", SOCKET.as_bytes()), ("b.service", b"")]);
    symlink("/dev/null", units.join("a.service")).unwrap();
    let (code, out, error) = doorbell(&units, &["check", "--format", "json", "."]);
    assert_eq!((code, error.as_str()), (Some(1), ""));
    assert_eq!(
        told(&out),
        [found("./a.socket", None, "service-masked"), found("./b.service", None, "masked")]
    );
    let (code, out, _) = doorbell(&units, &["check", "--format", "json", "a.service"]);
    assert_eq!((code, told(&out)), (Some(1), vec![found("a.service", None, "masked")]));
}

#[test]
fn a_root_is_searched_as_systemd_searches_it() {
    let broken = b"[Service]\nExecStart=/bin/a\nFoo=1\n";
    let user = b"[Service]\nExecStart=/bin/a\nDynamicUser=yes\n";
    let root = folder(
        "root",
        &[
            ("usr/lib/systemd/system/a.socket", SOCKET.as_bytes()),
            ("usr/lib/systemd/system/a.service", broken),
            ("etc/systemd/system/a.service", SERVICE.as_bytes()),
            ("etc/systemd/system/a.service.d/2.conf", b"[Service]\nBar=1\n"),
            ("usr/lib/systemd/system/a.service.d/1.conf", b"[Service]\nBaz=1\n"),
            ("usr/lib/systemd/system/a.service.d/2.conf", b"[Service]\nNot=1\n"),
            ("usr/lib/systemd/user/a.service", user),
            ("usr/share/doc/c.service", broken),
        ],
    );
    symlink("/usr/lib/systemd/system/a.socket", root.join("etc/systemd/system/z.socket")).unwrap();
    symlink("usr/lib", root.join("lib")).unwrap();
    let told_of = |path: &str| {
        let (_, out, error) = doorbell(&root, &["check", "--format", "json", path]);
        assert_eq!(error, "");
        let mut told = told(&out);
        told.retain(|(.., rule)| rule != "service-missing");
        told
    };
    assert_eq!(
        told_of("."),
        [
            found("./usr/lib/systemd/system/a.service.d/1.conf", 2, "unknown-key"),
            found("./etc/systemd/system/a.service.d/2.conf", 2, "unknown-key"),
            found("./usr/lib/systemd/user/a.service", 3, "dynamic-user-of-a-user"),
        ]
    );
    let of_usr = [
        found("usr/lib/systemd/system/a.service", 3, "unknown-key"),
        found("usr/lib/systemd/system/a.service.d/1.conf", 2, "unknown-key"),
        found("usr/lib/systemd/system/a.service.d/2.conf", 2, "unknown-key"),
        found("usr/lib/systemd/user/a.service", 3, "dynamic-user-of-a-user"),
    ];
    assert_eq!(told_of("usr/lib"), of_usr);
    assert_eq!(told_of("usr/lib/systemd"), of_usr);
    assert_eq!(told_of("usr/lib/systemd/system"), of_usr[..3]);
    // The link leads to a unit of this root, not of the machine that the test runs on.
    assert_eq!(
        told_of("etc/systemd/system"),
        [found("etc/systemd/system/a.service.d/2.conf", 2, "unknown-key")]
    );
}

#[test]
fn folders_are_kept_apart() {
    let broken = SERVICE.replace("/bin/a\n", "/bin/a\nFoo=1\n");
    let units = folder(
        "apart",
        &[
            ("one/a.socket", SOCKET.as_bytes()),
            ("one/a.service", SERVICE.as_bytes()),
            ("two/a.socket", SOCKET.as_bytes()),
            ("two/a.service", broken.as_bytes()),
        ],
    );
    for paths in [["one", "two"], ["two", "one"]] {
        let (_, out, _) =
            doorbell(&units, &["check", "--own", "--format", "json", paths[0], paths[1]]);
        assert_eq!(told(&out), [found("two/a.service", 6, "unknown-key")]);
    }
    // One that has no service of its own takes the other's.
    fs::remove_file(units.join("one/a.service")).unwrap();
    let (_, out, _) =
        doorbell(&units, &["check", "--own", "--format", "json", "one", "two/a.service"]);
    assert_eq!(told(&out), [found("two/a.service", 6, "unknown-key")]);
}

#[test]
fn standard_input_is_what_systemctl_cat_prints() {
    let here = folder("cat", &[]);
    let text = "# /usr/lib/systemd/system/a.socket\n[Socket]\nListenStream=80\n\n\
                # /etc/systemd/system/a.socket.d/1.conf\n[Socket]\nBacklog=x\n\n\
                # /usr/lib/systemd/user/a.service\n[Service]\nExecStart=/bin/a\nDynamicUser=yes\n\n\
                # /usr/lib/systemd/system/b.timer\n[Timer]\nFoo=1\n# Unit m.service is masked.\n";
    let (code, out, error) = piped(&here, &["check", "--format", "json", "-"], text);
    assert_eq!((code, error.as_str()), (Some(1), ""));
    assert_eq!(
        told(&out),
        [
            found("/etc/systemd/system/a.socket.d/1.conf", 2, "bad-value"),
            found("/usr/lib/systemd/system/a.socket", None, "service-missing"),
            found("/usr/lib/systemd/user/a.service", 3, "dynamic-user-of-a-user"),
            found("m.service", None, "masked"),
        ]
    );
    for nothing in ["", "\n", "# /usr/lib/systemd/system/b.timer\n[Timer]\n"] {
        let (code, _, error) = piped(&here, &["check", "-"], nothing);
        assert_eq!(code, Some(2));
        assert!(
            error.starts_with("error: <stdin>: there is no socket or service unit in it"),
            "{error}"
        );
    }
}

#[test]
fn text_without_a_name_says_its_type_or_is_given_one() {
    let here = folder("unnamed", &[]);
    let check = |more: &[&str], text: &str| {
        let arguments = [&["check", "--format", "json"], more, &["-"]].concat();
        let (code, out, error) = piped(&here, &arguments, text);
        (code, told(&out), error)
    };
    let (code, found_in, _) = check(&[], "[Socket]\nListenStream=80\nFoo=1\n");
    assert_eq!((code, found_in), (Some(1), vec![found("<stdin>", 3, "unknown-key")]));
    let (code, found_in, _) = check(&["--own"], "[Service]\nExecStart=/bin/a\n");
    assert_eq!((code, found_in), (Some(0), vec![]));
    for text in ["[Unit]\nFoo=1\n", "[Socket]\n[Service]\n"] {
        let (code, _, error) = check(&[], text);
        assert_eq!(code, Some(2));
        assert!(error.contains("--as NAME.socket"), "{error}");
        let (code, found_in, _) = check(&["--as", "a.service"], text);
        assert_eq!((code, found_in.len()), (Some(1), 2), "{found_in:?}");
    }
    let (code, _, error) = check(&["--as", "a.timer"], "[Service]\n");
    assert_eq!(code, Some(2));
    assert!(error.contains("`a.timer` is not the name of a socket or service unit"), "{error}");
    let (code, _, error) = check(&["--as", "a.service", "--as", "b.service"], "[Service]\n");
    assert_eq!(code, Some(2));
    assert!(error.contains("b.service: there is no text without a name"), "{error}");
}

#[test]
fn a_pipe_is_read_for_a_stated_time_and_size() {
    let units = pair("pipes");
    let made = Command::new("mkfifo").args(["b.socket", "c"]).current_dir(&units).status();
    assert!(made.unwrap().success());
    for (pipe, text, expected) in [
        ("b.socket", "[Socket]\nListenStream=80\nFoo=1\n", found("b.socket", 3, "unknown-key")),
        (
            "c",
            "# /x/d.socket\n[Socket]\nListenStream=80\nFoo=1\n",
            found("/x/d.socket", 3, "unknown-key"),
        ),
    ] {
        let path = units.join(pipe);
        let writer = thread::spawn(move || fs::write(path, text).unwrap());
        let (code, out, _) = doorbell(&units, &["check", "--format", "json", pipe]);
        writer.join().unwrap();
        assert_eq!((code, &told(&out)[0]), (Some(1), &expected));
    }
    let start = Instant::now();
    let (code, out, error) = doorbell(&units, &["check", "--wait", "1", "c", "."]);
    assert_eq!(code, Some(2));
    assert!(error.starts_with("error: c: nothing came for 1 s: "), "{error}");
    assert!(out.contains("2 units for"), "the rest is checked: {out}");
    assert!(start.elapsed() < Duration::from_secs(20));
    let (code, _, error) = doorbell(&units, &["check", "/dev/zero"]);
    assert_eq!(code, Some(2));
    assert_eq!(error, "error: /dev/zero: longer than 64 MiB, the most that is read in one run\n");
}

#[test]
fn more_lines_than_one_run_reads_are_refused_by_name() {
    let units = pair("many");
    fs::write(units.join("b.service"), "a\n".repeat((1 << 20) + 1)).unwrap();
    let (code, out, error) = doorbell(&units, &["check", "."]);
    assert_eq!(code, Some(2));
    assert!(
        error.starts_with("error: ./b.service: with this there are more than 1048576 lines"),
        "{error}"
    );
    assert!(out.contains("2 units for"), "{out}");
}

#[test]
fn what_is_found_a_thousand_times_is_shown_to_a_person_20_times() {
    let service = format!("{SERVICE}{}", "Foo=1\n".repeat(1000));
    let units =
        folder("thousand", &[("a.socket", SOCKET.as_bytes()), ("a.service", service.as_bytes())]);
    let (_, out, _) = doorbell(&units, &["check", "."]);
    assert_eq!(out.matches("warning[unknown-key]").count(), 20);
    assert!(out.contains("\n980 more like these in ./a.service: unknown-key\n"), "{out}");
    assert!(out.ends_with(": 1000 from systemd, 0 warnings, 0 hints\n"), "{out}");
    let (_, out, _) = doorbell(&units, &["check", "--format", "json", "."]);
    assert_eq!(out.lines().count(), 1000);
}

#[test]
fn nothing_reaches_the_terminal_that_it_would_obey() {
    let odd = "\u{1b}[31m\u{7f}\u{9b}\u{202e}\u{2066}\u{2028}\u{feff}\u{200b}";
    let service =
        format!("[Service]\nExecStart=/bin/a\n{odd}=1\nType={odd}\n\t{odd}\nUser={odd}\n");
    let units = folder(&format!("terminal{odd}"), &[("a.service", service.as_bytes())]);
    let shown = r"\u{1b}[31m\u{7f}\u{9b}\u{202e}\u{2066}\u{2028}\u{feff}\u{200b}";
    let folder = units.to_str().unwrap();
    let broken = format!("{folder}/{odd}.service");
    for format in ["human", "github", "json", "sarif"] {
        let (_, out, error) = doorbell(&units, &["check", "--format", format, folder, &broken]);
        let raw =
            |text: &str| text.chars().any(|c| c != '\n' && odd.contains(c) && !"[31m".contains(c));
        assert!(!raw(&out) && !raw(&error), "{format}: {out:?} {error:?}");
        assert!(error.contains(shown), "{error}");
        match format {
            "json" => {
                let first: Value = serde_json::from_str(out.lines().next().unwrap()).unwrap();
                assert!(first["message"].as_str().unwrap().contains(odd), "{first}");
            }
            "sarif" => {
                let log: Value = serde_json::from_str(&out).unwrap();
                let text = &log["runs"][0]["results"][0]["message"]["text"];
                assert!(text.as_str().unwrap().contains(odd), "{text}");
            }
            _ => assert!(out.contains(shown), "{format}: {out}"),
        }
    }
}

#[test]
fn a_closed_pipe_ends_quietly_and_a_full_disk_does_not() {
    let service = format!("{SERVICE}{}", "Foo=1\n".repeat(10_000));
    let units =
        folder("closed", &[("a.socket", SOCKET.as_bytes()), ("a.service", service.as_bytes())]);
    for arguments in [&["check", "--format", "json", "."][..], &["directives", "--json"]] {
        let mut child = command(&units, arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::with_capacity(1, child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let (code, _, error) = said(child.wait_with_output().unwrap());
        assert_eq!((code, error.as_str()), (Some(141), ""), "{arguments:?}");
        let full = || File::options().write(true).open("/dev/full").unwrap();
        let (code, _, error) = said(command(&units, arguments).stdout(full()).output().unwrap());
        assert_eq!(code, Some(2));
        assert!(error.starts_with("error: the result could not be written: "), "{error}");
    }
}

#[test]
fn the_limits_and_the_exit_status_are_in_the_help() {
    let (code, out, _) = doorbell(&folder("help", &[]), &["check", "--help"]);
    assert_eq!(code, Some(0));
    let stated = ["64 MiB", "12,000,000 lines", "1,048,576 of them", "60 s", "Exit status:", "141"];
    for said in stated {
        assert!(out.contains(said), "{said} is not in {out}");
    }
}

#[test]
fn the_target_decides() {
    let socket = SOCKET.replace("8080\n", "8080\nPollLimitBurst=5\n");
    let units =
        folder("target", &[("a.socket", socket.as_bytes()), ("a.service", SERVICE.as_bytes())]);
    assert_eq!(doorbell(&units, &["check", "--target", "debian13", "."]).0, Some(0));
    assert_eq!(doorbell(&units, &["check", "--target", "rhel8", "."]).0, Some(1));
    assert_eq!(doorbell(&units, &["check", "--systemd", "254", "."]).0, Some(1));
}

#[test]
fn units_of_a_user_know_no_multi_user_target() {
    let service = b"[Service]\nExecStart=/bin/a\n\n[Install]\nWantedBy=multi-user.target\n";
    let units = folder("user", &[("a.service", service)]);
    assert_eq!(doorbell(&units, &["check", "--strict", "a.service"]).0, Some(0));
    assert_eq!(doorbell(&units, &["check", "--strict", "--user", "a.service"]).0, Some(1));
}

#[test]
fn units_of_a_user_are_judged_as_its_manager_would() {
    let service = b"[Unit]\nFailureAction=reboot\n[Service]\nExecStart=/bin/a\nDynamicUser=yes\n";
    let units = folder("of-a-user", &[("a.service", service), ("systemd/user/a.service", service)]);
    let check = |target: &str, path: &str| {
        let (_, out, _) =
            doorbell(&units, &["check", "--format", "json", "--target", target, path]);
        told(&out).into_iter().map(|(.., rule)| rule).collect::<Vec<_>>()
    };
    assert_eq!(check("debian13", "a.service"), [""; 0]);
    assert_eq!(
        check("debian13", "systemd/user/a.service"),
        ["action-of-the-system", "dynamic-user-of-a-user"]
    );
    assert_eq!(check("debian12", "systemd/user"), ["action-of-the-system"]);
}

#[test]
fn the_catalogue_is_printed_whole() {
    let here = folder("catalogue", &[("x", b"")]);
    let (code, out, _) = doorbell(&here, &["directives", "--json"]);
    assert_eq!((code, out.lines().count()), (Some(0), 506));
    let first: Value = serde_json::from_str(out.lines().next().unwrap()).unwrap();
    assert!(first["summary"].as_str().unwrap().len() > 20);
    let older = doorbell(&here, &["directives", "--systemd", "239"]).1.lines().count();
    assert!(older < 450, "{older}");
}
