package org.jackfield.linux.bpf;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/**
 * Makes frames of every kind the flow hash tells apart, and of kinds that only look like them: one in four is cut at
 * any byte, one in eight has some bytes changed. The same seed gives the same frames.
 */
final class FrameGenerator {
    static final int LEAST_BYTES = 14;
    static final int MOST_BYTES = 3000;

    private static final int[] TAGS = {0x8100, 0x8100, 0x88A8, 0x88A8, 0x9100, 0x9200};
    private static final int[] OTHER_TYPES = {0x0806, 0x88CC, 0x8847, 0x0026, 0x0800, 0x86DD, 0x8100};
    private static final int[] PROTOCOLS = {6, 6, 17, 17, 33, 132, 136, 1, 2, 47, 50, 51, 58, 59, 44, 255};
    private static final int[] EXTENSIONS = {0, 43, 44, 51, 60, 135};
    private static final int[] IPV4_FRAGMENTS = {0, 0, 0, 0x4000, 0x2000, 0x2001, 0x0001, 0x1FFF, 0x8000, 0xE000};
    private static final int[] IPV6_FRAGMENTS = {0x0000, 0x0006, 0x0001, 0x0008, 0xFFF8, 0xFFFF};

    private final Random random;
    private final ByteBuffer out = ByteBuffer.allocate(16384);

    FrameGenerator(final long seed) {
        random = new Random(seed);
    }

    /** A frame of {@link #LEAST_BYTES} to {@link #MOST_BYTES} bytes. */
    byte[] next() {
        out.clear();
        macs();
        tags(oneIn(2) ? 0 : random.nextInt(4));
        switch (random.nextInt(8)) {
            case 0 -> other();
            case 1, 2, 3 -> ipv4();
            default -> ipv6();
        }
        return damaged(Arrays.copyOf(out.array(), Math.min(out.position(), MOST_BYTES)));
    }

    /** The same, with a tag the kernel takes out of the bytes, and at least 4 bytes behind it. */
    byte[] nextTagged() {
        final byte[] frame = next();
        final byte[] tagged = new byte[Math.max(frame.length + 4, 24)];
        System.arraycopy(frame, 0, tagged, 0, 12);
        System.arraycopy(frame, 12, tagged, 16, frame.length - 12);
        ByteBuffer.wrap(tagged).putShort(12, (short) (random.nextBoolean() ? 0x8100 : 0x88A8));
        ByteBuffer.wrap(tagged).putShort(14, (short) random.nextInt(0x10000));
        return tagged;
    }

    private void macs() {
        out.put(new byte[] {2, 0, 0, 0, 0, (byte) random.nextInt(256)});
        out.put(new byte[] {2, (byte) random.nextInt(256), 0, 0, 0, (byte) random.nextInt(256)});
    }

    private void tags(final int count) {
        for (int i = 0; i < count; i++) {
            out.putShort((short) pick(TAGS)).putShort((short) random.nextInt(0x10000));
        }
    }

    private void other() {
        out.putShort((short) (oneIn(2) ? random.nextInt(0x10000) : pick(OTHER_TYPES)));
        bytes(random.nextInt(100));
    }

    private void ipv4() {
        out.putShort((short) 0x0800);
        final int words = oneIn(2) ? 5 : random.nextInt(16);
        out.put((byte) ((oneIn(16) ? random.nextInt(16) : 4) << 4 | words)).put((byte) 0);
        out.putShort((short) random.nextInt(0x10000)).putShort((short) random.nextInt(0x10000));
        out.putShort((short) pick(IPV4_FRAGMENTS)).put((byte) 64);
        out.put((byte) (oneIn(8) ? random.nextInt(256) : pick(PROTOCOLS))).putShort((short) 0);
        out.putInt(random.nextInt()).putInt(random.nextInt());
        bytes(Math.max(0, words - 5) * 4);
        bytes(random.nextInt(40));
    }

    private void ipv6() {
        out.putShort((short) 0x86DD);
        out.put((byte) ((oneIn(16) ? random.nextInt(16) : 6) << 4))
                .put((byte) 0)
                .putShort((short) 0);
        out.putShort((short) random.nextInt(0x10000));
        final int headers = oneIn(3) ? 0 : random.nextInt(9);
        final int last = oneIn(8) ? random.nextInt(256) : pick(PROTOCOLS);
        int kind = headers == 0 ? last : pick(EXTENSIONS);
        out.put((byte) kind).put((byte) 64);
        bytes(32);
        for (int left = headers; left > 0; left--) {
            final int next = left == 1 ? last : pick(EXTENSIONS);
            extension(kind, next);
            kind = next;
        }
        bytes(random.nextInt(40));
    }

    private void extension(final int kind, final int next) {
        final int field = oneIn(20) ? random.nextInt(256) : random.nextInt(4);
        out.put((byte) next).put((byte) field);
        if (kind == 44) {
            out.putShort((short) (oneIn(2) ? 0 : pick(IPV6_FRAGMENTS))).putInt(random.nextInt());
        } else {
            bytes((kind == 51 ? 4 * (field + 2) : 8 * (field + 1)) - 2);
        }
    }

    private byte[] damaged(final byte[] frame) {
        if (oneIn(8)) {
            for (int changes = random.nextInt(3); changes >= 0; changes--) {
                frame[12 + random.nextInt(Math.min(frame.length, 100) - 12)] = (byte) random.nextInt();
            }
        }
        return oneIn(4) ? Arrays.copyOf(frame, LEAST_BYTES + random.nextInt(frame.length - LEAST_BYTES + 1)) : frame;
    }

    private void bytes(final int count) {
        for (int i = 0; i < count && out.hasRemaining(); i++) {
            out.put((byte) random.nextInt());
        }
    }

    private int pick(final int[] from) {
        return from[random.nextInt(from.length)];
    }

    private boolean oneIn(final int n) {
        return random.nextInt(n) == 0;
    }
}
