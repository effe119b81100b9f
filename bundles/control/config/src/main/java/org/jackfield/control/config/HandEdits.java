package org.jackfield.control.config;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.PortConfigurations.PortWait;
import org.jackfield.api.admin.SwitchAdmin;
import org.jackfield.api.event.SwitchEvent;
import org.jspecify.annotations.Nullable;

/**
 * Makes what people do to files by hand the same as what commands do. It compares the folder with ConfigAdmin and brings over what
 * differs, so that changes made by commands, seen late or seen twice are nothing to do. A file that is refused leaves ConfigAdmin, and
 * so the port, as it was. Every outcome is an event and a log line, once.
 */
final class HandEdits {
    static final String SECOND_FILE = "another file configures a port of this name; remove one of them";

    private static final System.Logger LOG = System.getLogger(HandEdits.class.getName());

    private final ConfigFolder folder;
    private final ConfigCache cache;
    private final PortStore store;
    private final FileReader reader;
    private final FileOutcomes outcomes;
    private final PortLocks locks;
    private final PortVerdict verdict;
    private final Supplier<@Nullable SwitchAdmin> switchAdmin;

    HandEdits(
            final ConfigFolder folder,
            final ConfigCache cache,
            final FileReader reader,
            final FileOutcomes outcomes,
            final PortLocks locks,
            final PortVerdict verdict,
            final Supplier<@Nullable SwitchAdmin> switchAdmin) {
        this.folder = folder;
        this.cache = cache;
        this.store = new PortStore(folder, cache);
        this.reader = reader;
        this.outcomes = outcomes;
        this.locks = locks;
        this.verdict = verdict;
        this.switchAdmin = switchAdmin;
    }

    /**
     * What has to be looked at: a file, or all files of one port.
     *
     * @param port name of the port, empty when it is no port
     * @param file the file when it is no port
     */
    record Task(String port, Optional<ConfigName> file) {
        static Task of(final ConfigName name) {
            return name.isPort() ? new Task(name.instance(), Optional.empty()) : new Task("", Optional.of(name));
        }
    }

    /** Everything whose files differ from what is in force, and was not reported so before. Changes nothing. */
    Set<Task> differing() throws IOException {
        if (!folder.exists()) {
            throw new IOException("it is not there; what was read from it stays in force");
        }
        final List<ConfigName> files = folder.list();
        final Map<ConfigName, Map<String, String>> copies = cache.copies();
        final Set<ConfigName> names = new HashSet<>(copies.keySet());
        names.addAll(files);
        outcomes.retain(names);
        final Map<String, ConfigName> first = new HashMap<>(); // as PortStore.filesOf has it
        for (final ConfigName file : files) {
            if (file.isPort() && (!first.containsKey(file.instance()) || copies.containsKey(file))) {
                first.put(file.instance(), file);
            }
        }
        final Set<Task> tasks = new HashSet<>();
        for (final ConfigName name : names) {
            final FileReading alone = reader.read(name).orElse(FileReading.ABSENT);
            final boolean second = alone != FileReading.ABSENT
                    && name.isPort()
                    && !name.equals(first.getOrDefault(name.instance(), name));
            final FileReading reading = second ? alone.refused(SECOND_FILE) : alone;
            if (differs(name, reading, Optional.ofNullable(copies.get(name)))) {
                tasks.add(Task.of(name));
            }
        }
        return tasks;
    }

    private boolean differs(
            final ConfigName name, final FileReading reading, final Optional<Map<String, String>> copy) {
        final boolean inForce =
                reading != FileReading.ABSENT && !reading.isRefused() && copy.equals(Optional.of(reading.values()));
        return inForce ? outcomes.has(name) : !outcomes.knows(name, reading);
    }

    /** Brings over what differs; for a port that includes waiting for its verdict. Returns whether it could. */
    boolean bringOver(final Task task) {
        try {
            if (task.file().isPresent()) {
                single(task.file().get());
            } else {
                locks.holding(task.port(), () -> port(task.port()));
            }
            return true;
        } catch (final IOException | AdminException failed) {
            LOG.log(Level.WARNING, "configuration folder: " + failed.getMessage());
            return false;
        }
    }

