package org.jackfield.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.api.steering.BucketLoad;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringPolicy;

/**
 * A steering policy under traffic in virtual time, as the author of a policy scripts it: these flows now, so many batches waiting there,
 * a millisecond later those. It does what the switch does (bucket owners first, then the policy's word for each frame), and keeps the
 * books that a test asks: workers of frames, frames of workers, flows that changed their worker. One thread.
 *
 * <pre>
 *   SteeringRun run = new SteeringRun(policy, 4);
 *   run.feed(1, 1, 2);                       // frames of flow 1, 1, 2, read by worker 0 from port 0 as one batch
 *   run.pass(50_000).backlog(3, 8);          // 50 us later, 8 batches wait for worker 3
 *   assertArrayEquals(new short[] {0}, run.feed(1));
 *   assertTrue(run.imbalance() &lt; 1.2);
 *   assertTrue(run.closestMoveNs() &gt;= 500_000, run.moves()::toString);
 * </pre>
 *
 * A flow is a number. Its frames are those of {@link Frames#numbered}, or what {@link #flow} was given. Flows of two numbers may have one
 * hash only by chance.
 */
public final class SteeringRun {
    private static final long NEAR = 0x0200_0000_0001L;
    private static final long FAR = 0x0200_0000_0002L;

    private final SteeringPolicy policy;
    private final int workers;
    private final FrameMemory memory = FrameMemory.allocate(2 * FrameBatch.CAPACITY, FrameBatch.CAPACITY);
    private final FrameBatch batch = new FrameBatch(new FramePool(new FrameReserve(memory)));
    private final FakeSteeringContext context;
    private final List<Optional<FrameSteering>> steering = new ArrayList<>();
    private final short[] owners = new short[FlowHash.BUCKETS];
    private final long[] bucketFrames = new long[FlowHash.BUCKETS];
    private final long[] bucketBytes = new long[FlowHash.BUCKETS];
    private final Map<Integer, byte[]> frames = new HashMap<>();
    private final Map<Place, Seen> seen = new HashMap<>();
    private final List<Move> moves = new ArrayList<>();
    private long[] counts;

    /** Where the frames of a flow come in. */
    private record Place(int flow, int port, int reader) {}

    /** The last frame that came in there. */
    private record Seen(int worker, long atNs) {}

    /**
     * A frame that went to another worker than the frame of its flow before it, from the same port, read by the same worker.
     *
     * @param flow number of the flow
     * @param port index of the ingress port
     * @param reader the worker that has read both frames
     * @param from worker of the earlier frame
     * @param to worker of this frame
     * @param gapNs time between the two
     * @param backlog batches that waited for {@code from} when it changed
     */
    public record Move(int flow, int port, int reader, int from, int to, long gapNs, int backlog) {}

    /** Puts a policy in force: asked once about buckets of a switch at rest, and then for each worker. */
    public SteeringRun(final SteeringPolicy policy, final int workers) {
        this.policy = policy;
        this.workers = workers;
        context = new FakeSteeringContext(workers);
        counts = new long[workers];
        decide(new FakeLoad(workers));
        for (int w = 0; w < workers; w++) {
            steering.add(policy.frameSteering(w, workers));
        }
    }

    /** Has the policy decide about buckets; it is told before what was fed so far, if it wants to know. */
    public SteeringRun decide(final FakeLoad load) {
        if (policy.measuresBuckets()) {
            policy.measured(new BucketLoad(bucketFrames.clone(), bucketBytes.clone()));
        }
        policy.decide(load.state(), owners);
        return this;
    }

    /** Lets time pass. */
    public SteeringRun pass(final long ns) {
        context.nowNs += ns;
        return this;
    }

    /** Has this many batches wait for a worker, from now on. */
    public SteeringRun backlog(final int worker, final int batches) {
        context.backlog(worker, batches);
        return this;
    }

    /** From now on frames are read by this worker. */
    public SteeringRun readBy(final int worker) {
        context.worker = worker;
        return this;
    }

