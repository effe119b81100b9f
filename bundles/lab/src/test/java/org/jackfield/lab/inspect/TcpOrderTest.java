package org.jackfield.lab.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TCP by its sequence numbers. */
class TcpOrderTest {
    private static final int BYTES = 100;

    private final Talk talk = new Talk();

    private static void assertCounts(
            final Judgement order,
            final long reordered,
            final long duplicates,
            final long retransmitted,
            final long repaired,
            final long lost) {
        assertEquals(
                List.of(reordered, duplicates, retransmitted, repaired, lost),
                List.of(order.reordered(), order.duplicates(), order.retransmitted(), order.repaired(), order.lost()),
                order::toString);
        assertEquals(Heuristic.TCP, order.by());
    }

    @Test
    void shouldFindNothingInAConnectionInOrder() {
        talk.segment(false, 0, 0, Talk.SYN, 0, 1_000);
        talk.segment(true, 0, 1, Talk.SYN | Talk.ACK, 0, 1_000);
        talk.segment(false, 1, 1, Talk.ACK, 0, 1_000);
        for (int i = 0; i < 20; i++) {
            talk.data(1 + i * BYTES, BYTES).ack(1 + (i + 1) * BYTES, 1_000);
        }
        talk.segment(false, 1 + 20 * BYTES, 1, Talk.ACK | Talk.FIN, 0, 1_000);
        final Judgement order = talk.judge();
        assertCounts(order, 0, 0, 0, 0, 0);
        assertEquals(22, order.judged());
        assertEquals(1, order.unjudged()); // the acknowledgment of the handshake
    }

    /** The example of RFC 4737, 11.2 (table 2): frames 4, 5 and 6 come after 7 to 10; extents are 4, 5 and 6. */
    @ParameterizedTest
    @ValueSource(longs = {0, 0xFFFF_FFFFL - 5 * BYTES, 0x7FFF_FFFFL - 5 * BYTES})
    void shouldFindLateSegmentsWhereverNumbersWrap(final long first) {
        for (final int number : new int[] {1, 2, 3, 7, 8, 9, 10, 4, 5, 6, 11}) {
            talk.id = 100 + number;
            talk.data(first + (long) number * BYTES, BYTES);
        }
        final Judgement order = talk.judge();
        assertCounts(order, 3, 0, 0, 0, 0);
        assertEquals(6, order.extentMost());
        assertEquals(3.0 / 11, order.reorderedRatio(), 1e-9);
    }

    private void five() {
        for (int i = 0; i < 5; i++) {
            talk.data(i * BYTES, BYTES);
        }
    }

    @Test
    void shouldKnowByTheIdentificationWhatWasSentAgainAfterALoss() {
        five();
        talk.data(600, BYTES).data(700, BYTES).data(500, BYTES);
        assertCounts(talk.judge(), 0, 0, 0, 1, 0);
    }

    @Test
    void shouldKnowByTimestampsWhatWasSentAgainWhereIdentificationsAreZero() {
        talk.id = 0;
        talk.idStep = 0;
        talk.timestamp = 70;
        five();
        talk.timestamp = 72;
        talk.data(700, BYTES);
        talk.timestamp = 71;
        talk.data(500, BYTES);
        talk.timestamp = 73;
        talk.data(600, BYTES);
        assertCounts(talk.judge(), 1, 0, 0, 1, 0);
    }

    @Test
    void shouldGoByTimeWhereNothingElseTells() {
        talk.id = 0;
        talk.idStep = 0;
        five();
        talk.data(700, BYTES)
                .after(Talk.MS)
                .data(500, BYTES)
                .after(20 * Talk.MS)
                .data(600, BYTES);
        assertCounts(talk.judge(), 1, 0, 0, 1, 0);
    }

    @Test
    void shouldTakeTheRoundTripOfTheHandshakeForThatTime() {
        talk.id = 0;
        talk.idStep = 0;
        talk.segment(false, -1, 0, Talk.SYN, 0, 1_000).after(25 * Talk.MS);
        talk.segment(true, 0, 0, Talk.SYN | Talk.ACK, 0, 1_000).after(25 * Talk.MS);
        talk.segment(false, 0, 1, Talk.ACK, 0, 1_000);
        five();
        talk.data(700, BYTES)
                .after(Talk.MS)
                .data(500, BYTES)
                .after(20 * Talk.MS)
                .data(600, BYTES);
        assertCounts(talk.judge(), 2, 0, 0, 0, 0);
    }

    @Test
    void shouldTellCopiesOfTheNetworkFromThoseOfTheSender() {
        five();
        talk.again(talk.frames.get(3)).data(100, BYTES).again(talk.frames.get(0));
        assertCounts(talk.judge(), 0, 2, 1, 0, 0);
    }

    @Test
    void shouldTellWhatCanBeToldOfGaps() {
        five();
        talk.data(600, BYTES).data(800, BYTES).ack(600, 1_000);
        final Judgement order = talk.judge();
        assertCounts(order, 0, 0, 0, 0, 2);
        assertEquals(200, order.lostBytes());
        assertEquals("100 bytes of gaps were acknowledged: not captured rather than lost", order.note());
    }

