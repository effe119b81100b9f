package org.jackfield.testkit;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;

/** Whole Ethernet frames as bytes, without FCS: shortcuts around {@link FrameBuilder}, and reading them back. */
public final class Frames {
    /** Marks a payload that holds a flow and a number. */
    static final int MAGIC = 0x4A61636B;

    private Frames() {}

    /** A builder of a frame from one station to another; addresses in the lower 48 bits. */
    public static FrameBuilder from(final long source, final long destination) {
        return new FrameBuilder(source, destination);
    }

    /** A broadcast of 60 bytes with an experimental EtherType (IEEE 802: 0x88B5). */
    public static byte[] broadcast(final long source) {
        return from(source, 0xFFFF_FFFF_FFFFL).etherType(0x88B5).length(60).build();
    }

    /** A unicast frame of 60 bytes with an experimental EtherType. */
    public static byte[] unicast(final long source, final long destination) {
        return from(source, destination).etherType(0x88B5).length(60).build();
    }

    /**
     * A numbered UDP frame of 60 bytes. The flow chooses addresses and ports, so different flows have different hashes; both
     * can be read back with {@link #flow} and {@link #number}.
     */
    public static byte[] numbered(final long source, final long destination, final int flow, final long number) {
        return from(source, destination)
                .ipv4("10." + (flow >> 16 & 0xFF) + "." + (flow >> 8 & 0xFF) + ".1", "10.255.0." + (flow & 0xFF))
                .udp(1024 + flow % 50_000, 9)
                .numbered(flow, number)
                .length(60)
                .build();
    }

    /** Destination address of a frame. */
    public static long destination(final byte[] frame) {
        return ByteBuffer.wrap(frame).getLong(0) >>> 16;
    }

    /** Source address of a frame. */
    public static long source(final byte[] frame) {
        return ByteBuffer.wrap(frame).getLong(6) >>> 16;
    }

    /** The flow a numbered frame belongs to, -1 when it is not numbered. */
    public static int flow(final byte[] frame) {
        final int at = magicAt(frame);
        return at < 0 ? -1 : ByteBuffer.wrap(frame).getInt(at + 4);
    }

    /** The number of a numbered frame. */
    public static OptionalLong number(final byte[] frame) {
        final int at = magicAt(frame);
        return at < 0
                ? OptionalLong.empty()
                : OptionalLong.of(ByteBuffer.wrap(frame).getLong(at + 8));
    }

    /** A copy of the bytes of a frame in frame memory. */
    public static byte[] bytesOf(final FrameMemory memory, final int frame) {
        final byte[] bytes = new byte[memory.length(frame)];
        memory.buffer(frame).get(memory.data(frame), bytes);
        return bytes;
    }

    /** Puts a frame into frame memory: one reference, owned by the caller. Fails the test when the pool is empty. */
    public static int toMemory(final FramePool pool, final byte[] bytes) {
        final int sizeClass = FrameLayout.sizeClassForMtu(bytes.length - FrameLayout.ETHERNET_BYTES);
        final int frame = pool.allocate(sizeClass);
        if (frame < 0) {
            throw new IllegalStateException("no free frame of size class " + sizeClass);
        }
        final int base = pool.memory().base(frame);
        pool.memory().buffer(frame).put(base + FrameLayout.DATA, bytes);
        pool.memory().buffer(frame).putInt(base + FrameLayout.LENGTH, bytes.length);
        return frame;
    }

    private static int magicAt(final byte[] frame) {
        final ByteBuffer bytes = ByteBuffer.wrap(frame);
        for (int at = FrameLayout.ETHERNET_BYTES; at + 16 <= frame.length; at++) {
            if (bytes.getInt(at) == MAGIC) {
                return at;
            }
        }
        return -1;
    }
}
