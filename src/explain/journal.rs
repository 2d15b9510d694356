//! What a line of the journal means: the cause, and the cure.
//!
//! The entries are in `journal.txt`: `=` and what such a line says, with `…` for what differs; `?` and the cause; `!` and the
//! cure. Source: what systemd 252 and 257 print, and the manual pages of the directives that are named.

/// What there is to say of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What such lines say; `…` stands for what differs.
    pub says: &'static str,
    /// What has happened.
    pub cause: &'static str,
    /// What to do.
    pub cure: &'static str,
}

/// All entries.
pub fn entries() -> impl Iterator<Item = Entry> {
    include_str!("journal.txt").split("\n\n").filter_map(|entry| {
        let mut lines = entry.trim().lines();
        let mut line = |mark: &str| lines.next()?.strip_prefix(mark);
        Some(Entry { says: line("= ")?, cause: line("? ")?, cure: line("! ")? })
    })
}

/// The entries that fit `line`, those that say most first.
pub fn explain(line: &str) -> Vec<Entry> {
    let line = line.to_lowercase();
    let mut found: Vec<Entry> = entries().filter(|entry| fits(entry.says, &line)).collect();
    found.sort_by_key(|entry| std::cmp::Reverse(entry.says.len()));
    // What only repeats a part of another says nothing new.
    let longer: Vec<Entry> = found.clone();
    found.retain(|entry| {
        let part = entry.says.to_lowercase();
        !longer
            .iter()
            .any(|other| other.says.len() > part.len() && fits(&part, &other.says.to_lowercase()))
    });
    found
}

