package org.jackfield.port.pcap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.api.port.DropReason;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.contract.RecordingHost;

/** One pcap port with the host it is open at, and the pool of the worker that uses it. */
final class PcapRig {
    private static final int SMALL = 1024;
    private static final int LARGE = FrameReserve.CHUNK;

    final PcapPort port = new PcapPort();
    final FramePool pool = new FramePool(new FrameReserve(FrameMemory.allocate(SMALL, LARGE)));
    RecordingHost host = host();

    private static RecordingHost host() {
        final RecordingHost host = new RecordingHost("p1");
        host.port(0, "vm1");
        host.port(1, "vm2");
        return host;
    }

    /** Settings of this port: keys and values as {@code key=value}. */
    static PortSettings settings(final String... keysAndValues) {
        final Map<String, Object> values = new HashMap<>(Map.of("name", "p1"));
        for (final String one : keysAndValues) {
            values.put(one.substring(0, one.indexOf('=')), one.substring(one.indexOf('=') + 1));
        }
        return new PortSettings(values);
    }

    PcapRig open(final int queues, final String... keysAndValues) throws PortException {
        port.open(host, settings(keysAndValues), queues);
        return this;
    }

    void close() {
        port.close();
        host.invalidate();
        host = host();
    }

    /** Sends frames from an ingress port as the worker of a queue does; returns how many were accepted. */
    int send(final int queue, final int ingress, final byte[]... frames) {
        final int[] ids = new int[frames.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = frame(ingress, frames[i]);
        }
        return host.tx(queue).transmit(pool, ids, 0, ids.length);
    }

    /** Sends a copy of a frame that was dropped. */
    int sendDropped(final int ingress, final DropReason reason, final byte[] bytes) {
        final int id = frame(ingress, bytes);
        final int at = pool.memory().base(id) + FrameLayout.DROP_REASON;
        pool.memory().buffer(id).putShort(at, (short) (reason.ordinal() + 1));
        return host.tx(0).transmit(pool, new int[] {id}, 0, 1);
    }

    private int frame(final int ingress, final byte[] bytes) {
        final int id = Frames.toMemory(pool, bytes);
        final int base = pool.memory().base(id);
        pool.memory().buffer(id).putInt(base + FrameLayout.INGRESS_PORT, ingress << 16 | 7);
        return id;
    }

    /** Receives once as the worker of a queue does, and releases the frames. */
    List<byte[]> receive(final int queue) {
        final FrameBatch batch = new FrameBatch(pool);
        final int count = host.rx(queue).receive(batch);
        final List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            frames.add(Frames.bytesOf(pool.memory(), batch.id[i]));
            pool.release(batch.id[i]);
        }
        return frames;
    }

    /** Receives until this many frames are there; fails when they do not come. */
    List<byte[]> receiveAll(final int count) throws InterruptedException {
        final List<byte[]> frames = new ArrayList<>();
        final long deadlineNs = System.nanoTime() + 10_000_000_000L;
        while (frames.size() < count) {
            frames.addAll(receive(0));
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError(frames.size() + " of " + count + " frames came: " + port.details());
            }
            Thread.sleep(1);
        }
        return frames;
    }

    /** Every slot can be allocated again. */
    void assertNoFrameMissing() {
        final List<Integer> all = new ArrayList<>();
        for (int sizeClass = 0; sizeClass < FrameLayout.SIZE_CLASSES; sizeClass++) {
            for (int id = pool.allocate(sizeClass); id >= 0; id = pool.allocate(sizeClass)) {
                all.add(id);
            }
        }
        all.forEach(pool::release);
        if (all.size() != SMALL + LARGE) {
            throw new AssertionError(SMALL + LARGE - all.size() + " frames are missing");
        }
    }
}
