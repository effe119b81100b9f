package org.jackfield.launcher.lab.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.util.EnumMap;
import java.util.Map;
import org.jackfield.lab.api.Measure;
import org.junit.jupiter.api.Test;

class InsideTest {
    private static Inside inside(final long displaced) {
        return Inside.of(JsonParser.parseString("""
                {"workers": [
                  {"processed": 600, "flowsMoved": 30, "flowsDisplaced": 0, "ringNs": {"count": 100, "mean": 2000.0}},
                  {"processed": 400, "flowsMoved": 20, "flowsDisplaced": %d, "ringNs": {"count": 10, "mean": 100000.0}}
                ]}
                """.formatted(displaced)).getAsJsonObject());
    }

    @Test
    void shouldTellMovesAndHowManyFramesWaitedInTheBusiestRing() {
        final Map<Measure, Double> values = new EnumMap<>(Measure.class);
        inside(0).measure(500_000_000, values);

        assertEquals(100, values.get(Measure.MIGRATIONS), "50 in half a second");
        assertEquals(0.002, values.get(Measure.QUEUE_DEPTH), 1e-12, "1 ms of frames' time in 500 ms");
    }

    @Test
    void shouldSayOfHowManyFramesItDoesNotKnow() {
        assertEquals(2, inside(0).notes().size());
        assertTrue(
                inside(15).notes().get(2).contains("of 1.5 % of the frames"),
                inside(15).notes()::toString);
    }
}
