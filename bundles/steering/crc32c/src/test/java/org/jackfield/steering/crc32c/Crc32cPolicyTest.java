package org.jackfield.steering.crc32c;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.steering.kit.FlowTuple;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.SteeringRun;
import org.jackfield.testkit.contract.SteeringContractTest;
import org.junit.jupiter.api.Test;

class Crc32cPolicyTest extends SteeringContractTest {
    @Override
    protected SteeringPolicy newPolicy() {
        return new Crc32cPolicy();
    }

    private static int checksum(final byte[] frame) {
        final FlowTuple tuple = new FlowTuple();
        final ByteBuffer buffer = ByteBuffer.wrap(frame);
        tuple.read(buffer, 0, frame.length);
        return Crc32cSteering.checksum(buffer, tuple);
    }

    private static int of(final String hex) {
        final CRC32C crc = new CRC32C();
        crc.update(HexFormat.of().parseHex(hex.replace(" ", "")));
        return (int) crc.getValue();
    }

    /** The order of the README: lower endpoint, higher endpoint, their ports, protocol. */
    @Test
    void shouldSumUpTheFieldsInOneOrderForBothDirections() {
        final int four = of("0a000001 0a000002 1389 01bb 06");
        assertEquals(
                four,
                checksum(Frames.from(1, 2)
                        .ipv4("10.0.0.1", "10.0.0.2")
                        .tcp(5001, 443, 1)
                        .build()));
        assertEquals(
                four,
                checksum(Frames.from(2, 1)
                        .ipv4("10.0.0.2", "10.0.0.1")
                        .tcp(443, 5001, 1)
                        .build()));
        final int six = of("20010db8000000000000000000000001 20010db8000000000000000000000002 0035 1389 11");
        assertEquals(
                six,
                checksum(Frames.from(1, 2)
                        .ipv6("2001:db8::2", "2001:db8::1")
                        .udp(5001, 53)
                        .build()));
        assertEquals(
                six,
                checksum(Frames.from(1, 2)
                        .ipv6("2001:db8::1", "2001:db8::2")
                        .udp(53, 5001)
                        .build()));
        assertEquals(
                of("0a000001 0a000002 0000 0000 2f"),
                checksum(Frames.from(1, 2)
                        .ipv4("10.0.0.2", "10.0.0.1")
                        .protocol(47)
                        .build()));
        final int mac = of("020000000001 0a0000000002 0000 0000 ff");
        assertEquals(mac, checksum(Frames.unicast(0x0200_0000_0001L, 0x0A00_0000_0002L)));
        assertEquals(mac, checksum(Frames.unicast(0x0A00_0000_0002L, 0x0200_0000_0001L)));
    }

    @Test
    void shouldOrderTheEndsOfAFlowWithinOneHostByPort() {
        final int one = checksum(
                Frames.from(1, 2).ipv4("10.0.0.1", "10.0.0.1").udp(7, 50_000).build());
        assertEquals(
                one,
                checksum(Frames.from(1, 2)
                        .ipv4("10.0.0.1", "10.0.0.1")
                        .udp(50_000, 7)
                        .build()));
    }

    @Test
    void shouldOrderAddressesAsUnsigned() {
        final int one = checksum(
                Frames.from(1, 2).ipv4("10.0.0.1", "192.168.0.1").udp(1, 2).build());
        assertEquals(of("0a000001 c0a80001 0001 0002 11"), one);
        assertNotEquals(
                one,
                checksum(Frames.from(1, 2)
                        .ipv4("10.0.0.1", "192.168.0.1")
                        .udp(2, 1)
                        .build()));
    }

    @Test
    void shouldSpreadFlowsEvenlyAlsoOverAnOddNumberOfWorkers() {
        for (final int workers : new int[] {2, 3, 7}) {
            final SteeringRun run = new SteeringRun(newPolicy(), workers);
            for (int flow = 0; flow < 7000; flow++) {
                run.feed(flow);
            }
            assertTrue(run.imbalance() < 1.15, () -> "imbalance " + run.imbalance());
        }
    }
}