    /** From now on frames come from this port. */
    public SteeringRun port(final int index) {
        batch.ingressPort = index;
        return this;
    }

    /** From now on a frame of this flow looks so: headers and length count, it is copied when it is fed. */
    public SteeringRun flow(final int flow, final byte[] frame) {
        frames.put(flow, frame.clone());
        return this;
    }

    /**
     * Feeds a frame of each of these flows at the present time, in batches of up to {@link FrameBatch#CAPACITY}.
     *
     * @return the worker of each frame; fails when it does not exist
     */
    public short[] feed(final int... flows) {
        final short[] all = new short[flows.length];
        for (int from = 0; from < flows.length; from += FrameBatch.CAPACITY) {
            final int n = Math.min(FrameBatch.CAPACITY, flows.length - from);
            final short[] some = batch(Arrays.copyOfRange(flows, from, from + n));
            System.arraycopy(some, 0, all, from, n);
        }
        return all;
    }

    /** Frames of each worker since the beginning, or since {@link #countAnew}. */
    public long[] counts() {
        return counts.clone();
    }

    /** Counts frames of workers from 0 again. */
    public SteeringRun countAnew() {
        counts = new long[workers];
        return this;
    }

    /** Frames of the busiest worker, as a multiple of the mean: 1 when all have the same. 0 before the first frame. */
    public double imbalance() {
        final long sum = Arrays.stream(counts).sum();
        return sum == 0 ? 0 : Arrays.stream(counts).max().orElse(0) * (double) workers / sum;
    }

    /** Every change of a flow's worker so far. */
    public List<Move> moves() {
        return List.copyOf(moves);
    }

    /**
     * The shortest time within which two frames of a flow from one port, read by one worker, went to two workers; {@link Long#MAX_VALUE}
     * when no flow ever did.
     */
    public long closestMoveNs() {
        return moves.stream().mapToLong(Move::gapNs).min().orElse(Long.MAX_VALUE);
    }

    /** The owner of the bucket of a flow, which is what a frame gets that the policy leaves alone. */
    public int ownerOf(final int flow) {
        final byte[] frame = frameOf(flow);
        return owners[FlowHash.bucket(FlowHash.of(ByteBuffer.wrap(frame), 0, frame.length))];
    }

    private short[] batch(final int[] flows) {
        final short[] to = new short[flows.length];
        batch.count = 0;
        for (int i = 0; i < flows.length; i++) {
            final byte[] frame = frameOf(flows[i]);
            final int id = Frames.toMemory(batch.pool(), frame);
            batch.hash[i] = FlowHash.of(memory.buffer(id), memory.data(id), frame.length);
            batch.add(id, frame.length);
            final int bucket = FlowHash.bucket(batch.hash[i]);
            bucketFrames[bucket]++;
            bucketBytes[bucket] += frame.length;
            to[i] = owners[bucket];
        }
        steering.get(context.worker).ifPresent(policy -> policy.assign(batch, to, context));
        for (int i = 0; i < flows.length; i++) {
            batch.pool().release(batch.id[i]);
            book(flows[i], to[i]);
        }
        return to;
    }

    private byte[] frameOf(final int flow) {
        return frames.computeIfAbsent(flow, number -> Frames.numbered(NEAR, FAR, number, 0));
    }

    private void book(final int flow, final int to) {
        if (to < 0 || to >= workers) {
            throw new AssertionError("a frame of flow " + flow + " was given to worker " + to + " of " + workers);
        }
        counts[to]++;
        final Seen now = new Seen(to, context.nowNs);
        final Seen before = seen.put(new Place(flow, batch.ingressPort, context.worker), now);
        if (before != null && before.worker != to) {
            moves.add(new Move(
                    flow,
                    batch.ingressPort,
                    context.worker,
                    before.worker,
                    to,
                    now.atNs - before.atNs,
                    context.backlog(before.worker)));
        }
    }
}
