//! Programs with what people serve HTTP with: frameworks and servers that take the sockets which systemd passes.
//!
//! Each says how it takes them, as seen with the versions of Debian 13 and with axum 0.8, and what becomes of callers during a
//! restart where that is not “nobody is lost”.

use super::language::{
    IN_A_LOOP, LANGUAGE, NODE_NOTIFIES_NOT, go, go_door, node_door, python_door, script,
};
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
    note: "`uvicorn --fd 3` takes a socket from systemd too, but only one; and a restart of it resets the connections of which it has read nothing yet: with a caller each millisecond 16 of 2,327 in 25 restarts.",
    obstacle: no_listening_streams,
    door: python_door,
    about: |spec| script(spec, "py", "uvicorn"),
    ..LANGUAGE
};

pub(super) const GUNICORN: Language = Language {
    name: "Python, gunicorn",
    text: include_str!("python-gunicorn.txt"),
    several: Some((4, "each in a process of its own")),
    stays: Some("gunicorn never leaves by itself"),
    note: "A caller who says nothing holds a process until gunicorn ends it after 30 seconds. Told to end within half a second of its start, it may take 30 seconds to do so.",
    // Told twice, by systemd and by the first process, one of its processes may die of the signal. The first logs that in a
    // signal handler, where it may hang until its 30 seconds are over: gunicorn's issues 2564 and 2816, seen with version 23.
    obstacle: |spec| {
        no_listening_streams(spec).or((!spec.mixed).then_some(
            "told to end together with its processes, gunicorn may hang for 30 seconds: write `KillMode=mixed`",
        ))
    },
    about: |spec| {
        let place = format!("/usr/local/lib/{}", spec.stem);
        About {
            file: "app.py".to_owned(),
            needs: "sudo apt-get install gunicorn".to_owned(),
            build: format!("sudo install -D -m 644 app.py {place}/app.py"),
            run: "gunicorn --workers 4 app:app".to_owned(),
            exec_start: format!("/usr/bin/gunicorn --workers 4 --chdir {place} app:app"),
            ..About::default()
        }
    },
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
