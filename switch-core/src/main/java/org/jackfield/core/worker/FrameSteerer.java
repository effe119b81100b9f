package org.jackfield.core.worker;

import java.util.Arrays;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.frame.PerBatch;
import org.jackfield.core.steering.IndirectionTable;
import org.jackfield.core.view.ActiveSteering;
import org.jackfield.core.view.PortView;
import org.jspecify.annotations.Nullable;

/**
 * Asks a policy that decides for each frame, and judges its answer. After a wrong one the batch is as it was before, the policy is
 * reported, and owners of buckets are followed. Used by one worker.
 */
@HotPath
final class FrameSteerer {
    /** The answer: the worker of each frame of the batch. */
    final short[] workers = new short[FrameBatch.CAPACITY];

    private final int present;
    private final PolicyCall call;
    /** The batch as it was before the policy saw it. */
    private final int[] ids = new int[FrameBatch.CAPACITY];

    private final int[] lengths = new int[FrameBatch.CAPACITY];
    private final int[] hashes = new int[FrameBatch.CAPACITY];
    private int count;
    private int limit;
    private int ingressPort;
    private short generation;

    FrameSteerer(final int worker, final WorkerLink[] links, final WorkerLease lease) {
        this.present = links.length;
        this.call = new PolicyCall(worker, links, lease);
    }

    /** Fills {@link #workers} for a batch with hashes. */
    @PerBatch
    void assign(
            final FrameBatch batch,
            final short[] owners,
            final ActiveSteering by,
            final PortView port,
            final long now) {
        byBucket(batch, owners);
        count = batch.count;
        limit = batch.limit;
        ingressPort = batch.ingressPort;
        generation = batch.generation;
        System.arraycopy(batch.id, 0, ids, 0, count);
        System.arraycopy(batch.len, 0, lengths, 0, count);
        System.arraycopy(batch.hash, 0, hashes, 0, count);
        final Throwable thrown = call.assign(by, batch, workers, port, count, now);
        if (thrown != null || changed(batch) || stranger() >= 0) {
            slowPathRefuse(batch, owners, by, thrown);
        } else if (by.redirect != null) {
            redirect(by.redirect);
        }
    }

    private void redirect(final short[] table) {
        for (int i = 0; i < count; i++) {
            workers[i] = table[workers[i]];
        }
    }

    private void byBucket(final FrameBatch batch, final short[] owners) {
        for (int i = 0; i < batch.count; i++) {
            workers[i] = owners[batch.hash[i] & IndirectionTable.MASK];
        }
    }

    private boolean changed(final FrameBatch batch) {
        return batch.count != count
                || batch.limit != limit
                || batch.ingressPort != ingressPort
                || batch.generation != generation
                || Arrays.mismatch(batch.id, 0, count, ids, 0, count) >= 0
                || Arrays.mismatch(batch.len, 0, count, lengths, 0, count) >= 0
                || Arrays.mismatch(batch.hash, 0, count, hashes, 0, count) >= 0;
    }

    /** Position of a frame that was given to a worker that does not exist; -1 for none. */
    private int stranger() {
        for (int i = 0; i < count; i++) {
            if (workers[i] < 0 || workers[i] >= present) {
                return i;
            }
        }
        return -1;
    }

    private void slowPathRefuse(
            final FrameBatch batch, final short[] owners, final ActiveSteering by, final @Nullable Throwable thrown) {
        final boolean changed = changed(batch);
        final int stranger = stranger();
        if (thrown != null) {
            by.fail("threw on a worker: " + thrown);
        } else if (changed) {
            by.fail("changed which frames a batch has");
        } else {
            by.fail("gave a frame to worker " + workers[stranger] + ", there are workers 0 to " + (present - 1));
        }
        System.arraycopy(ids, 0, batch.id, 0, count);
        System.arraycopy(lengths, 0, batch.len, 0, count);
        System.arraycopy(hashes, 0, batch.hash, 0, count);
        batch.count = count;
        batch.limit = limit;
        batch.ingressPort = ingressPort;
        batch.generation = generation;
        byBucket(batch, owners);
    }

    /** Counts the frames of the batch that is in the policy's code as lost; returns how many. */
    long slowPathWriteOff() {
        return call.slowPathWriteOff();
    }
}
