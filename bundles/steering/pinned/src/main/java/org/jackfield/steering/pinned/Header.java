package org.jackfield.steering.pinned;

import java.nio.ByteBuffer;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.HotPath;
import org.jackfield.steering.kit.FlowTuple;

/** What rules ask of a frame, read once. Used by one worker. */
@HotPath
final class Header {
    /** Ports of a frame without. */
    static final int NO_PORT = -1;

    private static final long MAC_MASK = 0xFFFF_FFFF_FFFFL;
    private static final long WORD_MASK = 0xFFFF_FFFFL;

    private final FlowTuple tuple = new FlowTuple();

    /** Bytes of an IP address, 4 or 16; of a MAC address without IP. */
    int addressBytes;
    /** Protocol number, -1 without IP. */
    int protocol;
    /** VID of the outermost tag, {@link Rule#UNTAGGED} without. */
    int vid;

    long sourceMac;
    long destinationMac;
    /** Upper half of the source address, 0 in IPv4 as in frames without IP. */
    long sourceHigh;

    long sourceLow;
    long destinationHigh;
    long destinationLow;
    int sourcePort;
    int destinationPort;

    /** Reads a frame; false when it is shorter than an Ethernet header, and then nothing counts. */
    boolean read(final ByteBuffer buffer, final int at, final int length) {
        if (length < FrameLayout.ETHERNET_BYTES) {
            return false;
        }
        final FlowTuple fields = tuple;
        fields.read(buffer, at, length);
        addressBytes = fields.addressBytes;
        protocol = fields.protocol;
        vid = fields.vid;
        destinationMac = buffer.getLong(at) >>> 16;
        sourceMac = buffer.getLong(at + 4) & MAC_MASK;
        addresses(buffer, fields.addressesAt);
        final int ports = fields.portsAt < 0 ? NO_PORT : buffer.getInt(fields.portsAt);
        sourcePort = fields.portsAt < 0 ? NO_PORT : ports >>> 16;
        destinationPort = fields.portsAt < 0 ? NO_PORT : ports & 0xFFFF;
        return true;
    }

    private void addresses(final ByteBuffer buffer, final int from) {
        sourceHigh = 0;
        sourceLow = 0;
        destinationHigh = 0;
        destinationLow = 0;
        if (addressBytes == FlowTuple.IPV4_BYTES) {
            sourceLow = buffer.getInt(from) & WORD_MASK;
            destinationLow = buffer.getInt(from + 4) & WORD_MASK;
        } else if (addressBytes == FlowTuple.IPV6_BYTES) {
            sourceHigh = buffer.getLong(from);
            sourceLow = buffer.getLong(from + 8);
            destinationHigh = buffer.getLong(from + 16);
            destinationLow = buffer.getLong(from + 24);
        }
    }
}
