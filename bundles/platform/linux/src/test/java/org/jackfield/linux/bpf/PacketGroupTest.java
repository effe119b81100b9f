package org.jackfield.linux.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;
import org.jackfield.linux.netlink.LinkInfo;
import org.jackfield.linux.netlink.Rtnetlink;
import org.jackfield.linux.netns.NetworkNamespace;
import org.jackfield.linux.packet.PacketException;
import org.jackfield.linux.packet.PacketGroup;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A group of packet sockets on a real device: which of them gets a frame. */
@Tag("netns")
class PacketGroupTest {
    private static final int QUEUES = 4;
    private static final int FRAMES = 4_000;
    private static final int NONE = -1;
    private static final String DEVICE = "jbpA";
    /** What has no whole EtherType behind its tag the kernel drops. */
    private static final int LEAST_TAGGED_BYTES = 22;

    private final long seed = new Random().nextLong();
    private final FrameGenerator generator = new FrameGenerator(seed);

    private interface Body {
        void run(TestNamespace namespace, TestTap tap, PacketGroup group) throws Exception;
    }

    private static void withGroup(final Optional<SteeringProgram> program, final Body body) throws Exception {
        try (TestNamespace namespace = new TestNamespace()) {
            namespace.inside(() -> {
                try (TestTap tap = new TestTap(DEVICE, 1)) {
                    namespace.ip("link", "set", DEVICE, "mtu", "9000", "up");
                    try (PacketGroup group =
                            PacketGroup.open(NetworkNamespace.ofCallingThread(), link(), 4 << 20, program)) {
                        while (group.queues() < QUEUES) {
                            group.addQueue();
                        }
                        body.run(namespace, tap, group);
                    }
                }
            });
        }
    }

    private static LinkInfo link() throws IOException {
        try (Rtnetlink netlink = Rtnetlink.open()) {
            return netlink.link(DEVICE).orElseThrow();
        }
    }

    @Test
    void shouldDeliverEveryFrameToTheSocketOfItsBucket() throws Exception {
        try (SteeringProgram program = SteeringProgram.loadForPackets(FlowHash.BUCKETS)) {
            withGroup(Optional.of(program), (namespace, tap, group) -> {
                for (int round = 0; round < 3; round++) {
                    final short[] table = randomTable(round);
                    program.write(table);
                    assertSteers(tap, group, table, FRAMES);
                }
            });
        }
    }

    @Test
    void shouldKeepTheOrderOfSocketsWhenTheDeviceGoesDownAndUp() throws Exception {
        try (SteeringProgram program = SteeringProgram.loadForPackets(FlowHash.BUCKETS)) {
            withGroup(Optional.of(program), (namespace, tap, group) -> {
                final short[] table = randomTable(0);
                program.write(table);
                namespace.ip("link", "set", DEVICE, "down");
                group.addQueue();
                namespace.ip("link", "set", DEVICE, "up");
                group.fds().forEach(PacketGroupTest::read); // each tells once that the device was down
                assertSteers(tap, group, table, 500);
                group.removeQueue();
                assertSteers(tap, group, table, 500);
            });
        }
    }

    @Test
    void shouldSpreadOverTheFirstSocketsByAddressesWithoutAProgram() throws Exception {
        withGroup(Optional.empty(), (namespace, tap, group) -> {
            for (final int queues : new int[] {QUEUES, 2, 1, 3}) {
                group.spread(queues);
                final boolean[] used = new boolean[QUEUES];
                for (int i = 0; i < 500; i++) {
                    final byte[] frame = next();
                    tap.write(frame);
                    final int queue = arrival(group);
                    assertTrue(queue != NONE && queue < queues, () -> queue + " of " + queues + ", " + describe(frame));
                    used[queue] = true;
                    tap.write(frame);
                    assertEquals(queue, arrival(group));
                }
                for (int queue = 0; queue < queues; queue++) {
                    assertTrue(used[queue], queue + " of " + queues);
                }
            }
        });
    }

    @Test
    void shouldReceiveNothingTwiceWhileSocketsComeAndGo() throws Exception {
        withGroup(Optional.empty(), (namespace, tap, group) -> {
            group.spread(1);
            for (int round = 0; round < 10; round++) {
                for (int i = 0; i < 3; i++) {
                    tap.write(next());
                }
                group.removeQueue();
                group.addQueue();
                for (int i = 0; i < 3; i++) {
                    assertEquals(0, arrival(group));
                }
                assertEquals(NONE, arrival(group));
            }
        });
    }

    @Test
    void shouldCountWhatFindsNoRoom() throws Exception {
        withGroup(Optional.empty(), (namespace, tap, group) -> {
            group.spread(1);
            group.setReceiveBuffer(64 << 10);
            final int most = group.mostFramesHeld();
            for (int i = 0; i < most + 100; i++) {
                tap.write(next());
            }
            int held = 0;
            while (arrival(group) == 0) {
                held++;
            }
            assertTrue(held <= most, held + " frames, not " + most);
            assertEquals(most + 100 - held, group.drops());
            assertEquals(most + 100 - held, group.drops());
        });
    }

    @Test
    void shouldTellThatItsDeviceIsGone() throws Exception {
        withGroup(Optional.empty(), (namespace, tap, group) -> {
            assertEquals(DEVICE, group.link().name());
            namespace.ip("link", "del", DEVICE);
            final PacketException gone = assertThrows(PacketException.class, group::link);
            assertTrue(gone.isGone(), gone.getMessage());
            assertTrue(gone.getMessage().contains("device " + DEVICE + " is gone"), gone.getMessage());
            final List<Integer> fds = group.fds();
            assertTrue(assertThrows(PacketException.class, () -> PacketGroup.ofDescriptors(fds, 1 << 20))
                    .isGone());
        });
    }

    private byte[] next() {
        byte[] frame = generator.next();
        while (frame.length < LEAST_TAGGED_BYTES) {
            frame = generator.next();
        }
        return frame;
    }

    private short[] randomTable(final int round) {
        final Random random = new Random(seed + round);
        final short[] table = new short[FlowHash.BUCKETS];
        for (int bucket = 0; bucket < table.length; bucket++) {
            table[bucket] = (short) random.nextInt(QUEUES);
        }
        return table;
    }

    private void assertSteers(final TestTap tap, final PacketGroup group, final short[] table, final int frames)
            throws IOException {
        for (int i = 0; i < frames; i++) {
            final byte[] frame = i % 4 == 0 ? generator.nextTagged() : next();
            tap.write(frame);
            final int hash = FlowHash.of(ByteBuffer.wrap(frame), 0, frame.length);
            assertEquals(table[FlowHash.bucket(hash)], arrival(group), () -> describe(frame));
        }
    }

    /** The socket a frame has come to. */
    private static int arrival(final PacketGroup group) {
        for (int queue = 0; queue < group.queues(); queue++) {
            if (read(group.fd(queue))) {
                return queue;
            }
        }
        return NONE;
    }

    private static boolean read(final int fd) {
        try (NativeBlock buffer = new NativeBlock(16_384)) {
            return LibC.recvfrom(fd, buffer.address(), buffer.size(), LibC.MSG_DONTWAIT, 0, 0) > 0;
        }
    }

    private String describe(final byte[] frame) {
        return "seed " + seed + ", frame " + HexFormat.of().formatHex(frame);
    }
}
