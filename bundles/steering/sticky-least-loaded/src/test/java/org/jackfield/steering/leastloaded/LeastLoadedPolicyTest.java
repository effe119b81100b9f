package org.jackfield.steering.leastloaded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.testkit.SteeringRun;
import org.jackfield.testkit.contract.SteeringContractTest;
import org.junit.jupiter.api.Test;

class LeastLoadedPolicyTest extends SteeringContractTest {
    private static final long MS = 1_000_000;

    private final LeastLoadedPolicy policy = new LeastLoadedPolicy(16_384, 3000);
    private final SteeringRun run = new SteeringRun(policy, 4);

    @Override
    protected SteeringPolicy newPolicy() {
        return new LeastLoadedPolicy(2048, 3000);
    }

    @Override
    protected boolean mayMove(final SteeringRun.Move move) {
        return move.gapNs() >= 3000 * MS;
    }

    @Test
    void shouldLeaveNewFlowsToBucketOwnersWhileNobodyIsBehind() {
        for (int flow = 0; flow < 200; flow++) {
            assertEquals(run.ownerOf(flow), run.feed(flow)[0]);
        }
    }

    @Test
    void shouldGiveNewFlowsToTheWorkerThatIsLeastBehind() {
        run.backlog(0, 7).backlog(1, 3).backlog(2, 4).backlog(3, 9);
        for (int flow = 0; flow < 200; flow++) {
            assertEquals(1, run.feed(flow)[0]);
        }
    }

    /** 32 flows count as a batch, so the flows of one batch level what was uneven before, and no more than that. */
    @Test
    void shouldNotGiveAllNewFlowsOfABatchToOneWorker() {
        run.backlog(0, 2).backlog(1, 2).backlog(2, 2).backlog(3, 0);
        run.feed(IntStream.range(0, 64).toArray());
        assertEquals(64, run.counts()[3]);
        run.countAnew().feed(IntStream.range(1000, 1256).toArray());
        assertTrue(run.counts()[3] >= 64 && run.counts()[3] < 160, () -> Arrays.toString(run.counts()));
        assertTrue(run.counts()[0] > 20 && run.counts()[1] > 20, () -> Arrays.toString(run.counts()));
    }

    @Test
    void shouldLeaveAFlowWhereItIsWhateverWaitsUntilItIsIdle() {
        run.backlog(0, 1).backlog(1, 1).backlog(2, 1);
        assertEquals(3, run.feed(7)[0]);
        run.backlog(3, 1000);
        for (int i = 0; i < 100; i++) {
            assertEquals(3, run.pass(2900 * MS).feed(7)[0]);
        }
        run.backlog(1, 0);
        assertEquals(3, run.pass(3000 * MS).feed(7)[0]);
        assertEquals(1, run.pass(3375 * MS).feed(7)[0]);
    }

    @Test
    void shouldSendBothDirectionsToOneWorkerWhoeverReadsThem() {
        run.backlog(0, 1).backlog(1, 1).backlog(2, 1);
        assertEquals(3, run.port(1).readBy(0).feed(7)[0]);
        run.backlog(3, 1000);
        assertEquals(3, run.port(2).readBy(2).feed(7)[0]);
        assertEquals(3, run.port(1).readBy(1).feed(7)[0], "also when a kernel has changed the queue");
    }

    /** Flows that each keep one batch waiting. */
    @Test
    void shouldSpreadFlowsBetterThanTheHashAlone() {
        final SteeringRun wide = new SteeringRun(new LeastLoadedPolicy(16_384, 3000), 8);
        final int[] placed = new int[8];
        final int[] hashed = new int[8];
        for (int flow = 0; flow < 64; flow++) {
            placed[wide.feed(flow)[0]]++;
            hashed[wide.ownerOf(flow)]++;
            for (int w = 0; w < 8; w++) {
                wide.backlog(w, placed[w]);
            }
        }
        assertEquals(8, Arrays.stream(placed).max().orElseThrow(), () -> Arrays.toString(placed));
        assertTrue(Arrays.stream(hashed).max().orElseThrow() > 10, () -> Arrays.toString(hashed));
    }

    @Test
    void shouldKeepFlowsWhenTheConfigurationChanges() {
        run.backlog(0, 100).backlog(1, 100).backlog(2, 100);
        run.feed(IntStream.range(0, 300).toArray());
        run.backlog(3, 1000);
        policy.change(2048, 1000);
        assertTrue(IntStream.range(0, 300).allMatch(flow -> run.feed(flow)[0] == 3));
        assertEquals(0, run.moves().size());
    }

    @Test
    void shouldRefuseBadValues() {
        for (final int[] bad : new int[][] {{2047, 3000}, {1_048_577, 3000}, {4096, 999}, {4096, 3_600_001}}) {
            final String message =
                    String.valueOf(assertThrows(IllegalArgumentException.class, () -> policy.change(bad[0], bad[1]))
                            .getMessage());
            assertTrue(
                    message.matches(".*(entries|idle-ms)=-?\\d+ must be a whole number from \\d+ to \\d+.*"), message);
            assertThrows(IllegalArgumentException.class, () -> new LeastLoadedPolicy(bad[0], bad[1]));
        }
    }
}
