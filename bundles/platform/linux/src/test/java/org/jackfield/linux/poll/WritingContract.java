package org.jackfield.linux.poll;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FrameLayout;
import org.junit.jupiter.api.Test;

/** What an engine promises about writing. */
abstract class WritingContract extends IoEngineContract {
    @Test
    void shouldWriteFramesInOrderAndReleaseThem() throws EngineException {
        final SocketPair pair = pair();
        final int handle = add(pair);
        submit(handle, frame(bytes(0)), frame(bytes(1, 1514)));
        submit(handle, frame(bytes(2)));
        finishWrites();
        assertArrayEquals(bytes(0), pair.receive());
        assertArrayEquals(bytes(1, 1514), pair.receive());
        assertArrayEquals(bytes(2), pair.receive());
        assertEquals(3, count(handle, IoEngine.WRITTEN_FRAMES));
        assertEquals(2 * ANY_BYTES + 1514, count(handle, IoEngine.WRITTEN_BYTES));
    }

    @Test
    void shouldWriteOnlyThePartOfTheArrayItWasGiven() throws EngineException {
        final SocketPair pair = pair();
        final int handle = add(pair);
        final int[] frames = {frame(bytes(0)), frame(bytes(1)), frame(bytes(2))};
        engine.submitWrites(handle, frames, 1, 1);
        finishWrites();
        assertArrayEquals(bytes(1), pair.receive());
        assertTrue(pair.silent());
        pool.release(frames[0]);
        pool.release(frames[2]);
    }

    @Test
    void shouldWriteFromTheDataOffsetOfTheFrame() throws EngineException {
        final SocketPair pair = pair();
        final int handle = add(pair);
        submit(handle, frameAt(FrameLayout.DATA - 4, bytes(1, 100)));
        submit(handle, frameAt(FrameLayout.DATA + 8, bytes(2, 100)));
        finishWrites();
        assertArrayEquals(bytes(1, 100), pair.receive());
        assertArrayEquals(bytes(2, 100), pair.receive());
    }

    @Test
    void shouldReleaseOneReferenceForEachWrite() throws EngineException {
        final SocketPair left = pair();
        final SocketPair right = pair();
        final int frame = frame(bytes(1));
        pool.retain(frame, 2);
        submit(add(left), frame);
        submit(add(right), frame);
        finishWrites();
        assertArrayEquals(bytes(1), left.receive());
        assertArrayEquals(bytes(1), right.receive());
        assertArrayEquals(bytes(1), bytesOf(frame));
        pool.release(frame);
    }

    @Test
    void shouldWriteGatheredPiecesAsOneFrame() throws EngineException {
        final SocketPair pair = pair();
        final int handle = add(pair);
        final byte[] head = bytes(1, 16);
        final byte[] rest = bytes(2, 1000);
        final int restFrame = frameAt(FrameLayout.DATA + 4, rest);
        pool.retain(restFrame, 1);
        engine.submitGathered(handle, frameAt(FrameLayout.DATA - 12, head), 16, restFrame, 12);
        engine.submitGathered(handle, frame(head), 4, restFrame, 0);
        finishWrites();
        assertArrayEquals(joined(head, 16, rest, 12), pair.receive());
        assertArrayEquals(joined(head, 4, rest, 0), pair.receive());
        assertEquals(2, count(handle, IoEngine.WRITTEN_FRAMES));
        assertEquals(16 + 988 + 4 + 1000, count(handle, IoEngine.WRITTEN_BYTES));
    }

