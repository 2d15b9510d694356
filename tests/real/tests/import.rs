//! What is read of real things: what `systemctl cat` prints, what shells write, what `tar` packs; and that nothing hurts.

use doorbell::import::{self, Home, Import, Source, Way};
use flate2::{Compression, write::GzEncoder};
use proptest::prelude::*;
use proptest::sample::select;
use real::machine::Machine;
use real::random::Random;
use real::roots::{Root, Suite};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Makes units with drop-ins in all places, prints them, and then what each file holds, in base64.
const PRINT: &str = r#"
mkdir -p /etc/systemd/system/ia.socket.d /run/systemd/system/ia.socket.d /usr/lib/systemd/system/ia.socket.d
mkdir -p /etc/systemd/system/socket.d /etc/systemd/system/ib-.service.d /etc/systemd/system/ib@.service.d
printf '[Socket]\r\nListenStream=/run/ia\r\n' > /usr/lib/systemd/system/ia.socket
printf '# ours\n\n[Socket]\nBacklog=1\n\n\n' > /etc/systemd/system/ia.socket.d/10.conf
printf '[Socket]\nBacklog=2\n# the end' > /run/systemd/system/ia.socket.d/20.conf
printf '[Socket]\nBacklog=3\n' > /usr/lib/systemd/system/ia.socket.d/30.conf
printf '[Unit]\nDescription=all sockets\n' > /etc/systemd/system/socket.d/40.conf
: > /etc/systemd/system/ia.socket.d/50.conf
printf '[Service]\nExecStart=/bin/true\n' > /etc/systemd/system/ib-c@.service
printf '[Service]\nNice=1\n' > /etc/systemd/system/ib-.service.d/1.conf
printf '[Service]\nExecStart=/bin/true\n' > /etc/systemd/system/ia.service
ln -s /dev/null /etc/systemd/system/im.service
systemctl daemon-reload
cd /usr/lib/systemd/system
packaged=$(for unit in *.socket *.service; do [ -L "$unit" ] || case $unit in *@.*) ;; *) echo "$unit"; esac; done)
systemctl cat --no-pager ia.socket ib-c@7.service im.service ia.service $packaged > /tmp/printed
printf '[Service]\nExecStart=/bin/true\n' > /etc/systemd/system/io.service
systemctl daemon-reload
systemctl start io.service
printf '# later\n' >> /etc/systemd/system/io.service
systemctl cat --no-pager ia.socket io.service ia.service > /tmp/outdated 2>&1
base64 -w0 /tmp/printed; echo
base64 -w0 /tmp/outdated; echo
sed -n 's/^# \(\/[^ ]*\)$/\1/p' /tmp/printed | sort -u | while read -r file; do
    [ -f "$file" ] && echo "$file $(base64 -w0 "$file")"
done
"#;

fn decoded(base64: &str) -> Vec<u8> {
    let mut child = Command::new("base64")
        .arg("-d")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("base64 starts");
    let mut input = child.stdin.take().expect("the input is piped");
    let text = base64.to_owned();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output().expect("base64 ends");
    writer.join().expect("the writer ends").expect("base64 reads");
    output.stdout
}

