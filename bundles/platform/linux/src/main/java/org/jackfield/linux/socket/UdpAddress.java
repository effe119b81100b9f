package org.jackfield.linux.socket;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jackfield.linux.jna.LibC;

/**
 * Address and UDP port of a peer as the kernel wants them: struct sockaddr_in (16 bytes) or struct sockaddr_in6 (28 bytes), as four
 * little-endian words. Immutable; any thread.
 *
 * <pre>
 * sockaddr_in:   family 0  port 2 (big-endian)  address 4
 * sockaddr_in6:  family 0  port 2 (big-endian)  flow label 4  address 8  scope 24
 * </pre>
 */
public final class UdpAddress {
    /** Words of an address. */
    public static final int WORDS = 4;

    static final int STORAGE_BYTES = WORDS * Long.BYTES;
    private static final int IPV4_BYTES = 16;
    private static final int IPV6_BYTES = 28;
    private static final int PORT_AT = 2;
    private static final int IPV4_AT = 4;
    private static final int IPV6_AT = 8;
    private static final int MOST_PORT = 0xFFFF;

    private final InetAddress host;
    private final int port;
    private final long[] words = new long[WORDS];

    private UdpAddress(final InetAddress host, final int port) {
        this.host = host;
        this.port = port;
        final ByteBuffer bytes = ByteBuffer.allocate(STORAGE_BYTES);
        bytes.putShort(PORT_AT, (short) port);
        bytes.put(isIpv6() ? IPV6_AT : IPV4_AT, host.getAddress());
        bytes.order(ByteOrder.LITTLE_ENDIAN).putShort(0, (short) (isIpv6() ? LibC.AF_INET6 : LibC.AF_INET));
        for (int i = 0; i < WORDS; i++) {
            words[i] = bytes.getLong(i * Long.BYTES);
        }
    }

    /**
     * An address. A scope of an IPv6 address is not kept: its number would belong to one namespace.
     *
     * @param port 0 to 65535
     */
    public static UdpAddress of(final InetAddress host, final int port) {
        if (port < 0 || port > MOST_PORT) {
            throw new IllegalArgumentException("UDP port " + port + " is not from 0 to " + MOST_PORT);
        }
        return new UdpAddress(host, port);
    }

    /** The host. */
    public InetAddress host() {
        return host;
    }

    /** The UDP port. */
    public int port() {
        return port;
    }

    /** Whether the host's address is one of IPv6. */
    public boolean isIpv6() {
        return host instanceof Inet6Address;
    }

    /** A word of the structure, 0 to {@link #WORDS} - 1. */
    public long word(final int index) {
        return words[index];
    }

    /** Bytes of the structure. */
    public int bytes() {
        return isIpv6() ? IPV6_BYTES : IPV4_BYTES;
    }

    /** First half of the host's address as {@link MessageBatch#sourceHigh} tells it; 0 for IPv4. */
    public long high() {
        return isIpv6() ? words[1] : 0;
    }

    /** Second half of the host's address as {@link MessageBatch#sourceLow} tells it. */
    public long low() {
        return isIpv6() ? words[2] : words[0] >>> Integer.SIZE;
    }

    @Override
    public String toString() {
        return isIpv6() ? "[" + host.getHostAddress() + "]:" + port : host.getHostAddress() + ":" + port;
    }
}
