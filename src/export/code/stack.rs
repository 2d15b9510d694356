//! Programs with what people serve HTTP with: frameworks and servers that take the sockets which systemd passes.
//!
//! Each says how it takes them, as seen with the versions of Debian 13 and with axum 0.8, and what becomes of callers during a
//! restart where that is not “nobody is lost”.

use super::language::{IN_A_LOOP, LANGUAGE, NODE_NOTIFIES_NOT, go, go_door, node_door, script};
use super::{About, Language, MANY, Spec, rust};

pub(super) const GO: Language = Language {
    name: "Go, net/http",
    text: include_str!("go-http.txt"),
    several: Some((MANY, "each in a goroutine of its own")),
    obstacle: no_listening_streams,
    door: go_door,
    about: |spec| go(spec, true),
    ..LANGUAGE
};

pub(super) const UVICORN: Language = Language {
    name: "Python, uvicorn",
    text: include_str!("python-uvicorn.txt"),
    several: IN_A_LOOP,
    stays: Some("uvicorn never leaves by itself"),
    obstacle: |spec| {
        no_listening_streams(spec).or(match (spec.doors.len(), spec.notify) {
            (2.., _) => Some("uvicorn takes one socket (`--fd 3`): leave one listener"),
            (_, true) => Some(
                "uvicorn does not tell systemd that it is ready: write `Type=simple` or `Type=exec`",
            ),
            _ => None,
        })
    },
    about: |spec| served(spec, "uvicorn", "--fd 3", "--app-dir"),
    ..LANGUAGE
};

pub(super) const GUNICORN: Language = Language {
    name: "Python, gunicorn",
    text: include_str!("python-gunicorn.txt"),
    several: Some((4, "each in a process of its own")),
    stays: Some("gunicorn never leaves by itself"),
    note: "A caller who says nothing holds a process until gunicorn ends it after 30 seconds. With `--threads` a restart resets a connection now and then; with processes alone it does not.",
    obstacle: no_listening_streams,
    about: |spec| served(spec, "gunicorn", "--workers 4", "--chdir"),
    ..LANGUAGE
};

pub(super) const NODE: Language = Language {
    name: "Node.js, http",
    text: include_str!("node-http.txt"),
    several: IN_A_LOOP,
    obstacle: |spec| no_listening_streams(spec).or(spec.notify.then_some(NODE_NOTIFIES_NOT)),
    door: node_door,
    about: |spec| script(spec, "js", "nodejs"),
    ..LANGUAGE
};

pub(super) const AXUM: Language = Language {
    name: "Rust, axum",
    text: include_str!("rust-axum.txt"),
    several: Some((MANY, "each as a task of its own")),
    obstacle: no_listening_streams,
    door: rust::door_of_tokio,
    about: |spec| rust::about(spec, rust::manifest_of_axum(spec)),
    ..LANGUAGE
};

/// Why there is no such program, if the units do not pass listening stream sockets.
fn no_listening_streams(spec: &Spec) -> Option<&'static str> {
    if !spec.listening {
        Some("it accepts by itself: choose `Accept=no`")
    } else if !spec.aware {
        Some("it does not take its socket from stdin: choose “Socket-aware”")
    } else if spec.doors.iter().any(|door| door.is_datagram) {
        Some("HTTP needs connections: leave TCP and Unix stream sockets alone as listeners")
    } else {
        None
    }
}

/// What there is to say of an application in Python that `server` runs with `options`; `folder` is its option for where it is.
fn served(spec: &Spec, server: &str, options: &str, folder: &str) -> About {
    let place = format!("/usr/local/lib/{}", spec.stem);
    About {
        file: "app.py".to_owned(),
        needs: format!("sudo apt-get install {server}"),
        build: format!("sudo install -D -m 644 app.py {place}/app.py"),
        run: format!("{server} {options} app:app"),
        exec_start: format!("/usr/bin/{server} {options} {folder} {place} app:app"),
        ..About::default()
    }
}
