package org.jackfield.linux.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class EventfdTest {
    @Test
    void shouldBeReadableFromSignalToDrain() throws EngineException {
        try (Eventfd event = new Eventfd()) {
            assertEquals(0, readable(event.fd()));
            event.signal();
            event.signal();
            assertEquals(1, readable(event.fd()));
            event.drain();
            assertEquals(0, readable(event.fd()));
            event.drain();
        }
    }

    @Test
    void shouldNotSignalAFileThatGotItsNumberAfterItClosed() throws EngineException {
        final Eventfd old = new Eventfd();
        final int number = old.fd();
        old.close();
        old.close();
        try (Eventfd young = new Eventfd()) {
            assertEquals(number, young.fd());
            old.signal();
            assertEquals(0, readable(young.fd()));
        }
    }

    @Test
    void shouldCloseUnderThreadsThatSignal() throws Exception {
        for (int round = 0; round < 50; round++) {
            final Eventfd event = new Eventfd();
            final Thread signaller = new Thread(() -> {
                for (int i = 0; i < 1_000; i++) {
                    event.signal();
                }
            });
            signaller.start();
            event.close();
            signaller.join();
        }
    }

    private static int readable(final int fd) {
        try (NativeBlock pollfd = new NativeBlock(8)) {
            pollfd.putInt(0, fd).putInt(4, LibC.EPOLLIN);
            return LibC.poll(pollfd.address(), 1, 0);
        }
    }
}
