package org.jackfield.port.pcap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The bytes of a capture file, put together by a test field by field. */
final class Capture {
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 20);

    private Capture(final ByteOrder order) {
        bytes.order(order);
    }

    static Capture empty(final ByteOrder order) {
        return new Capture(order);
    }

    /** A pcap file. */
    static Capture pcap(final ByteOrder order, final int magic, final int linkType) {
        return new Capture(order).ints(magic).shorts(2, 4).ints(0, 0, 65_535, linkType);
    }

    Capture record(final int seconds, final int fraction, final int length, final byte[] captured) {
        return ints(seconds, fraction, captured.length, length).raw(captured);
    }

    /** A section of a pcapng file. */
    Capture section() {
        return block(
                PcapngBlocks.SECTION,
                body().ints(PcapngBlocks.BYTE_ORDER).shorts(1, 0).ints(-1, -1));
    }

    /** An interface with options that are given as bytes. */
    Capture described(final int linkType, final int snapBytes, final Capture options) {
        return block(
                PcapngBlocks.INTERFACE,
                body().shorts(linkType, 0).ints(snapBytes).raw(options.array()));
    }

    Capture option(final int code, final byte[] value) {
        return shorts(code, value.length).padded(value);
    }

    Capture enhanced(final int by, final long time, final int length, final byte[] captured, final Capture options) {
        return block(
                PcapngBlocks.ENHANCED_PACKET,
                body().ints(by, (int) (time >>> 32), (int) time, captured.length, length)
                        .padded(captured)
                        .raw(options.array()));
    }

    Capture obsolete(final int by, final long time, final byte[] captured) {
        return block(
                PcapngBlocks.PACKET,
                body().shorts(by, 0)
                        .ints((int) (time >>> 32), (int) time, captured.length, captured.length)
                        .padded(captured));
    }

    Capture simple(final int length, final byte[] captured) {
        return block(PcapngBlocks.SIMPLE_PACKET, body().ints(length).padded(captured));
    }

    Capture block(final int type, final Capture body) {
        final byte[] inside = body.array();
        return ints(type, inside.length + 12).raw(inside).ints(inside.length + 12);
    }

    /** An empty part in the same byte order. */
    Capture body() {
        return new Capture(bytes.order());
    }

    Capture ints(final int... values) {
        Arrays.stream(values).forEach(bytes::putInt);
        return this;
    }

    Capture longs(final long... values) {
        Arrays.stream(values).forEach(bytes::putLong);
        return this;
    }

    Capture shorts(final int... values) {
        Arrays.stream(values).forEach(value -> bytes.putShort((short) value));
        return this;
    }

    Capture raw(final byte[] value) {
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

    int size() {
        return bytes.position();
    }

    byte[] array() {
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
