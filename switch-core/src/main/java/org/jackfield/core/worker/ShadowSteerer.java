package org.jackfield.core.worker;

import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.frame.PerBatch;
import org.jackfield.core.stats.BucketCounters;
import org.jackfield.core.stats.ShadowCounters;
import org.jackfield.core.steering.IndirectionTable;
import org.jackfield.core.view.ActiveShadow;
import org.jackfield.core.view.ActiveSteering;
import org.jackfield.core.view.PortView;
import org.jspecify.annotations.Nullable;

/**
 * Asks shadows where frames would go, and counts their answers. Everything a shadow may write is a copy: a batch of its own and an array for
 * its answer, both thrown away. One that throws, changes even that batch, or names a worker that does not exist is reported and never
 * called again. Used by one worker, with each batch once, when it is decided who processes its frames.
 */
@HotPath
final class ShadowSteerer {
    /** One in so many calls is timed: two looks at the clock cost as much as deciding for a few frames. */
    private static final int TIMED_MASK = 15;

    private final int worker;
    private final int present;
    private final PolicyCall call;
    private final LongSupplier clock;
    /** What a shadow is shown. */
    private final FrameBatch copy;

    private final int[] places = new int[FrameBatch.CAPACITY];
    /** Where the frames it was shown would go. */
    private final short[] would = new short[FrameBatch.CAPACITY];
    /** Where they go. */
    private final short[] goes = new short[FrameBatch.CAPACITY];

    private final int[] shares;
    private final int[] sharesInForce;
    private long nowNs;
    private int held;

    ShadowSteerer(
            final int worker,
            final WorkerLink[] links,
            final WorkerLease lease,
            final FramePool pool,
            final LongSupplier clock) {
        this.worker = worker;
        this.present = links.length;
        this.call = new PolicyCall(worker, links, lease);
        this.clock = clock;
        this.copy = new FrameBatch(pool);
        this.shares = new int[links.length];
        this.sharesInForce = new int[links.length];
    }

    /**
     * Shows a batch with hashes to all shadows.
     *
     * @param owners owners of buckets in force for this port
     * @param workers where each frame goes; null where the owner of its bucket says it
     */
    @PerBatch
    void show(
            final FrameBatch batch,
            final PortView port,
            final short[] owners,
            final short @Nullable [] workers,
            final ActiveShadow[] shadows,
            final long now) {
        nowNs = now;
        held = batch.count;
        for (int s = 0; s < shadows.length; s++) {
            final ActiveShadow shadow = shadows[s];
            final BucketCounters buckets = shadow.buckets;
            if (buckets != null) {
                buckets.count(worker, batch);
            }
            final ActiveSteering frames = shadow.frames;
            if (frames == null) {
                byBucket(batch, owners, workers, shadow, port);
            } else if (!frames.out()) {
                byFrame(batch, owners, workers, shadow, frames, port);
            }
        }
    }

    /** Its owners say where all frames would go; of a sample of flows it is remembered. */
    private void byBucket(
            final FrameBatch batch,
            final short[] owners,
            final short @Nullable [] workers,
            final ActiveShadow shadow,
            final PortView port) {
        final short[] own = shadow.owners();
        int moved = 0;
        for (int i = 0; i < batch.count; i++) {
            final int bucket = batch.hash[i] & IndirectionTable.MASK;
            would[i] = own[bucket];
            goes[i] = workers == null ? owners[bucket] : workers[i];
            if (shadow.looksAt(batch.hash[i])) {
                moved += shadow.flows(worker).moved(batch.hash[i], own[bucket]);
            }
        }
        count(batch, own, shadow, port, moved);
    }

    /** Its code says where the frames of a sample of flows would go, all frames of these flows. */
    private void byFrame(
            final FrameBatch batch,
            final short[] owners,
            final short @Nullable [] workers,
            final ActiveShadow shadow,
            final ActiveSteering frames,
            final PortView port) {
        final short[] own = shadow.owners();
        final int count = choose(batch, shadow);
        for (int k = 0; k < count; k++) {
            final int bucket = copy.hash[k] & IndirectionTable.MASK;
            would[k] = own[bucket];
            goes[k] = workers == null ? owners[bucket] : workers[places[k]];
        }
        if (count > 0 && ask(frames, shadow, port) && sound(batch, count, frames)) {
            int moved = 0;
            for (int k = 0; k < count; k++) {
                moved += shadow.flows(worker).moved(copy.hash[k], would[k]);
            }
            count(copy, own, shadow, port, moved);
        }
    }

