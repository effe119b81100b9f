package org.jackfield.core.worker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.port.DropReason;
import org.jackfield.core.stats.PortCounters;
import org.jackfield.core.view.ForwardingView;
import org.jackfield.core.view.PortView;
import org.jackfield.core.view.QueueView;
import org.jackfield.linux.poll.EngineException;
import org.jackfield.linux.poll.IoEngine;
import org.jspecify.annotations.Nullable;

/**
 * The queues one worker reads and writes, kept in step with the view: queue q of a port is read by worker q mod W, and worker w
 * writes to queue w mod Q. A queue that leaves the view is read until it is empty, disarmed, and forgotten only after its last
 * completion; until then {@link #settled} is false and the worker does not agree to the view. Used by one worker; nothing here
 * runs for a frame except the array look-ups.
 */
final class WorkerQueues {
    /** A queue in memory that leaves is read until it is empty, but not for ever if somebody goes on filling it. */
    private static final int MOST_EMPTIED = 65_536;

    private final int worker;
    private final int workers;
    private final IoEngine engine;
    private final WorkerReports reports;
    private final List<WorkerQueue> all = new ArrayList<>();

    private @Nullable WorkerQueue[] byHandle = new WorkerQueue[16];
    private @Nullable WorkerQueue[] txByPort = new WorkerQueue[0];
    private WorkerQueue[] memoryRx = new WorkerQueue[0];
    private WorkerQueue[] leaving = new WorkerQueue[0];
    private boolean polled;

    WorkerQueues(final int worker, final int workers, final IoEngine engine, final WorkerReports reports) {
        this.worker = worker;
        this.workers = workers;
        this.engine = engine;
        this.reports = reports;
    }

    /** The queue behind an engine handle. */
    @SuppressWarnings("NullAway") // the engine only names handles that were added
    WorkerQueue byHandle(final int handle) {
        return byHandle[handle];
    }

    /** The queue this worker writes to for a port of the present view; null while it has none. */
    @Nullable
    WorkerQueue tx(final int port) {
        return txByPort[port];
    }

    /** Open queues in memory this worker has to look at in each cycle: no descriptor tells of their frames. */
    WorkerQueue[] memoryRx() {
        return memoryRx;
    }

    /** Whether one of them has to be looked at again and again, because nothing wakes this worker for it. */
    boolean polled() {
        return polled;
    }

    /** Queues that are leaving and still have to be looked at each cycle. */
    WorkerQueue[] leaving() {
        return leaving;
    }

    /** Whether nothing is leaving any more, and what was read of queues that are held has been taken. */
    boolean settled() {
        if (leaving.length > 0) {
            return false;
        }
        for (final WorkerQueue queue : all) {
            if (queue.held && !engine.disarmed(queue.handle)) {
                return false;
            }
        }
        return true;
    }

    /** Brings handles in step with a new view. */
    void follow(final ForwardingView view) {
        for (final WorkerQueue queue : all) {
            if (wanted(view, queue) == null) {
                leave(queue, view);
            }
        }
        for (final PortView port : view.ports) {
            if (port != null) {
                followPort(port);
            }
        }
        txByPort = new WorkerQueue[view.ports.length];
        for (final PortView port : view.ports) {
            if (port != null && port.active && port.queues.length > 0) {
                txByPort[port.index] = find(port.queues[worker % port.queues.length]);
            }
        }
        refresh();
    }

    /** Looks at leaving queues once; to be called each cycle while there are any, after they have been read. */
    void advanceLeaving() {
        boolean changed = false;
        for (final WorkerQueue queue : leaving) {
            if (queue.state == WorkerQueue.State.EMPTYING && emptied(queue)) {
                disarm(queue);
            }
            if (queue.state == WorkerQueue.State.CLOSING && closed(queue)) {
                forget(queue.handle);
                forget(queue.watch);
                queue.queue.keep(worker, queue.counters);
                all.remove(queue);
                changed = true;
            }
        }
        if (changed) {
            refresh();
        }
    }

    private void forget(final int handle) {
        if (handle >= 0) {
            engine.remove(handle);
            byHandle[handle] = null;
        }
    }

