package org.jackfield.lab.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Flows told by RTP, by the identification of IPv4, or by nothing; and frames that lie. */
class InspectionTest {
    private static final int SOURCE = 0xCAFE_0001;
    private static final int[] RFC4737_EXAMPLE = {1, 2, 3, 7, 8, 9, 10, 4, 5, 6, 11};

    private final Talk talk = new Talk();

    private void rtp(final int... numbers) {
        for (final int number : numbers) {
            talk.rtp(SOURCE, 0, number);
        }
    }

    private static void assertCounts(
            final Judgement order, final Heuristic by, final long reordered, final long duplicates, final long lost) {
        assertEquals(by, order.by(), order::toString);
        assertEquals(
                List.of(reordered, duplicates, lost),
                List.of(order.reordered(), order.duplicates(), order.lost()),
                order::toString);
    }

    @Test
    void shouldRecogniseRtpAndFindWhatIsLostLateAndDouble() {
        // 65534, 65535, 0, 1: the number wraps
        rtp(65_530, 65_531, 65_532, 65_533, 65_534, 1, 0, 2, 2, 6, 7);
        final Judgement order = talk.judge();
        assertCounts(order, Heuristic.RTP, 1, 1, 4); // 65535, 3, 4, 5
        assertEquals(11, order.judged());
        assertEquals(1, order.extentMost());
    }

    @Test
    void shouldFollowTheExampleOfRfc4737() {
        rtp(-3, -2, -1, 0);
        rtp(RFC4737_EXAMPLE);
        final Judgement order = talk.judge();
        assertCounts(order, Heuristic.RTP, 3, 0, 0);
        assertEquals(6, order.extentMost());
    }

    /** RFC 3550, A.1: a number out of reach is left out; two that follow each other begin a new series. */
    @Test
    void shouldBeginANewSeriesAfterAJump() {
        rtp(1, 2, 3, 4, 5, 30_000, 6, 7, 9, 40_000, 40_001, 40_003);
        final Judgement order = talk.judge();
        assertCounts(order, Heuristic.RTP, 0, 0, 2); // 8 and 40002
        assertEquals(1, order.unjudged());
        assertEquals(11, order.judged());
    }

    @Test
    void shouldKeepSourcesApartAndLeaveOtherFramesOut() {
        for (int i = 0; i < 10; i++) {
            talk.rtp(SOURCE, 0, i).rtp(SOURCE + 1, 96, 500 - 3 * i).rtp(SOURCE + 2, 8, 100 + i + (i > 5 ? 1 : 0));
            talk.rtp(SOURCE, 72, i); // RTCP
        }
        final Judgement order = talk.judge();
        assertCounts(order, Heuristic.RTP, 0, 0, 1);
        assertEquals(20, order.judged());
        assertEquals(20, order.unjudged());
        assertEquals("2 sources", order.note());
    }

    private void ids(final int... numbers) {
        for (final int number : numbers) {
            talk.id = number;
            talk.udp(new byte[20]);
        }
    }

    @Test
    void shouldJudgeOrderByAnIdentificationThatIsCountedUp() {
        ids(RFC4737_EXAMPLE);
        assertCounts(talk.judge(), Heuristic.IP_ID, 3, 0, 0);
        ids(13, 12, 13, 14);
        assertCounts(talk.judge(), Heuristic.IP_ID, 4, 1, 0);
        ids(16, 17);
        final Judgement order = talk.judge();
        assertCounts(order, Heuristic.IP_ID, 4, 1, Judgement.UNKNOWN);
        assertEquals("numbers between were not seen, which need not be losses", order.note());
    }

