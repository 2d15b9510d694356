//! Errors of system calls, by name (`EPERM`, in any case) or number.
//!
//! Source: systemd.exec(5) `SystemCallErrorNumber=`; the names are those of Linux.

use super::{ValueError, number};

/// Reads an error: a name, or a number from 0 to 4095.
pub fn is_errno(text: &str) -> bool {
    number::read(text, 4095).is_ok()
        || NAMES.split_ascii_whitespace().any(|name| name.eq_ignore_ascii_case(text))
}

/// Reads the error of `SystemCallErrorNumber=`, or `kill`.
///
/// # Errors
/// When it is neither, or no error at all.
pub fn read(text: &str) -> Result<(), ValueError> {
    let is_none = number::read(text, 4095) == Ok(0);
    if text == "kill" || is_errno(text) && !is_none {
        return Ok(());
    }
    Err(ValueError::about(
        text,
        "is not an error: write for example `EPERM`, a number from 1 to 4095, or `kill`",
    ))
}

const NAMES: &str = "\
    E2BIG EACCES EADDRINUSE EADDRNOTAVAIL EADV EAFNOSUPPORT EAGAIN EALREADY EBADE EBADF EBADFD EBADMSG EBADR \
    EBADRQC EBADSLT EBFONT EBUSY ECANCELED ECHILD ECHRNG ECOMM ECONNABORTED ECONNREFUSED ECONNRESET EDEADLK \
    EDEADLOCK EDESTADDRREQ EDOM EDOTDOT EDQUOT EEXIST EFAULT EFBIG EHOSTDOWN EHOSTUNREACH EHWPOISON EIDRM EILSEQ \
    EINPROGRESS EINTR EINVAL EIO EISCONN EISDIR EISNAM EKEYEXPIRED EKEYREJECTED EKEYREVOKED EL2HLT EL2NSYNC EL3HLT \
    EL3RST ELIBACC ELIBBAD ELIBEXEC ELIBMAX ELIBSCN ELNRNG ELOOP EMEDIUMTYPE EMFILE EMLINK EMSGSIZE EMULTIHOP \
    ENAMETOOLONG ENAVAIL ENETDOWN ENETRESET ENETUNREACH ENFILE ENOANO ENOBUFS ENOCSI ENODATA ENODEV ENOENT ENOEXEC \
    ENOKEY ENOLCK ENOLINK ENOMEDIUM ENOMEM ENOMSG ENONET ENOPKG ENOPROTOOPT ENOSPC ENOSR ENOSTR ENOSYS ENOTBLK \
    ENOTCONN ENOTDIR ENOTEMPTY ENOTNAM ENOTRECOVERABLE ENOTSOCK ENOTSUP ENOTTY ENOTUNIQ ENXIO EOPNOTSUPP EOVERFLOW \
    EOWNERDEAD EPERM EPFNOSUPPORT EPIPE EPROTO EPROTONOSUPPORT EPROTOTYPE ERANGE EREMCHG EREMOTE EREMOTEIO \
    ERESTART ERFKILL EROFS ESHUTDOWN ESOCKTNOSUPPORT ESPIPE ESRCH ESRMNT ESTALE ESTRPIPE ETIME ETIMEDOUT \
    ETOOMANYREFS ETXTBSY EUCLEAN EUNATCH EUSERS EWOULDBLOCK EXDEV EXFULL";

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn reads_what_systemd_reads() {
        for text in ["EPERM", "eperm", "EWOULDBLOCK", "1", "4095", "kill"] {
            accepts(read(text), ());
        }
        for text in ["", "0", "4096", "KILL", "-1", "EBOGUS"] {
            assert!(read(text).is_err(), "{text}");
        }
        survives(|text| drop(read(text)));
    }
}
