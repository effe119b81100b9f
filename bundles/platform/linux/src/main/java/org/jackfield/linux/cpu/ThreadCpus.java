package org.jackfield.linux.cpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/**
 * On which CPUs threads of this process run, and which there are. A thread may be moved by any other thread of its process. Any thread that
 * may read files.
 */
public final class ThreadCpus {
    private static final Path SYSTEM = Path.of("/sys/devices/system");
    private static final Path SELF = Path.of("/proc/thread-self");
    private static final String NODE = "node:";
    private static final int CALLER = 0;
    private static final int MASK_BYTES = CpuSet.MOST / Byte.SIZE;

    private ThreadCpus() {}

    /** The kernel's number of the calling thread. */
    public static int self() throws CpuException {
        try {
            return Integer.parseInt(Files.readSymbolicLink(SELF).getFileName().toString());
        } catch (final IOException | NumberFormatException unreadable) {
            throw new CpuException("reading " + SELF + " failed: " + unreadable + "; is /proc mounted?");
        }
    }

    /** The CPUs the calling thread may run on. */
    public static CpuSet own() throws CpuException {
        return of(CALLER);
    }

    /** The CPUs a thread may run on: what it was told, as far as the cpuset of its container allows. */
    public static CpuSet of(final int thread) throws CpuException {
        try (NativeBlock mask = new NativeBlock(MASK_BYTES)) {
            if (LibC.sched_getaffinity(thread, MASK_BYTES, mask.address()) < 0) {
                throw failed("sched_getaffinity", thread);
            }
            return new CpuSet(BitSet.valueOf(mask.getBytes(0, MASK_BYTES)));
        }
    }

    /**
     * Lets a thread run on these CPUs only, from its next turn on.
     *
     * @throws CpuException when some do not exist or are not for this process; nothing has changed
     */
    public static void pin(final int thread, final CpuSet cpus) throws CpuException {
        requireAllowed(cpus);
        set(thread, cpus);
    }

    private static void set(final int thread, final CpuSet cpus) throws CpuException {
        try (NativeBlock mask = new NativeBlock(MASK_BYTES)) {
            mask.putBytes(0, cpus.bits().toByteArray());
            if (LibC.sched_setaffinity(thread, MASK_BYTES, mask.address()) < 0) {
                throw failed("sched_setaffinity to " + cpus, thread);
            }
        }
    }

    /**
     * The CPUs of a list such as {@code 0-3,8} or {@code node:0,9}, where {@code node:N} stands for the CPUs of NUMA node N.
     *
     * @throws CpuException when the list cannot be read, is empty, or names something that does not exist or is not for this process
     */
    public static CpuSet parse(final String list) throws CpuException {
        CpuSet cpus = CpuSet.ofList("");
        for (final String part : list.split(",")) {
            final String word = part.strip();
            cpus = cpus.with(word.startsWith(NODE) ? node(word.substring(NODE.length())) : CpuSet.ofList(word));
        }
        if (cpus.isEmpty()) {
            throw new CpuException("'" + list + "' names no CPU; there are " + allowed());
        }
        requireAllowed(cpus);
        return cpus;
    }

    private static void requireAllowed(final CpuSet cpus) throws CpuException {
        final CpuSet strange = cpus.without(online());
        if (!strange.isEmpty()) {
            throw new CpuException("there is no CPU " + strange + ", or it is offline; there are " + online());
        }
        final CpuSet allowed = allowed();
        final CpuSet outside = cpus.without(allowed);
        if (!outside.isEmpty()) {
            throw new CpuException(
                    "CPU " + outside + " is outside of the cpuset of this process or container, which has " + allowed
                            + " of " + online());
        }
    }

    private static CpuSet node(final String number) throws CpuException {
        final Path file = SYSTEM.resolve("node/node" + number + "/cpulist");
        if (!number.matches("\\d{1,4}") || !Files.exists(file)) {
            throw new CpuException("there is no NUMA node '" + number + "'; " + nodes());
        }
        return CpuSet.ofList(read(file));
    }

    private static String nodes() {
        try {
            return "there are " + read(SYSTEM.resolve("node/online")).strip();
        } catch (final CpuException none) {
            return "this kernel tells of none";
        }
    }

    /** The CPUs that are online. */
    public static CpuSet online() throws CpuException {
        return CpuSet.ofList(read(SYSTEM.resolve("cpu/online")));
    }

    /**
     * The CPUs threads of this process may be given: all, or those of its cpuset. The kernel tells by what it makes of a wish for all, so
     * the calling thread may run everywhere for that moment.
     */
    public static CpuSet allowed() throws CpuException {
        final CpuSet before = own();
        set(CALLER, online());
        try {
            return own();
        } finally {
            set(CALLER, before);
        }
    }

    private static String read(final Path file) throws CpuException {
        try {
            return Files.readString(file);
        } catch (final IOException unreadable) {
            throw new CpuException("reading " + file + " failed: " + unreadable + "; is /sys mounted?");
        }
    }

    private static CpuException failed(final String call, final int thread) {
        final int errno = Errno.last();
        return new CpuException(call + " failed for " + (thread == CALLER ? "the calling thread" : "thread " + thread)
                + ": " + Errno.name(errno));
    }
}
