package org.jackfield.linux.tuntap;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.netlink.LinkChanges;
import org.jackfield.linux.netlink.LinkInfo;
import org.jackfield.linux.netlink.Rtnetlink;
import org.jackfield.linux.netns.NetworkNamespace;

/**
 * A multiqueue tap device and the descriptors of its queues, which it owns: they are closed by {@link #close} and
 * nowhere else. Queue indices are dense; the highest is detached first, because the kernel moves its last queue into
 * the hole a lower one leaves. The descriptor of a detached queue is kept and attached again later.
 *
 * <p>The device may be renamed and moved to another network namespace while open, by us or by others: its name and
 * namespace are asked from the kernel each time. A queue that is opened after a move must be opened inside that
 * namespace, and then keeps the namespace alive ({@link #pinsNamespace}).
 *
 * <p>Any thread but workers: several calls wait for the kernel (milliseconds). Calls exclude each other.
 */
public final class TapDevice implements AutoCloseable {
    /** Most queues of a tap (MAX_TAP_QUEUES of the driver). */
    public static final int MOST_QUEUES = 256;
    /** Longest name of a device in bytes (IFNAMSIZ - 1). */
    public static final int MOST_NAME_BYTES = 15;

    private static final String NODE = "/dev/net/tun";
    private static final int ANY_INDEX = -1;

    /** A new queue, and whether it was opened in another namespace than the process's. */
    private record OpenedQueue(int fd, boolean abroad) {}

    private int[] fds = new int[4];
    /** Queues attached now: fds[0..attached). */
    private int attached;
    /** Queues with a descriptor: fds[attached..opened) are detached. */
    private int opened;

    private final boolean hasHeader;
    private String lastName = "?";
    private boolean pinsNamespace;
    /** Open while the device is in this process's namespace, which needs nobody to keep it alive. */
    private Optional<LinkChanges> changes = Optional.empty();

    private TapDevice(final boolean hasHeader) {
        this.hasHeader = hasHeader;
    }

    /**
     * Makes a new tap with one queue in this process's namespace. It is gone when its last descriptor is closed,
     * unless made persistent.
     *
     * @param pattern its name, in which {@code %d} stands for the first free number
     * @param withHeader whether frames stand behind virtio-net headers of {@value FrameLayout#VNET_BYTES} bytes
     * (IFF_VNET_HDR)
     * @throws TapDeviceException when a device of that name exists, or may not be made
     */
    public static TapDevice create(final String pattern, final boolean withHeader) throws TapDeviceException {
        return create(pattern, withHeader, NODE);
    }

    static TapDevice create(final String pattern, final boolean withHeader, final String node)
            throws TapDeviceException {
        final TapDevice device = new TapDevice(withHeader);
        device.append(openQueue(node, pattern, device.flags() | TunControl.EXCLUSIVE));
        device.attached = 1;
        try {
            device.lastName = TunControl.name(device.fds[0], pattern);
            return device;
        } catch (final TapDeviceException e) {
            device.close();
            throw e;
        }
    }

    /**
     * Joins an existing multiqueue tap with one queue. Nothing stops a second process from that: see {@link TapHolder}.
     *
     * @param namespace where the device is
     * @param withHeader whether the device has virtio-net headers; the kernel would change it without asking
     * @throws IOException when there is no such device, or it has other flags or belongs to another user
     */
    public static TapDevice join(final NetworkNamespace namespace, final String name, final boolean withHeader)
            throws IOException {
        final TapDevice device = new TapDevice(withHeader);
        final int flags = device.flags();
        device.lastName = name;
        device.append(namespace.call(() -> joinQueue(name, flags, ANY_INDEX)));
        device.attached = 1;
        device.pinsNamespace = !namespace.isOwn();
        return device;
    }

    /**
     * Goes on with a tap whose queues are open already. Changes nothing about it.
     *
     * @param attached descriptors of its attached queues, by index, at least one
     * @param detached descriptors of its detached queues, the next to be attached first
     * @param pinsNamespace what {@link #pinsNamespace} said before
     * @return the device, which owns all these descriptors
     * @throws TapDeviceException when they are not queues of one multiqueue tap in that state; they stay the caller's
     */
    public static TapDevice ofDescriptors(
            final List<Integer> attached, final List<Integer> detached, final boolean pinsNamespace)
            throws TapDeviceException {
        if (attached.isEmpty()) {
            throw new TapDeviceException("no descriptor of an attached queue was left", 0);
        }
        final TapDevice device =
                new TapDevice(TunControl.queue(attached.get(0), true).hasHeader());
        for (final int fd : attached) {
            device.adopt(fd, true);
            device.attached++;
        }
        for (final int fd : detached) {
            device.adopt(fd, false);
        }
        device.pinsNamespace = pinsNamespace;
        return device;
    }

