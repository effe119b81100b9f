package org.jackfield.core.worker;

import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.frame.PerBatch;
import org.jackfield.core.stats.WorkerCounters;
import org.jackfield.core.steering.Transition;
import org.jackfield.core.view.ForwardingView;
import org.jackfield.linux.poll.IoEngine;
import org.jspecify.annotations.Nullable;

/**
 * The duty cycle of a forwarding thread. One cycle: enter the kernel once, follow the view, take what others handed over, read
 * each ready queue, publish. {@link #doWork} is called by one thread, a {@link WorkerThread} or a test in its place.
 *
 * <p>The worker <em>agrees</em> to a view when, under that view, its handoff ring has been consumed past where producers were when
 * it first saw the view, the writes submitted until then are done, queues that left are forgotten, and, in the draining phase of
 * a transition, its steered queues have run empty. Whoever needs a guarantee publishes a view and waits for agreement.
 */
@HotPath
public final class Worker {
    /**
     * With several workers, a cycle that did no more than this sends its frames and waits for the next in one kernel entry. After more,
     * it looks for others first: while the kernel sends them the worker would seem asleep, and be woken for every frame handed over.
     */
    private static final int FEW_FRAMES = 8;

    private final int index;
    private final DataPlane plane;
    private final WorkerLink link;
    private final IoEngine engine;
    private final WorkerQueues queues;
    private final Transmitter transmitter;
    private final Forwarder forwarder;
    private final Receiver receiver;
    private final HandoffIntake intake;
    private final WorkerIdle idle;
    private final CounterBlock counters;
    private final WorkerLease lease;

    private ForwardingView view;
    private boolean agreed = true;
    private long entriesBefore;
    private long ringMark;
    private long writeMark = -1;
    /** At first there is always something to do: agree to the view it begins with. */
    private boolean worked = true;
    /** Whether what was done last may be sent, and the next frame waited for, in one kernel entry. */
    private boolean mayRest;
    /** Frames of a cycle after which it may rest. */
    private final int mostBeforeRest;

    /**
     * @param link the worker's own link, one of {@code plane.links}
     * @param pool where its frames come from; not shared
     * @param engine its engine, created on the thread that will call {@link #doWork}
     * @param spinNs how long to poll before sleeping when traffic comes in short gaps; 0 = sleep at once
     */
    public Worker(
            final DataPlane plane,
            final WorkerLink link,
            final FramePool pool,
            final IoEngine engine,
            final long spinNs) {
        this.index = link.index;
        this.plane = plane;
        this.link = link;
        this.engine = engine;
        this.counters = link.counters;
        this.lease = new WorkerLease(this);
        this.queues = new WorkerQueues(index, plane.links.size(), engine, plane.reports);
        this.transmitter = new Transmitter(plane, link, pool, engine, queues, lease);
        this.forwarder = new Forwarder(plane, link, pool, engine, transmitter, lease);
        this.receiver = new Receiver(plane, link, pool, engine, queues, forwarder, transmitter, lease);
        this.intake = new HandoffIntake(this, link, pool, forwarder, transmitter, plane.clock);
        this.idle = new WorkerIdle(spinNs);
        this.mostBeforeRest = plane.links.size() > 1 ? FEW_FRAMES : Integer.MAX_VALUE;
        this.view = plane.view();
        link.begin(engine, lease);
        // Also in the middle of a transition: what it asks of a worker starts anew with this one.
        slowPathFollow(null, view);
        transmitter.slowPathTakeOver(link);
    }

    /** One cycle that does not wait; returns what it did, 0 for nothing. For tests and polling callers. */
    public int doWork() {
        engine.cycle(0);
        return cycle(plane.clock.getAsLong());
    }

