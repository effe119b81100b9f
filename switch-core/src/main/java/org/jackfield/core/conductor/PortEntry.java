package org.jackfield.core.conductor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jackfield.api.port.KernelSteering;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortSettings;
import org.jackfield.api.port.PortState;
import org.jackfield.core.stats.PortCounters;
import org.jackfield.core.view.QueueView;
import org.jackfield.linux.poll.IoEngine;
import org.jspecify.annotations.Nullable;

/**
 * What the switch knows of one port. Fields of the first group are written by the conductor only, those of the second by the
 * port's own serial tasks, those of the third by whoever learns of a wish.
 */
final class PortEntry {
    /** For {@link #kernelDropsBefore}: more than any device has dropped, so nothing counts. */
    static final long NOT_OPEN = Long.MAX_VALUE;

    final String name;
    final String type;

    /** The port's code; null while the port lingers. Written by the conductor, and by the port's serial tasks when it goes. */
    volatile @Nullable Port port;

    // Conductor.
    PortState state = PortState.SEEN;
    String reason = "";
    long change;
    boolean changeRefused;
    int index = -1;
    int generation;
    String bridge = "";
    int fid;
    int mtu = 1500;
    /** Bits of {@link org.jackfield.api.frame.Offload}. */
    int offloads;

    boolean active;
    /** Whether what is sent to it waits, as the code of its queues in memory is away. */
    boolean waits;

    /** Which policy its frames follow; null for the switch's. */
    @Nullable
    SteeringScope scope;

    boolean steered;
    final List<QueueView> queues = new ArrayList<>();
    PortCounters counters = new PortCounters(0);
    /** Engine counters of queues that were detached. */
    final long[] retired = new long[IoEngine.COUNTERS];
    /** Queue of each bucket as last written to the kernel. */
    short[] table = new short[0];
    /** Number of queues that table is made for: one attached lately or about to be detached may not be in use. */
    int tableQueues;

    @Nullable
    KernelSteering steering;

    @Nullable
    String failure;

    long retryAtNs;
    int failures;
    final PortQuarantine quarantine;
    /** When the port goes if no code has come for it by then. */
    long lingerUntilNs;
    /** Whether a lingering port is about to go: code that comes now is for the next port of this name. */
    boolean lingerEnds;

    /** Waiters for a change of this port's configuration to be applied or refused. */
    final Signal settledChanges = new Signal();

    // The port's serial tasks.
    @Nullable
    PortHandle handle;

    @Nullable
    PortSettings applied;

    /** What the port's code left when it went; null while it has code or is closed. */
    volatile @Nullable PortEstate estate;

    // Wishes, latest wins.
    volatile PortSettings wanted;
    volatile boolean gone;
    /** What the kernel had dropped already when the port was opened; written by the port's serial tasks. */
    volatile long kernelDropsBefore = NOT_OPEN;
    /** What the kernel had dropped when the port's code went. */
    volatile long lastKernelDrops = -1;
    /** Whether the port's device has a carrier, as the port last said. */
    final AtomicBoolean carrier = new AtomicBoolean(true);
    /** Completes when the switch has forgotten the port. */
    final CompletableFuture<@Nullable Void> forgotten = new CompletableFuture<>();

    /** Whether an earlier version of the switch opened the port. */
    boolean restored;

    PortEntry(final @Nullable Port port, final PortSettings wanted) {
        this.port = port;
        this.wanted = wanted;
        this.name = wanted.name();
        this.quarantine = new PortQuarantine("jackfield port retry " + name);
        this.type = wanted.text(PortSettings.TYPE).orElse("?");
    }

    /** One engine counter over all queues the port has or had; any thread. */
    long engineSum(final int counter) {
        long sum = retired[counter];
        for (final QueueView queue : queues) {
            sum += queue.sum(counter);
        }
        return sum;
    }

    /** The port's code, where there must be some: the port's serial tasks while it does not linger. */
    Port code() {
        return Objects.requireNonNull(port, "the port lingers");
    }

    /** Whether the port goes on without code. */
    boolean lingers() {
        return port == null;
    }

    /** What the port's own code says the kernel dropped, -1 when it does not know or fails. Any thread that may block. */
    long kernelDrops() {
        final Port code = port;
        if (code == null) {
            return lastKernelDrops;
        }
        try {
            return code.kernelDrops();
        } catch (final RuntimeException | Error broken) { // must neither keep a port open nor hide the others
            return -1;
        }
    }

    /** Of these, what the kernel dropped since this opening: a device may be older. Any thread that may block. */
    long kernelDropsSinceOpening() {
        return Math.max(0, kernelDrops() - kernelDropsBefore);
    }

    /** Short facts from the port's own code; when it fails, what failed. Any thread that may block. */
    Map<String, String> details() {
        final Port code = port;
        if (code == null) {
            return Map.of();
        }
        try {
            return code.details();
        } catch (final RuntimeException | Error broken) {
            return Map.of("details", "failed: " + broken);
        }
    }

    /** Keeps the counters of a queue that leaves. */
    void retire(final QueueView queue) {
        for (int c = 0; c < IoEngine.COUNTERS; c++) {
            retired[c] += queue.sum(c);
        }
    }

    /** Where the port now is in its life, and why. The conductor only. */
    boolean mark(final PortState next, final String why) {
        state = next;
        reason = why;
        return true;
    }

    /** Records that a configuration was applied, or refused with a reason. The conductor only. */
    boolean settled(final PortSettings configuration, final String refusal) {
        if (state == PortState.ATTACHED) {
            state = PortState.ACTIVE;
        }
        reason = refusal;
        changeRefused = !refusal.isEmpty();
        change = PortWish.change(configuration);
        settledChanges.signal();
        return true;
    }
}
