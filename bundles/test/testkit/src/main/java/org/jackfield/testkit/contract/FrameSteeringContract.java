package org.jackfield.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.testkit.FakeSteeringContext;
import org.jackfield.testkit.SteeringRun;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;

/** The part of {@link SteeringContractTest} about policies that decide for each frame; others pass it by having nothing to say. */
abstract class FrameSteeringContract {
    private static final String HOT_PATH = "Lorg/jackfield/api/frame/HotPath;";
    private static final int MOST_WORKERS = 64;
    /** Times at which a switch may start: its clock has no zero. */
    private static final long[] STARTS = {1_000_000_000L, 0, -7_000_000_000L, Long.MAX_VALUE - 1_000_000_000L};

    private static final int CALLS = 300;
    private static final int ATTEMPTS = 4;

    private final FrameMemory memory = FrameMemory.allocate(FrameBatch.CAPACITY, FrameBatch.CAPACITY);
    private final FramePool pool = new FramePool(new FrameReserve(memory));

    /** A fresh policy. */
    protected abstract SteeringPolicy newPolicy();

    /**
     * Whether a policy that keeps the order of flows may give a frame to another worker than the frame of its flow before: only where the
     * earlier one must have been processed by then. Never, unless overridden; a policy that moves flows after an idle gap says
     * {@code move.gapNs() >= GAP}. The owners of buckets stand still meanwhile, and the number of workers does, so neither is a reason.
     */
    protected boolean mayMove(final SteeringRun.Move move) {
        return false;
    }

    @Test
    void shouldGiveFramesToWorkersThatExistWhateverComesAndWaits() {
        for (int workers = 1; workers <= MOST_WORKERS; workers++) {
            final Random random = new Random(workers);
            final SteeringPolicy policy = newPolicy();
            final FakeSteeringContext context = new FakeSteeringContext(workers);
            context.nowNs = STARTS[workers % STARTS.length];
            context.worker = random.nextInt(workers);
            final Optional<FrameSteering> steering = policy.frameSteering(context.worker, workers);
            for (int round = 0; steering.isPresent() && round < 40; round++) {
                context.nowNs += gap(random);
                anyBacklog(context, random);
                final FrameBatch batch = anyBatch(random);
                final short[] owners = anyOwners(batch, workers, random);
                final short[] given = owners.clone();
                final String before = content(batch);
                steering.get().assign(batch, owners, context);
                assertEquals(before, content(batch), "the batch was changed");
                for (int i = 0; i < owners.length; i++) {
                    final short owner = owners[i];
                    final boolean frame = i < batch.count;
                    assertTrue(
                            frame ? owner >= 0 && owner < context.workers() : owner == given[i],
                            () -> "worker " + owner + " of " + context.workers() + (frame ? "" : " behind the last"));
                }
                release(batch);
            }
        }
    }

    /**
     * A flow from one port that one worker reads stays with one worker: within a batch, within a burst, for ever unless
     * {@link #mayMove} says otherwise; however long queues are, however many other flows there are, whatever the clock shows.
     */
    @Test
    void shouldKeepTheOrderItPromises() {
        for (final int workers : new int[] {2, 3, 8, 64}) {
            final SteeringPolicy policy = newPolicy();
            if (policy.preservesOrder() && policy.frameSteering(0, workers).isPresent()) {
                final SteeringRun run = new SteeringRun(policy, workers).pass(STARTS[workers % STARTS.length]);
                traffic(run, workers, 40, 150);
                traffic(run, workers, 20_000, 300);
                final List<SteeringRun.Move> wrong = run.moves().stream()
                        .filter(move -> !mayMove(move))
                        .limit(3)
                        .toList();
                assertEquals(List.of(), wrong, "flows that changed their worker too early");
            }
        }
    }

    private static void traffic(final SteeringRun run, final int workers, final int flows, final int rounds) {
        final Random random = new Random(flows);
        for (int round = 0; round < rounds; round++) {
            run.pass(gap(random)).port(random.nextInt(3)).readBy(random.nextInt(Math.min(2, workers)));
            for (int w = 0; w < workers; w++) {
                run.backlog(w, random.nextInt(3) == 0 ? random.nextInt(1000) : random.nextInt(4));
            }
            final int first = random.nextInt(flows);
            final int different = 1 + random.nextInt(Math.min(flows, 2 * FrameBatch.CAPACITY));
            run.feed(random.ints(1 + random.nextInt(FrameBatch.CAPACITY), 0, different)
                    .map(flow -> (first + flow) % flows)
                    .toArray());
        }
    }

