package org.jackfield.api.frame;

import java.util.Locale;

/** Ethernet addresses (EUI-48) as the lower 48 bits of a long, first byte on the wire most significant. */
public final class MacAddress {
    /** All 48 bits. */
    public static final long BROADCAST = 0xFFFF_FFFF_FFFFL;
    /** The I/G bit (IEEE 802-2014 clause 8.2): set in group addresses. */
    public static final long GROUP_BIT = 0x0100_0000_0000L;

    private MacAddress() {}

    /**
     * Reads six hexadecimal bytes separated by colons or hyphens.
     *
     * @throws IllegalArgumentException for anything else, with the text and the expected form
     */
    public static long parse(final String text) {
        final String[] parts = text.split("[:-]", -1);
        long mac = 0;
        boolean good = parts.length == 6;
        for (int i = 0; good && i < 6; i++) {
            good = parts[i].matches("[0-9a-fA-F]{1,2}");
            mac = good ? mac << 8 | Integer.parseInt(parts[i], 16) : mac;
        }
        if (!good) {
            throw new IllegalArgumentException("'" + text + "' is not a MAC address; write it like 02:00:00:00:00:01");
        }
        return mac;
    }

    /** The usual form, lower case with colons. */
    public static String format(final long mac) {
        return String.format(
                Locale.ROOT,
                "%02x:%02x:%02x:%02x:%02x:%02x",
                mac >> 40 & 0xFF,
                mac >> 32 & 0xFF,
                mac >> 24 & 0xFF,
                mac >> 16 & 0xFF,
                mac >> 8 & 0xFF,
                mac & 0xFF);
    }

    /** Whether this is a group address (multicast or broadcast). */
    public static boolean isGroup(final long mac) {
        return (mac & GROUP_BIT) != 0;
    }
}
