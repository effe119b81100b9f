package org.jackfield.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Builds one netlink message: struct nlmsghdr, a family header, attributes (linux/netlink.h). Attributes are padded
 * to 4 bytes. One thread.
 */
final class NetlinkRequest {
    static final int HEADER_BYTES = 16;
    private static final int MOST_BYTES = 1024;

    private final ByteBuffer buffer = ByteBuffer.allocate(MOST_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    /** A message of a type with {@code NLM_F_} flags besides REQUEST. */
    NetlinkRequest(final int type, final int flags) {
        buffer.putInt(0)
                .putShort((short) type)
                .putShort((short) (flags | NetlinkSocket.REQUEST))
                .putInt(0)
                .putInt(0);
    }

    /** Appends struct ifinfomsg (16 bytes). */
    NetlinkRequest link(final int ifindex, final int flags, final int change) {
        buffer.put((byte) 0)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(ifindex)
                .putInt(flags)
                .putInt(change);
        return this;
    }

    /** Appends struct ifaddrmsg (8 bytes). */
    NetlinkRequest address(final int family, final int prefix, final int ifindex) {
        buffer.put((byte) family).put((byte) prefix).put((byte) 0).put((byte) 0).putInt(ifindex);
        return this;
    }

    /** Appends struct tcmsg (20 bytes) for the queueing discipline below a parent. */
    NetlinkRequest traffic(final int ifindex, final int parent) {
        buffer.putInt(0).putInt(ifindex).putInt(0).putInt(parent).putInt(0);
        return this;
    }

    NetlinkRequest attribute(final int type, final byte[] value) {
        buffer.putShort((short) (4 + value.length)).putShort((short) type).put(value);
        while (buffer.position() % 4 != 0) {
            buffer.put((byte) 0);
        }
        return this;
    }

    NetlinkRequest attribute(final int type, final int value) {
        buffer.putShort((short) 8).putShort((short) type).putInt(value);
        return this;
    }

    /** A text attribute with its zero byte. */
    NetlinkRequest attribute(final int type, final String value) {
        return attribute(type, (value + '\0').getBytes(StandardCharsets.UTF_8));
    }

    /** The finished message. */
    byte[] bytes(final int sequence) {
        buffer.putInt(0, buffer.position()).putInt(8, sequence);
        final byte[] out = new byte[buffer.position()];
        buffer.get(0, out);
        return out;
    }
}
