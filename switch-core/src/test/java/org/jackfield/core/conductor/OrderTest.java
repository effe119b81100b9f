package org.jackfield.core.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jackfield.api.admin.SteeringInfo;
import org.jackfield.api.admin.SteeringLimits;
import org.jackfield.api.admin.WorkerInfo;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.port.KernelSteering;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jackfield.core.steering.IndirectionTable;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.MemoryEngine;
import org.jackfield.testkit.WirePort;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No flow is reordered and no frame lost, whatever moves: numbered frames enter while workers, conductor, writes and the kernel's
 * table take turns in a random but repeatable order.
 */
class OrderTest {
    private static final long A = 0x0200_0000_000AL;
    private static final long B = 0x0200_0000_000BL;
    private static final int FLOWS = 40;

    private final long[] sent = new long[FLOWS];
    private final long[] arrived = new long[FLOWS];
    private short[] kernelTable = new short[IndirectionTable.BUCKETS];

    private Random random = new Random(1);
    private SwitchRig rig = new SwitchRig(1);
    private WirePort in = new WirePort(rig.wire);
    private WirePort out = new WirePort(rig.wire);
    /** Where every other flow comes in, its kernel choosing queues by itself; null: none does. */
    private @Nullable WirePort other;

    private boolean loaded;
    private int queueHolds = WirePort.TX_QUEUE_LENGTH;
    private int turns;

    private void start(final int workers, final int queues, final boolean steered, final long seed) {
        random = new Random(seed);
        rig = new SwitchRig(workers, 1024, 65_536);
        in = new WirePort(rig.wire);
        if (steered) {
            in.steering(table -> kernelTable = table.clone());
        }
        rig.add("in", in, "queues=" + queues);
        out = rig.port("out", "queues=" + queues);
        out.inject(0, Frames.broadcast(B));
        rig.settle();
        in.takeWritten();
        rig.engines.forEach(engine -> engine.holdWrites(true));
        rig.whileWaiting(this::chaos);
        loaded = true;
    }

    /** The kernel puts a frame into the queue its table names now, or where it always puts that flow. */
    private void inject() {
        if (!loaded || in.queueCount() == 0) {
            return;
        }
        inject(random.nextInt(FLOWS));
    }

    /** A full queue takes no more, as the kernel's does. */
    private void inject(final int flow) {
        final byte[] frame = Frames.numbered(A, B, flow, sent[flow]);
        final int bucket = FlowHash.of(ByteBuffer.wrap(frame), 0, frame.length) & IndirectionTable.MASK;
        final WirePort from = other != null && flow % 2 == 1 ? other : in;
        final int queue = (from == in ? kernelTable[bucket] : bucket / 2) % from.queueCount();
        if (rig.wire.waiting(from.fd(queue)) < queueHolds) {
            sent[flow]++;
            from.inject(queue, frame);
        }
    }

    /** More than a worker reads in a few cycles, and no more than the queue is said to hold. */
    private void burst() {
        final int queue = in.queueCount() == 0 ? 0 : random.nextInt(in.queueCount());
        if (loaded && in.queueCount() > 0 && rig.wire.waiting(in.fd(queue)) == 0) {
            final int flow = random.nextInt(FLOWS);
            for (int i = 0; i < 900; i++) {
                inject(flow);
            }
        }
    }

