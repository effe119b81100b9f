package org.jackfield.launcher.doctor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How long the worker threads of a switch wait for a processor: ready to run, and not running (proc(5), schedstat). */
final class WorkerThreads {
    /** Their name, as far as the kernel keeps it. */
    private static final String NAME = "jackfield-worke";

    private static final double TOO_LONG = 0.3;

    private final Machine machine;
    private final String tasks;

    /** Those of a process. */
    WorkerThreads(final Machine machine, final String pid) {
        this.machine = machine;
        this.tasks = "/proc/" + pid + "/task/";
    }

    /** Nanoseconds each thread has waited so far; empty where the process may not be looked at. */
    Map<String, Long> waitedNs() {
        final Map<String, Long> waited = new HashMap<>();
        for (final String task : machine.list(tasks)) {
            if (machine.text(tasks + task + "/comm").orElse("").strip().equals(NAME)) {
                machine.text(tasks + task + "/schedstat")
                        .map(text -> text.strip().split(" "))
                        .filter(fields -> fields.length == 3) // ns on a processor, ns waiting for one, time slices
                        .ifPresent(fields -> waited.put(task, Long.parseLong(fields[1])));
            }
        }
        return waited;
    }

    /** A warning when a thread waited for a good part of the time between two looks. */
    static List<Check> checks(final Map<String, Long> before, final Map<String, Long> now, final long betweenNs) {
        long most = 0;
        for (final Map.Entry<String, Long> thread : now.entrySet()) {
            most = Math.max(most, thread.getValue() - before.getOrDefault(thread.getKey(), thread.getValue()));
        }
        return most < betweenNs * TOO_LONG
                ? List.of()
                : List.of(Check.warn(
                        "workers",
                        "one was ready to run and had to wait for a processor for " + most * 100 / betweenNs
                                + " % of the time",
                        "take other work off the processors (top), or run fewer workers"));
    }
}
