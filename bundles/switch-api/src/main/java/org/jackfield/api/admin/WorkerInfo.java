package org.jackfield.api.admin;

/**
 * A worker at one moment.
 *
 * @param worker its index
 * @param engine the I/O engine it drives
 * @param engineReason why it is that engine
 * @param parked whether it sleeps
 * @param cycles duty cycles done
 * @param kernelEntries times it entered the kernel to read, write and wait
 * @param batches batches it read
 * @param rxFrames frames it read
 * @param processed frames it processed as their owner
 * @param handoffOut frames it handed to their owners
 * @param handoffIn frames handed to it
 * @param wakeUps times it woke another worker
 * @param parkedFrames frames it had to hold back because their bucket was moving
 * @param poolEmpty times it stopped reading for want of free frames
 * @param learnLost learn requests lost because the conductor was behind
 * @param faults errors it met and survived
 * @param cpuNs CPU time of its thread in nanoseconds
 * @param ownedBuckets buckets it owns, as the switch's policy decided; a policy that some ports are given to has owners of its own
 * @param cpus the CPUs its thread may run on as they were asked for, a list such as {@code 0-3,8} or {@code node:0}; {@link #ALL_CPUS}
 *     where nobody has
 */
public record WorkerInfo(
        int worker,
        String engine,
        String engineReason,
        boolean parked,
        long cycles,
        long kernelEntries,
        long batches,
        long rxFrames,
        long processed,
        long handoffOut,
        long handoffIn,
        long wakeUps,
        long parkedFrames,
        long poolEmpty,
        long learnLost,
        long faults,
        long cpuNs,
        int ownedBuckets,
        String cpus) {
    /** All CPUs the process may use. */
    public static final String ALL_CPUS = "all";

    /** One whose thread runs where the process does. */
    public WorkerInfo(
            final int worker,
            final String engine,
            final String engineReason,
            final boolean parked,
            final long cycles,
            final long kernelEntries,
            final long batches,
            final long rxFrames,
            final long processed,
            final long handoffOut,
            final long handoffIn,
            final long wakeUps,
            final long parkedFrames,
            final long poolEmpty,
            final long learnLost,
            final long faults,
            final long cpuNs,
            final int ownedBuckets) {
        this(
                worker,
                engine,
                engineReason,
                parked,
                cycles,
                kernelEntries,
                batches,
                rxFrames,
                processed,
                handoffOut,
                handoffIn,
                wakeUps,
                parkedFrames,
                poolEmpty,
                learnLost,
                faults,
                cpuNs,
                ownedBuckets,
                ALL_CPUS);
    }
}
