package org.jackfield.core.offload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;
import org.jackfield.linux.netns.NetworkNamespace;
import org.jackfield.linux.tuntap.TapDevice;
import org.jackfield.testkit.Frames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The kernel cuts the same frames: they are written with their headers into a tap, its bridge forwards them to a tap
 * that takes
 * nothing unfinished, and what comes out there is compared byte for byte with what is cut here.
 */
@Tag("netns")
class KernelTest {
    private static final int FRAMES = 600;
    private static final long DEADLINE_NS = 10_000_000_000L;

    private final String namespace = "jfcut" + ProcessHandle.current().pid();
    private final Cutter cutter = new Cutter();
    private final Random random = new Random(23);
    private TapDevice in;
    private TapDevice out;
    private NativeBlock buffer;

    @BeforeEach
    void joinTwoTapsByABridge() throws IOException, InterruptedException {
        buffer = new NativeBlock(70_000);
        run("ip", "netns", "add", namespace);
        run("ip", "netns", "exec", namespace, "sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1");
        final NetworkNamespace place = NetworkNamespace.of(namespace);
        in = place.call(() -> TapDevice.create("in", true));
        out = place.call(() -> TapDevice.create("out", false));
        run("ip", "-n", namespace, "link", "add", "bridge", "type", "bridge", "mcast_snooping", "0");
        for (final String device : List.of("in", "out")) {
            run("ip", "-n", namespace, "link", "set", device, "master", "bridge", "txqueuelen", "10000");
        }
        for (final String device : List.of("in", "out", "bridge")) {
            run("ip", "-n", namespace, "link", "set", device, "up");
        }
    }

    @AfterEach
    void removeThem() throws IOException, InterruptedException {
        in.close();
        out.close();
        run("ip", "netns", "del", namespace);
        buffer.close();
    }

    private static void run(final String... command) throws IOException, InterruptedException {
        final Process process =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> String.join(" ", command) + ": " + output);
    }

    private void write(final byte[] bytes) {
        buffer.putBytes(0, bytes);
        assertEquals(
                bytes.length, LibC.write(in.fd(0), buffer.address(), bytes.length), () -> Errno.name(Errno.last()));
    }

    /** Reads this many frames from the other tap. */
    private List<byte[]> read(final int count) {
        final List<byte[]> frames = new ArrayList<>();
        final long end = System.nanoTime() + DEADLINE_NS;
        while (frames.size() < count) {
            assertTrue(System.nanoTime() < end, () -> frames.size() + " of " + count + " frames came");
            final long n = LibC.read(out.fd(0), buffer.address(), buffer.size());
            if (n > 0) {
                frames.add(buffer.getBytes(0, (int) n));
            }
        }
        return frames;
    }

    private void assertSame(final List<byte[]> ours, final List<byte[]> kernels, final String what) {
        assertEquals(ours.size(), kernels.size(), what);
        for (int i = 0; i < ours.size(); i++) {
            assertArrayEquals(kernels.get(i), ours.get(i), "segment " + i + " of " + ours.size() + ", " + what);
        }
    }

    @Test
    void shouldCutAsTheKernelDoes() {
        for (int i = 0; i < FRAMES; i++) {
            final LongFrame frame = LongFrame.random(random, 1 + random.nextInt(20_000), 300 + random.nextInt(1000));
            final List<byte[]> ours = cutter.cut(frame);
            write(frame.whole());
            assertSame(ours, read(ours.size()), (frame.tcp ? "TCP" : "UDP") + (frame.v4 ? 4 : 6));
        }
    }

    @Test
    void shouldFinishChecksumsAsTheKernelDoes() {
        for (int i = 0; i < FRAMES; i++) {
            final LongFrame frame = LongFrame.random(random, 1 + random.nextInt(1300), 2000);
            Arrays.fill(frame.header, 1, 6, (byte) 0);
            final int id = cutter.checked(frame);
            Unfinished.complete(cutter.pool.memory(), id);
            final byte[] ours = Frames.bytesOf(cutter.pool.memory(), id);
            cutter.pool.release(id);
            write(frame.wire());
            assertSame(List.of(ours), read(1), "checksum only");
        }
    }
}
