package org.jackfield.core.pipeline;

import java.nio.ByteBuffer;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.port.DropReason;
import org.jackfield.core.offload.Unfinished;
import org.jackfield.core.stats.PortCounters;
import org.jackfield.core.view.ForwardingView;
import org.jackfield.core.view.PortView;

/**
 * Turns decisions into copies in egress lists, and keeps both ledgers: each frame of the batch is counted forwarded or dropped
 * whole at its ingress, each copy is in a list or dropped at its egress. One loop in frame order, so that a flow's frames stay in
 * order within each list even where some are flooded and later ones are not.
 */
@HotPath
final class Egress {
    private static final int TAG_BYTES = 4;

    private final int worker;
    private final FramePool pool;
    private final FrameMemory memory;
    private final EgressLists lists;

    Egress(final int worker, final FramePool pool, final EgressLists lists) {
        this.worker = worker;
        this.pool = pool;
        this.memory = pool.memory();
        this.lists = lists;
    }

    void run(final FrameBatch batch, final PortView ingress, final ForwardingView view) {
        final CounterBlock counters = ingress.counters.of(worker);
        int forwarded = 0;
        for (int i = 0; i < batch.count; i++) {
            final int decision = batch.egress[i];
            final int id = batch.id[i];
            if (decision >= 0) {
                forwarded++;
                copy(id, batch.len[i], decision, ingress.offloads, view);
            } else if (decision == Decision.FLOOD && ingress.flood.length > 0) {
                forwarded++;
                flood(id, batch.len[i], ingress, view);
            } else {
                drop(id, decision, counters);
            }
        }
        counters.add(PortCounters.FORWARDED, forwarded);
        batch.count = 0;
    }

    private void flood(final int id, final int length, final PortView ingress, final ForwardingView view) {
        final int[] targets = ingress.flood;
        if (targets.length > 1) {
            pool.retain(id, targets.length - 1);
        }
        for (int t = 0; t < targets.length; t++) {
            copy(id, length, targets[t], ingress.offloads, view);
        }
    }

    /** A copy that a stage wanted, or -1 where no frame was free for it. */
    void stageCopy(final int id, final int egress, final int offloads, final ForwardingView view) {
        if (id >= 0) {
            copy(id, memory.length(id), egress, offloads, view);
            return;
        }
        final CounterBlock counters = view.port(egress).counters.of(worker);
        counters.add(PortCounters.COPIES, 1);
        counters.add(PortCounters.DROPS + DropReason.NO_COPY.ordinal(), 1);
    }

    /**
     * Nothing from a port without offloads, and nothing for a port with all of them, can need a look at its descriptor.
     */
    private void copy(final int id, final int length, final int egress, final int offloads, final ForwardingView view) {
        final PortView port = view.port(egress);
        final CounterBlock counters = port.counters.of(worker);
        counters.add(PortCounters.COPIES, 1);
        if ((length > port.mostBytes || (offloads & port.lacks) != 0) && !slowPathSuits(id, length, port)) {
            counters.add(PortCounters.DROPS + DropReason.EGRESS_MTU.ordinal(), 1);
            pool.release(id);
        } else {
            lists.add(egress, id);
        }
    }

    /**
     * Whether a copy may go to a port, and how. A checksum the port cannot finish is finished here, in place. The frame may be shared
     * with lists that are filled already and with others that will be, but none of them has been sent: nobody reads its bytes yet, and
     * who can finish checksums himself gets a finished one as well. A frame to be cut is shared as it is and copied piece by piece when
     * it is sent, so those who take it whole do not notice.
     */
    private boolean slowPathSuits(final int id, final int length, final PortView port) {
        final int needs = Unfinished.needs(memory, id);
        final boolean isLong = Unfinished.isLong(needs);
        final int longest = isLong ? Unfinished.segmentBytes(memory, id) : length;
        if (longest > port.mostBytes && !slowPathFits(id, longest, port.mostBytes)) {
            return false;
        }
        if ((needs & port.lacks) != 0) {
            if (isLong) {
                lists.markCut(port.index);
            } else {
                Unfinished.complete(memory, id);
            }
        }
        return true;
    }

    /** Tags do not count against the MTU: up to two of them may make a frame longer. */
    private boolean slowPathFits(final int id, final int length, final int mostBytes) {
        final ByteBuffer buffer = memory.buffer(id);
        int at = memory.data(id) + 12;
        int allowed = mostBytes;
        for (int tags = 0; tags < 2 && FlowHash.isTag(buffer.getShort(at) & 0xFFFF); tags++) {
            allowed += TAG_BYTES;
            at += TAG_BYTES;
        }
        return length <= allowed;
    }

    private void drop(final int id, final int decision, final CounterBlock counters) {
        final int reason =
                Decision.isDrop(decision) ? Decision.reasonOrdinal(decision) : DropReason.NO_EGRESS.ordinal();
        counters.add(PortCounters.DROPS + reason, 1);
        pool.release(id);
    }
}
