package org.jackfield.linux.netlink;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * An IP address of a device with the length of its network prefix, as in {@code 10.9.0.1/24}.
 *
 * @param address the address; no name is ever looked up
 * @param prefix bits of its network, 1 to 32 or 128
 */
public record IpPrefix(InetAddress address, int prefix) {
    private static final String FORM = "write it like 10.9.0.1/24 or fd00::1/64";

    /**
     * Reads {@code ADDRESS/PREFIX}.
     *
     * @throws IllegalArgumentException for anything else, and for addresses no device may have
     */
    public static IpPrefix parse(final String text) {
        final int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("'" + text + "' has no prefix length; " + FORM);
        }
        final InetAddress address = literal(text.substring(0, slash), text);
        final int bits = address.getAddress().length * 8;
        final String digits = text.substring(slash + 1);
        if (!digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) < 1 || Integer.parseInt(digits) > bits) {
            throw new IllegalArgumentException("'" + text + "' needs a prefix length from 1 to " + bits);
        }
        if (address.isMulticastAddress() || address.isAnyLocalAddress()) {
            throw new IllegalArgumentException("'" + text + "' is not an address a device can have; " + FORM);
        }
        return new IpPrefix(address, Integer.parseInt(digits));
    }

    /** Whether it is an IPv6 address. */
    public boolean isIpv6() {
        return address.getAddress().length == 16;
    }

    private static InetAddress literal(final String host, final String text) {
        final boolean ipv4 = host.matches("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
        final boolean ipv6 = host.contains(":") && host.matches("[0-9a-fA-F:.]+");
        try {
            if (ipv4 || ipv6) {
                final InetAddress address = InetAddress.getByName(host);
                if (address.getAddress().length == (ipv4 ? 4 : 16)) {
                    return address;
                }
            }
        } catch (final UnknownHostException notALiteral) {
            // refused below
        }
        throw new IllegalArgumentException("'" + text + "' is not an IP address with prefix length; " + FORM);
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefix;
    }
}
