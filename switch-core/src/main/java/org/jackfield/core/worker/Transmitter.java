package org.jackfield.core.worker;

import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.frame.PerBatch;
import org.jackfield.api.port.DropReason;
import org.jackfield.api.port.TxQueue;
import org.jackfield.core.offload.Segmenter;
import org.jackfield.core.offload.Unfinished;
import org.jackfield.core.pipeline.EgressLists;
import org.jackfield.core.stats.PortCounters;
import org.jackfield.core.stats.WorkerCounters;
import org.jackfield.core.view.ForwardingView;
import org.jackfield.core.view.PortView;
import org.jackfield.linux.poll.IoEngine;
import org.jspecify.annotations.Nullable;

/**
 * Sends copies to the queues of their ports: by the engine, cut up where a port cannot take them whole, by the code of queues in memory,
 * through the home worker of such a queue, or later when its code is away. Used by one worker.
 */
@HotPath
final class Transmitter {
    private final int worker;
    private final WorkerReports reports;
    private final CounterBlock counters;
    private final FramePool pool;
    private final FrameMemory memory;
    private final IoEngine engine;
    private final WorkerQueues queues;
    private final WorkerLease lease;
    private final Segmenter segmenter;
    private final HomeHandoff homeward;
    /** Copies for ports whose code is away. */
    private final WaitingCopies waiting;
    /** What is sent next of a list with frames that are cut up. */
    private final int[] chunk = new int[FrameBatch.CAPACITY];

    private int chunkCount;
    private ForwardingView view;
    /** Position in the egress lists of the last one that was for a queue in memory. */
    private int sending;
    /** Copies of that list which have been neither sent nor dropped. */
    private int unsent;
    /** Where the copies go that another worker has handed over and that are being sent. */
    private @Nullable PortView sendingHome;

    private int unsentHome;

    Transmitter(
            final DataPlane plane,
            final WorkerLink link,
            final FramePool pool,
            final IoEngine engine,
            final WorkerQueues queues,
            final WorkerLease lease) {
        this.worker = link.index;
        this.reports = plane.reports;
        this.counters = link.counters;
        this.pool = pool;
        this.memory = pool.memory();
        this.engine = engine;
        this.queues = queues;
        this.lease = lease;
        this.segmenter = new Segmenter(pool);
        this.homeward = new HomeHandoff(worker, plane.links.toArray(new WorkerLink[0]), counters, pool, engine);
        this.waiting = new WaitingCopies(worker, pool, plane.waiting);
        this.view = plane.view();
    }

    void slowPathView(final ForwardingView next) {
        view = next;
    }

    /** Sends what the pipeline has decided about a batch. */
    void transmit(final EgressLists lists) {
        for (int i = 0; i < lists.touchedCount(); i++) {
            final int port = lists.touched(i);
            final WorkerQueue tx = queues.tx(port);
            final int n = lists.count(port);
            if (lists.isCut(port)) {
                sending = i;
                slowPathTransmitCut(tx, view.port(port), lists.ids(port), n);
            } else if (tx != null && tx.handle >= 0) {
                tx.submitted += n;
                submit(tx.handle, lists.ids(port), n);
            } else {
                sending = i;
                unsent = n;
                slowPathTransmitOrWait(tx, port, lists.ids(port), n);
            }
        }
    }

    /**
     * Sends a list with frames the port cannot take whole: in order, those cut up, as many at a time as a list holds.
     * Additional
     * segments are additional copies, so that each is accepted or dropped by itself.
     */
    private void slowPathTransmitCut(
            final @Nullable WorkerQueue tx, final PortView port, final int[] ids, final int n) {
        unsent = n;
        for (int i = 0; i < n; i++) {
            final int id = ids[i];
            if ((Unfinished.needs(memory, id) & port.lacks) != 0) { // a checksum alone has been finished before
                slowPathCut(tx, port, id);
            } else {
                slowPathAppend(tx, port, id);
            }
        }
        slowPathSendChunk(tx, port);
    }

    private void slowPathCut(final @Nullable WorkerQueue tx, final PortView port, final int id) {
        final CounterBlock counted = port.counters.of(worker);
        final int segments = segmenter.begin(id);
        counted.add(PortCounters.COPIES, segments - 1);
        unsent += segments - 1;
        int made = 0;
        for (int segment = segmenter.next(); segment >= 0; segment = made < segments ? segmenter.next() : -1) {
            made++;
            slowPathAppend(tx, port, segment);
        }
        pool.release(id);
        if (made < segments) {
            counted.add(PortCounters.DROPS + DropReason.NO_SEGMENT.ordinal(), segments - made);
            unsent -= segments - made;
        }
    }

    private void slowPathAppend(final @Nullable WorkerQueue tx, final PortView port, final int id) {
        chunk[chunkCount++] = id;
        if (chunkCount == chunk.length) {
            slowPathSendChunk(tx, port);
        }
    }

    private void slowPathSendChunk(final @Nullable WorkerQueue tx, final PortView port) {
        final int n = chunkCount;
        chunkCount = 0;
        if (tx != null && tx.handle >= 0) {
            tx.submitted += n;
            submit(tx.handle, chunk, n);
        } else if (n > 0) {
            slowPathTransmitOrWait(tx, port.index, chunk, n);
        }
        unsent -= n;
    }

    @PerBatch
    private void submit(final int handle, final int[] ids, final int n) {
        engine.submitWrites(handle, ids, 0, n);
    }

