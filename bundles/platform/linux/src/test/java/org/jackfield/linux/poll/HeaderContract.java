package org.jackfield.linux.poll;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.linux.jna.LibC;
import org.junit.jupiter.api.Test;

/** What an engine promises about descriptors that put a virtio-net header before each frame. */
abstract class HeaderContract extends IoEngineContract {
    private static final byte[] HEADER = {1, 1, 54, 0, (byte) 0xB4, 5, 34, 0, 16, 0, 0, 0};
    private static final byte[] NOTHING = new byte[FrameLayout.VNET_BYTES];

    @Test
    void shouldReadTheHeaderIntoTheBytesBeforeTheFrame() throws EngineException {
        final SocketPair pair = pair();
        final int handle = armedWithHeader(pair);
        pair.send(withHeader(HEADER, bytes(7, 100)));
        assertEquals(1, drainAll(handle));
        final int frame = batch.id[0];
        assertEquals(100, batch.len[0]);
        assertArrayEquals(bytes(7, 100), bytesOf(frame));
        assertArrayEquals(HEADER, headerOf(frame));
        assertEquals(FrameLayout.HAS_VNET, flags(frame));
        assertEquals(FrameLayout.DATA, pool.memory().data(frame) - pool.memory().base(frame));
        assertEquals(100, count(handle, IoEngine.READ_BYTES));
    }

    @Test
    void shouldSayOfFramesWithoutAHeaderThatTheyHaveNone() throws EngineException {
        final SocketPair plain = pair();
        final int handle = armed(plain);
        plain.send(bytes(1));
        assertEquals(1, drainAll(handle));
        assertEquals(0, flags(batch.id[0]));
    }

    @Test
    void shouldDropFramesThatFillTheirSlotBehindTheHeader() throws EngineException {
        final SocketPair pair = pair();
        final int handle = armedWithHeader(pair);
        final int capacity = FrameLayout.capacity(FrameLayout.SMALL);
        pair.send(withHeader(HEADER, bytes(1, capacity)));
        pair.send(withHeader(HEADER, bytes(2, capacity - 1)));
        assertEquals(1, drainAll(handle));
        assertArrayEquals(bytes(2, capacity - 1), bytesOf(batch.id[0]));
        assertEquals(1, count(handle, IoEngine.READ_TRUNCATED));
    }

    @Test
    void shouldHandOutWhatEndsInsideItsHeaderAsAFrameOfNoLength() throws EngineException {
        final SocketPair pair = pair(LibC.SOCK_DGRAM);
        final int handle = armedWithHeader(pair);
        pair.send(Arrays.copyOf(HEADER, 5));
        assertEquals(1, drainAll(handle));
        assertEquals(0, batch.len[0]);
        assertEquals(0, flags(batch.id[0]));
    }

    @Test
    void shouldWriteTheHeaderOfAFrameThatHasOne() throws EngineException {
        final SocketPair from = pair();
        final SocketPair to = pair();
        final int in = armedWithHeader(from);
        final int out = addWithHeader(to);
        from.send(withHeader(HEADER, bytes(3)));
        drainAll(in);
        engine.submitWrites(out, batch.id, 0, 1);
        batch.count = 0;
        engine.cycle(0);
        assertArrayEquals(withHeader(HEADER, bytes(3)), to.receive());
        assertEquals(ANY_BYTES, count(out, IoEngine.WRITTEN_BYTES));
    }

    @Test
    void shouldWriteAHeaderOfZeroesForAFrameThatHasNone() throws EngineException {
        final SocketPair to = pair();
        final int out = addWithHeader(to);
        final int frame = frameAt(FrameLayout.DATA - 4, bytes(4, 90));
        final int base = pool.memory().base(frame);
        pool.memory().buffer(frame).putLong(base + FrameLayout.DATA - 4 - 12, -1L);
        submit(out, frame);
        engine.submitGathered(out, frame(bytes(5, 30)), 20, frame(bytes(6, 40)), 10);
        engine.cycle(0);
        assertArrayEquals(withHeader(NOTHING, bytes(4, 90)), to.receive());
        final byte[] gathered = Arrays.copyOf(bytes(5, 30), 50);
        System.arraycopy(bytes(6, 40), 10, gathered, 20, 30);
        assertArrayEquals(withHeader(NOTHING, gathered), to.receive());
        assertEquals(90 + 50, count(out, IoEngine.WRITTEN_BYTES));
    }

    @Test
    void shouldLeaveTheHeaderOutWhereThePeerWantsNone() throws EngineException {
        final SocketPair from = pair();
        final SocketPair to = pair();
        final int in = armedWithHeader(from);
        from.send(withHeader(HEADER, bytes(3)));
        drainAll(in);
        engine.submitWrites(add(to), batch.id, 0, 1);
        batch.count = 0;
        engine.cycle(0);
        assertArrayEquals(bytes(3), to.receive());
    }

    private int addWithHeader(final SocketPair pair) throws EngineException {
        return engine.add(pair.engineFd(), FdKind.DATAGRAM_VNET, FrameLayout.SMALL);
    }

    private int armedWithHeader(final SocketPair pair) throws EngineException {
        final int handle = addWithHeader(pair);
        engine.arm(handle);
        return handle;
    }

    private static byte[] withHeader(final byte[] header, final byte[] frame) {
        return ByteBuffer.allocate(header.length + frame.length)
                .put(header)
                .put(frame)
                .array();
    }

    private byte[] headerOf(final int frame) {
        final byte[] header = new byte[FrameLayout.VNET_BYTES];
        final FrameMemory memory = pool.memory();
        memory.buffer(frame).get(memory.data(frame) - header.length, header);
        return header;
    }

    private int flags(final int frame) {
        final FrameMemory memory = pool.memory();
        return memory.buffer(frame).getShort(memory.base(frame) + FrameLayout.FLAGS);
    }
}
