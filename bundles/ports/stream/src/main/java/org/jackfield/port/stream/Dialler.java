package org.jackfield.port.stream;

import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import org.jackfield.linux.poll.EngineException;
import org.jackfield.linux.poll.WakeSet;
import org.jackfield.linux.reactor.Reactor;
import org.jackfield.linux.socket.ConnectionSocket;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a peer that listens, again and again until it is there: after a tenth of a second, then each time after twice as long, up
 * to 5 s; from the beginning when a connection lasted longer than that. See {@link Source} for its lock.
 */
final class Dialler implements Source {
    private static final long FIRST_MS = 100;
    private static final long MOST_MS = 5_000;
    private static final int SEND_BUFFER_BYTES = 1 << 20;

    private final Object lock;
    private final Reactor reactor;
    private final StreamSettings settings;
    private final Consumer<ConnectionSocket> taker;
    private final Consumer<String> failed;

    private boolean running;
    private long waitMs = FIRST_MS;
    private @Nullable ConnectionSocket calling;
    private Reactor.@Nullable Watch watch;
    private Reactor.@Nullable Timer timer;

    /**
     * @param taker takes a connection over
     * @param failed told why an attempt failed
     */
    Dialler(
            final Object lock,
            final Reactor reactor,
            final StreamSettings settings,
            final Consumer<ConnectionSocket> taker,
            final Consumer<String> failed) {
        this.lock = lock;
        this.reactor = reactor;
        this.settings = settings;
        this.taker = taker;
        this.failed = failed;
    }

    @Override
    public void start(final boolean room) {
        if (room) {
            running = true;
            timer = reactor.after(0, this::call);
        }
    }

    @Override
    public void next(final long livedMs) {
        running = true;
        if (livedMs > MOST_MS) {
            waitMs = FIRST_MS;
        }
        later();
    }

    @Override
    public void settings(final StreamSettings now) {
        // nothing of it is for who connects
    }

    private void later() {
        timer = reactor.after(waitMs, this::call);
        waitMs = Math.min(2 * waitMs, MOST_MS);
    }

    private void call() {
        synchronized (lock) {
            if (!running) {
                return;
            }
            try {
                final ConnectionSocket socket = ConnectionSocket.connect(settings.at());
                calling = socket;
                watch = reactor.watch(socket.fd(), WakeSet.WRITABLE, events -> decided(socket));
            } catch (final IOException | EngineException refused) {
                giveUp(String.valueOf(refused.getMessage()));
            }
        }
    }

    private void decided(final ConnectionSocket socket) {
        synchronized (lock) {
            if (!running || socket != calling) {
                return;
            }
            final String error = socket.error();
            if (!error.isEmpty()) {
                giveUp(error);
                return;
            }
            hangUp();
            running = false;
            socket.tune(SEND_BUFFER_BYTES);
            taker.accept(socket);
        }
    }

    private void giveUp(final String reason) {
        final ConnectionSocket socket = calling;
        hangUp();
        if (socket != null) {
            socket.close();
        }
        failed.accept(reason);
        later();
    }

    /** Forgets the attempt under way; its socket stays open. */
    private void hangUp() {
        if (watch != null) {
            watch.stop();
        }
        watch = null;
        calling = null;
    }

    @Override
    public void stop() {
        running = false;
        if (timer != null) {
            timer.cancel();
        }
    }

    @Override
    public void close() {
        final ConnectionSocket socket = calling;
        hangUp();
        if (socket != null) {
            socket.close();
        }
    }

    @Override
    public Map<String, Integer> release() {
        close(); // an attempt under way is begun anew
        return Map.of();
    }

    @Override
    public Map<String, String> details() {
        return Map.of("connect", settings.at().toString());
    }
}
