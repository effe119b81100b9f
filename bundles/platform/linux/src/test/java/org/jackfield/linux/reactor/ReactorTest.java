package org.jackfield.linux.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jackfield.linux.poll.DescriptorPair;
import org.jackfield.linux.poll.Descriptors;
import org.jackfield.linux.poll.WakeSet;
import org.jackfield.linux.socket.FrameSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReactorTest {
    private static final long PATIENCE_S = 10;

    private final BlockingQueue<Object> calls = new LinkedBlockingQueue<>();
    private final Reactor reactor;

    ReactorTest() throws Exception {
        reactor = new Reactor("test-reactor");
    }

    @AfterEach
    void close() {
        reactor.close();
    }

    private Object next() throws InterruptedException {
        return Objects.requireNonNull(calls.poll(PATIENCE_S, TimeUnit.SECONDS), "no call in time");
    }

    @Test
    void shouldCallBackWhileADescriptorIsReadyAndWatched() throws Exception {
        try (DescriptorPair pair = new DescriptorPair()) {
            Descriptors.setNonBlocking(pair.left());
            final Reactor.Watch[] watch = new Reactor.Watch[1];
            watch[0] = reactor.watch(pair.left(), WakeSet.READABLE, events -> {
                watch[0].events(0); // it stays readable
                calls.add(events);
            });
            assertTrue(FrameSocket.of(pair.right()).say("hello"));
            assertEquals(WakeSet.READABLE, next());
            watch[0].events(WakeSet.READABLE);
            assertEquals(WakeSet.READABLE, next());
            watch[0].stop();
            watch[0].stop();
            reactor.execute(() -> calls.add("after"));
            assertEquals("after", next());
        }
    }

    @Test
    void shouldKeepTheOrderOfTimeAndForgetWhatIsCancelled() throws Exception {
        reactor.after(60, () -> calls.add(3));
        reactor.after(20, () -> calls.add(2));
        final Reactor.Timer cancelled = reactor.after(10, () -> calls.add(-1));
        reactor.execute(() -> calls.add(1));
        cancelled.cancel();
        assertEquals(List.of(1, 2, 3), List.of(next(), next(), next()));
    }

    @Test
    void shouldRunASignalledTaskOnceForSignalsThatComeTogether() throws Exception {
        final Reactor.Signal signal = reactor.signal(() -> calls.add("signal"));
        reactor.execute(() -> {
            signal.raise();
            signal.raise();
        });
        assertEquals("signal", next());
        signal.raise();
        assertEquals("signal", next());
        signal.remove();
        signal.raise();
        reactor.execute(() -> calls.add("after"));
        assertEquals("after", next());
    }

    @Test
    void shouldOutliveACallbackThatThrows() throws Exception {
        reactor.execute(() -> {
            throw new IllegalStateException("made to fail");
        });
        reactor.execute(() -> calls.add("alive"));
        assertEquals("alive", next());
    }

    @Test
    void shouldCallNobodyAfterItsClose() throws Exception {
        reactor.execute(() -> {
            reactor.close(); // from its own thread it does not wait for itself
            calls.add("closing");
        });
        assertEquals("closing", next());
        reactor.close();
        reactor.execute(() -> calls.add("too late"));
        assertFalse(calls.contains("too late"));
    }
}
