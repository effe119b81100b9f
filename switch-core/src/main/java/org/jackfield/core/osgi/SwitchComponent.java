package org.jackfield.core.osgi;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jackfield.api.admin.SwitchAdmin;
import org.jackfield.api.admin.SwitchView;
import org.jackfield.api.event.SwitchEvent;
import org.jackfield.core.conductor.Switch;
import org.jackfield.core.conductor.SwitchOptions;
import org.jackfield.linux.mem.FrameMemories;
import org.jackfield.linux.poll.EngineException;
import org.jackfield.linux.poll.IoEngines;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Runs the switch: started when the component is activated, stopped with all its ports when it is deactivated. Other components
 * of this bundle find it as a service of this class; everybody else uses {@link SwitchView} and {@link SwitchAdmin}.
 */
@Component(service = SwitchComponent.class, immediate = true, configurationPid = "org.jackfield.core")
@Designate(ocd = CoreSettings.class)
public final class SwitchComponent {
    private static final System.Logger LOG = System.getLogger("org.jackfield.core");

    /** How long workers spin in a switch that was started for short delays. */
    private static final long LATENCY_SPIN_NS = 1_000_000;

    private final FrameMemories memory;
    private final Switch running;
    private final ServiceRegistration<SwitchView> view;
    private final ServiceRegistration<SwitchAdmin> admin;

    /** Starts the switch. */
    @Activate
    public SwitchComponent(final BundleContext context, final CoreSettings settings)
            throws IOException, EngineException {
        final IoEngines.Choice engine = engine(settings, context.getProperty("jackfield.engine"));
        final SwitchOptions options = options(
                settings,
                context.getProperty("jackfield.workers"),
                "true".equals(context.getProperty("jackfield.latency")));
        memory = new FrameMemories(options.workers() * options.smallSlots(), options.workers() * options.largeSlots());
        running = new Switch(options, memory.frames());
        running.preferPolicy(settings.steering$_$policy().strip());
        try {
            running.start(engine.factory(), engine.reason());
        } catch (final IllegalStateException refused) {
            memory.close();
            throw refused;
        }
        running.events().add(SwitchComponent::log);
        view = context.registerService(SwitchView.class, running.view(), null);
        admin = context.registerService(SwitchAdmin.class, running.admin(), null);
        LOG.log(
                System.Logger.Level.INFO,
                "switch: " + options.workers() + " worker(s), engine " + engine.name() + ": " + engine.reason());
    }

    private static void log(final SwitchEvent event) {
        switch (event.kind()) {
            case BUNDLE, CONFIGURATION -> {} // logged where they happen
            case PORT_FAULTED, PORT_REFUSED -> LOG.log(System.Logger.Level.WARNING, line(event));
            default -> LOG.log(System.Logger.Level.INFO, line(event));
        }
    }

    private static String line(final SwitchEvent event) {
        return event.subject() + ": " + event.text();
    }

    /** Stops it. */
    @Deactivate
    void deactivate() {
        admin.unregister();
        view.unregister();
        if (running.stop()) {
            memory.close();
        } else {
            LOG.log(System.Logger.Level.ERROR, "a worker did not end; its memory is kept until the process ends");
        }
    }

    /** The switch. */
    Switch running() {
        return running;
    }

    private static IoEngines.Choice engine(final CoreSettings settings, final @Nullable String override)
            throws EngineException {
        return IoEngines.choose(
                override == null || override.isBlank() ? settings.engine().trim() : override.trim());
    }

    private static SwitchOptions options(
            final CoreSettings settings, final @Nullable String workersOverride, final boolean latency) {
        final int workers = workersOverride == null || workersOverride.isBlank()
                ? settings.workers()
                : Integer.parseInt(workersOverride.trim());
        final int count = SwitchOptions.forWorkers(inRange("workers", workers, 0, SwitchOptions.MOST_WORKERS))
                .workers();
        return new SwitchOptions(
                count,
                inRange("small-frames", settings.small$_$frames(), 512, 65_536),
                Math.min(
                        inRange("large-frames", settings.large$_$frames(), 64, 8_192),
                        SwitchOptions.MOST_LARGE_SLOTS / count),
                Integer.highestOneBit(inRange("ring-slots", settings.ring$_$slots(), 16, 4_096)),
                inRange("fdb-capacity", settings.fdb$_$capacity(), 16, 1 << 20),
                inRange("fdb-limit", settings.fdb$_$limit(), 0, 1 << 20),
                inRange(
                        "ageing-seconds",
                        (int) Math.min(Integer.MAX_VALUE, settings.ageing$_$seconds()),
                        10,
                        1_000_000),
                latency
                        ? LATENCY_SPIN_NS
                        : TimeUnit.MICROSECONDS.toNanos(inRange("spin-us", settings.spin$_$us(), 0, 1_000)),
                TimeUnit.MILLISECONDS.toNanos(inRange("training-ms", settings.training$_$ms(), 0, 10_000)),
                TimeUnit.SECONDS.toNanos(inRange("linger-seconds", settings.linger$_$seconds(), 0, 3_600)));
    }

    private static int inRange(final String key, final int value, final int least, final int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("starting the switch failed: " + key + "=" + value
                    + " in org.jackfield.core.cfg" + " must be a whole number from " + least + " to " + most);
        }
        return value;
    }
}
