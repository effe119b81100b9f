package org.jackfield.port.tap;

import java.util.Comparator;
import java.util.List;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;

/** The configuration keys of a tap port, and what is said about others. */
final class TapKeys {
    static final String DEVICE = "device";
    static final String MTU = "mtu";
    static final String MAC = "mac";
    static final String NETNS = "netns";
    static final String GUEST_NAME = "guest-name";
    static final String ADDRESSES = "addresses";
    static final String UP = "up";
    static final String PERSIST = "persist";
    static final String OWNER = "owner";
    static final String GROUP = "group";
    static final String TX_QUEUE_LENGTH = "tx-queue-length";
    static final String KERNEL_STEERING = "kernel-steering";
    static final String OFFLOAD = "offload";

    /** All keys a configuration may have, in the order of the documentation. */
    static final List<String> ALL = List.of(
            PortSettings.NAME,
            PortSettings.BRIDGE,
            DEVICE,
            PortSettings.QUEUES,
            MTU,
            MAC,
            NETNS,
            GUEST_NAME,
            ADDRESSES,
            UP,
            PERSIST,
            OWNER,
            GROUP,
            TX_QUEUE_LENGTH,
            KERNEL_STEERING,
            OFFLOAD,
            PortSettings.FDB_LIMIT);

    /** Keys the framework and the switch add by themselves. */
    private static final List<String> FOREIGN = List.of("service.", "component.", "osgi.", "felix.", "jackfield.", ".");

    private static final int NEAR = 3;

    private TapKeys() {}

    /** Refuses settings with a key nobody reads, naming the nearest that somebody does. */
    static void refuseUnknown(final PortSettings settings) throws PortException {
        for (final String key : settings.values().keySet()) {
            if (!isKnown(key)) {
                throw new PortException(
                        "port " + settings.name() + ": a tap port has no key '" + key + "'" + advice(key));
            }
        }
    }

    private static boolean isKnown(final String key) {
        return ALL.contains(key)
                || key.equals(PortSettings.TYPE)
                || key.equals("objectClass")
                || FOREIGN.stream().anyMatch(key::startsWith);
    }

    private static String advice(final String key) {
        final String nearest = ALL.stream()
                .min(Comparator.comparingInt(known -> distance(known, key)))
                .orElseThrow();
        return distance(nearest, key) <= NEAR
                ? "; did you mean '" + nearest + "'?"
                : "; its keys are " + String.join(", ", ALL);
    }

    /** Edits (insert, delete, replace a character) that turn one text into the other (Levenshtein 1965). */
    private static int distance(final String a, final String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            final int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                final int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[b.length()];
    }
}
