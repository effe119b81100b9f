package org.jackfield.stage.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.api.port.DropReason;
import org.jackfield.api.stage.EgressDecision;
import org.jackfield.api.stage.StageException;
import org.jackfield.api.stage.StagePhase;
import org.jackfield.api.stage.StagePlan;
import org.jackfield.api.stage.StageSettings;
import org.jackfield.api.stage.StageWorker;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.contract.RecordingStageContext;
import org.junit.jupiter.api.Test;

/** Which frames a mirror takes. */
class MirrorTest {
    private static final int VM1 = 1;
    private static final int VM2 = 2;
    private static final int PROBE = 9;
    private static final int DROP = EgressDecision.drop(DropReason.SAME_PORT);

    private final FramePool pool = new FramePool(new FrameReserve(FrameMemory.allocate(256, 64)));
    private final MirrorStage stage = new MirrorStage();
    private StagePlan plan;
    private StageWorker worker;
    private RecordingStageContext context;

    private void mirror(final String... pairs) throws StageException {
        final Map<String, String> values = new HashMap<>(Map.of("name", "m1", "to", "probe"));
        for (final String pair : pairs) {
            values.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        plan = stage.plan(new StageSettings(values), 1);
        worker = plan.workers().apply(0);
        context = new RecordingStageContext(StagePhase.OBSERVE, plan);
        final Map<String, Integer> indices = Map.of("probe", PROBE, "vm1", VM1, "vm2", VM2);
        for (int p = 0; p < plan.ports().size(); p++) {
            context.port(p, indices.getOrDefault(plan.ports().get(p), -1));
        }
    }

    /** A batch with a frame for each decision. */
    private List<Integer> taken(final int ingress, final int... decisions) {
        final FrameBatch batch = new FrameBatch(pool);
        for (int i = 0; i < decisions.length; i++) {
            final byte[] frame = Frames.from(2, 4)
                    .ipv4("10.0.0." + i, "10.0.1.1")
                    .udp(1000 + i, 53)
                    .build();
            batch.add(Frames.toMemory(pool, frame), frame.length);
            batch.egress[i] = decisions[i];
            batch.vid[i] = (short) i;
        }
        batch.ingressPort = ingress;
        context.judge(worker, batch);
        assertEquals(List.of(), context.breaches());
        for (int i = 0; i < batch.count; i++) {
            pool.release(batch.id[i]);
        }
        return context.copied();
    }

    @Test
    void shouldTakeWhatAPortReceivesAndWhatIsSentToItOnce() throws StageException {
        mirror("ports=vm1");
        assertEquals(Set.of("vm1"), plan.scope().ports());
        assertEquals(Set.of("vm1"), plan.scope().bridgesOf());
        assertEquals(List.of(0, 1), taken(VM1, VM2, EgressDecision.FLOOD, DROP));
        assertEquals(List.of(0), taken(VM2, VM1, EgressDecision.FLOOD, 5, DROP), "flooded elsewhere");
        context.floodTo(VM1);
        assertEquals(List.of(0, 1), taken(VM2, VM1, EgressDecision.FLOOD, 5, DROP));
        mirror("ports=vm1,vm2");
        assertEquals(List.of(0), taken(VM1, VM2), "in at one, out at the other: once");
    }

    @Test
    void shouldTakeOneDirectionOnly() throws StageException {
        mirror("ports=vm1:rx");
        assertTrue(plan.scope().bridgesOf().isEmpty());
        assertEquals(List.of(0), taken(VM1, VM2));
        assertEquals(List.of(), taken(VM2, VM1));
        mirror("ports=vm1:tx");
        assertEquals(List.of(), taken(VM1, VM2));
        assertEquals(List.of(0), taken(VM2, VM1));
        mirror("ports=vm1,vm2:rx", "direction=tx");
        assertEquals(List.of(), taken(VM1, 5));
        assertEquals(List.of(0), taken(VM2, 5));
        assertEquals(List.of(0), taken(5, VM1));
    }

    @Test
    void shouldTakeAllOfABridge() throws StageException {
        mirror("bridge=br1");
        assertEquals(Set.of("br1"), plan.scope().bridges());
        assertEquals(List.of(0, 1), taken(5, 6, EgressDecision.FLOOD, DROP));
        mirror("bridge=br1", "drops=true");
        assertEquals(List.of(0, 1, 2), taken(5, 6, EgressDecision.FLOOD, DROP));
        mirror("bridge=br1", "drops=true", "direction=tx");
        assertEquals(List.of(0, 1), taken(5, 6, EgressDecision.FLOOD, DROP));
    }

    @Test
    void shouldTakeDropsOnlyWhereAsked() throws StageException {
        mirror("ports=vm1", "drops=true");
        assertEquals(List.of(0, 1), taken(VM1, VM2, DROP));
        assertEquals(List.of(), taken(VM2, DROP), "a frame that is dropped is sent to nobody");
    }

    @Test
    void shouldNeverMirrorWhatComesFromThePortOfTheCopies() throws StageException {
        mirror("bridge=br1");
        assertEquals(List.of(), taken(PROBE, 5, EgressDecision.FLOOD));
        mirror("ports=vm1");
        assertEquals(List.of(), taken(PROBE, VM1));
    }

    @Test
    void shouldNarrowByVlanFilterAndSample() throws StageException {
        mirror("bridge=br1", "vlan=1, 3");
        assertEquals(List.of(1, 3), taken(5, 6, 6, 6, 6, 6));
        mirror("bridge=br1", "vlan=0");
        assertEquals(List.of(0), taken(5, 6, 6, 6));
        mirror("bridge=br1", "filter=src host 10.0.0.2 or src port 1004");
        assertEquals(List.of(2, 4), taken(5, 6, 6, 6, 6, 6));
        mirror("bridge=br1", "sample=3", "vlan=0,1,2,3");
        assertEquals(List.of(2), taken(5, 6, 6, 6, 6, 6));
        assertEquals(List.of(1), taken(5, 6, 6, 6), "it counts on");
    }

    @Test
    void shouldCountWhatItMissesWhileThePortOfTheCopiesIsNotThere() throws StageException {
        mirror("bridge=br1");
        context.port(0, -1);
        assertEquals(List.of(), taken(5, 6, 6));
        assertTrue(stage.details().get("missed").startsWith("2 "), stage.details()::toString);
        mirror("bridge=br2");
        assertTrue(stage.details().get("missed").startsWith("2 "), "it goes on when the configuration changes");
    }
}
