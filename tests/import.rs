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

fn file(path: &str, bytes: impl Into<Vec<u8>>) -> Source {
    Source { path: path.to_owned(), bytes: bytes.into() }
}

#[test]
fn what_is_not_read_is_refused_by_name_and_the_rest_goes_through() {
    let long = vec![b'#'; import::MOST + 1];
    for (path, bytes, reason) in [
        ("a.socket", b"[Socket]\n# \xff\n".to_vec(), "byte 12 is not UTF-8"),
        ("a.socket", b"\xff\xfe[\0".to_vec(), "saved as UTF-16"),
        ("a.socket", b"\x7fELF\0".to_vec(), "binary"),
        ("a.socket", long, "2.0 MiB long: of a file at most 2 MiB are read"),
        ("a.socket", Vec::new(), "masked"),
        ("a.timer", b"[Timer]\n".to_vec(), "a unit of the type `timer`"),
        ("a.timer.d/b.conf", b"[Timer]\n".to_vec(), "a unit of the type `timer`"),
        ("override.conf", b"[Socket]\n".to_vec(), "if it is a drop-in, its folder says of what"),
        ("x/README.md", b"[Socket]\n".to_vec(), "not the name of a socket or service unit"),
        ("notes.txt", b"hello\n".to_vec(), "no unit in it"),
        ("u.zip", b"PK\x03\x04".to_vec(), "an archive of the kind zip"),
        ("", b"[Timer]\nOnCalendar=daily\n".to_vec(), "its sections are `[Timer]`"),
        ("", b"[Socket]\n[Install]\n[Service]\n".to_vec(), "it has a `[Socket]` and a `[Service]`"),
    ] {
        let good = file("good.socket", "[Socket]\n");
        let import = import::read(&[file(path, bytes), good]);
        assert_eq!(import.files.len(), 1, "{path}: {import:?}");
        assert_eq!(import.refused.len(), 1, "{path}: {import:?}");
        let refused = &import.refused[0];
        assert_eq!(refused.name, if path.is_empty() { "the pasted text" } else { path });
        assert!(refused.reason.starts_with(reason), "{path}: {refused:?}");
    }
}

#[test]
fn files_keep_their_bytes_and_their_order() {
    let sources = [
        file("b.service", "\u{feff}[Service]\r\nExecStart=/bin/b"),
        file("root/usr/lib/systemd/system/a.socket", "[Socket]\n\n\n"),
        file("root/etc/systemd/system/a.socket.d/1.conf", ""),
        file("root/etc/systemd/system/socket.d/1.conf", "# a\n"),
        file("root/etc/systemd/system/a.socket", "[Socket]\nBacklog=1\n"),
        file("root/etc/systemd/system/a.socket", "[Socket]\nBacklog=1\n"),
        file("notes.txt", "[Service]\nExecStart=/bin/c\n"),
    ];
    let import = import::read(&sources);
    assert_eq!(import.refused, []);
    let texts: Vec<&str> = import.files.iter().map(|file| file.text.as_str()).collect();
    let expected: Vec<&str> = sources
        .iter()
        .enumerate()
        .filter(|(index, _)| *index != 5)
        .map(|(_, source)| str::from_utf8(&source.bytes).unwrap())
        .collect();
    assert_eq!(texts, expected);
    assert_eq!(
        import.told(),
        [
            "b.service: from a file",
            "a.socket: from a file, packaged, with 1 drop-in",
            "socket.d: from a file, 1 drop-in without the unit",
            "a.socket: from a file",
            "a service without a name: from text without a name",
        ]
    );
    let other = file("root/etc/systemd/system/a.socket", "[Socket]\n");
    let import = import::read(&[sources[4].clone(), other]);
    assert_eq!((import.files.len(), import.refused.len()), (1, 1));
}
