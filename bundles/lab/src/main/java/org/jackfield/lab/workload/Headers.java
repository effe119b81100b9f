package org.jackfield.lab.workload;

import java.nio.ByteBuffer;
import java.util.List;
import org.jackfield.api.frame.FlowHash;

/**
 * Headers of the frames of one direction: Ethernet, perhaps 802.1Q, IPv4 or IPv6, UDP or TCP, complete, with checksums for a payload of
 * zeros. Flows differ in address and port of the end on port 0; addresses are those set aside for measurements (RFC 2544 appendix C.2.2,
 * RFC 5180 section 8). A template is copied once; for a frame only what differs is written, and checksums are put together from sums. One
 * thread.
 */
final class Headers {
    static final String UDP = "udp";
    static final String TCP = "tcp";
    static final String SYN = "tcp-syn";
    static final List<String> PROTOCOLS = List.of(UDP, TCP, SYN);
    static final List<String> FAMILIES = List.of("4", "6");

    private static final int FLOWS_OF_ADDRESS = 4096;
    private static final int FIRST_PORT = 20_000;
    /** The discard protocol (RFC 863). */
    private static final int ANSWERER_PORT = 9;

    private static final int SENDER_IPV4 = 198 << 24 | 18 << 16;
    private static final int ANSWERER_IPV4 = 198 << 24 | 19 << 16 | 1;
    private static final long IPV6_PREFIX = 0x2001_0002_0000_0000L;
    private static final int MAC_BYTES = 6;
    private static final int IPV4_BYTES = 20;
    private static final int IPV6_BYTES = 40;
    private static final int TCP_BYTES = 20;
    private static final int UDP_BYTES = 8;
    private static final int HOPS = 64;
    private static final int WORD = 0xFFFF;

    private final byte[] bytes;
    private final ByteBuffer buffer;
    private final boolean ipv4;
    private final boolean udp;
    private final boolean syn;
    private final int l3;
    private final int l4;
    private final int senderAddressAt;
    private final int senderPortAt;
    /** Sums of the template, in which everything that differs is 0. */
    private final long ipSum;

    private final long transportSum;

    /**
     * Headers as the settings want them.
     *
     * @param answers false for what the end on port 0 sends, true for what the other end sends
     */
    Headers(final Settings settings, final Addresses addresses, final boolean answers) {
        final String protocol = settings.text("protocol");
        final int vlan = (int) settings.whole("vlan");
        ipv4 = settings.text("ip").equals("4");
        udp = protocol.equals(UDP);
        syn = protocol.equals(SYN);
        l3 = 2 * MAC_BYTES + (vlan == 0 ? 2 : 6);
        l4 = l3 + (ipv4 ? IPV4_BYTES : IPV6_BYTES);
        bytes = new byte[l4 + (udp ? UDP_BYTES : TCP_BYTES)];
        buffer = ByteBuffer.wrap(bytes);
        ethernet(
                answers ? addresses.answerer() : addresses.sender(),
                answers ? addresses.sender() : addresses.answerer(),
                vlan);
        senderAddressAt = ipv4 ? ipv4(answers) : ipv6(answers);
        senderPortAt = l4 + (answers ? 2 : 0);
        transport(answers);
        ipSum = ipv4 ? Checksums.sum(buffer, l3, IPV4_BYTES) : 0;
        final int addressesAt = l3 + (ipv4 ? 12 : 8);
        transportSum = Checksums.sum(buffer, addressesAt, bytes.length - addressesAt) + buffer.get(l3 + (ipv4 ? 9 : 6));
    }

    /** The bytes of the frame that was written last. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return bytes.length;
    }

    /** Bytes behind the headers that belong to the packet in a frame of this length: none of a SYN, whose frame is padded. */
    int payload(final int frameLength) {
        return syn ? 0 : frameLength - bytes.length;
    }

