package org.jackfield.control.shell.command;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Frames and flows as people write them, as bytes of an Ethernet frame. Nothing is looked up: addresses are numbers. */
final class FlowText {
    private static final Pattern FLOW =
            Pattern.compile("(?:vlan (\\d{1,4}) )?([a-z0-9]+) (\\S+) (?:>|to) (\\S+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern ENDPOINT = Pattern.compile("\\[([0-9a-fA-F:.]+)]:(\\d{1,5})"
            + "|(\\d{1,3}(?:\\.\\d{1,3}){3}):(\\d{1,5})|([0-9a-fA-F]*:[0-9a-fA-F:.]*)|(\\d{1,3}(?:\\.\\d{1,3}){3})");
    private static final Map<String, Integer> PROTOCOLS =
            Map.of("tcp", 6, "udp", 17, "sctp", 132, "icmp", 1, "icmp6", 58);
    private static final int LEAST_BYTES = 14;
    private static final int MOST_BYTES = 9_216;
    private static final int MOST_VID = 4_094;
    private static final int MOST_PORT = 65_535;
    private static final int MOST_PROTOCOL = 255;
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_IPV6 = 0x86DD;
    private static final int TAG = 0x8100;
    private static final int TRANSPORT_BYTES = 20;
    private static final String FORM =
            "; write it like 'udp 10.0.0.1:5000 > 10.0.0.2:53', 'vlan 7 tcp [fd00::1]:80 > [fd00::2]:4000'"
                    + " or 'icmp 10.0.0.1 > 10.0.0.2'";

    private FlowText() {}

    /** One end of a flow; a port of -1 is none. */
    private record Endpoint(InetAddress address, int port) {}

    /**
     * Reads the bytes of a frame, two hexadecimal digits each, with colons, blanks or nothing between them.
     *
     * @throws IllegalArgumentException for anything else, with the expected form
     */
    static byte[] frame(final String hex) {
        final String digits = hex.replaceAll("[\\s:]", "");
        if (!digits.matches("([0-9a-fA-F]{2})+")) {
            throw new IllegalArgumentException(
                    "'" + hex + "' is no frame; write its bytes as hexadecimal digits, from the"
                            + " destination address on, without FCS");
        }
        final byte[] frame = HexFormat.of().parseHex(digits);
        if (frame.length < LEAST_BYTES || frame.length > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "the frame has " + frame.length + " bytes; " + LEAST_BYTES + " to " + MOST_BYTES + " are allowed");
        }
        return frame;
    }

    /**
     * Makes a frame of a flow.
     *
     * @throws IllegalArgumentException when the text is none, with the expected form
     */
    static byte[] flow(final String text) {
        final Matcher flow = FLOW.matcher(text.strip());
        if (!flow.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no flow" + FORM);
        }
        final int protocol = protocol(flow.group(2), text);
        final Endpoint from = endpoint(flow.group(3), text);
        final Endpoint to = endpoint(flow.group(4), text);
        if (from.address.getClass() != to.address.getClass() || from.port < 0 != to.port < 0) {
            throw new IllegalArgumentException("'" + text + "' has two ends of different kinds" + FORM);
        }
        return build(flow.group(1) == null ? 0 : number(flow.group(1), MOST_VID, "VLAN", text), protocol, from, to);
    }

    private static int protocol(final String name, final String text) {
        final Integer known = PROTOCOLS.get(name.toLowerCase(Locale.ROOT));
        if (known != null) {
            return known;
        }
        if (!name.matches("\\d{1,3}")) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no protocol; use tcp, udp, sctp, icmp, icmp6 or a number");
        }
        return number(name, MOST_PROTOCOL, "protocol", text);
    }

    private static int number(final String digits, final int most, final String what, final String text) {
        final int number = Integer.parseInt(digits);
        if (number > most) {
            throw new IllegalArgumentException(what + " " + digits + " in '" + text + "' is more than " + most);
        }
        return number;
    }

    private static Endpoint endpoint(final String end, final String text) {
        final Matcher parts = ENDPOINT.matcher(end);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + end + "' is no address" + FORM);
        }
        String address = "";
        String port = "";
        for (int group = 1; group <= parts.groupCount(); group++) {
            if (parts.group(group) != null) {
                address = address.isEmpty() ? parts.group(group) : address;
                port = parts.group(group).equals(address) ? port : parts.group(group);
            }
        }
        try {
            return new Endpoint( // only digits, colons and dots: no name is looked up
                    InetAddress.getByName(address), port.isEmpty() ? -1 : number(port, MOST_PORT, "port", text));
        } catch (final UnknownHostException broken) {
            throw new IllegalArgumentException("'" + end + "' is no address" + FORM, broken);
        }
    }

    private static byte[] build(final int vid, final int protocol, final Endpoint from, final Endpoint to) {
        final ByteBuffer frame = ByteBuffer.allocate(128);
        frame.put(new byte[] {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1});
        if (vid > 0) {
            frame.putShort((short) TAG).putShort((short) vid);
        }
        if (from.address instanceof Inet4Address) {
            frame.putShort((short) ETHERTYPE_IPV4);
            frame.put((byte) 0x45).put((byte) 0).putShort((short) (20 + TRANSPORT_BYTES));
            frame.putInt(0).put((byte) 64).put((byte) protocol).putShort((short) 0);
        } else {
            frame.putShort((short) ETHERTYPE_IPV6);
            frame.putInt(6 << 28)
                    .putShort((short) TRANSPORT_BYTES)
                    .put((byte) protocol)
                    .put((byte) 64);
        }
        frame.put(from.address.getAddress()).put(to.address.getAddress());
        final int transport = frame.position();
        if (from.port >= 0) {
            frame.putShort((short) from.port).putShort((short) to.port);
        }
        frame.position(transport + TRANSPORT_BYTES);
        final byte[] bytes = new byte[frame.position()];
        frame.flip();
        frame.get(bytes);
        return bytes;
    }
}