#[test]
fn what_systemctl_cat_prints_is_the_files_on_disk() {
    for suite in Suite::ALL {
        let root = Root::get(suite);
        let [boot] = Machine::new(root).boot([PRINT]);
        let mut lines = boot.succeeded().lines();
        let mut next = || decoded(lines.next().expect("a line"));
        let (printed, outdated) = (next(), next());
        let on_disk: BTreeMap<&str, Vec<u8>> = lines
            .map(|line| line.split_once(' ').expect("a path and its text"))
            .map(|(path, text)| (path, decoded(text)))
            .collect();
        let import = import::read(&[Source { path: String::new(), bytes: printed }]);
        let mut count = 0;
        for file in &import.files {
            let path = file.path.as_deref().expect("a path");
            let mut expected = String::from_utf8(on_disk[path].clone()).expect("UTF-8");
            // It is printed line by line: with other ends of lines, and with one that the file does not have.
            expected = expected.replace("\r\n", "\n");
            if !expected.is_empty() && !expected.ends_with('\n') {
                expected.push('\n');
            }
            assert_eq!(file.text, expected, "systemd {}, {path}", root.version());
            assert_eq!(file.way, Way::Cat);
            assert_ne!(file.home, Home::Unknown, "{path}");
            count += 1;
        }
        println!("systemd {}: {count} files", root.version());
        assert!(count > 80, "{count}");
        let refused: Vec<_> = import.refused.iter().map(|one| one.name.as_str()).collect();
        assert!(refused.contains(&"im.service"), "{refused:?}");
        let of = |unit: &str| -> Vec<String> {
            let files = import.files.iter().filter(|file| file.unit.as_deref() == Some(unit));
            files.map(|file| file.path.clone().expect("a path")).collect()
        };
        let names =
            of("ia.socket").join(" ").replace("systemd/system/", "").replace("/usr/lib", "/lib");
        let expected = "/lib/ia.socket /etc/ia.socket.d/10.conf /run/ia.socket.d/20.conf \
                        /lib/ia.socket.d/30.conf /etc/socket.d/40.conf";
        // The newest tells of an empty drop-in as it does of a mask.
        let names = names.trim_end_matches(" /etc/ia.socket.d/50.conf");
        assert_eq!(names, expected, "systemd {}", root.version());
        // With what it says to standard error in between the files are the same.
        let outdated = import::read(&[Source { path: String::new(), bytes: outdated }]);
        for file in outdated.files.iter().filter(|file| file.unit.as_deref() == Some("ia.socket")) {
            assert!(import.files.contains(file), "systemd {}, {file:?}", root.version());
        }
        let names: Vec<_> = outdated.files.iter().filter(|file| file.drop_in.is_none()).collect();
        assert_eq!(names.len(), 3, "{names:?}");
        assert_eq!(names[1].text, "[Service]\nExecStart=/bin/true\n# later\n");
    }
}

/// What a shell writes when it runs `script` in an empty folder: files by name.
fn written(shell: &str, script: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = TempDir::new().expect("a temporary folder");
    let output = Command::new(shell)
        .arg("-c")
        .arg(script)
        .current_dir(folder.path())
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .stdin(Stdio::null())
        .output()
        .expect("the shell starts");
    assert!(output.status.success(), "{shell}: {script}\n{output:?}");
    files_in(folder.path())
}

fn files_in(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_str().expect("UTF-8").to_owned();
        if path.is_dir() {
            files.extend(
                files_in(&path).into_iter().map(|(file, text)| (format!("{name}/{file}"), text)),
            );
        } else {
            files.insert(name, fs::read(path).expect("a file"));
        }
    }
    files
}

/// What is read of `script`, files by name; none that holds what only the shell knows.
fn read(script: &str) -> BTreeMap<String, Vec<u8>> {
    let import = import::read(&[Source::pasted(script)]);
    assert_eq!(import.refused, [], "{script}");
    let name = |file: &import::Imported| match &file.path {
        Some(path) => path.clone(),
        None => file.unit.clone().expect("a name"),
    };
    assert!(import.files.iter().all(|file| file.way == Way::Shell), "{script}");
    import
        .files
        .iter()
        .filter(|file| file.left.is_empty())
        .map(|file| (name(file), file.text.clone().into_bytes()))
        .collect()
}

