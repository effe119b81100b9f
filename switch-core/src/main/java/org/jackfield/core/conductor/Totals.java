package org.jackfield.core.conductor;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jackfield.api.admin.LedgerInfo;
import org.jackfield.api.port.DropReason;
import org.jackfield.core.stats.PortCounters;
import org.jackfield.linux.poll.IoEngine;

/** The ledgers: how engine and pipeline counters of ports become frames, drops and sums. Conductor thread only. */
final class Totals {
    private long received;
    private long forwarded;
    private long copies;
    private long accepted;
    private final long[] drops = new long[DropReason.values().length];
    private long kernelDrops;

    /** Keeps what the kernel dropped for a port that is about to be closed. */
    boolean keepKernelDrops(final long frames) {
        kernelDrops += frames;
        return true;
    }

    /** Keeps the counters of a port that leaves. */
    void keep(final PortEntry entry) {
        received += received(entry);
        forwarded += entry.counters.sum(PortCounters.FORWARDED);
        copies += entry.counters.sum(PortCounters.COPIES);
        accepted += entry.engineSum(IoEngine.WRITTEN_FRAMES);
        for (final DropReason reason : DropReason.values()) {
            drops[reason.ordinal()] += drops(entry, reason);
        }
    }

    /** For the next version of the switch. */
    Map<String, Object> estate() {
        return Map.of(
                "received", received,
                "forwarded", forwarded,
                "copies", copies,
                "accepted", accepted,
                "kernel-drops", kernelDrops,
                "drops", Reasons.byLabel(reason -> drops[reason.ordinal()]));
    }

    /** Goes on where the version before ended. */
    void restore(final Legacy left) {
        received = left.number("received", 0);
        forwarded = left.number("forwarded", 0);
        copies = left.number("copies", 0);
        accepted = left.number("accepted", 0);
        kernelDrops = left.number("kernel-drops", 0);
        Reasons.restore(left.part("drops"), (reason, count) -> drops[reason.ordinal()] = count);
    }

    /** Frames received from a port. */
    static long received(final PortEntry entry) {
        return entry.engineSum(IoEngine.READ_FRAMES) + entry.engineSum(IoEngine.READ_TRUNCATED);
    }

    /** Drops of one reason at a port: those of the pipeline and those its engine handles counted. */
    static long drops(final PortEntry entry, final DropReason reason) {
        final long counted = entry.counters.sum(PortCounters.DROPS + reason.ordinal());
        return counted
                + switch (reason) {
                    case TRUNCATED -> entry.engineSum(IoEngine.READ_TRUNCATED);
                    case TX_FULL -> entry.engineSum(IoEngine.WRITE_FULL);
                    case TX_DOWN -> entry.engineSum(IoEngine.WRITE_DOWN);
                    case TX_GONE -> entry.engineSum(IoEngine.WRITE_GONE);
                    case TX_ERROR -> entry.engineSum(IoEngine.WRITE_ERROR);
                    default -> 0;
                };
    }

    /** All drops of a port by label, zeros left out. */
    static Map<String, Long> drops(final PortEntry entry) {
        final Map<String, Long> all = new LinkedHashMap<>();
        for (final DropReason reason : DropReason.values()) {
            final long count = drops(entry, reason);
            if (count > 0) {
                all.put(reason.label(), count);
            }
        }
        return all;
    }

    /** Both ledgers over these ports and all that have left. */
    LedgerInfo ledger(final Iterable<PortEntry> ports, final long openKernelDrops) {
        final Totals sum = new Totals();
        sum.received = received;
        sum.forwarded = forwarded;
        sum.copies = copies;
        sum.accepted = accepted;
        System.arraycopy(drops, 0, sum.drops, 0, drops.length);
        for (final PortEntry entry : ports) {
            if (entry.index >= 0) {
                sum.keep(entry);
            }
        }
        return sum.info(kernelDrops + openKernelDrops);
    }

    private LedgerInfo info(final long allKernelDrops) {
        long whole = 0;
        long copiesDropped = 0;
        final Map<String, Long> byLabel = new LinkedHashMap<>();
        for (final DropReason reason : DropReason.values()) {
            final long count = drops[reason.ordinal()];
            whole += reason.side() == DropReason.Side.INGRESS ? count : 0;
            copiesDropped += reason.side() == DropReason.Side.EGRESS ? count : 0;
            if (count > 0) {
                byLabel.put(reason.label(), count);
            }
        }
        final boolean balanced = received == forwarded + whole && copies == accepted + copiesDropped;
        return new LedgerInfo(
                received, forwarded, whole, copies, accepted, copiesDropped, byLabel, allKernelDrops, balanced);
    }
}