    /** One random step of somebody. */
    private void chaos() {
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> {
                rig.running.conductor().doWork();
                if (random.nextInt(4) == 0) {
                    rig.kernelWrite();
                }
            }
            case 3 -> {
                inject();
                inject();
                if (random.nextInt(30) == 0) {
                    burst();
                }
            }
            case 4 -> rig.engines.get(random.nextInt(rig.engines.size())).completeWrites(random.nextInt(6));
            case 5 -> rig.engines.get(random.nextInt(rig.engines.size())).completeWrites();
            default -> step(random.nextInt(rig.workers.size()));
        }
    }

    private void step(final int worker) {
        rig.workers.get(worker).doWork();
        collect();
    }

    /** Called after each single step of a worker, so what different queues carry is seen in the order it was written. */
    private void collect() {
        for (final byte[] frame : out.takeWritten()) {
            final int flow = Frames.flow(frame);
            if (flow >= 0) {
                assertEquals(arrived[flow], Frames.number(frame).orElseThrow(), "flow " + flow + " out of order");
                arrived[flow]++;
            }
        }
    }

    private void finish() {
        loaded = false;
        rig.engines.forEach(engine -> engine.holdWrites(false));
        rig.settle();
        collect();
        assertEquals(0, rig.ledger().dropped(), () -> rig.ledger().toString());
        for (int flow = 0; flow < FLOWS; flow++) {
            assertEquals(sent[flow], arrived[flow], "flow " + flow + " lost frames");
        }
        rig.assertAtRest();
    }

    private void move() {
        final short[] owners = new short[IndirectionTable.BUCKETS];
        for (int b = 0; b < owners.length; b++) {
            owners[b] = (short) random.nextInt(rig.workers.size());
        }
        rig.running.policies(List.of(new FixedSteering(owners)));
        while (rig.task()) {
            chaos();
        }
    }

    @ParameterizedTest
    @CsvSource({"2,2,1", "2,1,2", "2,3,3", "3,2,4", "3,3,5", "3,8,6", "4,4,7", "2,4,8", "2,2,9", "3,3,10"})
    void shouldKeepOrderWhileBucketsMoveUnderAKernelThatFollowsTheTable(
            final int workers, final int queues, final long seed) {
        start(workers, queues, true, seed);
        for (int i = 0; i < 25; i++) {
            for (int k = 0; k < 60; k++) {
                chaos();
            }
            move();
        }
        finish();
        assertTrue(rig.running.view().steering().moves() >= 20);
    }

    @ParameterizedTest
    @CsvSource({"2,2,11", "2,1,12", "3,2,13", "3,4,14"})
    void shouldKeepOrderWhileBucketsMoveAndTheKernelSteersByItself(
            final int workers, final int queues, final long seed) {
        start(workers, queues, false, seed);
        for (int b = 0; b < kernelTable.length; b++) {
            kernelTable[b] = (short) random.nextInt(queues);
        }
        for (int i = 0; i < 25; i++) {
            for (int k = 0; k < 60; k++) {
                chaos();
            }
            move();
        }
        finish();
        assertTrue(handoffs() > 100, "the rings were used");
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25, 26})
    void shouldKeepOrderWhileQueuesComeAndGo(final long seed) {
        start(2 + (int) (seed % 2), 2, true, seed);
        for (int i = 0; i < 25; i++) {
            for (int k = 0; k < 40; k++) {
                chaos();
            }
            if (random.nextInt(4) == 0) {
                move();
            }
            rig.changeLater("in", "queues=" + (1 + random.nextInt(6)));
            rig.running.conductor().doWork();
            while (rig.task()) {
                chaos();
            }
        }
        finish();
        assertTrue(rig.running.view().steering().moves() > 5, "queues were spread anew");
    }

    /** Policies of both kinds come and go, and queues too: each decision keeps a flow on one worker while that policy is in force. */
    @ParameterizedTest
    @CsvSource({
        "2,2,true,51",
        "2,1,true,52",
        "3,3,true,53",
        "3,2,false,54",
        "4,4,true,55",
        "2,3,false,56",
        "3,5,true,57"
    })
    void shouldKeepOrderWhilePoliciesThatDecideForEachFrameComeAndGo(
            final int workers, final int queues, final boolean steered, final long seed) {
        start(workers, queues, steered, seed);
        for (int b = 0; b < kernelTable.length && !steered; b++) {
            kernelTable[b] = (short) random.nextInt(queues);
        }
        for (int i = 0; i < 30; i++) {
            for (int k = 0; k < 60; k++) {
                chaos();
            }
            if (random.nextInt(3) == 0) {
                move();
            } else {
                rig.running.policies(List.of(new FlowSteering(random.nextInt())));
                while (rig.task()) {
                    chaos();
                }
            }
            if (steered && random.nextInt(3) == 0) {
                rig.changeLater("in", "queues=" + (1 + random.nextInt(6)));
                rig.running.conductor().doWork();
                while (rig.task()) {
                    chaos();
                }
            }
        }
        finish();
        assertTrue(handoffs() > 100, "the rings were used");
    }

    /** A kernel that follows the table until it is released, and then a choice of its own, one queue for each flow. */
    private KernelSteering kernel(final int queues) {
        final short[] own = new short[IndirectionTable.BUCKETS];
        for (int b = 0; b < own.length; b++) {
            own[b] = (short) random.nextInt(queues);
        }
        return new KernelSteering() {
            @Override
            public void write(final short[] queueOfBucket) {
                kernelTable = queueOfBucket.clone();
            }

            @Override
            public void release() {
                kernelTable = own.clone();
            }
        };
    }

    @ParameterizedTest
    @CsvSource({
        "2,2,false,61",
        "2,2,true,62",
        "3,4,false,63",
        "3,2,false,64",
        "2,5,true,65",
        "4,4,false,66",
        "2,3,false,67",
        "1,3,false,68"
    })
    void shouldKeepOrderWhileTheKernelBeginsAndEndsToSteerByOurTable(
            final int workers, final int queues, final boolean byFrame, final long seed) {
        start(workers, queues, false, seed);
        final KernelSteering kernel = kernel(queues);
        kernelTable = new short[IndirectionTable.BUCKETS];
        for (int i = 0; i < 30; i++) {
            for (int k = 0; k < 60; k++) {
                chaos();
            }
            final boolean on = i % 2 == 0;
            in.host().orElseThrow().steering(on ? kernel : null);
            assertEquals(on, rig.info("in").kernelSteering());
            if (byFrame && random.nextInt(3) == 0) {
                rig.running.policies(List.of(new FlowSteering(random.nextInt())));
                while (rig.task()) {
                    chaos();
                }
            } else if (random.nextBoolean()) {
                move();
            }
        }
        finish();
    }

    /** What the operator allows changes while policies of both kinds decide. */
    @ParameterizedTest
    @CsvSource({"3,3,true,71", "4,2,true,72", "3,4,false,73", "4,4,false,74"})
    void shouldKeepOrderWhileLimitsChange(final int workers, final int queues, final boolean byFrame, final long seed) {
        start(workers, queues, true, seed);
        for (int i = 0; i < 25; i++) {
            for (int k = 0; k < 60; k++) {
                chaos();
            }
            if (byFrame && random.nextInt(3) == 0) {
                rig.running.policies(List.of(new FlowSteering(random.nextInt())));
            } else if (random.nextInt(3) == 0) {
                move();
            }
            rig.running.limit(new SteeringLimits(
                    List.of(random.nextInt(workers)),
                    random.nextInt(workers),
                    random.nextBoolean() ? List.of() : Collections.nCopies(workers, 1 + random.nextInt(5))));
            while (rig.task()) {
                chaos();
            }
            for (final short owner : rig.running.plane().view().steering.owners) {
                assertNotEquals(
                        rig.running.view().steeringLimits().excluded().get(0).intValue(), owner);
            }
        }
        finish();
    }

    /** Two ports by which frames come in are given to policies of both kinds, and back, while these and the switch's decide anew. */
    @ParameterizedTest
    @CsvSource({
        "2,2,true,81",
        "3,3,true,82",
        "3,2,false,83",
        "4,4,true,84",
        "2,3,false,85",
        "3,5,true,86",
        "4,2,true,87"
    })
    void shouldKeepOrderWhilePortsAreGivenToOtherPolicies(
            final int workers, final int queues, final boolean steered, final long seed) {
        start(workers, queues, steered, seed);
        loaded = false;
        rig.whileWaiting(rig::round);
        other = rig.port("other", "queues=2");
        rig.whileWaiting(this::chaos);
        loaded = true;
        int given = 0;
        for (int i = 0; i < 40; i++) {
            for (int k = 0; k < 60; k++) {
                chaos();
            }
            final short[] owners = new short[IndirectionTable.BUCKETS];
            for (int b = 0; b < owners.length; b++) {
                owners[b] = (short) random.nextInt(workers);
            }
            rig.running.policies(
                    List.of(new FlowSteering(random.nextInt(3)), new FixedSteering(owners), new FlowSteering(99)));
            final String policy =
                    List.of("fixed", "flow 99", SteeringInfo.DEFAULT).get(random.nextInt(3));
            final List<String> ports = List.of(List.of("in"), List.of("other"), List.of("in", "other"))
                    .get(random.nextInt(3));
            rig.running.choosePolicy(policy, ports, List.of());
            while (rig.task()) {
                chaos();
            }
            given += rig.running.view().steering().scopes().stream()
                    .mapToInt(scope -> scope.activePorts().size())
                    .sum();
        }
        finish();
        assertTrue(given > 20, "ports follow other policies");
        assertTrue(handoffs() > 100, "the rings were used");
    }

    private void moveAllTo(final int owner) {
        rig.running.policies(List.of(new FixedSteering(filled(owner))));
        while (rig.task()) {
            turn();
        }
    }

    /** Gives everybody a turn, worker by worker, and collects after each; the conductor has twelve turns for one of theirs. */
    private void turn() {
        rig.kernelWrite();
        rig.running.conductor().doWork();
        if (turns++ % 12 == 0) {
            for (int w = 0; w < rig.workers.size(); w++) {
                step(w);
            }
        }
    }

    @Test
    void shouldWaitUntilTheOldQueueHasRunEmpty() {
        start(2, 2, true, 41);
        queueHolds = 10_000;
        in.host().orElseThrow().txQueueLength(queueHolds);
        rig.engines.forEach(
                engine -> engine.holdWrites(false)); // waiting for writes would hide the want of another wait
        for (final int owner : new int[] {1, 0, 1, 0}) {
            final short[] before = kernelTable;
            final boolean[] filled = new boolean[1];
            rig.whileWaiting(() -> {
                turn();
                final boolean prepared = rig.running.plane().view().transition != null;
                for (int i = 0; prepared && !filled[0] && i < 5000; i++) {
                    inject(0); // more than a worker reads in the turns that the phases would take without waiting
                }
                filled[0] |= prepared;
                if (kernelTable != before) {
                    inject(0);
                }
            });
            moveAllTo(owner);
            rig.whileWaiting(this::turn);
            for (int i = 0; i < 200; i++) {
                turn();
            }
        }
        finish();
    }

    @Test
    void shouldWaitUntilTheOldOwnersRingHasRunEmpty() {
        start(3, 1, false, 42);
        queueHolds = Integer.MAX_VALUE;
        rig.engines.forEach(engine -> engine.holdWrites(false));
        rig.whileWaiting(this::turn);
        moveAllTo(1);
        for (int i = 0; i < 30_000; i++) {
            inject(0); // hundreds of slots in the ring of worker 1, which takes 64 a turn
        }
        for (int i = 0; i < 130; i++) {
            step(0);
        }
        rig.whileWaiting(() -> {
            turn();
            inject(0);
        });
        moveAllTo(2);
        rig.whileWaiting(this::turn);
        finish();
    }

    @Test
    void shouldHandOverWhatTheKernelDeliversToTheWrongWorker() {
        start(2, 2, false, 31);
        Arrays.fill(kernelTable, (short) 0);
        for (int k = 0; k < 2000; k++) {
            chaos();
        }
        finish();
        assertTrue(handoffs() > 100);
    }

    @Test
    void shouldNotHandAnythingOverWhenTheKernelFollowsTheTable() {
        start(2, 2, true, 32);
        for (int k = 0; k < 2000; k++) {
            chaos();
        }
        finish();
        assertEquals(0, handoffs());
    }

    @Test
    void shouldDropAndCountWhenTheHandoffRingIsFull() {
        rig = new SwitchRig(2, 2, 1024);
        in = rig.port("in");
        out = rig.port("out");
        for (int i = 0; i < 1000; i++) {
            in.inject(0, Frames.numbered(A, B, i % FLOWS, i));
        }
        for (int k = 0; k < 20; k++) {
            rig.workers.get(0).doWork(); // worker 1 gets no turn
        }
        rig.assertAtRest();
        final long full = rig.drops("handoff-full");
        assertTrue(full > 0, "something was dropped");
        assertEquals(1000, full + rig.ledger().forwarded());
    }

    @Test
    void shouldBoundTheFramesThatWaitForAMovingBucket() {
        start(2, 2, true, 33);
        rig.running.policies(List.of(new FixedSteering(filled(1))));
        final int[] stuck = new int[1];
        rig.whileWaiting(() -> {
            rig.kernelWrite();
            // Worker 0 gets no turn for a while, so the move cannot commit; worker 1 must not hoard.
            rig.running.conductor().doWork();
            for (int i = 0; i < 40; i++) {
                inject();
            }
            if (stuck[0]++ > 200) {
                loaded = false;
                rig.workers.get(0).doWork();
            }
            rig.workers.get(1).doWork();
            rig.engines.forEach(MemoryEngine::completeWrites);
        });
        while (rig.task()) {
            rig.running.conductor().doWork();
        }
        rig.engines.forEach(engine -> engine.holdWrites(false));
        loaded = false;
        rig.whileWaiting(rig::round);
        rig.assertAtRest();
    }

    private static short[] filled(final int owner) {
        final short[] owners = new short[IndirectionTable.BUCKETS];
        Arrays.fill(owners, (short) owner);
        return owners;
    }

    private long handoffs() {
        return rig.running.view().workers().stream()
                .mapToLong(WorkerInfo::handoffIn)
                .sum();
    }

    /** Decides what it was told. */
    private record FixedSteering(short[] decided) implements SteeringPolicy {
        @Override
        public String policyName() {
            return "fixed";
        }

        @Override
        public boolean preservesOrder() {
            return true;
        }

        @Override
        public void decide(final SteeringState state, final short[] owners) {
            System.arraycopy(decided, 0, owners, 0, owners.length);
        }
    }

    /** Gives each flow a worker by its hash, another one for each salt, and buckets to whoever. */
    private record FlowSteering(int salt) implements SteeringPolicy {
        @Override
        public String policyName() {
            return "flow " + salt;
        }

        @Override
        public boolean preservesOrder() {
            return true;
        }

        @Override
        public void decide(final SteeringState state, final short[] owners) {
            for (int b = 0; b < owners.length; b++) {
                owners[b] = (short) Math.floorMod(b + salt, state.workers());
            }
        }

        @Override
        public Optional<FrameSteering> frameSteering(final int worker, final int workers) {
            return Optional.of((batch, owners, context) -> {
                for (int i = 0; i < batch.count; i++) {
                    owners[i] = (short) Math.floorMod((batch.hash[i] ^ salt) * 0x9E37_79B1 >>> 8, workers);
                }
            });
        }
    }
}
