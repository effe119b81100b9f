package org.jackfield.lab.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.junit.jupiter.api.Test;

class SimulationTest {
    /** Frames of one flow, a microsecond apart. */
    private static final class Steady implements Workload {
        private final int frames;
        private final int port;

        Steady(final int frames, final int port) {
            this.frames = frames;
            this.port = port;
        }

        @Override
        public String name() {
            return "steady";
        }

        @Override
        public FrameSource open(final long seed) {
            return new SteadySource(frames, port);
        }
    }

    private static final class SteadySource implements FrameSource {
        private final int frames;
        private final int port;
        private final byte[] header = new byte[14];
        private int count;

        SteadySource(final int frames, final int port) {
            this.frames = frames;
            this.port = port;
        }

        @Override
        public boolean next() {
            return count++ < frames;
        }

        @Override
        public long atNs() {
            return count * 1_000L;
        }

        @Override
        public int flow() {
            return 0;
        }

        @Override
        public long sequence() {
            return count - 1;
        }

        @Override
        public int length() {
            return 65_550;
        }

        @Override
        public byte[] header() {
            return header;
        }

        @Override
        public int headerLength() {
            return header.length;
        }

        @Override
        public int port() {
            return port;
        }

        @Override
        public int queue() {
            return NO_QUEUE;
        }
    }

    /** Gives everything to one worker, there or not. */
    private record Wants(int bucketOwner, int frameOwner) implements SteeringPolicy {
        @Override
        public String policyName() {
            return "wants";
        }

        @Override
        public boolean preservesOrder() {
            return true;
        }

        @Override
        public void decide(final SteeringState state, final short[] owners) {
            Arrays.fill(owners, (short) bucketOwner);
        }

        @Override
        public Optional<FrameSteering> frameSteering(final int worker, final int workers) {
            return frameOwner < 0
                    ? Optional.empty()
                    : Optional.of((batch, owners, context) -> Arrays.fill(owners, 0, batch.count, (short) frameOwner));
        }
    }

    @Test
    void shouldFeedATraceAndAnswerInNumbers() {
        final Outcome outcome = Simulation.of(new Wants(1, -1), new Steady(1000, 0))
                .workers(4)
                .queues(4)
                .seed(7)
                .run();

        assertEquals(4.0, outcome.require(Measure.IMBALANCE), "one of four has it all");
        assertEquals(0.0, outcome.require(Measure.REORDERED));
        assertEquals(1000, outcome.require(Measure.DELIVERED) + outcome.require(Measure.LOSS) * 1000, 1e-6);
    }

    @Test
    void shouldFollowAPolicyThatDecidesForFrames() {
        final Outcome outcome = Simulation.of(new Wants(0, 3), new Steady(500, 0))
                .workers(4)
                .queues(4)
                .run();

        assertEquals(1.0, outcome.require(Measure.HANDOFFS));
        assertEquals(
                "worker 3",
                outcome.latencies().get(outcome.latencies().size() - 1).name());
    }

    @Test
    void shouldChangeNothingInASimulationThatIsThere() {
        final Simulation two = Simulation.of(new Wants(0, -1), new Steady(200, 0));
        two.workers(8).queues(8);

        assertEquals(2.0, two.run().require(Measure.IMBALANCE), "still two workers");
    }

    @Test
    void shouldStopAtTheLimit() {
        final Outcome outcome = Simulation.of(new Wants(0, -1), new Steady(1000, 1))
                .limitNs(100_500)
                .run();

        assertEquals(100, outcome.require(Measure.OFFERED));
        assertEquals(0, outcome.require(Measure.LOSS));
    }

    @Test
    void shouldEndWithoutAnyFrame() {
        final Outcome outcome =
                Simulation.of(new Wants(0, -1), new Steady(0, 0)).run();

        assertEquals(0, outcome.require(Measure.OFFERED));
        assertTrue(outcome.value(Measure.LATENCY_P50).isEmpty());
    }

    @Test
    void shouldRefuseAWorkerThatDoesNotExist() {
        assertSays("bucket 0 to worker 2, there are workers 0 to 1", Simulation.of(new Wants(2, -1), new Steady(5, 0)));
        assertSays("to worker 9, there are workers 0 to 1", Simulation.of(new Wants(0, 9), new Steady(5, 0)));
    }

    @Test
    void shouldRefuseAPortThatDoesNotExist() {
        assertSays("port 2", Simulation.of(new Wants(0, -1), new Steady(5, 2)));
    }

    private static void assertSays(final String what, final Simulation simulation) {
        final String message = String.valueOf(
                assertThrows(IllegalStateException.class, simulation::run).getMessage());
        assertTrue(message.contains(what), message);
    }

    @Test
    void shouldRefuseSettingsByNameValueAndRange() {
        final Simulation simulation = Simulation.of(new Wants(0, -1), new Steady(1, 0));
        assertEquals(
                "simulation: workers is 65, it must be from 1 to 64",
                assertThrows(IllegalArgumentException.class, () -> simulation.workers(65))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> simulation.queues(0));
        assertThrows(IllegalArgumentException.class, () -> simulation.turnFrames(257));
        assertEquals(
                "costs: sendFrame is -1.0 ns, it must be from 0 to 1000000000",
                assertThrows(IllegalArgumentException.class, () -> Costs.only(-1))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> Costs.only(Double.NaN));
    }
}
