//! The command line as a pipeline would call it: what it prints and how it exits.

use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

const SOCKET: &str = "[Socket]\nListenStream=8080\n\n[Install]\nWantedBy=sockets.target\n";
const SERVICE: &str = "[Unit]\nRequires=a.socket\n\n[Service]\nExecStart=/bin/a\n";

/// A folder of its own for each test, with these files in it.
fn folder(name: &str, files: &[(&str, &[u8])]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::remove_dir_all(&folder).ok();
    for (file, bytes) in files {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn doorbell(folder: &PathBuf, arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_doorbell"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[test]
fn a_clean_pair_exits_with_0() {
    let units =
        folder("clean", &[("a.socket", SOCKET.as_bytes()), ("a.service", SERVICE.as_bytes())]);
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
    let expected = "warning: many is not a whole number: write digits only, for example 64 [bad-value]\n  --> a.socket:3:9\n  |\n3 | Backlog=many\n  |         ^^^^\n";
    assert!(out.starts_with(expected), "{out}");
}

#[test]
fn warnings_count_only_when_they_are_asked_to() {
    let service = format!("{SERVICE}Environment=LISTEN_FDS=2\n");
    let units =
        folder("advice", &[("a.socket", SOCKET.as_bytes()), ("a.service", service.as_bytes())]);
    let (code, out, _) = doorbell(&units, &["check", "."]);
    assert_eq!(code, Some(0));
    assert!(
        out.contains("[listen-fds-set-by-hand]") && out.contains("fix: Remove the line"),
        "{out}"
    );
    assert_eq!(doorbell(&units, &["check", "--strict", "."]).0, Some(1));
}

#[test]
fn json_has_its_keys_and_the_fixed_text() {
    let service = format!("{SERVICE}Environment=LISTEN_FDS=1\n");
    let units =
        folder("json", &[("a.socket", SOCKET.as_bytes()), ("a.service", service.as_bytes())]);
    let (_, out, _) = doorbell(&units, &["check", "--format", "json", "a.socket", "a.service"]);
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 1);
    let keys: BTreeSet<&str> = lines[0].as_object().unwrap().keys().map(String::as_str).collect();
    let expected =
        ["file", "line", "column", "unit", "source", "rule", "outcome", "message", "fix"];
    assert_eq!(keys, BTreeSet::from(expected));
    assert_eq!(
        (&lines[0]["line"], &lines[0]["source"]),
        (&Value::from(6), &Value::from("doorbell"))
    );
    assert_eq!(lines[0]["fix"]["files"]["a.service"], SERVICE);
}

#[test]
fn sarif_and_github_name_place_and_level() {
    let socket = SOCKET.replace("8080\n", "8080\nBacklog=many\n");
    let units = folder("sarif", &[("a,b.socket", socket.as_bytes())]);
    let (code, out, _) = doorbell(&units, &["check", "--own", "--format", "sarif", "."]);
    assert_eq!(code, Some(1));
    let log: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let results = log["runs"][0]["results"].as_array().unwrap();
    let levels: Vec<&str> =
        results.iter().map(|result| result["level"].as_str().unwrap()).collect();
    assert_eq!(levels, ["warning", "error"], "a value, and a service that is missing");
    assert_eq!(results[0]["locations"][0]["physicalLocation"]["region"]["startLine"], 3);
    let (_, out, _) = doorbell(&units, &["check", "--format", "github", "."]);
    assert!(
        out.starts_with("::warning file=./a%2Cb.socket,line=3,col=9,title=bad-value::"),
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
    let told: Vec<(String, String)> = out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|one| (one["file"].as_str().unwrap().into(), one["rule"].as_str().unwrap().into()))
        .collect();
    let expected = [("./socket.d/30-bad.conf", "bad-value"), ("./a.socket", "no-listener")];
    assert_eq!(told, expected.map(|(file, rule)| (file.to_owned(), rule.to_owned())));
}

#[test]
fn what_is_no_text_and_what_is_not_there() {
    let units =
        folder("odd", &[("a.service", b"[Service]\nExecStart=/bin/\xff\n"), ("b.timer", b"")]);
    let (code, out, _) = doorbell(&units, &["check", "--format", "json", "a.service"]);
    assert_eq!(code, Some(1));
    let one: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&one["line"], &one["outcome"]), (&Value::from(2), &Value::from("fatal")));
    for (path, message) in
        [("nope.socket", "nope.socket: No such file"), ("b.timer", "b.timer: not a")]
    {
        let (code, _, error) = doorbell(&units, &["check", path]);
        assert_eq!(code, Some(2));
        assert!(error.contains(message), "{error}");
    }
    let (code, _, error) = doorbell(&units, &["check", "--systemd", "12", "a.service"]);
    assert_eq!(code, Some(2));
    assert!(error.contains("`12` is not a systemd release from 239 to 262"), "{error}");
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
fn the_catalogue_is_printed_whole() {
    let here = folder("catalogue", &[("x", b"")]);
    let (code, out, _) = doorbell(&here, &["directives", "--json"]);
    assert_eq!((code, out.lines().count()), (Some(0), 505));
    let first: Value = serde_json::from_str(out.lines().next().unwrap()).unwrap();
    assert!(first["summary"].as_str().unwrap().len() > 20);
    let older = doorbell(&here, &["directives", "--systemd", "239"]).1.lines().count();
    assert!(older < 450, "{older}");
}
