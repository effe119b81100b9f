package org.jackfield.port.tap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jackfield.linux.netlink.IpPrefix;
import org.jackfield.linux.netlink.LinkInfo;
import org.jackfield.linux.netlink.Rtnetlink;
import org.jackfield.linux.netns.NetworkNamespace;
import org.jackfield.linux.tuntap.TapDevice;

/**
 * Sets the netdev's properties to what settings say, wherever the netdev is, and remembers how to take each change
 * back. With settings in force before, only what differs between both is touched, so that what an administrator
 * changed by hand stays; and nothing is touched that is right already, so that it needs no rights where nothing is to
 * be done. Port-ops thread.
 */
final class TapNetdev {
    private final TapDevice device;
    private final UndoLog undo;

    /** A netlink conversation about the netdev, in its namespace. */
    @FunctionalInterface
    private interface Session {
        void run(Rtnetlink netlink, LinkInfo link) throws IOException;
    }

    TapNetdev(final TapDevice device, final UndoLog undo) {
        this.device = device;
        this.undo = undo;
    }

    /** Sets MAC, MTU and transmit queue length. */
    void shape(final TapSettings now, final Optional<TapSettings> before) throws IOException {
        session((netlink, link) -> {
            if (now.mac().isPresent() && differs(now, before, TapSettings::mac)) {
                setMac(netlink, link, now.mac().getAsLong());
            }
            if (differs(now, before, TapSettings::mtu)) {
                setMtu(netlink, link, now.mtu());
            }
            if (differs(now, before, TapSettings::txQueueLength)) {
                setTxQueueLength(netlink, link, now.txQueueLength());
            }
        });
    }

    /**
     * Sets it up or down, and its addresses. Comes after {@link #shape}: with a smaller MTU, with down and with a
     * primary address the kernel removes other addresses, which are put back here.
     */
    void activate(final TapSettings now, final Optional<TapSettings> before) throws IOException {
        if (differs(now, before, TapSettings::up)
                || differs(now, before, TapSettings::addresses)
                || differs(now, before, TapSettings::mtu)) {
            session((netlink, link) -> activate(netlink, link, now, before));
        }
    }

    private void activate(
            final Rtnetlink netlink, final LinkInfo link, final TapSettings now, final Optional<TapSettings> before)
            throws IOException {
        final List<IpPrefix> found = netlink.addresses(link.index());
        final List<IpPrefix> old = before.map(TapSettings::addresses).orElse(List.of());
        final List<IpPrefix> kept = new ArrayList<>(now.addresses());
        found.stream()
                .filter(address -> !address.isIpv6() && !old.contains(address))
                .forEach(kept::add);
        undo.add(() -> session((again, then) -> addMissing(again, then, Stream.concat(found.stream(), old.stream()))));
        if (differs(now, before, TapSettings::up) && link.up() != now.up()) {
            netlink.setUp(link.index(), now.up());
            undo.add(() -> session((again, then) -> again.setUp(then.index(), link.up())));
        }
        for (final IpPrefix address : old) {
            if (!now.addresses().contains(address)) {
                netlink.removeAddress(link.index(), address);
            }
        }
        for (final IpPrefix address : now.addresses()) {
            if (!found.contains(address)) {
                undo.add(() -> session((again, then) -> again.removeAddress(then.index(), address)));
            }
        }
        addMissing(netlink, link, kept.stream());
    }

    /** Sets how many frames each queue holds. */
    void holdFrames(final int frames) throws IOException {
        session((netlink, link) -> netlink.setTxQueueLength(link.index(), frames));
    }

    /**
     * Takes the netdev's queueing discipline away. With one, a frame may wait there past the moment the kernel's steering table has
     * changed and then enter a queue the switch has already seen empty; without one, the sender puts it into a queue at once.
     */
    void withoutQueueingDiscipline() throws IOException {
        session((netlink, link) -> netlink.removeQueueingDiscipline(link.index()));
    }

    /** Moves the netdev to another namespace under a name there. It arrives down and without addresses. */
    void move(final NetworkNamespace from, final NetworkNamespace to, final String name) throws IOException {
        final String oldName = device.name();
        moveTo(to, name);
        undo.add(() -> moveTo(from, oldName));
    }

    private void moveTo(final NetworkNamespace to, final String name) throws IOException {
        session((netlink, link) -> netlink.move(link.index(), to, name));
    }

    private void setMac(final Rtnetlink netlink, final LinkInfo link, final long mac) throws IOException {
        if (link.mac() != mac) {
            netlink.setMac(link.index(), mac);
            undo.add(() -> session((again, now) -> again.setMac(now.index(), link.mac())));
        }
    }

    private void setMtu(final Rtnetlink netlink, final LinkInfo link, final int mtu) throws IOException {
        if (link.mtu() != mtu) {
            netlink.setMtu(link.index(), mtu);
            undo.add(() -> session((again, now) -> again.setMtu(now.index(), link.mtu())));
        }
    }

    private void setTxQueueLength(final Rtnetlink netlink, final LinkInfo link, final int frames) throws IOException {
        if (link.txQueueLength() != frames) {
            netlink.setTxQueueLength(link.index(), frames);
            undo.add(() -> session((again, now) -> again.setTxQueueLength(now.index(), link.txQueueLength())));
        }
    }

    private static void addMissing(final Rtnetlink netlink, final LinkInfo link, final Stream<IpPrefix> wanted)
            throws IOException {
        final List<IpPrefix> present = netlink.addresses(link.index());
        for (final IpPrefix address : wanted.distinct().toList()) {
            if (!present.contains(address)) {
                netlink.addAddress(link.index(), address);
            }
        }
    }

    private void session(final Session session) throws IOException {
        final LinkInfo link = device.link();
        device.inNamespace(() -> {
            try (Rtnetlink netlink = Rtnetlink.open()) {
                session.run(netlink, link);
                return link;
            }
        });
    }

    private static boolean differs(
            final TapSettings now, final Optional<TapSettings> before, final Function<TapSettings, Object> property) {
        return before.isEmpty() || !property.apply(before.get()).equals(property.apply(now));
    }
}
