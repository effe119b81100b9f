package org.jackfield.benchmarks;

import java.nio.ByteBuffer;

/** Frames that wait behind one descriptor of a {@link SourceEngine}, made while they are read. Used by the worker that reads it. */
interface FrameSource {
    /** A source of nothing, for queues that are only written. */
    FrameSource NOTHING = new FrameSource() {
        @Override
        public void offer(final int more) {
            // nothing
        }

        @Override
        public int available() {
            return 0;
        }

        @Override
        public int next(final ByteBuffer buffer, final int at) {
            return 0;
        }
    };

    /** Makes so many more frames available. By the thread that reads them, or before it starts. */
    void offer(int more);

    /** Frames that can be read now. */
    int available();

    /** Writes the next frame at this position and returns its length; only while {@link #available} is above 0. */
    int next(ByteBuffer buffer, int at);
}
