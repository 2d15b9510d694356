//! The words that systemd accepts for each enumeration, with the releases that know them.
//!
//! A word that came with its directive is given [`Version`] 0: the directive's own first release says when. Words are
//! listed in systemd's order. Where a kind also takes a boolean, `no` and `yes` are listed if they are how the two ends
//! are written; where it also takes a number or a prefix, its reader adds that.
//!
//! Source: the string tables of every release from 219 to 262.

use super::{ValueError, Version};

/// One accepted word.
#[derive(Debug, PartialEq, Eq)]
pub struct Word {
    /// The word as it is written in a unit file; case matters.
    pub text: &'static str,
    /// The first release that knows it.
    pub since: Version,
    /// The last release that knows it, if it has been dropped.
    pub until: Option<Version>,
}

impl Word {
    /// Whether `version` knows it.
    pub fn is_known_to(&self, version: Version) -> bool {
        self.since <= version && self.until.is_none_or(|until| version <= until)
    }
}

/// How alike what was written and a word have to be, from 0 to 1: of five letters one may be wrong.
const ALIKE: f64 = 0.8;

/// The words of one enumeration.
#[derive(Debug, PartialEq, Eq)]
pub struct Words(pub &'static [Word]);

impl Words {
    /// The words that `version` accepts.
    pub fn texts(&self, version: Version) -> impl Iterator<Item = &'static str> {
        self.0.iter().filter(move |word| word.is_known_to(version)).map(|word| word.text)
    }

    /// Reads one word as `version` does: every letter must match, in its case.
    ///
    /// # Errors
    /// When the word is not one of the table, or only other releases know it.
    pub fn read(&self, text: &str, version: Version) -> Result<&'static Word, ValueError> {
        let Some(word) = self.0.iter().find(|word| word.text == text) else {
            let accepted = self.listed(version);
            return Err(ValueError::new(match text {
                "" => format!("a word is needed: {accepted}"),
                _ => format!("`{text}` is not one of {accepted}"),
            }));
        };
        if word.is_known_to(version) {
            return Ok(word);
        }
        let accepted = self.listed(version);
        Err(ValueError::new(match word.until {
            Some(until) if until < version => {
                format!(
                    "`{text}` was last accepted by systemd {until}, and this is {version}; use {accepted}"
                )
            }
            _ => format!(
                "`{text}` needs systemd {} or newer, and this is {version}; use {accepted}",
                word.since
            ),
        }))
    }

    /// The word that was meant by `text`, a slip of the pen: the only one that `version` knows and that is that near.
    pub fn meant(&self, text: &str, version: Version) -> Option<&'static str> {
        let length = text.len();
        // So many letters at most can be missing or too much.
        let may_be_alike = |word: &&'static str| {
            word.len().min(length) as f64 >= ALIKE * word.len().max(length) as f64
        };
        let known: Vec<_> = self.texts(version).filter(may_be_alike).collect();
        let written = text.to_ascii_lowercase();
        if let Some(word) = known.iter().find(|word| **word == written) {
            return Some(word);
        }
        let is_near = |word: &&str| strsim::normalized_damerau_levenshtein(word, &written) >= ALIKE;
        let mut near = known.into_iter().filter(is_near);
        near.next().filter(|_| near.next().is_none())
    }

    /// What `version` accepts, for a message: `a, b or c`.
    pub(super) fn listed(&self, version: Version) -> String {
        let words: Vec<_> = self.texts(version).collect();
        match words.split_last() {
            Some((last, [])) => (*last).to_owned(),
            Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
            None => String::from("nothing"),
        }
    }
}

/// `OnFailureJobMode=`, `OnSuccessJobMode=`.
pub static JOB_MODE: Words = Words(&[
    always("fail"),
    since("lenient", 258),
    always("replace"),
    always("replace-irreversibly"),
    always("isolate"),
    always("flush"),
    always("ignore-dependencies"),
    always("ignore-requirements"),
    since("triggering", 244),
    since("restart-dependencies", 254),
]);

