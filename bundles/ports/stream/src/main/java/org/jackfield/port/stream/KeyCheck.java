package org.jackfield.port.stream;

import java.util.List;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.jackfield.linux.socket.Endpoint;

/** What the settings of both port types are read with. */
final class KeyCheck {
    /** Greatest MTU: 65535 less an Ethernet header. */
    static final int MOST_MTU = 65_521;
    /** IPv4 needs this much (RFC 791). */
    static final int LEAST_MTU = 68;

    static final String MTU = "mtu";
    static final String MODE = "mode";
    static final String GROUP = "group";

    private static final int DEFAULT_MTU = 1500;
    private static final int OCTAL = 8;
    /** Keys the framework and the switch add by themselves, and how others of theirs begin. */
    private static final List<String> FOREIGN = List.of(PortSettings.TYPE, "objectClass");

    private static final List<String> FOREIGN_STARTS =
            List.of("service.", "component.", "osgi.", "felix.", "jackfield.", ".");

    private KeyCheck() {}

    /** Refuses keys nobody reads. */
    static void keys(final PortSettings settings, final String type, final List<String> keys) throws PortException {
        for (final String key : settings.values().keySet()) {
            if (!keys.contains(key)
                    && !FOREIGN.contains(key)
                    && FOREIGN_STARTS.stream().noneMatch(key::startsWith)) {
                throw new PortException("port " + settings.name() + ": a " + type + " port has no key '" + key
                        + "'; its keys are " + String.join(", ", keys));
            }
        }
    }

    static int mtu(final PortSettings settings) throws PortException {
        return (int) settings.number(MTU, DEFAULT_MTU, LEAST_MTU, MOST_MTU);
    }

    static int mode(final PortSettings settings) throws PortException {
        final String text = settings.text(MODE).orElse("0600");
        if (!text.matches("0?[0-7]{3}")) {
            throw settings.refuse(MODE, "must be three octal digits, such as 0660");
        }
        return Integer.parseInt(text, OCTAL);
    }

    /** An endpoint that must be there. */
    static Endpoint endpoint(final PortSettings settings, final String key) throws PortException {
        try {
            return Endpoint.parse(settings.text(key).orElse(""));
        } catch (final IllegalArgumentException wrong) {
            throw settings.refuse(key, String.valueOf(wrong.getMessage()));
        }
    }
}
