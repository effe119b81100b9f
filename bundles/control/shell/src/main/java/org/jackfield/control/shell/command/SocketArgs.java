package org.jackfield.control.shell.command;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What joins a virtual machine to a stream or dgram port. The host needs no preparation; a machine has one queue, and each machine of a
 * port with many guests a MAC address of its own.
 *
 * @param port name of the port
 * @param socket the argument that says where the socket is
 * @param mac the machine's MAC address
 * @param mtu MTU of the port
 */
record SocketArgs(String port, String socket, String mac, int mtu) implements MachineArgs {
    /**
     * From the facts a stream or dgram port tells.
     *
     * @return empty when QEMU cannot be joined to such a port
     */
    static Optional<SocketArgs> of(
            final String port, final Map<String, String> facts, final String type, final int mtu) {
        final String guests = facts.getOrDefault("guests", "");
        final String mac = VmArgs.macOf(guests.isEmpty() ? port : port + "/" + nextGuest(guests));
        return socket(facts, type).map(socket -> new SocketArgs(port, socket, mac, mtu));
    }

    private static Optional<String> socket(final Map<String, String> facts, final String type) {
        final String listen = facts.getOrDefault("listen", "");
        final String connect = facts.getOrDefault("connect", "");
        final String local = facts.getOrDefault("local", "");
        final String group = facts.getOrDefault("group", "");
        if (type.equals("stream") && !listen.isEmpty()) {
            return Optional.of("stream,server=off," + address("addr.", listen));
        }
        if (type.equals("stream") && !connect.isEmpty()) {
            return Optional.of("stream,server=on," + address("addr.", connect));
        }
        if (type.equals("dgram") && !group.isEmpty()) {
            // QEMU takes the interface only from the local address, and sends from the group's port.
            return Optional.of("dgram," + address("remote.", group) + ","
                    + address("local.", local.substring(0, local.lastIndexOf(':')) + ":0"));
        }
        if (type.equals("dgram") && !local.isEmpty()) {
            return Optional.of(
                    "dgram," + address("local.", facts.getOrDefault("remote", "")) + "," + address("remote.", local));
        }
        return Optional.empty();
    }

    /** Of {@code 2 of 10}: 3. */
    private static int nextGuest(final String guests) {
        return Integer.parseInt(guests.split(" ")[0]) + 1;
    }

    /** A path, {@code ADDRESS:PORT} or {@code [IPV6]:PORT} as QEMU writes it; a machine does not connect to "any address". */
    private static String address(final String prefix, final String text) {
        if (text.startsWith("/")) {
            return prefix + "type=unix," + prefix + "path=" + text.replace(",", ",,");
        }
        final int colon = text.lastIndexOf(':');
        final String host = text.substring(0, colon).replaceAll("[\\[\\]]", "");
        final String reached = switch (host.toLowerCase(Locale.ROOT)) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::", "0:0:0:0:0:0:0:0" -> "::1";
            default -> host;
        };
        return prefix + "type=inet," + prefix + "host=" + reached + "," + prefix + "port=" + text.substring(colon + 1);
    }

    @Override
    public List<String> host() {
        return List.of();
    }

    @Override
    public List<String> qemu() {
        final int comma = socket.indexOf(',');
        return List.of(
                "-netdev",
                socket.substring(0, comma) + ",id=net-" + port + socket.substring(comma),
                "-device",
                "virtio-net-pci,netdev=net-" + port + ",mac=" + mac + ",host_mtu=" + mtu);
    }

    /** libvirt has no interface of this kind, but passes arguments on. */
    @Override
    public String libvirt() {
        final StringBuilder text =
                new StringBuilder("<qemu:commandline xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>\n");
        for (final String word : qemu()) {
            text.append("  <qemu:arg value='")
                    .append(word.replace("&", "&amp;"))
                    .append("'/>\n");
        }
        return text.append("</qemu:commandline>\n").toString();
    }

    @Override
    public List<String> undo() {
        return List.of();
    }
}