/// `FailureAction=`, `SuccessAction=`, `StartLimitAction=`, `JobTimeoutAction=`.
pub static EMERGENCY_ACTION: Words = Words(&[
    always("none"),
    since("exit", 240),
    since("exit-force", 240),
    always("reboot"),
    always("reboot-force"),
    always("reboot-immediate"),
    always("poweroff"),
    always("poweroff-force"),
    always("poweroff-immediate"),
    since("soft-reboot", 254),
    since("soft-reboot-force", 254),
    since("kexec", 254),
    since("kexec-force", 254),
    since("halt", 254),
    since("halt-force", 254),
    since("halt-immediate", 254),
]);

/// `CollectMode=`.
pub static COLLECT_MODE: Words = Words(&[always("inactive"), always("inactive-or-failed")]);

/// The families of `ListenNetlink=`.
pub static NETLINK_FAMILY: Words = Words(&[
    always("route"),
    always("firewall"),
    always("inet-diag"),
    always("nflog"),
    always("xfrm"),
    always("selinux"),
    always("iscsi"),
    always("audit"),
    always("fib-lookup"),
    always("connector"),
    always("netfilter"),
    always("ip6-fw"),
    always("dnrtmsg"),
    always("kobject-uevent"),
    always("generic"),
    always("scsitransport"),
    always("ecryptfs"),
    since("rdma", 235),
]);

/// `BindIPv6Only=`.
pub static BIND_IPV6_ONLY: Words = Words(&[always("default"), always("both"), always("ipv6-only")]);

/// `IPTOS=`.
pub static IP_TOS: Words =
    Words(&[always("low-delay"), always("throughput"), always("reliability"), always("low-cost")]);

/// `SocketProtocol=`.
pub static SOCKET_PROTOCOL: Words =
    Words(&[always("udplite"), always("sctp"), since("mptcp", 257)]);

/// `Timestamping=`.
pub static TIMESTAMPING: Words = Words(&[
    always("off"),
    always("us"),
    always("ns"),
    always("usec"),
    always("µs"),
    since("μs", 250),
    always("nsec"),
]);

/// `DeferTrigger=`.
pub static DEFER_TRIGGER: Words = Words(&[always("no"), always("yes"), always("patient")]);

/// `IOSchedulingClass=`.
pub static IO_CLASS: Words =
    Words(&[always("none"), always("realtime"), always("best-effort"), always("idle")]);

/// `CPUSchedulingPolicy=`.
pub static CPU_POLICY: Words = Words(&[
    always("other"),
    always("batch"),
    always("idle"),
    always("fifo"),
    since("ext", 260),
    always("rr"),
]);

/// `StandardInput=`.
pub static INPUT: Words = Words(&[
    always("null"),
    always("tty"),
    always("tty-force"),
    always("tty-fail"),
    always("socket"),
    since("data", 236),
    since("fd", 232),
    since("file", 236),
]);

/// `StandardOutput=`, `StandardError=`.
pub static OUTPUT: Words = Words(&[
    always("inherit"),
    always("null"),
    always("tty"),
    always("kmsg"),
    always("kmsg+console"),
    always("journal"),
    always("journal+console"),
    always("socket"),
    since("append", 240),
    since("fd", 232),
    since("file", 236),
    dropped("syslog", 245),
    dropped("syslog+console", 245),
    since("truncate", 248),
]);

/// `SyslogFacility=`.
pub static LOG_FACILITY: Words = Words(&[
    always("kern"),
    always("user"),
    always("mail"),
    always("daemon"),
    always("auth"),
    always("syslog"),
    always("lpr"),
    always("news"),
    always("uucp"),
    always("cron"),
    always("authpriv"),
    always("ftp"),
    always("local0"),
    always("local1"),
    always("local2"),
    always("local3"),
    always("local4"),
    always("local5"),
    always("local6"),
    always("local7"),
]);

