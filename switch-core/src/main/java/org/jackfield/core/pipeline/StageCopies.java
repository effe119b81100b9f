package org.jackfield.core.pipeline;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;

/**
 * Copies of frames that stages want sent, in slots of their own, in the order in which they were wanted, until they are taken one by
 * one. What one batch may want has no bound but free frames, so the list grows when it must; it keeps its size. Used by one worker.
 */
@HotPath
final class StageCopies {
    private final FramePool pool;
    private final FrameMemory memory;
    private int[] ids = new int[FrameBatch.CAPACITY];
    private int[] ports = new int[FrameBatch.CAPACITY];
    private int count;
    private int taken;

    StageCopies(final FramePool pool) {
        this.pool = pool;
        this.memory = pool.memory();
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Position of the next one to be taken, or -1 when none is left: the list is empty then. */
    int next() {
        if (taken == count) {
            taken = 0;
            count = 0;
            return -1;
        }
        return taken++;
    }

    /** The one taken last is to be taken again. */
    void back() {
        taken--;
    }

    /** The copy, or -1 where no frame was free for it; of whoever took it. */
    int id(final int position) {
        return ids[position];
    }

    /** Dense index of its egress port. */
    int port(final int position) {
        return ports[position];
    }

    /** Copies a frame, which is only read, for a port; false when no frame is free. Either way the copy is in the list. */
    boolean add(final int id, final int length, final int decision, final int port) {
        if (count == ids.length) {
            slowPathGrow();
        }
        final int copy = copy(id, length, decision);
        ids[count] = copy;
        ports[count] = port;
        count++;
        return copy >= 0;
    }

    private int copy(final int id, final int length, final int decision) {
        final int copy = pool.allocate(
                length <= FrameLayout.capacity(FrameLayout.SMALL) ? FrameLayout.SMALL : FrameLayout.LARGE);
        if (copy < 0) {
            return copy;
        }
        final ByteBuffer source = memory.buffer(id);
        final int from = memory.base(id);
        final ByteBuffer target = memory.buffer(copy);
        final int to = memory.base(copy);
        target.putInt(to + FrameLayout.LENGTH, length);
        target.putShort(to + FrameLayout.FLAGS, source.getShort(from + FrameLayout.FLAGS));
        target.put(
                to + FrameLayout.INGRESS_PORT,
                source,
                from + FrameLayout.INGRESS_PORT,
                FrameLayout.DESCRIPTOR_BYTES - FrameLayout.INGRESS_PORT);
        target.putShort(to + FrameLayout.DROP_REASON, (short)
                (Decision.isDrop(decision) ? Decision.reasonOrdinal(decision) + 1 : 0));
        target.put(
                to + FrameLayout.VNET,
                source,
                memory.data(id) - FrameLayout.VNET_BYTES,
                FrameLayout.VNET_BYTES + length);
        return copy;
    }

    private void slowPathGrow() {
        ids = Arrays.copyOf(ids, 2 * ids.length);
        ports = Arrays.copyOf(ports, ids.length);
    }
}
