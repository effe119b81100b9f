package org.jackfield.linux.packet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jackfield.linux.bpf.BpfException;
import org.jackfield.linux.bpf.SteeringProgram;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.netlink.LinkChanges;
import org.jackfield.linux.netlink.LinkInfo;
import org.jackfield.linux.netlink.Rtnetlink;
import org.jackfield.linux.netns.NetworkNamespace;

/**
 * Packet sockets (packet(7)) on one network device that share the frames it receives: a group (PACKET_FANOUT) in which a program
 * chooses the socket of each frame. Owns their descriptors: they are closed by {@link #close} and {@link #removeQueue} and nowhere else.
 * Queue indices are dense and in the order of the kernel's list, so that the highest is removed first.
 *
 * <p>Every frame is read and written behind a virtio-net header of 12 bytes and with auxiliary data
 * ({@link org.jackfield.api.frame.FdKind#PACKET_VNET}). Frames this host sends by the device are not received, those written here
 * included. While the device is down the sockets receive nothing; up again, they go on in the same order.
 *
 * <p>The sockets keep the namespace alive that the device was in. Any thread but workers: several calls wait for the kernel. Calls exclude
 * each other.
 */
public final class PacketGroup implements AutoCloseable {
    /** Most sockets of a group (PACKET_FANOUT_DEFAULT_MAX). */
    public static final int MOST_QUEUES = 256;

    /** Frames of TCP with offloads are long, and a sender that finds the buffer full loses them. */
    private static final int SEND_BYTES = 4 << 20;
    /** What the kernel counts for the smallest frame (SKB_TRUESIZE), or less. */
    private static final int LEAST_COUNTED_BYTES = 512;

    private final int ifindex;
    private int receiveBytes;
    private final List<Integer> fds = new ArrayList<>();
    private long drops;
    private String lastName;
    private Optional<LinkChanges> changes = Optional.empty();

    private PacketGroup(final int ifindex, final String name, final int receiveBytes) {
        this.ifindex = ifindex;
        this.lastName = name;
        this.receiveBytes = receiveBytes;
    }

    /**
     * Opens the first socket on a device.
     *
     * @param namespace where the device is
     * @param link the device there
     * @param receiveBytes size of the receive buffer of each socket
     * @param program chooses among the sockets; without one the frames of two hosts share a socket, see {@link #spread}
     * @throws IOException when the device is gone, or the process or the kernel may or can not
     */
    public static PacketGroup open(
            final NetworkNamespace namespace,
            final LinkInfo link,
            final int receiveBytes,
            final Optional<SteeringProgram> program)
            throws IOException {
        final PacketGroup group = new PacketGroup(link.index(), link.name(), receiveBytes);
        final int fd = namespace.call(PacketSocket::open);
        group.fds.add(fd);
        try (ClassicProgram incoming = ClassicProgram.incoming()) {
            group.prepare(fd, incoming);
            PacketSocket.beginGroup(fd, program.isPresent() ? PacketSocket.FANOUT_EBPF : PacketSocket.FANOUT_CBPF);
            if (program.isPresent()) {
                program.get().attachToGroup(fd);
            } else {
                group.spread(1);
            }
            return group;
        } catch (final PacketException e) {
            group.close();
            throw e;
        } catch (final BpfException e) {
            group.close();
            throw new PacketException("device " + link.name() + ": " + e.getMessage(), 0);
        }
    }

    /**
     * Goes on with sockets that are open already. Changes nothing about them.
     *
     * @param descriptors those of the sockets by queue, at least one
     * @param receiveBytes size of the receive buffer of sockets added later
     * @return the group, which owns these descriptors
     * @throws PacketException when they are not packet sockets bound to one device that is there; they stay the caller's
     */
    public static PacketGroup ofDescriptors(final List<Integer> descriptors, final int receiveBytes)
            throws PacketException {
        if (descriptors.isEmpty()) {
            throw new PacketException("no descriptor of a packet socket was left", 0);
        }
        final int ifindex = PacketSocket.boundIndex(descriptors.get(0));
        for (final int fd : descriptors) {
            if (ifindex <= 0 || PacketSocket.boundIndex(fd) != ifindex) {
                throw new PacketException(
                        ifindex == -1
                                ? "the device of descriptor " + fd + " is gone"
                                : "descriptor " + fd + " is no packet socket on the device with index " + ifindex,
                        ifindex == -1 ? Errno.ENODEV : 0);
            }
        }
        if (descriptors.stream().distinct().count() < descriptors.size()) {
            throw new PacketException("a descriptor was left twice", 0);
        }
        final PacketGroup group = new PacketGroup(ifindex, "with index " + ifindex, receiveBytes);
        group.fds.addAll(descriptors);
        return group;
    }

    private void prepare(final int fd, final ClassicProgram filter) throws PacketException {
        PacketSocket.describeFrames(fd);
        PacketSocket.setBuffers(fd, receiveBytes, SEND_BYTES);
        PacketSocket.filter(fd, filter);
        PacketSocket.bind(fd, ifindex);
    }

    /** Sockets there are. */
    public synchronized int queues() {
        return fds.size();
    }

    /** The descriptor of a socket; stays owned here. */
    public synchronized int fd(final int queue) {
        return fds.get(queue);
    }

