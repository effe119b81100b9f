package org.jackfield.launcher.lab.live;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.measure.Arrivals;
import org.jackfield.launcher.bench.load.Words;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static Report report(final int frames, final long tookNs) {
        final Arrivals arrivals = new Arrivals(0, 1_000_000, flow -> "");
        for (int i = 0; i < frames; i++) {
            arrivals.arrived(0, i, i * 1_000L, i * 1_000L + tookNs, -1, 60);
        }
        return new Report(
                frames,
                2,
                1,
                Report.named(arrivals.values(0, 1_000_000_000)),
                arrivals.series(),
                arrivals.distributions());
    }

    @Test
    void shouldGoFromProcessToProcessAsAWord() {
        final Report sent = report(10, 500);
        final Report got =
                Report.of(Words.of(Words.line("ok", "report", sent.word())).text("report"));
        assertEquals(10, got.received());
        assertEquals(sent.measured(), got.measured());
        assertArrayEquals(sent.latencies().get(0).ns(), got.latencies().get(0).ns());
    }

    @Test
    void shouldCountWhatListenersMissedAsDelivered() {
        final Heard heard = new Heard(report(10, 500), report(0, 0));
        final Map<Measure, Double> values = heard.values(15);
        assertEquals(14, values.get(Measure.DELIVERED));
        assertEquals(1.0 / 15, values.get(Measure.LOSS), 1e-9);
        assertEquals(
                List.of("all"),
                heard.latencies().stream().map(each -> each.name()).toList());
    }

    @Test
    void shouldMixTheLatenciesOfBothDirections() {
        final Heard heard = new Heard(report(900, 1_000), report(100, 9_000));
        final Map<Measure, Double> values = heard.values(1_004);
        assertTrue(values.get(Measure.LATENCY_P50) <= 1_010, values::toString);
        assertTrue(values.get(Measure.LATENCY_P99) >= 9_000, values::toString);
        assertEquals(0, values.get(Measure.LOSS));
        assertEquals(1_000, values.get(Measure.FRAME_RATE), 1e-6);
    }
}