    private void adopt(final int fd, final boolean isAttached) throws TapDeviceException {
        final String name = TunControl.queue(fd, isAttached).device();
        final boolean twice = IntStream.range(0, opened).anyMatch(i -> fds[i] == fd);
        if (twice || (opened > 0 && !name.equals(lastName))) {
            throw new TapDeviceException(
                    twice
                            ? "descriptor " + fd + " of device " + name + " was left twice"
                            : "descriptor " + fd + " is a queue of device " + name + ", not of " + lastName,
                    0);
        }
        lastName = name;
        append(fd);
    }

    /** Queues attached now. */
    public synchronized int queues() {
        return attached;
    }

    /** The descriptor of an attached queue; stays owned here. */
    public synchronized int fd(final int queue) {
        return fds[Objects.checkIndex(queue, attached)];
    }

    /** The descriptors of all attached queues, by index; they stay owned here. */
    public synchronized List<Integer> attachedFds() {
        return IntStream.range(0, attached).mapToObj(i -> fds[i]).toList();
    }

    /** The descriptors of detached queues, the next to be attached first; they stay owned here. */
    public synchronized List<Integer> detachedFds() {
        return IntStream.range(attached, opened).mapToObj(i -> fds[i]).toList();
    }

    /** Whether an open descriptor keeps the device's namespace alive. */
    public synchronized boolean pinsNamespace() {
        return pinsNamespace;
    }

    /**
     * The device's name now.
     *
     * @throws TapDeviceException with EBADFD when the netdev was deleted
     */
    public synchronized String name() throws TapDeviceException {
        lastName = TunControl.name(firstFd(), lastName);
        return lastName;
    }

    /**
     * Runs a task in the namespace the device now is in, maybe on another thread.
     *
     * @throws TapDeviceException with EBADFD when the netdev was deleted
     */
    public <T> T inNamespace(final NetworkNamespace.Task<T> task) throws IOException {
        final int namespaceFd = openNamespace();
        if (namespaceFd < 0) {
            return task.run();
        }
        try {
            return NetworkNamespace.ofDescriptor(namespaceFd).call(task);
        } finally {
            LibC.close(namespaceFd);
        }
    }

    /** The netdev as netlink sees it. */
    public LinkInfo link() throws IOException {
        final String name = name();
        return inNamespace(() -> {
            try (Rtnetlink once = Rtnetlink.open()) {
                return lookUp(once, name);
            }
        });
    }

    /**
     * Whether the netdev may have changed since the last call; so at the first one. In another namespace than this process's nobody
     * tells, since who listens there would keep it alive: there it always may.
     */
    public synchronized boolean mayHaveChanged() throws IOException {
        firstFd(); // a closed device hears nothing
        if (changes.isPresent() && !changes.get().any()) {
            return false;
        }
        closeChanges(); // it may have moved to another namespace, or back
        final int namespaceFd = openNamespace();
        try {
            if (namespaceFd < 0 || NetworkNamespace.isOwn(namespaceFd)) {
                changes = Optional.of(LinkChanges.open());
            }
        } finally {
            if (namespaceFd >= 0) {
                LibC.close(namespaceFd);
            }
        }
        return true;
    }

    private void closeChanges() {
        changes.ifPresent(LinkChanges::close);
        changes = Optional.empty();
    }

    /**
     * Attaches one more queue, the new highest: the one detached last, or a new one.
     *
     * @return its descriptor; stays owned here
     */
    public synchronized int attachQueue() throws IOException {
        if (attached < opened) {
            TunControl.setQueue(fds[attached], TunControl.ATTACH_QUEUE, lastName);
            return fds[attached++];
        }
        if (attached == MOST_QUEUES) {
            throw new TapDeviceException("a tap has at most " + MOST_QUEUES + " queues", 0);
        }
        final String name = name();
        final int ifindex = link().index();
        final OpenedQueue queue = inNamespace(() -> new OpenedQueue(
                joinQueue(name, flags(), ifindex),
                !NetworkNamespace.ofCallingThread().isOwn()));
        append(queue.fd());
        pinsNamespace |= queue.abroad();
        return fds[attached++];
    }

    /**
     * Detaches the highest queue; the frames still in it are lost, so it must have been read empty. Its descriptor is
     * kept, and must not be used until it is attached again.
     */
    public synchronized void detachQueue() throws TapDeviceException {
        if (attached <= 1) {
            throw new TapDeviceException("device " + lastName + ": the first queue stays attached", 0);
        }
        TunControl.setQueue(fds[attached - 1], TunControl.DETACH_QUEUE, lastName);
        attached--;
    }

    /** Whether frames read and written stand behind virtio-net headers of {@value FrameLayout#VNET_BYTES} bytes. */
    public boolean hasHeader() {
        return hasHeader;
    }

