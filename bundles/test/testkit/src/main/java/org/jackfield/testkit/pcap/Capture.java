package org.jackfield.testkit.pcap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The bytes of a pcap or pcapng file, put together by a test field by field, so that they may be wrong too. Numbers are those of
 * draft-ietf-opsawg-pcap and draft-ietf-opsawg-pcapng. One thread.
 */
public final class Capture {
    /** Magic number of a pcap file whose times are in nanoseconds. */
    public static final int NANO = 0xA1B2_3C4D;
    /** Magic number of a pcap file whose times are in microseconds. */
    public static final int MICRO = 0xA1B2_C3D4;

    private static final int SECTION = 0x0A0D_0D0A;
    private static final int BYTE_ORDER = 0x1A2B_3C4D;
    private static final int INTERFACE = 1;
    private static final int PACKET = 2;
    private static final int SIMPLE_PACKET = 3;
    private static final int ENHANCED_PACKET = 6;

    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 20);

    private Capture(final ByteOrder order) {
        bytes.order(order);
    }

    /** Nothing yet. */
    public static Capture empty(final ByteOrder order) {
        return new Capture(order);
    }

    /** A pcap file. */
    public static Capture pcap(final ByteOrder order, final int magic, final int linkType) {
        return new Capture(order).ints(magic).shorts(2, 4).ints(0, 0, 65_535, linkType);
    }

    /** A frame of a pcap file. */
    public Capture record(final int seconds, final int fraction, final int length, final byte[] captured) {
        return ints(seconds, fraction, captured.length, length).raw(captured);
    }

    /** A section of a pcapng file. */
    public Capture section() {
        return block(SECTION, body().ints(BYTE_ORDER).shorts(1, 0).ints(-1, -1));
    }

    /** An interface with options that are given as bytes. */
    public Capture described(final int linkType, final int snapBytes, final Capture options) {
        return block(INTERFACE, body().shorts(linkType, 0).ints(snapBytes).raw(options.array()));
    }

    /** An option of a block. */
    public Capture option(final int code, final byte[] value) {
        return shorts(code, value.length).padded(value);
    }

    /** An enhanced packet block. */
    public Capture enhanced(
            final int by, final long time, final int length, final byte[] captured, final Capture options) {
        return block(
                ENHANCED_PACKET,
                body().ints(by, (int) (time >>> 32), (int) time, captured.length, length)
                        .padded(captured)
                        .raw(options.array()));
    }

    /** A packet block. */
    public Capture obsolete(final int by, final long time, final byte[] captured) {
        return block(
                PACKET,
                body().shorts(by, 0)
                        .ints((int) (time >>> 32), (int) time, captured.length, captured.length)
                        .padded(captured));
    }

    /** A simple packet block. */
    public Capture simple(final int length, final byte[] captured) {
        return block(SIMPLE_PACKET, body().ints(length).padded(captured));
    }

    /** Any block of a pcapng file. */
    public Capture block(final int type, final Capture body) {
        final byte[] inside = body.array();
        return ints(type, inside.length + 12).raw(inside).ints(inside.length + 12);
    }

    /** An empty part in the same byte order. */
    public Capture body() {
        return new Capture(bytes.order());
    }

    /** Numbers of 4 bytes. */
    public Capture ints(final int... values) {
        Arrays.stream(values).forEach(bytes::putInt);
        return this;
    }

    /** Numbers of 8 bytes. */
    public Capture longs(final long... values) {
        Arrays.stream(values).forEach(bytes::putLong);
        return this;
    }

    /** Numbers of 2 bytes. */
    public Capture shorts(final int... values) {
        Arrays.stream(values).forEach(value -> bytes.putShort((short) value));
        return this;
    }

    /** Bytes as they are. */
    public Capture raw(final byte[] value) {
        bytes.put(value);
        return this;
    }

    private Capture padded(final byte[] value) {
        bytes.put(value);
        while (bytes.position() % 4 != 0) {
            bytes.put((byte) 0);
        }
        return this;
    }

    /** Bytes so far. */
    public int size() {
        return bytes.position();
    }

    /** What there is, copied. */
    public byte[] array() {
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
