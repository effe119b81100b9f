package org.jackfield.api.admin;

import java.util.List;

/**
 * What was measured in the switch on demand, see {@link SwitchAdmin#measure}. Everything counts from the moment measuring began to now, or
 * to its end. Times are those inside the switch: what a frame waits in the kernel before it is read is in none of them.
 *
 * @param on whether it is being measured now
 * @param seconds how long it was measured; 0 when it never was
 * @param secondsLeft after how many seconds it ends by itself; 0 when it does not, or has ended
 * @param workers all workers by index; empty when it never was measured
 * @param queues all attached queues, by name of their port
 * @param moveSample of one in how many batches frames are looked at for {@code flowsMoved}: {@value #MOVE_SAMPLE}, or 1
 */
public record MeasuresInfo(
        boolean on,
        double seconds,
        double secondsLeft,
        List<WorkerMeasures> workers,
        List<QueueMeasures> queues,
        int moveSample) {
    /** One in so many batches, unless all are wanted. */
    public static final int MOVE_SAMPLE = 16;

    /** What there is before it has ever been measured. */
    public static final MeasuresInfo NONE = new MeasuresInfo(false, 0, 0, List.of(), List.of(), MOVE_SAMPLE);

    /**
     * A worker.
     *
     * @param worker its index
     * @param rxFrames frames it read
     * @param processed frames it processed as their owner
     * @param batches batches it read
     * @param cycles duty cycles it did
     * @param kernelEntries times it entered the kernel to read, write and wait
     * @param wakeUps times it woke another worker
     * @param handoffOut frames it handed to their owners
     * @param handoffIn frames handed to it
     * @param busyNs nanoseconds it worked
     * @param flowsMoved how often a frame it read went to another worker than the frame before of its flow, whoever read that; both
     *     directions of a flow are one. Of the frames looked at: a flow that moved is found when the next of its frames is
     * @param flowsDisplaced how often it did not know: of 65 536 flows it is remembered, and another one had taken the place
     * @param batchSizes frames of the batches it read
     * @param ringDepth slots of up to 32 frames that waited in its handoff ring, looked at once a cycle
     * @param ringNs nanoseconds frames waited in its handoff ring
     * @param sojournNs nanoseconds from the read of a frame, maybe by another worker, until its copies were given to the engine; without
     *     frames that were held back while their bucket moved
     */
    public record WorkerMeasures(
            int worker,
            long rxFrames,
            long processed,
            long batches,
            long cycles,
            long kernelEntries,
            long wakeUps,
            long handoffOut,
            long handoffIn,
            long busyNs,
            long flowsMoved,
            long flowsDisplaced,
            DistributionInfo batchSizes,
            DistributionInfo ringDepth,
            DistributionInfo ringNs,
            DistributionInfo sojournNs) {
        /** Where moves of flows are not counted. */
        public WorkerMeasures(
                final int worker,
                final long rxFrames,
                final long processed,
                final long batches,
                final long cycles,
                final long kernelEntries,
                final long wakeUps,
                final long handoffOut,
                final long handoffIn,
                final long busyNs,
                final DistributionInfo batchSizes,
                final DistributionInfo ringDepth,
                final DistributionInfo ringNs,
                final DistributionInfo sojournNs) {
            this(
                    worker,
                    rxFrames,
                    processed,
                    batches,
                    cycles,
                    kernelEntries,
                    wakeUps,
                    handoffOut,
                    handoffIn,
                    busyNs,
                    0,
                    0,
                    batchSizes,
                    ringDepth,
                    ringNs,
                    sojournNs);
        }
    }

    /**
     * A queue that is read.
     *
     * @param port name of its port
     * @param queue its dense index
     * @param worker the worker that reads it
     * @param frames frames read from it
     * @param bytes bytes of them
     * @param batches batches read from it
     * @param unfinished batches after which frames may have been left in it, all others emptied it: a queue that grows has many
     * @param batchSizes frames of the batches
     * @param sojournNs nanoseconds from the read of a batch until its frames had been given to the engine or to the rings of their owners
     */
    public record QueueMeasures(
            String port,
            int queue,
            int worker,
            long frames,
            long bytes,
            long batches,
            long unfinished,
            DistributionInfo batchSizes,
            DistributionInfo sojournNs) {}
}
