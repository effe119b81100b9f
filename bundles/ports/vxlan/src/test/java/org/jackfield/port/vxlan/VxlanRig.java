package org.jackfield.port.vxlan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.contract.RecordingHost;

/** One VXLAN port with the host it is open at, and a worker's pool of frames. */
final class VxlanRig implements AutoCloseable {
    private static final long PATIENCE_NS = 5_000_000_000L;

    final VxlanPort port;
    final String name;
    final FramePool pool;
    RecordingHost host;
    private boolean open;

    VxlanRig(final Underlay underlay, final String name, final FramePool pool) {
        this.port = new VxlanPort(underlay);
        this.name = name;
        this.pool = pool;
        this.host = new RecordingHost(name);
    }

    /** Settings of this port: keys and values as {@code key=value}. */
    PortSettings settings(final String... keysAndValues) {
        final Map<String, Object> values = new HashMap<>(Map.of("name", name));
        for (final String one : keysAndValues) {
            values.put(one.substring(0, one.indexOf('=')), one.substring(one.indexOf('=') + 1));
        }
        return new PortSettings(values);
    }

    VxlanRig open(final int queues, final String... keysAndValues) throws PortException {
        port.open(host, settings(keysAndValues), queues);
        open = true;
        return this;
    }

    /** Leaves everything open to a later version. */
    PortEstate handOver() {
        final PortEstate estate = port.handOver().orElseThrow();
        open = false;
        return estate;
    }

    VxlanRig adopt(final PortEstate estate, final String... keysAndValues) throws PortException {
        port.adopt(host, settings(keysAndValues), estate);
        open = true;
        return this;
    }

    @Override
    public void close() {
        if (open) {
            port.close();
            open = false;
        }
        host.invalidate();
        host = new RecordingHost(name);
    }

    /** Sends frames as the worker of a queue does; returns how many were accepted. */
    int send(final int queue, final byte[]... frames) {
        final int[] ids = new int[frames.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = Frames.toMemory(pool, frames[i]);
        }
        return host.tx(queue).transmit(pool, ids, 0, ids.length);
    }

    /** All frames that wait in any queue. */
    List<byte[]> receive() {
        final List<byte[]> frames = new ArrayList<>();
        for (int queue = 0; queue < host.queueCount(); queue++) {
            frames.addAll(receive(queue));
        }
        return frames;
    }

    /** The frames that wait in a queue, received as its worker does. */
    List<byte[]> receive(final int queue) {
        final List<byte[]> frames = new ArrayList<>();
        final FrameBatch batch = new FrameBatch(pool);
        int got = 1;
        while (got > 0) {
            batch.count = 0;
            got = host.rx(queue).receive(batch);
            if (got < 0 || got != batch.count) {
                throw new AssertionError("received " + got + ", in the batch " + batch.count);
            }
            for (int i = 0; i < got; i++) {
                final byte[] frame = Frames.bytesOf(pool.memory(), batch.id[i]);
                if (frame.length != batch.len[i]) {
                    throw new AssertionError("length " + batch.len[i] + " of a frame of " + frame.length);
                }
                frames.add(frame);
                pool.release(batch.id[i]);
            }
        }
        return frames;
    }

    /** As many frames as are expected, from any queue. */
    List<byte[]> await(final int count) {
        final List<byte[]> frames = new ArrayList<>(receive());
        final long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (frames.size() < count && System.nanoTime() - deadlineNs < 0) {
            Thread.onSpinWait();
            frames.addAll(receive());
        }
        return frames;
    }

    /** A number in the port's details, 0 when it is not there. */
    long detail(final String key) {
        return Long.parseLong(port.details().getOrDefault(key, "0"));
    }
}
