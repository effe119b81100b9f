package org.jackfield.port.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.jackfield.linux.mem.FrameMemories;
import org.jackfield.linux.reactor.Reactor;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.contract.RecordingHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Members of one multicast group on this machine's loopback: ports, and a member as QEMU is one, by a single socket. */
class GroupPortTest {
    private static final String LOOPBACK = "127.0.0.1";
    /** Of this process, so that another test run at the same time is in another group. */
    private static final InetSocketAddress GROUP = new InetSocketAddress(
            "230.7." + ProcessHandle.current().pid() % 250 + "."
                    + ProcessHandle.current().pid() / 250 % 250,
            5000);

    private final Reactor reactor;
    private final FrameMemories memories = new FrameMemories(1024, 2 * FrameReserve.CHUNK);
    private final FramePool pool = new FramePool(new FrameReserve(memories.frames()));
    private final List<Member> members = new ArrayList<>();

    GroupPortTest() throws Exception {
        reactor = new Reactor("test-reactor");
    }

    @AfterEach
    void close() throws Exception {
        members.forEach(member -> member.port.close());
        reactor.close();
        memories.close();
    }

    /** An open port and its host. */
    private static final class Member {
        private DgramPort port;
        private RecordingHost host;

        Member(final DgramPort port, final RecordingHost host) {
            this.port = port;
            this.host = host;
        }
    }

    private static PortSettings settings(final String mtu) {
        return new PortSettings(Map.of(
                "name",
                "g",
                "local",
                LOOPBACK + ":0",
                "remote",
                GROUP.getAddress().getHostAddress() + ":" + GROUP.getPort(),
                "mtu",
                mtu));
    }

    private Member join() throws PortException {
        final Member member = new Member(new DgramPort(reactor), new RecordingHost("g"));
        member.port.open(member.host, settings("1500"), 1);
        members.add(member);
        return member;
    }

    /** A member that hears and speaks by one socket, as QEMU does: it hears itself too. */
    private static DatagramChannel other() throws IOException {
        final NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getByName(LOOPBACK));
        final DatagramChannel made = DatagramChannel.open(StandardProtocolFamily.INET)
                .setOption(StandardSocketOptions.SO_REUSEADDR, true)
                .setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback)
                .bind(GROUP);
        made.join(GROUP.getAddress(), loopback);
        made.configureBlocking(false);
        return made;
    }

    private int send(final Member from, final byte[]... frames) {
        final int[] ids = new int[frames.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = Frames.toMemory(pool, frames[i]);
        }
        return from.host.tx(0).transmit(pool, ids, 0, ids.length);
    }

    /** All frames that wait: on one machine they have arrived when the call that sends them returns. */
    private List<byte[]> receive(final Member at) {
        final FrameBatch batch = new FrameBatch(pool);
        assertEquals(at.host.rx(0).receive(batch), batch.count);
        final List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < batch.count; i++) {
            frames.add(Frames.bytesOf(pool.memory(), batch.id[i]));
            assertEquals(batch.len[i], frames.get(i).length);
            pool.release(batch.id[i]);
        }
        return frames;
    }

    private static void assertFrames(final List<byte[]> got, final byte[]... wanted) {
        assertEquals(wanted.length, got.size());
        for (int i = 0; i < wanted.length; i++) {
            assertArrayEquals(wanted[i], got.get(i));
        }
    }

    @Test
    void shouldGiveEachFrameToAllOtherMembersAndNoneBackToItsSender() throws Exception {
        final Member one = join();
        final Member two = join();
        try (DatagramChannel other = other()) {
            final byte[] first = StreamRig.frame(60, 1);
            final byte[] second = StreamRig.frame(1514, 2);
            final byte[] third = StreamRig.frame(200, 3);
            assertEquals(2, send(one, first, second));
            other.send(ByteBuffer.wrap(third), GROUP);
            assertFrames(receive(two), first, second, third);
            assertFrames(receive(one), third);
            final ByteBuffer heard = ByteBuffer.allocate(2000);
            for (final byte[] frame : List.of(first, second, third)) {
                heard.clear();
                assertTrue(other.receive(heard) != null);
                assertArrayEquals(frame, Arrays.copyOf(heard.array(), heard.position()));
            }
        }
        assertNotEquals(one.port.details().get("local"), two.port.details().get("local"));
    }

    @Test
    void shouldCarryManyFramesInOrder() throws Exception {
        final Member one = join();
        final Member two = join();
        final byte[][] frames = new byte[200][];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = StreamRig.frame(100, i);
        }
        assertEquals(frames.length, send(one, frames));
        assertFrames(receive(two), frames);
        assertFrames(receive(two));
    }

    @Test
    void shouldCountWhatIsNoFrameOfIts() throws Exception {
        final Member one = join();
        try (DatagramChannel other = other()) {
            other.send(ByteBuffer.allocate(0), GROUP);
            other.send(ByteBuffer.allocate(13), GROUP);
            other.send(ByteBuffer.allocate(9000), GROUP);
            final byte[] frame = StreamRig.frame(14, 1);
            other.send(ByteBuffer.wrap(frame), GROUP);
            assertFrames(receive(one), frame);
        }
        assertEquals("2", one.port.details().get("too-short"));
        assertEquals("1", one.port.details().get("too-long"));
        assertEquals(0, one.port.kernelDrops());
    }

    /** What waits in the socket while the code changes is not lost, and the address stays, so that nothing comes back. */
    @Test
    void shouldStayAMemberWhileItsCodeIsReplaced() throws Exception {
        final Member one = join();
        final Member two = join();
        final byte[] waiting = StreamRig.frame(100, 1);
        assertEquals(1, send(two, waiting));
        final String before = one.port.details().get("local");
        final PortEstate estate = one.port.handOver().orElseThrow();
        assertEquals(0, one.host.queueCount());
        final DgramPort next = new DgramPort(reactor);
        final RecordingHost host = new RecordingHost("g");
        final PortSettings elsewhere =
                new PortSettings(Map.of("name", "g", "local", LOOPBACK + ":0", "remote", "230.0.0.9:5000"));
        assertThrows(PortException.class, () -> next.adopt(host, elsewhere, estate));
        one.port = next;
        one.host = host;
        one.port.adopt(host, settings("1500"), estate);
        assertFrames(receive(one), waiting);
        assertEquals(1, send(one, StreamRig.frame(60, 2)));
        assertFrames(receive(one));
        assertEquals(1, receive(two).size());
        assertEquals(before, one.port.details().get("local"));
        one.port.check();
    }
}
