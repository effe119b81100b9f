package org.jackfield.port.pcap;

import java.nio.ByteBuffer;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;

/**
 * Replaces addresses in frames: those of Ethernet, IPv4 and IPv6 headers, of ARP (RFC 826) and of neighbour discovery (RFC 4861), behind
 * VLAN tags too. Checksums that cover an address follow by the difference it makes (RFC 1624): of IPv4, TCP, UDP and ICMPv6. What was
 * wrong before stays wrong by as much, and a checksum of a frame that was cut off needs no look at what is missing. Addresses inside of
 * other payloads stay. The thread of the file; one frame at a time.
 */
final class AddressRewriter {
    private static final int MAC_BYTES = 6;
    private static final int ETHERNET_BYTES = 14;
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;
    private static final int WORD = 0xFFFF;
    private static final long LOW_HALF = 0xFFFF_FFFFL;

    private static final int TYPE_IPV4 = 0x0800;
    private static final int TYPE_ARP = 0x0806;
    private static final int TYPE_IPV6 = 0x86DD;
    private static final int TYPE_C_TAG = 0x8100;
    private static final int TYPE_S_TAG = 0x88A8;
    private static final int TAG_BYTES = 4;

    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION = 60;
    private static final int NEIGHBOUR_SOLICITATION = 135;

    private final AddressMap macs;
    private final AddressMap ipv4;
    private final AddressMap ipv6;

    // The frame at hand.
    private ByteBuffer frame = ByteBuffer.allocate(0);
    private int end;
    /** What the words replaced so far add to the complement of a checksum over them. */
    private long difference;

    private AddressRewriter(final AddressMap macs, final AddressMap ipv4, final AddressMap ipv6) {
        this.macs = macs;
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
    }

    /** What the configuration of a port replaces. */
    static AddressRewriter of(final PortSettings settings) throws PortException {
        return new AddressRewriter(
                AddressSettings.macs(settings),
                AddressSettings.ips(settings, IPV4_BYTES),
                AddressSettings.ips(settings, IPV6_BYTES));
    }

    /** Replaces addresses in the bytes of a frame that are there, in a big-endian buffer. */
    void rewrite(final ByteBuffer bytes, final int at, final int captured) {
        if (macs.isEmpty() && ipv4.isEmpty() && ipv6.isEmpty() || captured < ETHERNET_BYTES) {
            return;
        }
        frame = bytes;
        end = at + captured;
        mac(at);
        mac(at + MAC_BYTES);
        int typeAt = at + 2 * MAC_BYTES;
        int type = frame.getShort(typeAt) & WORD;
        while ((type == TYPE_C_TAG || type == TYPE_S_TAG) && has(typeAt + TAG_BYTES, Short.BYTES)) {
            typeAt += TAG_BYTES;
            type = frame.getShort(typeAt) & WORD;
        }
        difference = 0;
        final int network = typeAt + Short.BYTES;
        switch (type) {
            case TYPE_IPV4 -> ipv4(network);
            case TYPE_IPV6 -> ipv6(network);
            case TYPE_ARP -> arp(network);
            default -> {} // no addresses that are known here
        }
    }

    private void ipv4(final int at) {
        if (!has(at, 20) || frame.get(at) >>> 4 != 4) {
            return;
        }
        address4(at + 12);
        address4(at + 16);
        checksum(at + 10);
        final int fragmentOffset = frame.getShort(at + 6) & 0x1FFF;
        if (fragmentOffset == 0) {
            transport(frame.get(at + 9) & 0xFF, at + (frame.get(at) & 0xF) * 4, true);
        }
    }

    private void ipv6(final int at) {
        if (!has(at, 40)) {
            return;
        }
        address6(at + 8);
        address6(at + 24);
        int next = frame.get(at + 6) & 0xFF;
        int header = at + 40;
        while (isExtension(next) && has(header, 8)) {
            if (next == FRAGMENT && (frame.getShort(header + 2) & 0xFFF8) != 0) {
                return; // only the first fragment has the checksum
            }
            final int length = next == FRAGMENT
                    ? 8
                    : next == AUTHENTICATION
                            ? ((frame.get(header + 1) & 0xFF) + 2) * 4
                            : ((frame.get(header + 1) & 0xFF) + 1) * 8;
            next = frame.get(header) & 0xFF;
            header += length;
        }
        if (next == ICMPV6) {
            neighbours(header);
        }
        transport(next, header, false);
    }

