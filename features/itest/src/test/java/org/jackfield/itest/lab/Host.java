package org.jackfield.itest.lab;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A network namespace of a {@link NetworkLab}: the place of a host that is connected to the switch. */
public final class Host {
    private static final long COMMAND_MS = 30_000;

    private final NetworkLab lab;
    private final String namespace;

    Host(final NetworkLab lab, final String namespace) {
        this.lab = lab;
        this.namespace = namespace;
    }

    /** The namespace's name, as {@code ip netns} shows it. */
    public String namespace() {
        return namespace;
    }

    /** Runs a command inside the namespace to its end, whatever that is. */
    public Result run(final String... command) {
        return lab.run(inside(command));
    }

    /** Opens a raw socket on a device; the lab closes it. */
    public RawSocket raw(final String device) {
        return lab.adopt(RawSocket.open(this, device));
    }

    /** Runs a command that must succeed; returns its standard output. */
    public String must(final String... command) {
        return run(command).succeeded().output();
    }

    /** Starts a command inside the namespace; the lab ends it if it still runs then. */
    public Child start(final String... command) {
        return lab.adopt(new Child(inside(command), Map.of()));
    }

    private List<String> inside(final String... command) {
        final List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        words.addAll(List.of(command));
        return words;
    }

    /** Whether an address answers a ping within some seconds. */
    public void mustReach(final String address) {
        Await.until(
                () -> namespace + " pings " + address,
                COMMAND_MS / 3,
                () -> run("ping", "-n", "-c", "1", "-W", "1", address).status() == 0);
    }

    /** Tells the kernel a neighbour, so that address resolution does not disturb. */
    public void knows(final String device, final String address, final String mac) {
        must("ip", "neigh", "replace", address, "lladdr", mac, "dev", device, "nud", "permanent");
    }

    /** The device as {@code ip -j link show} describes it. */
    public JsonObject link(final String device) {
        final JsonArray links = JsonParser.parseString(must("ip", "-j", "-d", "link", "show", "dev", device))
                .getAsJsonArray();
        return links.get(0).getAsJsonObject();
    }

    /** Whether the namespace has the device. */
    public boolean has(final String device) {
        return run("ip", "link", "show", "dev", device).status() == 0;
    }

    /** The MAC address of a device. */
    public String mac(final String device) {
        return link(device).get("address").getAsString();
    }

    /** A counter of a device from {@code /sys/class/net}. */
    public long counter(final String device, final String name) {
        return Long.parseLong(
                must("cat", "/sys/class/net/" + device + "/statistics/" + name).trim());
    }
}
