package org.jackfield.steering.toeplitz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.steering.kit.FlowTuple;
import org.jackfield.testkit.FrameBuilder;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.SteeringRun;
import org.jackfield.testkit.contract.SteeringContractTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToeplitzRssTest extends SteeringContractTest {
    @Override
    protected SteeringPolicy newPolicy() {
        return new ToeplitzRss("microsoft", 128, true);
    }

    private static int hash(final ToeplitzRss policy, final byte[] frame) {
        final FlowTuple tuple = new FlowTuple();
        final ByteBuffer buffer = ByteBuffer.wrap(frame);
        tuple.read(buffer, 0, frame.length);
        return policy.steering(4).hash(buffer, tuple);
    }

    private static FrameBuilder ip(final String source, final String destination) {
        final FrameBuilder frame = Frames.from(1, 2);
        return source.contains(":") ? frame.ipv6(source, destination) : frame.ipv4(source, destination);
    }

    /** "Verifying the RSS Hash Calculation", Windows driver documentation: with ports, and addresses alone. */
    @ParameterizedTest
    @CsvSource({
        "66.9.149.187, 2794, 161.142.100.80, 1766, 51ccc178, 323e8fc2",
        "199.92.111.2, 14230, 65.69.140.83, 4739, c626b0ea, d718262a",
        "24.19.198.95, 12898, 12.22.207.184, 38024, 5c2b394a, d2d0a5de",
        "38.27.205.30, 48228, 209.142.163.6, 2217, afc7327f, 82989176",
        "153.39.163.191, 44251, 202.188.127.2, 1303, 10e828a2, 5d1809c5",
        "3ffe:2501:200:1fff::7, 2794, 3ffe:2501:200:3::1, 1766, 40207d3d, 2cc18cd5",
        "3ffe:501:8::260:97ff:fe40:efab, 14230, ff02::1, 4739, dde51bbf, 0f0c461c",
        "3ffe:1900:4545:3:200:f8ff:fe21:67cf, 44251, fe80::200:f8ff:fe21:67cf, 38024, 02d1feef, 4b61e985"
    })
    void shouldGiveTheHashesOfTheVerificationSuite(
            final String source,
            final int sourcePort,
            final String destination,
            final int destinationPort,
            final String withPorts,
            final String without) {
        final ToeplitzRss policy = new ToeplitzRss("microsoft", 128, true);
        final int tcp = hash(
                policy,
                ip(source, destination).tcp(sourcePort, destinationPort, 1).build());
        assertEquals(Integer.parseUnsignedInt(withPorts, 16), tcp);
        assertEquals(
                tcp,
                hash(
                        policy,
                        ip(source, destination).udp(sourcePort, destinationPort).build()));
        final int addresses = Integer.parseUnsignedInt(without, 16);
        assertEquals(
                addresses,
                hash(policy, ip(source, destination).protocol(47).length(99).build()));
        final ToeplitzRss noUdpPorts = new ToeplitzRss("microsoft", 128, false);
        assertEquals(
                addresses,
                hash(
                        noUdpPorts,
                        ip(source, destination).udp(sourcePort, destinationPort).build()));
    }

    @Test
    void shouldTakeTheWorkerFromTheLowBitsByTheTable() {
        final SteeringRun run = new SteeringRun(newPolicy(), 3);
        run.flow(1, ip("66.9.149.187", "161.142.100.80").tcp(2794, 1766, 1).build());
        run.flow(2, ip("199.92.111.2", "65.69.140.83").tcp(14230, 4739, 1).build());
        assertArrayEquals(new short[] {0x78 % 3, 0x6a % 3}, run.feed(1, 2));
    }

    @Test
    void shouldSendBothDirectionsToOneWorkerWithTheSymmetricKeyOnly() {
        final SteeringRun symmetric = new SteeringRun(new ToeplitzRss("symmetric", 128, true), 8);
        final SteeringRun microsoft = new SteeringRun(newPolicy(), 8);
        int apart = 0;
        for (int port = 1; port <= 100; port++) {
            final String near = "2001:db8::" + port;
            final String far = "2001:db8:5::1";
            final byte[] there = ip(near, far).tcp(5000 + port, 443, 1).build();
            final byte[] back = ip(far, near).tcp(443, 5000 + port, 1).build();
            final short[] met = symmetric.flow(1, there).flow(2, back).feed(1, 2);
            assertEquals(met[0], met[1]);
            final short[] other = microsoft.flow(1, there).flow(2, back).feed(1, 2);
            apart += other[0] == other[1] ? 0 : 1;
        }
        assertTrue(apart > 50, "directions apart with the asymmetric key: " + apart);
    }

    /** The price of that key, as the README has it: address and port cancel out. */
    @Test
    void shouldGiveFlowsWhoseWordsCancelOutOneHashWithTheSymmetricKey() {
        final Set<Integer> symmetric = new HashSet<>();
        final Set<Integer> microsoft = new HashSet<>();
        for (int n = 1; n <= 200; n++) {
            final byte[] frame = ip("10.0.0." + n, "10.0.9.9").udp(n, 53).build();
            symmetric.add(hash(new ToeplitzRss("symmetric", 128, true), frame));
            microsoft.add(hash(new ToeplitzRss("microsoft", 128, true), frame));
        }
        assertEquals(1, symmetric.size());
        assertEquals(200, microsoft.size());
    }

    @Test
    void shouldSpreadFlowsEvenly() {
        final SteeringRun run = new SteeringRun(newPolicy(), 4);
        for (int flow = 0; flow < 4000; flow++) {
            run.feed(flow);
        }
        assertTrue(run.imbalance() < 1.15, () -> "imbalance " + run.imbalance());
    }

    @Test
    void shouldLeaveWhatIsNotIpToItsBucket() {
        final SteeringRun run = new SteeringRun(newPolicy(), 4);
        for (int station = 1; station < 50; station++) {
            run.flow(station, Frames.unicast(station, 7 * station));
            assertEquals(run.ownerOf(station), run.feed(station)[0]);
        }
    }

    @Test
    void shouldTakeAnyKeyOf40Bytes() {
        final byte[] frame =
                ip("66.9.149.187", "161.142.100.80").tcp(2794, 1766, 1).build();
        final ToeplitzRss same = new ToeplitzRss(" " + ToeplitzRss.MICROSOFT_KEY.toUpperCase(Locale.ROOT), 64, true);
        assertEquals(0x51ccc178, hash(same, frame));
        assertNotEquals(0x51ccc178, hash(new ToeplitzRss("01".repeat(40), 64, true), frame));
    }

    @ParameterizedTest
    @CsvSource({
        "microsoft, 0, table=0 must be a power of two from 64 to 4096",
        "microsoft, 100, table=100 must be a power of two from 64 to 4096",
        "microsoft, 8192, table=8192 must be a power of two from 64 to 4096",
        "intel, 128, 'hash-key=intel must be microsoft, symmetric or 80 hexadecimal digits'",
        "6d5a, 128, 'hash-key=6d5a must be microsoft, symmetric or 80 hexadecimal digits'"
    })
    void shouldRefuseWhatIsOutOfRangeByNameValueAndRange(final String key, final int table, final String message) {
        final String refused = assertThrows(IllegalArgumentException.class, () -> new ToeplitzRss(key, table, true))
                .getMessage();
        assertTrue(String.valueOf(refused).startsWith(message), refused);
    }
}
