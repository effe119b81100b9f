package org.jackfield.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.api.port.DropReason;
import org.jackfield.api.stage.EgressDecision;
import org.jackfield.api.stage.Stage;
import org.jackfield.api.stage.StageException;
import org.jackfield.api.stage.StagePhase;
import org.jackfield.api.stage.StagePlan;
import org.jackfield.api.stage.StageSettings;
import org.jackfield.api.stage.StageWorker;
import org.jackfield.testkit.FrameBuilder;
import org.jackfield.testkit.Frames;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;

/** What every stage must do, by the words of {@link Stage}. A stage's test extends this and says how to make one. */
public abstract class StageContractTest {
    private static final String MODIFIED = "Lorg/osgi/service/component/annotations/Modified;";
    private static final String COMPONENT = "Lorg/osgi/service/component/annotations/Component;";
    private static final String HOT_PATH = "Lorg/jackfield/api/frame/HotPath;";
    private static final int WORKERS = 3;
    /** Ports of the plan have the indices from here on, those of other ports are below. */
    private static final int FIRST_PORT = 3;

    private static final int WARM_UP = 200;
    private static final int MEASURED = 400;

    private final FramePool pool = new FramePool(new FrameReserve(FrameMemory.allocate(1024, 64)));
    private Stage stage;
    private StageSettings settings;

    /** A fresh stage. */
    protected abstract Stage newStage() throws Exception;

    /** A configuration it accepts, with a name. */
    protected abstract StageSettings settings() throws Exception;

    /** Changes (key to value) of that configuration that it must refuse. */
    protected abstract List<Map<String, ?>> badChanges();

    /** The class that Declarative Services makes; the stage's own unless overridden. */
    protected Class<?> componentClass() throws Exception {
        return newStage().getClass();
    }

    @BeforeEach
    void makeStage() throws Exception {
        stage = newStage();
        settings = settings();
    }

    @Test
    void shouldSayItsBand() throws Exception {
        final StagePhase phase = stage.phase();
        stage.plan(settings, WORKERS);
        assertEquals(phase, stage.phase());
        assertEquals(phase, newStage().phase());
    }

    @Test
    void shouldPlanSomethingForEachWorkerOfItsOwn() throws Exception {
        for (final int workers : new int[] {1, 2, 64}) {
            final StagePlan plan = stage.plan(settings, workers);
            final Set<StageWorker> all = new HashSet<>();
            for (int w = 0; w < workers; w++) {
                assertTrue(all.add(plan.workers().apply(w)), "two workers share an object");
            }
            assertTrue(
                    plan.scope().all()
                            || !plan.scope().ports().isEmpty()
                            || !plan.scope().bridges().isEmpty()
                            || !plan.scope().bridgesOf().isEmpty(),
                    "it wants no frames at all");
        }
    }

    @Test
    void shouldRefuseBadSettingsByNameAndChangeNothing() throws Exception {
        for (final Map<String, ?> change : badChanges()) {
            final Map<String, String> before = stage.details();
            final StageException refused =
                    assertThrows(StageException.class, () -> stage.plan(with(change), WORKERS), change::toString);
            final String message = String.valueOf(refused.getMessage());
            assertTrue(message.contains(settings.name()), () -> "does not name the stage: " + message);
            assertEquals(before, stage.details());
        }
        stage.plan(settings, WORKERS);
        final Map<String, String> before = stage.details();
        for (final Map<String, ?> change : badChanges()) {
            assertThrows(StageException.class, () -> stage.plan(with(change), WORKERS), change::toString);
            assertEquals(before, stage.details());
        }
    }

    @Test
    void shouldDoOnlyWhatItsBandAllowsToWhateverFramesComeFromWhereverTheyGo() throws Exception {
        final StagePlan plan = stage.plan(settings, WORKERS);
        final StageWorker worker = plan.workers().apply(0);
        final RecordingStageContext context = new RecordingStageContext(stage.phase(), plan);
        final Random random = new Random(1);
        for (int round = 0; round < 300; round++) {
            place(plan, context, random);
            final FrameBatch batch = batch(1 + random.nextInt(FrameBatch.CAPACITY), random, round % 2 == 0);
            batch.ingressPort = random.nextInt(FIRST_PORT + plan.ports().size());
            context.now(round * 1_000_000L);
            context.judge(worker, batch);
            assertEquals(List.of(), context.breaches());
            release(batch);
        }
        assertEquals(1024, held(), "frames are missing");
    }