/// `SyslogLevel=`, `LogLevelMax=`.
pub static LOG_LEVEL: Words = Words(&[
    always("emerg"),
    always("alert"),
    always("crit"),
    always("err"),
    always("warning"),
    always("notice"),
    always("info"),
    always("debug"),
]);

/// `SecureBits=`.
pub static SECURE_BITS: Words = Words(&[
    always("keep-caps"),
    always("keep-caps-locked"),
    always("no-setuid-fixup"),
    always("no-setuid-fixup-locked"),
    always("noroot"),
    always("noroot-locked"),
    always("no-cap-ambient-raise"),
    always("no-cap-ambient-raise-locked"),
    always("exec-restrict-file"),
    always("exec-restrict-file-locked"),
    always("exec-deny-interactive"),
    always("exec-deny-interactive-locked"),
]);

/// `PrivateTmp=`.
pub static PRIVATE_TMP: Words =
    Words(&[always("no"), always("yes"), since("connected", 257), since("disconnected", 257)]);

/// `MountFlags=`.
pub static MOUNT_PROPAGATION: Words =
    Words(&[always("shared"), always("slave"), always("private")]);

/// `Personality=`, `SystemCallArchitectures=`.
pub static ARCHITECTURE: Words = Words(&[
    always("arm64"),
    always("arm64-be"),
    always("arm"),
    always("arm-be"),
    always("alpha"),
    since("arc", 234),
    since("arc-be", 234),
    always("cris"),
    always("x86-64"),
    always("x86"),
    always("ia64"),
    since("loongarch64", 250),
    always("m68k"),
    always("mips64-le"),
    always("mips64"),
    always("mips-le"),
    always("mips"),
    since("nios2", 230),
    always("parisc64"),
    always("parisc"),
    always("ppc64-le"),
    always("ppc64"),
    always("ppc"),
    always("ppc-le"),
    since("riscv32", 232),
    since("riscv64", 232),
    always("s390x"),
    always("s390"),
    always("sh64"),
    always("sh"),
    always("sparc64"),
    always("sparc"),
    always("tilegx"),
]);

/// `ProtectSystem=`.
pub static PROTECT_SYSTEM: Words =
    Words(&[always("no"), always("yes"), always("full"), since("strict", 232)]);

/// `ProtectHome=`.
pub static PROTECT_HOME: Words =
    Words(&[always("no"), always("yes"), always("read-only"), since("tmpfs", 238)]);

/// `UtmpMode=`.
pub static UTMP_MODE: Words = Words(&[always("init"), always("login"), always("user")]);

/// `ProtectControlGroups=`.
pub static PROTECT_CONTROL_GROUPS: Words =
    Words(&[always("no"), always("yes"), since("private", 257), since("strict", 257)]);

/// `PrivateUsers=`.
pub static PRIVATE_USERS: Words = Words(&[
    always("no"),
    always("yes"),
    since("self", 257),
    since("identity", 257),
    since("full", 258),
    since("managed", 260),
]);

/// `RestrictNamespaces=`, `DelegateNamespaces=`.
pub static NAMESPACE: Words = Words(&[
    always("cgroup"),
    always("ipc"),
    always("net"),
    always("mnt"),
    always("pid"),
    always("user"),
    always("uts"),
    since("time", 248),
]);

/// `KeyringMode=`.
pub static KEYRING_MODE: Words = Words(&[always("inherit"), always("private"), always("shared")]);

/// `RuntimeDirectoryPreserve=`, `FileDescriptorStorePreserve=`.
pub static PRESERVE_MODE: Words =
    Words(&[always("no"), always("yes"), always("restart"), since("on-success", 261)]);

/// `ProtectHostname=`.
pub static PROTECT_HOSTNAME: Words = Words(&[always("no"), always("yes"), since("private", 258)]);

