package org.jackfield.linux.poll;

import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/**
 * Two connected local sockets that keep boundaries (SOCK_SEQPACKET): what is written to one is read from the other, one frame a call.
 * An engine takes them as it takes a queue. Owns both. Any thread.
 */
public final class DescriptorPair implements AutoCloseable {
    private final int left;
    private final int right;
    private boolean closed;

    /**
     * Connects two new sockets.
     *
     * @throws EngineException when the process has no descriptor left
     */
    public DescriptorPair() throws EngineException {
        try (NativeBlock pair = new NativeBlock(2 * Integer.BYTES)) {
            if (LibC.socketpair(LibC.AF_UNIX, LibC.SOCK_SEQPACKET | LibC.CLOEXEC, 0, pair.address()) < 0) {
                throw new EngineException("socketpair failed: " + Errno.name(Errno.last())
                        + "; raise the limit of open files (ulimit -n)");
            }
            left = pair.getInt(0);
            right = pair.getInt(Integer.BYTES);
        }
    }

    /** One end. */
    public int left() {
        return left;
    }

    /** The other. */
    public int right() {
        return right;
    }

    /** Closes both ends; no engine may have them any more. May be called twice by the same thread. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LibC.close(left);
            LibC.close(right);
        }
    }
}
