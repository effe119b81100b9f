package org.jackfield.launcher.lab.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jackfield.lab.api.Measure;
import org.jackfield.launcher.bench.load.Agent;
import org.jackfield.launcher.bench.load.Words;
import org.jackfield.launcher.bench.rig.AgentClient;
import org.jackfield.launcher.bench.rig.BenchException;

/**
 * What the kernels of both hosts count of TCP, in {@code /proc/net/snmp} and {@code /proc/net/netstat} of their namespaces: order and copies
 * where frames carry no numbers. One thread.
 *
 * @param sender grown counters of the host that sends the payload
 * @param receiver of the one that receives it
 */
record TcpCounters(Map<String, Long> sender, Map<String, Long> receiver) {
    /** The verb of an agent that says them. */
    static final String VERB = "tcp-counters";

    private static final Path PROC = Path.of("/proc/self/net");
    private static final List<String> SNMP = List.of("InSegs", "OutSegs", "RetransSegs");
    /** Not all kernels have all of them. */
    private static final List<String> NETSTAT = List.of(
            "TCPOFOQueue", "TCPDSACKOldSent", "TCPDSACKOfoSent", "TCPDSACKRecv", "TCPSACKReorder", "TCPTSReorder");

    /** Says the counters of this process' namespace. */
    static void tell(final Words words, final Agent agent) throws IOException {
        final Map<String, Long> snmp = read(Files.readAllLines(PROC.resolve("snmp")), "Tcp:");
        final Map<String, Long> netstat = read(Files.readAllLines(PROC.resolve("netstat")), "TcpExt:");
        final List<Object> said = new ArrayList<>();
        add(said, SNMP, snmp);
        add(said, NETSTAT, netstat);
        agent.say(Words.line("ok", said.toArray()));
    }

    private static void add(final List<Object> said, final List<String> names, final Map<String, Long> counters) {
        for (final String name : names) {
            said.add(name);
            said.add(counters.getOrDefault(name, 0L));
        }
    }

    /** Counters of a file in which a line of names is followed by one of values, both with the same first word. */
    static Map<String, Long> read(final List<String> lines, final String group) {
        final Map<String, Long> counters = new HashMap<>();
        List<String> names = List.of();
        for (final String line : lines) {
            final List<String> words = List.of(line.strip().split("\\s+"));
            if (words.get(0).equals(group) && names.isEmpty()) {
                names = words;
            } else if (words.get(0).equals(group)) {
                for (int i = 1; i < Math.min(names.size(), words.size()); i++) {
                    counters.put(names.get(i), Long.parseLong(words.get(i)));
                }
                names = List.of();
            }
        }
        return counters;
    }

    /** Counters of a host as they are. */
    static Map<String, Long> of(final AgentClient agent) throws BenchException {
        final Words words = agent.ask(VERB);
        final Map<String, Long> counters = new HashMap<>();
        words.values().forEach((name, value) -> counters.put(name, Long.parseLong(value)));
        return counters;
    }

    /** What both counted since then. */
    TcpCounters since(final TcpCounters earlier) {
        return new TcpCounters(grown(sender, earlier.sender), grown(receiver, earlier.receiver));
    }

    private static Map<String, Long> grown(final Map<String, Long> now, final Map<String, Long> earlier) {
        final Map<String, Long> grown = new HashMap<>();
        now.forEach((name, value) -> grown.put(name, value - earlier.getOrDefault(name, 0L)));
        return grown;
    }

    private static long value(final Map<String, Long> counters, final String name) {
        return counters.getOrDefault(name, 0L);
    }

    private long repeated() {
        return value(receiver, "TCPDSACKOldSent") + value(receiver, "TCPDSACKOfoSent");
    }

    /** Shares of the segments the receiver got. */
    Map<Measure, Double> values() {
        final double segments = Math.max(1, value(receiver, "InSegs"));
        final Map<Measure, Double> values = new EnumMap<>(Measure.class);
        values.put(Measure.REORDERED, Math.min(1, value(receiver, "TCPOFOQueue") / segments));
        values.put(Measure.DUPLICATES, Math.min(1, repeated() / segments));
        return values;
    }

    /** Where the values come from, and what else the kernels counted. */
    List<String> notes() {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "reordered and duplicates are by the receiver's kernel: of %d segments %d came before one that was missing"
                                + " (TCPOFOQueue), %d with data it had (DSACKs sent)",
                        value(receiver, "InSegs"),
                        value(receiver, "TCPOFOQueue"),
                        repeated()),
                String.format(
                        Locale.ROOT,
                        "the sender's kernel retransmitted %d of %d segments (RetransSegs), heard of %d that were not needed"
                                + " (TCPDSACKRecv), and took %d events for reordering (TCPSACKReorder, TCPTSReorder)",
                        value(sender, "RetransSegs"),
                        value(sender, "OutSegs"),
                        value(sender, "TCPDSACKRecv"),
                        value(sender, "TCPSACKReorder") + value(sender, "TCPTSReorder")));
    }
}
