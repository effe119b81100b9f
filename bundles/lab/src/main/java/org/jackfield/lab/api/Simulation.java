package org.jackfield.lab.api;

import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.lab.sim.QueueChange;
import org.jackfield.lab.sim.Setup;
import org.jackfield.lab.sim.Simulator;

/**
 * A steering policy under a workload in virtual time: frames arrive, wait in queues of the kernel, are read, steered and processed by
 * workers, as the switch does it, at the costs named. Nothing depends on the machine it runs on; the same settings and the same seed yield
 * the same outcome, if the policy does the same. Immutable: each method returns another simulation.
 *
 * <pre>
 *   Outcome outcome = Simulation.of(new MyPolicy(), workload).workers(4).queues(4).seed(7).run();
 *   assertTrue(outcome.require(Measure.IMBALANCE) &lt; 1.2);
 *   assertEquals(0.0, outcome.require(Measure.REORDERED));
 * </pre>
 *
 * <p>The policy is called on the thread that calls {@link #run}. A policy that learns keeps what it has learned: give each run a new one.
 */
public final class Simulation {
    private final Setup setup;

    private Simulation(final Setup setup) {
        this.setup = setup;
    }

    /** Of 2 workers with a processor each, 2 queues for each port, steered by the kernel, at measured costs; the whole workload, seed 1. */
    public static Simulation of(final SteeringPolicy policy, final Workload workload) {
        return new Simulation(Setup.standard(policy, workload));
    }

    /** Workers, 1 to 64; 2 unless said otherwise. Each has a processor of its own, unless {@link #processors} says otherwise. */
    public Simulation workers(final int workers) {
        return new Simulation(setup.with(Setup.Whole.WORKERS, workers));
    }

    /** Queues of each port, 1 to 256; 2 unless said otherwise. */
    public Simulation queues(final int queues) {
        return new Simulation(setup.with(Setup.Whole.QUEUES, queues));
    }

    /**
     * From this time on a port has this many queues: some are attached or detached as the switch does it, under load. Traffic of the sender
     * comes in by port 0, that of who answers by port 1. Policies are not told; they see what becomes of it.
     *
     * @param ns when it is wanted, in nanoseconds, not before the change named last; what is wanted while another change is carried out
     *     waits, and of several for one port that wait the last counts
     * @param port 0 or 1
     * @param queues 1 to 256
     */
    public Simulation queuesAt(final long ns, final int port, final int queues) {
        return new Simulation(setup.withChange(new QueueChange(ns, port, queues)));
    }

    /** Processors for the workers, 1 to 64; 0, the standard, for as many as workers. Worker w runs on processor w mod this. */
    public Simulation processors(final int processors) {
        return new Simulation(setup.with(Setup.Whole.PROCESSORS, processors));
    }

    /** How long a worker may run before another one on its processor does, 10 us to 1 s, in nanoseconds; 3 ms unless said otherwise. */
    public Simulation sliceNs(final long ns) {
        return new Simulation(setup.with(Setup.Whole.SLICE_NS, ns));
    }

    /** Frames a queue of a port holds before the kernel drops, 1 to 65 536; 1000 unless said otherwise. */
    public Simulation queueFrames(final int frames) {
        return new Simulation(setup.with(Setup.Whole.QUEUE_FRAMES, frames));
    }

    /** Slots of up to 32 frames in a worker's handoff ring, 1 to 4096; 256 unless said otherwise. */
    public Simulation ringSlots(final int slots) {
        return new Simulation(setup.with(Setup.Whole.RING_SLOTS, slots));
    }

    /** Most frames a worker reads from its queues in a turn, 1 to 256; 256 unless said otherwise. */
    public Simulation turnFrames(final int frames) {
        return new Simulation(setup.with(Setup.Whole.TURN_FRAMES, frames));
    }

    /** Most frames of moving buckets that wait, 1 to 1 048 576; 2560 for each worker unless said otherwise. */
    public Simulation parkedFrames(final int frames) {
        return new Simulation(setup.with(Setup.Whole.PARKED_FRAMES, frames));
    }

    /** Length of a window of balance and charts, 10 us to 1 h, in nanoseconds; 100 ms unless said otherwise. */
    public Simulation windowNs(final long ns) {
        return new Simulation(setup.with(Setup.Whole.WINDOW_NS, ns));
    }

    /** When frames stop to arrive, 1 ns to 1 day; what has arrived before is processed to the end. The whole workload unless said otherwise. */
    public Simulation limitNs(final long ns) {
        return new Simulation(setup.with(Setup.Whole.LIMIT_NS, ns));
    }

    /** When frames stop to arrive, in seconds. */
    public Simulation seconds(final double seconds) {
        return limitNs(Math.round(seconds * TimeUnit.SECONDS.toNanos(1)));
    }

    /** Of everything random in the workload. */
    public Simulation seed(final long seed) {
        return new Simulation(setup.withSeed(seed));
    }

    /**
     * Whether the kernel steers by the switch's table, the standard; otherwise the sender chooses the queue, or, where it does not, the
     * tun driver's own table of flows.
     */
    public Simulation kernelSteering(final boolean steers) {
        return new Simulation(setup.withKernelSteering(steers));
    }

    /** What the work costs; {@link Costs#measured} unless said otherwise. */
    public Simulation costs(final Costs costs) {
        return new Simulation(setup.withCosts(costs));
    }

    /** Name of the group a flow belongs to, for latencies by group; empty for none. Asked once for each flow. */
    public Simulation groups(final IntFunction<String> groupOf) {
        return new Simulation(setup.withGroups(groupOf));
    }

    /**
     * Runs it to the end: every frame that arrived before the limit is delivered or lost.
     *
     * @throws IllegalStateException when the policy names a worker that does not exist, or changes the batch it is shown
     */
    public Outcome run() {
        return new Simulator(setup).run();
    }
}
