package org.jackfield.launcher.lab.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.jackfield.lab.api.Measure;
import org.junit.jupiter.api.Test;

class TcpCountersTest {
    @Test
    void shouldReadCountersByTheirNamesWhateverStandsBesides() {
        final List<String> lines = List.of(
                "TcpExt: SyncookiesSent TCPOFOQueue TCPDSACKRecv",
                "TcpExt: 1 22 333",
                "IpExt: InNoRoutes TCPOFOQueue",
                "IpExt: 4 5");
        assertEquals(
                Map.of("SyncookiesSent", 1L, "TCPOFOQueue", 22L, "TCPDSACKRecv", 333L),
                TcpCounters.read(lines, "TcpExt:"));
        assertEquals(Map.of(), TcpCounters.read(lines, "MPTcpExt:"));
    }

    @Test
    void shouldMakeMeasuresOfWhatGrew() {
        final TcpCounters before = new TcpCounters(
                Map.of("RetransSegs", 5L), Map.of("InSegs", 1_000L, "TCPOFOQueue", 10L, "TCPDSACKOldSent", 1L));
        final TcpCounters after = new TcpCounters(
                Map.of("RetransSegs", 8L),
                Map.of("InSegs", 3_000L, "TCPOFOQueue", 110L, "TCPDSACKOldSent", 4L, "TCPDSACKOfoSent", 1L));
        final TcpCounters grown = after.since(before);
        assertEquals(0.05, grown.values().get(Measure.REORDERED));
        assertEquals(0.002, grown.values().get(Measure.DUPLICATES));
        assertTrue(grown.notes().get(1).contains("retransmitted 3 of 0 segments"), grown.notes()::toString);
    }
}
