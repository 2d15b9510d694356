//! Every sentence that says what systemd does names the claim that shows it, or the man page where it cannot be tried.
//!
//! - In the texts of the rules and of *How it works* that is a comment behind the paragraph or the entry of a list:
//!   `<!-- claim: NAME -->`, `<!-- man: PAGE(5) Directive= -->`, several of them parted by `;`, or `<!-- advice -->` where
//!   nothing is said of systemd.
//! - In `journal.txt` it is the fourth line of an entry.
//! - In `src/explain`, the commands and their notes, and the presets it is the doc comment of the item that holds the words:
//!   a paragraph `Claims: NAME, NAME.`, `Source: …`, or both.
//! - What a directive does, in `src/catalogue/<page>.txt`, comes from the man page that its entry names. What goes beyond that
//!   is a claim with a line `Summary: Directive`.
//!
//! A claim is a file in `tests/real/claims/`, which is run on every systemd; that the lines of the journal are printed there,
//! and that the man pages know the directives, is shown in `tests/real/tests/claims.rs`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The sections of a rule's text that say what systemd does.
const TOLD: [&str; 2] = ["What it does", "Why it hurts"];

/// How many words make a sentence that could be wrong.
const SENTENCE: usize = 4;

#[test]
fn every_paragraph_of_a_rule_says_where_it_comes_from() {
    let mut count = 0;
    for path in files("src/check", "md") {
        let text = fs::read_to_string(&path).expect("a text");
        let is_told = |section: &&str| TOLD.iter().any(|told| section.starts_with(told));
        for section in text.split("\n## ").filter(is_told) {
            let (_, body) = section.split_once('\n').expect("a body");
            count += see_paragraphs(body, &path);
        }
    }
    assert!(count > 60, "only {count} paragraphs were found: the search is broken");
}

#[test]
fn every_paragraph_of_how_it_works_says_where_it_comes_from() {
    let path = Path::new("src/ui/page/learn.md");
    let count = see_paragraphs(&fs::read_to_string(path).expect("the text"), path);
    assert!(count > 35, "only {count} paragraphs were found: the search is broken");
}

#[test]
fn every_line_of_the_journal_says_where_it_comes_from() {
    let path = Path::new("src/explain/journal.txt");
    for entry in fs::read_to_string(path).expect("the entries").split("\n\n") {
        let marks: Vec<&str> = entry.lines().filter_map(|line| line.split(' ').next()).collect();
        assert_eq!(marks, ["=", "?", "!", "@"], "{entry}");
        see(entry.lines().last().and_then(|line| line.strip_prefix("@ ")).unwrap_or(entry), path);
    }
}

#[test]
fn every_sentence_of_the_explanation_says_where_it_comes_from() {
    let mut paths = files("src/explain", "rs");
    let others =
        ["explain", "export/access", "export/change", "export/client", "export/install", "preset"];
    paths.extend(others.map(|name| PathBuf::from(format!("src/{name}.rs"))));
    let mut count = 0;
    for path in paths {
        let code = fs::read_to_string(&path).expect("code");
        let code = code.split("\n#[cfg(test)]").next().unwrap_or_default();
        for (item, literal) in sentences(code) {
            count += 1;
            let doc = doc(&item);
            let claims = doc.split_once("Claims: ").map(|(_, claims)| claims);
            assert!(
                claims.is_some() || doc.contains("Source: "),
                "{}: nothing says where this comes from: {literal}",
                path.display()
            );
            let claims = claims.and_then(|claims| claims.split_once('.')).unwrap_or_default().0;
            for claim in claims.split(", ").filter(|claim| !claim.is_empty()) {
                see(&format!("claim: {claim}"), &path);
            }
        }
    }
    assert!(count > 100, "only {count} sentences were found: the search is broken");
}

#[test]
fn sentences_are_found_in_the_items_that_hold_them() {
    let code = "//! \"no item has these words\"\n\n/// Says.\n///\n/// Claims: one, two.\n#[must_use]\nfn say(a: char) -> String {\n    \
        // \"nor is this one\" said\n    let end = '\"';\n    format!(\"this is \\\"one\\\" of {a}\")\n}\n\nconst MORE: &str = \"so is \\\n    \
        this here\";\n\nfn few() { \"but not this\" }\n";
    let found = sentences(code);
    let words: Vec<&str> = found.iter().map(|(_, literal)| literal.as_str()).collect();
    assert_eq!(words.len(), 2, "{words:?}");
    assert_eq!(doc(&found[0].0), "Says.  Claims: one, two.");
    assert_eq!(doc(&found[1].0), "");
}