    @Test
    void shouldAllocateNothingForABatch() {
        final FakeSteeringContext context = new FakeSteeringContext(4);
        final Optional<FrameSteering> steering = newPolicy().frameSteering(0, 4);
        final FrameBatch batch = anyBatch(new Random(5));
        long least = Long.MAX_VALUE;
        for (int attempt = 0; steering.isPresent() && attempt < ATTEMPTS; attempt++) {
            least = Math.min(least, allocated(steering.get(), batch, context));
        }
        assertTrue(steering.isEmpty() || least == 0, least + " bytes in " + CALLS + " calls");
        release(batch);
    }

    private static long allocated(
            final FrameSteering steering, final FrameBatch batch, final FakeSteeringContext context) {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final short[] owners = new short[FrameBatch.CAPACITY];
        final long before = threads.getCurrentThreadAllocatedBytes();
        for (int call = 0; call < CALLS; call++) {
            context.nowNs += 1L << call % 32;
            context.backlog(call & 3, call % 7);
            for (int i = 0; i < batch.count; i++) {
                owners[i] = (short) (batch.hash[i] & 3);
                batch.hash[i] += call << 16; // as if other flows came
            }
            steering.assign(batch, owners, context);
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void shouldMarkWhatWorkersUseAsHot() throws IOException {
        final Optional<FrameSteering> steering = newPolicy().frameSteering(0, 2);
        if (steering.isPresent()) {
            final Class<?> type = steering.get().getClass();
            final ClassNode node = new ClassNode();
            try (InputStream in = type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
                assertTrue(in != null, () -> "no class file of " + type);
                new ClassReader(in.readAllBytes()).accept(node, ClassReader.SKIP_CODE);
            }
            assertTrue(
                    node.invisibleAnnotations != null
                            && node.invisibleAnnotations.stream().anyMatch(a -> a.desc.equals(HOT_PATH)),
                    () -> type.getName() + " is not marked @HotPath, so no gate checks it");
        }
    }

    @Test
    void shouldLeaveEverythingToTheOnlyWorker() {
        final SteeringRun run = new SteeringRun(newPolicy(), 1);
        assertArrayEquals(
                new short[100], run.feed(new Random(1).ints(100, 0, 30).toArray()));
    }

    /** Mostly nothing or little, sometimes anything up to seconds. */
    private static long gap(final Random random) {
        return random.nextInt(3) == 0 ? 0 : random.nextInt(1000) * (1L << random.nextInt(23));
    }

    private static void anyBacklog(final FakeSteeringContext context, final Random random) {
        for (int w = 0; w < context.workers(); w++) {
            context.backlog(w, random.nextInt(10) == 0 ? Integer.MAX_VALUE : random.nextInt(300));
        }
    }

    private FrameBatch anyBatch(final Random random) {
        final FrameBatch batch = new FrameBatch(pool);
        final int count = random.nextInt(4) == 0 ? FrameBatch.CAPACITY : 1 + random.nextInt(FrameBatch.CAPACITY);
        batch.ingressPort = random.nextInt(1000);
        batch.generation = (short) random.nextInt();
        AnyFrames.add(batch, count, random);
        return batch;
    }

    /** Owners of buckets for the frames; what is behind the last one is none of the policy's business. */
    private static short[] anyOwners(final FrameBatch batch, final int workers, final Random random) {
        final short[] owners = new short[FrameBatch.CAPACITY];
        Arrays.fill(owners, (short) -7);
        for (int i = 0; i < batch.count; i++) {
            owners[i] = (short) random.nextInt(workers);
        }
        return owners;
    }

    /** All of a batch that a policy could change, its frames' slots included. */
    private String content(final FrameBatch batch) {
        final CRC32 bytes = new CRC32();
        for (int i = 0; i < batch.count; i++) {
            final int id = batch.id[i];
            bytes.update(memory.buffer(id).duplicate().clear().slice(memory.base(id), FrameLayout.DATA + batch.len[i]));
        }
        return batch.count + " " + batch.limit + " " + batch.ingressPort + " " + batch.generation + " frames "
                + bytes.getValue() + " " + Arrays.hashCode(batch.id) + " " + Arrays.hashCode(batch.len) + " "
                + Arrays.hashCode(batch.hash) + " " + Arrays.hashCode(batch.egress) + " "
                + Arrays.hashCode(batch.dst) + " " + Arrays.hashCode(batch.src) + " " + Arrays.hashCode(batch.vid);
    }

    private void release(final FrameBatch batch) {
        for (int i = 0; i < batch.count; i++) {
            pool.release(batch.id[i]);
        }
    }
}
