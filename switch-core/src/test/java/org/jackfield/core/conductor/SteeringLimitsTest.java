package org.jackfield.core.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.SteeringChange;
import org.jackfield.api.admin.SteeringInfo;
import org.jackfield.api.admin.SteeringLimits;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jackfield.core.view.ActiveSteering;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.WirePort;
import org.junit.jupiter.api.Test;

/** What the operator allows holds for every policy, and changes without reordering. */
class SteeringLimitsTest {
    private static final long A = 0x0200_0000_000AL;
    private static final long B = 0x0200_0000_000BL;
    private static final long C = 0x0200_0000_000CL;
    private static final int WORKERS = 3;

    private final SwitchRig rig = new SwitchRig(WORKERS);
    private final WirePort in = rig.port("in", "queues=3");
    private final WirePort out = rig.port("out", "queues=3");

    /** Spreads evenly, and decides for each frame if wanted: round all workers. */
    private static final class Spread implements SteeringPolicy {
        private final boolean byFrame;
        private int asked;
        private boolean throwing;
        private SteeringState seen = new SteeringState(0, 0, 0, new long[0], new long[0], new long[0], 0, 0);

        Spread(final boolean byFrame) {
            this.byFrame = byFrame;
        }

        @Override
        public String policyName() {
            return byFrame ? "spray" : "spread";
        }

        @Override
        public boolean preservesOrder() {
            return !byFrame;
        }

        @Override
        public void decide(final SteeringState state, final short[] owners) {
            asked++;
            seen = state;
            if (throwing) {
                throw new IllegalStateException("broken");
            }
            for (int b = 0; b < owners.length; b++) {
                owners[b] = (short) (b % state.workers());
            }
        }

        @Override
        public long periodMs() {
            return 100;
        }

        @Override
        public Optional<FrameSteering> frameSteering(final int worker, final int workers) {
            return byFrame
                    ? Optional.of((batch, owners, context) -> {
                        for (int i = 0; i < batch.count; i++) {
                            owners[i] = (short) (i % workers);
                        }
                    })
                    : Optional.empty();
        }
    }

    private void deploy(final SteeringPolicy... ranked) {
        rig.running.policies(List.of(ranked));
        rig.settle();
    }

    private void limit(final List<Integer> excluded, final int most, final Integer... weights) throws Exception {
        rig.command(() -> rig.running.admin().limitSteering(new SteeringLimits(excluded, most, List.of(weights))));
    }

    private String refusal(final List<Integer> excluded, final int most, final Integer... weights) {
        final ExecutionException failed = assertThrows(ExecutionException.class, () -> limit(excluded, most, weights));
        return String.valueOf(failed.getCause().getCause().getMessage());
    }

    private int[] owned() {
        final int[] owned = new int[WORKERS];
        for (final SteeringInfo.OwnerRun run : rig.running.view().steering().owners()) {
            owned[run.worker()] += run.last() - run.first() + 1;
        }
        return owned;
    }

    private String counts() {
        return Arrays.toString(owned());
    }

    private long processed(final int worker) {
        return rig.running.view().workers().get(worker).processed();
    }

    @Test
    void shouldGiveNoBucketToAnExcludedWorkerUnderAnyPolicy() throws Exception {
        limit(List.of(1), 0);
        assertEquals("[512, 0, 512]", counts(), "without a policy");
        deploy(new Spread(false));
        assertEquals("[512, 0, 512]", counts());
        limit(List.of(), 0);
        assertEquals("[342, 341, 341]", counts(), "and back");
    }

    @Test
    void shouldKeepLimitsUnderThePolicyManual() throws Exception {
        rig.running.preferPolicy(SteeringInfo.MANUAL);
        rig.settle();
        limit(List.of(0, 2), 0);
        assertEquals("[0, 1024, 0]", counts());
        final String refused = assertThrows(
                        AdminException.class, () -> rig.running.admin().moveBuckets(0, 9, 2))
                .getMessage();
        assertTrue(refused.contains("worker(s) 0,2 excluded; 'jackfield steering set' changes that"), refused);
        limit(List.of(), 0);
        assertEquals("[0, 1024, 0]", counts(), "nobody moves them back");
    }

    @Test
    void shouldLetSoManyWorkersOwnBucketsAndShareByWeight() throws Exception {
        deploy(new Spread(false));
        limit(List.of(), 2);
        assertEquals("[512, 512, 0]", counts());
        limit(List.of(), 0, 1, 1, 2);
        assertEquals("[256, 256, 512]", counts());
    }

