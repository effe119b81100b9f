package org.jackfield.lab.workload;

import org.jackfield.api.frame.MacAddress;

/**
 * Ethernet addresses of the two ends of a generated workload, the lower 48 bits each (see {@link MacAddress}).
 *
 * @param sender of the end on port 0
 * @param answerer of the end on port 1
 */
public record Addresses(long sender, long answerer) {
    /** 02:00:00:00:00:01 and 02:00:00:00:00:02. */
    public static final Addresses STANDARD = new Addresses(0x0200_0000_0001L, 0x0200_0000_0002L);

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException when one has more than 48 bits, or is a group address, which no sender may have
     */
    public Addresses {
        check(sender);
        check(answerer);
    }

    private static void check(final long mac) {
        if (mac >>> 48 != 0 || MacAddress.isGroup(mac)) {
            throw new IllegalArgumentException("an end of a workload cannot have the address " + Long.toHexString(mac)
                    + "; it must be one of a single station, of 48 bits");
        }
    }
}
