package org.jackfield.port.vxlan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.linux.netns.NetworkNamespace;
import org.jackfield.linux.socket.UdpAddress;
import org.jackfield.linux.socket.UdpEndpoint;

/**
 * What an open VXLAN port leaves to a later version of this code. The words below are read by versions not yet written: add to them, do
 * not change them. Reading changes nothing and closes nothing, also when it is refused. Port-ops thread.
 */
final class VxlanEstate {
    /** Descriptors: the sockets of the group by number, and those that are sent from by UDP port. */
    private static final String RECEIVE = "receive-";

    private static final String SEND = "send-";
    /** Facts: numbers of the sockets of each VNI, as {@code 5=0,1 42=2}; the namespace the sockets are in. */
    private static final String NUMBERS = "numbers";

    private static final String NETNS_DEVICE = "netns-device";
    private static final String NETNS_INODE = "netns-inode";
    /** Facts: what {@link PeerMemory} keeps; whether the kernel was asked to hold more than usual. */
    private static final String PEERS = "peers";

    private static final String HELD = "held";
    /** How facts begin that are counters, by their labels. */
    private static final String COUNT = "count-";

    private final VxlanSettings settings;
    private final PortEstate estate;

    /**
     * The sockets a port has and shares.
     *
     * @param receiving all sockets of the group, by number
     * @param numbers numbers of the sockets of each VNI, by queue
     * @param sending what is sent from, by lane
     */
    record Sockets(List<UdpEndpoint> receiving, Map<Integer, List<Integer>> numbers, List<UdpEndpoint> sending) {
        /** The same sockets by descriptors of their own. */
        Sockets duplicate() throws IOException {
            final List<UdpEndpoint> received = Underlay.duplicates(receiving);
            try {
                return new Sockets(received, numbers, Underlay.duplicates(sending));
            } catch (final IOException poor) {
                received.forEach(UdpEndpoint::close);
                throw poor;
            }
        }

        void close() {
            receiving.forEach(UdpEndpoint::close);
            sending.forEach(UdpEndpoint::close);
        }
    }

    VxlanEstate(final VxlanSettings settings, final PortEstate estate) {
        this.settings = settings;
        this.estate = estate;
    }

    /** The estate of a port, which owns all descriptors. */
    static PortEstate of(
            final Sockets sockets,
            final VxlanSettings settings,
            final NetworkNamespace namespace,
            final Peers peers,
            final long[] counts,
            final boolean held) {
        final Map<String, Integer> others = new HashMap<>();
        for (int number = 0; number < sockets.receiving().size(); number++) {
            others.put(RECEIVE + number, sockets.receiving().get(number).release());
        }
        for (final UdpEndpoint lane : sockets.sending()) {
            others.put(SEND + lane.localPort(), lane.release());
        }
        final Map<String, String> facts = new HashMap<>();
        facts.put(NUMBERS, text(sockets.numbers()));
        facts.put(NETNS_DEVICE, String.valueOf(namespace.identity().device()));
        facts.put(NETNS_INODE, String.valueOf(namespace.identity().inode()));
        facts.put(PEERS, PeerMemory.of(peers));
        facts.put(HELD, String.valueOf(held));
        for (final VxlanCount each : VxlanCount.values()) {
            facts.put(COUNT + each.label(), String.valueOf(counts[each.ordinal()]));
        }
        return new PortEstate(List.of(), others, facts);
    }

    private static String text(final Map<Integer, List<Integer>> numbers) {
        return numbers.entrySet().stream()
                .map(vni -> vni.getKey() + "="
                        + vni.getValue().stream().map(String::valueOf).collect(Collectors.joining(",")))
                .collect(Collectors.joining(" "));
    }

    /** The sockets, whose descriptors stay the estate's until they are closed. */
    Sockets sockets() throws IOException, PortException {
        final TreeMap<Integer, UdpEndpoint> receiving = new TreeMap<>();
        final TreeMap<Integer, UdpEndpoint> sending = new TreeMap<>();
        for (final Map.Entry<String, Integer> other : estate.others().entrySet()) {
            final String name = other.getKey();
            if (name.startsWith(RECEIVE)) {
                final int number = number(name, name.substring(RECEIVE.length()));
                receiving.put(number, UdpEndpoint.ofDescriptor(other.getValue(), settings.local()));
            } else if (name.startsWith(SEND)) {
                final int port = number(name, name.substring(SEND.length()));
                final UdpAddress from = UdpAddress.of(settings.local().host(), port & 0xFFFF);
                sending.put(port, UdpEndpoint.ofDescriptor(other.getValue(), from));
            } else {
                throw refused("descriptor '" + name + "', which this version does not know");
            }
        }
        if (receiving.isEmpty() || sending.isEmpty() || receiving.lastKey() != receiving.size() - 1) {
            throw refused("not all of its sockets");
        }
        return new Sockets(List.copyOf(receiving.values()), numbers(), List.copyOf(sending.values()));
    }

    private Map<Integer, List<Integer>> numbers() throws PortException {
        final Map<Integer, List<Integer>> numbers = new TreeMap<>();
        for (final String each : fact(NUMBERS).split(" ")) {
            final String[] parts = each.split("=", 2);
            final List<Integer> own = new ArrayList<>();
            for (final String number : parts[parts.length - 1].split(",")) {
                own.add(number(NUMBERS, number));
            }
            numbers.put(number(NUMBERS, parts[0]), own);
        }
        return numbers;
    }

    /** The namespace the sockets are in. */
    NetworkNamespace namespace() throws IOException, PortException {
        final NetworkNamespace.Identity identity =
                new NetworkNamespace.Identity(longNumber(NETNS_DEVICE), longNumber(NETNS_INODE));
        return settings.netns().isPresent()
                ? NetworkNamespace.known(settings.netns().get(), identity)
                : NetworkNamespace.own();
    }

    /** Goes on with what was known of the other VTEPs. */
    void recall(final Peers peers) throws PortException {
        try {
            PeerMemory.recall(peers, fact(PEERS));
        } catch (final IllegalArgumentException strange) {
            throw refused("no VTEPs and addresses one can go on with: " + strange.getMessage());
        }
    }

    /** Whether the kernel was asked to hold more than usual. */
    boolean held() {
        return Boolean.parseBoolean(estate.facts().get(HELD));
    }

    /** What was counted so far; a counter an earlier version did not have is zero. */
    CounterBlock counts() throws PortException {
        final CounterBlock counts = new CounterBlock(VxlanCount.COUNT);
        for (final VxlanCount each : VxlanCount.values()) {
            if (estate.facts().containsKey(COUNT + each.label())) {
                counts.add(each.ordinal(), longNumber(COUNT + each.label()));
            }
        }
        return counts;
    }

    private int number(final String name, final String text) throws PortException {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (final NumberFormatException strange) {
            throw refused("'" + name + "' with '" + text + "', which is no number");
        }
    }

    private long longNumber(final String name) throws PortException {
        try {
            return Long.parseLong(fact(name));
        } catch (final NumberFormatException strange) {
            throw refused("'" + name + "=" + fact(name) + "', which is no number");
        }
    }

    private String fact(final String name) throws PortException {
        final String value = estate.facts().get(name);
        if (value == null) {
            throw refused("no fact '" + name + "'");
        }
        return value;
    }

    private PortException refused(final String what) {
        return new PortException("port " + settings.name() + ": the version before left " + what);
    }
}
