package org.jackfield.linux.bpf;

import static org.jackfield.linux.bpf.BpfAssembler.FRAME_POINTER;
import static org.jackfield.linux.bpf.BpfAssembler.R0;
import static org.jackfield.linux.bpf.BpfAssembler.R1;
import static org.jackfield.linux.bpf.BpfAssembler.R2;

import org.jackfield.api.frame.FrameLayout;
import org.jackfield.linux.bpf.BpfAssembler.Alu;
import org.jackfield.linux.bpf.BpfAssembler.Condition;
import org.jackfield.linux.bpf.BpfAssembler.Label;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/**
 * The kernel's side of steering for one multiqueue tap, or for a group of packet sockets: a program that computes {@link
 * org.jackfield.api.frame.FlowHash} of every frame the kernel sends there, looks its bucket up in a table, and
 * so chooses the queue the frame will be read from. The kernel takes the table's value modulo the number of attached
 * queues.
 *
 * <p>It belongs to the device or group, not to a queue, and the device keeps it after {@link #close}, for ever if it is
 * persistent; {@link #detachFrom} takes it off. Loading costs about 6 ms of CPU time, nearly all of it the
 * verifier's. Any thread but workers; calls exclude each other, so a write that comes after the close is refused.
 */
public final class SteeringProgram implements AutoCloseable {
    private static final String TABLE = "jack_buckets";
    private static final String PROGRAM = "jack_steering";
    /** Takes the address of an int that holds the program's descriptor, or -1 for none. */
    private static final long TUNSETSTEERINGEBPF = 0x800454E0L;

    /** level and option of setsockopt; the value is the program's descriptor. */
    private static final int SOL_PACKET = 263;

    private static final int PACKET_FANOUT_DATA = 22;

    private static final int NO_PROGRAM = -1;
    /** bpf_map_lookup_elem(map, key address). */
    private static final int MAP_LOOKUP_ELEM = 1;

    private static final int KEY = FlowHashCode.STACK_USED - Integer.BYTES;

    private final BpfMap table;
    private final BpfProgram program;
    /** What the kernel's table holds. */
    private final short[] written;
    /** Whether senders may still use entries that have been overwritten, or not use the program at all. */
    private boolean graceOwed;

    private boolean closed;

    private SteeringProgram(final BpfMap table, final BpfProgram program, final int buckets) {
        this.table = table;
        this.program = program;
        this.written = new short[buckets];
    }

    /**
     * Loads the program with a table that names queue 0 for every bucket.
     *
     * @param buckets number of buckets, a power of two
     * @return the program, which the caller must close
     * @throws BpfException when the kernel or the process's rights do not allow it
     */
    public static SteeringProgram load(final int buckets) throws BpfException {
        return load(buckets, 0);
    }

    /** As {@link #load} for a group of packet sockets, which shows the program what is behind the Ethernet header. */
    public static SteeringProgram loadForPackets(final int buckets) throws BpfException {
        return load(buckets, FrameLayout.ETHERNET_BYTES);
    }

    private static SteeringProgram load(final int buckets, final int hidden) throws BpfException {
        if (Integer.bitCount(buckets) != 1) {
            throw new IllegalArgumentException(buckets + " buckets: must be a power of two");
        }
        requireGracePeriods();
        final BpfMap table = BpfMap.create(TABLE, buckets);
        try {
            final byte[] code = code(table.fd(), buckets, hidden);
            return new SteeringProgram(table, BpfProgram.load(BpfProgram.SOCKET_FILTER, PROGRAM, code), buckets);
        } catch (final BpfException e) {
            table.close();
            throw e;
        }
    }

    /**
     * Goes on with a program that is loaded, and maybe attached, already: its table is as last written. Changes nothing in the kernel.
     *
     * @param programFd descriptor of the program
     * @param tableFd descriptor of its table
     * @param buckets number of buckets, a power of two
     * @return the program, which owns both descriptors and which the caller must close
     * @throws BpfException when the descriptors are not those of a steering program of this size; they stay the caller's
     */
    public static SteeringProgram ofDescriptors(final int programFd, final int tableFd, final int buckets)
            throws BpfException {
        final BpfMap table = BpfMap.ofDescriptor(TABLE, tableFd, buckets);
        final BpfProgram program = BpfProgram.ofDescriptor(BpfProgram.SOCKET_FILTER, PROGRAM, programFd, table);
        final SteeringProgram steering = new SteeringProgram(table, program, buckets);
        for (int bucket = 0; bucket < buckets; bucket++) {
            steering.written[bucket] = (short) table.read(bucket);
        }
        // Whoever wrote it last may not have waited for senders that used older entries.
        steering.graceOwed = true;
        return steering;
    }

    /** Descriptor of the program; stays owned here. */
    public synchronized int programFd() {
        return program.fd();
    }

    /** Descriptor of its table; stays owned here. */
    public synchronized int tableFd() {
        return table.fd();
    }

