package org.jackfield.testkit;

import java.util.Arrays;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.steering.SteeringState;

/** The load of a switch as a test scripts it, and what a steering policy sees of it. Time passes when the test says so. */
public final class FakeLoad {
    /** Idle processors from now on; -1 for unknown. */
    public double idleProcessors = 1;
    /** Ports that the kernel steers by itself, from now on. */
    public int unsteeredPorts;
    /** Whether CPU times are told. */
    public boolean cpuKnown = true;

    private final long[] busyNs;
    private final long[] cpuNs;
    private final long[] frames;
    private final long[] turns;
    private final long[] framesRead;
    private long nowNs;

    /** A switch that has just started; what {@link #turns} says is unknown until it says it. */
    public FakeLoad(final int workers) {
        busyNs = new long[workers];
        cpuNs = new long[workers];
        frames = new long[workers];
        turns = new long[workers];
        framesRead = new long[workers];
        Arrays.fill(turns, -1);
        Arrays.fill(framesRead, -1);
    }

    /** Lets time pass in which nothing happens. */
    public FakeLoad pass(final long ms) {
        nowNs += ms * 1_000_000;
        return this;
    }

    /** Has a worker use CPU time, half of it outside the kernel, and process frames. */
    public FakeLoad work(final int worker, final double cpuMs, final long processed) {
        cpuNs[worker] += Math.round(cpuMs * 1e6);
        busyNs[worker] += Math.round(cpuMs * 5e5);
        frames[worker] += processed;
        return this;
    }

    /** Has a worker do so many turns and read so many frames in them; what it processes says {@link #work}. */
    public FakeLoad turns(final int worker, final long more, final long read) {
        turns[worker] = Math.max(0, turns[worker]) + more;
        framesRead[worker] = Math.max(0, framesRead[worker]) + read;
        return this;
    }

    /** Gives a worker a new thread, whose times begin at 0. */
    public FakeLoad replace(final int worker) {
        cpuNs[worker] = 0;
        return this;
    }

    /** What a policy sees now. */
    public SteeringState state() {
        final long[] cpu = cpuNs.clone();
        if (!cpuKnown) {
            Arrays.fill(cpu, -1);
        }
        return new SteeringState(
                cpu.length,
                FlowHash.BUCKETS,
                nowNs,
                busyNs.clone(),
                cpu,
                frames.clone(),
                idleProcessors,
                unsteeredPorts,
                turns.clone(),
                framesRead.clone());
    }
}