    /** Starts to count anew how far the queues this worker reads of ports the kernel steers have been drained. */
    void startDraining(final ForwardingView view) {
        for (final WorkerQueue queue : all) {
            final PortView port = queue.port < view.ports.length ? view.ports[queue.port] : null;
            final boolean counts = queue.state == WorkerQueue.State.OPEN && queue.reads && port != null && port.steered;
            queue.drainLeft = counts ? Math.max(1, queue.queue.txQueueLength) : queue.drainLeft;
        }
    }

    /** Whether all open queues have been drained since {@link #startDraining}. */
    boolean drained() {
        for (final WorkerQueue queue : all) {
            if (queue.state == WorkerQueue.State.OPEN && queue.drainLeft > 0 && !queue.codeFailed()) {
                return false;
            }
        }
        return true;
    }

    /** All queues with handles that this worker reads, for the cycles in which each has to be looked at. */
    List<WorkerQueue> readers() {
        final List<WorkerQueue> readers = new ArrayList<>();
        for (final WorkerQueue queue : all) {
            if (queue.reads && queue.handle >= 0 && queue.state == WorkerQueue.State.OPEN && !queue.faulted) {
                readers.add(queue);
            }
        }
        return readers;
    }

    /** Gives the engine up; returns the number of frames it had read for us, now counted as lost. */
    long slowPathWriteOffReads() {
        final long[] before = new long[all.size()];
        for (int i = 0; i < before.length; i++) {
            before[i] = all.get(i).counters.get(IoEngine.READ_FRAMES);
        }
        engine.abandon();
        long lost = 0;
        for (int i = 0; i < before.length; i++) {
            final WorkerQueue queue = all.get(i);
            final long frames = queue.counters.get(IoEngine.READ_FRAMES) - before[i];
            queue.portCounters.of(worker).add(PortCounters.DROPS + DropReason.WORKER_LOST.ordinal(), frames);
            lost += frames;
        }
        return lost;
    }

    /** Counts the writes that the engine will not carry out, and keeps what all queues have counted for whoever follows. */
    long slowPathWriteOffWrites() {
        long lost = 0;
        for (final WorkerQueue queue : all) {
            if (queue.handle >= 0) {
                queue.portCounters
                        .of(worker)
                        .add(PortCounters.DROPS + DropReason.TX_GONE.ordinal(), queue.outstanding());
                lost += queue.outstanding();
            }
            queue.queue.keep(worker, queue.counters);
        }
        return lost;
    }

    private void followPort(final PortView port) {
        final int txQueue = port.queues.length == 0 ? -1 : worker % port.queues.length;
        for (final QueueView queue : port.queues) {
            final boolean reads = queue.queue % workers == worker;
            if (reads || queue.queue == txQueue && queue.tx == null) {
                final WorkerQueue known = find(queue);
                final WorkerQueue mine = known == null ? add(port, queue, reads) : known;
                if (mine != null) {
                    followQueue(port, mine);
                }
            }
        }
    }

    private void followQueue(final PortView port, final WorkerQueue mine) {
        if (mine.handle >= 0) {
            engine.sizeClass(mine.handle, port.sizeClass);
        }
        if (mine.queue.held() && mine.reads && mine.handle >= 0 && mine.state == WorkerQueue.State.OPEN && !mine.held) {
            mine.held = true;
            engine.disarm(mine.handle);
        }
        if (port.active && mine.state == WorkerQueue.State.ADDED) {
            mine.state = WorkerQueue.State.OPEN;
            final int waited = mine.handle >= 0 ? mine.handle : mine.watch;
            if (mine.reads && waited >= 0) {
                engine.arm(waited);
                if (engine.state(waited) != IoEngine.OK) {
                    mine.faulted = true;
                    reports.queueFailed(
                            port.index,
                            port.generation,
                            "queue " + mine.queue.queue + " cannot be read, errno " + engine.state(waited));
                }
            }
        }
    }

