package org.jackfield.core.steering;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A running hand-over: buckets that change owner, or queues of a port that take over buckets, without reordering or losing a
 * frame. Immutable; each phase is a new view with the same serial.
 *
 * <p>Where a policy decides for each frame, before or afterwards, the frames that the phases hold back are parked by the worker that
 * read them, and steered by whoever is in force when the transition has committed.
 *
 * <p>Frames of a moving bucket may wait in the kernel's old queue, in the old owner's handoff ring and in its writes. So:
 *
 * <ol>
 *   <li>{@link Phase#PREPARE}: every worker learns that frames read from a bucket's <em>new</em> queue go to the new owner, who
 *       parks them; everything else still goes to the old owner. When all workers have seen this the kernel's tables are written.
 *   <li>{@link Phase#DRAIN}: a worker agrees once each of its steered queues was seen empty, or as many frames as the queue can
 *       hold were read from it, since it saw this phase. After that no frame of a moving bucket is left in an old queue.
 *   <li>{@link Phase#STOP}: all frames of moving buckets go to the new owner and are parked.
 *   <li>{@link Phase#FLUSH}: as STOP; a worker agrees once its handoff ring is consumed past the mark it took when it saw this
 *       phase (nobody adds for an old owner any more) and the writes submitted until then are done.
 *   <li>Commit: a view without transition and with the new owners. New owners process their parked frames first, in order.
 * </ol>
 *
 * Ports whose queues the kernel chooses by itself take part as readers: their frames go to the old owner until STOP. For a port that comes
 * to be steered by the table, every queue is an old one and the new one is the table's; for one that is so no more, the old queue is the
 * table's and every other is a new one. Of such ports the kernel must keep a flow in one queue while it chooses.
 */
public final class Transition {
    /** Phases, in order. */
    public enum Phase {
        /** New queues are parked, old queues go on. */
        PREPARE,
        /** Old queues run empty. */
        DRAIN,
        /** Everything of a moving bucket is parked. */
        STOP,
        /** Rings and writes of the old owners run empty. */
        FLUSH
    }

    /**
     * In a row of queues: the kernel chooses by itself, any of them. A port comes to be steered by our table, or is so no more, by a
     * transition in which one of its rows has this entry for every bucket.
     */
    public static final short ANY_QUEUE = -2;

    /** Distinguishes transitions in frame descriptors; never 0. */
    public final int serial;
    /**
     * Whether frames wait at the worker that read them and not at the new owner: where a policy decides for each frame, before or
     * afterwards, no owner of a bucket tells who will process them.
     */
    public final boolean atReader;
    /** Whether every bucket of these ports moves, whatever its owners: the policy that decides for each frame comes, goes or is another. */
    public final boolean all;
    /** Which ports it is about, by index: of one that is not, no frame waits, whatever its owners. */
    private final boolean[] ports;
    /** Where it stands. */
    public final Phase phase;
    /** Owner of each bucket afterwards. */
    public final short[] newOwners;
    /** Queue of each bucket before, by port index; null rows for ports the kernel does not steer by our table. */
    public final short[] @Nullable [] oldQueues;
    /** Queue of each bucket afterwards, as {@link #oldQueues}. */
    public final short[] @Nullable [] newQueues;

    private Transition(
            final int serial,
            final boolean[] ports,
            final boolean atReader,
            final boolean all,
            final Phase phase,
            final short[] newOwners,
            final short[] @Nullable [] oldQueues,
            final short[] @Nullable [] newQueues) {
        this.serial = serial;
        this.ports = ports;
        this.atReader = atReader;
        this.all = all;
        this.phase = phase;
        this.newOwners = newOwners;
        this.oldQueues = oldQueues;
        this.newQueues = newQueues;
    }

    /** A transition of these ports, by index, about to begin. */
    public static Transition prepare(
            final int serial,
            final boolean[] ports,
            final short[] newOwners,
            final short[] @Nullable [] oldQueues,
            final short[] @Nullable [] newQueues) {
        return new Transition(serial, ports, false, false, Phase.PREPARE, newOwners, oldQueues, newQueues);
    }

    /**
     * The same where a policy decides for each frame, before or afterwards.
     *
     * @param every whether it comes, goes or is another
     */
    public Transition withFrameSteering(final boolean every) {
        return new Transition(serial, ports, true, every, phase, newOwners, oldQueues, newQueues);
    }

    /** The same transition in another phase. */
    public Transition in(final Phase next) {
        return new Transition(serial, ports, atReader, all, next, newOwners, oldQueues, newQueues);
    }

    /** Whether it is about frames from a port. */
    public boolean touches(final int port) {
        return port < ports.length && ports[port];
    }

    /**
     * Whether frames of a bucket from a port are touched by this transition.
     *
     * @param owners present owners of buckets of this port
     */
    public boolean moves(final short[] owners, final int port, final int bucket) {
        if (!touches(port)) {
            return false;
        }
        if (all || owners[bucket] != newOwners[bucket]) {
            return true;
        }
        final short[] before = row(oldQueues, port);
        final short[] after = row(newQueues, port);
        return before != null && after != null && before[bucket] != after[bucket];
    }

    /** Whether frames of a moving bucket read from this queue must be parked at the new owner in the present phase. */
    public boolean parks(final int port, final int queue, final int bucket) {
        if (phase == Phase.STOP || phase == Phase.FLUSH) {
            return true;
        }
        final short[] before = row(oldQueues, port);
        final short[] after = row(newQueues, port);
        if (before == null || after == null || before[bucket] == after[bucket] || queue < 0) {
            return false;
        }
        return after[bucket] == ANY_QUEUE ? before[bucket] != queue : after[bucket] == queue;
    }

    /** A row of a port whose queues the kernel chooses by itself. */
    public static short[] anyQueue() {
        final short[] row = new short[IndirectionTable.BUCKETS];
        Arrays.fill(row, ANY_QUEUE);
        return row;
    }

    private static short @Nullable [] row(final short[] @Nullable [] rows, final int port) {
        return port < rows.length ? rows[port] : null;
    }

    @Override
    public String toString() {
        return "transition " + serial + " " + phase + " " + Arrays.hashCode(newOwners);
    }
}
