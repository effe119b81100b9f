package org.jackfield.launcher.bench.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jackfield.launcher.bench.rig.BenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IperfTest {
    @Test
    void shouldTakeWhatTheReceiverCounted() throws BenchException {
        final String document = """
                {"start": {}, "intervals": [], "end": {
                  "sum_sent": {"seconds": 1.0, "bytes": 999, "bits_per_second": 7992.0},
                  "sum_received": {"start": 0, "seconds": 1.25, "bytes": 625000000, "bits_per_second": 4e9}}}
                """;
        assertEquals(new Iperf.Transfer(625_000_000, 1.25), Iperf.Transfer.parse(document));
    }

    @Test
    void shouldPassOnWhatIperfSays() {
        final BenchException refused = assertThrows(
                BenchException.class,
                () -> Iperf.Transfer.parse("{\"start\": {}, \"error\": \"unable to connect to server\"}"));
        assertTrue(String.valueOf(refused.getMessage()).contains("unable to connect"), refused::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "iperf3: usage", "{\"end\": {}}", "[]"})
    void shouldRefuseWhatIsNoResult(final String text) {
        assertThrows(BenchException.class, () -> Iperf.Transfer.parse(text));
    }
}
