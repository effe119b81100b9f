package org.jackfield.port.tap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;

/** Numbers of users and groups, given as they are or by name. */
final class AccountNumber {
    /** The greatest valid number: the last one means "none" to the kernel. */
    private static final long MOST = 0xFFFF_FFFEL;

    private AccountNumber() {}

    /** The user a key names; empty when absent. */
    static OptionalLong user(final PortSettings settings, final String key) throws PortException {
        return number(settings, key, Path.of("/etc/passwd"), "user");
    }

    /** The group a key names; empty when absent. */
    static OptionalLong group(final PortSettings settings, final String key) throws PortException {
        return number(settings, key, Path.of("/etc/group"), "group");
    }

    private static OptionalLong number(
            final PortSettings settings, final String key, final Path accounts, final String kind)
            throws PortException {
        final String text = settings.text(key).orElse("");
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        if (text.matches("[0-9]+")) {
            return OptionalLong.of(settings.number(key, 0, 0, MOST));
        }
        // Any byte is a character of this charset, so a line that is not UTF-8 does no harm.
        final String bytes = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        try (Stream<String> lines = Files.lines(accounts, StandardCharsets.ISO_8859_1)) {
            return OptionalLong.of(lines.map(line -> line.split(":"))
                    .filter(fields -> fields.length > 2 && fields[0].equals(bytes) && fields[2].matches("[0-9]{1,10}"))
                    .mapToLong(fields -> Long.parseLong(fields[2]))
                    .findFirst()
                    .orElseThrow(() -> settings.refuse(
                            key, "is no " + kind + " in " + accounts + ": give the name of one that is, or a number")));
        } catch (final IOException e) {
            throw settings.refuse(key, "cannot be looked up, " + accounts + " is not readable: give the number");
        }
    }
}
