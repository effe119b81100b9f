package org.jackfield.control.config;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.api.admin.AdminException;

/** The files of ports and their copies in ConfigAdmin, with refusals for people. Whoever changes a port holds its lock. */
final class PortStore {
    private final ConfigFolder folder;
    private final ConfigCache cache;

    PortStore(final ConfigFolder folder, final ConfigCache cache) {
        this.folder = folder;
        this.cache = cache;
    }

    /** Names of all ports that have a file, sorted. */
    List<String> names() throws AdminException {
        return files().stream().map(ConfigName::instance).sorted().distinct().toList();
    }

    private List<ConfigName> files() throws AdminException {
        try {
            return folder.list().stream().filter(ConfigName::isPort).toList();
        } catch (final IOException failed) {
            throw new AdminException("configuration folder cannot be listed: " + failed, failed);
        }
    }

    /** All files of a port, the one that counts first: the one in force, else the first by name. More than one is a mistake. */
    List<ConfigName> filesOf(final String port) throws AdminException {
        return files().stream()
                .filter(file -> file.instance().equals(port))
                .sorted(java.util.Comparator.comparing(file -> !isCopied(file)))
                .toList();
    }

    private boolean isCopied(final ConfigName file) {
        try {
            return cache.values(file).isPresent();
        } catch (final IOException unknown) {
            return false;
        }
    }

    Optional<ConfigName> find(final String port) throws AdminException {
        return filesOf(port).stream().findFirst();
    }

    ConfigName existing(final String operation, final String name) throws AdminException {
        final Optional<ConfigName> file = find(name);
        if (file.isEmpty()) {
            final List<String> names = names();
            final int slash = name.indexOf('/');
            if (slash > 0 && names.contains(name.substring(0, slash))) {
                final String host = name.substring(0, slash);
                throw new AdminException(operation + " " + name + ": it is a guest of port " + host
                        + " and has no configuration of its own; 'port set " + host + "' changes all its guests, 'port"
                        + " remove " + host + "' sends all of them away, and one goes when its peer disconnects");
            }
            throw new AdminException(operation + " " + name + ": there is no such port; "
                    + (names.isEmpty() ? "none is configured" : "configured are: " + String.join(", ", names)));
        }
        return file.get();
    }

    ConfigText text(final ConfigName file) throws AdminException {
        try {
            return ConfigText.parse(folder.read(file).orElse(""));
        } catch (final IOException | ConfigSyntaxException unreadable) {
            throw new AdminException(
                    folder.path(file) + ": " + unreadable.getMessage() + "; correct the file", unreadable);
        }
    }

    void write(final ConfigName file, final String text) throws AdminException {
        try {
            folder.write(file, text);
        } catch (final IOException failed) {
            throw new AdminException(
                    "port " + file.instance() + ": " + folder.path(file) + " cannot be written: " + failed, failed);
        }
    }

    /** The values ConfigAdmin has for a file. */
    Optional<Map<String, String>> copy(final ConfigName file) throws AdminException {
        try {
            return cache.values(file);
        } catch (final IOException failed) {
            throw new AdminException("port " + file.instance() + ": ConfigAdmin cannot be read: " + failed, failed);
        }
    }

    /** Gives values to ConfigAdmin; returns the number of the change. */
    long apply(final ConfigName file, final Map<String, String> values) throws AdminException {
        try {
            return cache.put(file, values);
        } catch (final IOException failed) {
            throw new AdminException("port " + file.instance() + ": ConfigAdmin refused the update: " + failed, failed);
        }
    }

    /** Takes the copy out of ConfigAdmin; the file stays. */
    void withdraw(final ConfigName file) throws AdminException {
        try {
            cache.delete(file);
        } catch (final IOException failed) {
            throw new AdminException(
                    "port " + file.instance() + ": ConfigAdmin refused to forget it: " + failed, failed);
        }
    }

    /** Removes file and copy. */
    void forget(final ConfigName file) throws AdminException {
        try {
            folder.delete(file);
        } catch (final IOException failed) {
            throw new AdminException(
                    "port " + file.instance() + ": " + folder.path(file) + " cannot be removed: " + failed, failed);
        }
        withdraw(file);
    }
}
