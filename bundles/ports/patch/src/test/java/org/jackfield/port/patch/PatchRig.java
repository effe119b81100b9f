package org.jackfield.port.patch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.contract.RecordingHost;

/** One patch port with the host it is open at. */
final class PatchRig {
    final PatchPort port;
    final String name;
    RecordingHost host;

    PatchRig(final PatchPanel panel, final String name) {
        this.port = new PatchPort(panel);
        this.name = name;
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

    PatchRig open(final int queues, final String... keysAndValues) throws PortException {
        port.open(host, settings(keysAndValues), queues);
        return this;
    }

    void close() {
        port.close();
        host.invalidate();
        host = new RecordingHost(name);
    }

    /** Sends frames as the worker of a queue does; returns how many were accepted. */
    int send(final int queue, final FramePool pool, final byte[]... frames) {
        final int[] ids = new int[frames.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = Frames.toMemory(pool, frames[i]);
        }
        return host.tx(queue).transmit(pool, ids, 0, ids.length);
    }

    /** Receives as the worker of a queue does, and releases the frames. */
    List<byte[]> receive(final int queue, final FramePool pool) {
        final FrameBatch batch = new FrameBatch(pool);
        final int count = host.rx(queue).receive(batch);
        final List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final int base = pool.memory().base(batch.id[i]);
            final byte[] bytes = new byte[batch.len[i]];
            pool.memory().buffer(batch.id[i]).get(base + FrameLayout.DATA, bytes);
            frames.add(bytes);
            pool.release(batch.id[i]);
        }
        return frames;
    }
}
