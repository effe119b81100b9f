package ${package};

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.contract.RecordingHost;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the port answers, seen from the switch: frames in memory, no thread, no clock. */
class ${typeClass}QueueTest {
    private static final long HOST = 0x02_00_00_00_00_01L;
    private static final long ME = 0x02_00_0A_09_00_09L;
    private static final long ALL = 0xFFFF_FFFF_FFFFL;

    private final FramePool pool = new FramePool(new FrameReserve(FrameMemory.allocate(256, 64)));
    private final RecordingHost host = new RecordingHost("${type}1");
    private final ${typeClass}Port port = new ${typeClass}Port();

    @BeforeEach
    void open() throws PortException {
        port.open(host, new PortSettings(Map.of("name", "${type}1", "address", "10.9.0.9")), 1);
    }

    @Test
    void shouldAnswerAnArpRequestForItsAddress() {
        assertEquals(1, send(Frames.from(HOST, ALL).arp(true, HOST, "10.9.0.1", 0, "10.9.0.9").build()));
        assertArrayEquals(
                Frames.from(ME, HOST).arp(false, ME, "10.9.0.9", HOST, "10.9.0.1").build(),
                received().get(0));
    }

    @Test
    void shouldAnswerAPing() {
        final byte[] request = icmp(HOST, ME, "10.9.0.1", "10.9.0.9", 8);
        final byte[] reply = icmp(ME, HOST, "10.9.0.9", "10.9.0.1", 0);
        assertEquals(1, send(request));
        assertArrayEquals(reply, received().get(0));
    }

    @Test
    void shouldTakeAllElseAndSayNothing() {
        assertEquals(4, send(
                Frames.broadcast(HOST),
                Frames.from(HOST, ALL).arp(true, HOST, "10.9.0.1", 0, "10.9.0.8").build(),
                icmp(HOST, ME, "10.9.0.1", "10.9.0.8", 8),
                icmp(HOST, ME, "10.9.0.1", "10.9.0.9", 0)));
        assertEquals(List.of(), received());
    }

    @Test
    void shouldRefuseWhatItHasNoRoomToAnswer() {
        final byte[] request = icmp(HOST, ME, "10.9.0.1", "10.9.0.9", 8);
        assertEquals(64, send(Collections.nCopies(100, request).toArray(byte[][]::new)));
        assertEquals(64, received().size());
    }

    /** Type 8 asks, type 0 answers; the checksum (RFC 792) covers ICMP alone. */
    private static byte[] icmp(
            final long fromMac, final long toMac, final String from, final String to, final int type) {
        final ByteBuffer message = ByteBuffer.allocate(16).putShort((short) (type << 8));
        message.putShort(4, (short) 0x1234).putShort(6, (short) 1).putLong(8, 0x0102_0304_0506_0708L);
        int sum = 0;
        for (int i = 0; i < 16; i += 2) {
            sum += message.getShort(i) & 0xFFFF;
        }
        sum = (sum & 0xFFFF) + (sum >>> 16);
        message.putShort(2, (short) ~sum);
        return Frames.from(fromMac, toMac).ipv4(from, to).protocol(1).payload(message.array()).build();
    }

    private int send(final byte[]... frames) {
        final int[] ids = new int[frames.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = Frames.toMemory(pool, frames[i]);
        }
        return host.tx(0).transmit(pool, ids, 0, ids.length);
    }

    private List<byte[]> received() {
        final FrameBatch batch = new FrameBatch(pool);
        final List<byte[]> frames = new ArrayList<>();
        final int count = host.rx(0).receive(batch);
        for (int i = 0; i < count; i++) {
            final byte[] frame = new byte[batch.len[i]];
            pool.memory().buffer(batch.id[i]).get(pool.memory().data(batch.id[i]), frame);
            frames.add(frame);
            pool.release(batch.id[i]);
        }
        return frames;
    }
}
