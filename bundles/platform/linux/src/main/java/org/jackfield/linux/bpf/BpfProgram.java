package org.jackfield.linux.bpf;

import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;
import org.jspecify.annotations.Nullable;

/**
 * A program the kernel has verified and compiled. Whatever it is attached to keeps it alive. Whoever loads it closes
 * it.
 */
final class BpfProgram implements AutoCloseable {
    /** Runs on frames of a socket or of a tap; needs no capability of its own beyond that for bpf(2). */
    static final int SOCKET_FILTER = 1;
    /** Runs on frames of a traffic control filter. */
    static final int SCHED_CLS = 3;

    /** The functions of the kernel used here do not ask for a licence compatible with its own. */
    private static final String LICENCE = "Apache-2.0";

    private static final int LOG_BYTES = 1 << 20;
    private static final int LOG_SHOWN = 2000;
    private static final int CLOSED = -1;
    /**
     * The start of struct bpf_prog_info: type u32@0, nr_map_ids u32@52 (in: room, out: how many), map_ids u64@56. Behind it
     * the room for the ids.
     */
    private static final int INFO_BYTES = 64;

    private static final int MOST_MAPS = 4;
    /** The verifier gives up with EAGAIN when a signal waits for the thread, or work of the kernel such as of an io_uring just closed. */
    private static final int ATTEMPTS = 20;

    private int fd;

    private BpfProgram(final int fd) {
        this.fd = fd;
    }

    /**
     * Loads a program.
     *
     * @param name at most 15 letters, digits and underscores
     * @param code from {@link BpfAssembler#assemble}
     * @throws BpfException with the end of the verifier's log when the verifier refuses
     */
    static BpfProgram load(final int type, final String name, final byte[] code) throws BpfException {
        int fd = attempt(type, name, code, null);
        for (int attempts = 1; fd == -Errno.EAGAIN && attempts < ATTEMPTS; attempts++) {
            fd = attempt(type, name, code, null);
        }
        if (fd >= 0) {
            return new BpfProgram(fd);
        }
        final BpfException failure = BpfException.failed("loading the eBPF program " + name + " (BPF_PROG_LOAD)", -fd);
        throw fd == -Errno.EPERM || fd == -Errno.ENOSYS ? failure : withLog(failure, type, name, code);
    }

    /**
     * A program that is loaded already. It owns the descriptor from now on.
     *
     * @param name for messages
     * @param table a map the program must use
     * @throws BpfException when the descriptor is no such program; it stays the caller's
     */
    static BpfProgram ofDescriptor(final int type, final String name, final int fd, final BpfMap table)
            throws BpfException {
        try (NativeBlock info = new NativeBlock(INFO_BYTES);
                NativeBlock maps = new NativeBlock(MOST_MAPS * Integer.BYTES)) {
            info.putInt(52, MOST_MAPS).putLong(56, maps.address());
            final int result = BpfCall.info(fd, info);
            if (result < 0 || info.getInt(0) != type || !holds(maps, info.getInt(52), table.id())) {
                throw new BpfException("descriptor " + fd + " is not the eBPF program " + name + " with its table"
                        + (result < 0 ? ": " + Errno.name(-result) : ""));
            }
            return new BpfProgram(fd);
        }
    }

    private static boolean holds(final NativeBlock ids, final int count, final int wanted) {
        for (int i = 0; i < Math.min(count, MOST_MAPS); i++) {
            if (ids.getInt(i * Integer.BYTES) == wanted) {
                return true;
            }
        }
        return false;
    }

    private static BpfException withLog(
            final BpfException failure, final int type, final String name, final byte[] code) {
        try (NativeBlock log = new NativeBlock(LOG_BYTES)) {
            final int fd = attempt(type, name, code, log);
            if (fd >= 0) {
                LibC.close(fd);
            }
            final String text = log.getText(0, LOG_BYTES);
            final String end = text.substring(Math.max(0, text.length() - LOG_SHOWN));
            return text.isEmpty() ? failure : new BpfException(failure.getMessage() + "; the verifier says: " + end);
        }
    }

    /** Returns a descriptor or -errno. */
    private static int attempt(final int type, final String name, final byte[] code, final @Nullable NativeBlock log) {
        try (NativeBlock attributes = new NativeBlock(BpfCall.ATTRIBUTE_BYTES);
                NativeBlock instructions = new NativeBlock(code.length);
                NativeBlock licence = NativeBlock.text(LICENCE)) {
            instructions.putBytes(0, code);
            // BPF_PROG_LOAD: prog_type u32@0, insn_cnt u32@4, insns u64@8, license u64@16,
            // log_level u32@24, log_size u32@28, log_buf u64@32, prog_name char[16]@48
            attributes.putInt(0, type).putInt(4, code.length / BpfAssembler.INSTRUCTION_BYTES);
            attributes.putLong(8, instructions.address()).putLong(16, licence.address());
            attributes.putText(48, 16, name);
            if (log != null) {
                attributes.putInt(24, 1).putInt(28, log.size()).putLong(32, log.address());
            }
            return BpfCall.bpf(BpfCall.PROG_LOAD, attributes);
        }
    }

    int fd() {
        return fd;
    }

    @Override
    public void close() {
        if (fd != CLOSED) {
            LibC.close(fd);
            fd = CLOSED;
        }
    }
}
