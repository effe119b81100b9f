package org.jackfield.linux.tuntap;

import java.util.List;
import java.util.Locale;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/** The ioctls of the tun driver (linux/if_tun.h) on one descriptor, and what their errors mean. Any thread. */
final class TunControl {
    static final long TUNSETIFF = 0x400454caL;
    static final long TUNSETPERSIST = 0x400454cbL;
    static final long TUNSETOWNER = 0x400454ccL;
    static final long TUNSETGROUP = 0x400454ceL;
    static final long TUNGETIFF = 0x800454d2L;
    static final long TUNSETQUEUE = 0x400454d9L;
    static final long TUNSETSTEERINGEBPF = 0x800454e0L;
    static final long TUNSETOFFLOAD = 0x400454d0L;
    static final long TUNSETVNETHDRSZ = 0x400454d8L;
    /** Since Linux 5.8. */
    static final long TUNGETDEVNETNS = 0x54e3L;

    /**
     * One flag word for every queue of a device, with {@link #VNET_HDR} or without: the kernel does not compare all of
     * them.
     */
    static final int FLAGS = 0x2 /* TAP */ | 0x1000 /* NO_PI */ | 0x100 /* MULTI_QUEUE */;
    /**
     * Every frame stands behind a virtio-net header. Belongs to the device: whoever opens a queue decides it for all.
     */
    static final int VNET_HDR = 0x4000;
    /** TUNSETIFF makes a new device or fails, never joins one. */
    static final int EXCLUSIVE = 0x8000;
    /** TUNSETQUEUE. */
    static final int ATTACH_QUEUE = 0x200;
    /** TUNSETQUEUE. */
    static final int DETACH_QUEUE = 0x400;

    /** TUNGETIFF: those flags a queue of ours must and must not have; IFF_TUN besides ours. */
    private static final int COMPARED_FLAGS = FLAGS | 0x1;

    private static final int IFREQ_BYTES = 40;
    private static final int NAME_BYTES = 16;
    private static final int IFREQ_FLAGS = 16;

    private TunControl() {}

    /**
     * Opens the tun node.
     *
     * @return a non-blocking descriptor, closed on exec, which the caller must close
     */
    static int openNode(final String node) throws TapDeviceException {
        final int fd = LibC.openPath(node, LibC.O_RDWR | LibC.O_NONBLOCK);
        if (fd < 0) {
            throw new TapDeviceException("cannot open " + node + ": " + Errno.name(-fd) + openRemedy(-fd, node), -fd);
        }
        return fd;
    }

    /** Attaches the descriptor to the device, which is made when there is none; returns the device's name. */
    static String setDevice(final int fd, final String name, final int flags) throws TapDeviceException {
        try (NativeBlock request = new NativeBlock(IFREQ_BYTES)) {
            request.putText(0, NAME_BYTES, name).putShort(IFREQ_FLAGS, flags);
            if (LibC.ioctl(fd, TUNSETIFF, request.address()) < 0) {
                throw failure("TUNSETIFF", name, Errno.last(), (flags & EXCLUSIVE) != 0);
            }
            return request.getText(0, NAME_BYTES);
        }
    }

    /** The device's name now, also when it was renamed or moved. */
    static String name(final int fd, final String lastName) throws TapDeviceException {
        try (NativeBlock request = new NativeBlock(IFREQ_BYTES)) {
            if (LibC.ioctl(fd, TUNGETIFF, request.address()) < 0) {
                throw failure("TUNGETIFF", lastName, Errno.last(), false);
            }
            return request.getText(0, NAME_BYTES);
        }
    }

    /** A queue as the kernel describes it: its device's name, and whether frames stand behind headers. */
    record Queue(String device, boolean hasHeader) {}

    /** Sets how long those headers are, for all queues of the device. */
    static void setHeaderBytes(final int fd, final int bytes, final String name) throws TapDeviceException {
        try (NativeBlock size = new NativeBlock(4)) {
            size.putInt(0, bytes);
            if (LibC.ioctl(fd, TUNSETVNETHDRSZ, size.address()) < 0) {
                throw failure("TUNSETVNETHDRSZ " + bytes, name, Errno.last(), false);
            }
        }
    }

