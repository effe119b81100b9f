package org.jackfield.testkit.contract;

import java.util.Arrays;
import java.util.Random;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.testkit.FrameBuilder;
import org.jackfield.testkit.Frames;

/** Frames of all kinds a steering policy may meet, hostile ones among them: cut off anywhere, with bytes that lie. */
final class AnyFrames {
    private static final byte[][] SOUND = new byte[512][];

    static {
        final Random random = new Random(7);
        Arrays.setAll(SOUND, i -> sound(random));
    }

    private AnyFrames() {}

    /** Appends frames with their hashes; what stays empty at that moment in a switch holds anything. */
    static void add(final FrameBatch batch, final int count, final Random random) {
        final FrameMemory memory = batch.pool().memory();
        for (int i = 0; i < count; i++) {
            final byte[] sound = SOUND[random.nextInt(SOUND.length)];
            final byte[] bytes = random.nextInt(3) == 0 ? hostile(sound, random) : sound;
            final int id = Frames.toMemory(batch.pool(), bytes);
            batch.hash[i] = FlowHash.of(memory.buffer(id), memory.data(id), bytes.length);
            batch.egress[i] = random.nextInt();
            batch.dst[i] = random.nextLong();
            batch.src[i] = random.nextLong();
            batch.vid[i] = (short) random.nextInt();
            batch.add(id, bytes.length);
        }
    }

    private static byte[] sound(final Random random) {
        final FrameBuilder frame = Frames.from(random.nextLong() >>> 16, random.nextLong() >>> 16);
        for (int tags = random.nextInt(4); tags > 1; tags--) {
            frame.vlan(1 + random.nextInt(4094));
        }
        switch (random.nextInt(8)) {
            case 0 -> {
                return frame.etherType(random.nextInt(0x1_0000)).length(60).build();
            }
            case 1 -> frame.ipv4("10.1.0." + random.nextInt(256), "10.2.0.1").ipv4Fragment(8, random.nextBoolean());
            case 2 ->
                frame.ipv6("2001:db8::" + random.nextInt(99), "2001:db8::1").ipv6Fragment(0, true);
            case 3 -> frame.ipv6("2001:db8::1", "ff02::1").extension(0, new byte[8]);
            case 4, 5 -> frame.ipv6("2001:db8::" + random.nextInt(99), "2001:db8::" + random.nextInt(99));
            default -> frame.ipv4("10.1.0." + random.nextInt(256), "10.2.0." + random.nextInt(256));
        }
        final int source = random.nextInt(0x1_0000);
        return (random.nextBoolean() ? frame.udp(source, 53) : frame.tcp(source, 80, random.nextInt()))
                .length(random.nextInt(5) == 0 ? 1514 : 60)
                .build();
    }

    private static byte[] hostile(final byte[] sound, final Random random) {
        final byte[] cut = Arrays.copyOf(sound, random.nextInt(sound.length + 1));
        for (int flips = random.nextInt(6); flips > 0 && cut.length > 0; flips--) {
            cut[random.nextInt(Math.min(64, cut.length))] = (byte) random.nextInt();
        }
        return cut;
    }
}
