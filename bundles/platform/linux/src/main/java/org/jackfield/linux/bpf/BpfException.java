package org.jackfield.linux.bpf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jackfield.linux.jna.Errno;

/** The kernel refused something about eBPF. The message names operation, object, cause and remedy. */
public final class BpfException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final Path UNPRIVILEGED = Path.of("/proc/sys/kernel/unprivileged_bpf_disabled");

    /** With a message for people. */
    BpfException(final String message) {
        super(message);
    }

    /** For an operation that failed with an errno, with the remedies known for it. */
    static BpfException failed(final String operation, final int errno) {
        return new BpfException(operation + " failed: " + Errno.name(errno) + "; " + remedy(errno));
    }

    private static String remedy(final int errno) {
        return switch (errno) {
            case Errno.EPERM, Errno.EACCES ->
                "give the process CAP_BPF and CAP_NET_ADMIN in the initial user namespace (CAP_SYS_ADMIN before"
                        + " Linux 5.8), and before Linux 5.11 raise its limit of locked memory (ulimit -l); without"
                        + " CAP_BPF kernel.unprivileged_bpf_disabled would have to be 0, it is " + unprivileged();
            case Errno.ENOSYS ->
                "this kernel was built without CONFIG_BPF_SYSCALL, or a seccomp profile hides bpf: allow it there";
            case Errno.EINVAL, Errno.E2BIG ->
                "this kernel seems too old: steering programs of taps came with Linux 4.16";
            case Errno.ENOMEM -> "free memory, or raise the memory limit of the control group";
            case Errno.EMFILE -> "raise the limit of open files (ulimit -n)";
            case Errno.EBADF, Errno.EBADFD -> "the device or the program is gone; open the port again";
            default -> "see the kernel log (dmesg)";
        };
    }

    private static String unprivileged() {
        try {
            return Files.readString(UNPRIVILEGED).trim();
        } catch (final IOException e) {
            return "unreadable (" + e.getMessage() + ")";
        }
    }
}
