package org.jackfield.benchmarks;

import java.nio.ByteBuffer;

/**
 * One frame from each of many addresses that the switch has not seen, then the same addresses again for those it missed, at a given
 * rate or as fast as they are read.
 */
final class Strangers implements FrameSource {
    private static final int SOURCE_AT = 6;
    private static final int MOST_AHEAD = 4096;

    private final byte[] frame;
    private long first;
    private int count;
    private int next;
    private long perSecond;
    private long startNs;
    private long sent;
    private volatile boolean on;

    /** @param frame a frame whose source address is replaced */
    Strangers(final byte[] frame) {
        this.frame = frame.clone();
    }

    /**
     * Begins with the addresses {@code from..from+howMany}. Only while nothing is {@link #stop going on}.
     *
     * @param rate frames per second, 0 for as many as are read
     */
    void begin(final long from, final int howMany, final long rate) {
        first = from;
        count = howMany;
        next = 0;
        perSecond = rate;
        sent = 0;
        startNs = System.nanoTime();
        on = true;
    }

    /** No more frames. Any thread. */
    void stop() {
        on = false;
    }

    @Override
    public void offer(final int more) {
        throw new IllegalStateException("strangers come at a rate");
    }

    @Override
    public int available() {
        if (!on) {
            return 0;
        }
        if (perSecond == 0) {
            return MOST_AHEAD;
        }
        final long due = (System.nanoTime() - startNs) / 1000 * perSecond / 1_000_000;
        return (int) Math.max(0, Math.min(MOST_AHEAD, due - sent));
    }

    @Override
    public int next(final ByteBuffer buffer, final int at) {
        final long source = first + next;
        next = next + 1 == count ? 0 : next + 1;
        sent++;
        buffer.put(at, frame);
        buffer.putShort(at + SOURCE_AT, (short) (source >>> 32));
        buffer.putInt(at + SOURCE_AT + 2, (int) source);
        return frame.length;
    }
}
