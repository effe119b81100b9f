package org.jackfield.port.pcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.pcap.Capture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Neither sending to a port that records nor receiving from one that replays allocates on the worker. */
class AllocationTest {
    private static final int ROUNDS = 3_000;
    private static final int BATCH = 32;

    @TempDir
    Path folder;

    private final PcapRig rig = new PcapRig();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private long allocated() {
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    @Test
    void shouldRecordWithoutAllocating() throws Exception {
        rig.open(1, "file=" + folder.resolve("p1.pcapng"), "buffer-size=16");
        final byte[] bytes = Frames.unicast(2, 4);
        final int[] frames = new int[BATCH];
        final var tx = rig.host.tx(0);
        long allocated = 0;
        int accepted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < BATCH; i++) {
                frames[i] = Frames.toMemory(rig.pool, bytes);
            }
            final long before = allocated();
            accepted += tx.transmit(rig.pool, frames, 0, BATCH);
            allocated += round < ROUNDS / 2 ? 0 : allocated() - before;
        }
        rig.close();
        assertTrue(accepted > 0);
        assertEquals(0, allocated / (ROUNDS / 2 * BATCH), "bytes for each frame");
    }

    @Test
    void shouldReplayWithoutAllocating() throws Exception {
        final byte[] frame = Frames.unicast(2, 4);
        final Capture capture = Capture.pcap(ByteOrder.LITTLE_ENDIAN, 0xA1B2_C3D4, 1);
        for (int i = 0; i < 100; i++) {
            capture.record(0, i, frame.length, frame);
        }
        final Path file = Files.write(folder.resolve("p1.pcap"), capture.array());
        rig.open(1, "mode=replay", "file=" + file, "speed=full", "loops=0");
        final FrameBatch batch = new FrameBatch(rig.pool);
        final var rx = rig.host.rx(0);
        long allocated = 0;
        long received = 0;
        for (int round = 0; round < ROUNDS; round++) {
            batch.count = 0;
            final long before = allocated();
            final int n = rx.receive(batch);
            allocated += round < ROUNDS / 2 ? 0 : allocated() - before;
            received += n;
            for (int i = 0; i < n; i++) {
                rig.pool.release(batch.id[i]);
            }
        }
        rig.close();
        assertTrue(received > BATCH);
        assertEquals(0, allocated / (ROUNDS / 2), "bytes for each call");
    }
}
