//! What our texts claim of systemd, tried on each: every claim of `tests/real/claims/` in a booted system.

use doorbell::catalogue::{self, Man, Standing};
use doorbell::explain::journal;
use doorbell::value::Version;
use flate2::read::GzDecoder;
use real::claims::{self, ANSWER, Claim, TOOLS};
use real::machine::Machine;
use real::roots::{Root, Suite};
use real::verify;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::io::Read;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// How many claims share a boot.
const AT_ONCE: usize = 40;

/// How many of their scripts run at a time: more would be slowed down too much to be on time.
const SIDE_BY_SIDE: usize = 6;

/// Wordings of the journal that a container does not bring about, and why.
const NOT_SEEN: [(&str, &str); 2] = [
    ("code=dumped", "whether a core is written is up to the `kernel.core_pattern` of the host"),
    ("'core-dump'", "the same"),
];

/// What a systemd showed of the claims that are about it.
struct Tried {
    /// What is wrong with those that do not hold.
    wrong: Vec<String>,
    /// What each printed.
    printed: BTreeMap<String, String>,
}

#[test]
fn on_systemd_247() {
    hold(Suite::Bullseye);
}

#[test]
fn on_systemd_252() {
    hold(Suite::Bookworm);
}

#[test]
fn on_systemd_257() {
    hold(Suite::Trixie);
}

#[test]
fn on_the_newest_systemd() {
    hold(Suite::Testing);
}

#[test]
fn every_line_of_the_journal_is_one_that_a_systemd_prints() {
    let mut never: BTreeSet<&str> = journal::lines().map(|entry| entry.says).collect();
    let mut wrong = Vec::new();
    for suite in Suite::ALL {
        let (root, tried) = (Root::get(suite), tried(suite));
        for (wordings, sources) in entries() {
            let Source { claims, versions, is_told } = source(sources);
            let printed: BTreeSet<&str> = claims
                .iter()
                .filter_map(|claim| tried.printed.get(*claim))
                .flat_map(|printed| printed.lines())
                .flat_map(journal::explain)
                .map(|entry| entry.says)
                .collect();
            let seen: Vec<&&str> = wordings.iter().filter(|says| printed.contains(*says)).collect();
            let Version(version) = root.version();
            if seen.is_empty() && versions.contains(&version) && !is_told {
                wrong.push(format!("systemd {version} does not print {wordings:?} in {claims:?}"));
            }
            for says in seen {
                never.remove(*says);
            }
        }
    }
    verify::tell(format_args!(
        "lines of the journal: {} explained, {} of them printed",
        journal::lines().count(),
        journal::lines().count() - never.len()
    ));
    assert!(only().is_some() || wrong.is_empty(), "{}", wrong.join("\n"));
    never.retain(|says| !NOT_SEEN.iter().any(|(known, _)| known == says));
    assert!(only().is_some() || never.is_empty(), "no systemd prints {never:?}");
}

/// The wordings of each entry of the journal, and where it says that it comes from.
fn entries() -> impl Iterator<Item = (Vec<&'static str>, &'static str)> {
    let text = include_str!("../../../src/explain/journal.txt");
    text.split("\n\n").map(|entry| {
        let line = |mark| {
            let found = entry.lines().find_map(|line| line.strip_prefix(mark));
            found.unwrap_or_else(|| panic!("no line `{mark}` in {entry}"))
        };
        (line("= ").split(" | ").collect(), line("@ "))
    })
}

/// Where an entry of the journal comes from.
struct Source {
    claims: Vec<&'static str>,
    /// The releases that print it.
    versions: RangeInclusive<u16>,
    /// Whether it is known from a man page alone.
    is_told: bool,
}

fn source(text: &'static str) -> Source {
    let mut source = Source { claims: Vec::new(), versions: 0..=u16::MAX, is_told: true };
    for one in text.split("; ") {
        match one.split_once(": ") {
            Some(("claim", claim)) => source.claims.push(claim),
            Some(("systemd", range)) => source.versions = claims::versions(text, range),
            Some(("man", _)) => {}
            _ => panic!("`{one}` in `{text}` is neither a claim nor a man page"),
        }
    }
    source.is_told = source.claims.is_empty();
    source
}

/// Man pages outside systemd that our texts cite.
const OTHER_PAGES: [&str; 1] = ["listen(2)"];

#[test]
fn every_directive_and_every_citation_is_where_it_is_said_to_be() {
    let root = Root::get(Suite::Testing);
    let page = |name: &str, section: &str| {
        let path = format!("/usr/share/man/man{section}/{name}.{section}.gz");
        let bytes = fs::read(root.path().join(&path[1..]));
        let bytes = bytes.unwrap_or_else(|error| panic!("{path}: {error}"));
        let mut text = String::new();
        GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).expect("a man page");
        text
    };
    let mut pages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut knows = |name: &str, section: &str, directive: &str| {
        let entries = pages
            .entry(format!("{name}({section})"))
            .or_insert_with(|| entries_of(&page(name, section)));
        directive.is_empty() || entries.contains(directive)
    };
    assert!(!knows("systemd.socket", "5", "ExecStart"), "anything is found");
    let mut count = 0;
    for directive in catalogue::all().filter(|directive| directive.man != Man::Nowhere) {
        // The newest page is silent on what is gone from systemd.
        if directive.standing != Standing::Current {
            continue;
        }
        count += 1;
        let name = directive.man.name();
        assert!(knows(name, "5", directive.name), "{name}(5) has no entry {}=", directive.name);
    }
    assert!(count > 400, "only {count} directives");
    for claim in claims::all() {
        for name in &claim.summaries {
            let is_known = catalogue::all().any(|directive| directive.name == *name);
            assert!(is_known, "{}: there is no directive {name}", claim.name);
        }
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../src");
    let mut texts: Vec<PathBuf> = fs::read_dir(folder.join("check"))
        .expect("the rules")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    texts.extend(["ui/page/learn.md", "explain/journal.txt"].map(|path| folder.join(path)));
    let mut cited = 0;
    for path in texts {
        let text = fs::read_to_string(&path).expect("a text");
        let sources = text.lines().filter_map(|line| {
            line.strip_prefix("@ ").or(line.strip_prefix("<!-- ")?.strip_suffix(" -->"))
        });
        for man in
            sources.flat_map(|line| line.split("; ")).filter_map(|one| one.strip_prefix("man: "))
        {
            let (page, directive) = man.split_once(' ').unwrap_or((man, ""));
            cited += 1;
            if OTHER_PAGES.contains(&page) {
                continue;
            }
            let (name, section) = page.trim_end_matches(')').split_once('(').expect("a page");
            assert!(
                knows(name, section, directive.trim_end_matches('=')),
                "{}: {page} has no entry {directive}",
                path.display()
            );
        }
    }
    verify::tell(format_args!("man pages: {count} directives, {cited} citations"));
}