/// Whether the pieces of `says` stand in `line`, which is in small letters, one behind the other.
fn fits(says: &str, line: &str) -> bool {
    let mut rest = line;
    says.to_lowercase().split('…').all(|piece| match rest.find(piece.trim()) {
        Some(at) => {
            rest = &rest[at + piece.trim().len()..];
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines as systemd, its tools and its callers print them, and what each is about.
    const LINES: [(&str, &str); 51] = [
        (
            "myapp.socket: Failed to create listening socket ([::]:80): Address already in use",
            "Address already in use",
        ),
        (
            "myapp.socket: Failed to create listening socket (192.0.2.7:80): Cannot assign requested address",
            "Cannot assign",
        ),
        ("Failed to listen on My Application Socket.", ""),
        ("myapp.socket: Failed to listen on sockets: Address already in use", "Failed to listen"),
        ("myapp.socket: Socket service myapp.service already active, refusing.", "already active"),
        (
            "myapp.socket: Socket service myapp@.service not loaded, refusing.",
            "not loaded, refusing",
        ),
        (
            "myapp.socket: service myapp@0.service not loaded, socket cannot be started.",
            "cannot be started",
        ),
        ("myapp.socket: Trigger limit hit, refusing further activation.", "Trigger limit"),
        ("myapp.socket: Failed with result 'trigger-limit-hit'.", "trigger-limit-hit"),
        ("myapp.socket: Failed with result 'service-start-limit-hit'.", "service-start-limit-hit"),
        ("myapp.service: Start request repeated too quickly.", "too quickly"),
        ("myapp.socket: Too many incoming connections (64), dropping connection.", "Too many"),
        ("myapp.socket: Failed with result 'resources'.", "resources"),
        ("myapp.service: Main process exited, code=exited, status=217/USER", "217/USER"),
        ("myapp.socket: Control process exited, code=exited, status=216/GROUP", "216/GROUP"),
        ("myapp.service: Main process exited, code=exited, status=203/EXEC", "203/EXEC"),
        ("myapp.service: Got more than one socket.", "more than one socket"),
        ("myapp.service: Got no socket.", "no socket"),
        ("myapp.service: Expected exactly one socket, got 2.", "exactly one"),
        (
            "myapp.socket: Unit configured for accepting sockets, but sockets are non-accepting. Refusing.",
            "non-accepting",
        ),
        (
            "myapp.socket: Explicit service configuration for accepting socket units not supported. Refusing.",
            "Explicit",
        ),
        (
            "a.socket: Socket unit is configured to be accepting with DeferTrigger= enabled. Refusing.",
            "DeferTrigger",
        ),
        (
            "myapp.socket: Unit has no Listen setting (ListenStream=, ListenDatagram=, ListenFIFO=, ...). Refusing.",
            "no Listen",
        ),
        ("myapp.socket: MaxConnection= setting too small. Refusing.", "too small"),
        (
            "a.socket: Unit has symlinks set but none or more than one node in the file system. Refusing.",
            "symlinks",
        ),
        (
            "a.service: Unit has PAM enabled. Kill mode must be set to 'control-group'. Refusing.",
            "Kill mode",
        ),
        (
            "a.service: Service has no ExecStart=, ExecStop=, or SuccessAction=. Refusing.",
            "no ExecStart=,",
        ),
        (
            "a.service: Service has no ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.",
            "no ExecStart= setting",
        ),
        (
            "a.service: Service has more than one ExecStart= setting, which is only allowed for Type=oneshot services.",
            "more than one ExecStart",
        ),
        (
            "a.service: Service has no ExecStart= and no SuccessAction= settings and does not have RemainAfterExit=yes set. Refusing.",
            "RemainAfterExit",
        ),
        (
            "a.service: Service has RestartForceExitStatus= set, which isn't allowed for Type=oneshot services. Refusing.",
            "RestartForceExitStatus",
        ),
        (
            "a.service: Service has ExitType=cgroup set, which isn't allowed for Type=oneshot services. Refusing.",
            "ExitType",
        ),
        (
            "a.service: Service of Type=forking does not support PrivatePIDs=yes. Refusing.",
            "PrivatePIDs",
        ),
        (
            "a.socket:2: Failed to parse address value in '70000', ignoring: Numerical result out of range",
            "out of range",
        ),
        ("a.service: Unit configuration has fatal error, unit will not be started.", "fatal error"),
        (
            "/etc/systemd/system/a.socket:7: Unknown key 'Port' in section [Socket], ignoring.",
            "Unknown key",
        ),
        (
            "/etc/systemd/system/a.socket:7: Unknown key name 'Port' in section 'Socket', ignoring.",
            "Unknown key",
        ),
        ("a.socket:3: Unknown section 'Sockets'. Ignoring.", "Unknown section"),
        ("a.socket:1: Assignment outside of section. Ignoring.", "outside of section"),
        ("a.socket:4: Missing '=', ignoring line.", "Missing '='"),
        ("a.socket:4: Missing key name before '=', ignoring line.", "Missing key name"),
        ("a.socket:1: Invalid section header '[Socket] # c'", "section header"),
        ("a.socket:1: String is not UTF-8 clean, ignoring assignment", "UTF-8"),
        (
            "a.socket:3: Failed to parse address value in '*:80', ignoring: Invalid argument",
            "address value",
        ),
        ("a.service:3: Failed to parse boolean value, ignoring: maybe", "Failed to parse"),
        ("a.socket:3: ListenFIFO= path is not absolute, ignoring: run/a", "not absolute"),
        ("a.socket:3: Address family not supported, ignoring: 80", "family"),
        ("a.service:5: Ignoring unknown escape sequences: \"\\q\"", "escape"),
        (
            "a.service: Command /opt/a is not executable: No such file or directory",
            "not executable",
        ),
        ("basic.target: Found ordering cycle on sockets.target/start", "ordering cycle"),
        ("Stopping 'a.service', but its triggering units are still active:", "triggering units"),
    ];

    #[test]
    fn every_line_that_people_meet_is_explained() {
        for (line, about) in LINES {
            let found = explain(line);
            match about {
                "" => assert_eq!(found, [], "{line}"),
                _ => assert!(
                    found.iter().any(|entry| entry.says.contains(about)),
                    "{line}: {found:?}"
                ),
            }
        }
    }

    #[test]
    fn what_says_more_comes_first_and_parts_of_it_not_at_all() {
        let found = explain("a.socket: Failed to parse address value in 'x', ignoring");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(explain("all is well").is_empty());
    }

    #[test]
    fn every_entry_is_whole() {
        let count =
            include_str!("journal.txt").lines().filter(|line| line.starts_with("= ")).count();
        assert_eq!(entries().count(), count);
        assert!(count > 55, "{count}");
        for entry in entries() {
            assert!(entry.cause.ends_with('.') && entry.cure.ends_with('.'), "{entry:?}");
        }
    }
}
