package org.jackfield.launcher.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jackfield.launcher.bench.dut.Dut;
import org.jackfield.launcher.bench.work.Workload;
import org.jackfield.launcher.bench.work.Workloads;

/**
 * What a run does and how long it will take.
 *
 * @param duts the devices under test
 * @param workloads names
 * @param repetitions of each device under test
 * @param retries how often a disturbed repetition is made again at most
 * @param seconds each workload sends
 * @param quick whether little is waited for
 */
record Plan(List<Dut> duts, List<String> workloads, int repetitions, int retries, double seconds, boolean quick) {
    private static final double START_SECONDS = 7; // hosts, warm-up, compiler
    private static final double SESSION_SECONDS = 3;
    private static final double QUICK_SESSION_SECONDS = 2.5;
    private static final double MOST_WARM_SECONDS = 2;
    private static final double QUICK_WARM_SECONDS = 0.7;

    /** How long a switch carries frames in each of two ways before anything is measured. */
    double warmSeconds() {
        return quick ? Math.min(seconds, QUICK_WARM_SECONDS) : Math.min(seconds, MOST_WARM_SECONDS);
    }

    /** Names of the workloads that make sense for a device under test. */
    List<String> workloadsOf(final Dut dut) {
        return dut.onlyWorkloads().isEmpty()
                ? workloads
                : workloads.stream().filter(dut.onlyWorkloads()::contains).toList();
    }

    /** About how long it takes when no repetition is disturbed, in seconds. */
    double estimateSeconds() {
        double each = 0;
        for (final Dut dut : duts) {
            each += (quick ? QUICK_SESSION_SECONDS : SESSION_SECONDS) + 2 * warmSeconds();
            for (final Workload workload : Workloads.of(workloadsOf(dut))) {
                each += workload.estimateSeconds(seconds);
            }
        }
        return START_SECONDS + each * repetitions;
    }

    /** The devices under test in the order of a repetition: each repetition has another one, the same in every run. */
    List<Dut> order(final int repetition) {
        final List<Dut> order = new ArrayList<>(duts);
        if (repetition > 1) {
            Collections.shuffle(order, new Random(repetition));
        }
        return order;
    }
}
