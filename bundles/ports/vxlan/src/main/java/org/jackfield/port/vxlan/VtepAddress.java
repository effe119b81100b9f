package org.jackfield.port.vxlan;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.jackfield.linux.socket.UdpAddress;

/** Addresses of VTEPs as people write them: {@code 192.0.2.1}, {@code 192.0.2.1:8472}, {@code 2001:db8::1}, {@code [2001:db8::1]:8472}. */
final class VtepAddress {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern BRACKETED = Pattern.compile("\\[([^\\]]*)\\](?::(\\d{1,5}))?");
    private static final Pattern IPV4_AND_PORT = Pattern.compile("([^:]*):(\\d{1,5})");
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;
    private static final int MOST_PORT = 65_535;

    private VtepAddress() {}

    /** All zeros: every address of this host. */
    static InetAddress unspecified(final boolean ipv6) {
        try {
            return InetAddress.getByAddress(new byte[ipv6 ? IPV6_BYTES : IPV4_BYTES]);
        } catch (final UnknownHostException never) {
            throw new IllegalStateException(never);
        }
    }

    /** The addresses in a list, with the UDP port of those that name none. */
    static List<UdpAddress> list(final PortSettings settings, final String key, final int port) throws PortException {
        final List<UdpAddress> addresses = new ArrayList<>();
        for (final String text : settings.list(key)) {
            addresses.add(one(settings, key, text, port));
        }
        return List.copyOf(addresses);
    }

    private static UdpAddress one(final PortSettings settings, final String key, final String text, final int port)
            throws PortException {
        Matcher parts = BRACKETED.matcher(text);
        if (!parts.matches()) {
            parts = IPV4_AND_PORT.matcher(text);
            if (!parts.matches()) {
                return UdpAddress.of(host(settings, key, text), port);
            }
        }
        final String number = parts.group(2);
        final int own = number == null ? port : Integer.parseInt(number);
        if (own < 1 || own > MOST_PORT) {
            throw refuse(settings, key, text, "has no UDP port from 1 to " + MOST_PORT);
        }
        return UdpAddress.of(host(settings, key, parts.group(1)), own);
    }

    /** An address; no names, which would be looked up in another namespace and change their meaning. */
    static InetAddress host(final PortSettings settings, final String key, final String text) throws PortException {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            throw refuse(settings, key, text, "is no IP address; write it like 192.0.2.1 or 2001:db8::1");
        }
        final InetAddress host;
        try {
            host = InetAddress.getByName(text);
        } catch (final UnknownHostException e) {
            throw refuse(settings, key, text, "is no IP address; write it like 192.0.2.1 or 2001:db8::1");
        }
        if (host.isMulticastAddress()) {
            throw refuse(settings, key, text, "is a group address; name each VTEP by an address of its own");
        }
        if (host.isAnyLocalAddress()) {
            throw refuse(settings, key, text, "is no address of a host; name one, or leave it out");
        }
        if (host.getAddress().length == IPV6_BYTES && host.isLinkLocalAddress()) {
            throw refuse(
                    settings, key, text, "is a link-local address, which means nothing without a device; use another");
        }
        return host;
    }

    private static PortException refuse(
            final PortSettings settings, final String key, final String value, final String rule) {
        return new PortException("port " + settings.name() + ": " + key + ": '" + value + "' " + rule);
    }
}
