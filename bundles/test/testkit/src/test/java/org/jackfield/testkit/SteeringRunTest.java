package org.jackfield.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jackfield.api.steering.BucketLoad;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.junit.jupiter.api.Test;

class SteeringRunTest {
    private final Scripted policy = new Scripted();

    /** Buckets are dealt in turn; frames go where the test says. */
    private static final class Scripted implements SteeringPolicy {
        FrameSteering steering = (batch, owners, context) -> {};
        long measuredFrames = -1;
        long measuredBytes;

        @Override
        public String policyName() {
            return "scripted";
        }

        @Override
        public boolean preservesOrder() {
            return false;
        }

        @Override
        public void decide(final SteeringState state, final short[] owners) {
            for (int bucket = 0; bucket < owners.length; bucket++) {
                owners[bucket] = (short) (bucket % state.workers());
            }
        }

        @Override
        public Optional<FrameSteering> frameSteering(final int worker, final int workers) {
            return Optional.of((batch, owners, context) -> steering.assign(batch, owners, context));
        }

        @Override
        public boolean measuresBuckets() {
            return true;
        }

        @Override
        public void measured(final BucketLoad load) {
            measuredFrames = Arrays.stream(load.frames()).sum();
            measuredBytes = Arrays.stream(load.bytes()).sum();
        }
    }

    @Test
    void shouldFollowTheOwnersOfBucketsWhereThePolicyIsSilent() {
        final SteeringRun run = new SteeringRun(policy, 3);
        final short[] workers = run.feed(1, 2, 3, 1);
        for (int i = 0; i < 3; i++) {
            assertEquals(run.ownerOf(i + 1), workers[i]);
        }
        assertEquals(workers[0], workers[3]);
        assertEquals(List.of(), run.moves());
        assertEquals(Long.MAX_VALUE, run.closestMoveNs());
    }

    @Test
    void shouldShowThePolicyTimeBacklogReaderPortAndFrames() {
        final long[] seen = new long[6];
        policy.steering = (batch, owners, context) -> {
            seen[0] = context.nowNs();
            seen[1] = context.backlog(1);
            seen[2] = context.worker();
            seen[3] = batch.ingressPort;
            seen[4] = batch.len[0];
            seen[5] = context.workers();
        };
        new SteeringRun(policy, 2)
                .flow(5, Frames.from(1, 2).etherType(0x88B5).length(77).build())
                .pass(500)
                .backlog(1, 9)
                .readBy(1)
                .port(4)
                .feed(5);
        assertArrayEquals(new long[] {1_000_000_500L, 9, 1, 4, 77, 2}, seen);
    }

    @Test
    void shouldNoteFlowsThatChangeTheirWorker() {
        final SteeringRun run = new SteeringRun(policy, 4);
        policy.steering = (batch, owners, context) -> owners[0] = 2;
        run.feed(7);
        policy.steering = (batch, owners, context) -> owners[0] = 3;
        run.readBy(1).feed(7); // another reader: not this policy's order
        run.readBy(0).port(1).feed(7); // nor is another port's
        run.port(0).pass(40).backlog(2, 6).feed(7);
        run.pass(2).feed(7);
        assertEquals(List.of(new SteeringRun.Move(7, 0, 0, 2, 3, 40, 6)), run.moves());
        assertEquals(40, run.closestMoveNs());
    }

    @Test
    void shouldCountFramesAndSayHowUnevenTheyAre() {
        final SteeringRun run = new SteeringRun(policy, 2);
        assertEquals(0, run.imbalance());
        policy.steering = (batch, owners, context) -> {
            for (int i = 0; i < batch.count; i++) {
                owners[i] = (short) (i % 4 == 0 ? 1 : 0);
            }
        };
        run.feed(new int[1000]);
        assertArrayEquals(new long[] {750, 250}, run.counts());
        assertEquals(1.5, run.imbalance());
        assertArrayEquals(new long[2], run.countAnew().counts());
    }

    @Test
    void shouldTellWhatWentThroughTheBuckets() {
        final SteeringRun run = new SteeringRun(policy, 2);
        assertEquals(0, policy.measuredFrames);
        run.feed(1, 2, 3);
        run.decide(new FakeLoad(2));
        assertEquals(3, policy.measuredFrames);
        assertEquals(180, policy.measuredBytes);
    }

    @Test
    void shouldFailForAWorkerThatDoesNotExist() {
        policy.steering = (batch, owners, context) -> owners[0] = 2;
        assertThrows(AssertionError.class, () -> new SteeringRun(policy, 2).feed(1));
    }
}
