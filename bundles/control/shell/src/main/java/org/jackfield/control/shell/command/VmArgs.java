package org.jackfield.control.shell.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/**
 * What joins a virtual machine to a tap port: commands for the host, arguments for QEMU, XML for libvirt. Pure text,
 * made from the port's facts; nothing is run.
 *
 * <p>The host commands and the arguments belong together: descriptors that the first open in a shell, QEMU inherits
 * from it. They are numbered from {@value #FIRST_FD}, because a POSIX shell need not know numbers above 9.
 *
 * @param kind how the machine is joined
 * @param port name of the port
 * @param device the port's netdev
 * @param queues queue pairs the machine gets
 * @param mac the machine's MAC address
 * @param mtu MTU of the netdev
 */
record VmArgs(VmArgsKind kind, String port, String device, int queues, String mac, int mtu) implements MachineArgs {
    private static final int FIRST_FD = 3;
    private static final int USUAL_MTU = 1500;
    private static final int LONGEST_NAME = 15;

    /**
     * A MAC address for the machine behind a port, always the same for the same name, in the range QEMU's users expect.
     */
    static String macOf(final String port) {
        final CRC32 crc = new CRC32();
        crc.update(port.getBytes(StandardCharsets.UTF_8));
        final long hash = crc.getValue();
        return String.format(Locale.ROOT, "52:54:00:%02x:%02x:%02x", hash >> 16 & 0xff, hash >> 8 & 0xff, hash & 0xff);
    }

    /** The further device on the host that the way needs; of a device name too long, its first letter gives way. */
    String joint() {
        final boolean fits = device.getBytes(StandardCharsets.UTF_8).length < LONGEST_NAME;
        return kind.letter() + (fits ? device : device.substring(1));
    }

    /**
     * Interrupt vectors of the machine's device: two a queue pair, one for the configuration, one for the control
     * queue.
     */
    int vectors() {
        return 2 * queues + 2;
    }

    @Override
    public List<String> host() {
        final List<String> commands = new ArrayList<>();
        if (kind == VmArgsKind.MACVTAP) {
            commands.add("ip link add link " + device + " name " + joint() + " type macvtap mode passthru");
        } else {
            commands.add("ip tuntap add dev " + joint() + " mode tap vnet_hdr" + (queues > 1 ? " multi_queue" : ""));
            commands.add("ip link set " + joint() + " mtu " + mtu);
        }
        // Broadcasts reach the host's own stack, too: it must neither speak into the port nor answer for its other
        // addresses.
        commands.add("sysctl -e -q -w net.ipv6.conf." + device + ".disable_ipv6=1 net.ipv6.conf." + joint()
                + ".disable_ipv6=1");
        commands.add("ip link set " + device + " arp off");
        commands.add("ip link set " + joint() + " up arp off");
        if (kind == VmArgsKind.MACVTAP) {
            commands.addAll(descriptors());
        } else {
            commands.addAll(redirect(device, joint()));
            commands.addAll(redirect(joint(), device));
        }
        return commands;
    }

    /**
     * The macvtap's character device, which devtmpfs makes on a host and nobody makes in a container; one descriptor a
     * queue.
     */
    private List<String> descriptors() {
        final String node = "/dev/tap$(cat /sys/class/net/" + joint() + "/ifindex)";
        final String number = "$(tr : ' ' < /sys/class/net/" + joint() + "/${node#/dev/}/dev)";
        return List.of(
                "node=" + node,
                "[ -c \"$node\" ] || mknod -m 600 \"$node\" c " + number,
                "exec " + each(fd -> fd + "<>\"$node\"", " "));
    }

    private static List<String> redirect(final String from, final String to) {
        return List.of(
                "tc qdisc add dev " + from + " clsact",
                "tc filter add dev " + from
                        + " ingress protocol all u32 match u32 0 0 action mirred egress redirect dev " + to);
    }

    @Override
    public List<String> qemu() {
        final String back = kind == VmArgsKind.MACVTAP
                ? "fds=" + each(String::valueOf, ":")
                : "ifname=" + joint() + ",script=no,downscript=no" + (queues > 1 ? ",queues=" + queues : "");
        final String many = queues > 1 ? ",mq=on,vectors=" + vectors() : "";
        return List.of(
                "-netdev",
                "tap,id=net-" + port + "," + back,
                "-device",
                "virtio-net-pci,netdev=net-" + port + ",mac=" + mac + many + ",host_mtu=" + mtu);
    }

    private String each(final IntFunction<String> form, final String between) {
        return IntStream.range(FIRST_FD, FIRST_FD + queues).mapToObj(form).collect(Collectors.joining(between));
    }

    @Override
    public String libvirt() {
        final List<String> lines = new ArrayList<>();
        lines.add("<interface type='" + (kind == VmArgsKind.MACVTAP ? "direct" : "ethernet") + "'>");
        lines.add("  <mac address='" + mac + "'/>");
        lines.add(
                kind == VmArgsKind.MACVTAP
                        ? "  <source dev='" + device + "' mode='passthrough'/>"
                        : "  <target dev='" + joint() + "' managed='no'/>");
        lines.add("  <model type='virtio'/>");
        lines.add("  <driver name='qemu'" + (queues > 1 ? " queues='" + queues + "'" : "") + "/>");
        if (kind == VmArgsKind.REDIRECT) {
            lines.add("  <mtu size='" + mtu + "'/>");
        } else if (mtu != USUAL_MTU) {
            lines.add("  <!-- libvirt tells no MTU on a 'direct' interface: set " + mtu + " in the guest -->");
        }
        lines.add("</interface>");
        return String.join("\n", lines) + "\n";
    }

    @Override
    public List<String> undo() {
        final List<String> commands = new ArrayList<>(List.of("ip link del " + joint()));
        if (kind == VmArgsKind.REDIRECT) {
            commands.add("tc qdisc del dev " + device + " clsact");
        }
        commands.add("ip link set " + device + " arp on");
        commands.add("sysctl -e -q -w net.ipv6.conf." + device + ".disable_ipv6=0");
        return commands;
    }
}
