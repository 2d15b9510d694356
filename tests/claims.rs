//! Every paragraph that says what systemd does names the claim that shows it, or the man page where it cannot be tried.
//!
//! In the texts of the rules and of *How it works* that is a comment behind the paragraph, `<!-- claim: NAME -->` or
//! `<!-- man: PAGE(5) Directive= -->`, several of them parted by `;`. A claim is a file in `tests/real/claims/`, which is run
//! on every systemd; that the man pages are there and know the directives is shown in `tests/real/tests/claims.rs`.

use std::fs;
use std::path::Path;

/// The sections of a rule's text that say what systemd does.
const TOLD: [&str; 2] = ["What it does", "Why it hurts"];

#[test]
fn every_paragraph_of_a_rule_says_where_it_comes_from() {
    let mut paragraphs = 0;
    for entry in fs::read_dir("src/check").expect("the rules") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a text");
        for section in
            text.split("\n## ").filter(|section| TOLD.iter().any(|told| section.starts_with(told)))
        {
            let (_, body) = section.split_once('\n').expect("a body");
            for paragraph in body.split("\n\n").map(str::trim).filter(|text| !text.is_empty()) {
                if paragraph.starts_with("Targets: ") || paragraph.starts_with("Scope: ") {
                    continue;
                }
                paragraphs += 1;
                let last = paragraph.lines().last().unwrap_or_default();
                let source = last.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->"));
                let source = source
                    .unwrap_or_else(|| panic!("{}: no source behind: {paragraph}", path.display()));
                see(source, &path);
            }
        }
    }
    assert!(paragraphs > 60, "only {paragraphs} paragraphs were found: the search is broken");
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
            _ => panic!("{}: `{one}` is neither `claim: …` nor `man: …`", path.display()),
        }
    }
}
