package org.jackfield.core.osgi;

import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jackfield.api.admin.SteeringLimits;
import org.jackfield.api.admin.SwitchAdmin;
import org.jackfield.api.admin.SwitchView;
import org.jackfield.api.event.SwitchEvent;
import org.jackfield.api.port.PortException;
import org.jackfield.core.conductor.Switch;
import org.jackfield.core.conductor.SwitchOptions;
import org.jackfield.linux.keep.Kept;
import org.jackfield.linux.keep.StateKeeper;
import org.jackfield.linux.mem.FrameMemories;
import org.jackfield.linux.poll.Descriptors;
import org.jackfield.linux.poll.EngineException;
import org.jackfield.linux.poll.IoEngines;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
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

    /** Whose state is kept. */
    private static final String KEPT = "org.jackfield.core";

    private final BundleContext context;
    private final StateKeeper keeper;
    private final String version;
    private final long lingerMs;
    private final FrameMemories memory;
    private final Switch running;
    private final ServiceRegistration<SwitchView> view;
    private final ServiceRegistration<SwitchAdmin> admin;
    private boolean leaving;

    /** Starts the switch, with what the version before left where there is something. */
    @Activate
    public SwitchComponent(
            final BundleContext context, final CoreSettings settings, @Reference final StateKeeper keeper)
            throws IOException, EngineException {
        this.context = context;
        this.keeper = keeper;
        this.version = context.getBundle().getVersion().toString();
        final IoEngines.Choice engine = engine(settings, context.getProperty("jackfield.engine"));
        final SwitchOptions options = options(
                settings,
                context.getProperty("jackfield.workers"),
                "true".equals(context.getProperty("jackfield.latency")));
        lingerMs = TimeUnit.NANOSECONDS.toMillis(options.lingerNs());
        memory = new FrameMemories(options.workers() * options.smallSlots(), options.workers() * options.largeSlots());
        running = new Switch(options, memory.frames());
        limit(settings); // before anybody decides
        running.preferCpus(settings.worker$_$cpus());
        running.preferPolicy(settings.steering$_$policy().strip());
        running.preferPolicies(
                policies("steering-ports", settings.steering$_$ports()),
                policies("steering-bridges", settings.steering$_$bridges()));
        start(engine);
        view = context.registerService(SwitchView.class, running.view(), null);
        admin = context.registerService(SwitchAdmin.class, running.admin(), null);
        LOG.log(
                System.Logger.Level.INFO,
                "switch: " + options.workers() + " worker(s), engine " + engine.name() + ": " + engine.reason());
    }

    /** The version before forwards until this one asks for what it leaves, which is as late as possible. */
    private void start(final IoEngines.Choice engine) throws IOException {
        if (keeper.keeps(KEPT)) {
            loadAll();
            running.rehearse(engine.factory());
        }
        final Optional<Kept> left = keeper.take(KEPT);
        final Optional<String> refusal = left.flatMap(Switch::refusal);
        final Optional<Kept> followed = left.filter(kept -> refusal.isEmpty());
        try {
            final List<Integer> unused =
                    new ArrayList<>(followed.map(running::follow).orElse(List.of()));
            running.start(engine.factory(), engine.reason());
            left.filter(kept -> refusal.isPresent()).ifPresent(kept -> unused.addAll(kept.descriptors()));
            unused.forEach(Descriptors::close);
        } catch (final RuntimeException | LinkageError refused) {
            left.ifPresent(kept -> keeper.keep(KEPT, kept, lingerMs)); // for the version before, which comes back now
            memory.close();
            throw refused;
        }
        running.events().add(SwitchComponent::log);
        running.tellOfChange(version);
        refusal.ifPresent(why -> LOG.log(
                System.Logger.Level.WARNING, "switch: all ports are opened anew by version " + version + ": " + why));
    }

    private static void log(final SwitchEvent event) {
        switch (event.kind()) {
            case BUNDLE, CONFIGURATION -> {} // logged where they happen
            case PORT_FAULTED, PORT_REFUSED, STAGE_FAULTED -> LOG.log(System.Logger.Level.WARNING, line(event));
            default -> LOG.log(System.Logger.Level.INFO, line(event));
        }
    }

    private static String line(final SwitchEvent event) {
        return event.subject() + ": " + event.text();
    }

    /** Before the first port's code goes: when it goes because this bundle does, another version is to be expected. */
    synchronized void prepareToLeave() {
        if (!leaving && isReplaced()) {
            leaving = true;
            running.prepareToLeave();
        }
    }

    /** Whether this bundle stops and the framework does not. */
    boolean isReplaced() {
        return lingerMs > 0
                && context.getBundle().getState() == Bundle.STOPPING
                && context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getState() == Bundle.ACTIVE;
    }

    /**
     * Stops it. When only this bundle stops, it forwards on until the next version asks for what it leaves, or until nobody has in time:
     * so frames wait only while one version takes the place of the other, and not while that one is loaded.
     */
    @Deactivate
    void deactivate() {
        admin.unregister();
        view.unregister();
        if (isReplaced()) {
            loadAll();
            keeper.keep(KEPT, this::leave, lingerMs);
        } else {
            free(running.stop());
        }
    }

    /** The last act of a switch whose bundle has stopped. */
    private Optional<Kept> leave() {
        final Optional<Kept> left = running.leave(version);
        free(left.isPresent() ? running.ended() : running.stop());
        return left;
    }

    private void free(final boolean ended) {
        if (ended) {
            memory.close();
        } else {
            LOG.log(System.Logger.Level.ERROR, "a worker did not end; its memory is kept until the process ends");
        }
    }

    /**
     * Loads all classes: those of a version that goes cannot be loaded any more once its bundle is updated, and those of one that comes
     * should not have to be while frames wait.
     */
    private void loadAll() {
        final Bundle bundle = context.getBundle();
        final Enumeration<URL> classes = bundle.findEntries("/org/jackfield/core", "*.class", true);
        while (classes != null && classes.hasMoreElements()) {
            final String path = classes.nextElement().getPath();
            try {
                bundle.loadClass(path.substring(1, path.lastIndexOf('.')).replace('/', '.'));
            } catch (final ClassNotFoundException | LinkageError unloadable) {
                LOG.log(System.Logger.Level.DEBUG, "{0} is not loaded: {1}", path, unloadable);
            }
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

    private void limit(final CoreSettings settings) {
        try {
            running.preferLimits(new SteeringLimits(
                    numbers("steering-exclude", settings.steering$_$exclude()),
                    inRange("steering-workers", settings.steering$_$workers(), 0, SwitchOptions.MOST_WORKERS),
                    numbers("steering-weights", settings.steering$_$weights())));
        } catch (final PortException refused) {
            throw new IllegalArgumentException(
                    "starting the switch failed: steering-exclude, steering-workers and steering-weights of"
                            + " org.jackfield.core.cfg: " + refused.getMessage(),
                    refused);
        }
    }

    /** A policy by name, from NAME:POLICY with commas between. */
    private static Map<String, String> policies(final String key, final String text) {
        final Map<String, String> policies = new TreeMap<>();
        for (final String part : text.split(",")) {
            final int colon = part.lastIndexOf(':');
            final String name = part.substring(0, Math.max(0, colon)).strip();
            final String policy = part.substring(colon + 1).strip();
            final boolean valid = !name.isEmpty() && !policy.isEmpty() && policies.put(name, policy) == null;
            if (!valid && !text.isBlank()) {
                throw new IllegalArgumentException("starting the switch failed: " + key + "=" + text
                        + " in org.jackfield.core.cfg must be NAME:POLICY with commas between, each name once, such as"
                        + " vm1:round-robin,vm2:pinned");
            }
        }
        return policies;
    }

    private static List<Integer> numbers(final String key, final String text) {
        final List<Integer> numbers = new ArrayList<>();
        for (final String part : text.split(",")) {
            if (part.strip().matches("\\d{1,4}")) {
                numbers.add(Integer.parseInt(part.strip()));
            } else if (!text.isBlank()) {
                throw new IllegalArgumentException("starting the switch failed: " + key + "=" + text
                        + " in org.jackfield.core.cfg must be whole numbers with commas between, such as 1,1,2");
            }
        }
        return numbers;
    }

    private static int inRange(final String key, final int value, final int least, final int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("starting the switch failed: " + key + "=" + value
                    + " in org.jackfield.core.cfg" + " must be a whole number from " + least + " to " + most);
        }
        return value;
    }
}
