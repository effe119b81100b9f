package org.jackfield.itest.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The traffic tool itself, over a veth pair that loses nothing. */
@Tag("netns")
@Tag("alone")
class TrafficIT {
    private static final String ADDRESS = "10.98.0.2";

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    private Host left;
    private Host right;

    @BeforeEach
    void connectHosts() {
        left = lab.host("l");
        right = lab.host("r");
        left.must("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", right.namespace());
        left.must("ip", "addr", "add", "10.98.0.1/24", "dev", "eth0");
        right.must("ip", "addr", "add", ADDRESS + "/24", "dev", "eth0");
        left.must("ip", "link", "set", "eth0", "up");
        right.must("ip", "link", "set", "eth0", "up");
        left.knows("eth0", ADDRESS, right.mac("eth0"));
        left.mustReach(ADDRESS);
    }

    @Test
    void shouldFindNothingWrongWithAWireThatLosesNothing() {
        final Outcome outcome = Traffic.start(left, right, ADDRESS, 8, "--rate", "50000", "--count", "100000")
                .outcome();
        assertEquals(100_000, outcome.sent().sent());
        outcome.mustBePerfect();
    }

    @Test
    void shouldEndEarlyWhenToldTo() {
        final Traffic traffic = Traffic.start(left, right, ADDRESS, 1, "--rate", "1000");
        traffic.stopSending();
        final Outcome outcome = traffic.outcome();
        assertTrue(outcome.sent().elapsedMs() < 30_000);
    }

    @Test
    void shouldSeeFramesThatGetLost() {
        final Traffic traffic = Traffic.start(left, right, ADDRESS, 2, "--rate", "10000", "--count", "20000");
        right.must("ip", "link", "set", "eth0", "down");
        final Outcome outcome = traffic.outcome();
        assertTrue(outcome.lost() > 0, outcome::toString);
        assertThrows(AssertionError.class, outcome::mustBeComplete);
    }

    @Test
    void shouldNotBlameTheWireForTheReceiversFullSocket() {
        final Outcome outcome = Traffic.start(
                        left,
                        right,
                        ADDRESS,
                        1,
                        "--rate",
                        "5000",
                        "--size",
                        "1400",
                        "--count",
                        "5000",
                        "--buffer",
                        "1",
                        "--late-ms",
                        "1500")
                .outcome();
        assertTrue(outcome.received().socketDrops() > 0, outcome::toString);
        assertEquals(0, outcome.lost(), outcome::toString);
    }
}
