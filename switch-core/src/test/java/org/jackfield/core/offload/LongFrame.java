package org.jackfield.core.offload;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.Offload;

/**
 * A frame to be cut, as a sender leaves it to a device: random headers of every kind the switch cuts, with the
 * virtio-net header that
 * goes with them. {@link #segments} cuts it the slow way, byte by byte and with every checksum summed from nothing.
 */
public final class LongFrame {
    private static final int FIN = 0x01;
    private static final int PSH = 0x08;
    private static final int CWR = 0x80;

    /** The virtio-net header, little-endian, 12 bytes. */
    public final byte[] header = new byte[FrameLayout.VNET_BYTES];
    /** The frame; the checksum field has the sum of the pseudo header. */
    public final byte[] frame;

    public final boolean tcp;
    public final boolean v4;
    public final int l3;
    public final int l4;
    public final int headerBytes;
    public final int size;

    private LongFrame(final Random random, final boolean tcp, final boolean v4, final int payload, final int size) {
        this.tcp = tcp;
        this.v4 = v4;
        this.size = size;
        final ByteBuffer bytes = ByteBuffer.allocate(70_000);
        bytes.put(new byte[] {2, 0, 0, 0, 0, 0x0B, 2, 0, 0, 0, 0, 0x0A});
        for (int tags = random.nextInt(3); tags > 0; tags--) {
            bytes.putShort((short) (tags == 2 ? 0x88A8 : 0x8100)).putShort((short) (1 + random.nextInt(4094)));
        }
        bytes.putShort((short) (v4 ? 0x0800 : 0x86DD));
        l3 = bytes.position();
        if (v4) {
            ipv4(bytes, random);
        } else {
            ipv6(bytes, random);
        }
        l4 = bytes.position();
        transport(bytes, random);
        headerBytes = bytes.position();
        final byte[] data = new byte[payload];
        random.nextBytes(data);
        bytes.put(data);
        finish(bytes);
        frame = new byte[bytes.position()];
        bytes.get(0, frame);
        describe();
    }

    /** A frame with this much payload, of a random kind. */
    public static LongFrame random(final Random random, final int payload, final int size) {
        return new LongFrame(random, random.nextBoolean(), random.nextBoolean(), payload, size);
    }

    /** A frame of one kind. */
    public static LongFrame of(
            final Random random, final boolean tcp, final boolean v4, final int payload, final int size) {
        return new LongFrame(random, tcp, v4, payload, size);
    }

    private void ipv4(final ByteBuffer bytes, final Random random) {
        final int options = random.nextInt(3) == 0 ? 4 * (1 + random.nextInt(10)) : 0;
        bytes.put((byte) (0x45 + options / 4)).put((byte) random.nextInt(4)).putShort((short) 0);
        bytes.putShort((short) random.nextInt()).putShort((short) (random.nextBoolean() ? 0x4000 : 0));
        bytes.put((byte) 64).put((byte) (tcp ? 6 : 17)).putShort((short) 0);
        bytes.putInt(0x0A090001).putInt(0x0A090002);
        for (int i = 0; i < options; i++) {
            bytes.put((byte) (i == options - 1 ? 0 : 1)); // no operation, end of list
        }
    }

    private void ipv6(final ByteBuffer bytes, final Random random) {
        bytes.putInt(0x60000000 | random.nextInt(1 << 20)).putShort((short) 0);
        final int[] kinds = {0, 43, 60};
        final List<Integer> chain = new ArrayList<>();
        for (final int kind : kinds) {
            if (random.nextInt(4) == 0) {
                chain.add(kind);
            }
        }
        chain.add(tcp ? 6 : 17);
        bytes.put(chain.get(0).byteValue()).put((byte) 64);
        bytes.putLong(0xFD00000000000000L)
                .putLong(1)
                .putLong(0xFD00000000000000L)
                .putLong(2);
        for (int i = 0; i + 1 < chain.size(); i++) {
            final boolean routing = chain.get(i) == 43;
            final int words = routing ? 0 : random.nextInt(3);
            bytes.put(chain.get(i + 1).byteValue()).put((byte) words);
            // A routing header (an experimental type, RFC 3692) that has arrived, or padding options (RFC 8200 section
            // 4.2).
            bytes.put(
                    routing
                            ? new byte[] {(byte) 253, 0, 0, 0, 0, 0}
                            : new byte[] {1, (byte) (4 + 8 * words), 0, 0, 0, 0});
            bytes.put(new byte[8 * words]);
        }
    }

    private void transport(final ByteBuffer bytes, final Random random) {
        bytes.putShort((short) (1024 + random.nextInt(60_000))).putShort((short) (1 + random.nextInt(60_000)));
        if (!tcp) {
            bytes.putInt(0);
            return;
        }
        final int options = 4 * random.nextInt(11);
        final int flags = 0x10
                | (random.nextBoolean() ? FIN : 0)
                | (random.nextBoolean() ? PSH : 0)
                | (random.nextInt(4) == 0 ? CWR : 0)
                | (random.nextBoolean() ? 0x40 : 0);
        bytes.putInt(random.nextInt()).putInt(random.nextInt());
        bytes.put((byte) (5 + options / 4 << 4)).put((byte) flags).putShort((short) random.nextInt());
        bytes.putShort((short) 0).putShort((short) random.nextInt());
        for (int i = 0; i < options; i++) {
            bytes.put((byte) (i == options - 1 ? 0 : 1));
        }
    }