    /**
     * Writes the headers of a frame.
     *
     * @param frameLength bytes without FCS, at least {@link #length}
     * @param stream bytes of TCP before those of this frame
     */
    void write(final int flow, final int frameLength, final int stream) {
        final int transportBytes = bytes.length - l4 + payload(frameLength);
        final int address = flow / FLOWS_OF_ADDRESS + 1;
        final int port = FIRST_PORT + flow % FLOWS_OF_ADDRESS;
        buffer.putShort(senderAddressAt, (short) address);
        buffer.putShort(senderPortAt, (short) port);
        buffer.putShort(l3 + (ipv4 ? 2 : 4), (short) (ipv4 ? IPV4_BYTES + transportBytes : transportBytes));
        if (ipv4) {
            buffer.putShort(l3 + 10, (short) Checksums.finish(ipSum + IPV4_BYTES + transportBytes + address));
        }
        final long sum = transportSum + address + port + transportBytes;
        if (udp) {
            writeUdp(sum, transportBytes);
        } else {
            writeTcp(sum, stream);
        }
    }

    private void writeUdp(final long sum, final int transportBytes) {
        buffer.putShort(l4 + 4, (short) transportBytes);
        if (!ipv4) {
            final int checksum = Checksums.finish(sum + transportBytes);
            buffer.putShort(l4 + 6, (short) (checksum == 0 ? WORD : checksum));
        }
    }

    private void writeTcp(final long sum, final int stream) {
        buffer.putInt(l4 + 4, stream);
        buffer.putShort(l4 + 16, (short) Checksums.finish(sum + (stream >>> Short.SIZE) + (stream & WORD)));
    }

    private void ethernet(final long from, final long to, final int vlan) {
        for (int i = 0; i < MAC_BYTES; i++) {
            final int shift = Byte.SIZE * (MAC_BYTES - 1 - i);
            bytes[i] = (byte) (to >>> shift);
            bytes[MAC_BYTES + i] = (byte) (from >>> shift);
        }
        if (vlan != 0) {
            buffer.putShort(2 * MAC_BYTES, (short) FlowHash.ETHERTYPE_CTAG).putShort(2 * MAC_BYTES + 2, (short) vlan);
        }
        buffer.putShort(l3 - 2, (short) (ipv4 ? FlowHash.ETHERTYPE_IPV4 : FlowHash.ETHERTYPE_IPV6));
    }

    /** Fills in IPv4; returns where the lower half of the sender's address is, which flows differ in. */
    private int ipv4(final boolean answers) {
        buffer.putShort(l3, (short) 0x4500)
                .putShort(l3 + 6, (short) 0x4000); // not to be fragmented, so without an id (RFC 6864)
        buffer.put(l3 + 8, (byte) HOPS).put(l3 + 9, (byte) (udp ? FlowHash.UDP : FlowHash.TCP));
        buffer.putInt(l3 + 12, answers ? ANSWERER_IPV4 : SENDER_IPV4);
        buffer.putInt(l3 + 16, answers ? SENDER_IPV4 : ANSWERER_IPV4);
        return l3 + (answers ? 18 : 14);
    }

    private int ipv6(final boolean answers) {
        buffer.put(l3, (byte) 0x60)
                .put(l3 + 6, (byte) (udp ? FlowHash.UDP : FlowHash.TCP))
                .put(l3 + 7, (byte) HOPS);
        buffer.putLong(l3 + 8, IPV6_PREFIX + (answers ? 1 : 0)).putLong(l3 + 16, answers ? 1 : 0);
        buffer.putLong(l3 + 24, IPV6_PREFIX + (answers ? 0 : 1)).putLong(l3 + 32, answers ? 0 : 1);
        return l3 + (answers ? 38 : 22);
    }

    private void transport(final boolean answers) {
        buffer.putShort(l4 + (answers ? 0 : 2), (short) ANSWERER_PORT);
        if (!udp) {
            final int flags = syn ? 0x02 : 0x10;
            buffer.putInt(l4 + 8, syn && !answers ? 0 : 1); // what it has received
            buffer.putShort(l4 + 12, (short) (0x5000 | flags | (answers ? 0x10 : 0)));
            buffer.putShort(l4 + 14, (short) WORD); // window
        }
    }
}
