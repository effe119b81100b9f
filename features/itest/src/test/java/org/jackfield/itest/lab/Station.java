package org.jackfield.itest.lab;

import com.google.gson.JsonObject;
import java.util.List;

/**
 * A host connected to the switch by a tap port: its device {@code eth0} is the port's netdev.
 *
 * @param host the namespace
 * @param number 1 to 26; gives port name, addresses and MAC
 */
public record Station(Host host, int number) {
    /** The host's name for its device. */
    public static final String DEVICE = "eth0";

    static String letter(final int number) {
        return String.valueOf((char) ('a' + number - 1));
    }

    /** Name of its port. */
    public String port() {
        return letter(number);
    }

    /** Its IPv4 address. */
    public String address() {
        return "10.97.0." + number;
    }

    /** Its MAC address. */
    public String mac() {
        return String.format("02:4a:46:00:00:%02x", number);
    }

    /** Its MAC address as a number. */
    public long macNumber() {
        return 0x024a_4600_0000L | number;
    }

    List<String> settings(final NetworkLab lab) {
        return List.of(
                "device=" + lab.name(port()),
                "netns=" + host.namespace(),
                "guest-name=" + DEVICE,
                "mac=" + mac(),
                "addresses=" + address() + "/24");
    }

    /** Its device as the kernel describes it. */
    public JsonObject link() {
        return host.link(DEVICE);
    }

    /** Whether its device has a carrier: the switch holds the other end. */
    public boolean hasCarrier() {
        return link().getAsJsonArray("flags").toString().contains("LOWER_UP");
    }

    /** A raw socket on its device. */
    public RawSocket raw() {
        return host.raw(DEVICE);
    }

    /** Tells stations each other's MAC addresses, so that address resolution does not disturb. */
    public static void introduce(final Station... stations) {
        for (final Station one : stations) {
            for (final Station other : stations) {
                if (one.number != other.number) {
                    one.host.knows(DEVICE, other.address(), other.mac());
                }
            }
        }
    }

    /** Starts numbered traffic to another station. */
    public Traffic sendTo(final Station to, final int flows, final String... options) {
        return Traffic.start(host, to.host, to.address(), flows, options);
    }

    /** Waits until another station answers a ping. */
    public void mustReach(final Station other) {
        host.mustReach(other.address());
    }
}
