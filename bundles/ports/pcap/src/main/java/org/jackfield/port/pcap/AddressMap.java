package org.jackfield.port.pcap;

/** Addresses and what replaces them, up to 128 bits as two halves. Few of them, so they are looked through in order. Immutable. */
final class AddressMap {
    private final long[] highs;
    private final long[] lows;
    private final long[] newHighs;
    private final long[] newLows;

    /** A map with the entry of each index taken from the four arrays, which become its own. */
    AddressMap(final long[] highs, final long[] lows, final long[] newHighs, final long[] newLows) {
        this.highs = highs;
        this.lows = lows;
        this.newHighs = newHighs;
        this.newLows = newLows;
    }

    boolean isEmpty() {
        return lows.length == 0;
    }

    /** The entry for an address, -1 when it stays. */
    int find(final long high, final long low) {
        for (int i = 0; i < lows.length; i++) {
            if (lows[i] == low && highs[i] == high) {
                return i;
            }
        }
        return -1;
    }

    long newHigh(final int entry) {
        return newHighs[entry];
    }

    long newLow(final int entry) {
        return newLows[entry];
    }
}
