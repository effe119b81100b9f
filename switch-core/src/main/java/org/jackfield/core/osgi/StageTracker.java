package org.jackfield.core.osgi;

import java.util.Map;
import org.jackfield.api.stage.Stage;
import org.jackfield.api.stage.StageSettings;
import org.jackfield.core.conductor.StageRegistry;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Announces the {@link Stage} services of the registry to the switch (whiteboard). {@link #remove} returns only when no worker uses the
 * stage's code any more, so the stage's component is deactivated, and its bundle stopped, after that and never before.
 */
@Component(service = StageTracker.class, immediate = true)
public final class StageTracker {
    private final SwitchComponent component;
    private final StageRegistry stages;

    /** A tracker for the running switch. */
    @Activate
    public StageTracker(@Reference final SwitchComponent component) {
        this.component = component;
        this.stages = component.running().stages();
    }

    @Reference(
            service = Stage.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            updated = "change",
            unbind = "remove")
    void add(final Stage stage, final Map<String, Object> properties) {
        stages.seen(stage, new StageSettings(properties));
    }

    void change(final Stage stage, final Map<String, Object> properties) {
        stages.changed(stage, new StageSettings(properties));
    }

    void remove(final Stage stage) {
        if (!component.isReplaced()) { // else the switch forwards on with it, and closes it when the next one follows
            stages.gone(stage);
        }
    }
}
