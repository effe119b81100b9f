package org.jackfield.linux.bpf;

import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/** The system calls bpf(2) and membarrier(2), which the C library does not wrap. Any thread; they may block. */
final class BpfCall {
    /** bpf commands (enum bpf_cmd). */
    static final int MAP_CREATE = 0;

    static final int MAP_LOOKUP_ELEM = 1;
    static final int MAP_UPDATE_ELEM = 2;
    static final int PROG_LOAD = 5;
    /** What a descriptor of a map or a program stands for; since Linux 4.13. */
    static final int OBJ_GET_INFO_BY_FD = 15;

    /** membarrier commands: the bit set of commands this kernel has; a grace period of RCU. */
    static final int MEMBARRIER_QUERY = 0;

    static final int MEMBARRIER_GLOBAL = 1;

    /** Bytes given as union bpf_attr: all fields used here, the rest zero, which every kernel accepts. */
    static final int ATTRIBUTE_BYTES = 128;

    private static final boolean ARM = "aarch64".equals(System.getProperty("os.arch"));
    private static final long NR_BPF = ARM ? 280 : 321;
    private static final long NR_MEMBARRIER = ARM ? 283 : 324;

    private BpfCall() {}

    /** The result of a bpf command, usually a descriptor the caller must close, or -errno. */
    static int bpf(final int command, final NativeBlock attributes) {
        return result(LibC.syscall(NR_BPF, command, attributes.address(), ATTRIBUTE_BYTES, 0, 0, 0));
    }

    /** Fills {@code info} with what the kernel says about a map or a program; 0, or -errno when the descriptor is neither. */
    static int info(final int fd, final NativeBlock info) {
        try (NativeBlock attributes = new NativeBlock(ATTRIBUTE_BYTES)) {
            // BPF_OBJ_GET_INFO_BY_FD: bpf_fd u32@0, info_len u32@4, info u64@8
            attributes.putInt(0, fd).putInt(4, info.size()).putLong(8, info.address());
            return bpf(OBJ_GET_INFO_BY_FD, attributes);
        }
    }

    /** The result of a membarrier command, or -errno. */
    static int membarrier(final int command) {
        return result(LibC.syscall(NR_MEMBARRIER, command, 0, 0, 0, 0, 0));
    }

    private static int result(final long returned) {
        return returned < 0 ? -Errno.last() : (int) returned;
    }
}
