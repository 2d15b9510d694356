//! Signals and exit statuses.
//!
//! A signal is a name with or without `SIG`, in capitals, `RTMIN+N`, `RTMAX-N`, or a number from 1 to 64. A status is a number
//! from 0 to 255 or a name such as `TEMPFAIL`.
//!
//! Source: systemd.kill(5) `KillSignal=`, systemd.exec(5) "Process Exit Codes"; the names were read off systemd 252 and 257.

use super::{ValueError, Version, number, quoting};

/// Reads a signal and answers its number.
///
/// # Errors
/// When it is neither a signal's name nor its number.
pub fn read(text: &str) -> Result<u32, ValueError> {
    parse(text).ok_or_else(|| match text {
        "" => ValueError::new("a signal is needed, for example `SIGTERM`"),
        _ => ValueError::about(
            text,
            "is not a signal: write for example `SIGTERM`, or a number from 1 to 64",
        ),
    })
}

/// Reads a list of exit statuses and signals, and answers them as they are written.
///
/// # Errors
/// When one of them is neither.
pub fn statuses(text: &str, version: Version) -> Result<Vec<String>, ValueError> {
    let words = quoting::split_unquoted(text)?;
    words
        .into_iter()
        .map(|word| match is_status(&word, version) || parse(&word).is_some() {
            true => Ok(word),
            false => Err(ValueError::about(
                &word,
                "is neither an exit status nor a signal: write for example `3`, `TEMPFAIL` or `SIGKILL`",
            )),
        })
        .collect()
}

fn parse(text: &str) -> Option<u32> {
    if let Ok(number) = number::read_signed(text, i32::MIN.into(), i32::MAX.into()) {
        return u32::try_from(number).ok().filter(|number| (1..=64).contains(number));
    }
    let name = text.strip_prefix("SIG").unwrap_or(text);
    if let Some(number) = NAMES.split(' ').position(|known| known == name) {
        return u32::try_from(number + 1).ok();
    }
    let offset = |digits: &str| number::read(digits, REAL_TIME.1 - REAL_TIME.0).ok();
    let number = if name == "RTMIN" {
        REAL_TIME.0
    } else if name == "RTMAX" {
        REAL_TIME.1
    } else if let Some(digits) = name.strip_prefix("RTMIN+") {
        REAL_TIME.0 + offset(digits)?
    } else {
        REAL_TIME.1 - offset(name.strip_prefix("RTMAX-")?)?
    };
    u32::try_from(number).ok()
}

fn is_status(text: &str, version: Version) -> bool {
    number::read(text, 255).is_ok()
        || STATUSES.iter().any(|(name, since)| *name == text && *since <= version.0)
        || OLD_STATUSES.split(' ').any(|name| name == text)
}

/// In the order of their numbers, from 1.
const NAMES: &str = "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN \
    TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS";

/// The first and the last real-time signal that programs may use.
const REAL_TIME: (u64, u64) = (34, 64);

/// Names of statuses that came with a release.
const STATUSES: [(&str, u16); 2] = [("BPF", 249), ("KSM", 254)];

const OLD_STATUSES: &str = "SUCCESS FAILURE INVALIDARGUMENT NOTIMPLEMENTED NOPERMISSION NOTINSTALLED NOTCONFIGURED \
    NOTRUNNING USAGE DATAERR NOINPUT NOUSER NOHOST UNAVAILABLE SOFTWARE OSERR OSFILE CANTCREAT IOERR TEMPFAIL PROTOCOL \
    NOPERM CONFIG CHDIR NICE FDS EXEC MEMORY LIMITS OOM_ADJUST SIGNAL_MASK STDIN STDOUT CHROOT IOPRIO TIMERSLACK \
    SECUREBITS SETSCHEDULER CPUAFFINITY GROUP USER CAPABILITIES CGROUP SETSID CONFIRM STDERR PAM NETWORK NAMESPACE \
    NO_NEW_PRIVILEGES SECCOMP SELINUX_CONTEXT PERSONALITY APPARMOR ADDRESS_FAMILIES RUNTIME_DIRECTORY CHOWN \
    SMACK_PROCESS_LABEL KEYRING STATE_DIRECTORY CACHE_DIRECTORY LOGS_DIRECTORY CONFIGURATION_DIRECTORY NUMA_POLICY \
    CREDENTIALS EXCEPTION";

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn reads_what_systemd_reads() {
        for (text, number) in [
            ("SIGTERM", 15),
            ("TERM", 15),
            ("9", 9),
            ("RTMIN", 34),
            ("SIGRTMIN+3", 37),
            ("RTMAX-1", 63),
            ("SYS", 31),
        ] {
            accepts(read(text), number);
        }
        for text in ["", "0", "65", "term", "SIG", "RTMIN+31", "SIGNOPE"] {
            assert!(read(text).is_err(), "{text}");
        }
        accepts(
            statuses("0 TEMPFAIL SIGKILL", Version(252)),
            ["0", "TEMPFAIL", "SIGKILL"].map(String::from).to_vec(),
        );
        assert!(statuses("256", Version(252)).is_err() && statuses("KSM", Version(252)).is_err());
        accepts(statuses("KSM", Version(257)), vec![String::from("KSM")]);
        survives(|text| drop((read(text), statuses(text, Version(252)))));
    }
}