    /**
     * A kernel with nohz_full cores has no MEMBARRIER_CMD_GLOBAL, and without it {@link #write} could not keep its
     * word.
     */
    private static void requireGracePeriods() throws BpfException {
        final int commands = BpfCall.membarrier(BpfCall.MEMBARRIER_QUERY);
        if (commands < 0) {
            throw new BpfException("asking for grace periods (membarrier) failed: " + Errno.name(-commands)
                    + "; the kernel lacks CONFIG_MEMBARRIER, or a seccomp profile hides the call: allow it there");
        }
        if ((commands & BpfCall.MEMBARRIER_GLOBAL) == 0) {
            throw new BpfException(
                    "kernel steering needs MEMBARRIER_CMD_GLOBAL, which this kernel does not offer because it"
                            + " runs with nohz_full; start it without nohz_full, or leave steering to the rings");
        }
    }

    private static byte[] code(final int tableFd, final int buckets, final int hidden) {
        final Label unknown = new Label("unknown");
        final BpfAssembler code = new BpfAssembler(hidden);
        FlowHashCode.emit(code);
        code.alu(Alu.AND, R0, buckets - 1).store(FRAME_POINTER, KEY, R0);
        code.loadMap(R1, tableFd).moveAddress(R2, FRAME_POINTER).addAddress(R2, KEY);
        code.call(MAP_LOOKUP_ELEM).jumpIf(Condition.EQ, R0, 0, unknown);
        code.load(R0, R0, 0).exit();
        code.bind(unknown).alu(Alu.MOV, R0, 0).exit();
        return code.assemble();
    }

    /**
     * Makes the device of this tap queue ask the program; replaces what it asked before. The next {@link #write} also waits for
     * senders that have not asked it yet.
     */
    public synchronized void attachTo(final int tapFd) throws BpfException {
        final int errno = steer(tapFd, program.fd());
        if (errno != 0) {
            throw BpfException.failed("attaching the steering program to tap queue fd " + tapFd, errno);
        }
        graceOwed = true;
    }

    /**
     * Makes the group (PACKET_FANOUT_EBPF) of this packet socket ask the program, for good; replaces what it asked before. Otherwise as
     * {@link #attachTo}.
     */
    public synchronized void attachToGroup(final int packetFd) throws BpfException {
        try (NativeBlock value = new NativeBlock(Integer.BYTES).putInt(0, program.fd())) {
            if (LibC.setsockopt(packetFd, SOL_PACKET, PACKET_FANOUT_DATA, value.address(), Integer.BYTES) != 0) {
                throw BpfException.failed("attaching the steering program to packet socket " + packetFd, Errno.last());
            }
        }
        graceOwed = true;
    }

    /** Makes the device of this tap queue choose queues by itself again. A device that is gone needs nothing. */
    public synchronized void detachFrom(final int tapFd) {
        steer(tapFd, NO_PROGRAM);
    }

    /**
     * As {@link #detachFrom}, and returns only after each sender that asked the program has queued its frame. The program may be attached
     * again.
     */
    public synchronized void releaseFrom(final int tapFd) throws BpfException {
        steer(tapFd, NO_PROGRAM);
        awaitGrace();
    }

    /** Returns 0 or errno. */
    private static int steer(final int tapFd, final int programFd) {
        try (NativeBlock argument = new NativeBlock(Integer.BYTES)) {
            argument.putInt(0, programFd);
            return LibC.ioctl(tapFd, TUNSETSTEERINGEBPF, argument.address()) < 0 ? Errno.last() : 0;
        }
    }

    /**
     * Writes the queue of every bucket, then waits until no sender can still be using an older entry: senders run the
     * program and queue the frame inside one read-side section of RCU, and MEMBARRIER_CMD_GLOBAL waits for the end of
     * all of those (8 to 16 ms measured, tens of them on a busy machine). Nothing changed: returns at once.
     *
     * @param queueOfBucket one entry for each bucket; the array stays the caller's
     * @throws BpfException when some entries could not be written; writing again completes it
     */
    public synchronized void write(final short[] queueOfBucket) throws BpfException {
        if (queueOfBucket.length != written.length) {
            throw new IllegalArgumentException(queueOfBucket.length + " entries for " + written.length + " buckets");
        }
        if (closed) {
            throw new BpfException("writing the steering table failed: it was closed meanwhile; open the port again");
        }
        for (int bucket = 0; bucket < written.length; bucket++) {
            if (queueOfBucket[bucket] != written[bucket]) {
                table.update(bucket, queueOfBucket[bucket] & 0xFFFF);
                written[bucket] = queueOfBucket[bucket];
                graceOwed = true;
            }
        }
        if (graceOwed) {
            awaitGrace();
            graceOwed = false;
        }
    }

    private static void awaitGrace() throws BpfException {
        final int result = BpfCall.membarrier(BpfCall.MEMBARRIER_GLOBAL);
        if (result < 0) {
            throw BpfException.failed("waiting for senders that use the old steering table (membarrier)", -result);
        }
    }

    /** Closes our descriptors. A device the program is attached to goes on steering by the table as last written. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            program.close();
            table.close();
        }
    }
}
