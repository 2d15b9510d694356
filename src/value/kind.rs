//! The kind of a directive's value: which reader judges it.
//!
//! Directives that systemd reads alike share a kind. A kind without a reader of ours is never judged: [`Kind::read`]
//! accepts any text for it, so that nothing systemd takes is called wrong.
//!
//! Source: the parser that systemd 262 names for each directive; for a removed directive the last parser that still read
//! its value.

mod describe;

use super::address::{self, Transport};
use super::specifier::{self, Scope};
use super::time_span::TimeSpan;
use super::words::{self, Words};
use super::{
    ValueError, Version, amount, base64, boolean, bus_name, command, condition, control_group,
    cpu_set, credential, device, directories, documentation, environment, environment_file, errno,
    extended_attribute, fd_name, host_name, integer, limit, log, mode, mount, netlink, network,
    number, oom_rule, open_file, path, percent, quoting, refresh, session, shown, signal, size,
    stream, system_call, time_span, unit_name, unsigned, user, working_directory,
};

/// How systemd reads a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Free text with `%` specifiers.
    Text,
    /// Free text taken as it stands.
    Plain,
    /// ASCII text of at most 255 characters with `%` specifiers.
    Ascii,
    /// A list of `http:`, `https:`, `file:`, `info:` or `man:` addresses.
    Documentation,
    /// A yes or a no.
    Boolean,
    /// One word of a table.
    Words(&'static Words),
    /// One word of a table, or a boolean.
    WordsOrBoolean(&'static Words),
    /// One word of a table, or a number from 0 to the limit.
    WordsOrNumber(&'static Words, u32),
    /// [`words::CPU_POLICY`], or the number of one.
    CpuPolicy,
    /// [`words::IO_CLASS`], or the number of one.
    IoClass,
    /// A number from 0 to 4294967295.
    Unsigned,
    /// A whole number of 32 bits, negative ones too.
    Integer,
    /// A whole number of 64 bits, negative ones too.
    Long,
    /// A whole number within these bounds, both included.
    IntegerWithin {
        /// The smallest accepted.
        min: i16,
        /// The largest accepted.
        max: i16,
    },
    /// A file access mode in octal digits.
    Mode,
    /// A time span whose bare numbers are seconds; 0 is no time at all.
    Seconds,
    /// A time span whose bare numbers are seconds; 0 means without end.
    SecondsOrInfinity,
    /// A time span whose bare numbers are nanoseconds.
    Nanoseconds,
    /// A time span of at least one second that ends.
    PressureDuration,
    /// A size in bytes, with suffixes of base 1024.
    Size,
    /// A number up to release 261, a [`Kind::Size`] from 262 on.
    MessageSize,
    /// A size in bytes, a share of the memory, or `infinity`.
    Memory,
    /// The same where nothing at all would be too little.
    MemoryLimit,
    /// A size in bytes or a share of the disk, or `off`.
    Quota,
    /// A share above 0 of one processor's time; more than 100% is several processors.
    CpuQuota,
    /// A number from 1 to 10000, or `idle`.
    CpuWeight,
    /// A whole number within these bounds, both included.
    Weight(u32, u32),
    /// A number of tasks, a share of the most there can be, or `infinity`.
    Tasks,
    /// A share from 0% to 100%.
    Percent,
    /// A limit in bytes, alone or as `soft:hard`.
    LimitBytes,
    /// A limit in whole numbers, alone or as `soft:hard`.
    LimitNumber,
    /// A limit in seconds, alone or as `soft:hard`.
    LimitSeconds,
    /// A limit in microseconds, alone or as `soft:hard`.
    LimitMicroseconds,
    /// A limit of the nice level, raw or signed, alone or as `soft:hard`.
    LimitNice,
    /// The address of a stream or datagram socket: a port, an IP address and port, a Unix path or name, or vsock.
    Listen,
    /// The path or abstract name of a Unix sequential-packet socket.
    ListenSequentialPacket,
    /// The path of a FIFO.
    ListenFifo,
    /// A netlink family and a group.
    ListenNetlink,
    /// The path of a device or a file that is there already.
    ListenSpecial,
    /// The name of a message queue, or the path of a USB function.
    ListenPath,
    /// A network protocol, in any case.
    Protocol,
    /// A name for file descriptors: ASCII without a colon.
    FdName,
    /// A network interface, or `*` for none in particular.
    BindToDevice,
    /// A network interface.
    Interface,
    /// A list of network interfaces, `~` before it for all but these.
    Interfaces,
    /// An extended attribute `user.NAME=VALUE`.
    ExtendedAttribute,
    /// The name of a service unit.
    ServiceName,
    /// The name of a slice unit.
    SliceName,
    /// A list of unit names.
    UnitNames,
    /// A list of socket unit names.
    SocketNames,
    /// A list of further names for the unit itself.
    Alias,
    /// The instance that a template gets when it is enabled without one.
    InstanceName,
    /// One user or group, by name or number.
    UserOrGroup,
    /// A list of groups, by name or number.
    Groups,
    /// One command line, with its prefixes.
    Command,
    /// An absolute path.
    Path,
    /// A list of absolute paths.
    Paths,
    /// Absolute paths separated by colons.
    SearchPath,
    /// A path, taken below /run if it is relative.
    PidFile,
    /// A list of paths, each with `-` (may be missing) and `+` (inside the service's root) before it.
    AccessPaths,
    /// A list of paths below the directory that the directive stands for, each perhaps with a link to it.
    Directories,
    /// A list of paths below the directory that the directive stands for, without links.
    UnlinkedDirectories,
    /// An absolute path or `~` (the user's home), with `-` before it if it may be missing.
    WorkingDirectory,
    /// The path of a file of variables, with `-` before it if it may be missing.
    EnvironmentFile,
    /// A list of `NAME=VALUE` variables.
    Environment,
    /// A list of variable names.
    VariableNames,
    /// A list of variable names and `NAME=VALUE` assignments.
    UnsetEnvironment,
    /// Where a program's standard input comes from.
    Input,
    /// Where a program's output goes.
    Output,
    /// Text to be read by the program, with C escapes.
    InputText,
    /// Base64 data to be read by the program.
    InputData,
    /// A file to open: path, name and options.
    OpenFile,
    /// A condition on a path, with `|` and `!` before it.
    ConditionPath,
    /// A condition on anything else, with `|` and `!` before it.
    ConditionText,
    /// A list of exit statuses and signals.
    ExitStatuses,
    /// A signal, by name or number.
    Signal,
    /// An error name or number, or `kill`.
    ErrnoOrKill,
    /// A D-Bus name.
    BusName,
    /// A list of processors.
    CpuSet,
    /// A list of processors, or `numa`.
    CpuAffinity,
    /// A list of memory nodes, or `all`.
    NumaMask,
    /// A list of capabilities, `~` before it for all but these.
    Capabilities,
    /// A list of [`words::SECURE_BITS`].
    SecureBits,
    /// A list of [`words::COREDUMP_FILTER`], `all`, `default`, or a hexadecimal mask.
    CoredumpFilter,
    /// A list of system calls and groups, `~` before it for all but these, each with its own error after a colon.
    SystemCallFilter,
    /// A list of system calls and groups, `~` before it for all but these.
    SystemCalls,
    /// A list of [`words::ARCHITECTURE`] and `native`.
    Architectures,
    /// A list of address families, `~` before it for all but these.
    AddressFamilies,
    /// A boolean, or a list of [`words::NAMESPACE`], `~` before it for all but these.
    Namespaces,
    /// The same without the user's own.
    DelegatedNamespaces,
    /// A list of file system names and groups, `~` before it for all but these.
    FileSystems,
    /// [`words::PROTECT_HOSTNAME`] or a boolean, with a host name after a colon.
    ProtectHostname,
    /// A list of `source:destination:options` bind mounts.
    BindPaths,
    /// A list of `path:options` temporary file systems.
    TemporaryFileSystems,
    /// A list of disk images and where they are mounted.
    MountImages,
    /// A list of system extension images.
    ExtensionImages,
    /// Mount options by partition.
    ImageOptions,
    /// A policy for disk images.
    ImagePolicy,
    /// A hexadecimal hash, or the path of one.
    RootHash,
    /// A base64 signature, or the path of one.
    RootHashSignature,
    /// A SELinux context, an AppArmor profile or a SMACK label, with `-` before it if its absence is no error.
    SecurityLabel,
    /// A credential `id:value`.
    SetCredential,
    /// A credential `id:value` whose value is base64.
    SetCredentialEncrypted,
    /// A credential `id:path`.
    LoadCredential,
    /// A pattern of credential names, with a new name after a colon.
    ImportCredential,
    /// A list of journal fields `FIELD=VALUE`.
    LogFields,
    /// A regular expression, `~` before it to drop what it matches.
    LogPattern,
    /// The name of a journal namespace.
    LogNamespace,
    /// What may be done with BPF: a list of kernel names, or `any`.
    BpfDelegate,
    /// A BPF program to attach: `type:path`.
    BpfProgram,
    /// A list of BPF programs by path.
    BpfPaths,
    /// A device and what may be done with it.
    DeviceAllow,
    /// A device and its weight, within these bounds.
    DeviceWeight(u16, u16),
    /// A device and its limit, with suffixes of base 1000.
    DeviceLimit,
    /// The same, where `infinity` is a limit from 252 on.
    BlockIoLimit,
    /// A device and its latency.
    DeviceLatency,
    /// A list of IP networks.
    AddressPrefixes,
    /// Ports that may be bound, by family and protocol.
    SocketBind,
    /// A boolean, or a list of [`words::CONTROLLER`].
    Delegate,
    /// A list of [`words::CONTROLLER`].
    Controllers,
    /// The name of a control group.
    ControlGroup,
    /// A list of out-of-memory rule files.
    OomRules,
    /// A list of `source:family:table:set` firewall sets.
    FirewallSets,
    /// A boolean, or a list of [`words::REFRESH`], `~` before it for all but these.
    Refresh,
    /// A list of live-update sessions.
    Sessions,
    /// Swallowed unread by every release worth telling apart.
    Ignored,
}

impl Kind {
    /// The words to offer for a value of this kind, where it has a table.
    pub fn words(self) -> Option<&'static Words> {
        Some(match self {
            Kind::Words(words) | Kind::WordsOrBoolean(words) | Kind::WordsOrNumber(words, _) => {
                words
            }
            Kind::CpuPolicy => &words::CPU_POLICY,
            Kind::IoClass => &words::IO_CLASS,
            Kind::Input => &words::INPUT,
            Kind::Output => &words::OUTPUT,
            Kind::ListenNetlink => &words::NETLINK_FAMILY,
            Kind::Protocol => &words::SOCKET_PROTOCOL,
            Kind::OpenFile => &words::OPEN_FILE_FLAG,
            Kind::SecureBits => &words::SECURE_BITS,
            Kind::CoredumpFilter => &words::COREDUMP_FILTER,
            Kind::Architectures => &words::ARCHITECTURE,
            Kind::Namespaces | Kind::DelegatedNamespaces => &words::NAMESPACE,
            Kind::ProtectHostname => &words::PROTECT_HOSTNAME,
            Kind::Delegate | Kind::Controllers => &words::CONTROLLER,
            Kind::Refresh => &words::REFRESH,
            _ => return None,
        })
    }

    /// What was meant by a value that cannot be read, where that is sure: a word that one letter keeps from being a known one,
    /// a size with a suffix of other programs.
    pub fn meant(self, text: &str, version: Version) -> Option<String> {
        match self {
            Kind::Words(_)
            | Kind::WordsOrBoolean(_)
            | Kind::WordsOrNumber(..)
            | Kind::CpuPolicy
            | Kind::IoClass
            | Kind::Input
            | Kind::Output => self.words()?.meant(text, version).map(str::to_owned),
            Kind::Size | Kind::MessageSize | Kind::Memory | Kind::MemoryLimit | Kind::Quota => {
                size::meant(text)
            }
            Kind::LimitBytes => limit::meant(text),
            _ => None,
        }
    }

    /// Reads a value as `version` does. A kind that has no reader is not judged.
    ///
    /// # Errors
    /// When systemd would not take the value.
    pub fn read(self, text: &str, version: Version) -> Result<(), ValueError> {
        match self {
            Kind::Text => specifier::check(text, version, Scope::Value),
            Kind::Ascii if version < Version(250) => Kind::Text.read(text, version),
            Kind::Ascii => ascii(text, version),
            Kind::Documentation => documentation::read(text, version).map(drop),
            Kind::Boolean => boolean::read(text).map(drop),
            Kind::Words(words) => words.read(text, version).map(drop),
            Kind::WordsOrBoolean(words) => {
                boolean::read(text).map(drop).or_else(|_| words.read(text, version).map(drop))
            }
            Kind::WordsOrNumber(words, max) => match number::read(text, max.into()) {
                Ok(_) => Ok(()),
                Err(_) => words.read(text, version).map(drop),
            },
            Kind::CpuPolicy => cpu_policy(text, version),
            Kind::IoClass => {
                let most = if version >= Version(260) { 7 } else { 8 };
                Kind::WordsOrNumber(&words::IO_CLASS, most).read(text, version)
            }
            Kind::ExtendedAttribute => extended_attribute::read(text, version).map(drop),
            Kind::OomRules => oom_rule::list(text).map(drop),
            Kind::Refresh => refresh::read(text, version),
            Kind::Sessions => session::list(text).map(drop),
            Kind::Unsigned => unsigned::read(text).map(drop),
            Kind::Mode => mode::read(text).map(drop),
            Kind::Memory | Kind::MemoryLimit | Kind::Tasks | Kind::CpuQuota
                if percent::is_fine(text) && version < Version(248) =>
            {
                Err(ValueError::about(
                    text,
                    "is finer than systemd knew before 248: write it with one decimal",
                ))
            }
            // One of the two signs for micro came later.
            Kind::Seconds
            | Kind::SecondsOrInfinity
            | Kind::Nanoseconds
            | Kind::PressureDuration
            | Kind::LimitSeconds
            | Kind::LimitMicroseconds
            | Kind::DeviceLatency
                if text.contains("μs") && version < Version(250) =>
            {
                Err(ValueError::about(
                    text,
                    "has a sign that systemd 250 is the first to know: write `us`",
                ))
            }
            Kind::Seconds | Kind::SecondsOrInfinity => time_span::read(text).map(drop),
            Kind::Size => size::read(text).map(drop),
            Kind::Nanoseconds => time_span::read_nanoseconds(text).map(drop),
            Kind::PressureDuration => time_span::read(text).and_then(|span| match span {
                TimeSpan::Microseconds(1_000_000..) => Ok(()),
                _ => Err(ValueError::about(text, "is not a time of a second or more that ends")),
            }),
            Kind::Integer => integer::read(text, i32::MIN.into(), i32::MAX.into()).map(drop),
            Kind::IntegerWithin { min, max } => {
                integer::read(text, min.into(), max.into()).map(drop)
            }
            Kind::Long => integer::read(text, i64::MIN, i64::MAX).map(drop),
            Kind::MessageSize if version < Version(262) => Kind::Long.read(text, version),
            Kind::MessageSize => size::read(text).and_then(|size| match i64::try_from(size) {
                Ok(_) => Ok(()),
                Err(_) => Err(ValueError::about(text, "is too large for a message")),
            }),
            Kind::Memory => amount::memory(text).map(drop),
            Kind::MemoryLimit => amount::memory_limit(text).map(drop),
            Kind::Quota => amount::quota(text).map(drop),
            Kind::Tasks => amount::tasks(text).map(drop),
            Kind::Weight(min, max) => amount::weight(text, min.into(), max.into()).map(drop),
            Kind::CpuWeight if text == "idle" && version >= Version(252) => Ok(()),
            Kind::CpuWeight => amount::weight(text, 1, 10_000).map(drop),
            Kind::CpuQuota => percent::read_cpu_quota(text).map(drop),
            Kind::Percent
                if text
                    .trim_end_matches('%')
                    .contains(|c: char| !c.is_ascii_digit() && c != '+')
                    && version < Version(248) =>
            {
                Err(ValueError::about(text, "is not a whole share: write for example `60%`"))
            }
            Kind::Percent => percent::read(text).map(drop),
            Kind::Signal => signal::read(text).map(drop),
            Kind::ExitStatuses => signal::statuses(text, version).map(drop),
            Kind::ErrnoOrKill => errno::read(text),
            Kind::CpuSet => cpus(text, version, Version(250)),
            Kind::CpuAffinity if text == "numa" => Ok(()),
            Kind::CpuAffinity => cpus(text, version, Version(249)).map_err(|error| {
                // A range that falls was passed over even then.
                let is_fatal = version < Version(249) && !cpu_set::only_falls(text);
                if is_fatal { error.fatal() } else { error }
            }),
            Kind::NumaMask if text == "all" => Ok(()),
            Kind::NumaMask => cpus(text, version, Version(258)),
            Kind::DeviceAllow => device::allow(text, version).map(drop),
            Kind::DeviceWeight(min, max) => {
                device::weight(text, version, min.into(), max.into()).map(drop)
            }
            Kind::DeviceLimit => device::limit(text, version).map(drop),
            Kind::BlockIoLimit => match device::limit(text, version)? {
                u64::MAX if text.ends_with("infinity") && version < Version(252) => {
                    Err(ValueError::about(text, "is no limit: leave it out"))
                }
                _ => Ok(()),
            },
            Kind::DeviceLatency => device::latency(text, version),
            Kind::CoredumpFilter => coredump_filter(text),
            Kind::ConditionPath => condition::path(text, version).map(drop),
            Kind::ConditionText => condition::text(text, version).map(drop),
            Kind::AccessPaths => mount::access_paths(text, version).map(drop),
            Kind::BindPaths => mount::binds(text, version),
            Kind::TemporaryFileSystems => mount::temporary_file_systems(text, version).map(drop),
            Kind::MountImages => mount::images(text, version).map(drop),
            Kind::ExtensionImages => mount::extension_images(text, version).map(drop),
            Kind::ImageOptions => mount::image_options(text, version).map(drop),
            Kind::ImagePolicy => mount::policy(text, version).map_err(ValueError::fatal),
            Kind::RootHash => mount::root_hash(text),
            Kind::RootHashSignature => mount::root_hash_signature(text, version),
            Kind::SearchPath => path::search(text, version).map(drop),
            Kind::SecurityLabel => {
                let checked = specifier::check(text, version, Scope::Value);
                checked.map_err(|error| if text.starts_with('-') { error } else { error.fatal() })
            }
            Kind::AddressFamilies => network::families(text, version).map(drop),
            Kind::AddressPrefixes => network::prefixes(text).map(drop),
            Kind::SocketBind => network::socket_bind(text, version).map(drop),
            Kind::BindToDevice if text == "*" => Ok(()),
            Kind::BindToDevice => network::interface(text, false, version).map(drop),
            Kind::Interface if text == "*" => Ok(()),
            Kind::Interface => network::interface(text, true, version).map(drop),
            Kind::Interfaces => network::interfaces(text, version).map(drop),
            Kind::FirewallSets => network::firewall_sets(text, version).map(drop),
            Kind::SystemCallFilter => system_call::filter(text, version).map(drop),
            Kind::SystemCalls => system_call::list(text, version).map(drop),
            Kind::Architectures => control_group::architectures(text, version),
            Kind::Namespaces => control_group::namespaces(text, version),
            Kind::DelegatedNamespaces => control_group::delegated_namespaces(text, version),
            Kind::FileSystems => control_group::file_systems(text).map(drop),
            Kind::Delegate => control_group::delegate(text, version),
            Kind::Controllers => control_group::controllers(text, version),
            Kind::ControlGroup => control_group::name(text).map(drop),
            Kind::SetCredential => credential::set(text, version),
            Kind::SetCredentialEncrypted => credential::set_encrypted(text, version),
            Kind::LoadCredential => credential::load(text, version),
            Kind::ImportCredential => credential::import(text, version),
            Kind::LogFields => log::fields(text, version).map(drop),
            Kind::LogNamespace => log::namespace(text, version).map(drop),
            Kind::LogPattern => log::pattern(text).map(drop),
            Kind::BusName => bus_name::read(text, version).map(drop),
            Kind::OpenFile => open_file::read(text, version).map(drop),
            Kind::UnsetEnvironment => environment::unset(text, version).map(drop),
            Kind::SliceName => unit_name::slice(text, version).map(drop),
            Kind::InputText => {
                let text = quoting::resolved(text, None, version)?;
                specifier::check(&String::from_utf8_lossy(&text), version, Scope::Value)
            }
            Kind::InputData if !base64::is_right(text, version) => {
                Err(ValueError::about(text, "is not base64 data"))
            }
            Kind::ProtectHostname => host_name::protection(text, version),
            Kind::BpfPaths => path::read_absolute(text, version).map(drop),
            Kind::BpfProgram => bpf_program(text, version),
            Kind::LimitBytes => limit::read(text, limit::Unit::Bytes).map(drop),
            Kind::LimitNumber => limit::read(text, limit::Unit::Number).map(drop),
            Kind::LimitSeconds => limit::read(text, limit::Unit::Seconds).map(drop),
            Kind::LimitMicroseconds => limit::read(text, limit::Unit::Microseconds).map(drop),
            Kind::LimitNice => limit::read(text, limit::Unit::Nice).map(drop),
            Kind::Listen => address::read(text, Transport::Stream, version).map(drop),
            Kind::ListenSequentialPacket => {
                address::read(text, Transport::SequentialPacket, version).map(drop)
            }
            Kind::ListenFifo | Kind::ListenPath => path::read_listened(text, version)
                .map(drop)
                .map_err(|error| address::instead_of_path(text, error, version)),
            Kind::ListenNetlink => netlink::read(text, version).map(drop),
            // An instance that is not there leaves nothing, which resets.
            Kind::Path if !text.is_empty() && specifier::sample(text).is_empty() => Ok(()),
            Kind::ListenSpecial => path::read_absolute(text, version)
                .map(drop)
                .map_err(|error| address::instead_of_path(text, error, version)),
            Kind::Path => path::read_absolute(text, version).map(drop),
            Kind::Paths => path::list_absolute(text, version).map(drop),
            Kind::PidFile => path::read_pid_file(text, version).map(drop).map_err(|error| {
                // What cannot be put together at all is only left out.
                let is_read = specifier::check(text, version, Scope::Value).is_ok()
                    && (version < Version(248) || !path::is_too_long(&path::sample(text)));
                if is_read { error.fatal() } else { error }
            }),
            Kind::Protocol => {
                words::SOCKET_PROTOCOL.read(&text.to_ascii_lowercase(), version).map(drop)
            }
            Kind::FdName => fd_name::read(text, version).map(drop),
            Kind::ServiceName => unit_name::service(text, version).map(drop),
            Kind::UnitNames => unit_name::list(text, version).map(drop),
            Kind::SocketNames => unit_name::sockets(text, version).map(drop),
            Kind::UserOrGroup => user::read(text, version).map(drop),
            Kind::Groups => user::list(text, version).map(drop),
            Kind::Command => command::judge(text, version),
            Kind::Directories => directories::read(text, version).map(drop),
            Kind::UnlinkedDirectories => directories::read_unlinked(text, version).map(drop),
            Kind::WorkingDirectory => working_directory::read(text, version).map(drop),
            Kind::EnvironmentFile => environment_file::read(text, version).map(drop),
            Kind::Environment => environment::read(text, version).map(drop),
            Kind::VariableNames => environment::names(text, version).map(drop),
            Kind::Input => stream::read_input(text, version).map(drop),
            Kind::Output => stream::read_output(text, version).map(drop),
            _ => Ok(()),
        }
    }
}

/// Reads a set of processors or memory nodes, which may have specifiers from release `since` on.
fn cpus(text: &str, version: Version, since: Version) -> Result<(), ValueError> {
    if version < since {
        return cpu_set::read(text, version).map(drop);
    }
    specifier::check(text, version, Scope::Value)?;
    // A part of the unit's name may become a number.
    let number = ["%i", "%I", "%j", "%J", "%N", "%p", "%P"];
    let text = number.iter().fold(text.to_owned(), |text, part| text.replace(part, "0"));
    cpu_set::read(&specifier::sample(&text), version).map(drop)
}

/// Reads where a program is attached, and its path.
fn bpf_program(text: &str, version: Version) -> Result<(), ValueError> {
    const PLACES: &str = "egress ingress sock_create sock_ops device bind4 bind6 connect4 connect6 post_bind4 post_bind6 \
        sendmsg4 sendmsg6 sysctl recvmsg4 recvmsg6 getsockopt setsockopt";
    match text.split_once(':').filter(|(place, _)| PLACES.split(' ').any(|known| known == *place)) {
        Some((_, path)) => path::read_absolute(path, version).map(drop),
        None => Err(ValueError::about(
            text,
            "is no program and its place: write for example `egress:/sys/fs/bpf/mine`",
        )),
    }
}

/// Reads a list of [`words::COREDUMP_FILTER`], `all`, `default`, or a hexadecimal mask.
fn coredump_filter(text: &str) -> Result<(), ValueError> {
    let known = |word: &str| {
        matches!(word, "all" | "default")
            || words::COREDUMP_FILTER.0.iter().any(|known| known.text == word)
            || u64::from_str_radix(word.strip_prefix("0x").unwrap_or(word), 16).is_ok()
            || word
                .strip_prefix('-')
                .is_some_and(|zeros| !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0'))
    };
    let words = quoting::split_unquoted(text)?;
    match words.iter().find(|word| !known(word)) {
        Some(word) => Err(ValueError::about(
            word,
            "is not a kind of memory: write for example `private-anonymous`, `all` or `0x33`",
        )),
        None => Ok(()),
    }
}

/// Reads how a processor's time is shared out: before 260 any number would do, from then on one that the kernel has.
fn cpu_policy(text: &str, version: Version) -> Result<(), ValueError> {
    let words = Kind::WordsOrNumber(&words::CPU_POLICY, i32::MAX.unsigned_abs());
    words.read(text, version)?;
    match number::read(text, u64::MAX) {
        Ok(number) if version >= Version(260) && !matches!(number, 0..=3 | 5..=7) => {
            Err(ValueError::about(text, "is not the number of a policy that Linux has"))
        }
        _ => Ok(()),
    }
}

/// Reads `RebootArgument=` and its like.
fn ascii(text: &str, version: Version) -> Result<(), ValueError> {
    specifier::check(text, version, Scope::Value)?;
    let sample = specifier::sample(text);
    if let Some(odd) = sample.chars().find(|character| !character.is_ascii()) {
        return Err(ValueError::new(format!("{} has `{odd}`: only ASCII will do", shown(text))));
    }
    if sample.len() > 255 {
        return Err(ValueError::new(format!(
            "the text is {} bytes long: 255 is the most",
            sample.len()
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn each_kind_has_its_own_reader() {
        let read = |kind: Kind, text| kind.read(text, Version(257));
        accepts(read(Kind::WordsOrBoolean(&words::BIND_IPV6_ONLY), "YES"), ());
        accepts(read(Kind::WordsOrNumber(&words::LOG_LEVEL, 7), "7"), ());
        assert!(read(Kind::WordsOrNumber(&words::LOG_LEVEL, 7), "8").is_err());
        accepts(read(Kind::Protocol, "SCTP"), ());
        refuses(
            Kind::Protocol.read("mptcp", Version(252)),
            "`mptcp` needs systemd 257 or newer, and this is 252; use udplite or sctp",
        );
        accepts(read(Kind::Listen, "53"), ());
        assert!(read(Kind::ListenSequentialPacket, "53").is_err());
        refuses(read(Kind::Ascii, "é"), "`é` has `é`: only ASCII will do");
        assert!(read(Kind::Ascii, &"a".repeat(256)).is_err());
    }

    #[test]
    fn a_release_reads_what_it_knew() {
        let turns = |kind: Kind, text, since| {
            let (before, after) =
                (kind.read(text, Version(since - 1)), kind.read(text, Version(since)));
            assert!(before.is_err() && after.is_ok(), "{text}: {before:?} {after:?}");
        };
        turns(Kind::Memory, "33.33%", 248);
        turns(Kind::CpuQuota, "5‱", 248);
        turns(Kind::Percent, "5.5%", 248);
        turns(Kind::Seconds, "5μs", 250);
        turns(Kind::CpuAffinity, "%i", 249);
        turns(Kind::CpuSet, "%U", 250);
        turns(Kind::NumaMask, "%i", 258);
        turns(Kind::BlockIoLimit, "/dev/sda infinity", 252);
        turns(Kind::BindToDevice, "%p", 260);
        turns(Kind::ImagePolicy, "cellar=open", 258);
        turns(Kind::Text, "%y", 251);
        assert_eq!(Kind::Ascii.read("é", Version(247)), Ok(()));
        assert_eq!(Kind::CpuPolicy.read("4", Version(257)), Ok(()));
        assert!(Kind::CpuPolicy.read("4", Version(262)).is_err());
        assert!(Kind::IoClass.read("8", Version(262)).is_err());
        assert!(Kind::MessageSize.read("8E", Version(262)).is_err());
        let fatal = |text| Kind::CpuAffinity.read(text, Version(247)).map_err(|error| error.effect);
        assert_eq!(fatal("x"), Err(super::super::Effect::Fatal));
        assert_eq!(fatal("3-0"), Err(super::super::Effect::Ignored));
        assert!(Kind::DelegatedNamespaces.read("net user", Version(262)).is_err());
        assert_eq!(Kind::DelegatedNamespaces.read("~net user", Version(262)), Ok(()));
    }

    #[test]
    fn a_kind_without_a_reader_is_not_judged() {
        survives(|text| accepts(Kind::BpfDelegate.read(text, Version(262)), ()));
    }

    #[test]
    fn an_address_is_no_path() {
        for kind in [Kind::ListenFifo, Kind::ListenPath, Kind::ListenSpecial] {
            for text in ["8080", "127.0.0.1:80"] {
                refuses(
                    kind.read(text, Version(257)),
                    &format!(
                        "`{text}` is a port or an IP address, which ListenStream= and ListenDatagram= take: write a path that begins with `/`"
                    ),
                );
            }
        }
    }

    #[test]
    fn a_kind_with_a_table_offers_it() {
        assert_eq!(Kind::Input.words(), Some(&words::INPUT));
        assert_eq!(Kind::Words(&words::RESTART).words(), Some(&words::RESTART));
        assert_eq!(Kind::Boolean.words(), None);
    }
}
