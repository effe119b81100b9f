package org.jackfield.launcher.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MeasurementsTest {
    private final Measurements measurements = new Measurements();

    @BeforeEach
    void measureGoodTraffic() {
        measurements.ping(20, 20);
        measurements.tcp(1_000_000_000, 2_000_000_000);
        measurements.udp(1000, 990, 16, List.of(400L, 590L));
    }

    private static JsonObject stats(final boolean balanced) {
        return JsonParser.parseString(
                        "{\"workers\":[],\"handoffs\":3,\"drops\":{\"no-egress\":1},\"ledgers\":{\"balanced\":"
                                + balanced + "}}")
                .getAsJsonObject();
    }

    @Test
    void shouldBeContentWhenTrafficFlowed() {
        assertEquals(List.of(), measurements.problems(stats(true)));
    }

    @Test
    void shouldNotBeContentWithALostPing() {
        measurements.ping(20, 19);
        assertEquals(List.of("ping: 1 of 20 lost"), measurements.problems(stats(true)));
    }

    @Test
    void shouldNotBeContentWithOneQueue() {
        measurements.udp(1000, 990, 16, List.of(990L, 0L));
        assertEquals(List.of("udp: not more than one queue was used: [990, 0]"), measurements.problems(stats(true)));
    }

    @Test
    void shouldNotBeContentWhenNothingWasMeasuredOrALedgerDoesNotBalance() {
        assertEquals(5, new Measurements().problems(stats(false)).size());
    }

    @Test
    void shouldWriteTheDocumentedJson() {
        final JsonObject document = measurements.document(stats(true));
        assertEquals(JsonParser.parseString("""
                        {"ok":true,"problems":[],"ping":{"sent":20,"received":20,"loss":0.0},
                        "tcp":{"gbps":4.0,"bytes":1000000000,"seconds":2.0},
                        "udp":{"sent":1000,"received":990,"loss":0.01,"flows":16,"framesPerQueue":[400,590]},
                        "workers":[],"handoffs":3,"drops":{"no-egress":1},"ledgers":{"balanced":true}}
                        """), JsonParser.parseString(document.toString()));
        assertFalse(new Measurements().document(stats(true)).get("ok").getAsBoolean());
    }
}
