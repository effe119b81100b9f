package org.jackfield.linux.packet;

import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/**
 * A packet socket that a generator of traffic uses: whole frames in and out of one device, many by one system call, beside the host's own
 * network stack, which sees the frames that come in too. Frames this host sends do not come in. It owns its descriptor; whoever opens it
 * closes it. One thread may send while another receives.
 */
public final class PacketChannel implements AutoCloseable {
    /** setsockopt: arrival times as control messages, struct timespec. */
    private static final int SO_TIMESTAMPNS = 35;

    private static final int MICROSECONDS = 8;
    private static final int US_PER_SECOND = 1_000_000;

    private final int fd;
    private boolean closed;

    private PacketChannel(final int fd) {
        this.fd = fd;
    }

    /**
     * Opens a channel in the network namespace of the calling thread.
     *
     * @param ifindex index of the device
     * @param bufferBytes receive and send buffer to ask for; without CAP_NET_ADMIN the kernel grants less
     * @throws PacketException naming operation and cause
     */
    public static PacketChannel open(final int ifindex, final int bufferBytes) throws PacketException {
        final PacketChannel made = new PacketChannel(PacketSocket.open());
        try {
            PacketSocket.setBuffers(made.fd, bufferBytes, bufferBytes);
            PacketSocket.ignoreOutgoing(made.fd);
            made.stampArrivals();
            PacketSocket.bind(made.fd, ifindex);
            return made;
        } catch (final PacketException refused) {
            made.close();
            throw refused;
        }
    }

    private void stampArrivals() {
        try (NativeBlock on = new NativeBlock(Integer.BYTES).putInt(0, 1)) {
            LibC.setsockopt(fd, LibC.SOL_SOCKET, SO_TIMESTAMPNS, on.address(), Integer.BYTES);
        }
    }

    /** Sets how long {@link #receive} waits at most, in microseconds. */
    public PacketChannel patience(final long us) {
        try (NativeBlock time = new NativeBlock(2 * Long.BYTES)) {
            time.putLong(0, us / US_PER_SECOND).putLong(MICROSECONDS, us % US_PER_SECOND);
            LibC.setsockopt(fd, LibC.SOL_SOCKET, LibC.SO_RCVTIMEO, time.address(), 2 * Long.BYTES);
        }
        return this;
    }

    /**
     * Sends frames of a batch; returns how many the kernel took, or -errno when it took none. Allocates nothing.
     *
     * @param from the first frame
     * @param count how many
     */
    public int send(final PacketBatch batch, final int from, final int count) {
        final int sent = LibC.sendmmsg(fd, batch.toSend(from), count, 0);
        return sent >= 0 ? sent : -Errno.last();
    }

    /** Receives frames; returns how many, or -errno. Allocates nothing. */
    public int receive(final PacketBatch batch) {
        final int received = LibC.recvmmsg(fd, batch.toReceive(), batch.capacity(), LibC.MSG_WAITFORONE, 0);
        return received >= 0 ? received : -Errno.last();
    }

    /** Frames the kernel dropped since the last call because nobody had received those before. */
    public long newDrops() {
        return PacketSocket.newDrops(fd);
    }

    /** Whether a negative result of {@link #send} means that the device's queue had no room: the frame is lost. */
    public static boolean isFull(final int result) {
        return result == -Errno.ENOBUFS;
    }

    /** Whether a negative result of {@link #receive} only means that nothing came in time. */
    public static boolean isTransient(final int result) {
        return result == -Errno.EAGAIN || result == -Errno.EINTR;
    }

    /** Whether a negative result of {@link #send} means that a frame is longer than the device takes. */
    public static boolean isTooLong(final int result) {
        return result == -Errno.EMSGSIZE;
    }

    /** Name of the error in a negative result. */
    public static String errorName(final int result) {
        return Errno.name(-result);
    }

    /** Closes the descriptor. May be called twice by the same thread. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LibC.close(fd);
        }
    }
}
