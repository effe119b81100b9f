package org.jackfield.port.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.jackfield.linux.mem.FrameMemories;
import org.jackfield.linux.reactor.Reactor;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.contract.RecordingHost;

/** A stream port with the host it is open at, a pool of frames in native memory, and peers that speak the framing by hand. */
final class StreamRig implements AutoCloseable {
    private static final long PATIENCE_NS = 10_000_000_000L;
    private static final long LOOK_NS = 200_000;
    private static final int SLOTS = 1024;

    final Reactor reactor;
    final Path folder;
    final Path path;
    final FakeServices services = new FakeServices();
    private final FrameMemories memories = new FrameMemories(SLOTS, 2 * FrameReserve.CHUNK);
    final FramePool pool = new FramePool(new FrameReserve(memories.frames()));
    private final List<AutoCloseable> peers = new ArrayList<>();
    StreamPort port;
    RecordingHost host = new RecordingHost("s");

    StreamRig() throws Exception {
        folder = Files.createTempDirectory("stream");
        path = folder.resolve("s.sock");
        reactor = new Reactor("test-reactor");
        port = newPort();
    }

    StreamPort newPort() {
        return new StreamPort(reactor, new GuestServices(services.context()));
    }

    static PortSettings settings(final String... keysAndValues) {
        final Map<String, Object> values = new HashMap<>(Map.of("name", "s", "type", "stream"));
        for (final String one : keysAndValues) {
            values.put(one.substring(0, one.indexOf('=')), one.substring(one.indexOf('=') + 1));
        }
        return new PortSettings(values);
    }

    /** The switch closes the port; it may be opened again. */
    void closePort() {
        port.close();
        host.invalidate();
        host = new RecordingHost("s");
    }

    StreamRig listen(final String... more) throws PortException {
        final List<String> all = new ArrayList<>(List.of(more));
        all.add("listen=" + path);
        port.open(host, settings(all.toArray(String[]::new)), 1);
        return this;
    }

    /** An update of the bundle: the port's code goes, other code comes. */
    PortEstate update(final String... settings) throws PortException {
        final Optional<PortEstate> estate = port.handOver();
        host.invalidate();
        host = new RecordingHost("s");
        port = newPort();
        port.adopt(host, settings(settings), estate.orElseThrow());
        return estate.orElseThrow();
    }

    SocketChannel peer() throws IOException {
        return adopt(SocketChannel.open(UnixDomainSocketAddress.of(path)));
    }

    <T extends AutoCloseable> T adopt(final T peer) {
        peers.add(peer);
        return peer;
    }

    static void await(final String what, final BooleanSupplier condition) {
        final long deadline = System.nanoTime() + PATIENCE_NS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not in time: " + what);
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    void awaitCarrier(final boolean up) {
        await("carrier " + up + ", details " + port.details(), () -> {
            if (!up) {
                receive(); // the worker finds the end of the connection
            }
            return host.carrier() == up;
        });
    }

    /** Sends frames as the queue's worker does; returns how many were accepted. */
    int send(final byte[]... frames) {
        final int[] ids = new int[frames.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = Frames.toMemory(pool, frames[i]);
        }
        return host.tx(0).transmit(pool, ids, 0, ids.length);
    }

    /** Receives once as the queue's worker does. */
    List<byte[]> receive() {
        if (host.queueCount() == 0) {
            return List.of();
        }
        final FrameBatch batch = new FrameBatch(pool);
        assertEquals(host.rx(0).receive(batch), batch.count);
        final List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < batch.count; i++) {
            frames.add(Frames.bytesOf(pool.memory(), batch.id[i]));
            assertEquals(batch.len[i], frames.get(i).length);
            pool.release(batch.id[i]);
        }
        return frames;
    }

    /** Receives until so many frames are there. */
    List<byte[]> receive(final int count) {
        final List<byte[]> frames = new ArrayList<>();
        await(count + " frames", () -> {
            frames.addAll(receive());
            return frames.size() >= count;
        });
        assertEquals(count, frames.size());
        return frames;
    }

    static byte[] framed(final byte[] frame) {
        return ByteBuffer.allocate(Integer.BYTES + frame.length)
                .putInt(frame.length)
                .put(frame)
                .array();
    }

    static void write(final SocketChannel peer, final byte[] bytes) throws IOException {
        final ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            peer.write(buffer);
        }
    }

    /** Reads one frame as a peer does. */
    static byte[] read(final SocketChannel peer) throws IOException {
        final byte[] frame = new byte[exactly(peer, Integer.BYTES).getInt()];
        exactly(peer, frame.length).get(frame);
        return frame;
    }

    private static ByteBuffer exactly(final SocketChannel peer, final int bytes) throws IOException {
        final ByteBuffer buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining()) {
            if (peer.read(buffer) < 0) {
                throw new IOException("the port has closed the connection");
            }
        }
        return buffer.flip();
    }

    static byte[] frame(final int length, final int seed) {
        final byte[] frame = Frames.from(0x0200_0000_0001L, 0x0200_0000_0002L)
                .etherType(0x88B5)
                .length(length)
                .build();
        for (int i = FrameLayout.ETHERNET_BYTES; i < length; i++) {
            frame[i] = (byte) (i * 31 + seed);
        }
        return frame;
    }

    /** Every slot can be allocated again. */
    void assertNoFrameMissing() {
        final List<Integer> all = new ArrayList<>();
        for (int sizeClass = 0; sizeClass < FrameLayout.SIZE_CLASSES; sizeClass++) {
            for (int id = pool.allocate(sizeClass); id >= 0; id = pool.allocate(sizeClass)) {
                all.add(id);
            }
        }
        assertEquals(SLOTS + 2 * FrameReserve.CHUNK, all.size());
        all.forEach(pool::release);
    }

    @Override
    public void close() throws Exception {
        for (final AutoCloseable peer : peers) {
            peer.close();
        }
        port.close();
        reactor.close();
        memories.close();
        Files.deleteIfExists(path);
        Files.delete(folder);
    }
}
