package org.jackfield.testkit;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Builds one Ethernet frame from the outside in: tags, network header, transport header, payload. Lengths and checksums are
 * computed in {@link #build}. Not thread-safe; build may be called again after further changes.
 */
public final class FrameBuilder {
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86DD;
    private static final int ARP = 0x0806;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int IPV6_BYTES = 40;

    private final ByteArrayOutputStream link = new ByteArrayOutputStream();
    private int etherType = 0x88B5;
    private byte[] sourceAddress = {};
    private byte[] destinationAddress = {};
    private byte[] options = {};
    private final ByteArrayOutputStream extensions = new ByteArrayOutputStream();
    /** Where in the extension headers the number of the next header goes; -1 is the IPv6 header itself. */
    private int lastNextHeader = -1;

    private int firstExtension = -1;
    private int fragmentField;
    private int protocol = 59;
    private byte[] transport = {};
    private byte[] payload = {};
    private int lengthBytes;

    FrameBuilder(final long source, final long destination) {
        writeMac(destination);
        writeMac(source);
    }

    /** Appends an 802.1Q tag. */
    public FrameBuilder vlan(final int vid) {
        return tag(0x8100, vid);
    }

    /** Appends a tag with this TPID; the outermost comes first. */
    public FrameBuilder tag(final int tpid, final int tci) {
        write16(link, tpid);
        write16(link, tci);
        return this;
    }

    /** The EtherType of a frame without network header. */
    public FrameBuilder etherType(final int value) {
        etherType = value;
        return this;
    }

    /** An IPv4 header (RFC 791). */
    public FrameBuilder ipv4(final String source, final String destination) {
        return network(IPV4, source, destination);
    }

    /** IPv4 options; their length must be a multiple of 4, at most 40. */
    public FrameBuilder ipv4Options(final byte[] bytes) {
        options = bytes.clone();
        return this;
    }

    /** Makes an IPv4 packet a fragment at an offset, a multiple of 8. */
    public FrameBuilder ipv4Fragment(final int offsetBytes, final boolean more) {
        fragmentField = offsetBytes / 8 | (more ? 0x2000 : 0);
        return this;
    }

    /** An IPv6 header (RFC 8200). */
    public FrameBuilder ipv6(final String source, final String destination) {
        return network(IPV6, source, destination);
    }

    /** Appends an IPv6 extension header: its own type, and all its bytes; the first of them is overwritten. */
    public FrameBuilder extension(final int type, final byte[] bytes) {
        chain(type);
        lastNextHeader = extensions.size();
        extensions.writeBytes(bytes);
        return this;
    }

    /** Appends an IPv6 fragment header at an offset, a multiple of 8. */
    public FrameBuilder ipv6Fragment(final int offsetBytes, final boolean more) {
        final int field = offsetBytes | (more ? 1 : 0);
        return extension(44, new byte[] {0, 0, (byte) (field >> 8), (byte) field, 0, 0, 0, 1});
    }

    /** A protocol number with no header that this builder knows. */
    public FrameBuilder protocol(final int number) {
        protocol = number;
        return this;
    }

    /** A UDP header. */
    public FrameBuilder udp(final int sourcePort, final int destinationPort) {
        protocol = UDP;
        transport = new byte[8];
        return ports(sourcePort, destinationPort);
    }

    /** A TCP header with ACK set and this sequence number. */
    public FrameBuilder tcp(final int sourcePort, final int destinationPort, final int sequence) {
        protocol = TCP;
        transport = new byte[20];
        ByteBuffer.wrap(transport)
                .putInt(4, sequence)
                .putShort(12, (short) 0x5010)
                .putShort(14, (short) 0xFFFF);
        return ports(sourcePort, destinationPort);
    }

    /** An ARP request or reply (RFC 826) for IPv4 over Ethernet. */
    public FrameBuilder arp(
            final boolean request, final long sender, final String senderIp, final long target, final String targetIp) {
        etherType = ARP;
        final ByteBuffer body = ByteBuffer.allocate(28);
        body.putLong(0x0001_0800_0604_0000L | (request ? 1 : 2));
        body.put(mac(sender)).put(address(senderIp)).put(mac(target)).put(address(targetIp));
        payload = body.array();
        return this;
    }

    /** The payload behind the last header. */
    public FrameBuilder payload(final byte[] bytes) {
        payload = bytes.clone();
        return this;
    }

    /** A payload that {@link Frames#flow} and {@link Frames#number} read back. */
    public FrameBuilder numbered(final int flow, final long number) {
        payload = ByteBuffer.allocate(16)
                .putInt(Frames.MAGIC)
                .putInt(flow)
                .putLong(number)
                .array();
        return this;
    }

    /** Pads the payload with zeros until the frame has this length; shorter frames only. */
    public FrameBuilder length(final int bytes) {
        lengthBytes = bytes;
        return this;
    }

    /** The frame. */
    public byte[] build() {
        final int headers = link.size() + 2 + networkBytes() + transport.length;
        final byte[] body = Arrays.copyOf(payload, Math.max(payload.length, lengthBytes - headers));
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(link.toByteArray());
        write16(out, etherType);
        final byte[] segment = segment(body);
        if (etherType == IPV4 && sourceAddress.length == 4) {
            out.writeBytes(ipv4Header(segment.length));
        } else if (etherType == IPV6 && sourceAddress.length == 16) {
            out.writeBytes(ipv6Header(segment.length));
        }
        out.writeBytes(segment);
        return out.toByteArray();
    }

    private FrameBuilder network(final int type, final String source, final String destination) {
        etherType = type;
        sourceAddress = address(source);
        destinationAddress = address(destination);
        return this;
    }

    private FrameBuilder ports(final int sourcePort, final int destinationPort) {
        ByteBuffer.wrap(transport).putShort(0, (short) sourcePort).putShort(2, (short) destinationPort);
        return this;
    }

    private void chain(final int type) {
        if (lastNextHeader < 0) {
            firstExtension = type;
            return;
        }
        final byte[] soFar = extensions.toByteArray();
        soFar[lastNextHeader] = (byte) type;
        extensions.reset();
        extensions.writeBytes(soFar);
    }

    private int networkBytes() {
        if (sourceAddress.length == 0) {
            return 0;
        }
        return etherType == IPV4 ? 20 + options.length : IPV6_BYTES + extensions.size();
    }

    /** Transport header and payload; UDP length and both checksums are filled in unless it is a later fragment. */
    private byte[] segment(final byte[] body) {
        final ByteBuffer segment = ByteBuffer.allocate(transport.length + body.length);
        segment.put(transport).put(body);
        if (protocol == UDP && transport.length == 8) {
            segment.putShort(4, (short) segment.capacity());
            final int sum = transportChecksum(segment);
            segment.putShort(6, (short) (sum == 0 ? 0xFFFF : sum));
        } else if (protocol == TCP && transport.length == 20) {
            segment.putShort(16, (short) transportChecksum(segment));
        }
        return segment.array();
    }

    private int transportChecksum(final ByteBuffer segment) {
        final ByteBuffer pseudo = ByteBuffer.allocate(2 * sourceAddress.length + 8 + segment.capacity());
        pseudo.put(sourceAddress)
                .put(destinationAddress)
                .putInt(segment.capacity())
                .putInt(protocol);
        pseudo.put(segment.array());
        return checksum(pseudo.array());
    }

    private byte[] ipv4Header(final int bytesBehind) {
        final ByteBuffer header = ByteBuffer.allocate(20 + options.length);
        header.put(0, (byte) (0x40 | header.capacity() / 4));
        header.putShort(2, (short) (header.capacity() + bytesBehind));
        header.putShort(6, (short) fragmentField);
        header.put(8, (byte) 64).put(9, (byte) protocol);
        header.put(12, sourceAddress).put(16, destinationAddress).put(20, options);
        header.putShort(10, (short) checksum(header.array()));
        return header.array();
    }

    private byte[] ipv6Header(final int bytesBehind) {
        chain(protocol);
        final int first = lastNextHeader < 0 ? protocol : firstExtension;
        final byte[] chained = extensions.toByteArray();
        final ByteBuffer header = ByteBuffer.allocate(IPV6_BYTES + chained.length);
        header.putInt(0, 6 << 28).putShort(4, (short) (chained.length + bytesBehind));
        header.put(6, (byte) first).put(7, (byte) 64);
        header.put(8, sourceAddress).put(24, destinationAddress).put(IPV6_BYTES, chained);
        return header.array();
    }

    private void writeMac(final long value) {
        link.writeBytes(mac(value));
    }

    private static byte[] mac(final long value) {
        return Arrays.copyOfRange(ByteBuffer.allocate(8).putLong(value).array(), 2, 8);
    }

    private static void write16(final ByteArrayOutputStream out, final int value) {
        out.write(value >> 8);
        out.write(value);
    }

    private static byte[] address(final String literal) {
        try {
            return InetAddress.getByName(literal).getAddress();
        } catch (final UnknownHostException notALiteral) {
            throw new IllegalArgumentException("'" + literal + "' is not an IP address", notALiteral);
        }
    }

    /** The Internet checksum (RFC 1071). */
    static int checksum(final byte[] bytes) {
        long sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            sum += (bytes[i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
        }
        while (sum >> 16 != 0) {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }
        return (int) (~sum & 0xFFFF);
    }
}
