package org.jackfield.core.worker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import java.util.List;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.api.port.DropReason;
import org.jackfield.core.stats.PortCounters;
import org.jackfield.core.view.ForwardingView;
import org.jackfield.core.view.PortView;
import org.jackfield.core.view.QueueView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the worker of a former version has left, good and bad. */
class WaitingCopiesTest {
    private static final int FRAMES = 256;
    private static final int LENGTH = 60;

    private final FrameReserve reserve = new FrameReserve(FrameMemory.allocate(FRAMES, FRAMES));
    private final FramePool pool = new FramePool(reserve);
    private final WaitingCopies waiting = new WaitingCopies(0, pool, new ParkingRoom(reserve, 8));
    private final WorkerLink link = new WorkerLink(0, 16);
    private final PortCounters counters = new PortCounters(1);
    private final PortView port =
            new PortView(0, 0, "p", 0, 1500, 0, true, false, new QueueView[0], new int[0], counters);
    private final ForwardingView view = new ForwardingView(1, new PortView[] {port}, new short[1024], null);

    private static byte[] slot(final int bytes, final int offset, final int length) {
        final byte[] slot = new byte[bytes];
        if (bytes >= FrameLayout.DESCRIPTOR_BYTES) {
            ByteBuffer.wrap(slot)
                    .putInt(FrameLayout.LENGTH, length)
                    .putShort(FrameLayout.DATA_OFFSET, (short) offset)
                    .put(bytes - 1, (byte) 7);
        }
        return slot;
    }

    private void takeOver(final WaitingCopy copy) {
        link.waiting(List.of(copy));
        waiting.slowPathTakeOver(link, view);
        waiting.slowPathBeginSending();
    }

    private long dropped() {
        return counters.sum(PortCounters.DROPS + DropReason.TX_GONE.ordinal());
    }

    @Test
    void shouldSendWhatWasLeft() {
        final byte[] slot = slot(FrameLayout.DATA + LENGTH, FrameLayout.DATA, LENGTH);
        takeOver(new WaitingCopy(0, FrameLayout.SMALL, slot));
        assertEquals(port, waiting.slowPathNextPort());
        final int id = waiting.slowPathNext()[0];
        final byte[] data = new byte[LENGTH];
        pool.memory().buffer(id).get(pool.memory().data(id), data);
        final byte[] sent = new byte[LENGTH];
        sent[LENGTH - 1] = 7;
        assertArrayEquals(sent, data);
        assertNull(waiting.slowPathNextPort());
        assertEquals(0, dropped());
    }

    /** Slots too long for ours, too short for a descriptor, of no size class, and those that say something else than they are. */
    @ParameterizedTest
    @CsvSource({
        "0, 3000, 192, 2808",
        "1, 70000, 192, 69808",
        "0, 10, 192, 60",
        "7, 252, 192, 60",
        "-1, 252, 192, 60",
        "0, 252, 192, 61",
        "0, 252, 200, 60",
        "0, 252, 192, -60"
    })
    void shouldDropAndCountWhatDoesNotFit(final int sizeClass, final int bytes, final int offset, final int length) {
        takeOver(new WaitingCopy(0, sizeClass, slot(bytes, offset, length)));
        assertNull(waiting.slowPathNextPort());
        assertEquals(1, dropped());
    }
}
