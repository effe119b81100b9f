package org.jackfield.core.conductor;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.MeasuresInfo;
import org.jackfield.api.admin.ShadowInfo;
import org.jackfield.api.port.PortException;
import org.jspecify.annotations.Nullable;

/** What administrators ask about shadows and measures. Any thread but workers and conductor. */
final class InstrumentControl {
    private static final long DEADLINE_MS = 15_000;
    private static final long MOST_SECONDS = 86_400;

    private final Publisher publisher;
    private final ShadowControl shadows;
    private final MeasureControl measures;

    InstrumentControl(final Publisher publisher, final ShadowControl shadows, final MeasureControl measures) {
        this.publisher = publisher;
        this.shadows = shadows;
        this.measures = measures;
    }

    void addShadow(final String policy, final int sample) throws AdminException {
        final String what = "steering shadow add " + policy;
        if (Integer.bitCount(sample) != 1 || sample < 1 || sample > ShadowInfo.MOST_SAMPLE) {
            throw new AdminException(what + ": one in " + sample
                    + " flows cannot be looked at; give a power of two, 1 to " + ShadowInfo.MOST_SAMPLE);
        }
        await(what, shadows.add(policy, sample));
    }

    void removeShadow(final String policy) throws AdminException {
        await("steering shadow remove " + policy, shadows.remove(policy));
    }

    List<ShadowInfo> shadows() {
        return shadows.info();
    }

    void measure(final boolean on, final long seconds, final boolean allMoves) throws AdminException {
        final String what = "worker measure " + (on ? "on" : "off");
        if (seconds < 0 || seconds > MOST_SECONDS) {
            throw new AdminException(what + ": " + seconds + " s is not between 1 and " + MOST_SECONDS + " s");
        }
        try {
            publisher.changeAndAgree(() -> {
                if (on) {
                    measures.begin(seconds, allMoves);
                } else {
                    measures.end();
                }
            });
        } catch (final PortException stuck) {
            throw new AdminException(what + ": " + stuck.getMessage(), stuck);
        }
    }

    MeasuresInfo measures() throws PortException {
        return publisher.ask(measures::info);
    }

    private static void await(final String what, final CompletableFuture<@Nullable Void> future) throws AdminException {
        try {
            future.get(DEADLINE_MS, TimeUnit.MILLISECONDS);
        } catch (final TimeoutException late) {
            throw new AdminException(
                    what + ": the policy has not answered in time; see the log of the switch and restart its bundle",
                    late);
        } catch (final ExecutionException failed) {
            final Throwable why = Objects.requireNonNullElse(failed.getCause(), failed);
            throw new AdminException(
                    what + ": " + (why instanceof PortException ? why.getMessage() : "its code threw " + why), failed);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AdminException(what + ": interrupted", interrupted);
        }
    }
}
