package org.jackfield.linux.poll;

import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/** The other end of a descriptor under test: sends to and receives from the engine, one frame a call. Owns its descriptor. */
class Peer implements AutoCloseable {
    private static final int MOST_BYTES = 70_000;
    private static final int PATIENCE_MS = 5_000;

    protected final NativeBlock scratch = new NativeBlock(MOST_BYTES);
    protected int fd;

    Peer(final int fd) {
        this.fd = fd;
    }

    /** Sends a frame, which must be accepted. */
    final void send(final byte[] frame) {
        scratch.putBytes(0, frame);
        must("send", LibC.write(fd, scratch.address(), frame.length));
    }

    /** Sends what {@link #receiveInPlace} received last; allocates nothing. */
    final void sendInPlace(final int bytes) {
        LibC.write(fd, scratch.address(), bytes);
    }

    /** Receives a frame without waiting for it and without allocating; its length, or -1. */
    final int receiveInPlace() {
        return (int) LibC.read(fd, scratch.address(), MOST_BYTES);
    }

    /** Receives a frame, which must come. */
    final byte[] receive() {
        final byte[] frame = receiveWithin(PATIENCE_MS);
        if (frame.length == 0) {
            throw new AssertionError("no frame came within " + PATIENCE_MS + " ms");
        }
        return frame;
    }

    /** Whether nothing is there to be received. */
    final boolean silent() {
        return receiveWithin(0).length == 0;
    }

    @Override
    public void close() {
        LibC.close(fd);
        fd = -1;
        scratch.close();
    }

    private byte[] receiveWithin(final int ms) {
        scratch.putInt(0, fd).putInt(4, LibC.EPOLLIN);
        if (LibC.poll(scratch.address(), 1, ms) <= 0) {
            return new byte[0];
        }
        final long n = must("receive", LibC.read(fd, scratch.address(), MOST_BYTES));
        return scratch.getBytes(0, (int) n);
    }

    /** The result of a system call that must not fail. */
    static long must(final String operation, final long result) {
        if (result < 0) {
            throw new AssertionError(operation + " failed: " + Errno.name(Errno.last()));
        }
        return result;
    }
}
