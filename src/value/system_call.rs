//! System calls and groups of them, each perhaps with its own error: `~@mount read write:EPERM`.
//!
//! Source: systemd.exec(5) `SystemCallFilter=`, `SystemCallLog=`; the names are those of Linux on every architecture, the groups
//! those of systemd 262. Before 248 an error behind what is allowed was passed over.

use super::{ValueError, Version, errno, quoting};

/// Reads a list of system calls and groups, `~` before it for all but these, each perhaps with an error behind a colon.
///
/// # Errors
/// When a name or an error is unknown, or an error is given to what is allowed.
pub fn filter(text: &str, version: Version) -> Result<Vec<String>, ValueError> {
    let words = words(text)?;
    for word in &words {
        let (name, error) = match word.split_once(':') {
            Some((name, error)) => (name, Some(error)),
            None => (word.as_str(), None),
        };
        check(name, version)?;
        let is_allowed = !text.starts_with('~') && version >= Version(248);
        if error.is_some() && is_allowed {
            return Err(ValueError::about(
                word,
                "is allowed, so it has no error: an error belongs to what is forbidden, behind `~`",
            ));
        }
        if let Some(error) = error.filter(|error| *error != "kill" && !errno::is_errno(error)) {
            return Err(ValueError::about(
                error,
                "is not an error: write for example `EPERM` or `kill`",
            ));
        }
    }
    Ok(words)
}

/// Reads a list of system calls and groups, `~` before it for all but these.
///
/// # Errors
/// As [`filter`]; there is no error behind a colon here.
pub fn list(text: &str, version: Version) -> Result<Vec<String>, ValueError> {
    let words = words(text)?;
    words.iter().try_for_each(|word| check(word, version))?;
    Ok(words)
}

fn words(text: &str) -> Result<Vec<String>, ValueError> {
    quoting::split_unquoted(text.strip_prefix('~').unwrap_or(text)).map_err(ValueError::from)
}

fn check(name: &str, version: Version) -> Result<(), ValueError> {
    let is_in = |names: &str| names.split_ascii_whitespace().any(|known| known == name);
    let is_known = if name == "@sandbox" {
        version >= Version(255)
    } else if name.starts_with('@') {
        is_in(GROUPS)
    } else {
        is_in(NAMES) || NEWER.iter().any(|(since, names)| *since <= version && is_in(names))
    };
    if is_known {
        return Ok(());
    }
    let what = if name.starts_with('@') { "group of system calls" } else { "system call" };
    Err(ValueError::about(
        name,
        &format!("is no {what} that is known: write for example `@system-service` or `openat`"),
    ))
}

const GROUPS: &str = "\
    @aio @basic-io @chown @clock @cpu-emulation @debug @default @file-system @io-event @ipc @keyring @known \
    @memlock @module @mount @network-io @obsolete @pkey @privileged @process @raw-io @reboot @resources @setuid @signal @swap @sync @system-service @timer";

