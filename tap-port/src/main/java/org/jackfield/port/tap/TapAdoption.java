package org.jackfield.port.tap;

import java.util.ArrayList;
import java.util.List;
import org.jackfield.api.port.PortException;
import org.jackfield.linux.netlink.LinkInfo;
import org.jackfield.linux.netlink.TunInfo;
import org.jackfield.linux.tuntap.TapHolder;

/**
 * Decides whether a device that exists already may become the port's. The kernel would join nearly any tap silently,
 * changing its flags or sharing its frames with another process, so everything is compared before.
 */
final class TapAdoption {
    private TapAdoption() {}

    /**
     * Refuses a device that is no unused multiqueue tap of ours.
     *
     * @param where the namespace it is in, for people
     * @param key the configuration key that names it
     */
    static void check(final TapSettings settings, final LinkInfo link, final String where, final String key)
            throws PortException {
        final String object = "port " + settings.port() + ": device " + link.name() + " in " + where;
        if (link.tun().isEmpty()) {
            final String kind = link.kind().isEmpty() ? "not a tap" : "not a tap but of kind " + link.kind();
            throw new PortException(object + " exists already and is " + kind + "; choose another name by '" + key
                    + "', or remove that device");
        }
        final TunInfo tun = link.tun().get();
        final List<String> differences = differences(settings, tun);
        if (!differences.isEmpty()) {
            throw new PortException(object + " exists already with other flags: it " + String.join(", it ", differences)
                    + "; delete it (" + delete(link, where)
                    + ") and the port makes it anew, or choose another name by '"
                    + key + "'");
        }
        if (tun.queues() + tun.disabledQueues() > 0) {
            throw new PortException(object + " is in use by " + holders(link.name())
                    + "; end that process, or choose another name by '" + key + "'");
        }
    }

    private static List<String> differences(final TapSettings settings, final TunInfo tun) {
        final List<String> found = new ArrayList<>();
        if (!tun.tap()) {
            found.add("is a tun device (IP packets), not a tap");
        }
        if (!tun.multiQueue()) {
            found.add("was made without multi_queue");
        }
        if (tun.vnetHeader() && settings.offload() == TapOffload.Mode.OFF) {
            found.add("was made with vnet_hdr, which offload=off does without and offload=auto follows");
        }
        if (!tun.vnetHeader() && settings.offload() == TapOffload.Mode.ON) {
            found.add("was made without vnet_hdr, which offload=on needs and offload=auto does without");
        }
        return found;
    }

    private static String delete(final LinkInfo link, final String where) {
        return where.startsWith("namespace ")
                ? "ip -n " + where.substring("namespace ".length()) + " link del " + link.name()
                : "ip link del " + link.name();
    }

    private static String holders(final String device) {
        final List<TapHolder> holders = TapHolder.of(device);
        return holders.isEmpty()
                ? "a process that cannot be seen from here"
                : String.join(", ", holders.stream().map(TapHolder::toString).toList());
    }
}
