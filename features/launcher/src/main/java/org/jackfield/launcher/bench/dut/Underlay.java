package org.jackfield.launcher.bench.dut;

import java.util.Optional;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.rig.Hosts;
import org.jackfield.launcher.bench.rig.Programs;
import org.jackfield.launcher.bench.rig.SwitchSpace;

/**
 * The IP network between a switch and the right host when frames travel by VXLAN: a veth pair that takes 1500 bytes of inner packet,
 * without offloads, like network cards that have none; otherwise the kernel would hand whole 64 KiB packets over and cut them nowhere.
 * The right host's device is the kernel's own VXLAN device.
 */
final class Underlay {
    /** The switch's end. */
    static final String DEVICE = "jfbu";
    /** The switch's address. */
    static final String HERE = "10.198.78.1";
    /** The right host's address, its VTEP. */
    static final String THERE = "10.198.78.2";

    static final int VNI = 77;
    static final int UDP_PORT = 4_789;
    static final int PREFIX = 24;
    /** Room for the outer headers of a packet of 1500 bytes, 50 bytes and more. */
    static final int MTU = 1_600;

    private static final String THERE_DEVICE = "under0";

    private Underlay() {}

    /** What is missing to make it. */
    static Optional<Dut.Lack> lack() {
        return Dut.unless(Programs.isInstalled("ethtool"), "no ethtool", "ethtool");
    }

    /** Makes it, all but the switch's address. */
    static void make(final SwitchSpace space) throws BenchException {
        final String host = space.hosts().right();
        space.run(
                "ip",
                "link",
                "add",
                DEVICE,
                "mtu",
                "" + MTU,
                "type",
                "veth",
                "peer",
                "name",
                THERE_DEVICE,
                "netns",
                host);
        space.atEnd(() -> space.run("ip", "link", "del", DEVICE));
        ip(host, "link", "set", THERE_DEVICE, "mtu", "" + MTU, "up");
        ip(host, "address", "add", THERE + "/" + PREFIX, "dev", THERE_DEVICE);
        space.run("ip", "link", "set", DEVICE, "up");
        space.stopOffloads(space.name(), DEVICE);
        space.stopOffloads(host, THERE_DEVICE);
        ip(
                host,
                "link",
                "add",
                Hosts.DEVICE,
                "type",
                "vxlan",
                "id",
                "" + VNI,
                "dstport",
                "" + UDP_PORT,
                "local",
                THERE,
                "remote",
                HERE,
                "dev",
                THERE_DEVICE);
    }

    /** Gives the switch's address to a device in its namespace. */
    static void address(final SwitchSpace space, final String device) throws BenchException {
        space.run("ip", "address", "add", HERE + "/" + PREFIX, "dev", device);
    }

    private static void ip(final String space, final String... words) throws BenchException {
        final String[] command = new String[words.length + 3];
        command[0] = "ip";
        command[1] = "-n";
        command[2] = space;
        System.arraycopy(words, 0, command, 3, words.length);
        Programs.run(command);
    }
}