    @Test
    void shouldTakeOneFrameAndAFullBatch() throws Exception {
        final StagePlan plan = stage.plan(settings, WORKERS);
        final RecordingStageContext context = new RecordingStageContext(stage.phase(), plan);
        place(plan, context, new Random(2));
        for (final int count : new int[] {1, FrameBatch.CAPACITY}) {
            final FrameBatch batch = batch(count, new Random(3), true);
            context.judge(plan.workers().apply(1), batch);
            assertEquals(List.of(), context.breaches());
            release(batch);
        }
    }

    @Test
    void shouldKeepAnEarlierPlanUsableWhileALaterOneIsInForce() throws Exception {
        final StagePlan first = stage.plan(settings, WORKERS);
        final StageWorker earlier = first.workers().apply(0);
        final StagePlan second = stage.plan(settings, WORKERS);
        final StageWorker later = second.workers().apply(0);
        assertNotSame(earlier, later, "workers of two plans");
        final RecordingStageContext ofFirst = new RecordingStageContext(stage.phase(), first);
        final RecordingStageContext ofSecond = new RecordingStageContext(stage.phase(), second);
        final Random random = new Random(4);
        for (int round = 0; round < 20; round++) {
            final FrameBatch batch = batch(8, random, true);
            (round % 2 == 0 ? ofFirst : ofSecond).judge(round % 2 == 0 ? earlier : later, batch);
            release(batch);
        }
        assertEquals(List.of(), ofFirst.breaches());
        assertEquals(List.of(), ofSecond.breaches());
    }

    @Test
    void shouldBeUsedAgainAfterAClose() throws Exception {
        for (int i = 0; i < 3; i++) {
            final StagePlan plan = stage.plan(settings, WORKERS);
            final RecordingStageContext context = new RecordingStageContext(stage.phase(), plan);
            final FrameBatch batch = batch(8, new Random(i), true);
            context.judge(plan.workers().apply(0), batch);
            assertEquals(List.of(), context.breaches());
            release(batch);
            stage.close();
        }
    }

    @Test
    void shouldAnswerQuestionsWheneverAsked() throws Exception {
        assertDoesNotThrow(stage::details);
        stage.plan(settings, WORKERS);
        assertTrue(stage.details().values().stream().allMatch(value -> !value.isBlank()));
        stage.close();
        assertDoesNotThrow(stage::details);
    }

