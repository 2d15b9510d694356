//! What people bring, and what is read of it: units as guides show them, archives as we save them, and what is refused.

use doorbell::activation::Activation;
use doorbell::export;
use doorbell::import::{self, Import, Source, Way};
use std::fs;

/// The samples: what each is called, its text, and what is expected of it.
fn samples() -> Vec<(String, String, String)> {
    let text = fs::read_to_string("tests/fixtures/guides.txt").unwrap();
    text.split("\n===== ")
        .skip(1)
        .map(|sample| {
            let (name, rest) = sample.split_once('\n').unwrap();
            let rest = format!("{rest}\n");
            let end = ["\n>>>>> ", "\n!!!!! "].iter().filter_map(|mark| rest.find(mark)).min();
            let (text, expected) = rest.split_at(end.expect("something is expected") + 1);
            (name.to_owned(), text.to_owned(), expected.trim_end().to_owned())
        })
        .collect()
}

/// What was read, in the form of the samples.
fn shown(import: &Import) -> String {
    let mut shown = String::new();
    for file in &import.files {
        let way = match file.way {
            Way::File => "file",
            Way::Archive { .. } => "archive",
            Way::Cat => "cat",
            Way::Block => "block",
            Way::Shell => "shell",
            Way::Text => "text",
        };
        let [unit, path] = [&file.unit, &file.path].map(|name| name.as_deref().unwrap_or("-"));
        shown += &format!(">>>>> {way} {unit} {path}\n{}", file.text);
    }
    shown.trim_end().to_owned()
}

#[test]
fn units_are_read_as_people_write_them() {
    let samples = samples();
    assert!(samples.len() >= 25, "{}", samples.len());
    let mut faults = Vec::new();
    for (name, text, expected) in &samples {
        let import = import::read(&[Source::pasted(text)]);
        let (mut files, mut refused) = (String::new(), Vec::new());
        for line in expected.split_inclusive('\n') {
            match line.strip_prefix("!!!!! ") {
                Some(line) => refused.push(line.trim_end()),
                None => files += line,
            }
        }
        let all: Vec<String> =
            import.refused.iter().map(|one| format!("{}: {}", one.name, one.reason)).collect();
        let are_refused = all.len() == refused.len()
            && all.iter().zip(&refused).all(|(one, begin)| one.starts_with(begin));
        if shown(&import) != files.trim_end() || !are_refused {
            faults.push(format!("== {name}\n{}\n{all:#?}", shown(&import)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_is_saved_here_is_read_here() {
    let shop = Activation::new(&"x".repeat(200), "\u{feff}[Socket]\r\nAccept=yes", "[Service]\n");
    let archive = export::archive::pack(&shop, 1_767_225_600);
    let import = import::read(&[Source { path: archive.name, bytes: archive.bytes }]);
    let read: Vec<_> =
        import.files.into_iter().map(|file| (file.unit.unwrap(), file.text)).collect();
    let files: Vec<_> =
        export::files(&shop).into_iter().map(|file| (file.name, file.text)).collect();
    assert_eq!(read, files);
    assert_eq!(import.refused, []);
}
