package org.jackfield.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.steering.BucketLoad;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringContext;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jackfield.testkit.SteeringRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The contract of steering policies over a small one, and whether it notices breaches. */
class StickySteeringTest extends SteeringContractTest {
    @Override
    protected SteeringPolicy newPolicy() {
        return new StickySteering();
    }

    @Override
    protected boolean mayMove(final SteeringRun.Move move) {
        return move.gapNs() >= StickySteering.GAP_NS;
    }

    private static SteeringContractTest with(final FrameSteering steering) {
        return of(new StickySteering() {
            @Override
            public Optional<FrameSteering> frameSteering(final int worker, final int workers) {
                return Optional.of(steering);
            }
        });
    }

    private static SteeringContractTest of(final SteeringPolicy policy) {
        return new SteeringContractTest() {
            @Override
            protected SteeringPolicy newPolicy() {
                return policy;
            }
        };
    }

    private static void refused(final Executable test) {
        assertThrows(AssertionError.class, test);
    }

    @Test
    void shouldNoticeAWorkerThatDoesNotExist() {
        refused(
                with((batch, owners, context) -> owners[batch.count - 1] = (short) context.workers())
                        ::shouldGiveFramesToWorkersThatExistWhateverComesAndWaits);
        refused(with((batch, owners, context) -> owners[0] = -1)::shouldLeaveEverythingToTheOnlyWorker);
    }

    @Test
    void shouldNoticeAChangedBatch() {
        refused(
                with((batch, owners, context) -> batch.hash[0]++)
                        ::shouldGiveFramesToWorkersThatExistWhateverComesAndWaits);
        refused(
                with((batch, owners, context) -> batch.count--)
                        ::shouldGiveFramesToWorkersThatExistWhateverComesAndWaits);
        refused(
                with((batch, owners, context) -> batch.pool()
                        .memory()
                        .buffer(batch.id[0])
                        .putInt(batch.pool().memory().base(batch.id[0]) + 4, 0))
                        ::shouldGiveFramesToWorkersThatExistWhateverComesAndWaits);
    }

    @Test
    void shouldNoticeOwnersWrittenBehindTheLastFrame() {
        refused(
                with((batch, owners, context) -> Arrays.fill(owners, (short) 0))
                        ::shouldGiveFramesToWorkersThatExistWhateverComesAndWaits);
    }

    @Test
    void shouldNoticeAFlowOnTwoWorkers() {
        refused(with((batch, owners, context) -> owners[0] = 1)::shouldKeepTheOrderItPromises);
        final SteeringContractTest strict = of(new StickySteering());
        refused(strict::shouldKeepTheOrderItPromises); // nobody said that it may move a flow after a gap
    }

    @Test
    void shouldNoticeAllocation() {
        final short[][] kept = new short[1][];
        refused(with((batch, owners, context) -> kept[0] = owners.clone())::shouldAllocateNothingForABatch);
        assertTrue(kept[0].length > 0);
    }

    @Test
    void shouldNoticeWhatNoGateChecks() {
        refused(of(new StickySteering() {
            @Override
            public Optional<FrameSteering> frameSteering(final int worker, final int workers) {
                return Optional.of(new Unmarked());
            }
        })::shouldMarkWhatWorkersUseAsHot);
    }

    private static final class Unmarked implements FrameSteering {
        @Override
        public void assign(final FrameBatch batch, final short[] owners, final SteeringContext context) {}
    }

    @Test
    void shouldNoticeCountsThatOverflow() {
        refused(of(new Measuring())::shouldStandAnyCountsOfBuckets);
    }

    /** Adds up counts in an int: right until they are large. */
    private static final class Measuring extends StickySteering {
        private int sum;

        @Override
        public boolean measuresBuckets() {
            return true;
        }

        @Override
        public void measured(final BucketLoad load) {
            sum = 0;
            for (final long frames : load.frames()) {
                sum += (int) frames;
            }
        }

        @Override
        public void decide(final SteeringState state, final short[] owners) {
            for (int bucket = 0; bucket < owners.length; bucket++) {
                owners[bucket] = (short) ((sum + bucket) % state.workers());
            }
        }
    }

    @Test
    void shouldAcceptWhatLeavesBucketsToTheirOwners() {
        final SteeringContractTest idle = with(new Marked());
        idle.shouldGiveFramesToWorkersThatExistWhateverComesAndWaits();
        idle.shouldKeepTheOrderItPromises();
        idle.shouldAllocateNothingForABatch();
    }

    @HotPath
    private static final class Marked implements FrameSteering {
        @Override
        public void assign(final FrameBatch batch, final short[] owners, final SteeringContext context) {}
    }
}
