package org.jackfield.core.conductor;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Something that happens again and again and may be waited for. Any thread. */
final class Signal {
    private final AtomicReference<CompletableFuture<@Nullable Void>> next =
            new AtomicReference<>(new CompletableFuture<>());

    /** A future that completes when it happens next. */
    @SuppressWarnings("NullAway") // the reference never holds null
    CompletableFuture<@Nullable Void> next() {
        return next.get();
    }

    /** It happened. */
    void signal() {
        next.getAndSet(new CompletableFuture<>()).complete(null);
    }
}
