//! Building the page: a compiled program in parts, the first paint, and one stylesheet, in `dist/`.
//!
//! The program comes out of the compiler whole and with its relocations, by which it is taken apart: what the page needs at
//! once, and the part that [`ui/later.rs`] names, which is fetched afterwards. Then wasm-bindgen writes the JavaScript around
//! it, wasm-opt shrinks each part, and esbuild the texts.
//!
//! `index.html` in the checkout has a comment where each thing belongs:
//!
//! - `<!-- style -->`: the files of `style/` as one stylesheet;
//! - `<!-- start -->`: `start.js`, told the names of the program's files, which it fetches;
//! - `<!-- app -->`: the page as it looks before the program runs, rendered natively.
//!
//! Every address is relative and every name but `index.html` holds a hash of what is in the file, or lies in a folder that
//! does, so `dist/` works at any place of any host, and may be cached for ever.
//!
//! [`ui/later.rs`]: ../../src/ui/later.rs

use crate::{
    run::{Outcome, checkout, command, output, run},
    tools,
};
use std::{
    ffi::OsStr,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
};

/// Which styles come first; the others follow by name.
const FIRST_STYLES: [&str; 2] = ["tokens.css", "base.css"];

/// The name of the program's files.
const PROGRAM: &str = "doorbell";

/// What the compiler may use and every browser of the last years knows; a part does not say it of itself.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// `cargo xtask build`
pub fn build(_: &[String]) -> Outcome {
    let path = tools::for_the_page()?;
    let staging = target()?.join("page-dist");
    empty(&staging)?;
    let program = program(&path, &staging)?;
    let app = output(&mut command("cargo run --quiet --bin doorbell-page --features ssr"))?;
    let styles_file = target()?.join("style.css");
    write(&styles_file, &styles()?)?;
    let style = write_hashed(&staging, "style", "css", &minified(&styles_file, &path)?)?;
    let start = minified(&checkout().join("start.js"), &path)?;
    let start = write_hashed(&staging, "start", "js", &start)?;

    let html = read(&checkout().join("index.html"))?;
    let html = fill(&html, "style", &format!("<link rel=\"stylesheet\" href=\"./{style}\">"))?;
    let html = fill(
        &html,
        "start",
        &format!(
            "<script src=\"./{start}\" data-program=\"./{program}/{PROGRAM}.js\"></script>\n\
             <link rel=\"modulepreload\" href=\"./{program}/{PROGRAM}.js\">\n\
             <link rel=\"modulepreload\" href=\"./{program}/parts.js\">\n\
             <link rel=\"preload\" href=\"./{program}/{PROGRAM}_bg.wasm\" as=\"fetch\" type=\"application/wasm\" crossorigin fetchpriority=\"low\">"
        ),
    )?;
    let html = fill(&html, "app", app.trim_end())?;
    write(&staging.join("index.html"), &html)?;
    keeper(&staging, &path)?;
    replace(&dist(), &staging)
}

/// Writes the script that keeps every file in `staging` for times without the network.
fn keeper(staging: &Path, path: &OsStr) -> Outcome {
    let mut files = vec!["./".to_owned()];
    let mut hasher = DefaultHasher::new();
    for name in names_in(staging)? {
        if staging.join(&name).is_dir() {
            let inside = names_in(&staging.join(&name))?;
            files.extend(inside.iter().map(|file| format!("./{name}/{file}")));
        } else if name != "index.html" {
            files.push(format!("./{name}"));
        }
    }
    files.sort();
    files.hash(&mut hasher);
    read(&staging.join("index.html"))?.hash(&mut hasher);
    let list: Vec<String> = files.iter().map(|file| format!("{file:?}")).collect();
    let script = minified(&checkout().join("sw.js"), path)?;
    let names = format!(
        "self.FILES=[{}];self.CACHE=\"doorbell-{:016x}\";",
        list.join(","),
        hasher.finish()
    );
    write(&staging.join("sw.js"), &format!("{names}{script}"))
}

/// The folder of the built page.
pub fn dist() -> PathBuf {
    checkout().join("dist")
}

/// Compiles the program and puts its files into a folder inside of `staging`; returns that folder's name.
fn program(path: &OsStr, staging: &Path) -> Outcome<String> {
    run(&mut command(&format!(
        "cargo rustc --profile page --bin doorbell-page --features csr --target {} -- -C link-args=--emit-relocs",
        tools::WASM_TARGET
    )))?;
    let compiled = target()?.join(tools::WASM_TARGET).join("page/doorbell-page.wasm");
    let (parts, folder) = (target()?.join("page-parts"), staging.join("program"));
    empty(&parts)?;
    empty(&folder)?;
    split(&compiled, &parts)?;
    let main = parts.join("main.wasm");
    run(command("wasm-bindgen --target web --no-typescript --keep-lld-exports --out-name")
        .arg(PROGRAM)
        .arg("--out-dir")
        .args([&folder, &main])
        .env("PATH", path))?;
    for name in names_in(&parts)? {
        let (from, to) = (parts.join(&name), folder.join(&name));
        if from != main {
            fs::copy(&from, &to)
                .map_err(|error| format!("cannot write {}: {error}", to.display()))?;
        }
    }
    let mut names = names_in(&folder)?;
    names.sort();
    let mut hasher = DefaultHasher::new();
    for name in names {
        let file = folder.join(&name);
        if name.ends_with(".wasm") {
            run(command("wasm-opt -Oz --output")
                .args([&file, &file])
                .args(WASM_FEATURES)
                .env("PATH", path))?;
        } else {
            write(&file, &minified(&file, path)?)?;
        }
        let bytes = fs::read(&file).map_err(|error| cannot_read(&file, &error))?;
        (name, bytes).hash(&mut hasher);
    }
    let name = format!("program-{:016x}", hasher.finish());
    replace(&staging.join(&name), &folder)?;
    Ok(name)
}