    /**
     * Which device a descriptor is a queue of.
     *
     * @param attached whether the queue must be attached, or must not be
     * @throws TapDeviceException when it is no queue of a multiqueue tap as made here, or not in that state
     */
    static Queue queue(final int fd, final boolean attached) throws TapDeviceException {
        try (NativeBlock request = new NativeBlock(IFREQ_BYTES)) {
            if (LibC.ioctl(fd, TUNGETIFF, request.address()) < 0) {
                final int errno = Errno.last();
                throw new TapDeviceException(
                        "descriptor " + fd + " is no queue of a living tap: " + Errno.name(errno), errno);
            }
            final int flags = request.getShort(IFREQ_FLAGS);
            final String name = request.getText(0, NAME_BYTES);
            if ((flags & COMPARED_FLAGS) != FLAGS) {
                throw new TapDeviceException(
                        "descriptor " + fd + " is no queue of a multiqueue tap: device " + name + " has flags 0x"
                                + Integer.toHexString(flags),
                        0);
            }
            if (((flags & DETACH_QUEUE) == 0) != attached) {
                throw new TapDeviceException(
                        "descriptor " + fd + " is a queue of device " + name + " that is "
                                + (attached ? "detached" : "attached"),
                        0);
            }
            return new Queue(name, (flags & VNET_HDR) != 0);
        }
    }

    /** Attaches or detaches a queue that belongs to a device. Waits for an RCU grace period: not for workers. */
    static void setQueue(final int fd, final int flag, final String name) throws TapDeviceException {
        try (NativeBlock request = new NativeBlock(IFREQ_BYTES)) {
            request.putShort(IFREQ_FLAGS, flag);
            if (LibC.ioctl(fd, TUNSETQUEUE, request.address()) < 0) {
                throw failure("TUNSETQUEUE", name, Errno.last(), false);
            }
        }
    }

    /** An ioctl whose argument is the value itself. */
    static void setValue(
            final int fd, final long request, final String requestName, final long value, final String name)
            throws TapDeviceException {
        if (LibC.ioctl(fd, request, value) < 0) {
            throw failure(requestName + " " + value, name, Errno.last(), false);
        }
    }

    /** Removes the device's steering program, if it has one. */
    static void removeSteering(final int fd, final String name) throws TapDeviceException {
        try (NativeBlock none = new NativeBlock(4)) {
            none.putInt(0, -1);
            if (LibC.ioctl(fd, TUNSETSTEERINGEBPF, none.address()) < 0) {
                throw failure("TUNSETSTEERINGEBPF", name, Errno.last(), false);
            }
        }
    }

    private static TapDeviceException failure(
            final String operation, final String name, final int errno, final boolean exclusive) {
        return new TapDeviceException(
                operation + " failed for device " + name + ": " + Errno.name(errno) + remedy(name, errno, exclusive),
                errno);
    }

    private static String remedy(final String name, final int errno, final boolean exclusive) {
        return switch (errno) {
            case Errno.EPERM ->
                "; run as root, give the process CAP_NET_ADMIN, or let an administrator make a persistent"
                        + " multiqueue tap owned by this user (ip tuntap add mode tap multi_queue user NAME)";
            case Errno.EBUSY ->
                "; " + (exclusive ? "a device of this name was made meanwhile" : "the device is in use") + held(name);
            case Errno.EINVAL ->
                "; the name is not allowed, or a device of this name has other flags: choose another name or"
                        + " delete that device (ip link del " + name + ")";
            case Errno.E2BIG -> "; a tap has at most " + TapDevice.MOST_QUEUES + " queues";
            case Errno.EBADFD -> "; the netdev was deleted, or its network namespace ended";
            default -> "";
        };
    }

    private static String held(final String name) {
        final List<TapHolder> holders = TapHolder.of(name);
        return holders.isEmpty()
                ? ""
                : ", held by "
                        + String.join(
                                ", ", holders.stream().map(TapHolder::toString).toList());
    }

    private static String openRemedy(final int errno, final String node) {
        return switch (errno) {
            case Errno.ENOENT ->
                String.format(
                        Locale.ROOT,
                        "; make it: modprobe tun; mkdir -p %s; mknod %s c 10 200; chmod 666 %s",
                        node.substring(0, Math.max(1, node.lastIndexOf('/'))),
                        node,
                        node);
            case Errno.ENODEV, Errno.ENXIO -> "; the kernel has no tun driver loaded: modprobe tun";
            case Errno.EACCES, Errno.EPERM ->
                "; run as root, or allow this user to read and write it (in a container:" + " --device " + node + ")";
            case Errno.EMFILE -> "; raise the limit of open files (ulimit -n, LimitNOFILE=)";
            default -> "";
        };
    }
}
