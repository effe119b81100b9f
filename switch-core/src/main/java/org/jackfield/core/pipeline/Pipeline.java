package org.jackfield.core.pipeline;

import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;
import org.jackfield.core.fdb.FdbTable;
import org.jackfield.core.view.ForwardingView;
import org.jackfield.core.view.PortStages;
import org.jackfield.core.view.PortView;

/**
 * The ordered stages a batch goes through on the worker that owns its flows: admit, learn, forward, egress, each a class of its own with
 * one loop, and between them the stages of deployed bundles, where the ingress port has any. Used by one worker.
 */
@HotPath
public final class Pipeline {
    private final Learn learn;
    private final Forward forward;
    private final Egress egress;
    private final EgressLists lists = new EgressLists();
    private final FdbTable table;
    private final StageCopies copies;
    private final StageRunner stages;
    private long preloaded;
    /** Offloads of the port whose frames were last copied. */
    private int copiedOffloads;

    /**
     * @param worker index of the worker
     * @param counters its counters
     * @param conductorWake makes the conductor look at its requests; must not block
     * @param guard watches over calls of the code of stages
     */
    public Pipeline(
            final int worker,
            final FramePool pool,
            final FdbTable table,
            final LearnRequests requests,
            final Runnable conductorWake,
            final CounterBlock counters,
            final StageGuard guard) {
        this.table = table;
        learn = new Learn(table, requests, conductorWake, counters);
        forward = new Forward(table);
        egress = new Egress(worker, pool, lists);
        copies = new StageCopies(pool);
        stages = new StageRunner(worker, copies, guard);
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
        final PortStages own = ingress.stages;
        if (own != null) {
            stages.filter(batch, ingress, view, own, nowNs);
        }
        learn.run(batch, ingress.fid, tick, nowNs);
        forward.run(batch, ingress.fid, view);
        if (own != null) {
            copiedOffloads = ingress.offloads;
            stages.decideAndObserve(batch, ingress, view, own, nowNs);
        }
        egress.run(batch, ingress, view);
    }

    /**
     * Puts copies that stages had made of the last batch into {@link #egress()}, which must be empty; to be called until it says that
     * there are none left. False: there were none.
     */
    public boolean nextCopies(final ForwardingView view) {
        if (copies.isEmpty()) {
            return false;
        }
        for (int i = copies.next(); i >= 0; i = copies.next()) {
            final int port = copies.port(i);
            if (lists.count(port) == FrameBatch.CAPACITY) {
                copies.back();
                return true;
            }
            egress.stageCopy(copies.id(i), port, copiedOffloads, view);
        }
        return true;
    }

    /** Counts the frames of a batch as lost that a thread is stuck with in a stage; returns how many. After its lease was revoked only. */
    public long slowPathWriteOff() {
        return stages.slowPathWriteOff();
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