/// Takes the compiled program apart: `main.wasm`, the parts that are fetched later, and `parts.js`, which fetches them.
fn split(compiled: &Path, folder: &Path) -> Outcome {
    let whole = fs::read(compiled).map_err(|error| cannot_read(compiled, &error))?;
    let main_module = format!("./{PROGRAM}.js");
    let main = folder.join("main.wasm");
    let mut options = wasm_split_cli_support::Options::new(&whole);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.main_module = &main_module;
    options.link_name = "./parts.js";
    wasm_split_cli_support::transform(options)
        .map(|_| ())
        .map_err(|error| format!("cannot take {} apart: {error:?}", compiled.display()))
}

/// The folder in which cargo builds.
fn target() -> Outcome<PathBuf> {
    let metadata = output(&mut command("cargo metadata --format-version 1 --no-deps"))?;
    let (_, rest) = metadata
        .split_once("\"target_directory\":\"")
        .ok_or("cargo does not say where it builds")?;
    Ok(PathBuf::from(rest.split('"').next().unwrap_or_default()))
}

/// Makes `folder` an empty one.
fn empty(folder: &Path) -> Outcome {
    remove(folder)?;
    fs::create_dir_all(folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))
}

/// Puts the folder `new` in the place of `old`.
fn replace(old: &Path, new: &Path) -> Outcome {
    remove(old)?;
    let moved = fs::rename(new, old).is_ok();
    if moved { Ok(()) } else { copy_folder(new, old) }
}

/// The target folder may lie on another file system than the checkout.
fn copy_folder(from: &Path, to: &Path) -> Outcome {
    empty(to)?;
    for name in names_in(from)? {
        let (from, to) = (from.join(&name), to.join(&name));
        if from.is_dir() {
            copy_folder(&from, &to)?;
        } else {
            fs::copy(&from, &to)
                .map_err(|error| format!("cannot write {}: {error}", to.display()))?;
        }
    }
    Ok(())
}

fn remove(folder: &Path) -> Outcome {
    match fs::remove_dir_all(folder) {
        Err(error) if folder.exists() => {
            Err(format!("cannot remove {}: {error}", folder.display()))
        }
        _ => Ok(()),
    }
}

/// Replaces the comment that marks the place of a part, which has to be there once.
fn fill(html: &str, part: &str, with: &str) -> Outcome<String> {
    let mark = format!("<!-- {part} -->");
    match html.matches(&mark).count() {
        1 => Ok(html.replace(&mark, with)),
        0 => Err(format!("index.html has no `{mark}`")),
        count => Err(format!("index.html has `{mark}` {count} times, expected once")),
    }
}

/// All styles in one.
fn styles() -> Outcome<String> {
    let folder = checkout().join("style");
    let mut names = names_in(&folder)?;
    names.retain(|name| name.ends_with(".css"));
    names.sort_by_key(|name| {
        (
            FIRST_STYLES.iter().position(|first| first == name).unwrap_or(FIRST_STYLES.len()),
            name.clone(),
        )
    });
    names.iter().map(|name| read(&folder.join(name))).collect()
}

/// A text for machines: without what only people read.
fn minified(file: &Path, path: &OsStr) -> Outcome<String> {
    output(command("esbuild --minify --log-level=warning").arg(file).env("PATH", path))
}

/// Writes `text` as `<stem>-<hash>.<extension>` and returns that name.
fn write_hashed(folder: &Path, stem: &str, extension: &str, text: &str) -> Outcome<String> {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let name = format!("{stem}-{:016x}.{extension}", hasher.finish());
    write(&folder.join(&name), text)?;
    Ok(name)
}

fn names_in(folder: &Path) -> Outcome<Vec<String>> {
    let entries = fs::read_dir(folder).map_err(|error| cannot_read(folder, &error))?;
    Ok(entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
}

fn read(file: &Path) -> Outcome<String> {
    fs::read_to_string(file).map_err(|error| cannot_read(file, &error))
}

fn cannot_read(file: &Path, error: &io::Error) -> String {
    format!("cannot read {}: {error}", file.display())
}

fn write(file: &Path, text: &str) -> Outcome {
    fs::write(file, text).map_err(|error| format!("cannot write {}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_needs_its_mark_exactly_once() {
        assert_eq!(fill("<p><!-- app --></p>", "app", "ring"), Ok("<p>ring</p>".to_owned()));
        assert_eq!(
            fill("<p></p>", "app", "ring"),
            Err("index.html has no `<!-- app -->`".to_owned())
        );
        assert!(fill("<!-- app --><!-- app -->", "app", "ring").is_err());
    }
}
