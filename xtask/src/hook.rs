//! `cargo xtask hook`: the steps of building the page that trunk leaves to us; `Trunk.toml` says when it runs which.
//!
//! The program comes out of the compiler whole and with its relocations, by which it is taken apart: what the page needs at
//! once, and the parts that [`ui/parts.rs`] names, which are fetched afterwards. Then wasm-bindgen writes the JavaScript around
//! it and, for a release, wasm-opt shrinks each part and esbuild the JavaScript, at which trunk's own minifier gives up.
//!
//! Every address is relative and every name but `index.html` and `sw.js` holds a hash of what is in the file, or lies in a
//! folder that does, so `dist/` works at any place of any host, and may be cached for ever.
//!
//! [`ui/parts.rs`]: ../../src/ui/parts.rs

use crate::{
    exports,
    run::{Outcome, checkout, command, metadata, output, run},
    tools,
};
use std::{
    env,
    ffi::OsStr,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
};

/// Which styles come first; the others follow by name.
const FIRST_STYLES: [&str; 2] = ["tokens.css", "base.css"];

/// The name of the program's files, and how the name of their folder begins.
const PROGRAM: &str = "doorbell";
const FOLDER: &str = "program-";

/// The pages that `start.js` fetches the first paint of, beside the one in `index.html`.
const PAGES: [&str; 2] = ["learn", "directives"];

/// What exports have in their names that nobody calls: Leptos brings them along for streams between a server and its pages.
/// They would be 5 kB of the first load.
const UNCALLED: &str = "intounderlying";

/// What the compiler may use and every browser of the last years knows; a part does not say it of itself.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Runs the hook that `arguments` name.
pub fn hook(arguments: &[String]) -> Outcome {
    let staging = env::var_os("TRUNK_STAGING_DIR")
        .map(PathBuf::from)
        .ok_or("trunk runs the hooks: try `cargo xtask build`")?;
    match arguments.first().map(String::as_str) {
        Some("style") => style(),
        Some("program") => program(&staging),
        Some("page") => page(&staging),
        _ => Err("expected the name of a hook: style, program or page".to_owned()),
    }
}

/// Writes all styles as one, to where `index.html` has trunk look for it.
fn style() -> Outcome {
    let folder = checkout().join("style");
    let mut names = names_in(&folder)?;
    names.retain(|name| name.ends_with(".css"));
    names.sort_by_key(|name| FIRST_STYLES.iter().position(|first| first == name).unwrap_or(2));
    let styles = names.iter().map(|name| read(&folder.join(name))).collect::<Outcome<String>>()?;
    make(&checkout().join("target"))?;
    write(&checkout().join("target/style.css"), &styles)
}

/// Compiles the program and puts its files into a folder inside of `staging`.
fn program(staging: &Path) -> Outcome {
    let path = tools::for_the_page()?;
    let release = env::var_os("TRUNK_PROFILE").is_some_and(|profile| profile == "release");
    let profile = if release { "page" } else { "page-dev" };
    run(&mut command(&format!(
        "cargo rustc --profile {profile} --bin doorbell-page --features csr --target {} -- -C link-args=--emit-relocs",
        tools::WASM_TARGET
    )))?;
    let target = metadata()?.target_directory.into_std_path_buf();
    let compiled = target.join(tools::WASM_TARGET).join(profile).join("doorbell-page.wasm");
    let (main, folder) = (target.join("main.wasm"), staging.join(PROGRAM));
    make(&folder)?;
    split(&compiled, &main, &folder)?;
    run(command("wasm-bindgen --target web --no-typescript --keep-lld-exports --out-name")
        .arg(PROGRAM)
        .arg("--out-dir")
        .args([&folder, &main])
        .env("PATH", &path))?;
    let mut hasher = DefaultHasher::new();
    for name in names_in(&folder)? {
        let file = folder.join(&name);
        if release && name.ends_with(".wasm") {
            // The lowest addresses are the far end of the stack, where nothing else ever is.
            run(command("wasm-opt -Oz --low-memory-unused --output")
                .args([&file, &file])
                .args(WASM_FEATURES)
                .env("PATH", &path))?;
        } else if release {
            write(&file, &minified(&file, &path)?)?;
        }
        (name, fs::read(&file).map_err(|error| cannot("read", &file, &error))?).hash(&mut hasher);
    }
    let hashed = staging.join(format!("{FOLDER}{:016x}", hasher.finish()));
    fs::rename(&folder, &hashed).map_err(|error| cannot("make", &hashed, &error))
}

/// Takes the compiled program apart: `main`, and in `folder` the parts that are fetched later, and `parts.js`, which fetches
/// them.
fn split(compiled: &Path, main: &Path, folder: &Path) -> Outcome {
    let whole = fs::read(compiled).map_err(|error| cannot("read", compiled, &error))?;
    // What is exported is kept, and with it all that it needs.
    let whole = exports::only(&whole, |name| !name.contains(UNCALLED))
        .ok_or_else(|| format!("{} is no WebAssembly", compiled.display()))?;
    let main_module = format!("./{PROGRAM}.js");
    let mut options = wasm_split_cli_support::Options::new(&whole);
    options.output_dir = folder;
    options.main_out_path = main;
    options.main_module = &main_module;
    options.link_name = "./parts.js";
    wasm_split_cli_support::transform(options)
        .map(|_| ())
        .map_err(|error| format!("cannot take {} apart: {error:?}", compiled.display()))
}