/// The directives that a man page has an entry for: the head of such an entry is a paragraph of its own before an indent.
fn entries_of(page: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for head in
        page.split(".PP\n").filter_map(|part| part.split_once("\n.RS")).map(|(head, _)| head)
    {
        if head.lines().any(|line| line.starts_with('.')) {
            continue;
        }
        let plain = head.replace("\\fI", "").replace("\\fR", "").replace("\\&", "");
        let words = plain.split([',', ' ', '\n']).filter_map(|word| word.split_once('='));
        names.extend(words.map(|(name, _)| name.to_owned()));
    }
    names
}

fn hold(suite: Suite) {
    let (root, tried) = (Root::get(suite), tried(suite));
    let count = tried.printed.len();
    verify::tell(format_args!(
        "claims, systemd {}: {} of {count} hold",
        root.version(),
        count - tried.wrong.len()
    ));
    assert!(only().is_some() || count > 90, "only {count} claims are about {}", root.version());
    assert!(tried.wrong.is_empty(), "{}", tried.wrong.join("\n"));
}

/// The names of the claims that are to be tried, where not all are.
fn only() -> Option<String> {
    std::env::var("DOORBELL_ONLY").ok()
}

/// Tries all claims that are about the systemd of a suite, once.
fn tried(suite: Suite) -> &'static Tried {
    static TRIED: [OnceLock<Tried>; 4] = [const { OnceLock::new() }; 4];
    TRIED[suite as usize].get_or_init(|| {
        let root = Root::get(suite);
        let is_wanted = |claim: &Claim| match only() {
            Some(only) => only.split_whitespace().any(|name| name == claim.name),
            None => true,
        };
        let (own, shared): (Vec<Claim>, Vec<Claim>) = claims::all()
            .into_iter()
            .filter(|claim| claim.is_about(root) && is_wanted(claim))
            .partition(|claim| claim.own_boot);
        let mut tried = Tried { wrong: Vec::new(), printed: BTreeMap::new() };
        let (loud, quiet): (Vec<Claim>, Vec<Claim>) = shared.into_iter().partition(Claim::reloads);
        let boots = quiet.chunks(AT_ONCE).chain(loud.chunks(AT_ONCE)).chain(own.chunks(1));
        for claims in boots {
            try_together(root, claims, &mut tried);
        }
        tried
    })
}

/// Tries claims in one boot.
fn try_together(root: &Root, claims: &[Claim], tried: &mut Tried) {
    let machine = Machine::new(root);
    let layer = machine.layer();
    layer.write("/opt/tools.sh", TOOLS).program("/usr/local/bin/answer", ANSWER);
    for claim in claims {
        for (path, text) in &claim.files {
            match text.starts_with("#!") {
                true => layer.program(path, text),
                false => layer.write(path, text),
            };
        }
        let script = format!(". /opt/tools.sh\n{}", claim.script);
        layer.write(&format!("/opt/claims/{}", claim.name), script);
    }
    let mut script = String::from("ip link set lo up\nmkdir -p /run/claims\n");
    write!(
        script,
        "ls /opt/claims | xargs -P {SIDE_BY_SIDE} -I CLAIM sh -c '
            if timeout 40 bash -eu /opt/claims/CLAIM > /run/claims/CLAIM 2>&1
            then status=0; else status=$?; fi; echo $status > /run/claims/CLAIM.status'
        for claim in $(ls /opt/claims); do
            echo \"$claim: $(cat /run/claims/$claim.status)\"
            tr \"\\0\" \" \" < /run/claims/$claim | sed \"s/^/    /\"
        done\n"
    )
    .expect("memory");
    let [boot] = machine.boot([script.as_str()]);
    let said = boot.succeeded();
    for claim in claims {
        let mut lines = said
            .lines()
            .skip_while(|line| line.split_once(": ").is_none_or(|(name, _)| name != claim.name));
        let ended = lines.next().unwrap_or_default();
        let printed: Vec<&str> = lines.map_while(|line| line.strip_prefix("    ")).collect();
        let printed = printed.join("\n");
        if ended != format!("{}: 0", claim.name) {
            // The journal of a boot with others would be about them, too.
            let journal = if claims.len() == 1 { boot.journal.as_str() } else { "" };
            tried.wrong.push(format!(
                "{} does not hold on {}: {}\n{ended}\n{printed}\n{journal}",
                claim.name,
                root.version(),
                claim.says,
            ));
        }
        tried.printed.insert(claim.name.clone(), printed);
    }
}
