package org.jackfield.core.conductor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jackfield.api.admin.WorkerInfo;
import org.jackfield.api.event.SwitchEvent.Kind;
import org.jackfield.core.worker.WorkerThreads;
import org.jackfield.linux.cpu.CpuException;
import org.jackfield.linux.cpu.ThreadCpus;

/** On which CPUs the threads of workers run: what the configuration says, and what somebody has said since. Any thread. */
final class WorkerCpus {
    private static final String NEXT = ";";

    private final WorkerThreads threads;
    private final EventLog events;
    /** The wish for each worker, a list or {@link WorkerInfo#ALL_CPUS}. */
    private final List<String> wishes = new ArrayList<>();

    private String configured = WorkerInfo.ALL_CPUS;

    WorkerCpus(final int workers, final WorkerThreads threads, final EventLog events) {
        this.threads = threads;
        this.events = events;
        for (int w = 0; w < workers; w++) {
            wishes.add(WorkerInfo.ALL_CPUS);
        }
    }

    /**
     * What the configuration says: lists for workers 0, 1 ... with ';' between, the last one for all that follow.
     *
     * @throws CpuException when one cannot be honoured
     */
    synchronized void configured(final String lists) throws CpuException {
        configured = lists;
        final String[] each = lists.split(NEXT);
        for (int w = 0; w < wishes.size(); w++) {
            pin(w, each[Math.min(w, each.length - 1)]);
        }
    }

    /**
     * What somebody says of one worker.
     *
     * @throws CpuException when it cannot be honoured; nothing has changed
     */
    synchronized void set(final int worker, final String list) throws CpuException {
        pin(worker, list);
        events.tell(Kind.WORKER, "worker " + worker, "runs on CPUs " + wishes.get(worker));
    }

    private void pin(final int worker, final String list) throws CpuException {
        final String wish = list.strip().toLowerCase(Locale.ROOT);
        if (wish.equals(WorkerInfo.ALL_CPUS)) {
            threads.unpin(worker);
        } else {
            threads.pin(worker, ThreadCpus.parse(wish));
        }
        wishes.set(worker, wish);
    }

    /** The wish in force for a worker. */
    synchronized String of(final int worker) {
        return wishes.get(worker);
    }

    /** For the next version of the switch. */
    synchronized Map<String, Object> estate() {
        return Map.of("configured", configured, "workers", List.copyOf(wishes));
    }

    /** What somebody has said stays, unless the configuration has changed meanwhile. Before the threads start. */
    synchronized void restore(final Legacy left) {
        final List<?> before = left.list("workers");
        if (!left.text("configured", "").equals(configured) || before.size() != wishes.size()) {
            return;
        }
        for (int w = 0; w < before.size(); w++) {
            try {
                pin(w, String.valueOf(before.get(w)));
            } catch (final CpuException gone) { // CPUs may go, too
                events.tell(Kind.WORKER, "worker " + w, "is not pinned any more: " + gone.getMessage());
            }
        }
    }
}