const SCRIPTS: [&str; 12] = [
    "cat > a.socket <<EOF\n[Socket]\nListenStream=1\nEOF\n",
    "cat <<'EOF' > a.socket\n[Socket]\nListenStream=\\$A `b` \\\\\nEOF\ncat > b.service << \"X Y\"\n[Service]\nX Y\n",
    "tee a.socket <<EOF >/dev/null\n[Socket]\n\tA=\\$B \\`c\\` \\\\ \\x \\\" \\' \"$\" $ $. $= %i\nEOF\n",
    "if :; then\n\tcat >a.socket <<-EOF\n\t\t[Socket]\n\t\tA=1 \\\n\t\tB=2\n\t\\\\\n\tEOF\nfi\n",
    "cat > a.service <<EOF\n[Service]\nExecStart=/bin/a \\\n  b \\\nEOF\n  c\\\\\nEOF\n",
    "cat > a.socket <<\\EOF\n[Socket]\n# $A\nEOF\ncat >> a.socket <<E\"O\"F\n$B\nEOF\ntee -a a.socket <<EOF\nC=1\nEOF\n",
    "PORT=80\nexport NAME='shop x'\nW=\"a b\"\ncat > s.socket <<EOF\n[Socket]\nA=$PORT ${PORT} $NAME ${W}x\nEOF\n",
    "NAME=shop\ncat > $NAME.socket <<EOF\n[Socket]\nEOF\ncat > \"${NAME}@.service\" <<'EOF'\n[Service]\nEOF\n",
    "cat <<EOF | tee a.socket b.socket > /dev/null\n[Socket]\nEOF\nmkdir x.socket.d; cat > x.socket.d/o.conf <<EOF\n[Socket]\nEOF\n",
    "sh -c 'cat > a.socket' <<EOF\n[Socket]\nA=\\$B\nEOF\nsh -c 'cat > b.socket <<EOF\n[Socket]\nB=\\$C\nEOF'\n",
    "install -m 644 /dev/stdin a.socket <<EOF\n[Socket]\nEOF\ndd status=none of=b.socket <<EOF\n[Socket]\nB\nEOF\n",
    "echo '[Socket]\nListenStream=1' > a.socket\necho \"[Service]\nA=1\n\" | tee b.service >/dev/null\n",
];

#[test]
fn here_documents_are_what_shells_write() {
    for script in SCRIPTS {
        let ours = read(script);
        assert!(!ours.is_empty(), "{script}");
        for shell in ["bash", "dash"] {
            let theirs = written(shell, script);
            assert_eq!(shown(&ours), shown(&theirs), "{shell}:\n{script}");
        }
    }
}

fn shown(files: &BTreeMap<String, Vec<u8>>) -> Vec<(&str, String)> {
    files
        .iter()
        .map(|(name, text)| (name.as_str(), String::from_utf8_lossy(text).into_owned()))
        .collect()
}

#[test]
fn here_documents_made_by_chance_are_what_shells_write() {
    let pieces = [
        "\\",
        "\\\\",
        "\n",
        "\n",
        "\\\n",
        "$",
        "\\$",
        "\\`",
        "\"",
        "'",
        "A=1",
        " ",
        "\t",
        "\n\t",
        "EOF",
        "\nEOF ",
        "\n EOF",
        "$A",
        "${A}",
        "#",
        "=",
        "\\x",
        "$ ",
        "$.",
        "%i",
        "{",
        ")",
        "|",
        "<<E",
        "\n[Service]\n",
        "$B",
        "\\EOF",
        "a",
        "b",
    ];
    // Not `é`: behind what could be the end, dash writes something else for it.
    let ends = ["EOF", "'EOF'", "\\EOF", "\"EOF\"", "EO'F'"];
    let mut random = Random(12);
    let mut scripts = Vec::new();
    for _ in 0..400 {
        let mut script = String::from("A=known\n");
        for name in ["a.socket", "b.socket", "c.socket"] {
            let operator = random.one_of(&["<<", "<<-", "<< "]);
            let end = random.one_of(&ends);
            let count = random.below(14);
            let body: String = (0..count).map(|_| *random.one_of(&pieces)).collect();
            // What would end it early is taken for something else.
            let mut body = format!("\n{body}");
            for early in ["\nEOF\n", "\n\tEOF\n", "\n\t\tEOF\n"] {
                body = body.replace(early, "\nEOG\n");
            }
            script += &format!("cat {operator}{end} > {name}\n[Socket]{body}x\nEOF\n");
        }
        scripts.push(script);
    }
    let mut compared = 0;
    for script in &scripts {
        let import = import::read(&[Source::pasted(script)]);
        assert_eq!((import.refused.len(), import.files.len()), (0, 3), "{script}");
        // What is not closed is an error.
        let mut left = import.files.iter().flat_map(|file| &file.left);
        if left.any(|left| left.contains(['`', '(']) || left.starts_with("${") && left != "${A}") {
            continue;
        }
        for shell in ["bash", "dash"] {
            let theirs = written(shell, script);
            for file in import.files.iter().filter(|file| file.left.is_empty()) {
                let text = &theirs[file.unit.as_deref().expect("a name")];
                assert_eq!(file.text, String::from_utf8_lossy(text), "{shell}:\n{script}");
                compared += 1;
            }
        }
    }
    println!("{compared} documents compared");
    assert!(compared > 1000, "{compared}");
}