    private String port(final String port) throws AdminException {
        for (final ConfigName copied : copiesOf(port)) {
            if (!folder.has(copied)) {
                removed(copied);
            }
        }
        boolean first = true;
        for (final ConfigName file : store.filesOf(port)) {
            final Optional<FileReading> reading = reader.read(file);
            if (reading.isPresent()) {
                changed(file, first ? reading.get() : reading.get().refused(SECOND_FILE));
            }
            first = false;
        }
        return port;
    }

    private Set<ConfigName> copiesOf(final String port) throws AdminException {
        final Set<ConfigName> copies = new HashSet<>();
        try {
            cache.copies().keySet().stream()
                    .filter(file -> file.isPort() && file.instance().equals(port))
                    .forEach(copies::add);
        } catch (final IOException failed) {
            throw new AdminException("ConfigAdmin cannot be read: " + failed, failed);
        }
        return copies;
    }

    private void removed(final ConfigName file) throws AdminException {
        outcomes.forget(file);
        store.withdraw(file);
        final SwitchAdmin admin = switchAdmin.get();
        if (admin != null) {
            admin.awaitGone(file.instance(), PortVerdict.PATIENCE_MS);
        }
        tell(file, "removed by hand; port " + file.instance() + " is gone");
    }

    private void changed(final ConfigName file, final FileReading reading) throws AdminException {
        final String port = file.instance();
        if (reading.isRefused()) {
            refuse(
                    file,
                    reading,
                    copiesOf(port).isEmpty() ? "; there is no port " + port : "; port " + port + " goes on as it was");
        } else if (store.copy(file).equals(Optional.of(reading.values()))) {
            if (outcomes.forget(file)) {
                tell(file, "says again what is in force for port " + port);
            }
        } else if (reading.waits()) {
            store.withdraw(file);
            if (outcomes.remember(file, reading)) {
                tell(
                        file,
                        "read; port " + port + " waits: "
                                + reader.absence(file).map(PortWait::reason).orElse("its type has just come"));
            }
        } else {
            outcomes.forget(file);
            apply(file, reading);
        }
    }

    private void apply(final ConfigName file, final FileReading reading) throws AdminException {
        final long change = store.apply(file, reading.values());
        final Optional<PortWait> absence = reader.absence(file);
        final SwitchAdmin admin = switchAdmin.get();
        if (absence.isPresent() || admin == null) { // without an admin the core starts, or ends
            tell(
                    file,
                    "read; port " + file.instance() + " waits: "
                            + absence.map(PortWait::reason).orElse("no switch"));
            return;
        }
        try {
            verdict.await("port " + file.instance(), file, change, admin);
            tell(file, "read; port " + file.instance() + " has applied it");
        } catch (final AdminException refused) {
            warn(file, "read; " + refused.getMessage());
        }
    }

    private void single(final ConfigName file) throws IOException {
        final Optional<FileReading> reading = reader.read(file);
        if (reading.isPresent() && reading.get().isRefused()) {
            refuse(file, reading.get(), "; what was read before stays in force");
        } else if (cache.values(file).equals(reading.map(FileReading::values))) {
            if (outcomes.forget(file)) {
                tell(file, "says again what is in force");
            }
        } else if (file.pid().equals(ConfigName.CORE_PID)) {
            // Not passed on: Declarative Services would restart the switch with all its ports.
            if (outcomes.remember(file, reading.orElse(FileReading.ABSENT))) {
                tell(file, "changed; takes effect at the next start of the switch");
            }
        } else {
            outcomes.forget(file);
            if (reading.isPresent()) {
                cache.put(file, reading.get().values());
            } else {
                cache.delete(file);
            }
            tell(file, reading.isPresent() ? "read and passed on" : "removed by hand");
        }
    }

    private void refuse(final ConfigName file, final FileReading reading, final String consequence) {
        if (outcomes.remember(file, reading)) {
            warn(file, "refused: " + reading.refusal() + consequence + "; correct the file");
        }
    }

    private void warn(final ConfigName file, final String text) {
        LOG.log(Level.WARNING, folder.path(file) + " " + text);
        record(file, text);
    }

    private void tell(final ConfigName file, final String text) {
        LOG.log(Level.INFO, folder.path(file) + " " + text);
        record(file, text);
    }

    private void record(final ConfigName file, final String text) {
        final SwitchAdmin admin = switchAdmin.get();
        if (admin != null) {
            admin.record(new SwitchEvent(SwitchEvent.Kind.CONFIGURATION, file.fileName(), text));
        }
    }
}