/// Fills in what `index.html` in `staging` leaves open, and writes the script that keeps all files for times without the
/// network.
fn page(staging: &Path) -> Outcome {
    let path = tools::for_the_page()?;
    let names = names_in(staging)?;
    let program = names
        .iter()
        .find(|name| name.starts_with(FOLDER))
        .ok_or("there is no program yet: expected the hook `program` to run first")?;
    // What the parts that are fetched later have in common is fetched with the first of them.
    let inside = names_in(&staging.join(program))?;
    let shared: Vec<_> = inside.iter().filter(|name| name.starts_with("chunk_")).cloned().collect();
    let shared = shared.join(" ");
    let links = format!(
        "<link rel=\"modulepreload\" href=\"./{program}/{PROGRAM}.js\" data-shared=\"{shared}\">\
         <link rel=\"modulepreload\" href=\"./{program}/parts.js\">\
         <link rel=\"preload\" href=\"./{program}/{PROGRAM}_bg.wasm\" as=\"fetch\" type=\"application/wasm\" crossorigin fetchpriority=\"low\">"
    );
    let first_paint = |address: &str| {
        output(command("cargo run --quiet --bin doorbell-page --features ssr --").arg(address))
    };
    for page in PAGES {
        let text = first_paint(&format!("#/{page}"))?;
        write(&staging.join(program).join(format!("{page}.html")), &text)?;
    }
    let app = first_paint("#/")?;
    let html = read(&staging.join("index.html"))?;
    let html = replace(&html, "<link data-trunk", ">", &links)?;
    let html = replace(&html, "<first-paint>", "</first-paint>", app.trim_end())?;
    let html = reloading(&html);
    write(&staging.join("index.html"), &html)?;

    let mut files = vec!["./".to_owned()];
    for name in names.iter().filter(|name| *name != "index.html") {
        match names_in(&staging.join(name)) {
            Ok(inside) => files.extend(inside.iter().map(|file| format!("./{name}/{file}"))),
            Err(_) => files.push(format!("./{name}")),
        }
    }
    let mut hasher = DefaultHasher::new();
    (&files, &html).hash(&mut hasher);
    let script = minified(&checkout().join("sw.js"), &path)?;
    let known = format!("self.FILES={files:?};self.CACHE=\"doorbell-{:016x}\";", hasher.finish());
    write(&staging.join("sw.js"), &format!("{known}{script}"))
}

/// Lets the script run by which `trunk serve` loads the page again: it stands in the page, which its policy forbids.
fn reloading(html: &str) -> String {
    if !html.contains(".well-known/trunk/ws") {
        return html.to_owned();
    }
    html.replacen("script-src 'self'", "script-src 'self' 'unsafe-inline'", 1).replacen(
        "connect-src 'self'",
        "connect-src 'self' ws:",
        1,
    )
}

/// Puts `with` in the place of what begins with `from` and ends with `to`, which has to be there once.
fn replace(html: &str, from: &str, to: &str, with: &str) -> Outcome<String> {
    let count = html.matches(from).count();
    match html.split_once(from).and_then(|(before, rest)| Some((before, rest.split_once(to)?.1))) {
        Some((before, after)) if count == 1 => Ok(format!("{before}{with}{after}")),
        _ => Err(format!("the page has `{from}…{to}` {count} times, expected once")),
    }
}

/// A text for machines: without what only people read.
fn minified(file: &Path, path: &OsStr) -> Outcome<String> {
    output(command("esbuild --minify --log-level=error").arg(file).env("PATH", path))
}

/// The names in a folder, in order.
fn names_in(folder: &Path) -> Outcome<Vec<String>> {
    let entries = fs::read_dir(folder).map_err(|error| cannot("read", folder, &error))?;
    let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let mut names: Vec<String> = entries.flatten().map(name).collect();
    names.sort();
    Ok(names)
}

fn make(folder: &Path) -> Outcome {
    fs::create_dir_all(folder).map_err(|error| cannot("make", folder, &error))
}

fn read(file: &Path) -> Outcome<String> {
    fs::read_to_string(file).map_err(|error| cannot("read", file, &error))
}

fn write(file: &Path, text: &str) -> Outcome {
    fs::write(file, text).map_err(|error| cannot("write", file, &error))
}

fn cannot(what: &str, file: &Path, error: &io::Error) -> String {
    format!("cannot {what} {}: {error}", file.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_has_to_be_there_once() {
        let fill = |html| replace(html, "<link data-trunk", ">", "ring");
        assert_eq!(fill("<p><link data-trunk id=1></p>"), Ok("<p>ring</p>".to_owned()));
        let message =
            |count| format!("the page has `<link data-trunk…>` {count} times, expected once");
        assert_eq!(fill("<p></p>"), Err(message(0)));
        assert_eq!(fill("<link data-trunk><link data-trunk>"), Err(message(2)));
    }

    #[test]
    fn only_a_page_that_is_served_by_trunk_may_run_what_stands_in_it() {
        let page = "script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
        assert_eq!(reloading(page), page);
        let served = reloading(&format!("{page}<script>'.well-known/trunk/ws'</script>"));
        assert!(
            served.contains("script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'"),
            "{served}"
        );
        assert!(served.contains("connect-src 'self' ws:"), "{served}");
    }
}
