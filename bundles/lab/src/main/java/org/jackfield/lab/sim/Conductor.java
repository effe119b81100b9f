package org.jackfield.lab.sim;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jspecify.annotations.Nullable;

/**
 * Asks the policy who owns which bucket, and has buckets that change handed over in the phases of {@link Move}, each when all workers have
 * agreed to the one before. One thread.
 */
final class Conductor {
    private final Floor floor;
    private final Processors processors;
    private final SteeringPolicy policy;
    private View view;
    private @Nullable Move move;
    private int serial;
    private long nextNs = Long.MAX_VALUE;
    /** Whether the kernel is following a new table, until {@link #nextNs}. */
    private boolean writing;
    /** Whether nothing is being handed over. */
    private boolean idle = true;

    private String reason = "";

    private long framesBefore = -1;
    private long cpuBefore;
    private long askedNs;

    Conductor(final Floor floor, final Processors processors, final View view) {
        this.floor = floor;
        this.processors = processors;
        this.policy = floor.setup.policy();
        this.view = view;
    }

    /** Lets the policy decide before anything arrives; nothing has to be handed over yet. */
    void start() {
        final short[] owners = ask(0);
        publish(new View(view.epoch() + 1, owners, null), 0);
        floor.kernel.write(table(owners));
        schedule(0);
    }

    /** When something is to be done; {@link Long#MAX_VALUE} for not before workers have agreed. */
    long nextNs() {
        return nextNs;
    }

    /** Whether buckets are being handed over. */
    boolean moves() {
        return move != null || agreeing();
    }

    /** The policy's word about its last decision. */
    String reason() {
        return reason;
    }

    /** Its time has come. */
    void run(final long nowNs) {
        nextNs = Long.MAX_VALUE;
        if (writing) {
            writing = false;
            enter(Move.Phase.DRAIN, nowNs);
            advance(nowNs);
        } else {
            decide(nowNs);
        }
    }

    /** Goes on to the next phase as long as all workers have agreed to the present one. */
    void advance(final long nowNs) {
        while (waits() && !agreeing()) {
            final Move present = move;
            if (present == null) {
                schedule(nowNs); // the new owners are in charge everywhere
                return;
            }
            switch (present.phase()) {
                case PREPARE -> write(present, nowNs);
                case DRAIN -> enter(Move.Phase.STOP, nowNs);
                case STOP -> enter(Move.Phase.FLUSH, nowNs);
                case FLUSH -> commit(present, nowNs);
            }
        }
    }

    /** Neither a time nor the kernel is waited for: it is the workers. */
    private boolean waits() {
        return !idle && nextNs == Long.MAX_VALUE;
    }

    private boolean agreeing() {
        for (final Worker worker : floor.workers) {
            if (worker.agreedEpoch != view.epoch()) {
                return true;
            }
        }
        return false;
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
        final short[] before = floor.setup.kernelSteering() ? table(view.owners()) : null;
        final short[] after = floor.setup.kernelSteering() ? table(owners) : null;
        move = new Move(++serial, floor.decider != null, Move.Phase.PREPARE, owners, before, after);
        idle = false;
        publish(new View(view.epoch() + 1, view.owners(), move), nowNs);
        advance(nowNs);
    }

    private int moved(final short[] owners) {
        int moved = 0;
        for (int b = 0; b < owners.length; b++) {
            moved += owners[b] == view.owners()[b] ? 0 : 1;
        }
        return moved;
    }

    private void write(final Move present, final long nowNs) {
        if (present.after() == null) {
            enter(Move.Phase.DRAIN, nowNs);
            return;
        }
        floor.kernel.write(present.after());
        writing = true;
        nextNs = nowNs + Math.round(floor.costs.tableWrite());
    }

    private void enter(final Move.Phase phase, final long nowNs) {
        final Move present = move;
        if (present != null) {
            move = present.in(phase);
            publish(new View(view.epoch() + 1, view.owners(), move), nowNs);
        }
    }

    private void commit(final Move present, final long nowNs) {
        move = null;
        publish(new View(view.epoch() + 1, present.newOwners(), null), nowNs);
    }

    private void publish(final View next, final long nowNs) {
        view = next;
        processors.publish(next, nowNs);
    }

    private void schedule(final long nowNs) {
        idle = true;
        final long periodMs = policy.periodMs();
        nextNs = periodMs > 0 ? nowNs + TimeUnit.MILLISECONDS.toNanos(periodMs) : Long.MAX_VALUE;
    }

    private short[] table(final short[] owners) {
        return Buckets.queues(owners, floor.setup.queues(), floor.setup.workers());
    }

    private short[] ask(final long nowNs) {
        final short[] owners = view.owners().clone();
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
        final long[] turns = new long[workers];
        final long[] read = new long[workers];
        for (final Worker worker : floor.workers) {
            busy[worker.index] = Math.round(worker.busyNs);
            cpu[worker.index] = Math.round(worker.cpuNs);
            frames[worker.index] = worker.frames;
            turns[worker.index] = worker.turns;
            read[worker.index] = worker.read;
        }
        final int unsteered = floor.setup.kernelSteering() || floor.setup.queues() == 1 ? 0 : Kernel.PORTS;
        return new SteeringState(
                workers,
                FlowHash.BUCKETS,
                Floor.CLOCK_NS + nowNs,
                busy,
                cpu,
                frames,
                idle(cpu, frames, nowNs),
                unsteered,
                turns,
                read);
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