    @Test
    void shouldSayWhyItCannotTell() {
        talk.idStep = 0;
        ids(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        assertEquals("the IPv4 identification is always the same", talk.judge().note());
        talk.port++;
        final Random random = new Random(1);
        for (int i = 0; i < 50; i++) {
            ids(random.nextInt(65_536));
        }
        final Judgement order = talk.judge();
        assertCounts(order, Heuristic.NONE, 0, 0, Judgement.UNKNOWN);
        assertEquals("the IPv4 identification is no counter", order.note());
        assertEquals(50, order.unjudged());
    }

    @Test
    void shouldNotJudgeFragments() {
        ids(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        talk.udp(new byte[20]);
        final byte[] fragment = talk.takeLast();
        fragment[20] = 0x20;
        talk.again(fragment).again(fragment);
        final Inspection.Result result = talk.inspect();
        assertEquals(2, result.flows().size());
        final Judgement order = result.flows().get(1).order();
        assertCounts(order, Heuristic.NONE, 0, 0, Judgement.UNKNOWN);
        assertEquals("fragments, or cut off before the ports", order.note());
    }

    /** Two tags, and TCP behind hop-by-hop options of IPv6. */
    @Test
    void shouldReadBehindTagsAndExtensionHeaders() {
        for (final int number : RFC4737_EXAMPLE) {
            final ByteBuffer bytes = ByteBuffer.allocate(22 + 40 + 8 + 20 + 10);
            bytes.put(new byte[12]).putInt(0x88A8_0005).putInt(0x8100_0006).putShort((short) 0x86DD);
            bytes.putInt(0x6000_0000)
                    .putShort((short) 38)
                    .put((byte) 0)
                    .put((byte) 64)
                    .put(new byte[15])
                    .put((byte) 1);
            bytes.put(new byte[15]).put((byte) 2).put((byte) 6).put((byte) 0).put(new byte[6]);
            bytes.putInt(0x1000_0050)
                    .putInt(10 * number)
                    .putInt(0)
                    .putInt(0x5010_1000)
                    .putInt(0);
            talk.add(bytes);
        }
        final FlowOrder flow = talk.inspect().flows().get(0);
        assertEquals("[0:0:0:0:0:0:0:1]:4096", flow.from());
        assertCounts(flow.order(), Heuristic.TCP, 3, 0, 0);
    }

    @Test
    void shouldLeaveOutFlowsItHasNoRoomForAndSayHowManyFrames() {
        final Inspection inspection = new Inspection(2);
        for (int i = 0; i < 6; i++) {
            talk.port = 1_000 + i % 3;
            talk.data(i, 1);
            final byte[] frame = talk.takeLast();
            inspection.frame(ByteBuffer.wrap(frame), 0, frame.length, frame.length, i);
        }
        final Inspection.Result result = inspection.finish();
        assertEquals(2, result.leftOut());
        assertEquals(6, result.frames());
        assertEquals(2, result.flows().size());
    }

    /** Each frame is in a buffer of its own length, so whoever reads beyond it fails; and each is counted once. */
    @Test
    void shouldSurviveEveryCutAndLie() {
        talk.timestamp = 5;
        talk.segment(false, 7, 0, Talk.SYN, 0, 1_000)
                .data(8, 100)
                .ack(108, 1_000)
                .rtp(SOURCE, 0, 1);
        talk.udp(new byte[3]);
        final Random random = new Random(2);
        final Inspection inspection = new Inspection(500);
        long frames = 0;
        for (int round = 0; round < 20_000; round++) {
            final byte[] original = talk.frames.get(random.nextInt(talk.frames.size()));
            final byte[] frame = Arrays.copyOf(original, random.nextInt(original.length + 1));
            for (int lies = random.nextInt(4); lies > 0 && frame.length > 0; lies--) {
                frame[random.nextInt(frame.length)] = (byte) random.nextInt();
            }
            final int length = random.nextBoolean() ? original.length : frame.length;
            inspection.frame(ByteBuffer.wrap(frame), 0, frame.length, length, random.nextInt());
            frames++;
        }
        final Inspection.Result result = inspection.finish();
        assertEquals(frames, result.frames());
        long counted = result.leftOut();
        for (final FlowOrder flow : result.flows()) {
            assertEquals(flow.frames(), flow.order().judged() + flow.order().unjudged(), flow::toString);
            assertTrue(flow.order().reorderedRatio() <= 1, flow::toString);
            counted += flow.frames();
        }
        assertEquals(frames, counted);
    }
}
