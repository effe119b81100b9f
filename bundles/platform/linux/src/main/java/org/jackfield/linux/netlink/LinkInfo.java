package org.jackfield.linux.netlink;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A network device at one moment (RTM_NEWLINK, linux/if_link.h).
 *
 * @param index its index, unique in its namespace
 * @param hardware kind of its link layer (ARPHRD_ constant of linux/if_arp.h): 1 for Ethernet
 * @param name its name
 * @param mtu MTU in bytes
 * @param mac its Ethernet address as the lower 48 bits; 0 when it has none
 * @param up whether it is administratively up
 * @param carrier whether it has a carrier: somebody holds the other end
 * @param operState operational state (RFC 2863): 6 up, 2 down, 0 unknown
 * @param txQueueLength most frames a transmit queue holds
 * @param kind kind of a virtual device, for example {@code tun}; empty for others
 * @param tun the facts of a tun or tap device
 * @param master index of the device it is a port of, such as a bridge; 0 for none
 * @param txDropped frames the kernel dropped instead of sending them
 */
public record LinkInfo(
        int index,
        int hardware,
        String name,
        int mtu,
        long mac,
        boolean up,
        boolean carrier,
        int operState,
        int txQueueLength,
        String kind,
        Optional<TunInfo> tun,
        int master,
        long txDropped) {
    /** {@link #hardware} of Ethernet devices. */
    public static final int ETHERNET = 1;

    private static final int HEADER_BYTES = 16;
    private static final int ADDRESS = 1;
    private static final int IFNAME = 3;
    private static final int MTU = 4;
    private static final int MASTER = 10;
    private static final int TXQLEN = 13;
    private static final int OPERSTATE = 16;
    private static final int LINKINFO = 18;
    private static final int STATS64 = 23;
    private static final int CARRIER = 33;
    private static final int INFO_KIND = 1;
    private static final int INFO_DATA = 2;
    private static final int IFF_UP = 1;
    /** Byte offset of tx_dropped in struct rtnl_link_stats64. */
    private static final int STATS_TX_DROPPED = 56;

    /** An Ethernet device without a master, of the parts version 1.0 of this package knew. */
    public LinkInfo(
            final int index,
            final String name,
            final int mtu,
            final long mac,
            final boolean up,
            final boolean carrier,
            final int operState,
            final int txQueueLength,
            final String kind,
            final Optional<TunInfo> tun,
            final long txDropped) {
        this(index, ETHERNET, name, mtu, mac, up, carrier, operState, txQueueLength, kind, tun, 0, txDropped);
    }

    static LinkInfo parse(final ByteBuffer body) throws NetlinkException {
        if (body.limit() < HEADER_BYTES) {
            throw new NetlinkException("malformed link message of " + body.limit() + " bytes", 0);
        }
        final NetlinkAttributes attributes =
                new NetlinkAttributes(body.duplicate().position(HEADER_BYTES));
        final NetlinkAttributes info = attributes.nested(LINKINFO);
        final String kind = info.text(INFO_KIND);
        return new LinkInfo(
                body.getInt(4),
                body.getShort(2) & 0xFFFF,
                attributes.text(IFNAME),
                attributes.int32(MTU, 0),
                mac(attributes),
                (body.getInt(8) & IFF_UP) != 0,
                attributes.int8(CARRIER, 0) != 0,
                attributes.int8(OPERSTATE, 0),
                attributes.int32(TXQLEN, 0),
                kind,
                kind.equals("tun") ? Optional.of(TunInfo.parse(info.nested(INFO_DATA))) : Optional.empty(),
                attributes.int32(MASTER, 0),
                attributes
                        .bytes(STATS64, STATS_TX_DROPPED + 8)
                        .map(b -> b.getLong(STATS_TX_DROPPED))
                        .orElse(0L));
    }

    private static long mac(final NetlinkAttributes attributes) throws NetlinkException {
        final Optional<ByteBuffer> bytes = attributes.bytes(ADDRESS, 0);
        long mac = 0;
        if (bytes.isPresent() && bytes.get().limit() == 6) {
            for (int i = 0; i < 6; i++) {
                mac = (mac << 8) | (bytes.get().get(i) & 0xFF);
            }
        }
        return mac;
    }
}
