package org.jackfield.launcher.lab.live;

import java.util.Map;
import java.util.Optional;
import org.jackfield.lab.api.FrameSource;
import org.jackfield.lab.api.Workload;

/**
 * UDP datagrams of one length in flows that take turns, at an even rate, without end: the plainest load there is, for calibrating.
 *
 * @param flows from 1 to 65 535
 * @param rate frames a second of all flows, of each port
 * @param length bytes of a frame, 60 or more
 * @param answered whether port 1 sends as much
 */
record EvenUdp(int flows, double rate, int length, boolean answered) implements Workload {
    static final String NAME = "even-udp";

    private static final int HEADER_BYTES = 42;
    private static final int ETHERNET_BYTES = 14;
    private static final int IP_BYTES = 20;
    private static final int FIRST_PORT = 1_024;
    private static final double NS_PER_SECOND = 1e9;

    static EvenUdp of(final Map<String, String> settings) {
        return new EvenUdp(
                (int) number(settings, "flows", 16),
                number(settings, "rate", 10_000),
                (int) number(settings, "size", 60),
                Boolean.parseBoolean(settings.getOrDefault("answered", "false")));
    }

    private static double number(final Map<String, String> settings, final String key, final double standard) {
        return Optional.ofNullable(settings.get(key)).map(Double::parseDouble).orElse(standard);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public FrameSource open(final long seed) {
        return new Source();
    }

    private final class Source implements FrameSource {
        private final byte[] header = new byte[HEADER_BYTES];
        private final int ports = answered ? 2 : 1;
        private long frame = -1;

        @Override
        public boolean next() {
            frame++;
            return true;
        }

        @Override
        public long atNs() {
            return (long) (frame / ports * NS_PER_SECOND / rate);
        }

        @Override
        public int flow() {
            return (int) (frame / ports % flows) * ports + port();
        }

        @Override
        public long sequence() {
            return frame / ports / flows;
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public int port() {
            return (int) (frame % ports);
        }

        @Override
        public int queue() {
            return NO_QUEUE;
        }

        @Override
        public int headerLength() {
            return HEADER_BYTES;
        }

        @Override
        public byte[] header() {
            final int here = port() + 1;
            final int there = 2 - port();
            final int flow = (int) (frame / ports % flows);
            mac(0, there);
            mac(6, here);
            putShort(12, 0x0800);
            putShort(14, 0x4500);
            putShort(16, length - ETHERNET_BYTES);
            putShort(18, 0);
            putShort(20, 0x4000);
            putShort(22, 0x4011);
            putShort(24, 0);
            address(26, here);
            address(30, there);
            putShort(24, checksum());
            putShort(34, port() == 0 ? FIRST_PORT + flow : 53);
            putShort(36, port() == 0 ? 53 : FIRST_PORT + flow);
            putShort(38, length - ETHERNET_BYTES - IP_BYTES);
            putShort(40, 0);
            return header;
        }

        private void mac(final int at, final int host) {
            header[at] = 2;
            header[at + 1] = 0x4A;
            header[at + 2] = 0x46;
            header[at + 3] = 0;
            header[at + 4] = 1;
            header[at + 5] = (byte) host;
        }

        private void address(final int at, final int host) {
            header[at] = 10;
            header[at + 1] = (byte) 198;
            header[at + 2] = 78;
            header[at + 3] = (byte) host;
        }

        private void putShort(final int at, final int value) {
            header[at] = (byte) (value >>> Byte.SIZE);
            header[at + 1] = (byte) value;
        }

        /** RFC 1071, of the IPv4 header. */
        private int checksum() {
            int sum = 0;
            for (int at = ETHERNET_BYTES; at < ETHERNET_BYTES + IP_BYTES; at += 2) {
                sum += (header[at] & 0xFF) << Byte.SIZE | header[at + 1] & 0xFF;
            }
            sum = (sum & 0xFFFF) + (sum >>> 16);
            return ~((sum & 0xFFFF) + (sum >>> 16)) & 0xFFFF;
        }
    }
}