/// Makes archives of a folder with long names, links, pipes and folders.
const PACK: &str = r#"
mkdir -p root/etc/systemd/system/p.socket.d root/usr/lib/systemd/system long
cd root
printf '[Socket]\r\nListenStream=1' > usr/lib/systemd/system/p.socket
printf '[Socket]\nBacklog=1\n' > etc/systemd/system/p.socket.d/override.conf
printf '[Service]\nExecStart=/bin/p\n' > etc/systemd/system/p.service
ln -s p.service etc/systemd/system/q.service
ln -s /dev/null etc/systemd/system/m.service
ln etc/systemd/system/p.service etc/systemd/system/z.service
mkfifo etc/systemd/system/f.socket
printf 'text' > etc/systemd/system/README
cd ..
"#;

#[test]
fn what_tar_packs_is_read() {
    for format in ["gnu", "pax", "ustar", "v7", "oldgnu"] {
        for packing in ["-z", ""] {
            let folder = TempDir::new().expect("a temporary folder");
            let run = |script: &str| {
                let status =
                    Command::new("bash").args(["-euc", script]).current_dir(folder.path()).status();
                assert!(status.expect("bash starts").success(), "{script}");
            };
            run(PACK);
            let long = "n".repeat(200);
            if format != "v7" && format != "ustar" {
                let path = folder.path().join(format!("root/etc/systemd/system/{long}.socket"));
                fs::write(path, "[Socket]\n").expect("a file with a long name");
            }
            // The oldest form has no pipes either.
            if format == "v7" {
                run("rm root/etc/systemd/system/f.socket");
            }
            run(&format!("tar -c {packing} --format={format} -f out -C root ."));
            let bytes = fs::read(folder.path().join("out")).expect("an archive");
            // The oldest form has no mark that tells it from anything else.
            if format == "v7" && packing.is_empty() {
                continue;
            }
            let import = import::read(&[Source { path: "units.tar.gz".to_owned(), bytes }]);
            let mut files: Vec<_> = import
                .files
                .iter()
                .map(|file| (file.path.as_deref().expect("a path"), file.text.as_str(), file.home))
                .collect();
            files.sort();
            files.retain(|(path, ..)| !path.contains(&long));
            let has_long = import.files.len() > files.len();
            assert_eq!(has_long, format != "v7" && format != "ustar", "{format}");
            // Of two hard links one is the file, whichever comes first.
            let links = files.iter().filter(|(path, ..)| path.ends_with(".service")).count();
            assert_eq!(links, 1, "{format}: {files:?}");
            files.retain(|(path, ..)| !path.ends_with(".service"));
            let expected = [
                (
                    "./etc/systemd/system/p.socket.d/override.conf",
                    "[Socket]\nBacklog=1\n",
                    Home::Etc,
                ),
                ("./usr/lib/systemd/system/p.socket", "[Socket]\r\nListenStream=1", Home::Packaged),
            ];
            assert_eq!(files, expected, "{format}");
            let refused: BTreeMap<_, _> = import
                .refused
                .iter()
                .map(|one| (one.name.rsplit('/').next().unwrap_or_default(), one.reason.as_str()))
                .collect();
            assert_eq!(refused.len(), 5 - usize::from(format == "v7"), "{format}: {refused:?}");
            assert!(refused["m.service"].starts_with("masked"), "{refused:?}");
            assert!(refused["q.service"].starts_with("a link to `p.service`"), "{refused:?}");
            assert!(
                format == "v7" || refused["f.socket"].starts_with("a device, a pipe"),
                "{refused:?}"
            );
            assert!(refused["README"].starts_with("not the name"), "{refused:?}");
        }
    }
}

