package org.jackfield.core.pipeline;

import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;
import org.jackfield.core.fdb.FdbTable;
import org.jackfield.core.view.ForwardingView;
import org.jackfield.core.view.PortView;

/**
 * The ordered stages a batch goes through on the worker that owns its flows: admit, learn, forward, egress. Each stage is a class
 * of its own with one loop. Used by one worker.
 */
@HotPath
public final class Pipeline {
    private final Learn learn;
    private final Forward forward;
    private final Egress egress;
    private final EgressLists lists = new EgressLists();
    private final FdbTable table;
    private long preloaded;

    /**
     * @param worker index of the worker
     * @param counters its counters
     * @param conductorWake makes the conductor look at its requests; must not block
     */
    public Pipeline(
            final int worker,
            final FramePool pool,
            final FdbTable table,
            final LearnRequests requests,
            final Runnable conductorWake,
            final CounterBlock counters) {
        this.table = table;
        learn = new Learn(table, requests, conductorWake, counters);
        forward = new Forward(table);
        egress = new Egress(worker, pool, lists);
    }

    /** Prepares for a view before the first batch under it. */
    public void slowPathView(final ForwardingView view) {
        lists.slowPathGrow(view.ports.length);
    }

    /**
     * Takes over the frames of a parsed batch and leaves them in {@link #egress()} or drops them; the batch is empty afterwards.
     *
     * @param ingress the batch's ingress port in this view
     * @param tick present FDB age tick
     */
    public void run(
            final FrameBatch batch,
            final PortView ingress,
            final ForwardingView view,
            final int tick,
            final long nowNs) {
        if (table.isLarge()) {
            preloaded ^= table.preload(batch.src, batch.count, ingress.fid);
            preloaded ^= table.preload(batch.dst, batch.count, ingress.fid);
        }
        Admit.run(batch);
        learn.run(batch, ingress.fid, tick, nowNs);
        forward.run(batch, ingress.fid, view);
        egress.run(batch, ingress, view);
    }

    /** Where {@link #run} left the frames; to be sent and then {@link #clear}ed before the next run. */
    public EgressLists egress() {
        return lists;
    }

    /** Empties the egress lists. */
    public void clear() {
        lists.clear();
    }
}