    private void slowPathTransmitOrWait(
            final @Nullable WorkerQueue queue, final int port, final int[] ids, final int n) {
        final PortView egress = view.port(port);
        if (egress.waits) {
            waiting.slowPathAdd(egress, ids, n);
        } else {
            slowPathTransmit(queue, port, ids, n);
        }
    }

    /** Sends, in order, the copies whose port waits no more, and drops those whose port is gone. */
    void slowPathSendWaiting() {
        waiting.slowPathBeginSending();
        for (PortView port = waiting.slowPathNextPort(); port != null; port = waiting.slowPathNextPort()) {
            slowPathSendOn(port, waiting.slowPathNext());
        }
    }

    private void slowPathSendOn(final PortView port, final int[] ids) {
        if (!view.hasStill(port)) {
            port.counters.of(worker).add(PortCounters.DROPS + DropReason.TX_GONE.ordinal(), ids.length);
            slowPathReleaseAll(ids, ids.length);
            return;
        }
        final PortView present = view.port(port.index);
        sendingHome = present.waits ? null : present;
        unsentHome = ids.length;
        slowPathTransmitOrWait(queues.tx(port.index), port.index, ids, ids.length);
        sendingHome = null;
    }

    /** Leaves what waits to the worker of the next version. */
    void slowPathLeaveWaiting(final WorkerLink link) {
        waiting.slowPathLeave(link);
    }

    /** Goes on with what the worker of the version before has left. */
    void slowPathTakeOver(final WorkerLink link) {
        waiting.slowPathTakeOver(link, view);
    }

    /** Drops what waits for a port, as this worker ends. */
    void slowPathDropWaiting() {
        waiting.slowPathDrop();
    }

    /** Queues in memory, and ports that have no queue (any more). */
    private void slowPathTransmit(final @Nullable WorkerQueue queue, final int port, final int[] ids, final int n) {
        if (queue == null && view.port(port).homeWorker(worker) != worker) {
            homeward.slowPathSend(view.port(port), ids, n);
            return;
        }
        final TxQueue tx = queue == null ? null : queue.queue.tx;
        if (queue == null || tx == null || queue.codeFailed()) {
            view.port(port).counters.of(worker).add(PortCounters.DROPS + DropReason.TX_GONE.ordinal(), n);
            slowPathReleaseAll(ids, n);
            return;
        }
        long bytes = 0;
        for (int i = 0; i < n; i++) {
            bytes += memory.length(ids[i]);
        }
        int answer = 0;
        boolean handed = false;
        Throwable thrown = null;
        lease.enter(queue, "transmit");
        try {
            tx.complete(pool);
            handed = true;
            answer = tx.transmit(pool, ids, 0, n);
        } catch (final Throwable broken) {
            thrown = broken; // errors of linking, of memory and of the stack are that code's, too
        }
        lease.leave();
        if (!handed) {
            slowPathReleaseAll(ids, n);
        }
        final boolean failed = thrown != null || answer < 0 || answer > n;
        final int accepted = failed ? 0 : answer;
        queue.counters.add(IoEngine.WRITTEN_FRAMES, accepted);
        queue.counters.add(IoEngine.WRITTEN_BYTES, accepted == n ? bytes : bytes * accepted / n);
        queue.counters.add(failed ? IoEngine.WRITE_ERROR : IoEngine.WRITE_FULL, n - accepted);
        if (thrown != null) {
            slowPathCodeThrew(queue, thrown);
        } else if (failed) {
            slowPathCodeFailed(queue, "says it has sent " + answer + " of " + n + " frames");
        }
    }

    /** Sends copies that other workers have handed over to a queue in memory that lives here. */
    void slowPathSendHome(final PortView egress, final int[] ids, final int n) {
        if (view.hasStill(egress) && view.port(egress.index).homeWorker(worker) == worker) {
            sendingHome = egress;
            unsentHome = n;
            slowPathTransmit(queues.tx(egress.index), egress.index, ids, n);
            sendingHome = null;
        } else {
            egress.counters.of(worker).add(PortCounters.DROPS + DropReason.TX_GONE.ordinal(), n);
            slowPathReleaseAll(ids, n);
        }
    }

    private void slowPathReleaseAll(final int[] ids, final int n) {
        for (int i = 0; i < n; i++) {
            pool.release(ids[i]);
        }
    }

    /** The code of a port threw on this worker: that port is taken out, the worker goes on. */
    void slowPathCodeThrew(final WorkerQueue queue, final Throwable thrown) {
        queue.faulted = true; // first: what follows calls code of the port's once more
        slowPathCodeFailed(queue, "threw on a worker: " + thrown);
    }

    private void slowPathCodeFailed(final WorkerQueue queue, final String what) {
        queue.faulted = true;
        counters.add(WorkerCounters.FAULTS, 1);
        final PortView port = queue.port < view.ports.length ? view.ports[queue.port] : null;
        if (port != null) {
            reports.codeFailed(port.index, port.generation, "queue " + queue.queue.queue + " " + what);
        }
    }

    /** Counts as dropped the copies in the code that does not come back, and those behind them in the same batch. */
    long slowPathWriteOff(final EgressLists lists) {
        long lost = waiting.slowPathWriteOff();
        final PortView home = sendingHome;
        if (home != null) {
            home.counters.of(worker).add(PortCounters.DROPS + DropReason.TX_GONE.ordinal(), unsentHome);
            lost += unsentHome;
        }
        for (int i = sending; i < lists.touchedCount(); i++) {
            final int port = lists.touched(i);
            final int copies = i == sending ? unsent : lists.count(port);
            view.port(port).counters.of(worker).add(PortCounters.DROPS + DropReason.TX_GONE.ordinal(), copies);
            lost += copies;
        }
        return lost;
    }
}
