package org.jackfield.steering.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.testkit.FrameBuilder;
import org.jackfield.testkit.Frames;
import org.junit.jupiter.api.Test;

class FlowTupleTest {
    /** A frame does not begin where its buffer does. */
    private static final int AT = 10;

    private final FlowTuple tuple = new FlowTuple();

    private ByteBuffer read(final byte[] frame) {
        final ByteBuffer buffer = ByteBuffer.allocate(AT + frame.length + 4);
        Arrays.fill(buffer.array(), (byte) 0x5A);
        buffer.put(AT, frame);
        tuple.read(buffer, AT, frame.length);
        return buffer;
    }

    private static FrameBuilder frame() {
        return Frames.from(0x0200_0000_0001L, 0x0200_0000_0002L);
    }

    @Test
    void shouldFindAddressesProtocolAndPorts() {
        final ByteBuffer four =
                read(frame().ipv4("10.0.0.1", "10.0.0.2").tcp(7, 8, 0).build());
        assertEquals(FlowTuple.IPV4_BYTES, tuple.addressBytes);
        assertEquals(0x0A00_0001_0A00_0002L, four.getLong(tuple.addressesAt));
        assertEquals(6, tuple.protocol);
        assertEquals(0x0007_0008, four.getInt(tuple.portsAt));
        assertEquals(-1, tuple.vid);
        final ByteBuffer six = read(frame().vlan(5)
                .vlan(6)
                .ipv6("2001:db8::1", "2001:db8::2")
                .udp(9, 10)
                .build());
        assertEquals(FlowTuple.IPV6_BYTES, tuple.addressBytes);
        assertEquals(1, six.getLong(tuple.addressesAt + 8));
        assertEquals(2, six.getLong(tuple.addressesAt + 24));
        assertEquals(17, tuple.protocol);
        assertEquals(0x0009_000A, six.getInt(tuple.portsAt));
        assertEquals(5, tuple.vid);
    }

    @Test
    void shouldFindNoPortsInFragmentsTheFirstOneIncluded() {
        for (final int offset : new int[] {0, 8}) {
            read(frame().ipv4("10.0.0.1", "10.0.0.2")
                    .ipv4Fragment(offset, true)
                    .udp(7, 8)
                    .build());
            assertEquals(17, tuple.protocol);
            assertEquals(-1, tuple.portsAt);
            read(frame().ipv6("::1", "::2").ipv6Fragment(offset, true).udp(7, 8).build());
            assertEquals(17, tuple.protocol);
            assertEquals(-1, tuple.portsAt);
        }
    }

    @Test
    void shouldKnowOtherFramesByTheirAddressesAlone() {
        final ByteBuffer arp = read(frame().etherType(0x0806).length(60).build());
        assertEquals(FlowTuple.MAC_BYTES, tuple.addressBytes);
        assertEquals(AT, tuple.addressesAt);
        assertEquals(0x0200_0000_0002L, arp.getLong(tuple.addressesAt) >>> 16);
        assertEquals(-1, tuple.protocol);
        read(new byte[13]);
        assertEquals(0, tuple.addressBytes);
    }

    /** One definition of a flow: the hash of the switch can be put together from the tuple, for any frame. */
    @Test
    void shouldHoldExactlyWhatTheFlowHashIsMadeOf() {
        final Random random = new Random(1);
        for (int i = 0; i < 50_000; i++) {
            byte[] frame = any(random);
            if (i % 2 == 0) {
                frame = Arrays.copyOf(frame, random.nextInt(frame.length + 1));
                for (int flips = random.nextInt(5); flips > 0 && frame.length > 0; flips--) {
                    frame[random.nextInt(Math.min(90, frame.length))] = (byte) random.nextInt();
                }
            }
            final ByteBuffer buffer = read(frame);
            assertEquals(FlowHash.of(buffer, AT, frame.length), hash(buffer), Arrays.toString(frame));
        }
    }

    private int hash(final ByteBuffer buffer) {
        final int bytes = tuple.addressBytes;
        if (bytes == 0) {
            return 0;
        }
        final int source = fold(buffer, tuple.addressesAt);
        final int destination = fold(buffer, tuple.addressesAt + bytes);
        int x = (source ^ destination) * FlowHash.ADDRESS_XOR + (source + destination) * FlowHash.ADDRESS_SUM;
        if (tuple.portsAt >= 0) {
            final int from = buffer.getShort(tuple.portsAt) & 0xFFFF;
            final int to = buffer.getShort(tuple.portsAt + 2) & 0xFFFF;
            x += (from ^ to) * FlowHash.PORT_XOR + (from + to) * FlowHash.PORT_SUM;
        }
        x += tuple.protocol >= 0 ? tuple.protocol * FlowHash.PROTOCOL : 0;
        x = (x ^ x >>> 16) * FlowHash.FINISH_1;
        x = (x ^ x >>> 15) * FlowHash.FINISH_2;
        return x ^ x >>> 16;
    }

    private int fold(final ByteBuffer buffer, final int at) {
        if (tuple.addressBytes == FlowTuple.MAC_BYTES) {
            return buffer.getInt(at + 2) + (buffer.getShort(at) & 0xFFFF) * FlowHash.FOLD;
        }
        int word = buffer.getInt(at);
        for (int i = 4; i < tuple.addressBytes; i += 4) {
            word = word * FlowHash.FOLD + buffer.getInt(at + i);
        }
        return word;
    }

    private static byte[] any(final Random random) {
        final FrameBuilder frame = Frames.from(random.nextLong() >>> 16, random.nextLong() >>> 16);
        for (int tags = random.nextInt(4); tags > 0; tags--) {
            frame.tag(random.nextBoolean() ? 0x8100 : 0x88A8, random.nextInt());
        }
        final int kind = random.nextInt(7);
        if (kind == 0) {
            return frame.etherType(random.nextInt(0x1_0000)).length(64).build();
        }
        if (kind <= 3) {
            frame.ipv4("10.0.0." + random.nextInt(256), "10.0.1." + random.nextInt(256));
            frame.ipv4Options(new byte[4 * random.nextInt(3)]);
            frame.ipv4Fragment(kind == 1 ? 8 * random.nextInt(2) : 0, kind == 1 && random.nextBoolean());
        } else {
            frame.ipv6("2001:db8::" + random.nextInt(99), "2001:db8::" + random.nextInt(99));
            for (int n = random.nextInt(8); n > 0; n--) {
                frame.extension(random.nextBoolean() ? 0 : 60, new byte[8]);
            }
            if (kind == 4) {
                frame.ipv6Fragment(8 * random.nextInt(2), random.nextBoolean());
            }
        }
        if (random.nextInt(4) == 0) {
            return frame.protocol(random.nextInt(256)).length(120).build();
        }
        return random.nextBoolean()
                ? frame.udp(random.nextInt(65536), random.nextInt(65536)).build()
                : frame.tcp(random.nextInt(65536), random.nextInt(65536), 1).build();
    }
}
