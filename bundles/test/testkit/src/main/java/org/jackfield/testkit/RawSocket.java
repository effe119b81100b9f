package org.jackfield.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;
import org.jackfield.linux.netns.NetworkNamespace;

/**
 * A packet socket on one netdev, also in another namespace: sends whole Ethernet frames and receives what arrives there (not
 * what it sent). Needs CAP_NET_RAW. The outermost 802.1Q tag of a received frame, which the kernel delivers beside the bytes,
 * is not put back. One thread; close it.
 */
public final class RawSocket implements AutoCloseable {
    private static final int ETH_P_ALL = 0x0300; // htons(0x0003)
    private static final int SOL_PACKET = 263;
    private static final int PACKET_IGNORE_OUTGOING = 23;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int RECEIVE_BUFFER_BYTES = 16 << 20;
    private static final int MOST_FRAME_BYTES = 65_536 + 64;
    private static final int SIOCGIFINDEX = 0x8933;
    private static final int IFREQ_BYTES = 40;
    private static final int IFNAME_BYTES = 16;
    /** struct sockaddr_ll. */
    private static final int SOCKADDR_LL_BYTES = 20;

    private final int fd;
    private final NativeBlock buffer = new NativeBlock(MOST_FRAME_BYTES);
    private final NativeBlock poll = new NativeBlock(8);

    private RawSocket(final int fd) {
        this.fd = fd;
    }

    /** A socket on a netdev of this process's namespace. */
    public static RawSocket on(final String netdev) throws IOException {
        return NetworkNamespace.own().call(() -> open(netdev));
    }

    /** A socket on a netdev of a namespace given by name or path. The socket keeps working here, and keeps it alive. */
    public static RawSocket on(final String namespace, final String netdev) throws IOException {
        return NetworkNamespace.of(namespace).call(() -> open(netdev));
    }

    /** Sends a frame; fails when the kernel does not take it. */
    public void send(final byte[] frame) throws IOException {
        buffer.putBytes(0, frame);
        if (LibC.write(fd, buffer.address(), frame.length) != frame.length) {
            throw failure("send " + frame.length + " bytes");
        }
    }

    /** The next frame, empty when none comes in this time. */
    public Optional<byte[]> receive(final Duration timeout) throws IOException {
        poll.putInt(0, fd).putShort(4, LibC.EPOLLIN).putShort(6, 0);
        if (LibC.poll(poll.address(), 1, (int) timeout.toMillis()) <= 0) {
            return Optional.empty();
        }
        final long bytes = LibC.read(fd, buffer.address(), MOST_FRAME_BYTES);
        if (bytes < 0) {
            throw failure("receive");
        }
        return Optional.of(buffer.getBytes(0, (int) bytes));
    }

    /** The next numbered frame (see {@link Frames#number}); other frames are skipped. Empty when none comes for this time. */
    public Optional<byte[]> receiveNumbered(final Duration timeout) throws IOException {
        final long endNs = System.nanoTime() + timeout.toNanos();
        for (long leftNs = timeout.toNanos(); leftNs > 0; leftNs = endNs - System.nanoTime()) {
            final Optional<byte[]> frame = receive(Duration.ofNanos(leftNs));
            if (frame.isPresent() && Frames.number(frame.get()).isPresent()) {
                return frame;
            }
        }
        return Optional.empty();
    }

    /** All frames that have arrived, without waiting. */
    public List<byte[]> receiveAll() throws IOException {
        final List<byte[]> frames = new ArrayList<>();
        for (Optional<byte[]> frame = receive(Duration.ZERO); frame.isPresent(); frame = receive(Duration.ZERO)) {
            frames.add(frame.get());
        }
        return frames;
    }

    @Override
    public void close() {
        LibC.close(fd);
        buffer.close();
        poll.close();
    }

    private static RawSocket open(final String netdev) throws IOException {
        final int fd = LibC.socket(LibC.AF_PACKET, LibC.SOCK_RAW | LibC.CLOEXEC, 0);
        if (fd < 0) {
            throw failure("open a packet socket");
        }
        try (NativeBlock request = new NativeBlock(IFREQ_BYTES);
                NativeBlock address = new NativeBlock(SOCKADDR_LL_BYTES);
                NativeBlock one = new NativeBlock(4)) {
            request.putText(0, IFNAME_BYTES, netdev);
            check(LibC.ioctl(fd, SIOCGIFINDEX, request.address()), "find netdev " + netdev);
            one.putInt(0, 1);
            check(
                    LibC.setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, one.address(), 4),
                    "ignore own frames on " + netdev);
            one.putInt(0, RECEIVE_BUFFER_BYTES);
            check(LibC.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, one.address(), 4), "enlarge the receive buffer");
            address.putShort(0, LibC.AF_PACKET).putShort(2, ETH_P_ALL).putInt(4, request.getInt(IFNAME_BYTES));
            check(LibC.bind(fd, address.address(), SOCKADDR_LL_BYTES), "bind to " + netdev);
        } catch (final IOException refused) {
            LibC.close(fd);
            throw refused;
        }
        return new RawSocket(fd);
    }

    private static void check(final int result, final String operation) throws IOException {
        if (result < 0) {
            throw failure(operation);
        }
    }

    private static IOException failure(final String operation) {
        return new IOException(operation + " failed: " + Errno.name(Errno.last()));
    }
}
