//! `cargo xtask serve`: the built page on this machine, built again after each change.

use crate::{
    page,
    run::{Outcome, checkout},
};
use notify::{Event, RecursiveMode, Watcher};
use std::{
    fs::File,
    path::PathBuf,
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};
use tiny_http::{Header, Request, Response, Server};

/// What the page is made of.
const SOURCES: [&str; 6] = ["src", "style", "index.html", "start.js", "sw.js", "Cargo.toml"];

const PORT: u16 = 8080;

/// An editor saves several files, and each of them in several steps: they make one build.
const PAUSE: Duration = Duration::from_millis(200);

/// Builds, serves and watches, until it is stopped; `arguments` may name a port.
pub fn serve(arguments: &[String]) -> Outcome {
    let port = match arguments {
        [] => PORT,
        [port] => port.parse().map_err(|_| format!("`{port}` is no port: expected 1 to 65535"))?,
        _ => return Err("expected one port or nothing: cargo xtask serve 8080".to_owned()),
    };
    let server = Server::http(("127.0.0.1", port))
        .map_err(|error| format!("cannot listen on port {port}: {error}"))?;
    let changes = changes()?;
    page::build(&[])?;
    thread::spawn(move || server.incoming_requests().for_each(answer));
    loop {
        eprintln!("\nthe page is at http://127.0.0.1:{port}/ (Ctrl+C ends this)");
        changes.recv().map_err(|_| "the files cannot be watched any longer")?;
        while changes.recv_timeout(PAUSE).is_ok() {}
        if let Err(message) = page::build(&[]) {
            eprintln!("error: {message}");
        }
    }
}

/// Tells of every change to the sources.
fn changes() -> Outcome<Receiver<()>> {
    let (tell, changes) = channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        if event.is_ok_and(|event| !event.kind.is_access()) {
            tell.send(()).ok();
        }
    })
    .map_err(|error| format!("cannot watch files: {error}"))?;
    for source in SOURCES {
        watcher
            .watch(&checkout().join(source), RecursiveMode::Recursive)
            .map_err(|error| format!("cannot watch {source}: {error}"))?;
    }
    // It watches for as long as this process lives.
    std::mem::forget(watcher);
    Ok(changes)
}

fn answer(request: Request) {
    let sent = match file(request.url()).and_then(|path| Some((File::open(&path).ok()?, path))) {
        Some((file, path)) => {
            let header = |name: &str, value: &str| Header::from_bytes(name, value).ok();
            let mut response = Response::from_file(file);
            for header in
                [header("Content-Type", media_type(&path)), header("Cache-Control", "no-store")]
                    .into_iter()
                    .flatten()
            {
                response.add_header(header);
            }
            request.respond(response)
        }
        None => request.respond(Response::from_string("not found").with_status_code(404)),
    };
    // A browser that goes away early is no fault.
    sent.ok();
}

/// The built file behind an address; nothing outside of `dist/`.
fn file(url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?.trim_start_matches('/');
    let path = if path.is_empty() { "index.html" } else { path };
    let inside = path.split('/').all(|part| !matches!(part, "" | "." | ".."));
    inside.then(|| page::dist().join(path)).filter(|file| file.is_file())
}

fn media_type(path: &std::path::Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}
