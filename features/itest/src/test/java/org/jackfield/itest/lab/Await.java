package org.jackfield.itest.lab;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions outside this process. */
public final class Await {
    private static final long POLL_MS = 20;

    private Await() {}

    /** Returns as soon as the condition holds; fails with the description when that takes too long. */
    public static void until(final String description, final long timeoutMs, final BooleanSupplier condition) {
        until(() -> description, timeoutMs, condition);
    }

    /** As {@link #until(String, long, BooleanSupplier)} with a description made only when it is needed. */
    public static void until(
            final Supplier<String> description, final long timeoutMs, final BooleanSupplier condition) {
        final long deadlineNs = System.nanoTime() + timeoutMs * 1_000_000;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("not within " + timeoutMs + " ms: " + description.get());
            }
            pause(POLL_MS);
        }
    }

    /** Lets traffic run for a time. Never a way to wait for something that can be observed. */
    public static void pause(final long ms) {
        try {
            Thread.sleep(ms);
        } catch (final InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stop);
        }
    }
}
