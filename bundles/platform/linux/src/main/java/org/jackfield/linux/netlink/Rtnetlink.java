package org.jackfield.linux.netlink;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.netns.NetworkNamespace;

/**
 * Network devices and their addresses, through rtnetlink (rtnetlink(7)). Works on the network namespace of the thread
 * that made it, and keeps that namespace alive: close it soon. One thread at a time. Every failure names operation,
 * device and the kernel's reason.
 */
public final class Rtnetlink implements AutoCloseable {
    private static final int NEWLINK = 16;
    private static final int DELLINK = 17;
    private static final int GETLINK = 18;
    private static final int SETLINK = 19;
    private static final int NEWADDR = 20;
    private static final int DELADDR = 21;
    private static final int GETADDR = 22;
    private static final int NEWQDISC = 36;
    private static final int TC_H_ROOT = 0xFFFF_FFFF;
    private static final int TCA_KIND = 1;
    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int IFLA_TXQLEN = 13;
    private static final int IFLA_NET_NS_FD = 28;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFF_UP = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int ADDRESS_HEADER_BYTES = 8;
    /** No such address family: IPv6 is off. */
    private static final int EAFNOSUPPORT = 97;
    /** The address is not there. */
    private static final int EADDRNOTAVAIL = 99;

    private final NetlinkSocket socket;

    private Rtnetlink(final NetlinkSocket socket) {
        this.socket = socket;
    }

    /** A client in the calling thread's network namespace. */
    public static Rtnetlink open() throws NetlinkException {
        return new Rtnetlink(new NetlinkSocket());
    }

    /** The device with a name; empty when there is none. */
    public Optional<LinkInfo> link(final String name) throws NetlinkException {
        return link(new NetlinkRequest(GETLINK, NetlinkSocket.ACK).link(0, 0, 0).attribute(IFLA_IFNAME, name), name);
    }

    /** The device with an index; empty when there is none. */
    public Optional<LinkInfo> link(final int ifindex) throws NetlinkException {
        return link(new NetlinkRequest(GETLINK, NetlinkSocket.ACK).link(ifindex, 0, 0), "index " + ifindex);
    }

    /** Sets the MTU in bytes. */
    public void setMtu(final int ifindex, final int mtu) throws NetlinkException {
        set(ifindex, change(ifindex).attribute(IFLA_MTU, mtu), "setting MTU " + mtu);
    }

    /** Sets the Ethernet address. */
    public void setMac(final int ifindex, final long mac) throws NetlinkException {
        final byte[] bytes = new byte[6];
        for (int i = 0; i < 6; i++) {
            bytes[i] = (byte) (mac >> (40 - 8 * i));
        }
        set(ifindex, change(ifindex).attribute(IFLA_ADDRESS, bytes), String.format("setting MAC %012x", mac));
    }

    /** Sets how many frames a transmit queue holds. */
    public void setTxQueueLength(final int ifindex, final int frames) throws NetlinkException {
        set(ifindex, change(ifindex).attribute(IFLA_TXQLEN, frames), "setting transmit queue length " + frames);
    }

    /**
     * Takes the queueing discipline away, so that a sender puts each frame into the device's own queue before it returns. A move
     * to another namespace brings the default back.
     */
    public void removeQueueingDiscipline(final int ifindex) throws NetlinkException {
        final NetlinkRequest request = new NetlinkRequest(
                        NEWQDISC, NetlinkSocket.ACK | NetlinkSocket.CREATE | NetlinkSocket.REPLACE)
                .traffic(ifindex, TC_H_ROOT)
                .attribute(TCA_KIND, "noqueue");
        set(ifindex, request, "removing the queueing discipline");
    }

    /** Sets the device administratively up or down. */
    public void setUp(final int ifindex, final boolean up) throws NetlinkException {
        set(
                ifindex,
                new NetlinkRequest(SETLINK, NetlinkSocket.ACK).link(ifindex, up ? IFF_UP : 0, IFF_UP),
                up ? "setting up" : "setting down");
    }

    /** Renames the device within its namespace. Kernels before 6.2 do this only while it is down. */
    public void rename(final int ifindex, final String name) throws NetlinkException {
        set(ifindex, change(ifindex).attribute(IFLA_IFNAME, name), "renaming to " + name);
    }

    /**
     * Moves the device to another namespace under a name there, in one message. It arrives down and without
     * addresses; its index may be another.
     *
     * @throws IOException also when the namespace is gone
     */
    public void move(final int ifindex, final NetworkNamespace to, final String name) throws IOException {
        final int namespaceFd = to.openDescriptor();
        try {
            final NetlinkRequest request =
                    change(ifindex).attribute(IFLA_NET_NS_FD, namespaceFd).attribute(IFLA_IFNAME, name);
            set(ifindex, request, "moving to network namespace " + to.label() + " as " + name);
        } finally {
            LibC.close(namespaceFd);
        }
    }

