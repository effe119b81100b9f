package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.api.stage.EgressDecision;
import org.jackfield.api.stage.Stage;
import org.jackfield.api.stage.StageException;
import org.jackfield.api.stage.StagePlan;
import org.jackfield.api.stage.StageSettings;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.contract.RecordingStageContext;
import org.jackfield.testkit.contract.StageContractTest;
import org.junit.jupiter.api.Test;

/** What the switch relies on in every stage is in the base class; what this one does is here. */
class ${typeClass}StageTest extends StageContractTest {
    private final FramePool pool = new FramePool(new FrameReserve(FrameMemory.allocate(64, 64)));

    @Override
    protected Stage newStage() {
        return new ${typeClass}Stage();
    }

    @Override
    protected StageSettings settings() {
        return new StageSettings(Map.of("name", "${type}1", "ports", "p1", "macs", "02:00:00:00:00:01, 02:00:00:00:00:02"));
    }

    @Override
    protected List<Map<String, ?>> badChanges() {
        return List.of(Map.of("ports", ""), Map.of("macs", " "), Map.of("macs", "02:00"));
    }

    @Test
    void shouldDropWhatStrangersSend() throws StageException {
        final StagePlan plan = newStage().plan(settings(), 1);
        final FrameBatch batch = new FrameBatch(pool);
        for (final long source : new long[] {0x02_00_00_00_00_01L, 0x02_00_00_00_00_03L}) {
            final byte[] frame = Frames.broadcast(source);
            batch.src[batch.count] = source;
            batch.egress[batch.count] = EgressDecision.NONE;
            batch.add(Frames.toMemory(pool, frame), frame.length);
        }
        final RecordingStageContext context = new RecordingStageContext(newStage().phase(), plan);
        context.judge(plan.workers().apply(0), batch);
        assertEquals(EgressDecision.NONE, batch.egress[0]);
        assertEquals(EgressDecision.DROP, batch.egress[1]);
        assertEquals(List.of(), context.breaches());
    }
}
