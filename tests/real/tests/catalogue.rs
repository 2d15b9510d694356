//! The catalogue against the systemd of each root: the same names, and values taken and refused alike.

use doorbell::{
    catalogue::{self, Directive, Section},
    value::Kind,
};
use real::roots::{Root, Suite};
use std::{
    collections::{BTreeSet, HashMap},
    fmt::Write,
};

const SECTIONS: [Section; 4] = [Section::Unit, Section::Socket, Section::Service, Section::Install];

/// Names that every loader still swallows but none lists.
const UNLISTED: [&str; 5] =
    ["IgnoreOnSnapshot", "Capabilities", "NetClass", "BusPolicy", "SysVStartPriority"];

#[test]
fn each_section_has_the_names_that_systemd_lists() {
    for suite in Suite::ALL {
        let root = Root::get(suite);
        let dump = root.chroot("/usr/lib/systemd/systemd --dump-configuration-items");
        assert!(dump.status.success(), "{suite:?}: {dump:?}");
        let dump = String::from_utf8(dump.stdout).unwrap();
        for section in SECTIONS {
            let listed = names_in(&dump, section);
            assert!(
                listed.contains(known_in(section)),
                "{suite:?} lists {listed:?} for {section:?}"
            );
            let ours: BTreeSet<_> = catalogue::all()
                .filter(|directive| directive.sections.contains(&section))
                .filter(|directive| directive.since <= root.version())
                .map(|directive| directive.name)
                .filter(|name| !UNLISTED.contains(name))
                .collect();
            let missing: Vec<_> = listed.difference(&ours).collect();
            let invented: Vec<_> = ours.difference(&listed).collect();
            assert!(
                missing.is_empty() && invented.is_empty(),
                "{suite:?} {section:?}: missing {missing:?}, invented {invented:?}"
            );
        }
    }
}

#[test]
fn each_word_of_a_table_is_taken_or_refused_as_systemd_does() {
    compare(300, |directive| {
        let (Kind::Words(words) | Kind::WordsOrBoolean(words) | Kind::WordsOrNumber(words, _)) =
            directive.kind
        else {
            return Vec::new();
        };
        let words = words.0.iter().map(|word| word.text);
        words.chain(["Bogus", "-1", "7", "9", "100000", "YES"]).collect()
    });
}

#[test]
fn streams_and_references_are_read_as_systemd_does() {
    compare(100, |directive| match directive.kind {
        Kind::Input | Kind::Output => STREAMS.to_vec(),
        Kind::Documentation => REFERENCES.to_vec(),
        _ => Vec::new(),
    });
}

#[test]
fn each_directive_is_read_by_the_right_reader() {
    compare(5000, |_| ODD.to_vec());
}

const STREAMS: [&str; 38] = [
    "null",
    "tty",
    "tty-fail",
    "socket",
    "data",
    "inherit",
    "journal",
    "journal+console",
    "kmsg",
    "fd",
    "file",
    "append",
    "truncate",
    "Null",
    "fd:",
    "fd:a",
    "fd:a:b",
    "fd:é",
    "fd:%n",
    "fd:%Q",
    "file:",
    "file:x",
    "file:/x",
    "file:/a/../b",
    "file:%n",
    "file:/%Q",
    "file:/a//b/",
    "append:",
    "append:x",
    "append:/x",
    "truncate:x",
    "truncate:/x",
    "syslog:",
    "journal:",
    "%n",
    "fd:a b",
    "file:/a b",
    "file:/a \"b",
];

const REFERENCES: [&str; 17] = [
    "man:a(1) http://x https://y file:/z info:foo",
    "foo",
    "\"man:foo(1)\" 'http://a b'",
    "man:foo(1) bogus http://x",
    "man:%Q",
    "man:",
    "http://",
    "file:foo",
    "ftp://x",
    "HTTP://x",
    "file:/",
    "http://é",
    "info:",
    "\"man:foo",
    "http://x#y man:a\\x20b",
    "man:a\\qb",
    "man:a\\",
];

