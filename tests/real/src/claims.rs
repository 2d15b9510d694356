//! The claims of our texts: what each says, and a scenario that shows it on a booted systemd.
//!
//! A claim is a file `tests/real/claims/<name>.txt`: a first line that says it, lines `Key: value` (`Systemd:` for the
//! releases it is about, `Boot: own` where it is about what happens while the system starts, `Summary:` for the directives
//! whose summary says it too), then parts that each begin with a line `--- `: files by their path (a plain name is a unit of the system), and `--- script`, which runs in
//! `bash -eu` when the system is up and succeeds where the claim holds. `{NAME}` stands for a name and `{PORT}`, `{PORT2}`
//! for ports that no other claim has. Scripts have the functions of [`TOOLS`], and units the program [`ANSWER`]. What a
//! script prints is kept: the lines that `src/explain/journal.txt` explains have to be there.

use crate::roots::Root;
use doorbell::value::Version;
use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;

/// A claim and how it is tried.
#[derive(Clone, Debug)]
pub struct Claim {
    /// What texts call it.
    pub name: String,
    /// What it says.
    pub says: String,
    /// The releases that it is about.
    pub versions: RangeInclusive<u16>,
    /// The directives whose summaries say it.
    pub summaries: Vec<String>,
    /// Whether it needs a boot of its own.
    pub own_boot: bool,
    /// Files, by path.
    pub files: Vec<(String, String)>,
    /// What succeeds where it holds.
    pub script: String,
}

/// Functions that the scripts of all claims have, as `/opt/tools.sh`.
pub const TOOLS: &str = include_str!("claims/tools.sh");

/// A server for the units of claims, as `/usr/local/bin/answer`.
pub const ANSWER: &str = include_str!("claims/answer.pl");

/// All claims, by their names.
///
/// # Panics
/// When one cannot be read; the message says which and why.
pub fn all() -> Vec<Claim> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("claims");
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .expect("the folder of the claims")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    let read = |(index, path): (usize, &std::path::PathBuf)| {
        let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a plain name");
        let text = fs::read_to_string(path).expect("the text of a claim");
        Claim::read(name, &text, index)
    };
    paths.iter().enumerate().map(read).collect()
}

impl Claim {
    /// Reads a claim; `index` makes its name and ports its own.
    ///
    /// # Panics
    /// When it is not in the form that the module describes.
    pub fn read(name: &str, text: &str, index: usize) -> Self {
        let port = 5000 + 4 * index;
        let filled = |text: &str| {
            text.replace("{NAME}", &format!("c{index}"))
                .replace("{PORT2}", &(port + 1).to_string())
                .replace("{PORT}", &port.to_string())
        };
        let mut parts = text.split("\n--- ");
        let head = parts.next().unwrap_or_default();
        let mut lines = head.lines();
        let mut claim = Claim {
            name: name.to_owned(),
            says: lines.next().unwrap_or_default().to_owned(),
            versions: 0..=u16::MAX,
            summaries: Vec::new(),
            own_boot: false,
            files: Vec::new(),
            script: String::new(),
        };
        assert!(claim.says.ends_with('.'), "{name}: the first line says the claim, in a sentence");
        for line in lines.filter(|line| !line.is_empty()) {
            match line.split_once(": ") {
                Some(("Systemd", range)) => claim.versions = versions(name, range),
                Some(("Boot", "own")) => claim.own_boot = true,
                Some(("Summary", names)) => {
                    claim.summaries = names.split(' ').map(str::to_owned).collect();
                }
                _ => panic!("{name}: `{line}` is none of `Systemd: …`, `Boot: own`, `Summary: …`"),
            }
        }
        for part in parts {
            let (title, body) = part.split_once('\n').unwrap_or((part, ""));
            match title {
                "script" => claim.script = filled(body),
                path if path.starts_with('/') => claim.files.push((filled(path), filled(body))),
                unit => {
                    let path = format!("/etc/systemd/system/{}", filled(unit));
                    claim.files.push((path, filled(body)));
                }
            }
        }
        assert!(!claim.script.is_empty(), "{name}: there is no `--- script`");
        let is_lost = |line: &str| line.trim_start().starts_with("! ");
        assert!(!claim.script.lines().any(is_lost), "{name}: bash goes on behind `!`: use `not`");
        claim
    }

    /// Whether its script has systemd read the units anew, which takes back what rate limits have counted.
    pub fn reloads(&self) -> bool {
        ["daemon-reload", "\ntry ", "systemctl enable", "systemctl disable"]
            .iter()
            .any(|word| self.script.contains(word))
    }

    /// Whether it is about the systemd of `root`.
    pub fn is_about(&self, root: &Root) -> bool {
        let Version(version) = root.version();
        self.versions.contains(&version)
    }
}

/// Reads releases: `252`, `252 to 257`, `256 and older`, `257 and newer`.
///
/// # Panics
/// When it is none of these; the message names `name`.
pub fn versions(name: &str, text: &str) -> RangeInclusive<u16> {
    let number = |text: &str| -> u16 {
        text.parse().unwrap_or_else(|_| panic!("{name}: `{text}` is not a release of systemd"))
    };
    match text.split(' ').collect::<Vec<_>>().as_slice() {
        [one] => number(one)..=number(one),
        [from, "to", to] => number(from)..=number(to),
        [to, "and", "older"] => 0..=number(to),
        [from, "and", "newer"] => number(from)..=u16::MAX,
        _ => panic!("{name}: `{text}` names no releases, as `256 and older` does"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_read_in_parts() {
        let text = "It rings.\nSystemd: 256 and older\nSummary: Accept Service\nBoot: own\n\n--- {NAME}.socket\n[Socket]\nListenStream={PORT}\n\
            --- /opt/{NAME}\nhello {PORT2}\n--- script\ncall {PORT}\n";
        let claim = Claim::read("rings", text, 3);
        assert_eq!((claim.says.as_str(), claim.own_boot), ("It rings.", true));
        assert_eq!(claim.versions, 0..=256);
        assert_eq!(claim.summaries, ["Accept", "Service"]);
        assert_eq!(
            claim.files,
            [
                (
                    "/etc/systemd/system/c3.socket".to_owned(),
                    "[Socket]\nListenStream=5012".to_owned()
                ),
                ("/opt/c3".to_owned(), "hello 5013".to_owned())
            ]
        );
        assert_eq!(claim.script, "call 5012\n");
    }

    #[test]
    fn every_claim_can_be_read_and_has_a_name_of_its_own() {
        let all = all();
        let says: std::collections::BTreeSet<_> = all.iter().map(|claim| &claim.says).collect();
        assert_eq!(says.len(), all.len());
    }
}