    @Test
    void shouldFillAGapPieceByPiece() {
        five();
        talk.data(900, BYTES).data(600, BYTES).data(500, 50).data(800, BYTES).data(700, 250);
        final Judgement order = talk.judge();
        assertCounts(order, 0, 0, 0, 4, 1);
        assertEquals(50, order.lostBytes());
    }

    @Test
    void shouldLeaveKeepAlivesAndProbesOut() {
        five();
        talk.data(499, 0).data(499, 1); // keep-alives
        talk.ack(500, 0).data(500, 1).data(500, 1).ack(501, 1_000); // probes; the window opens
        talk.data(501, BYTES);
        talk.ack(601, 0).data(601, 1).ack(601, 1_000); // one that was not taken
        talk.data(601, BYTES).data(701, BYTES).data(800, BYTES); // the last one with a byte again
        final Judgement order = talk.judge();
        assertCounts(order, 0, 0, 0, 0, 0);
        assertEquals(9, order.judged());
        assertEquals(5, order.unjudged());
    }

    @Test
    void shouldBeginAnewWithANewConnectionOfTheSamePorts() {
        five();
        talk.segment(false, 900_000, 0, Talk.SYN, 0, 1_000).segment(false, 900_000, 0, Talk.SYN, 0, 1_000);
        talk.data(900_001, BYTES).data(3_000_000_000L, BYTES).data(900_101, BYTES);
        final Judgement order = talk.judge();
        assertCounts(order, 0, 0, 1, 0, 0);
        assertEquals(1, order.unjudged());
        talk.data(3_000_000_200L, BYTES).data(3_000_000_300L, BYTES).data(3_000_000_400L, BYTES);
        assertCounts(talk.judge(), 0, 0, 1, 0, 0);
    }

    @Test
    void shouldJudgeWhatWasSentBeforeTheCaptureBegan() {
        talk.id = 105;
        talk.data(500, BYTES).data(600, BYTES).data(700, BYTES).data(800, BYTES);
        talk.id = 104;
        talk.data(400, BYTES);
        assertCounts(talk.judge(), 1, 0, 0, 0, 0);
    }

    /** One time a segment was sent. */
    private record Sent(int number, int segment) {}

    /** Thousands of segments, dropped, sent again, delayed and doubled at random, against definitions carried out to the letter. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void shouldAgreeWithWhatReallyHappened(final int seed) {
        final Random random = new Random(seed);
        final List<Sent> arrivals = arrivals(random);
        final BitSet come = new BitSet();
        final Set<Sent> seen = new HashSet<>();
        final List<Sent> distinct = new ArrayList<>();
        final long[] truth = new long[5];
        long extent = 0;
        for (final Sent each : arrivals) {
            talk.id = each.number;
            talk.data((long) each.segment * BYTES, BYTES);
            final int greatest = come.length() - 1;
            if (!seen.add(each)) {
                truth[1]++;
                continue;
            }
            distinct.add(each);
            if (come.get(each.segment)) {
                truth[2]++;
            } else if (each.segment < greatest) {
                int first = 0;
                while (distinct.get(first).segment < each.segment) {
                    first++;
                }
                final boolean before = each.number < distinct.get(first).number;
                truth[before ? 0 : 3]++;
                extent = before ? Math.max(extent, distinct.size() - 1 - first) : extent;
            }
            come.set(each.segment);
        }
        int missing = 0;
        for (int segment = come.nextSetBit(0) + 1; segment < come.length(); segment++) {
            missing += come.get(segment) || !come.get(segment - 1) ? 0 : 1;
        }
        assertTrue(
                truth[0] > 20 && truth[1] > 20 && truth[2] > 20 && truth[3] > 20 && missing > 2,
                Arrays.toString(truth) + missing);
        final Judgement order = talk.judge();
        assertCounts(order, truth[0], truth[1], truth[2], truth[3], missing);
        assertEquals(extent, order.extentMost());
    }

    private static List<Sent> arrivals(final Random random) {
        final List<Sent> arrivals = new ArrayList<>();
        final List<Integer> dropped = new ArrayList<>();
        int number = 0;
        for (int segment = 0; segment < 3_000; segment++) {
            final Sent sent = new Sent(number++, segment);
            if (segment == 0 || random.nextInt(100) >= 3) {
                place(arrivals, sent, random);
            } else {
                dropped.add(segment);
            }
            if (dropped.size() > 2 && random.nextInt(5) == 0) {
                // What is not sent again now never is.
                place(arrivals, new Sent(number++, dropped.remove(random.nextInt(2))), random);
                dropped.remove(random.nextInt(10) == 0 ? dropped.get(0) : Integer.valueOf(-1));
            }
            if (segment > 20 && random.nextInt(100) < 3) {
                place(arrivals, new Sent(number++, segment - random.nextInt(20)), random);
            }
            if (random.nextInt(100) < 2) {
                place(arrivals, arrivals.get(arrivals.size() - 1), random);
            }
        }
        return arrivals;
    }

    private static void place(final List<Sent> arrivals, final Sent sent, final Random random) {
        final int delay = arrivals.size() > 20 && random.nextInt(100) < 3 ? 1 + random.nextInt(9) : 0;
        arrivals.add(arrivals.size() - delay, sent);
    }
}
