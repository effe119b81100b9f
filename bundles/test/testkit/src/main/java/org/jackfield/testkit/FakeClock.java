package org.jackfield.testkit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A clock that stands still until a test advances it. Counts nanoseconds as System.nanoTime does. Any thread. */
public final class FakeClock implements LongSupplier {
    private final AtomicLong nowNs;

    /** A clock at one second, so that zero can mean "never". */
    public FakeClock() {
        this(Duration.ofSeconds(1).toNanos());
    }

    /** A clock at this time. */
    public FakeClock(final long nowNs) {
        this.nowNs = new AtomicLong(nowNs);
    }

    /** Nanoseconds now. */
    @Override
    public long getAsLong() {
        return nowNs.get();
    }

    /** Moves time on. */
    public void advance(final Duration step) {
        advanceNs(step.toNanos());
    }

    /** Moves time on by nanoseconds. */
    public void advanceNs(final long stepNs) {
        nowNs.addAndGet(stepNs);
    }

    /** Moves time on by milliseconds. */
    public void advanceMs(final long stepMs) {
        advance(Duration.ofMillis(stepMs));
    }

    /** Moves time on by seconds. */
    public void advanceSeconds(final long stepSeconds) {
        advance(Duration.ofSeconds(stepSeconds));
    }
}