    private static boolean isExtension(final int next) {
        return next == HOP_BY_HOP
                || next == ROUTING
                || next == FRAGMENT
                || next == AUTHENTICATION
                || next == DESTINATION;
    }

    private void transport(final int protocol, final int at, final boolean inIpv4) {
        if (protocol == TCP && has(at + 16, Short.BYTES)) {
            checksum(at + 16);
        } else if (protocol == UDP && has(at + 6, Short.BYTES) && frame.getShort(at + 6) != 0) {
            checksum(at + 6);
            if (frame.getShort(at + 6) == 0) {
                frame.putShort(at + 6, (short) WORD); // 0 would mean that there is none (RFC 768)
            }
        } else if (protocol == ICMPV6 && !inIpv4 && has(at + 2, Short.BYTES)) {
            checksum(at + 2);
        }
    }

    /** The target of a solicitation or advertisement, and the link-layer addresses in its options. */
    private void neighbours(final int at) {
        if (!has(at, 8)) {
            return;
        }
        final int type = frame.get(at) & 0xFF;
        int option;
        switch (type) {
            case NEIGHBOUR_SOLICITATION - 2 -> option = at + 8; // router solicitation
            case NEIGHBOUR_SOLICITATION - 1 -> option = at + 16; // router advertisement
            case NEIGHBOUR_SOLICITATION, NEIGHBOUR_SOLICITATION + 1 -> {
                option = at + 8 + IPV6_BYTES;
                if (has(at + 8, IPV6_BYTES)) {
                    address6(at + 8);
                }
            }
            default -> option = end;
        }
        while (has(option, 8) && frame.get(option + 1) != 0) {
            final int kind = frame.get(option);
            if (kind == 1 || kind == 2) { // source or target link-layer address
                mac(option + 2);
            }
            option += (frame.get(option + 1) & 0xFF) * 8;
        }
    }

    private void arp(final int at) {
        final boolean ipOverEthernet = has(at, 28)
                && frame.getShort(at + 2) == TYPE_IPV4
                && frame.get(at + 4) == MAC_BYTES
                && frame.get(at + 5) == IPV4_BYTES;
        if (ipOverEthernet) {
            mac(at + 8);
            address4(at + 14);
            mac(at + 18);
            address4(at + 24);
        }
    }

    private void mac(final int at) {
        final long old = (frame.getShort(at) & (long) WORD) << Integer.SIZE | frame.getInt(at + Short.BYTES) & LOW_HALF;
        final int entry = macs.find(0, old);
        if (entry >= 0) {
            final long now = macs.newLow(entry);
            word(at, (int) (now >>> Integer.SIZE));
            half(at + Short.BYTES, (int) now);
        }
    }

    private void address4(final int at) {
        final int entry = ipv4.find(0, frame.getInt(at) & LOW_HALF);
        if (entry >= 0) {
            half(at, (int) ipv4.newLow(entry));
        }
    }

    private void address6(final int at) {
        final int entry = ipv6.find(frame.getLong(at), frame.getLong(at + Long.BYTES));
        if (entry >= 0) {
            half(at, (int) (ipv6.newHigh(entry) >>> Integer.SIZE));
            half(at + 4, (int) ipv6.newHigh(entry));
            half(at + 8, (int) (ipv6.newLow(entry) >>> Integer.SIZE));
            half(at + 12, (int) ipv6.newLow(entry));
        }
    }

    private void half(final int at, final int now) {
        word(at, now >>> Short.SIZE);
        word(at + Short.BYTES, now & WORD);
    }

    private void word(final int at, final int now) {
        difference += (~frame.getShort(at) & WORD) + now;
        frame.putShort(at, (short) now);
    }

    /** RFC 1624, equation 3: the new sum is the complement of the old one's complement and the differences. */
    private void checksum(final int at) {
        if (difference != 0) {
            long sum = (~frame.getShort(at) & WORD) + difference;
            while (sum >>> Short.SIZE != 0) {
                sum = (sum & WORD) + (sum >>> Short.SIZE);
            }
            frame.putShort(at, (short) ~sum);
        }
    }

    private boolean has(final int at, final int bytes) {
        return at + bytes <= end;
    }
}