fn packed(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text).expect("memory can be written");
    encoder.finish().expect("memory can be written")
}

#[test]
fn archives_that_are_meant_to_hurt_are_refused_by_name() {
    let archive = |sizes: &[u64]| {
        let mut builder = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::best()));
        for (number, size) in sizes.iter().enumerate() {
            let mut header = tar::Header::new_gnu();
            header.set_size(*size);
            header.set_mode(0o644);
            let name = format!("{number}.socket");
            builder
                .append_data(&mut header, name, std::io::repeat(b'#').take(*size))
                .expect("a member");
        }
        builder.into_inner().and_then(GzEncoder::finish).expect("an archive")
    };
    let told = |bytes: Vec<u8>| -> (usize, Vec<String>) {
        let start = Instant::now();
        let import: Import = import::read(&[Source { path: "x.tgz".to_owned(), bytes }]);
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
        let refused = import.refused.iter().map(|one| format!("{}: {}", one.name, one.reason));
        (import.files.len(), refused.collect())
    };
    use std::io::Read as _;
    let (files, refused) = told(archive(&[1 << 30]));
    assert_eq!((files, refused.len()), (0, 2), "{refused:?}");
    assert!(refused[1].starts_with("x.tgz: it unpacks to more than 32 MiB"), "{refused:?}");
    let (files, refused) = told(archive(&[2 << 20; 40]));
    assert!((14..=16).contains(&files), "{files}");
    assert!(refused[0].starts_with("x.tgz: it unpacks to more than 32 MiB"), "{refused:?}");
    let (files, refused) = told(archive(&[10; 5000]));
    assert!(files == 4096 && refused[0].contains("more than 4096 files"), "{refused:?}");
    let (files, refused) = told(archive(&[10, (2 << 20) + 1, 10]));
    assert!(files == 2 && refused[0].starts_with("1.socket: 2.0 MiB long"), "{refused:?}");
    let whole = archive(&[100, 100]);
    for broken in
        [whole[..whole.len() / 2].to_vec(), packed(b"hello"), packed(&[7; 600]), vec![0x1f, 0x8b]]
    {
        let (_, refused) = told(broken);
        assert!(
            refused.last().expect("a reason").starts_with("x.tgz: it is broken"),
            "{refused:?}"
        );
    }
    let (_, refused) = told(packed(b""));
    assert!(refused[0].contains("no file in it"), "{refused:?}");
    let (_, refused) = told(packed(&vec![0; 2 << 20]));
    assert!(refused[0].contains("no file in it"), "{refused:?}");
}