    /** Copies the frames of the flows that are looked at; returns how many. */
    private int choose(final FrameBatch batch, final ActiveShadow shadow) {
        int chosen = 0;
        for (int i = 0; i < batch.count; i++) {
            if (shadow.looksAt(batch.hash[i])) {
                copy.id[chosen] = batch.id[i];
                copy.len[chosen] = batch.len[i];
                copy.hash[chosen] = batch.hash[i];
                places[chosen++] = i;
            }
        }
        copy.count = chosen;
        copy.limit = FrameBatch.CAPACITY;
        copy.ingressPort = batch.ingressPort;
        copy.generation = batch.generation;
        return chosen;
    }

    /** False: it threw, and has been reported. */
    private boolean ask(final ActiveSteering frames, final ActiveShadow shadow, final PortView port) {
        final CounterBlock counters = shadow.counters.of(worker);
        final boolean timed = (counters.get(ShadowCounters.CALLS) & TIMED_MASK) == 0;
        final int count = copy.count;
        counters.add(ShadowCounters.CALLS, 1);
        final long startNs = timed ? clock.getAsLong() : 0;
        final Throwable thrown = call.assign(frames, copy, would, port, held, nowNs);
        if (timed) {
            counters.add(ShadowCounters.TIMED_NS, clock.getAsLong() - startNs);
            counters.add(ShadowCounters.TIMED_FRAMES, count);
        }
        if (thrown != null) {
            slowPathThrew(frames, thrown);
        }
        return thrown == null;
    }

    /** Whether the batch is as it was and each worker exists; one of which that is not true is reported. */
    private boolean sound(final FrameBatch batch, final int count, final ActiveSteering frames) {
        if (copy.count != count
                || copy.limit != FrameBatch.CAPACITY
                || copy.ingressPort != batch.ingressPort
                || copy.generation != batch.generation) {
            frames.fail("changed which frames a batch has");
            return false;
        }
        for (int k = 0; k < count; k++) {
            final int i = places[k];
            if (copy.id[k] != batch.id[i] || copy.len[k] != batch.len[i] || copy.hash[k] != batch.hash[i]) {
                frames.fail("changed which frames a batch has");
                return false;
            }
            if (would[k] < 0 || would[k] >= present) {
                slowPathStranger(frames, would[k]);
                return false;
            }
        }
        return true;
    }

    /** Counts the first {@code batch.count} answers. */
    private void count(
            final FrameBatch batch,
            final short[] own,
            final ActiveShadow shadow,
            final PortView port,
            final int flowsMoved) {
        final int queues = port.steered ? port.queues.length : 0;
        int different = 0;
        int handoffs = 0;
        int handoffsInForce = 0;
        for (int k = 0; k < batch.count; k++) {
            shares[would[k]]++;
            sharesInForce[goes[k]]++;
            different += would[k] == goes[k] ? 0 : 1;
            handoffs += would[k] == reader(own[batch.hash[k] & IndirectionTable.MASK], queues) ? 0 : 1;
            handoffsInForce += goes[k] == worker ? 0 : 1;
        }
        final CounterBlock counters = shadow.counters.of(worker);
        counters.add(ShadowCounters.DIFFERENT, different);
        counters.add(ShadowCounters.HANDOFFS, handoffs);
        counters.add(ShadowCounters.HANDOFFS_IN_FORCE, handoffsInForce);
        counters.add(ShadowCounters.FLOWS_MOVED, flowsMoved);
        for (int w = 0; w < shares.length; w++) {
            counters.add(ShadowCounters.share(w), shares[w]);
            counters.add(ShadowCounters.shareInForce(w), sharesInForce[w]);
        }
        Arrays.fill(shares, 0);
        Arrays.fill(sharesInForce, 0);
    }

    /** Who would read a frame: where the kernel follows owners of buckets it would follow these; elsewhere it was us. */
    private int reader(final int owner, final int queues) {
        return queues == 0 ? worker : IndirectionTable.readerOf(owner, queues, present);
    }

    private static void slowPathThrew(final ActiveSteering frames, final Throwable thrown) {
        frames.fail("threw on a worker: " + thrown);
    }

    private void slowPathStranger(final ActiveSteering frames, final int stranger) {
        frames.fail("gave a frame to worker " + stranger + ", there are workers 0 to " + (present - 1));
    }

    /** Counts the frames of the batch as lost while a shadow's code holds the worker that has them; returns how many. */
    long slowPathWriteOff() {
        return call.slowPathWriteOff();
    }
}
