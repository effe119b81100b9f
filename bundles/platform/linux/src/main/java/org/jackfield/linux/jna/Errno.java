package org.jackfield.linux.jna;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** Error numbers of Linux (asm-generic/errno.h: the same on x86-64 and aarch64). Any thread. */
public final class Errno {
    /** Operation not permitted. */
    public static final int EPERM = 1;
    /** No such file or directory. */
    public static final int ENOENT = 2;
    /** Interrupted system call. */
    public static final int EINTR = 4;
    /** Input/output error; a tap that is down gives it. */
    public static final int EIO = 5;
    /** No such device or address. */
    public static final int ENXIO = 6;
    /** Argument list too long; bpf gives it for a structure the kernel does not know. */
    public static final int E2BIG = 7;
    /** Bad file descriptor. */
    public static final int EBADF = 9;
    /** Resource temporarily unavailable: a non-blocking operation would wait. */
    public static final int EAGAIN = 11;
    /** Cannot allocate memory. */
    public static final int ENOMEM = 12;
    /** Permission denied. */
    public static final int EACCES = 13;
    /** Device or resource busy. */
    public static final int EBUSY = 16;
    /** File exists. */
    public static final int EEXIST = 17;
    /** No such device. */
    public static final int ENODEV = 19;
    /** Invalid argument. */
    public static final int EINVAL = 22;
    /** Too many open files. */
    public static final int EMFILE = 24;
    /** Function not implemented. */
    public static final int ENOSYS = 38;
    /** File descriptor in bad state; a tap whose netdev was deleted gives it. */
    public static final int EBADFD = 77;
    /** Network is down. */
    public static final int ENETDOWN = 100;
    /** Address already in use. */
    public static final int EADDRINUSE = 98;
    /** Operation now in progress: a connection attempt that does not wait. */
    public static final int EINPROGRESS = 115;
    /** No buffer space available. */
    public static final int ENOBUFS = 105;
    /** Transport endpoint is not connected. */
    public static final int ENOTCONN = 107;
    /** Operation cancelled. */
    public static final int ECANCELED = 125;
    /** Message too long: longer than the path takes. */
    public static final int EMSGSIZE = 90;
    /** Cannot assign requested address: it is none of this host. */
    public static final int EADDRNOTAVAIL = 99;
    /** Network is unreachable. */
    public static final int ENETUNREACH = 101;
    /** No route to host. */
    public static final int EHOSTUNREACH = 113;
    /** Connection refused. */
    public static final int ECONNREFUSED = 111;

    private static final String[] NAMES = """
            OK EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF \
            ECHILD EAGAIN ENOMEM EACCES EFAULT ENOTBLK EBUSY EEXIST EXDEV ENODEV \
            ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE \
            EROFS EMLINK EPIPE EDOM ERANGE EDEADLK ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY \
            ELOOP 41 ENOMSG EIDRM ECHRNG EL2NSYNC EL3HLT EL3RST ELNRNG EUNATCH \
            ENOCSI EL2HLT EBADE EBADR EXFULL ENOANO EBADRQC EBADSLT 58 EBFONT \
            ENOSTR ENODATA ETIME ENOSR ENONET ENOPKG EREMOTE ENOLINK EADV ESRMNT \
            ECOMM EPROTO EMULTIHOP EDOTDOT EBADMSG EOVERFLOW ENOTUNIQ EBADFD EREMCHG ELIBACC \
            ELIBBAD ELIBSCN ELIBMAX ELIBEXEC EILSEQ ERESTART ESTRPIPE EUSERS ENOTSOCK EDESTADDRREQ \
            EMSGSIZE EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP EPFNOSUPPORT EAFNOSUPPORT \
            EADDRINUSE EADDRNOTAVAIL \
            ENETDOWN ENETUNREACH ENETRESET ECONNABORTED ECONNRESET ENOBUFS EISCONN ENOTCONN ESHUTDOWN ETOOMANYREFS \
            ETIMEDOUT ECONNREFUSED EHOSTDOWN EHOSTUNREACH EALREADY EINPROGRESS ESTALE EUCLEAN ENOTNAM ENAVAIL \
            EISNAM EREMOTEIO EDQUOT ENOMEDIUM EMEDIUMTYPE ECANCELED ENOKEY EKEYEXPIRED EKEYREVOKED EKEYREJECTED \
            EOWNERDEAD ENOTRECOVERABLE ERFKILL EHWPOISON""".split(" ");

    private Errno() {}

    /** Error number of the last {@link LibC} call this thread made; meaningful only after one that failed. */
    public static int last() {
        return Native.getLastError();
    }

    /** Symbol and meaning, for messages: {@code EBUSY - Device or resource busy}. */
    public static String name(final int errno) {
        final String symbol = errno > 0 && errno < NAMES.length ? NAMES[errno] : "errno " + errno;
        return symbol + " - " + new Pointer(LibC.strerror(errno)).getString(0);
    }
}
