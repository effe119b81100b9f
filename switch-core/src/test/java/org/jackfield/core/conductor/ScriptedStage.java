package org.jackfield.core.conductor;

import java.util.List;
import java.util.Map;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.stage.Stage;
import org.jackfield.api.stage.StageContext;
import org.jackfield.api.stage.StageException;
import org.jackfield.api.stage.StagePhase;
import org.jackfield.api.stage.StagePlan;
import org.jackfield.api.stage.StageScope;
import org.jackfield.api.stage.StageSettings;
import org.jackfield.api.stage.StageWorker;

/** A stage that does what a test says; the configuration key {@code refuse} makes it refuse. */
final class ScriptedStage implements Stage {
    private final StagePhase phase;
    private final StageScope scope;
    private final List<String> ports;
    volatile StageWorker code;
    int plans;
    int closes;
    volatile boolean inside;
    /** Whether it was closed while somebody was inside. */
    boolean offended;

    ScriptedStage(final StagePhase phase, final StageScope scope, final StageWorker code, final String... ports) {
        this.phase = phase;
        this.scope = scope;
        this.ports = List.of(ports);
        this.code = code;
    }

    /** A stage for all ports. */
    ScriptedStage(final StagePhase phase, final StageWorker code, final String... ports) {
        this(phase, StageScope.everything(), code, ports);
    }

    @Override
    public StagePhase phase() {
        return phase;
    }

    @Override
    public StagePlan plan(final StageSettings settings, final int workers) throws StageException {
        if (settings.text("refuse").isPresent()) {
            throw settings.refuse("refuse", "is refused");
        }
        plans++;
        return new StagePlan(scope, ports, worker -> this::run);
    }

    private void run(final FrameBatch batch, final StageContext context) {
        inside = true;
        try {
            code.process(batch, context);
        } finally {
            inside = false;
        }
    }

    @Override
    public Map<String, String> details() {
        return Map.of("plans", String.valueOf(plans));
    }

    @Override
    public void close() {
        offended |= inside;
        closes++;
    }
}
