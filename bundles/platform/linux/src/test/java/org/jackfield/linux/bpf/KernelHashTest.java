package org.jackfield.linux.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.jackfield.api.frame.FlowHash;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The same frames to both sides of the flow hash: not one may differ. */
@Tag("netns")
class KernelHashTest {
    private static final int FRAMES = 120_000;

    private final long seed = new Random().nextLong();

    @Test
    void shouldHashEveryFrameInTheKernelAsInJava() throws BpfException {
        final FrameGenerator generator = new FrameGenerator(seed);
        try (KernelRun kernel = KernelRun.plain()) {
            for (int i = 0; i < FRAMES; i++) {
                final byte[] frame = generator.next();
                assertSame(frame, frame, kernel);
            }
        }
    }

    @Test
    void shouldHashAFrameWhoseTagIsBesideItsBytesAsTheFrameThatWillBeRead() throws BpfException {
        final FrameGenerator generator = new FrameGenerator(seed);
        try (KernelRun customer = KernelRun.withTagBeside(0x8100, 0x0064);
                KernelRun service = KernelRun.withTagBeside(0x88A8, 0)) {
            for (int i = 0; i < FRAMES / 2; i++) {
                final byte[] bytes = generator.next();
                assertSame(tagged(bytes, 0x8100, 0x0064), bytes, customer);
                assertSame(tagged(bytes, 0x88A8, 0), bytes, service);
            }
        }
    }

    @Test
    void shouldAgreeWhereverAFrameIsCut() throws BpfException {
        final FrameGenerator generator = new FrameGenerator(seed);
        try (KernelRun kernel = KernelRun.plain();
                KernelRun tagBeside = KernelRun.withTagBeside(0x8100, 1)) {
            for (int i = 0; i < 150; i++) {
                final byte[] whole = generator.next();
                for (int length = FrameGenerator.LEAST_BYTES; length <= Math.min(whole.length, 200); length++) {
                    final byte[] cut = Arrays.copyOf(whole, length);
                    assertSame(cut, cut, kernel);
                    assertSame(tagged(cut, 0x8100, 1), cut, tagBeside);
                }
            }
        }
    }

    @Test
    void shouldGenerateFramesOfEveryBranch() {
        final FrameGenerator generator = new FrameGenerator(seed);
        final long[] hashes = new long[10_000];
        int likeItsMacs = 0;
        for (int i = 0; i < hashes.length; i++) {
            final byte[] frame = generator.next();
            hashes[i] = FlowHash.of(ByteBuffer.wrap(frame), 0, frame.length);
            final byte[] macs = Arrays.copyOf(frame, 14);
            macs[12] = 8;
            macs[13] = 6;
            likeItsMacs += hashes[i] == FlowHash.of(ByteBuffer.wrap(macs), 0, 14) ? 1 : 0;
        }
        assertTrue(Arrays.stream(hashes).distinct().count() > 9_000, "frames differ");
        assertTrue(likeItsMacs > 1_500 && likeItsMacs < 8_500, likeItsMacs + " of 10000 hashed by their MACs");
    }

    private void assertSame(final byte[] asRead, final byte[] asTheKernelHasIt, final KernelRun kernel) {
        final int expected = FlowHash.of(ByteBuffer.wrap(asRead), 0, asRead.length);
        final int actual = kernel.hash(asTheKernelHasIt);
        if (expected != actual) {
            assertEquals(
                    "%08x".formatted(expected),
                    "%08x".formatted(actual),
                    "seed " + seed + ", frame as read " + HexFormat.of().formatHex(asRead));
        }
    }

    private static byte[] tagged(final byte[] frame, final int tag, final int tci) {
        final ByteBuffer out = ByteBuffer.allocate(frame.length + 4);
        out.put(frame, 0, 12).putShort((short) tag).putShort((short) tci).put(frame, 12, frame.length - 12);
        return out.array();
    }
}
