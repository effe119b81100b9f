package org.jackfield.port.pcap;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jackfield.api.frame.MacAddress;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.jackfield.linux.netlink.IpPrefix;

/** Reads the keys {@code mac-map} and {@code ip-map}. */
final class AddressSettings {
    private static final int IPV4_BYTES = 4;
    private static final String FORM = "must be pairs old=new of two ";

    /** An address and what replaces it, as two halves each. */
    private record Pair(long high, long low, long newHigh, long newLow) {}

    private AddressSettings() {}

    static AddressMap macs(final PortSettings settings) throws PortException {
        final List<Pair> pairs = new ArrayList<>();
        for (final String text : settings.list(PcapKeys.MAC_MAP)) {
            final String[] both = text.split("=", -1);
            try {
                if (both.length == 2) {
                    pairs.add(new Pair(0, MacAddress.parse(both[0].trim()), 0, MacAddress.parse(both[1].trim())));
                    continue;
                }
            } catch (final IllegalArgumentException notAnAddress) {
                // refused below
            }
            throw refuse(
                    settings,
                    PcapKeys.MAC_MAP,
                    text,
                    FORM + "MAC addresses, such as 02:00:00:00:00:01=02:00:00:00:00:02");
        }
        return map(settings, PcapKeys.MAC_MAP, pairs);
    }

    /** The pairs of one family: addresses of 4 or 16 bytes. */
    static AddressMap ips(final PortSettings settings, final int addressBytes) throws PortException {
        final List<Pair> pairs = new ArrayList<>();
        for (final String text : settings.list(PcapKeys.IP_MAP)) {
            final String[] both = text.split("=", -1);
            final byte[] before = both.length == 2 ? address(both[0].trim()) : new byte[0];
            final byte[] after = both.length == 2 ? address(both[1].trim()) : new byte[0];
            if (before.length == 0 || before.length != after.length) {
                throw refuse(
                        settings,
                        PcapKeys.IP_MAP,
                        text,
                        FORM + "IP addresses of one family, such as 10.0.0.1=10.9.0.1");
            }
            if (before.length == addressBytes) {
                pairs.add(new Pair(high(before), low(before), high(after), low(after)));
            }
        }
        return map(settings, PcapKeys.IP_MAP, pairs);
    }

    private static byte[] address(final String text) {
        try {
            final InetAddress address = IpPrefix.parse(text + (text.indexOf(':') < 0 ? "/32" : "/128"))
                    .address();
            return address.getAddress();
        } catch (final IllegalArgumentException notAnAddress) {
            return new byte[0];
        }
    }

    private static long high(final byte[] address) {
        return address.length == IPV4_BYTES ? 0 : ByteBuffer.wrap(address).getLong(0);
    }

    private static long low(final byte[] address) {
        return address.length == IPV4_BYTES
                ? ByteBuffer.wrap(address).getInt(0) & 0xFFFF_FFFFL
                : ByteBuffer.wrap(address).getLong(Long.BYTES);
    }

    private static AddressMap map(final PortSettings settings, final String key, final List<Pair> pairs)
            throws PortException {
        if (pairs.stream().map(pair -> List.of(pair.high, pair.low)).distinct().count() < pairs.size()) {
            throw new PortException(
                    "port " + settings.name() + ": " + key + ": an address is replaced twice; leave one out");
        }
        return new AddressMap(
                pairs.stream().mapToLong(Pair::high).toArray(),
                pairs.stream().mapToLong(Pair::low).toArray(),
                pairs.stream().mapToLong(Pair::newHigh).toArray(),
                pairs.stream().mapToLong(Pair::newLow).toArray());
    }

    private static PortException refuse(
            final PortSettings settings, final String key, final String pair, final String rule) {
        return new PortException("port " + settings.name() + ": " + key + ": '" + pair + "' " + rule);
    }
}
