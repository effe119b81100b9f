package org.jackfield.linux.bpf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.poll.IoEngines;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The real program on a real tap: every frame is read from the queue the table names for its bucket. */
@Tag("netns")
class SteeringProgramTest {
    private static final int QUEUES = 4;
    private static final int FRAMES = 4_000;

    private final long seed = new Random().nextLong();
    private final FrameGenerator generator = new FrameGenerator(seed);

    @Test
    void shouldDeliverEveryFrameToTheQueueOfItsBucket() throws Exception {
        withTap((tap, program) -> {
            for (int round = 0; round < 3; round++) {
                final short[] table = randomTable(QUEUES, round);
                program.write(table);
                for (int i = 0; i < FRAMES; i++) {
                    final byte[] frame = generator.next();
                    tap.send(frame);
                    assertOnItsQueue(frame, tap, table);
                }
            }
        });
    }

    /** What the kernel still has to do for a closed ring interrupts the verifier, about every sixth time. */
    @Test
    void shouldLoadWhileTheKernelHasOtherWorkForTheThread() throws Exception {
        for (int i = 0; i < 40; i++) {
            IoEngines.choose(IoEngines.AUTO);
            SteeringProgram.load(FlowHash.BUCKETS).close();
        }
    }

    @Test
    void shouldDeliverFramesWhoseTagIsBesideTheirBytesToTheQueueOfTheFrameAsRead() throws Exception {
        try (TestNamespace namespace = new TestNamespace()) {
            namespace.inside(() -> {
                try (TestTap source = new TestTap("jbpA", 1);
                        TestTap tap = new TestTap("jbpB", QUEUES);
                        SteeringProgram program = SteeringProgram.load(FlowHash.BUCKETS)) {
                    redirect(namespace);
                    final short[] table = randomTable(QUEUES, 0);
                    program.attachTo(tap.queueFd(0));
                    program.write(table);
                    for (int i = 0; i < FRAMES; i++) {
                        final byte[] frame = generator.nextTagged();
                        source.write(frame);
                        assertOnItsQueue(frame, tap, table);
                    }
                }
            });
        }
    }

    /** What comes in by jbpA goes out by jbpB. On its way in the kernel moves the outermost tag out of the bytes. */
    private static void redirect(final TestNamespace namespace) throws Exception {
        for (final String device : new String[] {"jbpA", "jbpB"}) {
            namespace.ip("link", "set", device, "mtu", "9000", "up");
        }
        namespace.tc("qdisc", "add", "dev", "jbpA", "clsact");
        final String filter = "filter add dev jbpA ingress protocol all u32 match u32 0 0"
                + " action mirred egress redirect dev jbpB";
        namespace.tc(filter.split(" "));
    }

    @Test
    void shouldTakeQueuesModuloTheAttachedOnes() throws Exception {
        withTap((tap, program) -> {
            final short[] table = randomTable(1000, 0);
            program.write(table);
            for (int i = 0; i < 200; i++) {
                final byte[] frame = generator.next();
                tap.send(frame);
                assertOnItsQueue(frame, tap, table);
            }
        });
    }

    @Test
    void shouldAnswerQueueZeroUntilATableIsWritten() throws Exception {
        withTap((tap, program) -> {
            for (int i = 0; i < 200; i++) {
                tap.send(generator.next());
                assertEquals(0, arrivalQueue(tap));
            }
        });
    }

    @Test
    void shouldSteerNoMoreOnceDetached() throws Exception {
        withTap((tap, program) -> {
            final short[] table = new short[FlowHash.BUCKETS];
            Arrays.fill(table, (short) 3);
            program.write(table);
            program.detachFrom(tap.queueFd(0));
            boolean elsewhere = false;
            for (int i = 0; i < 200; i++) {
                tap.send(generator.next());
                elsewhere |= arrivalQueue(tap) != 3;
            }
            assertTrue(elsewhere, "the kernel's own choice is spread over queues");
        });
    }

    @Test
    void shouldGoOnSteeringAfterCloseUntilTheDeviceIsGone() throws Exception {
        withTap((tap, program) -> {
            final short[] table = randomTable(QUEUES, 7);
            program.write(table);
            program.close();
            for (int i = 0; i < 200; i++) {
                final byte[] frame = generator.next();
                tap.send(frame);
                assertOnItsQueue(frame, tap, table);
            }
            assertThrows(BpfException.class, () -> program.write(randomTable(QUEUES, 8)));
        });
    }

    @Test
    void shouldGoOnFromItsDescriptorsWithTheTableAsWritten() throws Exception {
        withTap((tap, program) -> {
            final short[] table = randomTable(QUEUES, 9);
            program.write(table);
            final SteeringProgram later =
                    SteeringProgram.ofDescriptors(program.programFd(), program.tableFd(), FlowHash.BUCKETS);
            assertSteers(tap, table);
            final short[] zeros = new short[FlowHash.BUCKETS];
            later.write(zeros);
            assertSteers(tap, zeros);
            later.write(table);
            assertSteers(tap, table);
        });
    }

