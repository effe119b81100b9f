package org.jackfield.core.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jackfield.api.admin.SteeringTableInfo;
import org.jackfield.api.admin.SteeringTableInfo.BucketInfo;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.WirePort;
import org.junit.jupiter.api.Test;

/** What people see of the buckets, and for how long they are counted. */
class BucketWatchTest {
    private static final long A = 0x0200_0000_000AL;
    private static final long B = 0x0200_0000_000BL;
    private static final int FRAMES = 50;

    private final SwitchRig rig = new SwitchRig(2);
    private final WirePort in = rig.port("in", "queues=2");

    private SteeringTableInfo look() {
        final SteeringTableInfo table = rig.running.view().steeringTable();
        rig.settle();
        return table;
    }

    private void send() {
        for (int i = 0; i < FRAMES; i++) {
            in.inject(0, Frames.numbered(A, B, 3, i));
        }
        rig.settle();
    }

    private static long frames(final SteeringTableInfo table) {
        return table.buckets().stream().mapToLong(BucketInfo::frames).sum();
    }

    /** Wants to know what went through the buckets, and leaves them where they are. */
    private static final class Measuring implements SteeringPolicy {
        @Override
        public String policyName() {
            return "measuring";
        }

        @Override
        public boolean preservesOrder() {
            return true;
        }

        @Override
        public void decide(final SteeringState state, final short[] owners) {}

        @Override
        public boolean measuresBuckets() {
            return true;
        }
    }

    @Test
    void shouldCountFromTheFirstQuestionUntilNobodyHasAskedForAWhile() {
        send();
        assertNull(rig.running.plane().view().steering.buckets, "nobody has asked");
        final SteeringTableInfo first = look();
        assertEquals(0, frames(first));
        assertFalse(first.forPolicy());
        send();
        final SteeringTableInfo second = look();
        final int bucket = rig.running.view().flow(Frames.numbered(A, B, 3, 0)).bucket();
        final BucketInfo counted = second.buckets().get(bucket);
        assertEquals(FRAMES, counted.frames());
        assertEquals((long) FRAMES * Frames.numbered(A, B, 3, 0).length, counted.bytes());
        assertEquals(first.sinceMs(), second.sinceMs());
        assertTrue(second.countedNs() >= first.countedNs());
        rig.clock.advanceMs(29_999);
        rig.settle();
        assertNotNull(rig.running.plane().view().steering.buckets);
        rig.clock.advanceMs(1);
        rig.settle();
        assertNull(rig.running.plane().view().steering.buckets, "nobody asks any more");
    }

    @Test
    void shouldShowTheCountsOfAPolicyThatWantsThemAndLeaveThemToIt() {
        look();
        rig.running.policies(List.of(new Measuring()));
        rig.settle();
        send();
        final SteeringTableInfo table = look();
        assertTrue(table.forPolicy());
        assertEquals(FRAMES, frames(table));
        rig.clock.advanceMs(60_000);
        rig.settle();
        assertNotNull(rig.running.plane().view().steering.buckets, "the policy still wants to know");
        rig.running.policies(List.of());
        rig.settle();
        assertNull(rig.running.plane().view().steering.buckets);
        assertEquals(0, frames(look()), "counted anew");
    }

    @Test
    void shouldTellHowOftenABucketMoved() throws Exception {
        rig.running.admin().moveBuckets(7, 7, 0);
        rig.running.admin().moveBuckets(7, 7, 1);
        rig.settle();
        final SteeringTableInfo table = look();
        assertEquals(2, table.buckets().get(7).moves());
        assertTrue(table.buckets().get(7).lastMovedMs() > 0);
        assertEquals(1, table.buckets().get(7).worker());
        assertEquals(0, table.buckets().get(8).moves());
        assertEquals(0, table.buckets().get(8).lastMovedMs());
    }
}
