package org.jackfield.steering.flowlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.IntStream;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.testkit.SteeringRun;
import org.jackfield.testkit.contract.SteeringContractTest;
import org.junit.jupiter.api.Test;

class FlowletPolicyTest extends SteeringContractTest {
    private static final long US = 1000;
    private static final int GAP_US = 20_000;

    private final FlowletPolicy policy = new FlowletPolicy(16_384, GAP_US);
    private final SteeringRun run = new SteeringRun(policy, 4);

    @Override
    protected SteeringPolicy newPolicy() {
        return new FlowletPolicy(2048, GAP_US);
    }

    /** A flow of worker 3, which is behind now. */
    private int flowOfABusyWorker() {
        run.backlog(0, 1).backlog(1, 1).backlog(2, 1);
        assertEquals(3, run.feed(7)[0]);
        run.backlog(0, 5).backlog(1, 5).backlog(2, 4).backlog(3, 6);
        return 7;
    }

    @Test
    void shouldChangeTheWorkerInAGapForOneThatIsLeastBehind() {
        final int flow = flowOfABusyWorker();
        for (int i = 0; i < 100; i++) {
            assertEquals(3, run.pass(GAP_US * US).feed(flow)[0], "no gap");
        }
        assertEquals(2, run.pass(GAP_US * US * 9 / 8).feed(flow)[0]);
        assertFalse(policy.preservesOrder());
    }

    /** CONGA: a flow moves only if there is a strictly better path. */
    @Test
    void shouldStayWhereNobodyIsLessBehind() {
        final int flow = flowOfABusyWorker();
        run.backlog(0, 6).backlog(1, 7).backlog(2, 8);
        assertEquals(3, run.pass(1_000_000 * US).feed(flow)[0]);
        IntStream.range(0, 4).forEach(w -> run.backlog(w, 0));
        assertEquals(3, run.pass(1_000_000 * US).feed(flow)[0], "not even to the owner of its bucket");
    }

    @Test
    void shouldLeaveNewFlowsToBucketOwnersWhileNobodyIsBehind() {
        for (int flow = 0; flow < 200; flow++) {
            assertEquals(run.ownerOf(flow), run.feed(flow)[0]);
        }
    }

    @Test
    void shouldTakeBothDirectionsForOneFlow() {
        final int flow = flowOfABusyWorker();
        for (int i = 0; i < 10; i++) {
            assertEquals(3, run.pass(GAP_US * US * 3 / 4).port(2).readBy(1).feed(flow)[0]);
            assertEquals(3, run.pass(GAP_US * US * 3 / 4).port(1).readBy(0).feed(flow)[0]);
        }
    }

    /** Bursts of any length with any pauses, among more flows than there is room for. */
    @Test
    void shouldNeverMoveAFlowBeforeTheGapIsOver() {
        for (final int gapUs : new int[] {50, 500, 20_000}) {
            final SteeringRun any = new SteeringRun(new FlowletPolicy(2048, gapUs), 4);
            final Random random = new Random(gapUs);
            for (int step = 0; step < 5000; step++) {
                any.pass(random.nextInt(4) == 0 ? random.nextInt(4 * gapUs) * US : random.nextInt(1000));
                IntStream.range(0, 4).forEach(w -> any.backlog(w, random.nextInt(10)));
                final int first = random.nextInt(50) * 100;
                any.readBy(random.nextInt(2))
                        .feed(random.ints(64, first, first + 100).toArray());
            }
            assertTrue(any.moves().size() > 1000, "too little happens");
            assertTrue(any.closestMoveNs() >= gapUs * US, () -> "moved after " + any.closestMoveNs() + " ns");
        }
    }

    @Test
    void shouldChangeItsGapInPlace() {
        final int flow = flowOfABusyWorker();
        policy.change(16_384, 100);
        assertEquals(3, run.pass(100 * US).feed(flow)[0]);
        assertEquals(2, run.pass(113 * US).feed(flow)[0]);
    }

    @Test
    void shouldRefuseBadValuesAndGoOnWithThoseBefore() {
        final int flow = flowOfABusyWorker();
        for (final int[] bad : new int[][] {{2047, 500}, {1_048_577, 500}, {4096, 49}, {4096, 1_000_001}}) {
            final String message =
                    String.valueOf(assertThrows(IllegalArgumentException.class, () -> policy.change(bad[0], bad[1]))
                            .getMessage());
            assertTrue(
                    message.matches(".*(entries|gap-us)=-?\\d+ must be a whole number from \\d+ to \\d+.*"), message);
            assertThrows(IllegalArgumentException.class, () -> new FlowletPolicy(bad[0], bad[1]));
        }
        assertEquals(3, run.pass(GAP_US * US).feed(flow)[0]);
    }
}