    private void assertSteers(final TestTap tap, final short[] table) throws IOException {
        for (int i = 0; i < 200; i++) {
            final byte[] frame = generator.next();
            tap.send(frame);
            assertOnItsQueue(frame, tap, table);
        }
    }

    @Test
    void shouldRefuseDescriptorsThatAreNoSteeringProgramAndItsTable() throws Exception {
        final int eventFd = LibC.eventfd(0, LibC.CLOEXEC);
        try (SteeringProgram program = SteeringProgram.load(8);
                SteeringProgram other = SteeringProgram.load(8)) {
            final int code = program.programFd();
            final int table = program.tableFd();
            assertRefused("is not the eBPF map jack_buckets of 8 entries", eventFd, eventFd, 8);
            assertRefused("is not the eBPF map", code, code, 8);
            assertRefused("is not the eBPF map", code, table, 16);
            assertRefused("is not the eBPF map", code, 1_000_000, 8);
            assertRefused("is not the eBPF program jack_steering with its table", table, table, 8);
            assertRefused("is not the eBPF program jack_steering with its table", other.programFd(), table, 8);
            program.write(new short[8]);
        } finally {
            LibC.close(eventFd);
        }
    }

    private static void assertRefused(final String reason, final int programFd, final int tableFd, final int buckets) {
        final BpfException refused =
                assertThrows(BpfException.class, () -> SteeringProgram.ofDescriptors(programFd, tableFd, buckets));
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }

    @Test
    void shouldSayWhatWentWrongWithADescriptorThatIsNoTap() throws Exception {
        final int eventFd = LibC.eventfd(0, LibC.CLOEXEC);
        try (SteeringProgram program = SteeringProgram.load(2)) {
            final BpfException refused = assertThrows(BpfException.class, () -> program.attachTo(eventFd));
            assertTrue(refused.getMessage().contains("attaching the steering program to tap queue fd " + eventFd));
        } finally {
            LibC.close(eventFd);
        }
    }

    @Test
    void shouldRefuseATableOfAnotherSizeAndAnOddNumberOfBuckets() throws Exception {
        try (SteeringProgram program = SteeringProgram.load(8)) {
            assertThrows(IllegalArgumentException.class, () -> program.write(new short[7]));
        }
        assertThrows(IllegalArgumentException.class, () -> SteeringProgram.load(1000));
    }

    @Test
    void shouldShowTheVerifiersOpinionOfABadProgram() {
        final byte[] endless =
                new BpfAssembler().alu(BpfAssembler.Alu.ADD, BpfAssembler.R3, 1).assemble();
        final BpfException refused =
                assertThrows(BpfException.class, () -> BpfProgram.load(BpfProgram.SOCKET_FILTER, "jack_bad", endless));
        assertTrue(refused.getMessage().contains("the verifier says: "), refused.getMessage());
    }

    @Test
    void shouldFindSteeringAvailableWhereItsTestsRun() {
        final SteeringSupport support = SteeringSupport.probe();
        assertTrue(support.available(), support.reason());
        assertFalse(support.reason().contains("failed"));
    }

    private interface Body {
        void run(TestTap tap, SteeringProgram program) throws Exception;
    }

    private static void withTap(final Body body) throws Exception {
        try (TestNamespace namespace = new TestNamespace()) {
            namespace.inside(() -> {
                try (TestTap tap = new TestTap("jbpA", QUEUES);
                        SteeringProgram program = SteeringProgram.load(FlowHash.BUCKETS)) {
                    namespace.ip("link", "set", "jbpA", "mtu", "9000", "up");
                    program.attachTo(tap.queueFd(QUEUES - 1));
                    body.run(tap, program);
                }
            });
        }
    }

    private short[] randomTable(final int queues, final int round) {
        final Random random = new Random(seed + round);
        final short[] table = new short[FlowHash.BUCKETS];
        for (int bucket = 0; bucket < table.length; bucket++) {
            table[bucket] = (short) random.nextInt(queues);
        }
        return table;
    }

    private void assertOnItsQueue(final byte[] sent, final TestTap tap, final short[] table) throws IOException {
        final int hash = FlowHash.of(ByteBuffer.wrap(sent), 0, sent.length);
        final int expected = table[FlowHash.bucket(hash)] % tap.queueCount();
        for (int i = 0; i < tap.queueCount(); i++) {
            final int queue = (expected + i) % tap.queueCount();
            final Optional<byte[]> read = tap.read(queue);
            if (read.isPresent()) {
                assertArrayEquals(sent, read.get(), () -> describe(sent));
                assertEquals(expected, queue, () -> describe(sent));
                return;
            }
        }
        throw new AssertionError("nothing arrived; " + describe(sent));
    }

    private static int arrivalQueue(final TestTap tap) throws IOException {
        for (int queue = 0; queue < tap.queueCount(); queue++) {
            if (tap.read(queue).isPresent()) {
                return queue;
            }
        }
        throw new AssertionError("nothing arrived");
    }

    private String describe(final byte[] frame) {
        return "seed " + seed + ", frame " + HexFormat.of().formatHex(frame);
    }
}
