package org.jackfield.port.vxlan;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jackfield.linux.socket.MessageBatch;
import org.jackfield.linux.socket.UdpAddress;
import org.jackfield.linux.socket.UdpBatch;
import org.jackfield.linux.socket.UdpEndpoint;

/** Another VTEP, by hand: a plain UDP socket that sends and receives whatever bytes it is told to. */
final class TestVtep implements AutoCloseable {
    private static final int MOST = 64;
    private static final int BYTES = 65_536;

    private final UdpEndpoint socket;
    private final UdpBatch memory = new UdpBatch(MOST, BYTES);
    private final MessageBatch messages = new MessageBatch(MOST, MOST, new byte[0]);

    TestVtep(final UnderlayLab lab, final String host) throws IOException {
        this(lab, host, UnderlayLab.PORT);
    }

    TestVtep(final UnderlayLab lab, final String host, final int port) throws IOException {
        socket = lab.socket(host, port);
    }

    /** Sends a datagram of these bytes. */
    void sendRaw(final String to, final byte[] bytes) throws IOException {
        final UdpAddress address = UdpAddress.of(InetAddress.getByName(to), UnderlayLab.PORT);
        final long[] words = new long[UdpAddress.WORDS];
        for (int i = 0; i < words.length; i++) {
            words[i] = address.word(i);
        }
        final MessageBatch one = new MessageBatch(1, 1, bytes);
        try {
            one.beginTo(words, 0, address.bytes());
            one.appendPrefix();
            final int sent = socket.send(one, 0, 1);
            if (sent != 1) {
                throw new IOException("sending failed: " + UdpEndpoint.errorName(sent));
            }
        } finally {
            one.close();
        }
    }

    /** Sends a frame in a VXLAN datagram. */
    void send(final String to, final int vni, final byte[] frame) throws IOException {
        sendRaw(to, datagram(vni, frame));
    }

    static byte[] datagram(final int vni, final byte[] frame) {
        return ByteBuffer.allocate(8 + frame.length)
                .put((byte) 8)
                .put(new byte[3])
                .putInt(vni << 8)
                .put(frame)
                .array();
    }

    /** All datagrams that wait. */
    List<byte[]> receiveRaw() {
        final List<byte[]> all = new ArrayList<>();
        int got = MOST;
        while (got == MOST) {
            messages.clear();
            for (int i = 0; i < MOST; i++) {
                messages.beginReceive();
                messages.append(memory.address(i), BYTES);
            }
            got = socket.receive(messages);
            for (int i = 0; i < got; i++) {
                final byte[] bytes = new byte[messages.length(i)];
                memory.payloads().get(memory.offset(i), bytes);
                all.add(bytes);
            }
        }
        return all;
    }

    /** The frames of all datagrams that wait, each of which must be VXLAN of this VNI. */
    List<byte[]> receive(final int vni) {
        final List<byte[]> frames = new ArrayList<>();
        for (final byte[] datagram : receiveRaw()) {
            final ByteBuffer bytes = ByteBuffer.wrap(datagram).order(ByteOrder.BIG_ENDIAN);
            if (bytes.getInt() != 0x0800_0000 || bytes.getInt() != vni << 8) {
                throw new AssertionError("no VXLAN header of VNI " + vni);
            }
            final byte[] frame = new byte[bytes.remaining()];
            bytes.get(frame);
            frames.add(frame);
        }
        return frames;
    }

    @Override
    public void close() {
        socket.close();
        messages.close();
        memory.close();
    }
}
