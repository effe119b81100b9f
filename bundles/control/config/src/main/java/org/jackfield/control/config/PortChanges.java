package org.jackfield.control.config;

import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.PortInfo;
import org.jackfield.api.admin.SwitchAdmin;
import org.jackfield.api.port.PortSettings;

/**
 * Changes of ports by command: check, write the file, update ConfigAdmin, wait for the port's verdict, and put everything back when it
 * is against the change. One change a port at a time; a port that is stuck holds up only those who want to change it too.
 */
final class PortChanges {
    private static final System.Logger LOG = System.getLogger(PortChanges.class.getName());

    private final PortStore store;
    private final PortTypes types;
    private final PortVerdict verdict;
    private final PortLocks locks;
    private final FileOutcomes outcomes;

    PortChanges(
            final PortStore store,
            final PortTypes types,
            final PortVerdict verdict,
            final PortLocks locks,
            final FileOutcomes outcomes) {
        this.store = store;
        this.types = types;
        this.verdict = verdict;
        this.locks = locks;
        this.outcomes = outcomes;
    }

    PortInfo add(final String name, final String type, final Map<String, String> values, final SwitchAdmin admin)
            throws AdminException {
        final String operation = "port add " + name;
        final ConfigName file = ConfigName.port(name, type);
        return locks.holding(name, () -> {
            if (store.find(name).isPresent()) {
                throw new AdminException(
                        operation + ": there is a port of this name; change it with 'port set', or remove it first");
            }
            types.require(operation, type);
            check(operation, file, values, Map.of(), values);
            final ConfigKeys keys = types.keys(file.pid()).orElseThrow();
            return addNew(operation, file, PortTemplate.text(file, values, keys.keys()), admin);
        });
    }

    private PortInfo addNew(
            final String operation, final ConfigName file, final ConfigText text, final SwitchAdmin admin)
            throws AdminException {
        try {
            store.write(file, text.toString());
            return inForce(file, verdict.await(operation, file, store.apply(file, text.values()), admin));
        } catch (final AdminException refused) {
            takeBack(file, () -> {
                store.forget(file);
                admin.awaitGone(file.instance(), PortVerdict.PATIENCE_MS);
            });
            throw refused;
        }
    }

    PortInfo set(final String name, final Map<String, String> values, final SwitchAdmin admin) throws AdminException {
        final String operation = "port set " + name;
        return locks.holding(name, () -> {
            final ConfigName file = store.existing("port set", name);
            types.require(operation, file.portType());
            final ConfigText text = store.text(file);
            final String before = text.toString();
            final Map<String, String> valuesBefore = text.values();
            values.forEach((key, value) -> text.set(key, value.strip()));
            check(operation, file, values, valuesBefore, text.values());
            store.write(file, text.toString());
            return change(operation, file, before, text.values(), admin);
        });
    }

    private PortInfo change(
            final String operation,
            final ConfigName file,
            final String before,
            final Map<String, String> values,
            final SwitchAdmin admin)
            throws AdminException {
        final Optional<Map<String, String>> copyBefore = store.copy(file);
        try {
            return inForce(file, verdict.await(operation, file, store.apply(file, values), admin));
        } catch (final AdminException refused) {
            takeBack(file, () -> {
                store.write(file, before);
                if (copyBefore.isPresent()) {
                    verdict.await(operation, file, store.apply(file, copyBefore.get()), admin);
                } else { // it was not in force before: refused, or put off
                    store.withdraw(file);
                    admin.awaitGone(file.instance(), PortVerdict.PATIENCE_MS);
                }
            });
            throw refused;
        }
    }

    private PortInfo inForce(final ConfigName file, final PortInfo port) {
        outcomes.forget(file);
        return port;
    }

    void remove(final String name, final SwitchAdmin admin) throws AdminException {
        locks.holding(name, () -> {
            final ConfigName file = store.existing("port remove", name);
            store.forget(file);
            outcomes.forget(file);
            admin.awaitGone(name, PortVerdict.PATIENCE_MS);
            return name;
        });
    }

    /** The way back from a change that was refused. */
    @FunctionalInterface
    private interface WayBack {
        void go() throws AdminException;
    }

    private static void takeBack(final ConfigName file, final WayBack way) {
        final boolean interrupted = Thread.interrupted(); // or the way back would end at its first step
        try {
            way.go();
        } catch (final AdminException stuck) {
            LOG.log(
                    Level.WARNING,
                    "refused change of port " + file.instance() + " was not taken back whole: " + stuck.getMessage());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Refuses what nobody reads or what is not allowed.
     *
     * @param given what the person typed
     * @param before what the file has
     * @param after what the file would have
     */
    private void check(
            final String operation,
            final ConfigName file,
            final Map<String, String> given,
            final Map<String, String> before,
            final Map<String, String> after)
            throws AdminException {
        for (final Map.Entry<String, String> typed : given.entrySet()) {
            refuseTyped(operation, typed.getKey(), typed.getValue());
        }
        final String name = after.getOrDefault(PortSettings.NAME, file.instance());
        if (!name.equals(file.instance())) {
            throw new AdminException(operation + ": " + file.fileName() + " says name=" + name
                    + ", which differs from the name in the file's name; take the key out of the file");
        }
        final Map<String, String> checked = FileReader.named(file, after);
        // Taking out a key that is not there is a slip of the keyboard, too; one that is there may always go.
        given.keySet().stream().filter(key -> !before.containsKey(key)).forEach(key -> checked.putIfAbsent(key, ""));
        final ConfigKeys keys = types.keys(file.pid()).orElseThrow();
        final Optional<String> problem = SettingsCheck.problem("type " + file.portType(), keys.keys(), checked);
        if (problem.isPresent()) {
            throw new AdminException(operation + ": " + problem.get());
        }
    }

    private static void refuseTyped(final String operation, final String key, final String value)
            throws AdminException {
        if (key.equals(PortSettings.NAME) || key.equals(PortSettings.TYPE)) {
            throw new AdminException(operation + ": '" + key
                    + "' cannot be set, it is part of the file's name; add another port and remove this one");
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new AdminException(operation + ": the value of '" + key
                    + "' has control characters, such as an end of line; leave them out");
        }
    }
}
