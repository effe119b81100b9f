package org.jackfield.steering.pinned;

import java.util.List;
import java.util.stream.IntStream;
import org.jackfield.api.frame.HotPath;
import org.jackfield.steering.kit.FlowTuple;

/**
 * Rules as arrays, for workers. For each IP version and protocol there is a list of the rules that could match such frames at all, so that a
 * rule for TCP costs a datagram nothing; the rest is compared rule by rule, and what a rule does not say has a mask of 0. The flow hash is no
 * key for a cache of answers: it knows neither MAC addresses nor VIDs of IP frames, and two flows may have one hash. Immutable; shared
 * by all workers.
 */
final class RuleTable {
    /** No rule matches, or that of a worker that does not exist does. */
    static final int NONE = -1;

    private static final int PROTOCOLS = 256;
    private static final int OTHER = 2 * PROTOCOLS;
    private static final long MAC_MASK = 0xFFFF_FFFF_FFFFL;

    /** By 256 for IPv6, and protocol; {@link #OTHER} for frames without IP. */
    private final int[][] candidates = new int[OTHER + 1][];

    private final boolean symmetric;
    private final long[] sourceMac;
    private final long[] sourceMacMask;
    private final long[] destinationMac;
    private final long[] destinationMacMask;
    private final int[] vid;
    /** High and low half of the value and of the mask, by 4 for each rule. */
    private final long[] source;

    private final long[] destination;
    /** First and last source port, first and last destination port, by 4 for each rule; -1 is the port of a frame without. */
    private final int[] ports;

    private final short[] worker;

    /**
     * @param symmetric whether a rule matches frames of the other direction too
     * @param workers number of workers
     */
    RuleTable(final List<Rule> rules, final boolean symmetric, final int workers) {
        final int n = rules.size();
        this.symmetric = symmetric;
        sourceMac = rules.stream().mapToLong(rule -> value(rule.sourceMac())).toArray();
        sourceMacMask = rules.stream().mapToLong(rule -> mask(rule.sourceMac())).toArray();
        destinationMac =
                rules.stream().mapToLong(rule -> value(rule.destinationMac())).toArray();
        destinationMacMask =
                rules.stream().mapToLong(rule -> mask(rule.destinationMac())).toArray();
        vid = rules.stream().mapToInt(Rule::vid).toArray();
        source = new long[4 * n];
        destination = new long[4 * n];
        ports = new int[4 * n];
        worker = new short[n];
        for (int r = 0; r < n; r++) {
            final Rule rule = rules.get(r);
            final int at = 4 * r;
            rule.source().ifPresent(prefix -> write(prefix, source, at));
            rule.destination().ifPresent(prefix -> write(prefix, destination, at));
            final Rule.PortRange anyPort = new Rule.PortRange(Header.NO_PORT, 0xFFFF);
            ports[at] = rule.sourcePorts().orElse(anyPort).first();
            ports[at + 1] = rule.sourcePorts().orElse(anyPort).last();
            ports[at + 2] = rule.destinationPorts().orElse(anyPort).first();
            ports[at + 3] = rule.destinationPorts().orElse(anyPort).last();
            worker[r] = (short) (rule.worker() < workers ? rule.worker() : NONE);
        }
        for (int protocol = 0; protocol < PROTOCOLS; protocol++) {
            final boolean has = FlowTuple.hasPorts(protocol);
            candidates[protocol] = matching(rules, FlowTuple.IPV4_BYTES, protocol, has);
            candidates[PROTOCOLS + protocol] = matching(rules, FlowTuple.IPV6_BYTES, protocol, has);
        }
        candidates[OTHER] = matching(rules, 0, Rule.NO_PROTOCOL, false);
    }

    private static long value(final long mac) {
        return mac == Rule.ANY ? 0 : mac;
    }

    private static long mask(final long mac) {
        return mac == Rule.ANY ? 0 : MAC_MASK;
    }

    private static void write(final IpPrefix prefix, final long[] into, final int at) {
        into[at] = prefix.high();
        into[at + 1] = prefix.low();
        into[at + 2] = prefix.highMask();
        into[at + 3] = prefix.lowMask();
    }

    private static int[] matching(
            final List<Rule> rules, final int addressBytes, final int protocol, final boolean hasPorts) {
        return IntStream.range(0, rules.size())
                .filter(r -> rules.get(r).mayMatch(addressBytes, protocol, hasPorts))
                .toArray();
    }

    /** The worker of the first rule that matches a frame, {@link #NONE} for the owner of its bucket. */
    @HotPath
    int find(final Header frame) {
        final int protocol = frame.protocol;
        final int[] rules = candidates[
                protocol < 0 ? OTHER : frame.addressBytes == FlowTuple.IPV6_BYTES ? PROTOCOLS + protocol : protocol];
        for (int i = 0; i < rules.length; i++) {
            final int r = rules[i];
            if ((vid[r] == Rule.ANY || vid[r] == frame.vid) && (forward(r, frame) || symmetric && backward(r, frame))) {
                return worker[r];
            }
        }
        return NONE;
    }

    private boolean forward(final int r, final Header frame) {
        return macs(r, frame.sourceMac, frame.destinationMac)
                && ports(r, frame.sourcePort, frame.destinationPort)
                && matches(source, r, frame.sourceHigh, frame.sourceLow)
                && matches(destination, r, frame.destinationHigh, frame.destinationLow);
    }

    private boolean backward(final int r, final Header frame) {
        return macs(r, frame.destinationMac, frame.sourceMac)
                && ports(r, frame.destinationPort, frame.sourcePort)
                && matches(source, r, frame.destinationHigh, frame.destinationLow)
                && matches(destination, r, frame.sourceHigh, frame.sourceLow);
    }

    private boolean macs(final int r, final long from, final long to) {
        return ((from ^ sourceMac[r]) & sourceMacMask[r] | (to ^ destinationMac[r]) & destinationMacMask[r]) == 0;
    }

    private boolean ports(final int r, final int from, final int to) {
        final int at = 4 * r;
        return from >= ports[at] && from <= ports[at + 1] && to >= ports[at + 2] && to <= ports[at + 3];
    }

    private static boolean matches(final long[] prefixes, final int r, final long high, final long low) {
        final int at = 4 * r;
        return ((high ^ prefixes[at]) & prefixes[at + 2] | (low ^ prefixes[at + 1]) & prefixes[at + 3]) == 0;
    }
}
