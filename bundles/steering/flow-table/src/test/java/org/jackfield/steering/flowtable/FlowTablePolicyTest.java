package org.jackfield.steering.flowtable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.testkit.SteeringRun;
import org.jackfield.testkit.contract.SteeringContractTest;
import org.junit.jupiter.api.Test;

/** The contract, and what tun_flow_update and tun_automq_select_queue do, with workers for queues. */
class FlowTablePolicyTest extends SteeringContractTest {
    private static final long MS = 1_000_000;
    private static final int GUEST = 1;
    private static final int OTHER = 2;

    private final FlowTablePolicy policy = new FlowTablePolicy(4096, 3000);
    private final SteeringRun run = new SteeringRun(policy, 4);

    @Override
    protected SteeringPolicy newPolicy() {
        return new FlowTablePolicy(4096, 3000);
    }

    private int fed(final int port, final int reader, final int flow) {
        return run.port(port).readBy(reader).feed(flow)[0];
    }

    @Test
    void shouldKeepAFlowWithItsReaderAndHaveRepliesFollow() {
        for (int flow = 0; flow < 100; flow++) {
            final int reader = flow % 4;
            assertEquals(reader, fed(GUEST, reader, flow));
            assertEquals(reader, fed(OTHER, (reader + 1) % 4, flow), "the reply");
            assertEquals(reader, fed(OTHER, (reader + 2) % 4, flow), "whoever reads it");
        }
    }

    @Test
    void shouldFollowTheGuestToAnotherQueueAtOnce() {
        fed(GUEST, 0, 7);
        assertEquals(0, fed(OTHER, 3, 7));
        assertEquals(2, fed(GUEST, 2, 7));
        assertEquals(2, fed(OTHER, 3, 7));
        assertFalse(policy.preservesOrder());
    }

    @Test
    void shouldBeKeptByTheDirectionThatBeganOnly() {
        fed(GUEST, 0, 7);
        for (int i = 0; i < 30; i++) {
            assertEquals(0, fed(OTHER, 3, 7));
            run.pass(100 * MS);
        }
        assertEquals(0, fed(OTHER, 3, 7), "after 3 s");
        run.pass(375 * MS);
        assertEquals(3, fed(OTHER, 3, 7), "replies alone keep nothing: they begin the flow anew");
        assertEquals(3, fed(GUEST, 0, 7));
    }

    @Test
    void shouldKnowAFlowForAsLongAsItIsSent() {
        for (int i = 0; i < 100; i++) {
            assertEquals(1, fed(GUEST, 1, 7));
            run.pass(2900 * MS);
            assertEquals(1, fed(OTHER, 3, 7));
        }
    }

    /** As tun, which makes no entry beyond MAX_TAP_FLOWS: others stay where the hash puts them. */
    @Test
    void shouldForgetNoFlowForAnotherAndLeaveTheRestToTheHash() {
        final int[] known = IntStream.range(0, 500).toArray();
        run.port(GUEST).readBy(1).feed(known);
        final int[] flood = IntStream.range(1000, 60_000).toArray();
        final short[] to = run.readBy(2).feed(flood);
        int left = 0;
        for (int i = 0; i < flood.length; i++) {
            assertTrue(to[i] == 2 || to[i] == run.ownerOf(flood[i]));
            left += to[i] == 2 ? 0 : 1;
        }
        assertTrue(left > 35_000, "most find no room, and three of four of these have another bucket owner");
        for (final short worker : run.port(OTHER).readBy(3).feed(known)) {
            assertEquals(1, worker);
        }
    }

    @Test
    void shouldChangeInPlaceWithoutForgetting() {
        fed(GUEST, 0, 7);
        policy.change(8192, 500);
        assertEquals(0, fed(OTHER, 3, 7));
        run.pass(600 * MS);
        assertEquals(3, fed(OTHER, 3, 7), "the shorter timeout counts");
    }

    @Test
    void shouldRefuseBadValuesAndGoOnWithThoseBefore() {
        fed(GUEST, 0, 7);
        for (final int[] bad : new int[][] {{2047, 3000}, {1 << 21, 3000}, {4096, 99}, {4096, 3_600_001}, {-1, -1}}) {
            final String message =
                    String.valueOf(assertThrows(IllegalArgumentException.class, () -> policy.change(bad[0], bad[1]))
                            .getMessage());
            assertTrue(
                    message.matches(".*(entries|timeout-ms)=-?\\d+ must be a whole number from \\d+ to \\d+.*"),
                    message);
            assertThrows(IllegalArgumentException.class, () -> new FlowTablePolicy(bad[0], bad[1]));
        }
        run.pass(2000 * MS);
        assertEquals(0, fed(OTHER, 3, 7));
    }

    /** Where the kernel steers by the bucket table, the reader is the owner already: nothing changes hands. */
    @Test
    void shouldChangeNothingWhereReadersAreBucketOwners() {
        for (int flow = 0; flow < 300; flow++) {
            final int owner = run.ownerOf(flow);
            assertEquals(owner, fed(flow % 3, owner, flow));
        }
        assertEquals(0, run.moves().size());
    }

    /** Queues of the driver, as its source has them, but for the rounding of its timer. */
    @Test
    void shouldAgreeWithAModelOfTheDriver() {
        final Random random = new Random(5);
        final Map<Integer, int[]> entries = new HashMap<>();
        final Map<Integer, Long> updated = new HashMap<>();
        long now = 0;
        for (int step = 0; step < 100_000; step++) {
            final int flow = random.nextInt(200);
            final int port = random.nextInt(2);
            final int reader = random.nextInt(4);
            final long idle = now - updated.getOrDefault(flow, -1_000_000 * MS);
            if (idle > 3000 * MS && idle <= 3375 * MS) {
                continue; // the policy may forget up to an eighth later
            }
            if (idle > 3000 * MS || entries.get(flow)[0] == port) {
                entries.put(flow, new int[] {port, reader});
                updated.put(flow, now);
            }
            assertArrayEquals(
                    new short[] {(short) entries.get(flow)[1]},
                    run.port(port).readBy(reader).feed(flow));
            final long gapNs = random.nextInt(50) == 0 ? random.nextInt(2000) * MS : random.nextInt(5) * MS;
            now += gapNs;
            run.pass(gapNs);
        }
    }
}
