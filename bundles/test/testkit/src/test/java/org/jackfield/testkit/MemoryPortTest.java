package org.jackfield.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.jackfield.testkit.contract.RecordingHost;
import org.junit.jupiter.api.Test;

class MemoryPortTest {
    private static final byte[] FRAME = Frames.broadcast(1L << 41 | 1);

    private final MemoryPort port = new MemoryPort();
    private final RecordingHost host = new RecordingHost("m1");
    private final PortSettings settings = new PortSettings(Map.of(PortSettings.NAME, "m1"));
    private final FramePool pool = new FramePool(new FrameReserve(FrameMemory.allocate(64, 0)));
    private final FrameBatch batch = new FrameBatch(pool);

    @Test
    void shouldReceiveWhatWasInjected() throws PortException {
        port.open(host, settings, 2);
        port.inject(1, FRAME);
        assertEquals(0, host.rx(0).receive(batch));
        assertEquals(1, host.rx(1).receive(batch));
        assertArrayEquals(FRAME, Frames.bytesOf(pool.memory(), batch.id[0]));
    }

    @Test
    void shouldSendUpToItsCapacityAndReleaseTheRest() throws PortException {
        port.capacity(1).open(host, settings, 1);
        final int[] frames = {Frames.toMemory(pool, FRAME), Frames.toMemory(pool, FRAME)};
        assertEquals(1, host.tx(0).transmit(pool, frames, 0, 2));
        assertEquals(FrameReserve.CHUNK, pool.held(FrameLayout.SMALL));
        assertEquals(1, port.takeSent().size());
        assertEquals(1, host.tx(0).transmit(pool, new int[] {Frames.toMemory(pool, FRAME)}, 0, 1));
    }

    @Test
    void shouldHoldFramesUntilTheirSendIsFinished() throws PortException {
        port.holdSends(true).open(host, settings, 1);
        host.tx(0).transmit(pool, new int[] {Frames.toMemory(pool, FRAME)}, 0, 1);
        assertEquals(0, host.tx(0).complete(pool));
        port.finishSends();
        assertEquals(1, host.tx(0).complete(pool));
        assertEquals(FrameReserve.CHUNK, pool.held(FrameLayout.SMALL));
    }

    @Test
    void shouldFailAndThrowAsTold() throws PortException {
        port.refuse("no");
        assertThrows(PortException.class, () -> port.open(host, settings, 1));
        port.recover();
        port.open(host, settings, 1);
        port.throwOnWorker(new IllegalStateException("boom"));
        assertThrows(IllegalStateException.class, () -> host.rx(0).receive(batch));
    }
}
