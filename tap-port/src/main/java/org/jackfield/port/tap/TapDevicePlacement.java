package org.jackfield.port.tap;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.jackfield.api.port.PortException;
import org.jackfield.linux.netlink.LinkInfo;
import org.jackfield.linux.netlink.Rtnetlink;
import org.jackfield.linux.netlink.TunInfo;
import org.jackfield.linux.netns.NetworkNamespace;
import org.jackfield.linux.tuntap.TapDevice;

/**
 * Gets the port its device: finds the persistent one of an earlier life, in the target namespace or in the switch's
 * own, or makes a new one; then gives it its properties and moves it where it belongs. One object for each opening of
 * a port. Port-ops thread.
 *
 * <p>A new device gets its queues here and is moved afterwards: descriptors opened before the move do not keep the
 * target namespace alive, so deleting the namespace deletes the netdev at once, and the workers notice.
 */
final class TapDevicePlacement {
    private static final System.Logger LOG = System.getLogger(TapDevicePlacement.class.getName());

    private final TapSettings settings;
    private final UndoLog undo = new UndoLog();
    private final NetworkNamespace own;
    private final NetworkNamespace target;
    private boolean created;

    /**
     * Resolves the namespaces.
     *
     * @throws IOException when the one the settings name does not exist
     */
    TapDevicePlacement(final TapSettings settings) throws IOException {
        this.settings = settings;
        this.own = NetworkNamespace.own();
        this.target = settings.netns().isPresent()
                ? NetworkNamespace.of(settings.netns().get())
                : own;
    }

    /** The namespace the netdev belongs in. */
    NetworkNamespace target() {
        return target;
    }

    /**
     * Opens the device with its first queue only, so that a steering program can be there before the second.
     *
     * @return the device, which the caller owns; {@link #takeBack} closes it
     */
    TapDevice openDevice() throws IOException, PortException {
        if (!target.isOwn() && settings.guestName().isPresent()) {
            final String name = settings.guestName().get();
            final Optional<LinkInfo> there = find(target, name);
            if (there.isPresent()) {
                TapAdoption.check(settings, there.get(), "namespace " + target.label(), TapKeys.GUEST_NAME);
                return TapDevice.join(target, name, hasHeader(there.get()));
            }
        }
        final String name = nameHere();
        final Optional<LinkInfo> here = DeviceName.isPattern(name) ? Optional.empty() : find(own, name);
        if (here.isPresent()) {
            TapAdoption.check(settings, here.get(), "the switch's namespace", TapKeys.DEVICE);
            return TapDevice.join(own, name, hasHeader(here.get()));
        }
        created = true;
        return TapDevice.create(name, settings.offload() != TapOffload.Mode.OFF);
    }

    private static boolean hasHeader(final LinkInfo link) {
        return link.tun().map(TunInfo::vnetHeader).orElse(false);
    }

    /** The name in the switch's namespace; where 'netns' is just that one, the name there is the name here. */
    private String nameHere() {
        return target.isOwn() ? settings.guestName().orElse(settings.device()) : settings.device();
    }

    /** Gives the device its properties and its place. */
    void settle(final TapDevice device) throws IOException, PortException {
        final TunInfo tun = device.link().tun().orElseThrow(() -> new IOException("the device is no tap any more"));
        setOwners(device, tun);
        final TapNetdev netdev = new TapNetdev(device, undo);
        netdev.shape(settings, Optional.empty());
        if (!isInTarget(device)) {
            netdev.move(own, target, freeName(device));
        }
        netdev.activate(settings, Optional.empty());
        if (tun.persistent() != settings.persist()) {
            device.setPersistent(settings.persist());
            undo.add(() -> device.setPersistent(tun.persistent()));
        }
    }

    /** Takes everything back and closes the device: a new one is gone, another is as it was. */
    void takeBack(final TapDevice device) {
        if (created) {
            forget(device);
        } else {
            undo.rollback(settings.port());
        }
        device.close();
    }

    /**
     * The name in the target namespace; the one the kernel made from a pattern was not known before, so may be taken
     * there.
     */
    private String freeName(final TapDevice device) throws IOException, PortException {
        if (settings.guestName().isPresent()) {
            return settings.guestName().get();
        }
        final String name = device.name();
        if (find(target, name).isPresent()) {
            throw new PortException("port " + settings.port() + ": namespace " + target.label()
                    + " already has a device " + name + "; choose the name there by '" + TapKeys.GUEST_NAME + "'");
        }
        return name;
    }

    private void setOwners(final TapDevice device, final TunInfo tun) throws IOException {
        if (settings.owner().isPresent() && !settings.owner().equals(tun.owner())) {
            device.setOwner(settings.owner().getAsLong());
            tun.owner().ifPresent(uid -> undo.add(() -> device.setOwner(uid)));
        }
        if (settings.group().isPresent() && !settings.group().equals(tun.group())) {
            device.setGroup(settings.group().getAsLong());
            tun.group().ifPresent(gid -> undo.add(() -> device.setGroup(gid)));
        }
    }

    private boolean isInTarget(final TapDevice device) throws IOException {
        return device.inNamespace(() -> NetworkNamespace.ofCallingThread().identity())
                .equals(target.identity());
    }

    private void forget(final TapDevice device) {
        try {
            device.setPersistent(false);
        } catch (final IOException gone) {
            LOG.log(Level.DEBUG, "port " + settings.port() + ": " + gone.getMessage());
        }
    }

    private static Optional<LinkInfo> find(final NetworkNamespace namespace, final String name) throws IOException {
        return namespace.call(() -> {
            try (Rtnetlink netlink = Rtnetlink.open()) {
                return netlink.link(name);
            }
        });
    }
}
