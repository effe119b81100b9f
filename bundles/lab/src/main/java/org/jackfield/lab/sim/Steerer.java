package org.jackfield.lab.sim;

import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.frame.FrameBatch;

/**
 * Steers the frames of one worker: what it reads is its own, another's, or has to wait for a move; what the switch's {@code Forwarder} does.
 * One thread.
 */
final class Steerer {
    /** Queue of frames that are not being read now. */
    private static final int NO_QUEUE = -1;

    /** Frames this worker is to process, in order. */
    final FrameList own = new FrameList();
    /** Frames for the others. */
    final Outbox[] outboxes;
    /** Frames shown to the policy in this turn. */
    int decided;

    private final int worker;
    private final Floor floor;
    private final FrameList parked = new FrameList();
    private boolean parkedAtReader;
    private final int[] batch = new int[FrameBatch.CAPACITY];
    private final short[] to = new short[FrameBatch.CAPACITY];
    private int count;

    Steerer(final int worker, final int workers, final Floor floor) {
        this.worker = worker;
        this.floor = floor;
        this.outboxes = new Outbox[workers];
        for (int w = 0; w < workers; w++) {
            outboxes[w] = new Outbox();
        }
    }

    /** A turn begins. */
    void start() {
        own.clear();
        decided = 0;
    }

    boolean parks() {
        return parked.count() > 0;
    }

    /** Reads up to {@code most} frames of a queue, 1 to {@link FrameBatch#CAPACITY}; returns how many. */
    int read(final KernelQueue queue, final int most, final View view, final long nowNs) {
        count = Math.min(most, queue.count());
        for (int i = 0; i < count; i++) {
            batch[i] = queue.poll();
        }
        final int n = count;
        final Buckets counted = floor.counted;
        if (counted != null) {
            for (int i = 0; i < n; i++) {
                counted.count(floor.store.hash[batch[i]], floor.store.length[batch[i]]);
            }
        }
        if (n > 0) {
            floor.books.depths.change(worker, nowNs, -n);
            steer(view, queue.index, nowNs);
        }
        return n;
    }

    /** Takes a frame over that another worker has read. */
    void handedOver(final int frame, final View view, final long nowNs) {
        floor.books.depths.change(worker, nowNs, -1);
        final Move move = view.move();
        if (move != null && floor.store.parkSerial[frame] == move.serial()) {
            park(frame, nowNs);
        } else {
            own.add(frame);
        }
    }

    /** The move has ended: takes the frames that waited, in order. */
    void release(final View view, final long nowNs) {
        final int waited = parked.count();
        floor.parkedNow -= waited;
        floor.books.depths.change(worker, nowNs, -waited);
        for (int i = 0; i < waited; i++) {
            if (parkedAtReader) {
                if (count == batch.length || count > 0 && portOf(batch[0]) != portOf(parked.get(i))) {
                    steer(view, NO_QUEUE, nowNs);
                }
                batch[count++] = parked.get(i);
            } else {
                own.add(parked.get(i));
            }
        }
        if (count > 0) {
            steer(view, NO_QUEUE, nowNs);
        }
        parked.clear();
        parkedAtReader = false;
    }

    private byte portOf(final int frame) {
        return floor.store.port[frame];
    }

    private void steer(final View view, final int queue, final long nowNs) {
        final Move move = view.move();
        if (move == null) {
            plain(view, nowNs);
        } else if (move.atReader()) {
            parkMoving(view, move, queue, nowNs);
            plain(view, nowNs);
        } else {
            moving(view, move, queue, nowNs);
        }
        for (final Outbox outbox : outboxes) {
            outbox.close();
        }
        count = 0;
    }

    private void plain(final View view, final long nowNs) {
        for (int i = 0; i < count; i++) {
            to[i] = view.owners()[FlowHash.bucket(floor.store.hash[batch[i]])];
        }
        final Decider decider = floor.decider;
        if (decider != null && count > 0) {
            decided += count;
            decider.assign(worker, batch, count, to, Floor.CLOCK_NS + nowNs);
        }
        for (int i = 0; i < count; i++) {
            give(batch[i], to[i]);
        }
    }

    private void give(final int frame, final int target) {
        if (target == worker) {
            own.add(frame);
        } else {
            outboxes[target].add(frame);
        }
    }

    private void parkMoving(final View view, final Move move, final int queue, final long nowNs) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            final int bucket = FlowHash.bucket(floor.store.hash[batch[i]]);
            if (move.moves(view.owners(), portOf(batch[i]), bucket) && move.parks(portOf(batch[i]), queue, bucket)) {
                parkedAtReader = true;
                park(batch[i], nowNs);
            } else {
                batch[kept++] = batch[i];
            }
        }
        count = kept;
    }

    private void moving(final View view, final Move move, final int queue, final long nowNs) {
        for (int i = 0; i < count; i++) {
            final int frame = batch[i];
            final int bucket = FlowHash.bucket(floor.store.hash[frame]);
            final boolean waits =
                    move.moves(view.owners(), portOf(frame), bucket) && move.parks(portOf(frame), queue, bucket);
            final int owner = waits ? move.newOwners()[bucket] : view.owners()[bucket];
            floor.store.parkSerial[frame] = waits ? move.serial() : 0;
            if (waits && owner == worker) {
                park(frame, nowNs);
            } else {
                give(frame, owner);
            }
        }
    }

    private void park(final int frame, final long nowNs) {
        if (floor.parkedNow == floor.parkedMost) {
            floor.books.lose(frame, Loss.MOVE_OVERFLOW);
            return;
        }
        floor.parkedNow++;
        floor.books.depths.change(worker, nowNs, 1);
        parked.add(frame);
    }
}