/// `NUMAPolicy=`.
pub static NUMA_POLICY: Words = Words(&[
    always("default"),
    always("preferred"),
    always("bind"),
    always("interleave"),
    always("local"),
    since("preferred-many", 262),
    since("weighted-interleave", 262),
]);

/// `CoredumpFilter=`.
pub static COREDUMP_FILTER: Words = Words(&[
    always("private-anonymous"),
    always("shared-anonymous"),
    always("private-file-backed"),
    always("shared-file-backed"),
    always("elf-headers"),
    always("private-huge"),
    always("shared-huge"),
    always("private-dax"),
    always("shared-dax"),
]);

/// `ProtectProc=`.
pub static PROTECT_PROC: Words =
    Words(&[always("default"), always("noaccess"), always("invisible"), always("ptraceable")]);

/// `ProcSubset=`.
pub static PROC_SUBSET: Words = Words(&[always("all"), always("pid")]);

/// `MemoryTHP=`.
pub static MEMORY_THP: Words =
    Words(&[always("inherit"), always("disable"), always("madvise"), always("system")]);

/// `KillMode=`.
pub static KILL_MODE: Words =
    Words(&[always("control-group"), always("process"), always("mixed"), always("none")]);

/// `DevicePolicy=`.
pub static DEVICE_POLICY: Words = Words(&[always("auto"), always("closed"), always("strict")]);

/// `Delegate=`, `DisableControllers=`.
pub static CONTROLLER: Words = Words(&[
    always("cpu"),
    since("cpuset", 244),
    always("io"),
    always("memory"),
    always("pids"),
    always("bpf-firewall"),
    always("bpf-devices"),
    since("bpf-foreign", 249),
    since("bpf-socket-bind", 249),
    since("bpf-restrict-network-interfaces", 250),
    since("bpf-bind-network-interface", 260),
    always("blkio"),
    always("cpuacct"),
    always("devices"),
]);

/// `ManagedOOMSwap=`, `ManagedOOMMemoryPressure=`.
pub static MANAGED_OOM_MODE: Words = Words(&[always("auto"), always("kill")]);

/// `ManagedOOMPreference=`.
pub static MANAGED_OOM_PREFERENCE: Words =
    Words(&[always("none"), always("avoid"), always("omit")]);

/// `MemoryPressureWatch=`, `CPUPressureWatch=`, `IOPressureWatch=`.
pub static PRESSURE_WATCH: Words =
    Words(&[always("no"), always("yes"), always("auto"), always("skip")]);

/// `CPUSetPartition=`.
pub static CPUSET_PARTITION: Words = Words(&[always("member"), always("root"), always("isolated")]);

/// `Type=`.
pub static SERVICE_TYPE: Words = Words(&[
    always("simple"),
    always("forking"),
    always("oneshot"),
    always("dbus"),
    always("notify"),
    since("notify-reload", 253),
    always("idle"),
    since("exec", 240),
]);

/// `Restart=`.
pub static RESTART: Words = Words(&[
    always("no"),
    always("on-success"),
    always("on-failure"),
    always("on-abnormal"),
    always("on-watchdog"),
    always("on-abort"),
    always("always"),
]);

/// `NotifyAccess=`.
pub static NOTIFY_ACCESS: Words =
    Words(&[always("none"), always("main"), since("exec", 233), always("all")]);

/// `OOMPolicy=`.
pub static OOM_POLICY: Words = Words(&[always("continue"), always("stop"), always("kill")]);

/// `TimeoutStartFailureMode=`, `TimeoutStopFailureMode=`.
pub static TIMEOUT_FAILURE_MODE: Words =
    Words(&[always("terminate"), always("abort"), always("kill")]);

/// `ExitType=`.
pub static EXIT_TYPE: Words = Words(&[always("main"), always("cgroup")]);

/// The options of `OpenFile=`.
pub static OPEN_FILE_FLAG: Words =
    Words(&[always("read-only"), always("append"), always("truncate"), always("graceful")]);