    @Test
    void shouldComeToRestAndTellThePolicyNothing() throws Exception {
        final Spread spread = new Spread(false);
        deploy(spread);
        limit(List.of(1), 0);
        final int asked = spread.asked;
        final long moves = rig.running.view().steering().moves();
        final long changes = rig.running.view().steeringChanges(0).size();
        for (int i = 0; i < 5; i++) {
            rig.clock.advanceMs(100);
            rig.settle();
        }
        assertEquals(asked + 5, spread.asked);
        assertEquals(WORKERS, spread.seen.workers());
        assertEquals(moves, rig.running.view().steering().moves());
        assertEquals(changes, rig.running.view().steeringChanges(0).size());
        assertTrue(rig.running.view().steeringChanges(0).stream()
                .anyMatch(change -> change.kind() == SteeringChange.Kind.LIMITS
                        && change.text().equals("worker(s) 1 excluded")));
    }

    @Test
    void shouldGiveFramesOfAnExcludedWorkerToOthersWhereAPolicyDecidesForEach() throws Exception {
        out.inject(0, Frames.broadcast(B));
        deploy(new Spread(true));
        assertNull(steering().redirect);
        limit(List.of(1), 0);
        assertNotNull(steering().redirect);
        final ActiveSteering before = steering();
        rig.clock.advanceMs(100);
        rig.settle();
        assertSame(before, steering(), "nothing is switched over without a reason");
        out.takeWritten();
        final long[] counts = {processed(0), processed(1), processed(2)};
        for (int i = 0; i < 90; i++) {
            in.inject(0, Frames.numbered(A, B, i % 7, i));
        }
        rig.settle();
        assertEquals(90, out.takeWritten().size());
        assertEquals(60, processed(0) - counts[0]);
        assertEquals(0, processed(1) - counts[1]);
        assertEquals(30, processed(2) - counts[2]);
        limit(List.of(), 0);
        assertNull(steering().redirect);
        rig.assertAtRest();
    }

    private ActiveSteering steering() {
        final ActiveSteering steering = rig.running.plane().view().steering.frames;
        assertNotNull(steering);
        return steering;
    }

    @Test
    void shouldHoldLimitsAgainstAPolicyThatFails() throws Exception {
        final Spread broken = new Spread(false);
        deploy(broken);
        broken.throwing = true;
        limit(List.of(2), 0);
        assertEquals("[512, 512, 0]", counts());
        broken.throwing = false;
        rig.clock.advanceMs(100);
        rig.settle();
        assertEquals("[512, 512, 0]", counts());
    }

    @Test
    void shouldLoseAndReorderNothingWhileLimitsChange() throws Exception {
        final WirePort single = rig.port("single", "queues=1");
        deploy(new Spread(false));
        single.inject(0, Frames.broadcast(C));
        rig.settle();
        final int[] sent = new int[1];
        rig.whileWaiting(() -> {
            in.inject(0, Frames.numbered(A, C, sent[0] % 5, sent[0]++ / 5));
            rig.round();
        });
        for (final List<Integer> excluded : List.of(List.of(1), List.of(0), List.<Integer>of(), List.of(0, 1))) {
            limit(excluded, 0);
        }
        rig.whileWaiting(rig::round);
        rig.settle();
        assertTrue(sent[0] > 20, "frames came while buckets moved");
        final List<byte[]> arrived = single.takeWritten();
        assertEquals(sent[0], arrived.size());
        final long[] next = new long[5];
        for (final byte[] frame : arrived) {
            assertEquals(next[Frames.flow(frame)]++, Frames.number(frame).orElseThrow());
        }
        rig.assertAtRest();
    }

    @Test
    void shouldRefuseWhatCannotBeHonouredAndKeepWhatWas() throws Exception {
        limit(List.of(1), 0);
        assertTrue(refusal(List.of(0, 1, 2), 0).contains("no worker would be left"));
        assertTrue(refusal(List.of(3), 0).contains("there is no worker 3 to exclude; workers are 0 to 2"));
        assertTrue(refusal(List.of(), 0, 1, 2).contains("2 weights are given; there are 3 workers, each needs one"));
        assertTrue(refusal(List.of(), 0, 1, 2, 1001).contains("weight 1001 is not 0 to 1000"));
        assertTrue(refusal(List.of(), -1).contains("at most -1 workers cannot be"));
        assertEquals(List.of(1), rig.running.view().steeringLimits().excluded());
        assertEquals("[512, 0, 512]", counts());
    }
}
