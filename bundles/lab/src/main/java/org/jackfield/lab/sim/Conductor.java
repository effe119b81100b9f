package org.jackfield.lab.sim;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jspecify.annotations.Nullable;

/**
 * Asks the policy who owns which bucket, and has buckets that change and queues that come and go handed over, one change at a time: what the
 * policy has decided first. One thread.
 */
final class Conductor {
    private final Floor floor;
    private final Views views;
    private final Handover handover;
    private final Attachments attachments;
    private final SteeringPolicy policy;
    private long askNs = Long.MAX_VALUE;
    /** What the policy has decided while something else was handed over; null for nothing. */
    private short @Nullable [] decided;
    /** Whether what is handed over is what it decided. */
    private boolean follows;
    /** Whether there may be something to go on with: looked at after each turn of a worker. */
    private boolean busy;

    private String reason = "";

    private long framesBefore = -1;
    private long cpuBefore;
    private long askedNs;

    Conductor(final Floor floor, final Processors processors, final View view) {
        this.floor = floor;
        this.policy = floor.setup.policy();
        this.views = new Views(floor.workers, processors, view);
        this.handover = new Handover(floor, views);
        this.attachments = new Attachments(floor, views, handover);
    }

    /** Lets the policy decide before anything arrives; nothing has to be handed over yet. */
    void start() {
        final short[] owners = ask(0);
        views.publish(views.present().with(owners), 0);
        for (int port = 0; port < Kernel.PORTS; port++) {
            floor.kernel.write(port, Buckets.queues(owners, floor.setup.queues(), floor.setup.workers()));
        }
        schedule(0);
    }

    /** When something is to be done; {@link Long#MAX_VALUE} for not before workers have agreed. */
    long nextNs() {
        return Math.min(askNs, Math.min(handover.nextNs(), attachments.nextNs()));
    }

    /** Whether something is being handed over. */
    boolean moves() {
        return !isQuiet() || attachments.hasMore() || decided != null || follows;
    }

    /** The policy's word about its last decision. */
    String reason() {
        return reason;
    }

    /** Its time has come. */
    void run(final long nowNs) {
        if (handover.nextNs() <= nowNs) {
            handover.written(nowNs);
        }
        if (attachments.nextNs() <= nowNs) {
            attachments.run(nowNs);
        }
        if (askNs <= nowNs) {
            askNs = Long.MAX_VALUE;
            decide(nowNs);
        }
        busy = true;
        advance(nowNs);
    }

    /** Goes on as long as nobody is waited for. */
    void advance(final long nowNs) {
        if (!busy) {
            return;
        }
        handover.advance(nowNs);
        while (isQuiet()) {
            final short[] next = decided;
            if (follows) {
                follows = false;
                schedule(nowNs); // the new owners are in charge everywhere
            } else if (attachments.isRunning()) {
                attachments.step(nowNs);
            } else if (next != null) {
                decided = null;
                follows = true;
                handover.begin(next, attachments.used(), nowNs);
            } else if (attachments.hasMore()) {
                attachments.step(nowNs);
            } else {
                busy = false;
                return;
            }
        }
    }

    /** The simulation is over. */
    void finish() {
        floor.books.missedChanges = attachments.left();
    }

    /** Whether neither a time nor workers are waited for. */
    private boolean isQuiet() {
        return !handover.isRunning() && !attachments.waits() && !views.agreeing();
    }

    private void decide(final long nowNs) {
        final short[] owners = ask(nowNs);
        final int moved = moved(owners);
        if (moved == 0) {
            schedule(nowNs);
            return;
        }
        floor.books.moves++;
        floor.books.bucketsMoved += moved;
        decided = owners;
    }

    private int moved(final short[] owners) {
        int moved = 0;
        for (int b = 0; b < owners.length; b++) {
            moved += owners[b] == views.present().owners()[b] ? 0 : 1;
        }
        return moved;
    }

    private void schedule(final long nowNs) {
        final long periodMs = policy.periodMs();
        askNs = periodMs > 0 ? nowNs + TimeUnit.MILLISECONDS.toNanos(periodMs) : Long.MAX_VALUE;
    }

    private short[] ask(final long nowNs) {
        final short[] owners = views.present().owners().clone();
        final Buckets counted = floor.counted;
        if (counted != null) {
            policy.measured(counted.load());
        }
        policy.decide(state(nowNs), owners);
        for (int b = 0; b < owners.length; b++) {
            if (owners[b] < 0 || owners[b] >= floor.setup.workers()) {
                throw new IllegalStateException("policy " + policy.policyName() + " gave bucket " + b + " to worker "
                        + owners[b] + ", there are workers 0 to " + (floor.setup.workers() - 1));
            }
        }
        final String said = policy.lastDecision();
        reason = said.isEmpty() ? reason : said;
        return owners;
    }

    private SteeringState state(final long nowNs) {
        final int workers = floor.setup.workers();
        final long[] busy = new long[workers];
        final long[] cpu = new long[workers];
        final long[] frames = new long[workers];
        for (final Worker worker : floor.workers) {
            busy[worker.index] = Math.round(worker.busyNs);
            cpu[worker.index] = Math.round(worker.cpuNs);
            frames[worker.index] = worker.frames;
        }
        return new SteeringState(
                workers,
                FlowHash.BUCKETS,
                Floor.CLOCK_NS + nowNs,
                busy,
                cpu,
                frames,
                idle(cpu, frames, nowNs),
                unsteered());
    }

    /** Ports whose frames may be read by another worker than their owner, although there is no need. */
    private int unsteered() {
        int ports = 0;
        for (final int queues : views.present().queues()) {
            ports += queues > 1 && !floor.setup.kernelSteering() ? 1 : 0;
        }
        return ports;
    }

    /** Processors the workers left alone since the last decision; the switch does not look when no frame came since. */
    private double idle(final long[] cpu, final long[] frames, final long nowNs) {
        final long framesNow = Arrays.stream(frames).sum();
        final long cpuNow = Arrays.stream(cpu).sum();
        final int all = floor.setup.processors();
        final double idle = framesNow == framesBefore || nowNs == askedNs
                ? -1
                : Math.max(0, all - (double) (cpuNow - cpuBefore) / (nowNs - askedNs));
        framesBefore = framesNow;
        cpuBefore = cpuNow;
        askedNs = nowNs;
        return idle;
    }
}
