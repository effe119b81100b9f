package org.jackfield.benchmarks;

import java.nio.ByteBuffer;
import java.util.List;

/** A few frames, over and over: as many as were {@link #offer}ed, or without end. */
final class ReplayedFrames implements FrameSource {
    private final byte[][] frames;
    private int at;
    private long offered;
    private volatile boolean endless;

    ReplayedFrames(final List<byte[]> frames) {
        this.frames = frames.toArray(new byte[0][]);
    }

    /** Frames of one round. */
    int size() {
        return frames.length;
    }

    @Override
    public void offer(final int more) {
        offered += more;
    }

    /** Makes frames available without end, or no longer. Any thread. */
    void endless(final boolean on) {
        endless = on && frames.length > 0;
    }

    @Override
    public int available() {
        return endless ? Integer.MAX_VALUE : (int) offered;
    }

    @Override
    public int next(final ByteBuffer buffer, final int position) {
        final byte[] frame = frames[at];
        at = at + 1 == frames.length ? 0 : at + 1;
        offered = Math.max(0, offered - 1);
        buffer.put(position, frame);
        return frame.length;
    }
}
