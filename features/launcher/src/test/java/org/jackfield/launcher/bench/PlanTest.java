package org.jackfield.launcher.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import org.jackfield.launcher.bench.dut.Dut;
import org.jackfield.launcher.bench.dut.Duts;
import org.jackfield.launcher.bench.work.Workloads;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final int FIVE_MINUTES = 300;

    private static Plan plan(final List<String> workloads, final int repetitions, final boolean quick) {
        final List<Dut> usual =
                Duts.all(option -> true).stream().filter(Dut::isUsual).toList();
        return new Plan(usual, workloads, repetitions, 0, quick ? 1 : 3, quick);
    }

    @Test
    void shouldKeepAQuickRunWithAllPeersBelowFiveMinutes() {
        final double seconds = plan(Workloads.QUICK, 1, true).estimateSeconds();
        assertTrue(seconds < FIVE_MINUTES, seconds + " s");
    }

    @Test
    void shouldEstimateRepetitionsAsOftenAsTheyAre() {
        final double one = plan(Workloads.FULL, 1, false).estimateSeconds();
        final double three = plan(Workloads.FULL, 3, false).estimateSeconds();
        assertTrue(three > 2.5 * one && three < 3 * one, one + " s, " + three + " s");
    }

    @Test
    void shouldInterleaveInOrdersThatDiffer() {
        final Plan plan = plan(Workloads.FULL, 3, false);
        assertEquals(plan.duts(), plan.order(1));
        assertNotEquals(plan.order(2), plan.order(3));
        assertEquals(plan.order(2), plan.order(2));
        assertEquals(new HashSet<>(plan.duts()), new HashSet<>(plan.order(2)));
    }

    @Test
    void shouldCompareQueuesOnlyWhereThatMakesSense() {
        final Plan plan = plan(Workloads.QUICK, 1, true);
        final Dut queues = plan.duts().stream()
                .filter(dut -> dut.name().equals("jackfield-q2"))
                .findFirst()
                .orElseThrow();
        assertEquals(List.of("udp64x16", "udp512x16"), plan.workloadsOf(queues));
        assertEquals(Workloads.QUICK, plan.workloadsOf(plan.duts().get(0)));
    }
}