    private @Nullable WorkerQueue add(final PortView port, final QueueView queue, final boolean reads) {
        int handle = -1;
        int watch = -1;
        try {
            if (queue.rx == null) {
                handle = engine.add(queue.fd, queue.kind, port.sizeClass);
            } else if (queue.wakeFd >= 0) {
                watch = engine.watch(queue.wakeFd);
            }
        } catch (final EngineException refused) {
            reports.queueFailed(port.index, port.generation, String.valueOf(refused.getMessage()));
            return null;
        }
        final CounterBlock counters = handle >= 0 ? engine.counters(handle) : new CounterBlock(IoEngine.COUNTERS);
        queue.publish(worker, counters);
        final WorkerQueue added = new WorkerQueue(queue, port.index, handle, watch, reads, counters, port.counters);
        all.add(added);
        name(handle, added);
        name(watch, added);
        return added;
    }

    private void name(final int handle, final WorkerQueue queue) {
        if (handle >= 0) {
            byHandle = handle < byHandle.length ? byHandle : Arrays.copyOf(byHandle, Math.max(handle + 1, 2 * handle));
            byHandle[handle] = queue;
        }
    }

    private void leave(final WorkerQueue queue, final ForwardingView view) {
        queue.portGone = queue.port >= view.ports.length || view.ports[queue.port] == null;
        if (queue.state == WorkerQueue.State.ADDED || !queue.reads || queue.codeFailed()) {
            disarm(queue);
        } else if (queue.state == WorkerQueue.State.OPEN) {
            queue.state = WorkerQueue.State.EMPTYING;
            queue.drainLeft = queue.handle < 0 ? MOST_EMPTIED : Math.max(1, queue.queue.txQueueLength);
        }
    }

    /** What a device still holds when its port is gone stays with the kernel; what code in memory holds was received already. */
    private static boolean emptied(final WorkerQueue queue) {
        return queue.drainLeft == 0 || queue.codeFailed() || queue.portGone && queue.handle >= 0;
    }

    private void disarm(final WorkerQueue queue) {
        if (queue.state != WorkerQueue.State.CLOSING) {
            queue.state = WorkerQueue.State.CLOSING;
            queue.writeMark = engine.writesSubmitted();
            if (queue.handle >= 0) {
                engine.disarm(queue.handle);
            }
            if (queue.watch >= 0) {
                engine.disarm(queue.watch);
            }
        }
    }

    private boolean closed(final WorkerQueue queue) {
        return engine.writesDone(queue.writeMark) && isQuiet(queue.handle) && isQuiet(queue.watch);
    }

    private boolean isQuiet(final int handle) {
        return handle < 0 || engine.disarmed(handle);
    }

    /** The queue's entry in the view if this worker still uses it there. */
    private @Nullable QueueView wanted(final ForwardingView view, final WorkerQueue queue) {
        final PortView port = queue.port < view.ports.length ? view.ports[queue.port] : null;
        if (port == null || queue.queue.queue >= port.queues.length) {
            return null;
        }
        final QueueView there = port.queues[queue.queue.queue];
        final boolean used = queue.reads || worker % port.queues.length == there.queue;
        return there == queue.queue && used ? there : null;
    }

    private @Nullable WorkerQueue find(final QueueView queue) {
        for (final WorkerQueue known : all) {
            if (known.queue == queue
                    && (known.state == WorkerQueue.State.ADDED || known.state == WorkerQueue.State.OPEN)) {
                return known;
            }
        }
        return null;
    }

    private void refresh() {
        final List<WorkerQueue> memory = new ArrayList<>();
        final List<WorkerQueue> going = new ArrayList<>();
        for (final WorkerQueue queue : all) {
            if (queue.state == WorkerQueue.State.OPEN && queue.reads && queue.handle < 0 && queue.watch < 0) {
                memory.add(queue);
            }
            if (queue.state == WorkerQueue.State.EMPTYING || queue.state == WorkerQueue.State.CLOSING) {
                going.add(queue);
            }
        }
        polled = memory.stream().anyMatch(queue -> queue.queue.isPolled());
        memoryRx = memory.toArray(new WorkerQueue[0]);
        leaving = going.toArray(new WorkerQueue[0]);
    }
}