    /**
     * Tells the kernel what it may leave to whoever reads the queues; only for a device with headers.
     *
     * @param offloads bits of {@link org.jackfield.api.frame.Offload}, which are those of TUNSETOFFLOAD
     * @throws TapDeviceException with EINVAL when this kernel does not know one of them, or not without another
     */
    public synchronized void setOffloads(final int offloads) throws TapDeviceException {
        TunControl.setValue(firstFd(), TunControl.TUNSETOFFLOAD, "TUNSETOFFLOAD", offloads, lastName);
    }

    /** Whether the device outlives its last descriptor. */
    public synchronized void setPersistent(final boolean persistent) throws TapDeviceException {
        TunControl.setValue(firstFd(), TunControl.TUNSETPERSIST, "TUNSETPERSIST", persistent ? 1 : 0, lastName);
    }

    /** The user id that may attach besides those with CAP_NET_ADMIN. */
    public synchronized void setOwner(final long uid) throws TapDeviceException {
        TunControl.setValue(firstFd(), TunControl.TUNSETOWNER, "TUNSETOWNER", uid, lastName);
    }

    /** The group id that may attach besides those with CAP_NET_ADMIN. */
    public synchronized void setGroup(final long gid) throws TapDeviceException {
        TunControl.setValue(firstFd(), TunControl.TUNSETGROUP, "TUNSETGROUP", gid, lastName);
    }

    /** Removes a steering program somebody left on the device. */
    public synchronized void removeSteering() throws TapDeviceException {
        TunControl.removeSteering(firstFd(), lastName);
    }

    /** Forgets all descriptors without closing them: they are the caller's now. As closed afterwards. */
    public synchronized void release() {
        closeChanges();
        opened = 0;
        attached = 0;
    }

    /**
     * Closes all descriptors, highest first. A device that is not persistent is gone when this returns. May be called
     * twice.
     */
    @Override
    public synchronized void close() {
        closeChanges();
        for (int i = opened - 1; i >= 0; i--) {
            LibC.close(fds[i]);
        }
        opened = 0;
        attached = 0;
    }

    private int flags() {
        return hasHeader ? TunControl.FLAGS | TunControl.VNET_HDR : TunControl.FLAGS;
    }

    private int firstFd() throws TapDeviceException {
        if (opened == 0) {
            throw new TapDeviceException("device " + lastName + " is closed", Errno.EBADF);
        }
        return fds[0];
    }

    private void append(final int fd) {
        if (opened == fds.length) {
            fds = Arrays.copyOf(fds, 2 * fds.length);
        }
        fds[opened++] = fd;
    }

    /** A descriptor of the device's namespace, or -1 when it must be taken to be the process's own. */
    private synchronized int openNamespace() throws TapDeviceException {
        final int namespaceFd = LibC.ioctl(firstFd(), TunControl.TUNGETDEVNETNS, 0);
        final int errno = namespaceFd < 0 ? Errno.last() : 0;
        if (errno == Errno.EBADFD) {
            throw new TapDeviceException(
                    "device " + lastName + " is gone: the netdev was deleted, or its network namespace ended", errno);
        }
        if (errno == Errno.EMFILE) {
            throw new TapDeviceException("device " + lastName + ": too many open files; raise the limit", errno);
        }
        return namespaceFd;
    }

    private static LinkInfo lookUp(final Rtnetlink netlink, final String name) throws IOException {
        return netlink.link(name).orElseThrow(() -> new TapDeviceException("there is no device " + name, Errno.ENODEV));
    }

    /**
     * Opens a queue of an existing device in the calling thread's namespace, and makes sure it joined and made
     * nothing. Touches no field, because it runs on another thread than the one that holds the lock.
     */
    private static int joinQueue(final String name, final int flags, final int expectedIndex) throws IOException {
        try (Rtnetlink netlink = Rtnetlink.open()) {
            final int before = lookUp(netlink, name).index();
            if (expectedIndex == ANY_INDEX || expectedIndex == before) {
                final int fd = openQueue(NODE, name, flags);
                if (joined(netlink, fd, name, before)) {
                    return fd;
                }
                LibC.close(fd);
            }
            throw new TapDeviceException("device " + name + " was replaced while a queue was opened; try again", 0);
        }
    }

    private static boolean joined(final Rtnetlink netlink, final int fd, final String name, final int ifindex) {
        try {
            return name.equals(TunControl.name(fd, name))
                    && lookUp(netlink, name).index() == ifindex;
        } catch (final IOException gone) {
            return false;
        }
    }

    private static int openQueue(final String node, final String name, final int flags) throws TapDeviceException {
        final int fd = TunControl.openNode(node);
        try {
            final String device = TunControl.setDevice(fd, name, flags);
            if ((flags & TunControl.VNET_HDR) != 0) {
                TunControl.setHeaderBytes(fd, FrameLayout.VNET_BYTES, device);
            }
            return fd;
        } catch (final TapDeviceException e) {
            LibC.close(fd);
            throw e;
        }
    }
}