    /** The descriptors of all sockets by queue; they stay owned here. */
    public synchronized List<Integer> fds() {
        return List.copyOf(fds);
    }

    /** Index of the device in its namespace. */
    public int ifindex() {
        return ifindex;
    }

    /** Changes the size of the receive buffers. */
    public synchronized void setReceiveBuffer(final int bytes) {
        receiveBytes = bytes;
        fds.forEach(fd -> PacketSocket.setBuffers(fd, bytes, SEND_BYTES));
    }

    /** Most frames the kernel holds in a socket, as far as its receive buffer can tell. */
    public synchronized int mostFramesHeld() {
        return PacketSocket.receiveBuffer(fds.get(0)) / LEAST_COUNTED_BYTES;
    }

    /**
     * Adds a socket, which receives nothing before the program names it.
     *
     * @return its descriptor; stays owned here
     */
    public synchronized int addQueue() throws IOException {
        if (fds.size() == MOST_QUEUES) {
            throw new PacketException("a group has at most " + MOST_QUEUES + " packet sockets", 0);
        }
        final int fd = inNamespace(PacketSocket::open);
        try (ClassicProgram nothing = ClassicProgram.nothing();
                ClassicProgram incoming = ClassicProgram.incoming()) {
            // Between the two calls it would receive all frames the group receives.
            prepare(fd, nothing);
            PacketSocket.joinGroup(fd, fds.get(0));
            PacketSocket.filter(fd, incoming);
        } catch (final PacketException e) {
            LibC.close(fd);
            throw e;
        }
        fds.add(fd);
        return fd;
    }

    /** Closes the highest socket; the frames still in it are lost, so the program must have named it no more, and it be read empty. */
    public synchronized void removeQueue() throws PacketException {
        if (fds.size() <= 1) {
            throw new PacketException("device " + lastName + ": the first packet socket stays", 0);
        }
        countDrops();
        LibC.close(fds.remove(fds.size() - 1));
    }

    /**
     * For a group without a program of the caller: spreads frames over its first sockets. Returns when no frame is put into another one
     * any more.
     */
    public synchronized void spread(final int queues) throws PacketException {
        try (ClassicProgram program = ClassicProgram.spread(queues)) {
            PacketSocket.chooseBy(fds.get(0), program);
        }
    }

    /** Whether the device receives frames for all addresses on our behalf. */
    public synchronized void setPromiscuous(final boolean on) throws PacketException {
        PacketSocket.promiscuous(fds.get(0), ifindex, on);
    }

    /** Frames the kernel dropped because a receive buffer was full, since the group was made. */
    public synchronized long drops() {
        countDrops();
        return drops;
    }

    private void countDrops() {
        for (final int fd : fds) {
            drops += PacketSocket.newDrops(fd);
        }
    }

    /**
     * The device as netlink sees it.
     *
     * @throws PacketException which {@link PacketException#isGone is gone} when it was deleted or moved to another namespace
     */
    public synchronized LinkInfo link() throws IOException {
        final Optional<LinkInfo> link = PacketSocket.boundIndex(first()) > 0
                ? inNamespace(() -> {
                    try (Rtnetlink once = Rtnetlink.open()) {
                        return once.link(ifindex);
                    }
                })
                : Optional.empty();
        final String name = lastName;
        lastName = link.map(LinkInfo::name).orElse(name);
        return link.orElseThrow(() -> new PacketException(
                "device " + name + " is gone: it was deleted, or moved to another network namespace", Errno.ENODEV));
    }

    /**
     * Whether the device may have changed since the last call; so at the first one. In another namespace than this process's it always
     * may.
     */
    public synchronized boolean mayHaveChanged() throws IOException {
        first();
        if (changes.isPresent()) {
            return changes.get().any();
        }
        final int namespaceFd = PacketSocket.openNamespace(first());
        try {
            if (NetworkNamespace.isOwn(namespaceFd)) {
                changes = Optional.of(LinkChanges.open());
            }
        } finally {
            LibC.close(namespaceFd);
        }
        return true;
    }

    private <T> T inNamespace(final NetworkNamespace.Task<T> task) throws IOException {
        final int namespaceFd = PacketSocket.openNamespace(first());
        try {
            return NetworkNamespace.isOwn(namespaceFd)
                    ? task.run()
                    : NetworkNamespace.ofDescriptor(namespaceFd).call(task);
        } finally {
            LibC.close(namespaceFd);
        }
    }

    private int first() throws PacketException {
        if (fds.isEmpty()) {
            throw new PacketException("the packet sockets on device " + lastName + " are closed", Errno.EBADF);
        }
        return fds.get(0);
    }

    /** Forgets all descriptors without closing them: they are the caller's now. As closed afterwards. */
    public synchronized void release() {
        changes.ifPresent(LinkChanges::close);
        changes = Optional.empty();
        fds.clear();
    }

    /** Closes all sockets, highest first. May be called twice. */
    @Override
    public synchronized void close() {
        changes.ifPresent(LinkChanges::close);
        changes = Optional.empty();
        for (int queue = fds.size() - 1; queue >= 0; queue--) {
            LibC.close(fds.get(queue));
        }
        fds.clear();
    }
}
