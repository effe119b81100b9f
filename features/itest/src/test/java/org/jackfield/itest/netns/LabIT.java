package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.Result;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The experiments that come with the laboratory, as a person types them: shortened, and in virtual time. */
@Tag("netns")
@Tag("once")
class LabIT {
    /** What happens at times of its own keeps its length. */
    private static final Set<String> WITH_EVENTS = Set.of("queues-come-and-go");

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    private Result jackfield(final String... words) {
        final List<String> command =
                new ArrayList<>(List.of(Path.of(System.getProperty("jackfield.distribution"), "bin", "jackfield")
                        .toString()));
        command.addAll(List.of(words));
        return lab.run(command);
    }

    private Set<String> shipped() {
        final JsonObject list = JsonParser.parseString(
                        jackfield("lab", "list", "-j").succeeded().output())
                .getAsJsonObject();
        final Set<String> names = new HashSet<>();
        for (final JsonElement each : list.getAsJsonArray("experiments")) {
            names.add(each.getAsJsonObject().get("name").getAsString());
        }
        return names;
    }

    @Test
    void shouldRunEveryShippedExperimentWithThePoliciesOfTheDistribution() {
        final Set<String> names = shipped();
        assertTrue(names.size() > WITH_EVENTS.size() && names.containsAll(WITH_EVENTS), names::toString);
        final Path folder = lab.folder("results");
        for (final String name : names) {
            final String out = folder.resolve(name).toString();
            final String seconds = WITH_EVENTS.contains(name) ? "2" : "0.05";
            final Result run = jackfield(
                    "lab", "run", name, "--simulated", "--repetitions", "1", "--seconds", seconds, "--out", out, "-j");
            final JsonObject results =
                    JsonParser.parseString(run.succeeded().output()).getAsJsonObject();
            assertTrue(results.get("complete").getAsBoolean(), run::toString);
            assertEquals(
                    results.get("planned").getAsInt(),
                    results.getAsJsonArray("trials").size());
            assertTrue(Files.exists(Path.of(out, "report.html")), out);
        }
    }

    @Test
    void shouldNameFileLineAndKeyOfAMistakeWithThePoliciesAndKeysThereAre() throws Exception {
        final Path file = Files.writeString(lab.folder("mine").resolve("mine.yaml"), """
                name: mine
                title: Mine
                topology: {queues: 2}
                workloads: [imix]
                policies:
                  - rebalence
                """);
        final Result run = jackfield("lab", "run", file.toString(), "--out", file + ".out");
        assertEquals(1, run.status(), run::toString);
        assertTrue(run.errors().contains("mine.yaml:6:5: "), run::toString);
        assertTrue(run.errors().contains("did you mean 'rebalance'"), run::toString);
    }
}