const NAMES: &str = "\
    _llseek _newselect _sysctl accept accept4 access acct add_key adjtimex afs_syscall alarm arch_prctl \
    arm_fadvise64_64 arm_sync_file_range bdflush bind bpf break breakpoint brk cachectl cacheflush capget capset \
    chdir chmod chown chown32 chroot clock_adjtime clock_adjtime64 clock_getres clock_getres_time64 clock_gettime \
    clock_gettime64 clock_nanosleep clock_nanosleep_time64 clock_settime clock_settime64 clone clone3 close \
    close_range connect copy_file_range creat create_module delete_module dup dup2 dup3 epoll_create \
    epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait epoll_wait_old eventfd eventfd2 \
    execve execveat exit exit_group faccessat faccessat2 fadvise64 fadvise64_64 fallocate fanotify_init \
    fanotify_mark fchdir fchmod fchmodat fchown fchown32 fchownat fcntl fcntl64 fdatasync fgetxattr finit_module \
    flistxattr flock fork fremovexattr fsconfig fsetxattr fsmount fsopen fspick fstat fstat64 fstatat64 fstatfs \
    fstatfs64 fsync ftime ftruncate ftruncate64 futex futex_time64 futimesat get_kernel_syms get_mempolicy \
    get_robust_list get_thread_area get_tls getcpu getcwd getdents getdents64 getegid getegid32 geteuid geteuid32 \
    getgid getgid32 getgroups getgroups32 getitimer getpeername getpgid getpgrp getpid getpmsg getppid \
    getpriority getrandom getresgid getresgid32 getresuid getresuid32 getrlimit getrusage getsid getsockname \
    getsockopt gettid gettimeofday getuid getuid32 getxattr gtty idle init_module inotify_add_watch inotify_init \
    inotify_init1 inotify_rm_watch io_cancel io_destroy io_getevents io_pgetevents io_pgetevents_time64 io_setup \
    io_submit io_uring_enter io_uring_register io_uring_setup ioctl ioperm iopl ioprio_get ioprio_set ipc kcmp \
    kexec_file_load kexec_load keyctl kill landlock_add_rule landlock_create_ruleset landlock_restrict_self \
    lchown lchown32 lgetxattr link linkat listen listxattr llistxattr lock lookup_dcookie lremovexattr lseek \
    lsetxattr lstat lstat64 madvise mbind membarrier memfd_create memfd_secret migrate_pages mincore mkdir \
    mkdirat mknod mknodat mlock mlock2 mlockall mmap mmap2 modify_ldt mount mount_setattr move_mount move_pages \
    mprotect mpx mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedreceive_time64 mq_timedsend \
    mq_timedsend_time64 mq_unlink mremap msgctl msgget msgrcv msgsnd msync multiplexer munlock munlockall munmap \
    name_to_handle_at nanosleep newfstatat nfsservctl nice oldfstat oldlstat oldolduname oldstat olduname open \
    open_by_handle_at open_tree openat openat2 pause pciconfig_iobase pciconfig_read pciconfig_write \
    perf_event_open personality pidfd_getfd pidfd_open pidfd_send_signal pipe pipe2 pivot_root pkey_alloc \
    pkey_free pkey_mprotect poll ppoll ppoll_time64 prctl pread64 preadv preadv2 prlimit64 process_madvise \
    process_mrelease process_vm_readv process_vm_writev prof profil pselect6 pselect6_time64 ptrace putpmsg \
    pwrite64 pwritev pwritev2 query_module quotactl quotactl_fd read readahead readdir readlink readlinkat readv \
    reboot recv recvfrom recvmmsg recvmmsg_time64 recvmsg remap_file_pages removexattr rename renameat renameat2 \
    request_key restart_syscall riscv_flush_icache rmdir rseq rt_sigaction rt_sigpending rt_sigprocmask \
    rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_sigtimedwait_time64 rt_tgsigqueueinfo rtas \
    s390_guarded_storage s390_pci_mmio_read s390_pci_mmio_write s390_runtime_instr s390_sthyi \
    sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getattr sched_getparam \
    sched_getscheduler sched_rr_get_interval sched_rr_get_interval_time64 sched_setaffinity sched_setattr \
    sched_setparam sched_setscheduler sched_yield seccomp security select semctl semget semop semtimedop \
    semtimedop_time64 send sendfile sendfile64 sendmmsg sendmsg sendto set_mempolicy set_robust_list \
    set_thread_area set_tid_address set_tls setdomainname setfsgid setfsgid32 setfsuid setfsuid32 setgid setgid32 \
    setgroups setgroups32 sethostname setitimer setns setpgid setpriority setregid setregid32 setresgid \
    setresgid32 setresuid setresuid32 setreuid setreuid32 setrlimit setsid setsockopt settimeofday setuid \
    setuid32 setxattr sgetmask shmat shmctl shmdt shmget shutdown sigaction sigaltstack signal signalfd signalfd4 \
    sigpending sigprocmask sigreturn sigsuspend socket socketcall socketpair splice spu_create spu_run ssetmask \
    stat stat64 statfs statfs64 statx stime stty subpage_prot swapcontext swapoff swapon switch_endian symlink \
    symlinkat sync sync_file_range sync_file_range2 syncfs sys_debug_setcontext syscall sysfs sysinfo syslog \
    sysmips tee tgkill time timer_create timer_delete timer_getoverrun timer_gettime timer_gettime64 \
    timer_settime timer_settime64 timerfd timerfd_create timerfd_gettime timerfd_gettime64 timerfd_settime \
    timerfd_settime64 times tkill truncate truncate64 tuxcall ugetrlimit ulimit umask umount umount2 uname unlink \
    unlinkat unshare uselib userfaultfd usr26 usr32 ustat utime utimensat utimensat_time64 utimes vfork vhangup \
    vm86 vm86old vmsplice vserver wait4 waitid waitpid write writev";

/// Names that came later, with the first release that was seen to know them. The library that filters system calls has a
/// part in it: these are Debian's.
const NEWER: [(Version, &str); 3] = [
    (
        Version(252),
        "cachestat fchmodat2 futex_requeue futex_wait \
         futex_waitv futex_wake map_shadow_stack set_mempolicy_home_node",
    ),
    (
        Version(257),
        "atomic_barrier atomic_cmpxchg_32 getpagesize getxattrat listmount \
         listxattrat lsm_get_self_attr lsm_list_modules lsm_set_self_attr mseal \
         removexattrat riscv_hwprobe setxattrat statmount uretprobe",
    ),
    (Version(258), "file_getattr file_setattr listns open_tree_attr rseq_slice_yield uprobe"),
];

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn reads_what_systemd_reads() {
        let now = Version(257);
        let call = str::to_owned;
        accepts(filter("~@mount read:EPERM", now), vec![call("@mount"), call("read:EPERM")]);
        accepts(list("openat", now), vec![call("openat")]);
        assert!(filter("@nothing", now).is_err() && filter("nothing", now).is_err());
        assert!(filter("~read:ENOPE", now).is_err() && filter("read:EPERM", now).is_err());
        assert!(list("read:EPERM", now).is_err() && list("@sandbox", Version(252)).is_err());
        survives(|text| drop((filter(text, now), list(text, now))));
    }
}
