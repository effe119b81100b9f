package org.jackfield.control.shell.command;

import java.util.Locale;

/** Ethernet addresses as people write them: control bundles do not see the classes of the frame path. */
final class MacText {
    private MacText() {}

    /**
     * Reads six hexadecimal bytes separated by colons or hyphens.
     *
     * @return the address in the lower 48 bits, first byte on the wire most significant
     * @throws IllegalArgumentException for anything else, with the expected form
     */
    static long parse(final String text) {
        if (!text.matches("[0-9a-fA-F]{1,2}([:-][0-9a-fA-F]{1,2}){5}")) {
            throw new IllegalArgumentException("'" + text + "' is not a MAC address; write it like 02:00:00:00:00:01");
        }
        long mac = 0;
        for (final String part : text.split("[:-]")) {
            mac = mac << 8 | Integer.parseInt(part, 16);
        }
        return mac;
    }

    /** The usual form, lower case with colons. */
    static String format(final long mac) {
        final String hex = String.format(Locale.ROOT, "%012x", mac);
        return hex.replaceAll("(..)(?!$)", "$1:");
    }
}
