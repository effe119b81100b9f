package org.jackfield.lab.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.lab.api.Costs;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.api.Outcome;
import org.jackfield.lab.api.Simulation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What comes in is delivered or lost, whatever the policy and whatever the setting; and nothing is twice there. */
class ConservationTest {
    private static final int ROUNDS = 12;

    @ParameterizedTest
    @MethodSource("org.jackfield.lab.sim.Policies#names")
    void shouldAccountForEveryFrame(final String policy) {
        final SplittableRandom random = new SplittableRandom(policy.hashCode());
        for (int round = 0; round < ROUNDS; round++) {
            final long frames = 2_000 + random.nextInt(20_000);
            final Simulation simulation = anyhow(random, Policies.of(policy), frames);
            final Outcome outcome = simulation.run();

            final String which = policy + ", round " + round + ": " + outcome.notes();
            assertEquals(frames, outcome.require(Measure.OFFERED), which);
            assertEquals(frames, outcome.require(Measure.DELIVERED) + lost(outcome), which);
            assertEquals(0, outcome.require(Measure.DUPLICATES), which);
        }
    }

    @ParameterizedTest
    @MethodSource("org.jackfield.lab.sim.Policies#names")
    void shouldSayTheSameTwice(final String policy) {
        for (int round = 0; round < 3; round++) {
            final Outcome one = anyhow(new SplittableRandom(round), Policies.of(policy), 10_000)
                    .run();
            final Outcome other = anyhow(new SplittableRandom(round), Policies.of(policy), 10_000)
                    .run();

            assertEquals(one.values(), other.values());
            assertEquals(one.notes(), other.notes());
        }
    }

    /** What the notes say was lost, place by place: counted by the queues and rings themselves. */
    private static long lost(final Outcome outcome) {
        return outcome.notes().stream()
                .filter(note -> note.contains(" frames were lost: "))
                .mapToLong(note -> Long.parseLong(note.substring(0, note.indexOf(' '))))
                .sum();
    }

    private static Simulation anyhow(final SplittableRandom random, final SteeringPolicy policy, final long frames) {
        final double perSecond = Math.pow(10, 4 + 3 * random.nextDouble());
        final Traffic traffic = Traffic.poisson(perSecond, frames, 1 + random.nextInt(500))
                .skewed(random.nextInt(3) * 0.6)
                .answered(random.nextBoolean() ? 0.4 : 0)
                .sentBy(random.nextInt(3));
        final int workers = 2 + random.nextInt(6);
        return Simulation.of(policy, traffic)
                .workers(workers)
                .queues(1 + random.nextInt(9))
                .processors(random.nextInt(workers + 1))
                .kernelSteering(random.nextInt(3) > 0)
                .queueFrames(1 + random.nextInt(300))
                .ringSlots(1 + random.nextInt(20))
                .turnFrames(1 + random.nextInt(256))
                .parkedFrames(1 + random.nextInt(2000))
                .sliceNs(10_000 + random.nextInt(3_000_000))
                .costs(random.nextBoolean() ? Costs.measured() : Costs.only(random.nextInt(2000)))
                .seed(random.nextLong());
    }
}
