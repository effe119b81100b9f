package org.jackfield.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.Map;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.api.stage.EgressDecision;
import org.jackfield.api.stage.Stage;
import org.jackfield.api.stage.StagePhase;
import org.jackfield.api.stage.StagePlan;
import org.jackfield.api.stage.StageScope;
import org.jackfield.api.stage.StageSettings;
import org.jackfield.api.stage.StageWorker;
import org.jackfield.testkit.Frames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of stages over a small one, and whether the judge of that contract notices breaches. */
class BroadcastLimitTest extends StageContractTest {
    private static final StagePlan PLAN = new StagePlan(StageScope.everything(), List.of("a"), worker -> null);

    private final FramePool pool = new FramePool(new FrameReserve(FrameMemory.allocate(64, 64)));

    @Override
    protected Stage newStage() {
        return new BroadcastLimit();
    }

    @Override
    protected StageSettings settings() {
        return new StageSettings(Map.of("name", "limit", "frames", "3"));
    }

    @Override
    protected List<Map<String, ?>> badChanges() {
        return List.of(Map.of("frames", "0"), Map.of("frames", "many"));
    }

    private FrameBatch broadcasts(final int count) {
        final FrameBatch batch = new FrameBatch(pool);
        for (int i = 0; i < count; i++) {
            final byte[] frame = Frames.broadcast(2);
            batch.add(Frames.toMemory(pool, frame), frame.length);
            batch.dst[i] = 0xFFFF_FFFF_FFFFL;
            batch.egress[i] = EgressDecision.NONE;
        }
        return batch;
    }

    @Test
    void shouldDropBroadcastsBeyondItsLimitUntilTimePasses() throws Exception {
        final StagePlan plan = newStage().plan(settings(), 1);
        final RecordingStageContext context = new RecordingStageContext(StagePhase.FILTER, plan);
        final StageWorker worker = plan.workers().apply(0);
        context.now(10_000_000);
        final FrameBatch batch = broadcasts(5);
        context.judge(worker, batch);
        assertEquals(EgressDecision.NONE, batch.egress[2]);
        assertEquals(EgressDecision.DROP, batch.egress[3]);
        context.now(11_000_000);
        final FrameBatch later = broadcasts(1);
        context.judge(worker, later);
        assertEquals(EgressDecision.NONE, later.egress[0]);
        assertEquals(List.of(), context.breaches());
    }

    private void assertNoticed(final StagePhase phase, final StageWorker misdeed) {
        final RecordingStageContext context = new RecordingStageContext(phase, PLAN);
        context.port(0, 7);
        context.judge(misdeed, broadcasts(2));
        assertNotEquals(List.of(), context.breaches());
    }

    @ParameterizedTest
    @EnumSource(StagePhase.class)
    void shouldNoticeWhatNoBandMayDo(final StagePhase phase) {
        assertNoticed(phase, (batch, context) -> batch.count--);
        assertNoticed(phase, (batch, context) -> batch.limit--);
        assertNoticed(phase, (batch, context) -> batch.id[0] = batch.id[1]);
        assertNoticed(phase, (batch, context) -> batch.dst[0]++);
        assertNoticed(phase, (batch, context) -> batch.egress[1] = -12);
        assertNoticed(phase, (batch, context) -> batch.egress[2] = EgressDecision.DROP);
        assertNoticed(phase, (batch, context) -> batch.pool().retain(batch.id[0], 1));
        assertNoticed(
                phase,
                (batch, context) -> batch.pool()
                        .memory()
                        .buffer(batch.id[0])
                        .putInt(batch.pool().memory().data(batch.id[0]), 1));
        assertNoticed(phase, (batch, context) -> context.port(1));
        assertNoticed(phase, (batch, context) -> context.copy(new int[] {2}, 1, 0));
    }

    @Test
    void shouldNoticeWhatABandMayNotDo() {
        assertNoticed(StagePhase.OBSERVE, (batch, context) -> batch.egress[0] = EgressDecision.DROP);
        assertNoticed(StagePhase.FILTER, (batch, context) -> batch.egress[0] = 1);
        assertNoticed(StagePhase.INSPECT, (batch, context) -> batch.egress[0] = EgressDecision.FLOOD);
        assertNoticed(StagePhase.DECIDE, (batch, context) -> batch.egress[0] = batch.ingressPort);
        assertNoticed(StagePhase.DECIDE, (batch, context) -> context.copy(new int[1], 1, 0));
    }
}