    @Test
    void shouldKeepOrderBetweenPlainAndGatheredWrites() throws EngineException {
        final SocketPair pair = pair();
        final int handle = add(pair);
        submit(handle, frame(bytes(0)));
        engine.submitGathered(handle, frame(bytes(1)), ANY_BYTES, frame(bytes(9)), ANY_BYTES);
        submit(handle, frame(bytes(2)));
        finishWrites();
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(bytes(i), pair.receive());
        }
    }

    @Test
    void shouldDropForAFullPeerWithoutWaitingOrOvertaking() throws EngineException {
        final SocketPair pair = pair();
        final int handle = add(pair);
        final int submitted = 2000;
        for (int i = 0; i < submitted; i += 100) {
            for (int j = i; j < i + 100; j++) {
                submit(handle, frame(bytes(j)));
            }
            finishWrites();
        }
        final long written = count(handle, IoEngine.WRITTEN_FRAMES);
        final long full = count(handle, IoEngine.WRITE_FULL);
        assertTrue(written > 0 && full > 0, written + " written, " + full + " dropped");
        assertEquals(submitted, written + full);
        for (int i = 0; i < written; i++) {
            assertArrayEquals(bytes(i), pair.receive());
        }
        submit(handle, frame(bytes(9999)));
        finishWrites();
        assertArrayEquals(bytes(9999), pair.receive());
    }

    @Test
    void shouldCountWhatItSendsBeforeItSleeps() throws Exception {
        final SocketPair pair = pair();
        final int handle = add(pair);
        final CounterBlock counters = engine.counters(handle);
        submit(handle, frame(bytes(1)), frame(bytes(2)));
        final long[] seen = new long[2];
        final Thread watcher = new Thread(() -> {
            pair.receive();
            pair.receive();
            awaitWritten(counters, 2);
            seen[0] = counters.get(IoEngine.WRITTEN_FRAMES);
            seen[1] = counters.get(IoEngine.WRITTEN_BYTES);
            engine.wake();
        });
        watcher.start();
        engine.cycle(-1);
        watcher.join();
        assertEquals(2, seen[0]);
        assertEquals(2 * ANY_BYTES, seen[1]);
        finishWrites();
    }

    private static void awaitWritten(final CounterBlock counters, final int frames) {
        final long deadline = System.nanoTime() + 5_000_000_000L;
        while (counters.get(IoEngine.WRITTEN_FRAMES) < frames && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldPutRightWhatFailedWhileItWouldSleep() throws EngineException {
        final SocketPair gone = pair();
        final SocketPair well = pair();
        final int failing = add(gone);
        final int working = add(well);
        gone.hangUp();
        for (int round = 1; round <= 3; round++) {
            submit(failing, frame(bytes(1)));
            submit(working, frame(bytes(2)));
            submit(failing, frame(bytes(3)));
            engine.cycle(1_000_000);
            finishWrites();
            assertEquals(2 * round, count(failing, IoEngine.WRITE_ERROR));
            assertEquals(0, count(failing, IoEngine.WRITTEN_FRAMES));
            assertEquals(0, count(failing, IoEngine.WRITTEN_BYTES));
            assertEquals(round, count(working, IoEngine.WRITTEN_FRAMES));
            assertEquals(round * ANY_BYTES, count(working, IoEngine.WRITTEN_BYTES));
        }
    }

    @Test
    void shouldCountEveryFailureWhileManyQueuesBringFrames() throws EngineException {
        final SocketPair[] pairs = new SocketPair[40];
        final int[] handles = new int[pairs.length];
        for (int p = 0; p < pairs.length; p++) {
            pairs[p] = pair();
            handles[p] = armed(pairs[p]);
        }
        engine.cycle(0);
        final SocketPair gone = pair();
        final int failing = add(gone);
        gone.hangUp();
        for (int round = 1; round <= 5; round++) {
            for (final SocketPair pair : pairs) {
                pair.send(bytes(1));
            }
            for (int i = 0; i < 60; i++) {
                submit(failing, frame(bytes(i)));
            }
            finishWrites();
            assertEquals(60 * round, count(failing, IoEngine.WRITE_ERROR));
            assertEquals(0, count(failing, IoEngine.WRITTEN_FRAMES));
            drainUntil(pairs.length, handles);
            releaseBatch();
        }
    }

    @Test
    void shouldCountWritesToAPeerThatIsGoneAsErrors() throws EngineException {
        final SocketPair pair = pair();
        final int handle = add(pair);
        pair.hangUp();
        submit(handle, frame(bytes(1)));
        finishWrites();
        assertEquals(1, count(handle, IoEngine.WRITE_ERROR));
        assertEquals(0, count(handle, IoEngine.WRITTEN_FRAMES));
    }

    @Test
    void shouldSayWhichWritesAreDone() throws EngineException {
        final SocketPair pair = pair();
        final int handle = add(pair);
        final long before = engine.writesSubmitted();
        assertTrue(engine.writesDone(before));
        submit(handle, frame(bytes(0)), frame(bytes(1)));
        engine.submitGathered(handle, frame(bytes(2)), ANY_BYTES, frame(bytes(9)), ANY_BYTES);
        final long mark = engine.writesSubmitted();
        assertEquals(before + 3, mark);
        assertFalse(engine.writesDone(mark));
        finishWrites();
        assertTrue(engine.writesDone(mark));
        assertEquals(3, count(handle, IoEngine.WRITTEN_FRAMES));
    }

    @Test
    void shouldTakeAnyNumberOfWritesBetweenTwoCycles() throws EngineException {
        final int frame = frame(bytes(1));
        final SocketPair[] pairs = new SocketPair[30];
        for (int p = 0; p < pairs.length; p++) {
            pairs[p] = pair();
            final int handle = add(pairs[p]);
            pool.retain(frame, 100);
            for (int i = 0; i < 100; i++) {
                submit(handle, frame);
            }
        }
        finishWrites();
        pool.release(frame);
        for (int handle = 0; handle < pairs.length; handle++) {
            assertEquals(100, count(handle, IoEngine.WRITTEN_FRAMES));
            assertArrayEquals(bytes(1), pairs[handle].receive());
        }
    }

    @Test
    void shouldCarryOutWhatWasSubmittedWhenClosed() throws EngineException {
        final SocketPair pair = pair();
        final int handle = add(pair);
        final CounterBlock counters = engine.counters(handle);
        submit(handle, frame(bytes(1)));
        engine.close();
        engine.close();
        assertArrayEquals(bytes(1), pair.receive());
        assertEquals(1, counters.get(IoEngine.WRITTEN_FRAMES));
    }

    @Test
    void shouldForgetWhatWasSubmittedWhenAbandonedByAnotherThread() throws Exception {
        final SocketPair pair = pair();
        final int handle = armed(pair);
        final int frame = frame(bytes(1));
        submit(handle, frame);
        final Thread conductor = new Thread(engine::abandon);
        conductor.start();
        conductor.join();
        engine.wake();
        assertTrue(pair.silent());
        assertEquals(0, engine.counters(handle).get(IoEngine.WRITTEN_FRAMES));
        pool.release(frame); // the engine has given no frame back
        engine = factory().create(pool);
        final int again = armed(pair);
        send(pair, 0, 3);
        assertEquals(3, drainAll(again), "another engine goes on with the descriptor");
    }

    @Test
    void shouldForwardFramesItReadToAnotherQueue() throws EngineException {
        final SocketPair from = pair();
        final SocketPair to = pair();
        final int in = armed(from);
        final int out = add(to);
        send(from, 0, 50);
        final int frames = drainAll(in);
        engine.submitWrites(out, batch.id, 0, frames);
        batch.count = 0;
        finishWrites();
        for (int i = 0; i < 50; i++) {
            assertArrayEquals(bytes(i), to.receive());
        }
    }

    private void finishWrites() {
        while (!engine.writesDone(engine.writesSubmitted())) {
            engine.cycle(0);
        }
    }

    private static byte[] joined(final byte[] head, final int headBytes, final byte[] rest, final int skip) {
        return ByteBuffer.allocate(headBytes + rest.length - skip)
                .put(head, 0, headBytes)
                .put(rest, skip, rest.length - skip)
                .array();
    }
}
