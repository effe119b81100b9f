package org.jackfield.lab.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * A worker: turns of taking what others handed over and what waits in its queues, as the switch's duty cycle. What a turn takes is decided
 * when it begins; frames for others are handed over when it has read, its own are delivered when it ends. One thread.
 */
final class Worker {
    /** Most slots taken from the ring in a turn. */
    private static final int MOST_SLOTS = 64;
    /** Part of a turn's time outside of the kernel: a profile of the switch under load says 10 to 12 %. */
    private static final double OUTSIDE_KERNEL = 0.12;

    /** What a worker is doing. */
    enum Stage {
        /** Nothing, until it is woken. */
        ASLEEP,
        /** Woken, or between two turns, without a processor. */
        WAITING,
        /** Waking up. */
        WAKING,
        /** Reading and steering. */
        READING,
        /** Processing its own frames. */
        SENDING
    }

    final int index;
    final Ring ring;
    final Steerer steerer;
    Stage stage = Stage.ASLEEP;
    /** Whether it has been asleep since its last turn. */
    boolean slept = true;

    double cpuNs;
    double busyNs;
    long frames;
    /** The newest view it has agreed to. */
    int agreedEpoch;

    private final Floor floor;
    /** What it reads under the view it follows. */
    private List<KernelQueue> queues;
    /** Queues that are not in that view any more, until they are empty. */
    private final List<KernelQueue> leaving = new ArrayList<>();

    private final FrameList taken = new FrameList();
    private View view;
    private long ringMark;
    private int firstQueue;
    private double readCost;

    Worker(final int index, final Floor floor, final View view) {
        this.index = index;
        this.floor = floor;
        this.view = view;
        this.ring = new Ring((int) floor.setup.value(Setup.Whole.RING_SLOTS));
        this.steerer = new Steerer(index, floor.setup.workers(), floor);
        this.queues = floor.kernel.readBy(index, floor.setup.workers(), view.queues());
    }

    /** Whether there is something to do under this view. */
    boolean hasWork(final View present) {
        if (ring.hasWork() || present.move() == null && steerer.parks()) {
            return true;
        }
        return hasFrames(queues) || hasFrames(leaving);
    }

    private static boolean hasFrames(final List<KernelQueue> some) {
        for (final KernelQueue queue : some) {
            if (queue.count() > 0) {
                return true;
            }
        }
        return false;
    }

    /** Looks at the present view; one that is new asks for agreement. */
    void follow(final View present) {
        if (view == present) {
            return;
        }
        if (present.queues() != view.queues()) {
            useQueues(present.queues());
        }
        view = present;
        ringMark = ring.claimed();
        final Move move = present.move();
        final boolean drains = move != null && move.phase() == Move.Phase.DRAIN && move.after() != null;
        for (final KernelQueue queue : queues) {
            queue.drainLeft = drains && queue.count() > 0 ? queue.capacity() : 0;
        }
    }

    /** Those that are there no more are read until they are empty. */
    private void useQueues(final int[] counts) {
        final List<KernelQueue> next = floor.kernel.readBy(index, floor.setup.workers(), counts);
        queues.stream().filter(queue -> !next.contains(queue)).forEach(leaving::add);
        queues = next;
    }

    /** Agrees to the view it follows if nothing of what was before is left. */
    void agree() {
        leaving.removeIf(queue -> queue.count() == 0);
        if (agreedEpoch == view.epoch()
                || ring.consumed() < ringMark
                || view.move() == null && steerer.parks()
                || !leaving.isEmpty()) {
            return;
        }
        for (final KernelQueue queue : queues) {
            if (queue.drainLeft > 0) {
                return;
            }
        }
        agreedEpoch = view.epoch();
    }

    /** Begins a turn with all it can take now; returns how long it reads, in nanoseconds. */
    double begin(final long nowNs) {
        steerer.start();
        readCost = floor.costs.perTurn();
        if (view.move() == null && steerer.parks()) {
            steerer.release(view, nowNs);
        }
        intake(nowNs);
        read(nowNs);
        readCost += steerer.decided * floor.costs.perDecision();
        for (int w = 0; w < steerer.outboxes.length; w++) {
            readCost += steerer.outboxes[w].count() * floor.costs.handoffOut();
        }
        return readCost;
    }

    private void intake(final long nowNs) {
        taken.clear();
        int slots = 0;
        while (slots < MOST_SLOTS && ring.take(taken) > 0) {
            slots++;
        }
        readCost += floor.costs.handoffIn() * taken.count();
        for (int i = 0; i < taken.count(); i++) {
            steerer.handedOver(taken.get(i), view, nowNs);
        }
    }

    /** Each queue once, beginning with another one each time, as far as a turn's frames go; those that leave come first. */
    private void read(final long nowNs) {
        int left = (int) floor.setup.value(Setup.Whole.TURN_FRAMES);
        for (int i = 0; i < leaving.size() && left > 0; i++) {
            left -= read(leaving.get(i), left, nowNs);
        }
        for (int i = 0; i < queues.size() && left > 0; i++) {
            left -= read(queues.get((firstQueue + i) % queues.size()), left, nowNs);
        }
        firstQueue = queues.isEmpty() ? 0 : (firstQueue + 1) % queues.size();
    }

    private int read(final KernelQueue queue, final int most, final long nowNs) {
        final int n = steerer.read(queue, most, view, nowNs);
        if (queue.drainLeft > 0) {
            queue.drainLeft = queue.count() == 0 ? 0 : Math.max(0, queue.drainLeft - n);
        }
        floor.books.read += n;
        readCost += n * floor.costs.readFrame();
        return n;
    }

    /** Hands over what it has read for others; returns how long it takes to process its own, in nanoseconds. */
    double handOff(final Processors processors, final long nowNs) {
        double cost = 0;
        for (int w = 0; w < steerer.outboxes.length; w++) {
            if (steerer.outboxes[w].count() > 0) {
                final Worker target = floor.workers.get(w);
                final int sent = steerer.outboxes[w].flush(target.ring, floor.books);
                floor.books.handedOff += sent;
                floor.books.depths.change(w, nowNs, sent);
                cost += processors.wake(target, nowNs) ? floor.costs.wakeOther() : 0;
            }
        }
        return cost + ownCost();
    }

    private double ownCost() {
        final FrameList own = steerer.own;
        double cost = own.count() * floor.costs.sendFrame();
        if (floor.costs.perByte() > 0) {
            for (int i = 0; i < own.count(); i++) {
                cost += floor.costs.perByte() * floor.store.length[own.get(i)];
            }
        }
        return cost;
    }

    /** Ends the turn, which took so long: its own frames are delivered. */
    void end(final long nowNs, final double tookNs) {
        final FrameList own = steerer.own;
        for (int i = 0; i < own.count(); i++) {
            floor.kernel.wrote(own.get(i), index, view.queues(), nowNs);
            floor.books.deliver(own.get(i), index, nowNs);
        }
        if (own.count() > 0) {
            floor.books.processed(index, nowNs, own.count());
        }
        frames += own.count();
        cpuNs += tookNs;
        busyNs += tookNs * OUTSIDE_KERNEL;
        ring.consume();
        agree();
    }
}
