package org.jackfield.core.conductor;

import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * How much of the machine is idle, for the policy in force and its shadows. The JVM measures from the last question to this one, whoever
 * asked, so a shadow that asked by itself would leave the policy in force a moment too short to measure. Shadows are told what the policy in
 * force was told last; only where it does not ask, they do, all together. Any thread.
 */
final class SharedIdle {
    private static final long IN_FORCE_ASKS_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long LEAST_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final DoubleSupplier machine;
    private final LongSupplier clock;
    private double last = -1;
    private boolean asked;
    private boolean askedInForce;
    private long askedNs;
    private long askedInForceNs;

    SharedIdle(final DoubleSupplier machine, final LongSupplier clock) {
        this.machine = machine;
        this.clock = clock;
    }

    /** Idle processors since the last question, -1 when unknown; for the policy in force. */
    synchronized double forPolicyInForce() {
        askedInForce = true;
        askedInForceNs = clock.getAsLong();
        return ask(askedInForceNs);
    }

    /** The same, measured when that was asked last; for shadows. */
    synchronized double forShadows() {
        final long now = clock.getAsLong();
        final boolean known = askedInForce && now - askedInForceNs < IN_FORCE_ASKS_NS;
        return known || asked && now - askedNs < LEAST_NS ? last : ask(now);
    }

    private double ask(final long now) {
        asked = true;
        askedNs = now;
        last = machine.getAsDouble();
        return last;
    }
}
