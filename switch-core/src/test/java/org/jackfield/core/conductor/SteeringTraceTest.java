package org.jackfield.core.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.jackfield.api.admin.SteeringChange;
import org.jackfield.api.admin.SteeringChange.Kind;
import org.jackfield.api.admin.SteeringChange.Move;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.WirePort;
import org.junit.jupiter.api.Test;

/** What is remembered of changes of steering. */
class SteeringTraceTest {
    private static final long A = 0x0200_0000_000AL;
    private static final long B = 0x0200_0000_000BL;

    private final SwitchRig rig = new SwitchRig(2);

    /** Gives all buckets to one worker, the other one each time it is asked, and says nothing about it. */
    private static final class Restless implements SteeringPolicy {
        private int asked;
        private int stranger;

        @Override
        public String policyName() {
            return "restless";
        }

        @Override
        public boolean preservesOrder() {
            return true;
        }

        @Override
        public void decide(final SteeringState state, final short[] owners) {
            Arrays.fill(owners, (short) (stranger + asked++ % 2));
        }

        @Override
        public long periodMs() {
            return 100;
        }
    }

    private List<SteeringChange> changes(final long after) {
        return rig.running.view().steeringChanges(after);
    }

    private static List<Kind> kinds(final List<SteeringChange> changes) {
        return changes.stream().map(SteeringChange::kind).toList();
    }

    @Test
    void shouldTellPolicyDecisionAndHandOverInTheirOrder() {
        rig.running.policies(List.of(new Restless()));
        rig.settle();
        final List<SteeringChange> changes = changes(0);
        assertEquals(List.of(Kind.POLICY, Kind.DECISION, Kind.HAND_OVER), kinds(changes));
        assertEquals("restless", changes.get(0).subject());
        final Move move = changes.get(2).moves().get(0);
        assertEquals(1, move.from());
        assertEquals(0, move.to());
        assertEquals(512, move.count());
        assertTrue(move.buckets().startsWith("1,3,5,"), move.buckets());
    }

    @Test
    void shouldTellDecisionsThatMakeNoEvent() {
        rig.running.policies(List.of(new Restless()));
        rig.settle();
        final long before = changes(0).size();
        final int events = rig.events.size();
        rig.clock.advanceMs(100);
        rig.settle();
        final List<SteeringChange> later = changes(before);
        assertEquals(List.of(Kind.DECISION, Kind.HAND_OVER), kinds(later));
        assertEquals("0-1023", later.get(1).moves().get(0).buckets());
        assertEquals(events, rig.events.size());
    }

    @Test
    void shouldTellARefusedDecision() {
        final Restless stranger = new Restless();
        stranger.stranger = 7;
        rig.running.policies(List.of(stranger));
        rig.settle();
        final List<SteeringChange> changes = changes(0);
        assertEquals(List.of(Kind.POLICY, Kind.REFUSED), kinds(changes));
        assertTrue(changes.get(1).text().contains("was given to worker 7"), () -> changes.toString());
    }

    @Test
    void shouldCountTheFramesThatWaited() throws Exception {
        final WirePort in = rig.port("in", "queues=2");
        final long before = changes(0).size();
        final int[] sent = new int[1];
        rig.whileWaiting(() -> {
            in.inject(0, Frames.numbered(A, B, sent[0] % 10, sent[0]++));
            rig.clock.advanceMs(1);
            rig.round();
        });
        rig.running.admin().moveBuckets(0, 1023, 1);
        rig.running.admin().moveBuckets(0, 1023, 0);
        rig.whileWaiting(rig::round);
        rig.settle();
        final List<SteeringChange> handovers = changes(before).stream()
                .filter(change -> change.kind() == Kind.HAND_OVER)
                .toList();
        assertEquals(2, handovers.size());
        final long waited = rig.running.view().workers().stream()
                .mapToLong(worker -> worker.parkedFrames())
                .sum();
        assertTrue(waited > 0);
        assertEquals(
                waited,
                handovers.stream().mapToLong(SteeringChange::parkedFrames).sum());
        assertTrue(handovers.get(0).durationNs() > 0);
    }

    @Test
    void shouldKeepTheLastFiveHundred() throws Exception {
        for (int i = 0; i < 300; i++) {
            rig.running.admin().moveBuckets(0, 0, 1 - i % 2);
        }
        final List<SteeringChange> changes = changes(0);
        assertEquals(500, changes.size());
        assertEquals(600, changes.get(499).number());
        assertEquals(List.of(), changes(600));
    }
}
