package org.jackfield.launcher.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jackfield.lab.experiment.Plan;
import org.jackfield.lab.experiment.PolicyChoice;
import org.jackfield.lab.experiment.Topology;
import org.jackfield.lab.experiment.Trial;
import org.jackfield.lab.experiment.WorkloadChoice;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private final StringWriter text = new StringWriter();

    private static Plan.Planned planned() {
        final Trial trial = new Trial(
                new Topology(4, 4, List.of(), true, List.of()),
                new WorkloadChoice("imix", Map.of()),
                new PolicyChoice("rebalance", Map.of()),
                2,
                1,
                Duration.ofSeconds(1),
                Set.of());
        return new Plan.Planned(3, new Plan.Cell("rebalance", "imix", 4, 4), trial);
    }

    private void trial(final ProgressLine line) {
        line.begins(planned(), 60, Duration.ofSeconds(12), Optional.of(Duration.ofSeconds(3725)));
    }

    @Test
    void shouldWriteALineForEachTrialWhereNoTerminalIs() {
        trial(new ProgressLine(new PrintWriter(text), false, 0));
        assertEquals(
                "jackfield: lab: trial 3 of 60 (0:12 passed, 1:02:05 left): rebalance, imix, 4 queues, 4 workers, repetition 2\n",
                text.toString());
    }

    @Test
    void shouldWriteOneLineAnewOnATerminalAndNeverWiderThanIt() {
        final ProgressLine line = new ProgressLine(new PrintWriter(text), true, 20);
        trial(line);
        line.says("not quiet");
        line.end();
        assertEquals("\r\033[Ktrial 3 of 60 (0:12\r\033[Kjackfield: lab: not quiet\n", text.toString());
    }
}
