package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.lab.BadWire;
import org.jackfield.itest.lab.Child;
import org.jackfield.itest.lab.Host;
import org.jackfield.itest.lab.NetworkLab;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Order, copies and losses of real TCP over a wire that loses, doubles and delays frames: what the laboratory tells of captures,
 * beside tshark and beside what the wire did.
 */
@Tag("netns")
@Tag("once")
class LabInspectIT {
    private static final long WAIT_MS = 30_000;
    private static final String BYTES = "3M";
    private static final String THERE = "tcp.srcport != 5201";
    private static final String DATA = THERE + " and (tcp.len > 0 or tcp.flags.syn == 1 or tcp.flags.fin == 1)";

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    private Host left;
    private Host right;
    private BadWire wire;
    private Path folder;

    /** One frame stays one, so that both sides capture the same. */
    private void connect(final BadWire.Faults faults) {
        left = lab.host("a");
        right = lab.host("b");
        final Host middle = lab.host("m");
        folder = lab.folder("cap");
        join(middle, "left0", left, "10.9.0.1/24");
        join(middle, "right0", right, "10.9.0.2/24");
        wire = lab.adopt(new BadWire(middle.raw("left0"), middle.raw("right0"), faults));
        left.mustReach("10.9.0.2");
    }

    private static void join(final Host middle, final String port, final Host host, final String address) {
        middle.must("ip", "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", host.namespace());
        middle.must("ip", "link", "set", port, "up");
        middle.must("ethtool", "-K", port, "tso", "off", "gso", "off", "gro", "off", "tx", "off");
        host.must("ethtool", "-K", "eth0", "tso", "off", "gso", "off", "gro", "off", "tx", "off");
        host.must("ip", "addr", "add", address, "dev", "eth0");
        host.must("ip", "link", "set", "eth0", "up");
    }

    private Child capture(final Host host, final Path file) {
        final Child child = host.start(
                "tcpdump",
                "--immediate-mode",
                "-i",
                "eth0",
                "-U",
                "-B",
                "65536",
                "-s",
                "0",
                "-w",
                file.toString(),
                "tcp");
        Await.until(
                () -> "tcpdump captures: " + child,
                WAIT_MS,
                () -> child.errors().toString().contains("listening"));
        return child;
    }

    /** Sends while both ends capture. */
    private void transfer(final BadWire.Faults faults) {
        connect(faults);
        final Child server = right.start("iperf3", "-s", "-1");
        Await.until(
                () -> "iperf3 listens: " + server,
                WAIT_MS,
                () -> right.must("ss", "-Htln", "sport", "=", ":5201").contains("5201"));
        final Child before = capture(left, file("before"));
        final Child after = capture(right, file("after"));
        left.must("iperf3", "-c", "10.9.0.2", "-n", BYTES);
        server.awaitExit(WAIT_MS);
        wire.awaitEmpty();
        for (final Child child : List.of(before, after)) {
            lab.must("kill", "-INT", String.valueOf(child.pid()));
            child.awaitExit(WAIT_MS);
            assertTrue(child.errors().toString().contains("0 packets dropped by kernel"), child::toString);
        }
    }

    private Path file(final String name) {
        return folder.resolve(name + ".pcap");
    }

    private JsonObject inspect(final String... words) {
        final List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("jackfield.distribution"), "bin", "jackfield")
                        .toString(),
                "lab",
                "inspect",
                "-j"));
        command.addAll(List.of(words));
        return JsonParser.parseString(lab.run(command, Map.of()).succeeded().output())
                .getAsJsonObject();
    }

    private long tshark(final String filter) {
        return count(DATA + " and (" + filter + ")");
    }

    private long count(final String filter) {
        return lab.run(List.of("tshark", "-n", "-r", file("after").toString(), "-Y", filter))
                .succeeded()
                .output()
                .lines()
                .count();
    }

    /** Sums of the directions to the server. */
    private static long sum(final JsonObject document, final String key) {
        return document.getAsJsonArray("flows").asList().stream()
                .map(flow -> flow.getAsJsonObject())
                .filter(flow -> flow.get("to").getAsString().endsWith(":5201"))
                .peek(flow -> assertEquals("tcp", flow.get("heuristic").getAsString()))
                .mapToLong(flow -> flow.get(key).getAsLong())
                .sum();
    }

    private static void assertNear(final String what, final long expected, final long value, final double share) {
        final double slack = Math.max(3, share * expected);
        assertTrue(Math.abs(value - expected) <= slack, what + ": " + value + ", tshark " + expected);
    }

    /**
     * Both see the same segments that are no progress, and the same gaps. Which of them were reordered, tshark tells by time alone, so
     * that the two classes may differ.
     */
    private JsonObject assertAgreesWithTshark() {
        final JsonObject ours = inspect(file("after").toString());
        final long late = sum(ours, "reordered");
        final long again = sum(ours, "retransmitted") + sum(ours, "repaired") + sum(ours, "duplicates");
        final long theirLate = tshark("tcp.analysis.out_of_order");
        final long theirAgain = tshark("tcp.analysis.retransmission");
        assertEquals(count(THERE), sum(ours, "frames"));
        assertEquals(sum(ours, "frames"), sum(ours, "judged") + sum(ours, "unjudged"));
        // Probes of a closed window and keep-alives carry data for tshark, and are not judged here.
        assertNear("judged", tshark("tcp"), sum(ours, "judged"), 0.005);
        assertNear("out of sequence", theirLate + theirAgain, late + again, 0.02);
        return ours;
    }

    @Test
    void shouldAgreeWithTsharkAboutLosses() {
        transfer(new BadWire.Faults(2, 0, 0));
        final JsonObject ours = assertAgreesWithTshark();
        assertEquals(0, sum(ours, "duplicates"));
        // iperf3 ends before all was sent again.
        assertTrue(sum(ours, "repaired") > 0 && sum(ours, "lost") <= tshark("tcp.analysis.lost_segment"));
        assertCrossing();
    }

    @Test
    void shouldAgreeWithTsharkAboutReordering() {
        transfer(new BadWire.Faults(0, 0, 3));
        final JsonObject ours = assertAgreesWithTshark();
        assertTrue(sum(ours, "reordered") > 10, ours::toString);
        assertCrossing();
    }

    @Test
    void shouldAgreeWithTsharkAboutDuplicates() {
        transfer(new BadWire.Faults(0, 3, 0));
        final JsonObject ours = assertAgreesWithTshark();
        assertTrue(sum(ours, "duplicates") > 10, ours::toString);
        assertCrossing();
    }

    /** Frame by frame: what the wire did, and nothing else. */
    private void assertCrossing() {
        final JsonObject crossing =
                inspect(file("before").toString(), "--after", file("after").toString());
        assertEquals(wire.lost(), crossing.get("lost").getAsLong(), crossing::toString);
        assertEquals(wire.doubled(), crossing.get("duplicates").getAsLong(), crossing::toString);
        assertTrue(wire.late() == 0 || crossing.get("reordered").getAsLong() > 0, crossing::toString);
        assertEquals(0, crossing.get("others").getAsLong(), crossing::toString);
        assertTrue(crossing.getAsJsonObject("there").get("meanNs").getAsDouble() > 1e6, crossing::toString);
    }
}
