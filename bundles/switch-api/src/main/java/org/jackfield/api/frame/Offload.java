package org.jackfield.api.frame;

import java.util.StringJoiner;

/**
 * Work on frames that one side may leave to the other: bits of a set, with the values of the tun driver's {@code TUN_F_}
 * constants (linux/if_tun.h), as TUNSETOFFLOAD takes them. A port with a bit may bring such frames and takes them whole.
 */
public final class Offload {
    /** Nothing is left open: every frame is complete and no longer than the MTU allows. */
    public static final int NONE = 0;
    /** The checksum of TCP or UDP may be unfinished (VIRTIO_NET_HDR_F_NEEDS_CSUM). */
    public static final int CSUM = 0x01;
    /** TCP over IPv4 may come in frames of up to 64 KiB (VIRTIO_NET_HDR_GSO_TCPV4). */
    public static final int TSO4 = 0x02;
    /** TCP over IPv6 may come in frames of up to 64 KiB (VIRTIO_NET_HDR_GSO_TCPV6). */
    public static final int TSO6 = 0x04;
    /** Such TCP frames may carry CWR (VIRTIO_NET_HDR_GSO_ECN, RFC 3168): only the first segment keeps it. */
    public static final int TSO_ECN = 0x08;
    /** UDP over IPv4 may come in frames of up to 64 KiB (VIRTIO_NET_HDR_GSO_UDP_L4). */
    public static final int USO4 = 0x20;
    /** UDP over IPv6 may come in frames of up to 64 KiB (VIRTIO_NET_HDR_GSO_UDP_L4). */
    public static final int USO6 = 0x40;
    /** All of them. */
    public static final int ALL = CSUM | TSO4 | TSO6 | TSO_ECN | USO4 | USO6;

    private static final String[] NAMES = {"csum", "tso4", "tso6", "tso-ecn", "", "uso4", "uso6"};

    private Offload() {}

    /** The bits of a set for people, such as {@code csum,tso4}; {@code none} for none. */
    public static String text(final int offloads) {
        final StringJoiner text = new StringJoiner(",").setEmptyValue("none");
        for (int bit = 0; bit < NAMES.length; bit++) {
            if ((offloads & ALL & 1 << bit) != 0) {
                text.add(NAMES[bit]);
            }
        }
        return text.toString();
    }
}
