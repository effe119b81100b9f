package org.jackfield.lab.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jackfield.lab.api.Costs;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.api.Outcome;
import org.jackfield.lab.api.Simulation;
import org.jackfield.lab.api.Workload;
import org.jackfield.lab.workload.Workloads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Six elephants on four workers, of which one gets more than it can carry while all are awake all the time. */
class OverloadTest {
    /** Ten times those measured, so that a tenth of the frames will do. */
    private static final Costs SLOW = new Costs(7_400, 6_600, 1.4, 22_000, 110_000, 80_000, 1_140, 1_140, 150, 12e6);

    private static final Workload ELEPHANTS = Workloads.of(
            "elephants-and-mice", Map.of("rate", "200000", "elephants", "6", "flows", "1006", "duration-ms", "5000"));

    private static Simulation under(final SteeringPolicy policy) {
        return Simulation.of(policy, ELEPHANTS).workers(4).queues(4).costs(SLOW).seconds(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rebalance", "elephant-isolate"})
    void shouldLoseLessThanUnderTheHashAndReorderNothing(final String name) {
        final Outcome hash = under(Policies.of("symmetric-hash")).run();
        final Outcome outcome = under(Policies.of(name)).run();
        assertTrue(hash.require(Measure.LOSS) > 0.05, () -> "nothing to win: " + hash.values());
        assertTrue(
                outcome.require(Measure.LOSS) < hash.require(Measure.LOSS) / 2,
                () -> outcome.values() + " against " + hash.values() + outcome.notes());
        assertEquals(0, outcome.require(Measure.REORDERED));
    }

    /** As many mice alone, on workers that carry the same and are awake as much: nothing is to be done. */
    @ParameterizedTest
    @ValueSource(strings = {"rebalance", "elephant-isolate"})
    void shouldMoveNothingWhereWorkersCarryTheSame(final String name) {
        final Outcome outcome = Simulation.of(Policies.of(name), Traffic.poisson(150_000, 300_000, 20_000))
                .workers(4)
                .queues(4)
                .costs(SLOW)
                .run();
        assertEquals(0, outcome.require(Measure.BUCKET_MOVES), outcome.notes()::toString);
        assertEquals(0, outcome.require(Measure.LOSS));
    }

    /** Leaves everything to worker 1, and remembers what it was told. */
    private static final class Listening implements SteeringPolicy {
        final List<SteeringState> states = new ArrayList<>();

        @Override
        public String policyName() {
            return "listening";
        }

        @Override
        public boolean preservesOrder() {
            return true;
        }

        @Override
        public long periodMs() {
            return 100;
        }

        @Override
        public void decide(final SteeringState state, final short[] owners) {
            states.add(state);
            Arrays.fill(owners, (short) 1);
        }
    }

    /** One queue: worker 0 reads it, worker 1 processes what it reads. */
    @Test
    void shouldTellPoliciesTurnsAndWhoReadsAndWhoProcesses() {
        final Listening policy = new Listening();
        Simulation.of(policy, Traffic.poisson(50_000, 20_000, 100)).queues(1).run();
        final SteeringState last = policy.states.get(policy.states.size() - 1);
        assertTrue(last.framesRead()[0] > 10_000);
        assertEquals(0, last.framesRead()[1]);
        assertEquals(0, last.frames()[0]);
        assertTrue(last.framesRead()[0] - last.frames()[1] < 100, "hardly any is on its way");
        for (int w = 0; w < 2; w++) {
            assertTrue(last.turns()[w] > 1_000 && last.turns()[w] <= last.framesRead()[0], "turns " + last.turns()[w]);
        }
    }
}
