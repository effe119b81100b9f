package org.jackfield.benchmarks;

import java.nio.ByteBuffer;

/** Frames to many addresses in random order, without an array of them that would take up cache itself. */
final class ScatteredFrames implements FrameSource {
    private static final long MULTIPLIER = 0x5851_F42D_4C95_7F2DL;

    private final byte[] frame;
    private final long first;
    private final int count;
    private long random = 1;
    private long offered;

    /**
     * @param frame a frame whose destination address is replaced
     * @param first lowest destination
     * @param count number of destinations
     */
    ScatteredFrames(final byte[] frame, final long first, final int count) {
        this.frame = frame.clone();
        this.first = first;
        this.count = count;
    }

    @Override
    public void offer(final int more) {
        offered += more;
    }

    @Override
    public int available() {
        return (int) offered;
    }

    @Override
    public int next(final ByteBuffer buffer, final int at) {
        random = random * MULTIPLIER + 1;
        final long destination = first + ((random >>> 33) * count >>> 31);
        offered--;
        buffer.put(at, frame);
        buffer.putShort(at, (short) (destination >>> 32));
        buffer.putInt(at + 2, (int) destination);
        return frame.length;
    }
}
