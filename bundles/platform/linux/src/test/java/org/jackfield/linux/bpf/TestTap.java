package org.jackfield.linux.bpf;

import java.io.IOException;
import java.util.Optional;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/** A multiqueue tap of the calling thread's namespace, and the sending side of its netdev. */
final class TestTap implements AutoCloseable {
    private static final long TUNSETIFF = 0x400454CAL;
    private static final long SIOCGIFINDEX = 0x8933L;
    private static final int IFF_TAP_MULTI_QUEUE_NO_PI = 0x1102;
    private static final int IFREQ_BYTES = 40;
    private static final int IFREQ_DATA = 16;
    private static final int SOCKADDR_LL_BYTES = 20;

    private final int[] queues;
    private final int socket;
    private final NativeBlock buffer = new NativeBlock(65536);

    TestTap(final String device, final int queueCount) throws IOException {
        queues = new int[queueCount];
        try (NativeBlock request = new NativeBlock(IFREQ_BYTES)) {
            request.putText(0, IFREQ_DATA, device).putShort(IFREQ_DATA, IFF_TAP_MULTI_QUEUE_NO_PI);
            for (int q = 0; q < queueCount; q++) {
                queues[q] = LibC.openPath("/dev/net/tun", LibC.O_RDWR | LibC.O_NONBLOCK);
                check("TUNSETIFF", LibC.ioctl(queues[q], TUNSETIFF, request.address()));
            }
        }
        socket = LibC.socket(LibC.AF_PACKET, LibC.SOCK_RAW | LibC.CLOEXEC, 0);
        check("socket", socket);
        try (NativeBlock request = new NativeBlock(IFREQ_BYTES);
                NativeBlock address = new NativeBlock(SOCKADDR_LL_BYTES)) {
            request.putText(0, IFREQ_DATA, device);
            check("SIOCGIFINDEX", LibC.ioctl(socket, SIOCGIFINDEX, request.address()));
            address.putShort(0, LibC.AF_PACKET).putInt(4, request.getInt(IFREQ_DATA));
            check("bind", LibC.bind(socket, address.address(), SOCKADDR_LL_BYTES));
        }
    }

    int queueFd(final int queue) {
        return queues[queue];
    }

    int queueCount() {
        return queues.length;
    }

    /** Sends a frame out of the netdev, to be read from one of the queues when this returns. */
    void send(final byte[] frame) throws IOException {
        buffer.putBytes(0, frame);
        check("send", (int) LibC.sendto(socket, buffer.address(), frame.length, 0, 0, 0));
    }

    /** Lets a frame come in by the netdev. */
    void write(final byte[] frame) throws IOException {
        buffer.putBytes(0, frame);
        check("write", (int) LibC.write(queues[0], buffer.address(), frame.length));
    }

    /** The next frame of a queue, if one waits. */
    Optional<byte[]> read(final int queue) throws IOException {
        final int bytes = (int) LibC.read(queues[queue], buffer.address(), buffer.size());
        if (bytes < 0 && Errno.last() == Errno.EAGAIN) {
            return Optional.empty();
        }
        check("read", bytes);
        return Optional.of(buffer.getBytes(0, bytes));
    }

    private static void check(final String operation, final int result) throws IOException {
        if (result < 0) {
            throw new IOException(operation + ": " + Errno.name(Errno.last()));
        }
    }

    @Override
    public void close() {
        LibC.close(socket);
        for (final int queue : queues) {
            LibC.close(queue);
        }
        buffer.close();
    }
}
