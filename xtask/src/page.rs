//! Building the page: trunk compiles it, and [`finish`] puts the rest into its `index.html`.
//!
//! The file in the checkout has a comment where each part belongs:
//!
//! - `<!-- style -->`: the files of `style/` as one stylesheet;
//! - `<!-- start -->`: `start.js`, told the names of the program's files, which it fetches;
//! - `<!-- app -->`: the page as it looks before the program runs, rendered natively.
//!
//! Every address is relative and every name but `index.html` holds a hash of what is in the file, so the folder works at
//! any place of any host, and may be cached for ever.

use crate::{
    run::{Outcome, checkout, command, output, run},
    tools,
};
use std::{
    env, fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

/// Which styles come first; the others follow by name.
const FIRST_STYLES: [&str; 2] = ["tokens.css", "base.css"];

/// `cargo xtask build`
pub fn build(arguments: &[String]) -> Outcome {
    trunk("build", arguments)
}

/// `cargo xtask serve`
pub fn serve(arguments: &[String]) -> Outcome {
    trunk("serve", arguments)
}

/// `cargo xtask finish`: called by trunk when the program is compiled, in the folder that becomes `dist/`.
pub fn finish(_: &[String]) -> Outcome {
    let folder = env::var_os("TRUNK_STAGING_DIR")
        .map(PathBuf::from)
        .ok_or("this is a step of the build: use `cargo xtask build`")?;
    let app = output(&mut command("cargo run --quiet --bin doorbell-page --features ssr"))?;
    let style = write_hashed(&folder, "style", "css", &styles()?)?;
    let start = write_hashed(&folder, "start", "js", &read(&checkout().join("start.js"))?)?;
    let names = names_in(&folder)?;
    let program = only(&names, "doorbell-page-", ".js")?;
    let wasm = only(&names, "doorbell-page-", ".wasm")?;

    let index = folder.join("index.html");
    let html = read(&index)?;
    let html = fill(&html, "style", &format!("<link rel=\"stylesheet\" href=\"./{style}\">"))?;
    let html = fill(
        &html,
        "start",
        &format!(
            "<script src=\"./{start}\" data-program=\"./{program}\" data-wasm=\"./{wasm}\"></script>\n\
             <link rel=\"modulepreload\" href=\"./{program}\">\n\
             <link rel=\"preload\" href=\"./{wasm}\" as=\"fetch\" type=\"application/wasm\" crossorigin fetchpriority=\"low\">"
        ),
    )?;
    let html = fill(&html, "app", app.trim_end())?;
    write(&index, &without_instructions(&html))
}

fn trunk(verb: &str, arguments: &[String]) -> Outcome {
    let path = tools::for_the_page()?;
    run(command(&format!("trunk {verb} --offline --release")).args(arguments).env("PATH", path))
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

/// The page without the lines that tell trunk what to build, which it leaves in place where it inserts nothing.
fn without_instructions(html: &str) -> String {
    html.split_inclusive('\n')
        .filter(|line| !line.trim_start().starts_with("<link data-trunk"))
        .collect()
}

/// All styles in one, without what only people read.
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
    let texts: Vec<String> =
        names.iter().map(|name| read(&folder.join(name))).collect::<Outcome<_>>()?;
    Ok(squeeze(&texts.concat()))
}

/// A stylesheet without comments, indentation and empty lines; what stands between quotes stays.
fn squeeze(css: &str) -> String {
    let mut kept = String::new();
    let (mut rest, mut quote) = (css, None);
    while let Some(c) = rest.chars().next() {
        if quote.is_none() && rest.starts_with("/*") {
            rest = rest.find("*/").map_or("", |end| &rest[end + 2..]);
            continue;
        }
        match quote {
            Some(open) if open == c => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            _ => {}
        }
        kept.push(c);
        rest = &rest[c.len_utf8()..];
    }
    kept.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| format!("{line}\n"))
        .collect()
}

/// Writes `text` as `<stem>-<hash>.<extension>` and returns that name.
fn write_hashed(folder: &Path, stem: &str, extension: &str, text: &str) -> Outcome<String> {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let name = format!("{stem}-{:016x}.{extension}", hasher.finish());
    write(&folder.join(&name), text)?;
    Ok(name)
}

/// The one name that begins and ends like this.
fn only<'a>(names: &'a [String], start: &str, end: &str) -> Outcome<&'a str> {
    let mut found = names.iter().filter(|name| name.starts_with(start) && name.ends_with(end));
    match (found.next(), found.next()) {
        (Some(name), None) => Ok(name),
        (None, _) => Err(format!("the build has no file `{start}…{end}`")),
        (Some(one), Some(other)) => {
            Err(format!("the build has two files `{start}…{end}`: {one} and {other}"))
        }
    }
}

fn names_in(folder: &Path) -> Outcome<Vec<String>> {
    let entries = fs::read_dir(folder)
        .map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    Ok(entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
}

fn read(file: &Path) -> Outcome<String> {
    fs::read_to_string(file).map_err(|error| format!("cannot read {}: {error}", file.display()))
}

fn write(file: &Path, text: &str) -> Outcome {
    fs::write(file, text).map_err(|error| format!("cannot write {}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stylesheet_loses_what_only_people_read() {
        let css =
            "/* one\n   two */\n.a {\n  color: red; /* why */\n\n  content: \"/* kept */\";\n}\n";
        assert_eq!(squeeze(css), ".a {\ncolor: red;\ncontent: \"/* kept */\";\n}\n");
    }

    #[test]
    fn instructions_to_trunk_are_not_for_the_reader() {
        let html = "<head>\n<link data-trunk rel=\"rust\">\n<link rel=\"icon\">\n</head>\n";
        assert_eq!(without_instructions(html), "<head>\n<link rel=\"icon\">\n</head>\n");
    }

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
