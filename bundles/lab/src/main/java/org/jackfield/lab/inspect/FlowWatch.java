package org.jackfield.lab.inspect;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.steering.kit.FlowTuple;
import org.jspecify.annotations.Nullable;

/** A flow, both directions, with the heuristics that can apply to it. One thread. */
final class FlowWatch {
    private static final HexFormat MAC = HexFormat.ofDelimiter(":");

    private final String[] ends = new String[2];
    private final String protocol;
    private final Direction[] directions = {new Direction(), new Direction()};
    private long synNs = -1;
    private int synFrom = -1;
    private boolean answered;

    /** One of its directions. */
    private static final class Direction {
        private long frames;
        private long bytes;
        private long unread;
        private String reason = "";
        private @Nullable TcpOrder tcp;
        private @Nullable RtpOrder rtp;
        private @Nullable IdOrder id;

        TcpOrder tcp() {
            if (tcp == null) {
                tcp = new TcpOrder();
            }
            return tcp;
        }

        void unread(final String why) {
            unread++;
            reason = why;
        }

        Judgement finish() {
            if (tcp != null) {
                return tcp.finish(unread);
            }
            if (rtp != null && rtp.recognised()) {
                return rtp.finish(unread);
            }
            return id == null ? Judgement.none(frames, reason) : id.finish(unread);
        }
    }

    /** A flow whose first frame this is. */
    FlowWatch(final ByteBuffer buffer, final FlowTuple tuple) {
        final boolean macs = tuple.addressBytes == FlowTuple.MAC_BYTES; // the only ones with the destination first
        ends[0] = end(buffer, tuple, macs ? 1 : 0);
        ends[1] = end(buffer, tuple, macs ? 0 : 1);
        protocol = macs || tuple.addressBytes == 0 ? "ethernet" : protocol(tuple.protocol);
    }

    private static String end(final ByteBuffer buffer, final FlowTuple tuple, final int which) {
        final byte[] address = new byte[tuple.addressBytes];
        buffer.get(tuple.addressesAt + which * tuple.addressBytes, address);
        if (address.length == 0 || address.length == FlowTuple.MAC_BYTES) {
            return address.length == 0 ? "?" : MAC.formatHex(address);
        }
        final String text = ip(address);
        if (tuple.portsAt < 0) {
            return text;
        }
        final int port = FrameFields.u16(buffer, tuple.portsAt + which * Short.BYTES);
        return (address.length == FlowTuple.IPV6_BYTES ? "[" + text + "]" : text) + ":" + port;
    }

    private static String ip(final byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (final UnknownHostException neverOfThisLength) {
            throw new IllegalStateException(neverOfThisLength);
        }
    }

    private static String protocol(final int number) {
        return switch (number) {
            case FlowHash.TCP -> "tcp";
            case FlowHash.UDP -> "udp";
            case FlowHash.SCTP -> "sctp";
            case FlowHash.DCCP -> "dccp";
            case 1 -> "icmp";
            case 58 -> "icmpv6";
            default -> "ip " + number;
        };
    }

    /**
     * A frame of it.
     *
     * @param port 0 as the first frame went, 1 the other way
     */
    void add(final ByteBuffer buffer, final FrameFields fields, final int port, final int length, final long timeNs) {
        final Direction direction = directions[port];
        direction.frames++;
        direction.bytes += length;
        if (fields.l3At < 0) {
            direction.unread("no IP");
        } else if (fields.contradicts) {
            direction.unread("headers that contradict the frame");
        } else if (fields.fragment) {
            direction.unread("fragments, or cut off before the ports");
        } else if (fields.tuple.protocol == FlowHash.TCP) {
            tcp(fields, port, timeNs);
        } else {
            other(buffer, fields, direction);
        }
    }

    private void tcp(final FrameFields fields, final int port, final long timeNs) {
        final Direction direction = directions[port];
        if (!fields.tcp) {
            direction.unread("cut off before the end of the headers");
            return;
        }
        final TcpOrder there = direction.tcp();
        final TcpOrder back = directions[1 - port].tcp();
        handshake(fields, port, timeNs);
        there.add(fields, timeNs, back);
    }

    /** From a SYN to the acknowledgment of its answer, both directions have crossed. */
    private void handshake(final FrameFields fields, final int port, final long timeNs) {
        final boolean syn = (fields.flags & FrameFields.SYN) != 0;
        final boolean ack = (fields.flags & FrameFields.ACK) != 0;
        if (syn && !ack) {
            // Sent again, nobody knows which one was answered.
            synNs = synFrom == port && !answered && synNs >= 0 ? -1 : timeNs;
            synFrom = port;
            answered = false;
        } else if (syn) {
            answered = synFrom == 1 - port;
        } else if (ack && answered && port == synFrom) {
            if (synNs >= 0 && timeNs > synNs) {
                directions[0].tcp().roundTrip(timeNs - synNs);
                directions[1].tcp().roundTrip(timeNs - synNs);
            }
            answered = false;
        }
    }

    private static void other(final ByteBuffer buffer, final FrameFields fields, final Direction direction) {
        if (fields.udpPayloadAt >= 0) {
            final RtpOrder rtp = direction.rtp == null ? new RtpOrder() : direction.rtp;
            direction.rtp = rtp;
            rtp.add(buffer, fields.udpPayloadAt, fields.endAt, fields.capturedEndAt);
        }
        if (fields.ipId < 0) {
            direction.reason = "IPv6 has no identification";
            return;
        }
        final IdOrder id = direction.id == null ? new IdOrder() : direction.id;
        direction.id = id;
        id.add(fields.ipId);
    }

    /** Address and port of the side that sent the first frame, 0, or of the other one, 1. */
    String end(final int which) {
        return ends[which];
    }

    /** The protocol above IP. */
    String protocol() {
        return protocol;
    }

    /** Whether there were frames in this direction, 0 or 1. */
    boolean has(final int port) {
        return directions[port].frames > 0;
    }

    /** What came of one direction; nothing may be added afterwards. */
    FlowOrder finish(final int port) {
        final Direction direction = directions[port];
        return new FlowOrder(
                ends[port], ends[1 - port], protocol, direction.frames, direction.bytes, direction.finish());
    }
}