/// `RestartMode=`.
pub static RESTART_MODE: Words = Words(&[always("normal"), always("direct"), since("debug", 257)]);

/// `RefreshOnReload=`.
pub static REFRESH: Words = Words(&[always("extensions"), always("credentials")]);

/// A word as old as its directive.
const fn always(text: &'static str) -> Word {
    Word { text, since: Version(0), until: None }
}

/// A word that joined in a later release.
const fn since(text: &'static str, version: u16) -> Word {
    Word { text, since: Version(version), until: None }
}

/// A word that no release after `until` knows.
const fn dropped(text: &'static str, until: u16) -> Word {
    Word { text, since: Version(0), until: Some(Version(until)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_reads_the_words_it_knows() {
        accepts(&SERVICE_TYPE, "exec", 240);
        accepts(&RESTART, "on-failure", 219);
        accepts(&BIND_IPV6_ONLY, "both", 262);
        accepts(&OUTPUT, "syslog", 245);
        accepts(&EMERGENCY_ACTION, "poweroff", 219);
    }

    #[test]
    fn the_message_says_what_this_release_would_take() {
        refuses(&BIND_IPV6_ONLY, "Both", 257, "`Both` is not one of default, both or ipv6-only");
        refuses(&COLLECT_MODE, "", 257, "a word is needed: inactive or inactive-or-failed");
        refuses(
            &RESTART_MODE,
            "debug",
            256,
            "`debug` needs systemd 257 or newer, and this is 256; use normal or direct",
        );
        refuses(
            &SERVICE_TYPE,
            "exec",
            239,
            "`exec` needs systemd 240 or newer, and this is 239; use simple, forking, oneshot, dbus, notify or idle",
        );
        let error = OUTPUT.read("syslog", Version(246)).unwrap_err().message;
        assert!(
            error.starts_with("`syslog` was last accepted by systemd 245, and this is 246; use "),
            "{error}"
        );
    }

    #[test]
    fn a_slip_is_near_one_word() {
        for (words, text, version, meant) in [
            (&RESTART, "alwys", 257, Some("always")),
            (&RESTART, "Always", 257, Some("always")),
            (&RESTART, "on-succes", 257, Some("on-success")),
            (&RESTART, "on-abrot", 257, Some("on-abort")),
            (&RESTART, "never", 257, None),
            (&RESTART, "", 257, None),
            (&SERVICE_TYPE, "notfy", 257, Some("notify")),
            (&SERVICE_TYPE, "notify-relaod", 252, None),
            (&SERVICE_TYPE, "notify-relaod", 253, Some("notify-reload")),
            (&PROTECT_SYSTEM, "strickt", 257, Some("strict")),
            (&PROTECT_SYSTEM, "fu", 257, None),
            (&BIND_IPV6_ONLY, "ipv6only", 257, Some("ipv6-only")),
        ] {
            assert_eq!(words.meant(text, Version(version)), meant, "{text}");
        }
        static TWINS: Words = Words(&[always("start-1"), always("start-2")]);
        assert_eq!(TWINS.meant("start-3", Version(257)), None, "either may have been meant");
        assert_eq!(TWINS.meant("Start-2", Version(257)), Some("start-2"));
    }

    #[test]
    fn a_list_of_choices_holds_only_what_the_release_knows() {
        assert_eq!(
            NOTIFY_ACCESS.texts(Version(232)).collect::<Vec<_>>(),
            ["none", "main", "all"],
            "exec came with 233"
        );
        assert_eq!(NOTIFY_ACCESS.texts(Version(233)).count(), 4);
    }

    fn accepts(words: &Words, text: &str, version: u16) {
        assert_eq!(words.read(text, Version(version)).unwrap().text, text);
    }

    fn refuses(words: &Words, text: &str, version: u16, message: &str) {
        assert_eq!(words.read(text, Version(version)).unwrap_err().message, message);
    }
}