    /** Deletes the device. */
    public void delete(final int ifindex) throws NetlinkException {
        set(ifindex, new NetlinkRequest(DELLINK, NetlinkSocket.ACK).link(ifindex, 0, 0), "deleting");
    }

    /** All IP addresses of the device, also those the kernel made (IPv6 link-local). */
    public List<IpPrefix> addresses(final int ifindex) throws NetlinkException {
        final List<IpPrefix> found = new ArrayList<>();
        for (final int family : new int[] {AF_INET, AF_INET6}) {
            final NetlinkRequest request = new NetlinkRequest(GETADDR, NetlinkSocket.DUMP).address(family, 0, ifindex);
            for (final NetlinkSocket.Message message : dump(request, ifindex)) {
                if (message.type() == NEWADDR && message.body().limit() >= ADDRESS_HEADER_BYTES) {
                    address(message.body(), ifindex).ifPresent(found::add);
                }
            }
        }
        return found;
    }

    /** Adds an address. Adding one that is there is no error. */
    public void addAddress(final int ifindex, final IpPrefix address) throws NetlinkException {
        try {
            final int flags = NetlinkSocket.ACK | NetlinkSocket.CREATE | NetlinkSocket.EXCLUSIVE;
            set(ifindex, addressRequest(NEWADDR, flags, ifindex, address), "adding address " + address);
        } catch (final NetlinkException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
        }
    }

    /** Removes an address. Removing one that is not there is no error. */
    public void removeAddress(final int ifindex, final IpPrefix address) throws NetlinkException {
        try {
            set(ifindex, addressRequest(DELADDR, NetlinkSocket.ACK, ifindex, address), "removing address " + address);
        } catch (final NetlinkException e) {
            if (e.errno() != EADDRNOTAVAIL) {
                throw e;
            }
        }
    }

    /** Closes the socket. May be called twice. */
    @Override
    public void close() {
        socket.close();
    }

    private Optional<LinkInfo> link(final NetlinkRequest request, final String what) throws NetlinkException {
        try {
            for (final NetlinkSocket.Message message : socket.exchange(request, "looking up device " + what)) {
                if (message.type() == NEWLINK) {
                    return Optional.of(LinkInfo.parse(message.body()));
                }
            }
            return Optional.empty();
        } catch (final NetlinkException e) {
            if (e.errno() == Errno.ENODEV) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static NetlinkRequest change(final int ifindex) {
        return new NetlinkRequest(SETLINK, NetlinkSocket.ACK).link(ifindex, 0, 0);
    }

    private void set(final int ifindex, final NetlinkRequest request, final String what) throws NetlinkException {
        socket.exchange(request, what + " of the device with index " + ifindex);
    }

    private List<NetlinkSocket.Message> dump(final NetlinkRequest request, final int ifindex) throws NetlinkException {
        try {
            return socket.exchange(request, "listing addresses of the device with index " + ifindex);
        } catch (final NetlinkException e) {
            if (e.errno() == Errno.ENODEV || e.errno() == EAFNOSUPPORT) {
                return List.of();
            }
            throw e;
        }
    }

    private static NetlinkRequest addressRequest(
            final int type, final int flags, final int ifindex, final IpPrefix address) {
        final byte[] bytes = address.address().getAddress();
        return new NetlinkRequest(type, flags)
                .address(address.isIpv6() ? AF_INET6 : AF_INET, address.prefix(), ifindex)
                .attribute(IFA_LOCAL, bytes)
                .attribute(IFA_ADDRESS, bytes);
    }

    private static Optional<IpPrefix> address(final ByteBuffer body, final int ifindex) throws NetlinkException {
        if (body.getInt(4) != ifindex) {
            return Optional.empty();
        }
        final NetlinkAttributes attributes =
                new NetlinkAttributes(body.duplicate().position(ADDRESS_HEADER_BYTES));
        final Optional<ByteBuffer> value = attributes.bytes(attributes.has(IFA_LOCAL) ? IFA_LOCAL : IFA_ADDRESS, 4);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        final byte[] bytes = new byte[value.get().limit()];
        value.get().get(0, bytes);
        try {
            return Optional.of(new IpPrefix(InetAddress.getByAddress(bytes), body.get(1) & 0xFF));
        } catch (final UnknownHostException e) {
            throw new NetlinkException("malformed address of " + bytes.length + " bytes", 0);
        }
    }
}
