package org.jackfield.lab.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Statistics of times and lengths. Seeds are fixed, so a bound holds always or never; each is more than 5 standard errors wide. */
class TrafficTest {
    private static final int FRAMES = 200_000;

    private static long[] spaces(final List<Frame> frames) {
        return IntStream.range(1, frames.size())
                .mapToLong(i -> frames.get(i).atNs() - frames.get(i - 1).atNs())
                .toArray();
    }

    private static double mean(final long[] values) {
        return LongStream.of(values).average().orElseThrow();
    }

    private static double deviation(final long[] values) {
        final double mean = mean(values);
        return Math.sqrt(LongStream.of(values)
                .mapToDouble(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow());
    }

    @Test
    void shouldKeepAConstantRateToTheNanosecond() {
        final List<Frame> frames = Frame.all("udp", "rate", "300000", "frames", "300001", "duration-ms", "2000");
        assertEquals(0, frames.get(0).atNs());
        assertEquals(1_000_000_000L, frames.get(300_000).atNs(), 1);
        assertTrue(LongStream.of(spaces(frames)).allMatch(space -> space == 3333 || space == 3334));
    }

    @Test
    void shouldDrawExponentialDistancesForPoisson() {
        final long[] spaces = spaces(Frame.all("udp", "arrivals", "poisson", "rate", "10000", "frames", "" + FRAMES));
        assertEquals(100_000, mean(spaces), 1_200);
        assertEquals(100_000, deviation(spaces), 2_400, "as large as the mean");
        final double longer =
                (double) LongStream.of(spaces).filter(space -> space > 200_000).count() / FRAMES;
        assertEquals(Math.exp(-2), longer, 0.004);
    }

    @Test
    void shouldHaveBurstsAndGapsOfTheGivenMeans() {
        final long[] spaces =
                spaces(Frame.all("bursty", "rate", "1000000", "burst", "20", "gap-us", "500", "frames", "" + FRAMES));
        final long[] gaps = LongStream.of(spaces)
                .filter(space -> space > 1_001)
                .map(s -> s - 1_000)
                .toArray();
        assertEquals(20, (double) FRAMES / gaps.length, 1);
        assertEquals(500_000, mean(gaps), 26_000);
        assertEquals(500_000, deviation(gaps), 52_000, "exponential");
        assertTrue(LongStream.of(spaces).noneMatch(space -> space < 999), "at most the rate in a burst");
    }

    @Test
    void shouldRepeatPeriodicBurstsExactly() {
        final List<Frame> frames =
                Frame.all("incast", "rate", "1000000", "burst", "8", "gap-us", "92", "flows", "4", "duration-ms", "1");
        assertEquals(80, frames.size());
        for (int i = 0; i < frames.size(); i++) {
            assertEquals(i / 8 * 100_000L + i % 8 * 1_000L, frames.get(i).atNs());
            assertEquals(i % 4, frames.get(i).flow());
        }
    }

    @Test
    void shouldMixLengthsSevenFourOne() {
        final Map<Integer, Integer> counts = new HashMap<>();
        Frame.all("imix", "frames", "" + FRAMES).forEach(frame -> counts.merge(frame.length(), 1, Integer::sum));
        assertEquals(3, counts.size());
        assertEquals(7 / 12.0, (double) counts.get(60) / FRAMES, 0.006);
        assertEquals(4 / 12.0, (double) counts.get(590) / FRAMES, 0.006);
        assertEquals(1 / 12.0, (double) counts.get(1514) / FRAMES, 0.004);
    }

    @Test
    void shouldDrawEveryLengthOfARange() {
        final Map<Integer, Integer> counts = new HashMap<>();
        Frame.all("udp", "sizes", "100-109", "frames", "" + FRAMES)
                .forEach(frame -> counts.merge(frame.length(), 1, Integer::sum));
        assertEquals(10, counts.size());
        counts.forEach((length, count) -> {
            assertTrue(length >= 100 && length <= 109);
            assertEquals(0.1, (double) count / FRAMES, 0.004);
        });
    }

    @Test
    void shouldNotCutHeaders() {
        final List<Frame> frames = Frame.all("small-tcp", "sizes", "60", "ip", "6", "vlan", "5", "frames", "10");
        assertTrue(frames.stream().allMatch(frame -> frame.length() == 14 + 4 + 40 + 20));
    }
}