#[test]
fn every_claim_is_named_by_a_text() {
    let mut texts = String::new();
    let folders = [
        ("src/activation", "rs"),
        ("src/check", "md"),
        ("src/explain", "rs"),
        ("src/export", "rs"),
    ];
    for path in folders.into_iter().flat_map(|(folder, extension)| files(folder, extension)) {
        texts += &fs::read_to_string(path).expect("a text");
    }
    for path in ["src/ui/page/learn.md", "src/explain/journal.txt", "src/explain.rs"] {
        texts += &fs::read_to_string(path).expect("a text");
    }
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let words: BTreeSet<&str> = texts.split(|c| !is_word(c)).collect();
    let claims = files("tests/real/claims", "txt");
    assert!(claims.len() > 80, "only {} claims", claims.len());
    for claim in claims {
        let name = claim.file_stem().and_then(|stem| stem.to_str()).expect("a plain name");
        let text = fs::read_to_string(&claim).expect("a claim");
        let is_of_summaries = text.lines().any(|line| line.starts_with("Summary: "));
        assert!(is_of_summaries || words.contains(name), "no text needs the claim `{name}`");
    }
}

/// The files of a folder with this extension.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    paths.sort();
    paths
}

/// Sees that each paragraph and each entry of a list names its source; how many there are. Headings, figures, code and what is
/// about other texts are none.
fn see_paragraphs(text: &str, path: &Path) -> usize {
    let prose: String = text.split("```").step_by(2).map(|part| part.to_owned() + "\n").collect();
    let blocks = prose.split("\n\n").map(str::trim);
    let told = blocks.filter(|block| {
        let is_other = ["#", "!", "Sources: ", "Targets: ", "Scope: "]
            .iter()
            .any(|start| block.starts_with(start));
        !block.is_empty() && !is_other
    });
    let mut count = 0;
    for part in told.flat_map(|block| block.split("\n- ")) {
        count += 1;
        let last = part.lines().last().unwrap_or_default();
        let source = last.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->"));
        let source =
            source.unwrap_or_else(|| panic!("{}: no source behind: {part}", path.display()));
        see(source, path);
    }
    count
}

/// Sees that what is named is there.
fn see(source: &str, path: &Path) {
    for one in source.split("; ") {
        match one.split_once(": ") {
            Some(("claim", name)) => {
                let claim = Path::new("tests/real/claims").join(format!("{name}.txt"));
                assert!(claim.is_file(), "{}: there is no claim `{name}`", path.display());
            }
            Some(("man", page)) => {
                let (name, _) = page.split_once('(').expect("a page with its section");
                assert!(!name.is_empty(), "{}: `{page}` is no page", path.display());
            }
            Some(("systemd", range)) => {
                assert!(range.starts_with(char::is_numeric), "{}: {range}", path.display());
            }
            None if one == "advice" => {}
            _ => panic!("{}: `{one}` is neither `claim: …` nor `man: …`", path.display()),
        }
    }
}

/// The string literals of code that hold a sentence, each with the lines of the item that it stands in and of the comment
/// above that.
fn sentences(code: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for item in items(code) {
        for literal in literals(&item) {
            if literal.split_whitespace().count() >= SENTENCE {
                found.push((item.clone(), literal));
            }
        }
    }
    found
}

/// Functions, constants and what else begins at the margin or in a block there, with the comments above them.
fn items(code: &str) -> Vec<String> {
    let mut items = vec![String::new()];
    let (mut was_comment, mut margin) = (false, 0);
    for line in code.lines() {
        let text = line.trim_start();
        let indent = line.len() - text.len();
        let is_comment = text.starts_with("///") || text.starts_with("#[");
        let heads = ["fn ", "pub", "const ", "static ", "impl", "struct ", "enum "];
        let is_head = heads.iter().any(|word| text.starts_with(word));
        if indent <= margin && !was_comment && (is_comment || is_head) {
            items.push(String::new());
        }
        if indent == 0 && is_head {
            // Functions stand in blocks of `impl`, and what stands in a function belongs to that.
            margin = if text.starts_with("impl") { 4 } else { 0 };
        }
        was_comment = is_comment;
        let last = items.last_mut().expect("there is one");
        *last += line;
        last.push('\n');
    }
    items
}

/// What the comment of an item says, in one line.
fn doc(item: &str) -> String {
    let lines = item.lines().filter_map(|line| line.trim_start().strip_prefix("///"));
    lines.map(str::trim).collect::<Vec<_>>().join(" ")
}

/// The string literals of code, as they are written.
fn literals(code: &str) -> Vec<String> {
    let mut literals = Vec::new();
    let mut rest = code;
    while let Some(at) = rest.find(['"', '/', '\'']) {
        let (before, from) = rest.split_at(at);
        rest = if from.starts_with("//") {
            from.split_once('\n').map_or("", |(_, rest)| rest)
        } else if from.starts_with("'\"'") || from.starts_with("'/'") {
            &from[3..]
        } else if let Some(inside) = from.strip_prefix('"') {
            let mut is_escaped = false;
            let end = inside.find(|c| {
                let ends = c == '"' && !is_escaped;
                is_escaped = c == '\\' && !is_escaped;
                ends
            });
            let end = end.unwrap_or_else(|| panic!("an open string behind {before}"));
            literals.push(inside[..end].to_owned());
            &inside[end + 1..]
        } else {
            &from[1..]
        };
    }
    literals
}
