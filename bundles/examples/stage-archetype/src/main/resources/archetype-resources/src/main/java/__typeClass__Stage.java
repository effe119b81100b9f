package ${package};

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.api.stage.Stage;
import org.jackfield.api.stage.StageException;
import org.jackfield.api.stage.StagePhase;
import org.jackfield.api.stage.StagePlan;
import org.jackfield.api.stage.StageScope;
import org.jackfield.api.stage.StageSettings;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Drops received frames whose source address may not send, before the switch learns it. Declarative Services makes one of these for
 * each configuration; the switch asks it for a plan when it comes and whenever its configuration changes, and workers use the plan.
 */
@Component(
        service = Stage.class,
        configurationPid = "org.jackfield.stage.${type}",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "type=${type}")
@Designate(ocd = ${typeClass}Configuration.class, factory = true)
public final class ${typeClass}Stage implements Stage {
    /** Written by one port-ops thread at a time. */
    private volatile Optional<${typeClass}Settings> present = Optional.empty();

    /** Keeps this object when the configuration changes: the switch reads it and calls {@link #plan}. */
    @Modified
    void modified() {}

    /** Behind the checks every bridge makes, before a source address is learned. */
    @Override
    public StagePhase phase() {
        return StagePhase.FILTER;
    }

    /** Makes all anew and changes nothing: workers use the plan before for a moment. */
    @Override
    public StagePlan plan(final StageSettings settings, final int workers) throws StageException {
        final ${typeClass}Settings next = ${typeClass}Settings.of(settings);
        present = Optional.of(next);
        return new StagePlan(
                StageScope.ofPorts(next.ports()), List.of(), worker -> new ${typeClass}Worker(next.macs()));
    }

    @Override
    public Map<String, String> details() {
        return present.map(now -> Map.of(
                        "ports", String.join(", ", now.ports()), "macs", String.valueOf(now.macs().length)))
                .orElse(Map.of());
    }

    @Override
    public void close() {
        present = Optional.empty();
    }
}
