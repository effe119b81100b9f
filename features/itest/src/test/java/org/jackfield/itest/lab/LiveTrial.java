package org.jackfield.itest.lab;

import com.google.gson.Gson;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.experiment.LabException;
import org.jackfield.lab.experiment.PolicyChoice;
import org.jackfield.lab.experiment.Topology;
import org.jackfield.lab.experiment.Trial;
import org.jackfield.lab.experiment.WorkloadChoice;
import org.jackfield.launcher.lab.PolicyShelf;
import org.jackfield.launcher.lab.live.LiveRunner;

/**
 * Live trials as a program of the distribution under test makes them: policies from the command line, one after another, on the first
 * word's workload. Prints an outcome as one line of JSON for each.
 */
public final class LiveTrial {
    private static final int MS = 2_000;

    private LiveTrial() {}

    /** Words: workload {@code KIND,KEY=VALUE,...}, then policies {@code NAME,KEY=VALUE,...}. */
    public static void main(final String[] words) throws LabException {
        try (PolicyShelf shelf = new PolicyShelf();
                LiveRunner runner = new LiveRunner(shelf)) {
            for (int i = 1; i < words.length; i++) {
                final Trial trial = new Trial(
                        new Topology(2, 2, List.of(), true, List.of(new Topology.QueueEvent(MS / 2, 1))),
                        new WorkloadChoice(words[0].split(",")[0], settings(words[0])),
                        new PolicyChoice(words[i].split(",")[0], settings(words[i])),
                        1,
                        7,
                        Duration.ofMillis(MS),
                        EnumSet.allOf(Measure.class));
                System.out.println(new Gson().toJson(runner.run(trial)));
            }
        } catch (final LabException failed) {
            System.err.println(failed.getMessage());
            System.exit(1);
        }
    }

    private static Map<String, String> settings(final String words) {
        final Map<String, String> settings = new HashMap<>();
        for (final String word : words.split(",")) {
            final int equals = word.indexOf('=');
            if (equals > 0) {
                settings.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return settings;
    }
}