/// Lines that mean something somewhere.
const LINES: [&str; 36] = [
    "[Socket]",
    "[Service]",
    "[Unit]",
    "[Install]",
    "[Timer]",
    "# a.socket",
    "# /etc/systemd/system/a.service",
    "a.socket:",
    "**a.service**",
    "```",
    "```ini",
    "~~~",
    "> ```",
    "   ```",
    "cat > a.socket <<EOF",
    "cat > b.service <<-'EOF'",
    "EOF",
    "\tEOF",
    "tee a.socket <<EOF | cat > b.socket <<E",
    "E",
    "A=1",
    "A=1 \\",
    "$ systemctl cat a.socket",
    "root@x:~# ",
    "sudo nano a.socket",
    "systemctl edit a",
    "echo \"[Socket]",
    "\" > a.socket",
    "sh -c 'cat > a.socket <<EOF",
    "EOF'",
    "# Unit a.service is masked.",
    "$A ${ `$( \\",
    "",
    "",
    "\r",
    "<<",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn nothing_makes_it_panic_and_no_byte_is_made_up(
        lines in prop::collection::vec(prop_oneof![9 => select(LINES.to_vec()).prop_map(str::to_owned), 1 => any::<String>()], 0..40),
        path in select(vec!["", "a.socket", "a.socket.d/b.conf", "x.md", "x/y", "a.timer"]),
    ) {
        let text = lines.join("\n");
        let import = import::read(&[Source { path: path.to_owned(), bytes: text.clone().into_bytes() }]);
        prop_assert!(!import.files.is_empty() || !import.refused.is_empty() || text.contains("<<") || path.is_empty() || path == "x.md");
        let whole: usize = import.files.iter().map(|file| file.text.len()).sum();
        prop_assert!(whole <= 3 * text.len() + 3, "{whole} of {}", text.len());
        import.told();
        if path == "a.socket" {
            prop_assert!(text.is_empty() || import.files[0].text == text);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000), head in select(vec![&b""[..], b"\x1f\x8b\x08", b"PK\x03\x04"])) {
        import::read(&[Source { path: String::new(), bytes: [head, &bytes].concat() }]);
    }
}

/// How long a text is that is meant to take long: of a quarter of a million lines each would be seen that looks at the rest.
const LONG: usize = 1 << 19;

#[test]
fn time_grows_with_the_length_alone() {
    let mut repeated: Vec<(String, String)> = LINES
        .iter()
        .map(|line| (format!("{line:?}"), format!("{line}\n").repeat(LONG / (line.len() + 1))))
        .collect();
    let numbered = |line: &str| {
        let mut text = String::with_capacity(LONG);
        for number in 0.. {
            let line = line.replace('N', &number.to_string());
            if text.len() + line.len() > LONG {
                break;
            }
            text += &line;
        }
        text
    };
    for line in [
        "cat > aN.socket <<EN\n",
        "cat > aN.socket <<EOF\n EOF \\\n",
        "# aN.socket\n",
        "# aN.socket\n\n[Socket]\n",
        "aN.socket\n",
        "A=N \\\n",
        "AN=N\n",
        "`aN.socket` ",
        ">",
        "`",
        "echo \"N\n",
        "echo \"N \\\n",
        "[Socket]\n[Unit]\n[Service]\n",
        "cat > a.socket <<EOF ",
        "$(",
        "${",
        "# /etc/systemd/system/aN.socket\n[Socket]\n\n",
        "[Socket]\n# N\n\n",
        "# N\n",
        "```\n[Socket]\n",
        "> ```\n",
        "sudo nano aN.service\n",
        "cat > a.socket <<EOF\nx\\\nEOF\n",
        "tee a.socket <<A <<B <<C\n",
        "a.socket a.service ",
    ] {
        repeated.push((format!("{line:?}"), numbered(line)));
    }
    let body =
        format!("cat > a.socket <<EOF\n[Socket]\n{}\nEOF\n", "$( ${ ` \\ $A ".repeat(LONG / 20));
    repeated.push(("expansions".to_owned(), body));
    let mut slowest = (Duration::ZERO, String::new());
    for (name, text) in &repeated {
        let start = Instant::now();
        import::read(&[Source::pasted(text)]);
        slowest = slowest.max((start.elapsed(), name.clone()));
        println!("{:?} {name}", start.elapsed());
    }
    println!("the slowest: {slowest:?}");
    assert!(slowest.0 < Duration::from_secs(5), "{slowest:?}");
}
