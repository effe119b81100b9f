package org.jackfield.core.conductor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jackfield.api.port.KernelSteering;
import org.jackfield.api.port.Port;
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
    final Port port;
    final String name;
    final String type;

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
    boolean active;
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

    /** Waiters for a change of this port's configuration to be applied or refused. */
    final Signal settledChanges = new Signal();

    // The port's serial tasks.
    @Nullable
    PortHandle handle;

    @Nullable
    PortSettings applied;

    // Wishes, latest wins.
    volatile PortSettings wanted;
    volatile boolean gone;
    volatile boolean checking;
    /** What the kernel had dropped already when the port was opened; written by the port's serial tasks. */
    volatile long kernelDropsBefore;
    /** Completes when the switch has forgotten the port. */
    final CompletableFuture<@Nullable Void> forgotten = new CompletableFuture<>();

    PortEntry(final Port port, final PortSettings wanted) {
        this.port = port;
        this.wanted = wanted;
        this.name = wanted.name();
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

    /** What the port's own code says the kernel dropped, -1 when it does not know or fails. Any thread that may block. */
    long kernelDrops() {
        try {
            return port.kernelDrops();
        } catch (final RuntimeException | LinkageError broken) { // must neither keep a port open nor hide the others
            return -1;
        }
    }

    /** Of these, what the kernel dropped since this opening: a device may be older. Any thread that may block. */
    long kernelDropsSinceOpening() {
        return Math.max(0, kernelDrops() - kernelDropsBefore);
    }

    /** Short facts from the port's own code; when it fails, what failed. Any thread that may block. */
    Map<String, String> details() {
        try {
            return port.details();
        } catch (final RuntimeException | LinkageError broken) {
            return Map.of("details", "failed: " + broken);
        }
    }

    /** Keeps the counters of a queue that leaves. */
    void retire(final QueueView queue) {
        for (int c = 0; c < IoEngine.COUNTERS; c++) {
            retired[c] += queue.sum(c);
        }
    }
}