/// Values that some kinds take and others do not.
const ODD: [&str; 34] = [
    "",
    "yes",
    "7",
    "1s",
    "1min 30s",
    "/x",
    "-/x",
    "a.service",
    "a.socket",
    "a.slice",
    "%Q",
    "50%",
    "a b",
    "/a b",
    "~",
    "foo:bar",
    "infinity",
    "-1",
    "0x10",
    "/x /y",
    "/../x",
    "/x/..",
    "null",
    "0666",
    "08",
    "1K",
    "1k",
    "\"a\"",
    "a\"",
    "A=b",
    "'A=b c' D=e",
    "NAME",
    "/run/x:y",
    "é",
];

/// Lets us and systemd judge what `values` answers for each directive that has a reader. At least `least` values are
/// judged by each systemd, or the comparison says nothing.
fn compare(least: usize, values: impl Fn(&Directive) -> Vec<&'static str>) {
    let mut differences = String::new();
    for suite in Suite::ALL {
        let root = Root::get(suite);
        // Each value is a unit of its own, since some faults end the reading of a file.
        let mut judged = Vec::new();
        for (section, kind) in
            [(Section::Unit, "socket"), (Section::Socket, "socket"), (Section::Service, "service")]
        {
            for directive in
                catalogue::all().filter(|directive| is_judged(directive, section, root))
            {
                for value in values(directive) {
                    let name = format!("judged{}.{kind}", judged.len());
                    let text = format!("[{}]\n{}={value}\n", section.name(), directive.name);
                    judged.push((directive, value, name, text));
                }
            }
        }
        assert!(judged.len() > least, "only {} values are judged", judged.len());
        let files: Vec<_> =
            judged.iter().map(|(.., name, text)| (name.as_str(), text.as_str())).collect();
        let remarks = root.verify(&files).remarks;
        let remarks: HashMap<_, _> =
            remarks.iter().filter_map(|remark| remark.split_once(": ")).collect();
        for (directive, value, name, _) in &judged {
            let theirs = remarks.get(format!("/units/{name}:2").as_str());
            let ours = directive.read(value, root.version());
            let is_alike = theirs.is_none() == ours.is_ok()
                || theirs.is_some_and(|remark| is_beside_the_value(remark));
            if !is_alike {
                let name = directive.name;
                writeln!(differences, "{suite:?} {name}={value}: {theirs:?}, we say {ours:?}")
                    .unwrap();
            }
        }
    }
    assert!(differences.is_empty(), "systemd differs:\n{differences}");
}

/// Whether a remark is not about the value, or is made although the value is taken.
fn is_beside_the_value(remark: &str) -> bool {
    ["not supported for this unit type", "is obsolete", "is unsafe"]
        .iter()
        .any(|part| remark.contains(part))
}

/// Whether a directive of the section is known to the root's systemd and has a reader, which refuses something.
fn is_judged(directive: &Directive, section: Section, root: &Root) -> bool {
    let version = root.version();
    // What both sections share they read alike.
    directive.sections.last() == Some(&section)
        && directive.since <= version
        && directive.is_read_by(version)
        && ODD.iter().any(|value| directive.kind.read(value, version).is_err())
        // Remarks on dependencies count as another unit's, which `Root::verify` leaves out.
        && directive.kind != Kind::UnitNames
        // Which architectures a processor can pretend to be is a matter of the machine.
        && directive.name != "Personality"
        // It takes an empty assignment from 254 on only.
        && directive.name != "PrivateMounts"
}

/// A name that every release lists, to see that the list was read at all.
fn known_in(section: Section) -> &'static str {
    match section {
        Section::Unit => "Description",
        Section::Socket => "ListenStream",
        Section::Service => "ExecStart",
        Section::Install => "WantedBy",
    }
}

/// The names below the heading of a section, in what `--dump-configuration-items` prints.
fn names_in(dump: &str, section: Section) -> BTreeSet<&str> {
    let heading = format!("[{}]", section.name());
    dump.lines()
        .skip_while(|line| *line != heading)
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name)
        .collect()
}