    /** One cycle that sleeps first if the cycle before found nothing to do. */
    int doWorkOrSleep() {
        final long wait = idle.waitNs(worked, mayRest, plane.clock.getAsLong(), queues.polled());
        if (wait == 0) {
            engine.cycle(0);
        } else {
            link.fallAsleep();
            engine.cycle(link.ring.hasWork() || plane.view() != view ? 0 : wait);
            link.awake();
        }
        final long start = plane.clock.getAsLong();
        final int work = cycle(start);
        worked = work > 0;
        mayRest = work <= mostBeforeRest && agreed && queues.memoryRx().length == 0;
        if (worked) {
            counters.add(WorkerCounters.BUSY_NS, plane.clock.getAsLong() - start);
        }
        return work;
    }

    private int cycle(final long nowNs) {
        final long grace = plane.graceMark(); // before anything of view or FDB is read in this cycle
        forwarder.startCycle(nowNs);
        takeView();
        int work = intake.drain();
        work += receiver.receive(view);
        if (!agreed) {
            work += 1 + slowPathAgree();
        }
        counters.add(WorkerCounters.CYCLES, 1);
        final long entries = engine.kernelEntries();
        counters.add(WorkerCounters.ENTRIES, entries - entriesBefore);
        entriesBefore = entries;
        link.pass(grace);
        return work;
    }

    /** Looks for a newer view and follows it; to be called between batches only. */
    @PerBatch
    void takeView() {
        final ForwardingView latest = plane.view();
        if (latest != view) {
            slowPathFollow(view.transition, latest);
        }
    }

    /** The newest view published, followed or not. */
    ForwardingView latestView() {
        return plane.view();
    }

    /** The view this worker acts on. */
    ForwardingView view() {
        return view;
    }

    private void slowPathFollow(final @Nullable Transition before, final ForwardingView next) {
        final Transition now = next.transition;
        view = next;
        queues.follow(next);
        forwarder.slowPathView(next);
        if (startsDraining(before, now)) {
            queues.startDraining(next);
        }
        if (now == null || before != null && before.serial != now.serial) {
            forwarder.slowPathRelease();
        }
        if (plane.isLeaving()) {
            transmitter.slowPathLeaveWaiting(link);
        } else {
            transmitter.slowPathSendWaiting();
        }
        agreed = false;
        ringMark = link.ring.claimed();
        writeMark = -1;
    }

    private static boolean startsDraining(final @Nullable Transition before, final @Nullable Transition now) {
        return now != null
                && now.phase == Transition.Phase.DRAIN
                && (before == null || before.serial != now.serial || before.phase != now.phase);
    }

    private int slowPathAgree() {
        int work = 0;
        final Transition transition = view.transition;
        final boolean draining = transition != null && transition.phase == Transition.Phase.DRAIN;
        if (draining) {
            work += receiver.slowPathReadAll();
        }
        queues.advanceLeaving();
        if (link.ring.consumed() < ringMark) {
            return work;
        }
        if (writeMark < 0) {
            writeMark = engine.writesSubmitted();
        }
        if (queues.settled() && engine.writesDone(writeMark) && (!draining || queues.drained())) {
            agreed = true;
            link.agree(view.epoch);
            plane.conductorWake.run();
        }
        return work;
    }

    /** Called by whoever has revoked the lease, in place of the thread that does not come back; see {@link WorkerLease#writeOff}. */
    String slowPathWriteOff() {
        link.ring.slowPathResumeAfter(intake.taken());
        final long frames =
                queues.slowPathWriteOffReads() + forwarder.slowPathWriteOffParked() + forwarder.slowPathWriteOffBatch();
        final long copies = queues.slowPathWriteOffWrites() + forwarder.slowPathWriteOffCopies();
        return frames + " frame(s) and " + copies + " copies written off";
    }

    /** Called by the thread that met {@link WorkerLease.Lost}: it is no worker any more, only its free frames are its own. */
    public void slowPathComeBack() {
        forwarder.slowPathSurrender();
        lease.cameBack();
    }

    /** Gives back what the worker holds: parked frames, engine, free frames. Called on its own thread when it ends. */
    public void slowPathClose() {
        forwarder.slowPathDropParked();
        transmitter.slowPathDropWaiting();
        engine.close();
        forwarder.slowPathSurrender();
    }
}
