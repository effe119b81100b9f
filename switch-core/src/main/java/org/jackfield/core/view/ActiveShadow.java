package org.jackfield.core.view;

import org.jackfield.core.stats.BucketCounters;
import org.jackfield.core.stats.ShadowCounters;
import org.jspecify.annotations.Nullable;

/**
 * A policy while it is evaluated beside the one in force: the same object in every view. Its owners of buckets steer nothing, so they are
 * replaced under the workers without a new view.
 */
public final class ActiveShadow {
    /** Mixes a flow hash before flows are chosen by it, so that the choice has nothing to do with bits a policy chooses by. */
    private static final int MIX = 0x9E3779B1;

    private static final int CHOSEN_BY = 20;

    /** What workers ask about each frame; null where it decides by bucket. */
    public final @Nullable ActiveSteering frames;
    /** Where frames of buckets are counted for it; null when it does not want to know. */
    public final @Nullable BucketCounters buckets;
    /** What is counted of it. */
    public final ShadowCounters counters;

    private final ShadowFlows[] flows;
    private final int mask;
    private volatile short[] owners;

    /**
     * @param workers number of workers
     * @param sample one in how many flows is looked at: a power of two, 1 to 1024
     * @param owners its first owners of buckets; never written
     */
    public ActiveShadow(
            final int workers,
            final int sample,
            final short[] owners,
            final @Nullable ActiveSteering frames,
            final @Nullable BucketCounters buckets) {
        this.frames = frames;
        this.buckets = buckets;
        this.counters = new ShadowCounters(workers);
        this.mask = sample - 1;
        this.owners = owners;
        this.flows = new ShadowFlows[workers];
        for (int w = 0; w < workers; w++) {
            flows[w] = new ShadowFlows();
        }
    }

    /** Whether the flow of this hash is looked at: all its frames, in both directions, or none. */
    public boolean looksAt(final int hash) {
        return (hash * MIX >>> CHOSEN_BY & mask) == 0;
    }

    /** Its owners of buckets now. */
    public short[] owners() {
        return owners;
    }

    /** It has decided anew; the array is never written any more. */
    public void decided(final short[] next) {
        owners = next;
    }

    /** Flows as one worker has read them. */
    public ShadowFlows flows(final int worker) {
        return flows[worker];
    }
}
