package org.jackfield.steering.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.testkit.SteeringRun;
import org.jackfield.testkit.contract.SteeringContractTest;
import org.junit.jupiter.api.Test;

class FollowPolicyTest extends SteeringContractTest {
    private static final int A = 1;
    private static final int B = 2;

    private final FollowPolicy policy = new FollowPolicy(32_768);
    private final SteeringRun run = new SteeringRun(policy, 4);

    @Override
    protected SteeringPolicy newPolicy() {
        return new FollowPolicy(32_768);
    }

    private int fed(final int port, final int reader, final int flow) {
        run.pass(1000);
        return run.port(port).readBy(reader).feed(flow)[0];
    }

    /** A flow that begins at A, whose frames worker 1 reads, to B, whose frames worker 2 reads. */
    private int conversation() {
        final int flow = flowOwnedBy(0);
        assertEquals(0, fed(A, 1, flow), "B has sent nothing so far: the owner of the bucket");
        assertEquals(1, fed(B, 2, flow), "where A sends");
        assertEquals(2, fed(A, 1, flow), "where B sends");
        return flow;
    }

    private int flowOwnedBy(final int worker) {
        int flow = 0;
        while (run.ownerOf(flow) != worker) {
            flow++;
        }
        return flow;
    }

    @Test
    void shouldSendEachDirectionWhereItsReceiverSends() {
        final int flow = conversation();
        for (int i = 0; i < 100; i++) {
            assertEquals(2, fed(A, 1, flow));
            assertEquals(1, fed(B, 2, flow));
        }
    }

    @Test
    void shouldForgetNothingByTime() {
        final int flow = conversation();
        run.pass(86_400_000_000_000L);
        assertEquals(2, fed(A, 1, flow));
        run.pass(86_400_000_000_000L);
        assertEquals(1, fed(B, 2, flow));
    }

    @Test
    void shouldFollowAReceiverThatSendsByAnotherQueue() {
        final int flow = conversation();
        assertEquals(1, fed(B, 3, flow));
        assertEquals(3, fed(A, 1, flow));
    }

    /** As RFS: only when the head of the queue has passed the tail that was noted. */
    @Test
    void shouldStayUntilNothingWaits() {
        final int flow = conversation();
        fed(B, 3, flow);
        run.backlog(2, 1);
        assertEquals(2, fed(A, 1, flow));
        assertEquals(2, fed(A, 1, flow));
        run.backlog(2, 0);
        assertEquals(3, fed(A, 1, flow));
    }

    @Test
    void shouldNotSplitTheFramesOfADutyCycle() {
        final int flow = conversation();
        run.port(B).readBy(3).feed(flow); // no time has passed since the last frame of A
        assertEquals(2, run.port(A).readBy(1).feed(flow)[0]);
        assertEquals(3, fed(A, 1, flow));
    }

    @Test
    void shouldLeaveAtOnceWhatItHasForwardedItself() {
        final int flow = flowOwnedBy(1);
        assertEquals(1, fed(A, 1, flow));
        fed(B, 2, flow);
        run.backlog(1, 9);
        assertEquals(2, fed(A, 1, flow), "these frames were its own: done before it reads again");
    }

    @Test
    void shouldNotWaitForeverForAWorkerThatDoesNotComeBack() {
        final int flow = conversation();
        fed(B, 3, flow);
        run.backlog(2, 100);
        assertEquals(
                2, run.pass(FollowSteering.SETTLED_NS - 2000).port(A).readBy(1).feed(flow)[0]);
        assertEquals(3, run.pass(FollowSteering.SETTLED_NS).port(A).readBy(1).feed(flow)[0]);
    }

    /**
     * Whatever collides and wherever readers go: when a flow leaves a worker, nothing has waited for that one at some
     * moment since the flow's last frame, unless that one is the reader itself.
     */
    @Test
    void shouldNeverLeaveAWorkerForWhichFramesWait() {
        final Random random = new Random(9);
        final long[] restedNs = new long[4];
        long nowNs = 0;
        int seen = 0;
        for (int step = 0; step < 3000; step++) {
            final long gapNs = random.nextInt(3) * 1000L;
            nowNs += gapNs;
            run.pass(gapNs);
            for (int w = 0; w < 4; w++) {
                final int waiting = random.nextInt(2) * random.nextInt(5);
                run.backlog(w, waiting);
                restedNs[w] = waiting == 0 ? nowNs : restedNs[w];
            }
            run.port(random.nextInt(3))
                    .readBy(random.nextInt(4))
                    .feed(random.ints(20, 0, 9000).toArray());
            final List<SteeringRun.Move> moves = run.moves();
            for (; seen < moves.size(); seen++) {
                final SteeringRun.Move move = moves.get(seen);
                assertTrue(move.gapNs() > 0, move::toString);
                assertTrue(
                        move.from() == move.reader() || restedNs[move.from()] > nowNs - move.gapNs(), move::toString);
            }
        }
        assertTrue(seen > 1000, "too little happens");
    }

    @Test
    void shouldLearnAnewWhenItsSizeChanges() {
        final int flow = conversation();
        policy.change(2048);
        fed(B, 2, flow);
        assertEquals(2, fed(A, 1, flow));
        assertEquals(1, fed(B, 2, flow));
    }

    @Test
    void shouldRefuseBadValuesAndGoOnWithThoseBefore() {
        final int flow = conversation();
        for (final int bad : new int[] {0, -1, 2047, 1_048_577}) {
            final String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> policy.change(bad))
                    .getMessage());
            assertTrue(message.contains("entries=" + bad + " must be a whole number from 2048 to 1048576"), message);
            assertThrows(IllegalArgumentException.class, () -> new FollowPolicy(bad));
        }
        assertEquals(2, fed(A, 1, flow));
    }
}
