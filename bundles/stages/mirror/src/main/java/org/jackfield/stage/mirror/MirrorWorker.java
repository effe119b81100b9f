package org.jackfield.stage.mirror;

import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.frame.PerBatch;
import org.jackfield.api.stage.EgressDecision;
import org.jackfield.api.stage.StageContext;
import org.jackfield.api.stage.StageWorker;

/**
 * Chooses the frames of a batch that are mirrored. A frame is mirrored once, however many of the mirrored ports it comes from and goes
 * to. Used by one worker.
 */
@HotPath
final class MirrorWorker implements StageWorker {
    /** Frames that would have been looked at if the port for the copies had been active. */
    static final int MISSED = 0;
    /** Number of counters. */
    static final int COUNTERS = 1;

    /** Number of the port for the copies in the plan; behind it those whose received frames, then those whose sent frames are wanted. */
    private static final int TO = 0;

    private final boolean bridge;
    private final boolean bridgeRx;
    private final int rxPorts;
    private final int txPorts;
    private final boolean drops;
    private final long[] vlans;
    private final FilterProgram filter;
    private final int sample;
    private final CounterBlock counters;
    /** Frames chosen. */
    private final int[] chosen = new int[FrameBatch.CAPACITY];
    /** Dense indices of the ports whose sent frames are wanted, in the present batch. */
    private final int[] targets;

    private int targetCount;
    /** Whether flooded frames of the present batch go to one of them. */
    private boolean floods;
    /** Frames passed over since the last one taken. */
    private int passed;

    MirrorWorker(final MirrorSettings settings, final CounterBlock counters) {
        this.bridge = !settings.bridge().isEmpty();
        this.bridgeRx = settings.bridgeRx();
        this.rxPorts = settings.rx().size();
        this.txPorts = settings.tx().size();
        this.drops = settings.drops();
        this.vlans = settings.vlans();
        this.filter = FilterProgram.ofOneWorker(settings.filter());
        this.sample = settings.sample();
        this.counters = counters;
        this.targets = new int[txPorts];
    }

    @Override
    public void process(final FrameBatch batch, final StageContext context) {
        final int to = context.port(TO);
        if (to < 0) {
            counters.add(MISSED, batch.count);
            return;
        }
        if (batch.ingressPort == to) {
            return; // what the port for the copies brings in is never mirrored to it
        }
        int n = bridge ? ofBridge(batch) : ofPorts(batch, context);
        if (vlans.length > 0) {
            n = ofVlans(batch, n);
        }
        if (!filter.isEmpty()) {
            n = filtered(batch, n);
        }
        if (sample > 1) {
            n = sampled(n);
        }
        if (n > 0) {
            context.copy(chosen, n, TO);
        }
    }

    private int ofBridge(final FrameBatch batch) {
        return bridgeRx ? received(batch) : sentSomewhere(batch);
    }

    private int ofPorts(final FrameBatch batch, final StageContext context) {
        if (isWantedIngress(batch.ingressPort, context)) {
            return received(batch);
        }
        resolve(context);
        return targetCount == 0 ? 0 : sent(batch);
    }

    @PerBatch
    private boolean isWantedIngress(final int ingress, final StageContext context) {
        for (int p = 1; p <= rxPorts; p++) {
            if (context.port(p) == ingress) {
                return true;
            }
        }
        return false;
    }

    @PerBatch
    private void resolve(final StageContext context) {
        targetCount = 0;
        floods = false;
        for (int p = 1 + rxPorts; p <= rxPorts + txPorts; p++) {
            final int index = context.port(p);
            if (index >= 0) {
                targets[targetCount++] = index;
                floods |= context.floodsTo(index);
            }
        }
    }

    private int received(final FrameBatch batch) {
        int n = 0;
        for (int i = 0; i < batch.count; i++) {
            if (drops || !EgressDecision.isDrop(batch.egress[i])) {
                chosen[n++] = i;
            }
        }
        return n;
    }

    private int sentSomewhere(final FrameBatch batch) {
        int n = 0;
        for (int i = 0; i < batch.count; i++) {
            if (!EgressDecision.isDrop(batch.egress[i])) {
                chosen[n++] = i;
            }
        }
        return n;
    }

    private int sent(final FrameBatch batch) {
        int n = 0;
        for (int i = 0; i < batch.count; i++) {
            final int decision = batch.egress[i];
            if (decision == EgressDecision.FLOOD ? floods : decision >= 0 && isTarget(decision)) {
                chosen[n++] = i;
            }
        }
        return n;
    }

    private boolean isTarget(final int port) {
        for (int t = 0; t < targetCount; t++) {
            if (targets[t] == port) {
                return true;
            }
        }
        return false;
    }

    private int ofVlans(final FrameBatch batch, final int from) {
        int n = 0;
        for (int c = 0; c < from; c++) {
            final int i = chosen[c];
            final int vid = batch.vid[i];
            if (batch.len[i] >= FrameLayout.ETHERNET_BYTES && (vlans[vid >>> 6] >>> vid & 1) != 0) {
                chosen[n++] = i;
            }
        }
        return n;
    }

    private int filtered(final FrameBatch batch, final int from) {
        final FrameMemory memory = batch.pool().memory();
        int n = 0;
        for (int c = 0; c < from; c++) {
            final int i = chosen[c];
            final int id = batch.id[i];
            if (filter.matches(memory.buffer(id), memory.data(id), batch.len[i])) {
                chosen[n++] = i;
            }
        }
        return n;
    }

    private int sampled(final int from) {
        int n = 0;
        for (int c = 0; c < from; c++) {
            passed++;
            if (passed == sample) {
                passed = 0;
                chosen[n++] = chosen[c];
            }
        }
        return n;
    }
}
