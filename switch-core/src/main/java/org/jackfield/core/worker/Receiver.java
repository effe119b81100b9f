package org.jackfield.core.worker;

import java.util.List;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.frame.PerBatch;
import org.jackfield.api.port.DropReason;
import org.jackfield.api.port.RxQueue;
import org.jackfield.core.stats.Measures;
import org.jackfield.core.stats.QueueMeasures;
import org.jackfield.core.stats.WorkerCounters;
import org.jackfield.core.stats.WorkerMeasures;
import org.jackfield.core.view.ForwardingView;
import org.jackfield.core.view.PortView;
import org.jackfield.linux.poll.IoEngine;

/** Reads the queues of one worker, a batch each, and passes the batches on. Used by that worker. */
@HotPath
final class Receiver {
    private final int worker;
    private final DataPlane plane;
    private final CounterBlock counters;
    private final IoEngine engine;
    private final WorkerQueues queues;
    private final Forwarder forwarder;
    private final Transmitter transmitter;
    private final WorkerLease lease;
    private final FrameBatch batch;

    private ForwardingView view;

    Receiver(
            final DataPlane plane,
            final WorkerLink link,
            final FramePool pool,
            final IoEngine engine,
            final WorkerQueues queues,
            final Forwarder forwarder,
            final Transmitter transmitter,
            final WorkerLease lease) {
        this.worker = link.index;
        this.plane = plane;
        this.counters = link.counters;
        this.engine = engine;
        this.queues = queues;
        this.forwarder = forwarder;
        this.transmitter = transmitter;
        this.lease = lease;
        this.batch = new FrameBatch(pool);
        this.view = plane.view();
    }

    /** Reads each queue that may have frames once; returns the number of frames. */
    @PerBatch
    int receive(final ForwardingView present) {
        view = present;
        int work = 0;
        for (int i = 0; i < engine.readyCount(); i++) {
            work += read(queues.byHandle(engine.readyHandle(i)));
        }
        final WorkerQueue[] memory = queues.memoryRx();
        for (int i = 0; i < memory.length; i++) {
            work += slowPathReadMemory(memory[i]);
        }
        final WorkerQueue[] leaving = queues.leaving();
        for (int i = 0; i < leaving.length; i++) {
            work += slowPathReadLeaving(leaving[i]);
        }
        return work;
    }

    /** Reads every queue once whether ready or not, while a transition drains queues. */
    int slowPathReadAll() {
        int work = 0;
        final List<WorkerQueue> readers = queues.readers();
        for (final WorkerQueue queue : readers) {
            if (queue.drainLeft > 0) {
                work += read(queue);
            }
        }
        return work;
    }

    @PerBatch
    private int read(final WorkerQueue queue) {
        if (queue.handle < 0) {
            return slowPathReadTold(queue);
        }
        batch.count = 0;
        final int n = engine.drain(queue.handle, batch);
        if (queue.drainLeft > 0) {
            queue.drainLeft = engine.sawEmpty(queue.handle) ? 0 : Math.max(0, queue.drainLeft - n);
        }
        if (n > 0) {
            pass(queue, n);
        } else if (engine.state(queue.handle) != IoEngine.OK && !queue.faulted) {
            slowPathDeviceGone(queue);
        }
        return n;
    }

    private void pass(final WorkerQueue queue, final int n) {
        counters.add(WorkerCounters.RX_FRAMES, n);
        counters.add(WorkerCounters.BATCHES, 1);
        if (queue.portGone) {
            forwarder.drop(batch, queue.portCounters, DropReason.PORT_GONE);
            return;
        }
        final PortView port = view.port(queue.port);
        if (queue.queue.unchecked) {
            forwarder.check(batch, port);
        }
        batch.ingressPort = port.index;
        batch.generation = (short) port.generation;
        final Measures measures = view.measures;
        final long readNs = measures == null ? 0 : plane.clock.getAsLong();
        final int kept = forwarder.received(batch, port, queue.queue.queue, readNs);
        if (measures != null) {
            measure(queue, n, kept, plane.clock.getAsLong() - readNs, measures.of(worker));
        }
    }

    private void measure(
            final WorkerQueue queue, final int n, final int kept, final long passedNs, final WorkerMeasures measures) {
        measures.batchSizes.add(n, 1);
        measures.sojournNs.add(passedNs, kept);
        final QueueMeasures own = queue.queue.measures();
        if (own != null) {
            own.read(n, queue.handle < 0 ? n < FrameBatch.CAPACITY : engine.sawEmpty(queue.handle), passedNs);
        }
    }

    /** A descriptor tells of frames in a queue in memory; one that is leaving is read as such. */
    private int slowPathReadTold(final WorkerQueue queue) {
        if (queue.state != WorkerQueue.State.OPEN) {
            return 0;
        }
        if (engine.state(queue.watch) != IoEngine.OK && !queue.faulted) {
            slowPathFault(queue, "waiting for its descriptor failed with errno " + engine.state(queue.watch));
        }
        if (queue.codeFailed()) {
            engine.disarm(queue.watch); // nobody takes what it tells of
            return 0;
        }
        return slowPathReadMemory(queue);
    }

    private int slowPathReadMemory(final WorkerQueue queue) {
        final RxQueue rx = queue.queue.rx;
        if (rx == null || queue.codeFailed()) {
            return 0;
        }
        batch.count = 0;
        int answer = 0;
        Throwable thrown = null;
        lease.enter(queue, "receive");
        try {
            answer = rx.receive(batch);
        } catch (final Throwable broken) {
            thrown = broken; // errors of linking, of memory and of the stack are that code's, too
        }
        lease.leave();
        final int n = batch.count;
        queue.counters.add(IoEngine.READ_FRAMES, n);
        for (int i = 0; i < n; i++) {
            queue.counters.add(IoEngine.READ_BYTES, batch.len[i]);
        }
        if (queue.drainLeft > 0) {
            queue.drainLeft = n < FrameBatch.CAPACITY ? 0 : Math.max(0, queue.drainLeft - n);
        }
        if (n > 0) {
            pass(queue, n);
        }
        if (thrown != null) {
            transmitter.slowPathCodeThrew(queue, thrown);
        } else if (answer < 0) {
            slowPathFault(queue, "errno " + -answer);
        }
        return n;
    }

    private int slowPathReadLeaving(final WorkerQueue queue) {
        if (!queue.reads) {
            return 0;
        }
        if (queue.handle < 0) {
            return queue.state == WorkerQueue.State.EMPTYING ? slowPathReadMemory(queue) : 0;
        }
        final int n = read(queue);
        if (queue.faulted) {
            queue.drainLeft = 0;
        }
        return n;
    }

    private void slowPathDeviceGone(final WorkerQueue queue) {
        slowPathFault(queue, "reading failed with errno " + engine.state(queue.handle) + ", its device is gone");
    }

    private void slowPathFault(final WorkerQueue queue, final String reason) {
        queue.faulted = true;
        if (!queue.portGone) {
            final PortView port = view.port(queue.port);
            plane.reports.queueFailed(port.index, port.generation, "queue " + queue.queue.queue + ": " + reason);
        }
    }
}
