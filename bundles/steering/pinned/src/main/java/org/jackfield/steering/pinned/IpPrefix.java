package org.jackfield.steering.pinned;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * The addresses that begin with some bits. An address is 128 bits in two halves; one of IPv4 is in the lower 32 of the lower half. Asks no
 * name server: only what is written as an address is one.
 *
 * @param bytes of an address: 4 or 16
 * @param high upper half of the address
 * @param low lower half
 * @param highMask bits of the upper half that count
 * @param lowMask bits of the lower half that count
 */
record IpPrefix(int bytes, long high, long low, long highMask, long lowMask) {
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";
    private static final String IPV4 = OCTET + "(\\." + OCTET + "){3}";
    private static final String IPV6 = "[0-9a-f:]*:[0-9a-f:]*(" + IPV4 + ")?";

    /** From {@code ADDRESS} or {@code ADDRESS/BITS}; refuses anything else and says what is possible. */
    static IpPrefix parse(final String text) {
        final int slash = text.indexOf('/');
        final byte[] address = address(text, slash < 0 ? text : text.substring(0, slash));
        final int most = 8 * address.length;
        final int bits = slash < 0 ? most : Numbers.parse(text.substring(slash + 1), 0, most, "a prefix length");
        final ByteBuffer wide = ByteBuffer.allocate(16).put(16 - address.length, address);
        final int ignored = most - bits;
        final long highMask = address.length == 4 || ignored >= 128 ? 0 : ignored <= 64 ? -1 : -1L << ignored - 64;
        final long lowMask = (ignored >= 64 ? 0 : -1L << ignored) & (address.length == 4 ? 0xFFFF_FFFFL : -1);
        final IpPrefix prefix = new IpPrefix(address.length, wide.getLong(0), wide.getLong(8), highMask, lowMask);
        if ((prefix.high & ~highMask) != 0 || (prefix.low & ~lowMask) != 0) {
            throw new IllegalArgumentException("'" + text + "' has bits behind its length of " + bits
                    + "; set them to 0, or leave out '/" + bits + "' for this one address");
        }
        return prefix;
    }

    private static byte[] address(final String whole, final String text) {
        if (text.matches(IPV4) || text.matches(IPV6)) {
            try {
                return InetAddress.getByName(text).getAddress();
            } catch (final UnknownHostException malformed) {
                // told below
            }
        }
        throw new IllegalArgumentException(
                "'" + whole + "' must be an address such as 10.0.0.1 or 2001:db8::1, or a prefix such as 10.0.0.0/8");
    }
}