    @Test
    void shouldAllocateNothingForAFrame() throws Exception {
        final StagePlan plan = stage.plan(settings, WORKERS);
        final StageWorker worker = plan.workers().apply(0);
        final RecordingStageContext context = new RecordingStageContext(stage.phase(), plan);
        for (int p = 0; p < plan.ports().size(); p++) {
            context.port(p, FIRST_PORT + p);
        }
        final FrameBatch batch = batch(200, new Random(6), true);
        final int[] decisions = batch.egress.clone();
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = 0;
        for (int round = 0; round < WARM_UP + MEASURED; round++) {
            System.arraycopy(decisions, 0, batch.egress, 0, decisions.length);
            batch.ingressPort = round % (FIRST_PORT + plan.ports().size());
            final long before = threads.getCurrentThreadAllocatedBytes();
            context.process(worker, batch);
            allocated += round < WARM_UP ? 0 : threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertEquals(0, allocated / (MEASURED * 200L), "bytes for each frame");
    }

    @Test
    void shouldMarkWhatWorkersUseAsHot() throws Exception {
        final Class<?> type = stage.plan(settings, 1).workers().apply(0).getClass();
        final ClassNode node = read(type);
        assertTrue(
                node.invisibleAnnotations != null
                        && node.invisibleAnnotations.stream().anyMatch(a -> a.desc.equals(HOT_PATH)),
                () -> type.getName() + " is not marked @HotPath, so no gate checks it");
    }

    @Test
    void shouldKeepItsServiceWhenItsConfigurationChanges() throws Exception {
        final ClassNode node = read(componentClass());
        final boolean component = node.invisibleAnnotations != null
                && node.invisibleAnnotations.stream().anyMatch(a -> a.desc.equals(COMPONENT));
        final boolean modified = node.methods.stream()
                .anyMatch(method -> method.invisibleAnnotations != null
                        && method.invisibleAnnotations.stream().anyMatch(a -> a.desc.equals(MODIFIED)));
        assertTrue(!component || modified, () -> node.name + " is a component without a @Modified method");
    }

    private static ClassNode read(final Class<?> type) throws IOException {
        final ClassNode node = new ClassNode();
        try (InputStream in = type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
            if (in == null) {
                throw new IOException("no class file of " + type);
            }
            new ClassReader(in.readAllBytes()).accept(node, ClassReader.SKIP_CODE);
        }
        return node;
    }

    /** Ports of the plan come and go. */
    private static void place(final StagePlan plan, final RecordingStageContext context, final Random random) {
        final List<Integer> flooded = new ArrayList<>();
        for (int p = 0; p < plan.ports().size(); p++) {
            final boolean there = random.nextInt(4) > 0;
            context.port(p, there ? FIRST_PORT + p : -1);
            if (there && random.nextBoolean()) {
                flooded.add(FIRST_PORT + p);
            }
        }
        context.floodTo(flooded.toArray(new Integer[0]));
    }

    /** Frames of all kinds, hostile ones too, decided as they may be when a batch comes to this band. */
    private FrameBatch batch(final int count, final Random random, final boolean sound) {
        final FrameBatch batch = new FrameBatch(pool);
        for (int i = 0; i < count; i++) {
            final byte[] bytes = sound ? sound(random) : hostile(random);
            batch.add(Frames.toMemory(pool, bytes), bytes.length);
            parse(batch, i, bytes);
            batch.egress[i] = decision(random, bytes.length);
        }
        return batch;
    }

    private int decision(final Random random, final int length) {
        if (length < 14) {
            return EgressDecision.drop(DropReason.TOO_SHORT);
        }
        final int kind = random.nextInt(8);
        if (kind == 0) {
            return EgressDecision.drop(DropReason.values()[random.nextInt(7)]);
        }
        final boolean decided = stage.phase().compareTo(StagePhase.DECIDE) >= 0;
        return !decided ? EgressDecision.NONE : kind == 1 ? EgressDecision.FLOOD : random.nextInt(FIRST_PORT + 3);
    }

    private static void parse(final FrameBatch batch, final int i, final byte[] bytes) {
        final ByteBuffer buffer = ByteBuffer.allocate(Math.max(20, bytes.length));
        buffer.put(0, bytes);
        batch.dst[i] = buffer.getLong(0) >>> 16;
        batch.src[i] = buffer.getLong(4) & 0xFFFF_FFFF_FFFFL;
        batch.vid[i] = FlowHash.isTag(buffer.getShort(12) & 0xFFFF) ? (short) (buffer.getShort(14) & 0x0FFF) : 0;
        batch.hash[i] = FlowHash.of(buffer, 0, bytes.length);
    }

    private static byte[] sound(final Random random) {
        final long near = 0x0200_0000_0000L + random.nextInt(20);
        final long far = random.nextInt(4) == 0 ? 0xFFFF_FFFF_FFFFL : 0x0200_0000_0100L + random.nextInt(20);
        final FrameBuilder frame = Frames.from(near, far);
        if (random.nextInt(3) == 0) {
            frame.vlan(1 + random.nextInt(20));
        }
        if (random.nextBoolean()) {
            frame.ipv4("10.0.0." + random.nextInt(20), "10.0.1." + random.nextInt(20));
        } else {
            frame.ipv6("2001:db8::" + random.nextInt(20), "2001:db8:1::" + random.nextInt(20));
        }
        return (random.nextBoolean()
                        ? frame.udp(random.nextInt(100), random.nextInt(100))
                        : frame.tcp(random.nextInt(100), random.nextInt(100), random.nextInt()))
                .build();
    }

    /** Cut off anywhere, and with any byte wrong. */
    private static byte[] hostile(final Random random) {
        final byte[] frame = sound(random);
        final byte[] cut = Arrays.copyOf(frame, random.nextInt(frame.length + 1));
        for (int flips = random.nextInt(4); flips > 0 && cut.length > 0; flips--) {
            cut[random.nextInt(cut.length)] = (byte) random.nextInt();
        }
        return cut;
    }

    private static void release(final FrameBatch batch) {
        for (int i = 0; i < batch.count; i++) {
            batch.pool().release(batch.id[i]);
        }
    }

    /** Small frames that are free. */
    private int held() {
        final List<Integer> taken = new ArrayList<>();
        for (int id = pool.allocate(0); id >= 0; id = pool.allocate(0)) {
            taken.add(id);
        }
        taken.forEach(pool::release);
        return taken.size();
    }

    private StageSettings with(final Map<String, ?> change) {
        final Map<String, Object> changed = new HashMap<>(settings.values());
        changed.putAll(change);
        return new StageSettings(changed);
    }
}
