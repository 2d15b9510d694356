//! What a value of each kind looks like, for people: a few words, and examples that systemd takes.

use super::Kind;

impl Kind {
    /// What is written: a few words, without an article where it can be, and examples, separated by ` · `.
    pub fn describe(self) -> (&'static str, &'static str) {
        match self {
            Kind::Text | Kind::Plain => ("text", "My Application"),
            Kind::Ascii => ("text of ASCII", "recovery"),
            Kind::Documentation => ("list of references", "man:myapp(8) · https://example.org/"),
            Kind::Boolean => ("yes or no", "yes · no"),
            Kind::Words(_) => ("one of these words", ""),
            Kind::WordsOrBoolean(_) => ("one of these words, or yes or no", ""),
            Kind::WordsOrNumber(..) | Kind::CpuPolicy | Kind::IoClass => {
                ("one of these words, or a number", "")
            }
            Kind::Unsigned => ("whole number", "64 · 0"),
            Kind::Integer | Kind::Long => ("whole number, also below 0", "5 · -1"),
            Kind::IntegerWithin { .. } => ("whole number within bounds", "5"),
            Kind::Mode => ("access mode in octal digits", "0660 · 0755"),
            Kind::Seconds => ("time", "30s · 5min · 500ms"),
            Kind::SecondsOrInfinity => ("time, or infinity", "90s · 5min · infinity"),
            Kind::Nanoseconds => ("time, bare numbers are nanoseconds", "50us · 1ms"),
            Kind::PressureDuration => ("time of a second or more", "30s"),
            Kind::Size => ("size in bytes", "64K · 8M"),
            Kind::MessageSize => ("number of bytes", "8192"),
            Kind::Memory | Kind::MemoryLimit => {
                ("size, share of the memory, or infinity", "512M · 20% · infinity")
            }
            Kind::Quota => ("size, share of the disk, or off", "1G · 10% · off"),
            Kind::CpuQuota => ("share of one processor's time", "20% · 200%"),
            Kind::CpuWeight => ("number from 1 to 10000, or idle", "100 · 500 · idle"),
            Kind::Weight(..) => ("number within bounds", "100 · 500"),
            Kind::Tasks => ("number of tasks, share, or infinity", "64 · 10% · infinity"),
            Kind::Percent => ("share from 0% to 100%", "60%"),
            Kind::LimitBytes => ("size, or soft:hard", "64M · 1G:2G · infinity"),
            Kind::LimitNumber => ("number, or soft:hard", "1024 · 1024:4096 · infinity"),
            Kind::LimitSeconds => ("time, or soft:hard", "30s · 1min:2min · infinity"),
            Kind::LimitMicroseconds => {
                ("time, bare numbers are microseconds, or soft:hard", "500ms · infinity")
            }
            Kind::LimitNice => ("nice level with its sign, or a number from 0 to 40", "+5 · -5"),
            Kind::Listen => (
                "port, address and port, path, or @name",
                "8080 · 127.0.0.1:8080 · [::1]:8080 · /run/myapp.sock · @myapp · vsock::1024",
            ),
            Kind::ListenSequentialPacket => ("path or @name", "/run/myapp.sock · @myapp"),
            Kind::ListenFifo => ("path", "/run/myapp.fifo"),
            Kind::ListenNetlink => ("netlink family and group", "kobject-uevent 1 · route 1361"),
            Kind::ListenSpecial => {
                ("path that is there already", "/dev/input/event0 · /proc/mdstat")
            }
            Kind::ListenPath => ("path", "/myapp"),
            Kind::Protocol => ("protocol", "sctp · udplite · mptcp"),
            Kind::FdName => ("name of ASCII without a colon", "http"),
            Kind::BindToDevice => ("network interface, or *", "eth0"),
            Kind::Interface => ("network interface", "eth0"),
            Kind::Interfaces => {
                ("list of network interfaces, ~ before it for all but these", "eth0 eth1 · ~lo")
            }
            Kind::ExtendedAttribute => ("extended attribute", "user.origin=myapp"),
            Kind::ServiceName => ("name of a service", "myapp.service"),
            Kind::SliceName => ("name of a slice", "myapp.slice"),
            Kind::UnitNames => ("list of units", "network.target · myapp.socket db.service"),
            Kind::SocketNames => ("list of socket units", "myapp.socket"),
            Kind::Alias => ("list of names for this unit", "web.service"),
            Kind::InstanceName => ("instance", "default"),
            Kind::UserOrGroup => ("name or number", "www-data · 1000"),
            Kind::Groups => ("list of groups", "adm video"),
            Kind::Command => ("command line", "/usr/local/bin/myapp --quiet · -/usr/bin/true"),
            Kind::Path => ("absolute path", "/srv/myapp"),
            Kind::Paths => ("list of absolute paths", "/srv/myapp /var/lib/myapp"),
            Kind::SearchPath => ("absolute paths between colons", "/usr/local/bin:/usr/bin"),
            Kind::PidFile => ("path, below /run if relative", "myapp.pid · /run/myapp/pid"),
            Kind::AccessPaths => {
                ("list of paths; - before one that may be missing", "/srv/myapp · -/etc/myapp")
            }
            Kind::Directories => ("list of names below the directory", "myapp · myapp/cache"),
            Kind::UnlinkedDirectories => ("list of names below the directory", "myapp"),
            Kind::WorkingDirectory => ("absolute path, or ~", "/srv/myapp · -/srv/myapp · ~"),
            Kind::EnvironmentFile => (
                "path of a file; - before one that may be missing",
                "/etc/default/myapp · -/etc/myapp.env",
            ),
            Kind::Environment => ("list of NAME=VALUE", "PORT=8080 · \"GREETING=hello world\""),
            Kind::VariableNames => ("list of variable names", "HOME LANG"),
            Kind::UnsetEnvironment => ("list of names or NAME=VALUE", "LANG · DEBUG=1"),
            Kind::Input => ("where it comes from", "null · socket · file:/srv/input"),
            Kind::Output => ("where it goes", "journal · null · append:/var/log/myapp.log"),
            Kind::InputText => ("text with escapes", "hello"),
            Kind::InputData => ("base64 data", "aGVsbG8="),
            Kind::OpenFile => ("path, name and options", "/srv/data:data:read-only"),
            Kind::ConditionPath => (
                "path; ! before it for the opposite, | for any of several",
                "/etc/myapp.conf · !/run/maintenance",
            ),
            Kind::ConditionText => {
                ("what is asked; ! before it for the opposite, | for any of several", "")
            }
            Kind::ExitStatuses => ("list of statuses and signals", "0 3 TEMPFAIL SIGKILL"),
            Kind::Signal => ("signal", "SIGTERM · SIGHUP"),
            Kind::ErrnoOrKill => ("error, or kill", "EPERM · kill"),
            Kind::BusName => ("name on D-Bus", "org.example.MyApp"),
            Kind::CpuSet => ("processors or nodes", "0-3 · 0,2"),
            Kind::CpuAffinity => ("processors, or numa", "0-3 · 0,2 · numa"),
            Kind::NumaMask => ("memory nodes, or all", "0-1 · all"),
            Kind::Capabilities => (
                "list of capabilities, ~ before it for all but these",
                "CAP_NET_BIND_SERVICE · ~CAP_SYS_ADMIN",
            ),
            Kind::SecureBits => ("list of these words", ""),
            Kind::CoredumpFilter => {
                ("list of kinds of memory, or a mask", "private-anonymous elf-headers · 0x33")
            }
            Kind::SystemCallFilter => (
                "list of system calls and @groups, ~ before it for all but these",
                "@system-service · ~@privileged",
            ),
            Kind::SystemCalls => ("list of system calls and @groups", "@mount · openat"),
            Kind::Architectures => ("list of architectures", "native"),
            Kind::AddressFamilies => (
                "list of address families, none, ~ before it for all but these",
                "AF_UNIX AF_INET AF_INET6 · none",
            ),
            Kind::Namespaces => {
                ("yes or no, or a list, ~ before it for all but these", "yes · ~user mnt")
            }
            Kind::DelegatedNamespaces => {
                ("yes or no, or a list, ~ before it for all but these", "yes · mnt net")
            }
            Kind::FileSystems => (
                "list of file systems and @groups, ~ before it for all but these",
                "ext4 tmpfs · @basic-api",
            ),
            Kind::ProtectHostname => ("yes or no, or one of these words", "yes"),
            Kind::BindPaths => {
                ("list of source:destination:options", "/srv/data:/data · /etc/hosts")
            }
            Kind::TemporaryFileSystems => ("list of path:options", "/var/tmp · /var:ro,size=10M"),
            Kind::MountImages => ("list of image:destination", "/srv/data.raw:/data"),
            Kind::ExtensionImages => ("list of images", "/srv/tools.raw"),
            Kind::ImageOptions => ("mount options, by partition", "ro,noexec · root:ro"),
            Kind::ImagePolicy => ("policy by partition", "root=verity+signed · *"),
            Kind::RootHash => ("hash in hexadecimal digits, or a path", "/srv/root.roothash"),
            Kind::RootHashSignature => ("base64 signature, or a path", "/srv/root.roothash.p7s"),
            Kind::SecurityLabel => ("label; - before it if its absence is no error", "-myapp"),
            Kind::SetCredential => ("id:value", "greeting:hello"),
            Kind::SetCredentialEncrypted => ("id:base64", "token:aGVsbG8="),
            Kind::LoadCredential => ("id:path", "token:/etc/myapp/token"),
            Kind::ImportCredential => ("pattern of names", "myapp.*"),
            Kind::LogFields => ("list of FIELD=VALUE", "APP=myapp"),
            Kind::LogPattern => ("pattern, ~ before it to drop what it matches", "~DEBUG"),
            Kind::LogNamespace => ("name", "myapp"),
            Kind::BpfDelegate => ("list of names, or any", "any"),
            Kind::BpfProgram => ("place:path", "egress:/sys/fs/bpf/mine"),
            Kind::BpfPaths => ("path", "/sys/fs/bpf/mine"),
            Kind::DeviceAllow => ("device and what is allowed", "/dev/null rw · char-pts"),
            Kind::DeviceWeight(..) => ("device and weight", "/dev/sda 500"),
            Kind::DeviceLimit | Kind::BlockIoLimit => ("device and limit", "/dev/sda 5M"),
            Kind::DeviceLatency => ("device and time", "/dev/sda 25ms"),
            Kind::AddressPrefixes => ("list of IP networks", "10.0.0.0/8 · localhost · any"),
            Kind::SocketBind => {
                ("family, protocol and ports, or any", "tcp:8080 · ipv6:udp:1000-2000 · any")
            }
            Kind::Delegate => ("yes or no, or a list of controllers", "yes · cpu memory"),
            Kind::Controllers => ("list of controllers", "cpu memory"),
            Kind::ControlGroup => ("name", "main"),
            Kind::OomRules => ("list of rules", ""),
            Kind::FirewallSets => ("list of source:family:table:set", "cgroup:inet:filter:myapp"),
            Kind::Refresh => ("yes or no, or a list", "yes · credentials"),
            Kind::Sessions => ("list of names", "myapp"),
            Kind::Ignored => ("not read any more", ""),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::value::Version;

    #[test]
    fn every_example_is_one_that_systemd_takes() {
        use super::Kind;
        let newest = Version(262);
        for kind in [
            Kind::Documentation,
            Kind::Boolean,
            Kind::Unsigned,
            Kind::Integer,
            Kind::Mode,
            Kind::Seconds,
            Kind::SecondsOrInfinity,
            Kind::Nanoseconds,
            Kind::PressureDuration,
            Kind::Size,
            Kind::MemoryLimit,
            Kind::Quota,
            Kind::CpuQuota,
            Kind::CpuWeight,
            Kind::Weight(1, 10_000),
            Kind::Tasks,
            Kind::Percent,
            Kind::LimitBytes,
            Kind::LimitNumber,
            Kind::LimitSeconds,
            Kind::LimitMicroseconds,
            Kind::LimitNice,
            Kind::Listen,
            Kind::ListenSequentialPacket,
            Kind::ListenFifo,
            Kind::ListenNetlink,
            Kind::ListenSpecial,
            Kind::ListenPath,
            Kind::Protocol,
            Kind::FdName,
            Kind::BindToDevice,
            Kind::Interface,
            Kind::Interfaces,
            Kind::ServiceName,
            Kind::SliceName,
            Kind::UnitNames,
            Kind::SocketNames,
            Kind::UserOrGroup,
            Kind::Groups,
            Kind::Command,
            Kind::Path,
            Kind::Paths,
            Kind::SearchPath,
            Kind::PidFile,
            Kind::AccessPaths,
            Kind::Directories,
            Kind::WorkingDirectory,
            Kind::EnvironmentFile,
            Kind::Environment,
            Kind::VariableNames,
            Kind::UnsetEnvironment,
            Kind::Input,
            Kind::Output,
            Kind::InputText,
            Kind::InputData,
            Kind::OpenFile,
            Kind::ConditionPath,
            Kind::ExitStatuses,
            Kind::Signal,
            Kind::ErrnoOrKill,
            Kind::BusName,
            Kind::CpuSet,
            Kind::CpuAffinity,
            Kind::NumaMask,
            Kind::CoredumpFilter,
            Kind::SystemCallFilter,
            Kind::SystemCalls,
            Kind::Architectures,
            Kind::AddressFamilies,
            Kind::Namespaces,
            Kind::DelegatedNamespaces,
            Kind::ExtendedAttribute,
            Kind::OomRules,
            Kind::Refresh,
            Kind::Sessions,
            Kind::FileSystems,
            Kind::ProtectHostname,
            Kind::BindPaths,
            Kind::TemporaryFileSystems,
            Kind::MountImages,
            Kind::ExtensionImages,
            Kind::ImageOptions,
            Kind::ImagePolicy,
            Kind::RootHash,
            Kind::RootHashSignature,
            Kind::SecurityLabel,
            Kind::SetCredential,
            Kind::SetCredentialEncrypted,
            Kind::LoadCredential,
            Kind::ImportCredential,
            Kind::LogFields,
            Kind::LogPattern,
            Kind::LogNamespace,
            Kind::BpfProgram,
            Kind::BpfPaths,
            Kind::DeviceAllow,
            Kind::DeviceWeight(1, 10_000),
            Kind::DeviceLimit,
            Kind::DeviceLatency,
            Kind::AddressPrefixes,
            Kind::SocketBind,
            Kind::Delegate,
            Kind::Controllers,
            Kind::ControlGroup,
            Kind::FirewallSets,
        ] {
            for example in kind.describe().1.split(" · ") {
                assert_eq!(kind.read(example, newest), Ok(()), "{kind:?}: {example}");
            }
        }
    }
}
