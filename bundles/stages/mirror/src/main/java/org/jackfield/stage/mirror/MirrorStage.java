package org.jackfield.stage.mirror;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.stage.Stage;
import org.jackfield.api.stage.StageException;
import org.jackfield.api.stage.StagePhase;
import org.jackfield.api.stage.StagePlan;
import org.jackfield.api.stage.StageSettings;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/** Sends copies of frames to a port. One component for each factory configuration. */
@Component(
        service = Stage.class,
        configurationPid = "org.jackfield.stage.mirror",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "type=mirror")
@Designate(ocd = MirrorConfiguration.class, factory = true)
public final class MirrorStage implements Stage {
    /** Written by port-ops threads, one at a time. */
    private volatile Optional<MirrorSettings> present = Optional.empty();
    /** By worker; they go on when plans change. */
    private final Map<Integer, CounterBlock> counters = new ConcurrentHashMap<>();

    /**
     * Keeps the component for a changed configuration: the switch reads its service properties and calls {@link #plan}.
     */
    @Modified
    void modified() {}

    @Override
    public StagePhase phase() {
        return StagePhase.OBSERVE;
    }

    @Override
    public StagePlan plan(final StageSettings settings, final int workers) throws StageException {
        final MirrorSettings next = MirrorSettings.of(settings);
        final List<String> ports = new ArrayList<>();
        ports.add(next.to());
        ports.addAll(next.rx());
        ports.addAll(next.tx());
        present = Optional.of(next);
        return new StagePlan(
                next.scope(),
                ports,
                worker -> new MirrorWorker(
                        next, counters.computeIfAbsent(worker, w -> new CounterBlock(MirrorWorker.COUNTERS))));
    }

    @Override
    public Map<String, String> details() {
        final Map<String, String> details = new LinkedHashMap<>();
        present.ifPresent(settings -> {
            details.put("to", settings.to());
            details.put("from", settings.from());
            details.put("filter", settings.filterText().isEmpty() ? "-" : settings.filterText());
            details.put("sample", "1 of " + settings.sample());
            details.put("drops", settings.drops() ? "mirrored" : "not mirrored");
            details.put("missed", sum(MirrorWorker.MISSED) + " (while port " + settings.to() + " was not active)");
        });
        return details;
    }

    private long sum(final int counter) {
        return counters.values().stream().mapToLong(block -> block.get(counter)).sum();
    }

    @Override
    public void close() {
        present = Optional.empty();
    }
}
