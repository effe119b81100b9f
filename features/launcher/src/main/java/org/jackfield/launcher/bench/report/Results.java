package org.jackfield.launcher.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jackfield.lab.report.Summary;
import org.jackfield.launcher.bench.work.Metric;
import org.jackfield.launcher.bench.work.Metric.Better;
import org.jackfield.launcher.bench.work.Metric.Scope;

/**
 * All sessions of a run and what is derived from them. Immutable.
 *
 * @param about when, where and how
 * @param subjects the devices under test that were to run, in order
 * @param lacks those that could not, with the reason
 * @param workloads names of the workloads, in order, with what each yields
 * @param sessions what was measured
 */
public record Results(
        About about, List<Subject> subjects, List<Lacking> lacks, List<Work> workloads, List<Session> sessions) {
    private static final String BASE = "none";
    private static final String CHAIN = "_chain_";
    private static final String NET = "_net_";

    /**
     * A device under test.
     *
     * @param inKernel whether it has no processes, and so no cost of its own
     * @param workloads what it was put through
     */
    public record Subject(String name, String title, String version, boolean inKernel, List<String> workloads) {}

    /**
     * A device under test that cannot run here.
     *
     * @param what is missing
     * @param packages that would bring it, may be empty
     */
    public record Lacking(String name, String title, String what, String packages) {
        /** Its name, what is missing, and the remedy if there is one. */
        public String words() {
            return name + " (" + what + (packages.isEmpty() ? "" : "; apt-get install " + packages) + ")";
        }
    }

    /**
     * A workload.
     *
     * @param metrics what it yields
     */
    public record Work(String name, List<Metric> metrics) {
        /** What it yields and what is derived from that: costs of the whole chain without those of the chain without a switch. */
        public List<Metric> allMetrics() {
            final List<Metric> all = new ArrayList<>();
            for (final Metric metric : metrics) {
                all.add(metric);
                if (metric.name().contains(CHAIN)) {
                    all.add(new Metric(
                            metric.name().replace(CHAIN, NET),
                            metric.unit(),
                            Better.LOWER,
                            Scope.CHAIN,
                            metric.sentence() + ", minus that with no switch in the same repetition"));
                }
            }
            return all;
        }
    }

    /** What a device under test yielded, by repetition; empty when it did not. */
    public Map<Integer, Double> byRepetition(final String dut, final String metric) {
        final Map<Integer, Double> values = new TreeMap<>();
        if (metric.contains(NET)) {
            final String chain = metric.replace(NET, CHAIN);
            final Map<Integer, Double> base = byRepetition(BASE, chain);
            byRepetition(dut, chain).forEach((repetition, value) -> {
                final Double without = base.get(repetition);
                if (without != null && !dut.equals(BASE)) {
                    values.put(repetition, value - without);
                }
            });
            return values;
        }
        for (final Session session : sessions) {
            final Double value = session.values().get(metric);
            if (session.dut().equals(dut) && value != null) {
                values.put(session.repetition(), value);
            }
        }
        return values;
    }

    /** The same summed up. */
    public Optional<Summary> summary(final String dut, final String metric) {
        return Summary.of(byRepetition(dut, metric).values().stream()
                .mapToDouble(Double::doubleValue)
                .toArray());
    }

    /** What is not as it should be, in words; empty when every number is there. */
    public List<String> problems() {
        final List<String> problems = new ArrayList<>();
        for (final Session session : sessions) {
            session.failure()
                    .ifPresent(
                            why -> problems.add(session.dut() + ", repetition " + session.repetition() + ": " + why));
        }
        for (final Subject subject : subjects) {
            for (final Work work : workloads) {
                if (subject.workloads().contains(work.name())) {
                    addMissing(problems, subject, work);
                }
            }
        }
        return problems;
    }

    private void addMissing(final List<String> problems, final Subject subject, final Work work) {
        for (final Metric metric : work.metrics()) {
            final int count = byRepetition(subject.name(), metric.name()).size();
            final boolean wanted =
                    metric.scope() == Scope.CHAIN || (metric.scope() == Scope.SWITCH && !subject.inKernel());
            if (wanted && count < about.repetitions()) {
                problems.add(subject.name() + ": " + metric.name() + " is there " + count + " times of "
                        + about.repetitions());
            }
        }
    }

    /** Sessions whose numbers are suspect, in words. */
    public List<String> disturbances() {
        return sessions.stream()
                .filter(session -> session.quiet().isDisturbed())
                .map(session -> String.format(
                        Locale.ROOT,
                        "%s, repetition %d: %.0f %% busy before, %.0f %% used by others, %.0f %% stolen (try %d)",
                        session.dut(),
                        session.repetition(),
                        session.quiet().beforePct(),
                        session.quiet().foreignPct(),
                        session.quiet().stealPct(),
                        session.tries()))
                .toList();
    }
}