    private void finish(final ByteBuffer bytes) {
        final int end = bytes.position();
        if (v4) {
            bytes.putShort(l3 + 2, (short) (end - l3));
            bytes.putShort(l3 + 10, (short) ~naiveSum(bytes, l3, l4, 0));
        } else {
            bytes.putShort(l3 + 4, (short) (end - l3 - 40));
        }
        if (!tcp) {
            bytes.putShort(l4 + 4, (short) (end - l4));
        }
        bytes.putShort(checksumAt(), (short) pseudo(bytes, end - l4));
    }

    private void describe() {
        final boolean cwr = tcp && (frame[l4 + 13] & CWR) != 0;
        header[0] = 1;
        header[1] = (byte) ((tcp ? v4 ? 1 : 4 : 5) | (cwr ? 0x80 : 0));
        put(2, headerBytes);
        put(4, size);
        put(6, l4);
        put(8, tcp ? 16 : 6);
    }

    /** Writes a 16-bit field of the virtio-net header. */
    public void put(final int at, final int value) {
        header[at] = (byte) value;
        header[at + 1] = (byte) (value >> 8);
    }

    /** Bits of {@link Offload} that it needs. */
    public int needs() {
        final int kind = tcp ? v4 ? Offload.TSO4 : Offload.TSO6 : v4 ? Offload.USO4 : Offload.USO6;
        return Offload.CSUM | kind | (header[1] < 0 ? Offload.TSO_ECN : 0);
    }

    /** Header and frame in one, as a tap with headers gives it. */
    public byte[] wire() {
        return ByteBuffer.allocate(header.length + frame.length)
                .put(header)
                .put(frame)
                .array();
    }

    /** The same as whoever takes it whole gets it: what fits one segment lacks its checksum only. */
    public byte[] whole() {
        final byte[] whole = wire();
        if (frame.length - headerBytes <= size) {
            Arrays.fill(whole, 1, 6, (byte) 0);
        }
        return whole;
    }

    /** Puts header and frame into frame memory; one reference, the caller's. */
    int toMemory(final FramePool pool) {
        final int id = pool.allocate(FrameLayout.LARGE);
        final int base = pool.memory().base(id);
        final ByteBuffer buffer = pool.memory().buffer(id);
        buffer.put(base + FrameLayout.VNET, header);
        buffer.put(base + FrameLayout.DATA, frame);
        buffer.putInt(base + FrameLayout.LENGTH, frame.length);
        buffer.putShort(base + FrameLayout.FLAGS, (short) FrameLayout.HAS_VNET);
        return id;
    }

    /** What a receiver that takes nothing unfinished is to get. */
    public List<byte[]> segments() {
        final List<byte[]> segments = new ArrayList<>();
        for (int from = headerBytes; from < frame.length; from += size) {
            segments.add(segment(segments.size(), from, Math.min(frame.length, from + size)));
        }
        return segments;
    }

    private byte[] segment(final int number, final int from, final int to) {
        final byte[] array = new byte[headerBytes + to - from];
        final ByteBuffer bytes =
                ByteBuffer.wrap(array).put(frame, 0, headerBytes).put(frame, from, to - from);
        if (v4) {
            bytes.putShort(l3 + 2, (short) (array.length - l3));
            bytes.putShort(l3 + 4, (short) (bytes.getShort(l3 + 4) + number));
            bytes.putShort(l3 + 10, (short) 0);
            bytes.putShort(l3 + 10, (short) ~naiveSum(bytes, l3, l4, 0));
        } else {
            bytes.putShort(l3 + 4, (short) (array.length - l3 - 40));
        }
        if (tcp) {
            bytes.putInt(l4 + 4, bytes.getInt(l4 + 4) + from - headerBytes);
            int flags = array[l4 + 13] & 0xFF;
            flags = to == frame.length ? flags : flags & ~(FIN | PSH);
            array[l4 + 13] = (byte) (number == 0 ? flags : flags & ~CWR);
        } else {
            bytes.putShort(l4 + 4, (short) (array.length - l4));
        }
        bytes.putShort(checksumAt(), (short) 0);
        final int sum = ~naiveSum(bytes, l4, array.length, pseudo(bytes, array.length - l4)) & 0xFFFF;
        final boolean only = from == headerBytes && to == frame.length;
        bytes.putShort(checksumAt(), (short) (sum == 0 && (!tcp || only) ? 0xFFFF : sum));
        return array;
    }

    private int checksumAt() {
        return l4 + (tcp ? 16 : 6);
    }

    private int pseudo(final ByteBuffer bytes, final int transportBytes) {
        final int from = v4 ? l3 + 12 : l3 + 8;
        return naiveSum(bytes, from, v4 ? l3 + 20 : l3 + 40, transportBytes + (tcp ? 6 : 17));
    }

    private static int naiveSum(final ByteBuffer bytes, final int from, final int to, final int start) {
        int sum = start;
        for (int i = from; i < to; i++) {
            sum += (i - from) % 2 == 0 ? (bytes.get(i) & 0xFF) << 8 : bytes.get(i) & 0xFF;
            sum = sum > 0xFFFF ? sum - 0xFFFF : sum;
        }
        return sum;
    }
}
