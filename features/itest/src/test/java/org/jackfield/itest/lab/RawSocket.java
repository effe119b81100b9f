package org.jackfield.itest.lab;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/**
 * Whole Ethernet frames into and out of a device of a host (packet(7)). The socket is made on a thread of its own that entered
 * the host's namespace, and stays there. What the host itself sends is not seen. The kernel takes the outermost VLAN tag
 * out of a frame and tells it beside; here it is put back, so frames are as they were on the wire. One thread at a time.
 */
public final class RawSocket implements AutoCloseable {
    private static final int SOL_PACKET = 263;
    private static final int PACKET_AUXDATA = 8;
    private static final int PACKET_IGNORE_OUTGOING = 23;
    private static final int ETH_P_ALL = 3;
    private static final int CLONE_NEWNET = 0x4000_0000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int MSG_DONTWAIT = 0x40;
    private static final long SYS_RECVMSG = System.getProperty("os.arch").equals("aarch64") ? 212 : 47;
    private static final int MOST_BYTES = 65_536;
    /** struct msghdr (56 bytes), struct iovec (16), and control data behind them. */
    private static final int IOVEC = 56;

    private static final int CONTROL = 72;
    private static final int CONTROL_BYTES = 64;
    /** struct tpacket_auxdata behind a struct cmsghdr of 16 bytes. */
    private static final int AUX_STATUS = CONTROL + 16;

    private static final int AUX_TCI = CONTROL + 16 + 16;
    private static final int AUX_TPID = CONTROL + 16 + 18;
    private static final int STATUS_VLAN_VALID = 0x10;
    private static final int STATUS_TPID_VALID = 0x40;

    private final String place;
    private final int fd;
    private final NativeBlock message = new NativeBlock(CONTROL + CONTROL_BYTES);
    private final NativeBlock data = new NativeBlock(MOST_BYTES);
    private final List<byte[]> received = new ArrayList<>();

    private RawSocket(final String place, final int fd) {
        this.place = place;
        this.fd = fd;
    }

    static RawSocket open(final Host host, final String device) {
        final int ifindex = host.link(device).get("ifindex").getAsInt();
        final int[] fd = new int[1];
        final Thread visitor = new Thread(() -> fd[0] = socketIn(host.namespace()), "visitor");
        visitor.start();
        try {
            visitor.join();
        } catch (final InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stop);
        }
        final String place = host.namespace() + "/" + device;
        check(fd[0], "socket in " + place);
        bind(fd[0], ifindex, place);
        return new RawSocket(place, fd[0]);
    }

    private static int socketIn(final String namespace) {
        final int namespaceFd = LibC.openPath("/run/netns/" + namespace, LibC.O_RDONLY);
        if (namespaceFd < 0) {
            return namespaceFd;
        }
        final int entered = LibC.setns(namespaceFd, CLONE_NEWNET);
        LibC.close(namespaceFd);
        return entered < 0 ? -Errno.last() : LibC.socket(LibC.AF_PACKET, LibC.SOCK_RAW | LibC.CLOEXEC, 0);
    }

    private static void bind(final int fd, final int ifindex, final String place) {
        try (NativeBlock address = new NativeBlock(20);
                NativeBlock value = new NativeBlock(4).putInt(0, 1)) {
            check(LibC.setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, value.address(), 4), "PACKET_AUXDATA");
            check(
                    LibC.setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, value.address(), 4),
                    "PACKET_IGNORE_OUTGOING");
            value.putInt(0, 4 << 20);
            check(LibC.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, value.address(), 4), "SO_RCVBUF");
            address.putShort(0, LibC.AF_PACKET)
                    .putShort(2, Short.reverseBytes((short) ETH_P_ALL))
                    .putInt(4, ifindex);
            check(LibC.bind(fd, address.address(), 20), "bind of a packet socket in " + place);
        }
    }

    private static void check(final long result, final String operation) {
        if (result < 0) {
            throw new AssertionError(operation + " failed: " + Errno.name(result == -1 ? Errno.last() : (int) -result));
        }
    }

    /** Sends one frame. */
    public void send(final byte[] frame) {
        data.putBytes(0, frame);
        check(LibC.sendto(fd, data.address(), frame.length, 0, 0, 0), "sending " + frame.length + " bytes in " + place);
    }

    /** All frames received so far, oldest first. */
    public List<byte[]> frames() {
        for (byte[] frame = receive(); frame != null; frame = receive()) {
            received.add(frame);
        }
        return List.copyOf(received);
    }

    /** The frames received so far, oldest first, which are forgotten; each is taken once. */
    public List<byte[]> take() {
        final List<byte[]> taken = frames();
        received.clear();
        return taken;
    }

    /** Forgets the frames received so far. */
    public void forget() {
        frames();
        received.clear();
    }

    /** Whether a frame equal to this one was received. */
    public boolean got(final byte[] frame) {
        return frames().stream().anyMatch(each -> Arrays.equals(each, frame));
    }

    /** Waits until a frame equal to this one has been received. */
    public void await(final byte[] frame) {
        await(
                "frame " + HexFormat.of().formatHex(frame, 0, Math.min(frame.length, 40)),
                each -> Arrays.equals(each, frame));
    }

    /** Waits until a frame that matches has been received. */
    public void await(final String description, final Predicate<byte[]> matches) {
        Await.until(
                () -> description + " at " + this,
                5_000,
                () -> frames().stream().anyMatch(matches));
    }

    private byte[] receive() {
        message.clear();
        message.putLong(16, message.address(IOVEC)).putLong(24, 1);
        message.putLong(IOVEC, data.address()).putLong(IOVEC + 8, MOST_BYTES);
        message.putLong(32, message.address(CONTROL)).putLong(40, CONTROL_BYTES);
        final long bytes = LibC.syscall(SYS_RECVMSG, fd, message.address(), MSG_DONTWAIT, 0, 0, 0);
        if (bytes < 0) {
            final int errno = Errno.last();
            if (errno == Errno.EAGAIN || errno == Errno.ENETDOWN) {
                return null;
            }
            throw new AssertionError("receiving in " + place + " failed: " + Errno.name(errno));
        }
        return withTag(data.getBytes(0, (int) bytes));
    }

    private byte[] withTag(final byte[] frame) {
        final int status = message.getInt(AUX_STATUS);
        if (message.getInt(CONTROL + 12) != PACKET_AUXDATA || (status & STATUS_VLAN_VALID) == 0) {
            return frame;
        }
        final int tpid = (status & STATUS_TPID_VALID) != 0 ? message.getShort(AUX_TPID) : 0x8100;
        return ByteBuffer.allocate(frame.length + 4)
                .put(frame, 0, 12)
                .putShort((short) tpid)
                .putShort((short) message.getShort(AUX_TCI))
                .put(frame, 12, frame.length - 12)
                .array();
    }

    @Override
    public void close() {
        LibC.close(fd);
        message.close();
        data.close();
    }

    @Override
    public String toString() {
        return place + ", which got "
                + frames().stream()
                        .map(each -> "\n  " + HexFormat.of().formatHex(each, 0, Math.min(each.length, 64)))
                        .collect(Collectors.joining());
    }
}
