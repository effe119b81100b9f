package org.jackfield.linux.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FileThreadTest {
    private static final long LONG_NS = TimeUnit.HOURS.toNanos(1);
    private static final long DEADLINE_S = 20;

    /** Work that writes down its rounds. */
    private static final class Rounds implements FileWork {
        final List<Boolean> rounds = Collections.synchronizedList(new ArrayList<>());
        final List<Throwable> thrown = Collections.synchronizedList(new ArrayList<>());
        final CountDownLatch first = new CountDownLatch(1);
        final CountDownLatch second = new CountDownLatch(2);
        final long restNs;

        Rounds(final long restNs) {
            this.restNs = restNs;
        }

        @Override
        public long round(final boolean last) {
            rounds.add(last);
            first.countDown();
            second.countDown();
            if (restNs == Long.MIN_VALUE) {
                throw new IllegalStateException("made to fail");
            }
            return restNs;
        }

        @Override
        public void broken(final Throwable reason) {
            thrown.add(reason);
        }
    }

    private static void await(final CountDownLatch latch) throws InterruptedException {
        assertTrue(latch.await(DEADLINE_S, TimeUnit.SECONDS));
    }

    @Test
    void shouldDoOneLastRoundWhenItIsClosed() throws Exception {
        final Rounds work = new Rounds(LONG_NS);
        final FileThread thread = new FileThread("p1", work);
        await(work.first);
        thread.close();
        assertTrue(thread.ended());
        assertEquals(1, Collections.frequency(work.rounds, true));
        assertEquals(true, work.rounds.get(work.rounds.size() - 1));
        thread.close();
    }

    @Test
    void shouldComeBackAtOnceWhenItIsWoken() throws Exception {
        final Rounds work = new Rounds(LONG_NS);
        try (FileThread thread = new FileThread("p1", work)) {
            await(work.first);
            while (work.second.getCount() > 0) {
                thread.wake();
                Thread.sleep(1);
            }
        }
        assertEquals(List.of(), work.thrown);
    }

    @Test
    void shouldEndWhenThereIsNothingLeftToDo() throws Exception {
        final Rounds work = new Rounds(-1);
        try (FileThread thread = new FileThread("p1", work)) {
            await(work.first);
            while (!thread.ended()) {
                Thread.sleep(1);
            }
            assertEquals(List.of(false), work.rounds);
        }
    }

    @Test
    void shouldTellWhatARoundHasThrownAndEnd() throws Exception {
        final Rounds work = new Rounds(Long.MIN_VALUE);
        try (FileThread thread = new FileThread("p1", work)) {
            while (!thread.ended()) {
                Thread.sleep(1);
            }
        }
        assertEquals(1, work.rounds.size());
        assertEquals(
                List.of("made to fail"),
                work.thrown.stream().map(Throwable::getMessage).toList());
    }
}
