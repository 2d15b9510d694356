//! What a line of the journal means: the cause, and the cure.
//!
//! The entries are in `journal.txt`: `=` and what such a line says, with `…` for what differs and ` | ` between several
//! wordings; `?` and the cause; `!` and the cure; `@` and where that comes from: `claim: NAME`, a file of
//! `tests/real/claims/`, or `man: PAGE(5) Directive=`, and `systemd: RANGE` where not all releases print it.

/// What there is to say of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JournalLine {
    /// What such lines say; `…` stands for what differs.
    pub says: &'static str,
    /// What has happened.
    pub cause: &'static str,
    /// What to do.
    pub cure: &'static str,
}

/// All entries, one for each wording.
pub fn lines() -> impl Iterator<Item = JournalLine> {
    include_str!("journal.txt").split("\n\n").flat_map(|entry| {
        let mut lines = entry.trim().lines();
        let mut line = |mark: &str| lines.next()?.strip_prefix(mark);
        let mut read = || Some((line("= ")?, line("? ")?, line("! ")?));
        let wordings = |(says, cause, cure): (&'static str, _, _)| {
            says.split(" | ").map(move |says| JournalLine { says, cause, cure })
        };
        read().into_iter().flat_map(wordings)
    })
}

/// The entries that fit `line`, those that say most first.
pub fn explain(line: &str) -> Vec<JournalLine> {
    let line = line.to_lowercase();
    let mut found: Vec<JournalLine> = lines().filter(|entry| fits(entry.says, &line)).collect();
    found.sort_by_key(|entry| std::cmp::Reverse(entry.says.len()));
    // One wording is enough, and what only repeats a part of another says nothing new.
    let mut causes = Vec::new();
    found.retain(|entry| {
        let is_new = !causes.contains(&entry.cause);
        causes.push(entry.cause);
        is_new
    });
    let longer: Vec<JournalLine> = found.clone();
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
    const LINES: [(&str, &str); 70] = [
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
            "RestartForce",
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
        (
            "shop.socket: Failed to load connection service unit: No such file or directory",
            "connection service unit",
        ),
        (
            "shop.socket: Failed to queue service startup job (Maybe the service file is missing or not a template unit?): Invalid argument",
            "service startup job",
        ),
        (
            "Job for a.service failed because start of the service was attempted too often.",
            "too often",
        ),
        ("a.service: Failed with result 'start-limit-hit'.", "'start-limit-hit'"),
        (
            "shop.service - Shop skipped, unmet condition check ConditionPathExists=/etc/shop",
            "unmet condition",
        ),
        ("Condition check resulted in Shop being skipped.", "being skipped"),
        ("a.service: State 'stop-sigterm' timed out. Killing.", "stop-sigterm"),
        ("a.service: start operation timed out. Terminating.", "start operation"),
        ("a.service: Main process exited, code=killed, status=9/KILL", "code=killed"),
        (
            "a.service: Can't open PID file /run/a.pid (yet?) after start: No such file or directory",
            "(yet?)",
        ),
        ("a.service: Job a.service/start failed with result 'dependency'.", "dependency"),
        (
            "a.service: Failed at step CHDIR spawning /bin/a: No such file or directory",
            "step CHDIR",
        ),
        (
            "a.service: Failed to set up mount namespacing: /run/systemd/unit-root/a: No such file or directory",
            "namespacing",
        ),
        ("a.service: Failed to load environment files: No such file or directory", "environment"),
        (
            "/etc/systemd/system/a.socket:2: ListenStream= references a path below legacy directory /var/run/, updating",
            "legacy",
        ),
        ("a.service:3: Special user nobody configured, this is not safe!", "nobody"),
        (
            "Failed to start a@.service: Unit name a@.service is missing the instance name.",
            "instance name",
        ),
        (
            "Warning: The unit file, source configuration file or drop-ins of a.service changed on disk.",
            "on disk",
        ),
        ("Failed to connect to bus: No medium found", "connect to"),
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
        let wordings =
            include_str!("journal.txt").lines().filter_map(|line| line.strip_prefix("= "));
        let count: usize = wordings.map(|says| says.split(" | ").count()).sum();
        assert_eq!(lines().count(), count);
        assert!(count > 110, "{count}");
        for entry in lines() {
            assert!(entry.cause.ends_with('.') && entry.cure.ends_with('.'), "{entry:?}");
        }
    }
}
