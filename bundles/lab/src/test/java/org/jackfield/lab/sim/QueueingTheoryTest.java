package org.jackfield.lab.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jackfield.lab.api.Costs;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.api.Outcome;
import org.jackfield.lab.api.Simulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the model is a queue of the textbooks, it must say what they say. Seeds are fixed: the results always are the same. */
class QueueingTheoryTest {
    private static final double SERVICE_NS = 10_000;

    /** M/D/1: mean wait is rho / (2 (1 - rho)) services, and by Little's law rho^2 / (2 (1 - rho)) frames wait on average. */
    @ParameterizedTest
    @ValueSource(doubles = {0.2, 0.5, 0.8})
    void shouldQueueAsPollaczekAndKhinchineSay(final double load) {
        final Outcome outcome = one(load).run();

        final double waiting = load * load / (2 * (1 - load));
        assertEquals(waiting, outcome.require(Measure.QUEUE_DEPTH), 0.03 * waiting);
    }

    /** M/D/1: nobody waits with probability 1 - rho, so that share takes the bare service. */
    @Test
    void shouldServeAtOnceWhoFindsNobody() {
        final Outcome outcome = one(0.4).run();

        assertEquals(SERVICE_NS, outcome.require(Measure.LATENCY_P50), 0.002 * SERVICE_NS);
        assertEquals(0.4 * 1e9 / SERVICE_NS, outcome.require(Measure.FRAME_RATE), 0.01 * 0.4 * 1e9 / SERVICE_NS);
    }

    /** Offered more than can be served, a queue that never empties passes exactly what can be served. */
    @Test
    void shouldLoseWhatIsTooMuch() {
        final Outcome outcome = one(2).run();

        assertEquals(1e9 / SERVICE_NS, outcome.require(Measure.FRAME_RATE), 0.005 * 1e9 / SERVICE_NS);
        assertEquals(0.5, outcome.require(Measure.LOSS), 0.01);
        assertEquals(1001 * SERVICE_NS, outcome.require(Measure.LATENCY_P99), 0.01 * 1001 * SERVICE_NS);
    }

    /** Four independent queues by hash, each M/D/1 at its share of the load. */
    @Test
    void shouldBeFourQueuesWithFourWorkers() {
        final double load = 0.5;
        final Outcome outcome = Simulation.of(
                        Policies.of("symmetric-hash"), Traffic.poisson(4 * load * 1e9 / SERVICE_NS, 400_000, 20_000))
                .workers(4)
                .queues(4)
                .turnFrames(1)
                .costs(Costs.only(SERVICE_NS))
                .run();

        final double waiting = load * load / (2 * (1 - load));
        assertEquals(waiting, outcome.require(Measure.QUEUE_DEPTH), 0.15 * waiting, "the fullest of four");
        assertEquals(0, outcome.require(Measure.LOSS));
    }

    private static Simulation one(final double load) {
        return Simulation.of(Policies.of("symmetric-hash"), Traffic.poisson(load * 1e9 / SERVICE_NS, 400_000, 100))
                .workers(1)
                .queues(1)
                .turnFrames(1)
                .costs(Costs.only(SERVICE_NS));
    }
}
