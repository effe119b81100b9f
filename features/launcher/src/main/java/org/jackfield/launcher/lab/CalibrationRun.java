package org.jackfield.launcher.lab;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jackfield.lab.experiment.LabException;
import org.jackfield.lab.experiment.PolicyChoice;
import org.jackfield.lab.experiment.Runner;
import org.jackfield.lab.experiment.Topology;
import org.jackfield.lab.experiment.Trial;
import org.jackfield.lab.experiment.WorkloadChoice;
import org.jackfield.launcher.lab.live.Calibration;
import org.jackfield.launcher.lab.live.Calibration.Difference;

/** Costs of this machine for simulations, and how far simulations are off with them: other trials than those that told the costs. */
final class CalibrationRun {
    private static final long SEED = 2;
    /** Rates in frames a second, with the arrivals of each: one that wakes for each frame, one in bursts, one of unequal flows. */
    private static final List<WorkloadChoice> CHECKS = List.of(
            new WorkloadChoice("udp", Map.of("rate", "10000", "flows", "64", "arrivals", "poisson")),
            new WorkloadChoice("bursty", Map.of("rate", "50000")),
            new WorkloadChoice("zipf", Map.of("rate", "40000")));

    private static final List<PolicyChoice> POLICIES =
            List.of(new PolicyChoice("symmetric-hash", Map.of()), new PolicyChoice("round-robin", Map.of()));

    private final Laboratory laboratory;
    private final Duration each;
    private final Consumer<String> progress;

    /** A trial, live and simulated. */
    private record Check(Trial trial, List<Difference> differences) {}

    CalibrationRun(final Laboratory laboratory, final Duration each, final Consumer<String> progress) {
        this.laboratory = laboratory;
        this.each = each;
        this.progress = progress;
    }

    LabAnswers.Answer answer() throws LabException {
        try (Runner live = laboratory.live(progress)) {
            final Calibration.Found found = new Calibration(live, each, progress).run();
            final List<Check> checks = new ArrayList<>();
            try (Runner simulated = laboratory.simulated(found.costs())) {
                for (final WorkloadChoice workload : CHECKS) {
                    for (final PolicyChoice policy : POLICIES) {
                        final Trial trial = new Trial(
                                new Topology(2, 2),
                                workload,
                                policy,
                                1,
                                SEED,
                                each,
                                EnumSet.complementOf(EnumSet.copyOf(Trial.ON_DEMAND)));
                        progress.accept("checked with " + workload + " under " + policy);
                        checks.add(new Check(trial, Calibration.validate(live, simulated, trial)));
                    }
                }
            }
            return new LabAnswers.Answer(document(found, checks), text(found, checks), true);
        }
    }

    private static JsonObject document(final Calibration.Found found, final List<Check> checks) {
        final JsonObject document = new JsonObject();
        final JsonObject costs = new JsonObject();
        CostsFile.values(found.costs()).forEach(costs::addProperty);
        document.add("costs", costs);
        final JsonArray notes = new JsonArray();
        found.notes().forEach(notes::add);
        document.add("notes", notes);
        final JsonArray all = new JsonArray();
        for (final Check check : checks) {
            for (final Difference difference : check.differences()) {
                final JsonObject one = new JsonObject();
                one.addProperty("workload", check.trial().workload().toString());
                one.addProperty("policy", check.trial().policy().toString());
                one.addProperty("measure", difference.measure().word());
                one.addProperty("live", difference.live());
                one.addProperty("simulated", difference.simulated());
                all.add(one);
            }
        }
        document.add("checks", all);
        return document;
    }

    private static String text(final Calibration.Found found, final List<Check> checks) {
        final StringBuilder text = new StringBuilder("what work costs here, in ns\n");
        CostsFile.values(found.costs())
                .forEach((name, ns) -> text.append(String.format(Locale.ROOT, "  %-12s %12.2f%n", name, ns)));
        found.notes().forEach(note -> text.append(note).append('\n'));
        for (final Check check : checks) {
            text.append('\n')
                    .append(check.trial().workload())
                    .append(" under ")
                    .append(check.trial().policy())
                    .append('\n');
            check.differences().forEach(each -> text.append("  ").append(each).append('\n'));
        }
        return text.toString();
    }
}
