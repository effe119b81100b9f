package org.jackfield.control.config;

import java.util.Map;

/**
 * What a configuration file says, and what is to be thought of it.
 *
 * @param text its text, empty when it cannot be read
 * @param values its values, without the name a port has from the file's name
 * @param refusal why it is not to be used; empty when it may be
 * @param waits whether it cannot be checked yet, because no bundle declares its port type
 */
record FileReading(String text, Map<String, String> values, String refusal, boolean waits) {
    /** There is no such file. */
    static final FileReading ABSENT = new FileReading("", Map.of(), "", false);

    boolean isRefused() {
        return !refusal.isEmpty();
    }

    FileReading refused(final String reason) {
        return new FileReading(text, values, reason, false);
    }
}
