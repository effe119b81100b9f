package org.jackfield.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The attributes of one netlink message or of one nested attribute; every length is checked. Immutable. */
final class NetlinkAttributes {
    /** Bits of the type field that are not the type: NLA_F_NESTED, NLA_F_NET_BYTEORDER. */
    private static final int TYPE_MASK = 0x3FFF;

    private final Map<Integer, ByteBuffer> values = new HashMap<>();

    /**
     * Reads attributes from the buffer's position to its limit.
     *
     * @throws NetlinkException when a length points outside
     */
    NetlinkAttributes(final ByteBuffer from) throws NetlinkException {
        final ByteBuffer in = from.slice().order(ByteOrder.LITTLE_ENDIAN);
        while (in.remaining() >= 4) {
            final int start = in.position();
            final int length = in.getShort() & 0xFFFF;
            final int type = in.getShort() & TYPE_MASK;
            if (length < 4 || start + length > in.limit()) {
                throw new NetlinkException("malformed netlink attribute " + type + ": " + length + " bytes", 0);
            }
            values.put(type, in.slice(start + 4, length - 4).order(ByteOrder.LITTLE_ENDIAN));
            in.position(Math.min(in.limit(), start + (length + 3) / 4 * 4));
        }
    }

    boolean has(final int type) {
        return values.containsKey(type);
    }

    /** An attribute of at least so many bytes. */
    Optional<ByteBuffer> bytes(final int type, final int least) throws NetlinkException {
        final ByteBuffer value = values.get(type);
        if (value != null && value.limit() < least) {
            throw new NetlinkException("malformed netlink attribute " + type + ": " + value.limit() + " bytes", 0);
        }
        return Optional.ofNullable(value).map(v -> v.duplicate().order(ByteOrder.LITTLE_ENDIAN));
    }

    int int32(final int type, final int fallback) throws NetlinkException {
        return bytes(type, 4).map(b -> b.getInt(0)).orElse(fallback);
    }

    int int8(final int type, final int fallback) throws NetlinkException {
        return bytes(type, 1).map(b -> b.get(0) & 0xFF).orElse(fallback);
    }

    /** A text without its zero byte; empty when absent. */
    String text(final int type) throws NetlinkException {
        final Optional<ByteBuffer> value = bytes(type, 0);
        if (value.isEmpty()) {
            return "";
        }
        final String text = StandardCharsets.UTF_8.decode(value.get()).toString();
        final int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    /** The attributes inside one; none when absent. */
    NetlinkAttributes nested(final int type) throws NetlinkException {
        return new NetlinkAttributes(bytes(type, 0).orElseGet(() -> ByteBuffer.allocate(0)));
    }
}
