package org.jackfield.lab.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Attaches queues to a port or detaches some, one step after the other, as the switch's {@code PortLife} and its tap port do it. Before a queue is
 * detached nothing is put into it any more: by the table or, where the kernel does not steer by ours, by a program for the time being; then
 * it is read for the last time. One that is attached is read before the table names it. One thread.
 */
final class Attachments {
    /** Time the kernel takes to attach or detach one, most of it waiting for RCU: 253 and 431 us were measured. */
    private static final long QUEUE_NS = TimeUnit.MICROSECONDS.toNanos(300);

    private final Floor floor;
    private final Views views;
    private final Handover handover;
    private final List<QueueChange> changes;
    private final Deque<Step> steps = new ArrayDeque<>();
    /** What each port is to have; what it has where nothing is wanted. */
    private final int[] wanted = new int[Kernel.PORTS];
    /** How many queues of each port the table knows. */
    private final int[] used = new int[Kernel.PORTS];

    private int next;
    /** When the step under way ends; {@link Long#MAX_VALUE} when that is no matter of time. */
    private long dueNs = Long.MAX_VALUE;

    /** A part of a change. */
    @FunctionalInterface
    private interface Step {
        void begin(long nowNs);
    }

    Attachments(final Floor floor, final Views views, final Handover handover) {
        this.floor = floor;
        this.views = views;
        this.handover = handover;
        this.changes = floor.setup.changes();
        for (int port = 0; port < Kernel.PORTS; port++) {
            wanted[port] = floor.setup.queues();
            used[port] = floor.setup.queues();
        }
    }

    /** How many queues of each port are used. */
    int[] used() {
        return used.clone();
    }

    /** When something is to be done; {@link Long#MAX_VALUE} for not before workers have agreed. */
    long nextNs() {
        return Math.min(dueNs, next < changes.size() ? changes.get(next).atNs() : Long.MAX_VALUE);
    }

    /** Its time has come. */
    void run(final long nowNs) {
        if (dueNs <= nowNs) {
            dueNs = Long.MAX_VALUE;
        }
        while (next < changes.size() && changes.get(next).atNs() <= nowNs) {
            wanted[changes.get(next).port()] = changes.get(next).queues();
            next++;
        }
    }

    /** Whether time must pass before the next step. */
    boolean waits() {
        return dueNs != Long.MAX_VALUE;
    }

    /** Whether a change is under way. */
    boolean isRunning() {
        return waits() || !steps.isEmpty();
    }

    /** Whether there is a step to begin, or a change. */
    boolean hasMore() {
        return isRunning() || changed() >= 0;
    }

    /** Changes whose time has not come. */
    int left() {
        return changes.size() - next;
    }

    /** Begins the next step; nothing is waited for, and there {@linkplain #hasMore is more}. */
    void step(final long nowNs) {
        if (steps.isEmpty()) {
            plan(changed());
        }
        steps.remove().begin(nowNs);
    }

    /** A port that is to have another number of queues; -1 for none. */
    private int changed() {
        for (int port = 0; port < wanted.length; port++) {
            if (wanted[port] != floor.kernel.attached(port)) {
                return port;
            }
        }
        return -1;
    }

    private void plan(final int port) {
        final int present = floor.kernel.attached(port);
        final int queues = wanted[port];
        if (queues < present) {
            exclude(port, queues);
            for (int q = present - 1; q >= queues; q--) {
                detach(port, q);
            }
            steps.add(nowNs -> floor.kernel.choose(port, 0));
        } else {
            for (int q = present; q < queues; q++) {
                attach(port, q);
            }
            steps.add(nowNs -> use(port, queues, nowNs));
        }
        floor.books.queueChanges++;
    }

    /** Has nothing put into the queues from there on. */
    private void exclude(final int port, final int queues) {
        if (floor.setup.kernelSteering()) {
            steps.add(nowNs -> use(port, queues, nowNs));
        } else {
            steps.add(nowNs -> {
                used[port] = queues;
                floor.kernel.choose(port, queues);
                dueNs = nowNs + Math.round(floor.costs.tableWrite());
            });
        }
    }

    private void detach(final int port, final int queue) {
        steps.add(nowNs -> views.publish(views.present().with(port, queue), nowNs));
        steps.add(nowNs -> dueNs = nowNs + QUEUE_NS);
        steps.add(nowNs -> floor.kernel.detach(port));
    }

    private void attach(final int port, final int queue) {
        steps.add(nowNs -> dueNs = nowNs + QUEUE_NS);
        steps.add(nowNs -> {
            floor.kernel.attach(port);
            views.publish(views.present().with(port, queue + 1), nowNs);
        });
    }

    /** Spreads the buckets over so many queues of a port, without a frame passing another. */
    private void use(final int port, final int queues, final long nowNs) {
        used[port] = queues;
        if (floor.setup.kernelSteering()) {
            handover.begin(views.present().owners(), used(), nowNs);
        }
    }
}
