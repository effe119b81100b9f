package org.jackfield.lab.inspect;

/**
 * Order by RFC 4737 of numbers that grow, as far back as the last {@value #PLACES}: one that was there is a copy, one that was not, and is below
 * the greatest, is late. Copies take no place in the order of arrival. Bounded memory; one thread.
 */
final class NumberWindow {
    /** Numbers that are remembered, a power of two. */
    static final int PLACES = 128;

    /** By number modulo {@link #PLACES}: its place in the order of arrival, from 1 on; 0 where it has not arrived. */
    private final long[] arrivals = new long[PLACES];

    private long first;
    private long greatest;
    private long arrived;
    private long copies;
    private long late;
    private long extentMost;

    /** Begins with a number that has arrived. */
    NumberWindow(final long number) {
        first = number;
        greatest = number;
        arrived = 1;
        arrivals[at(number)] = 1;
    }

    private static int at(final long number) {
        return (int) (number & PLACES - 1);
    }

    /** Whether it can be told if the number has arrived. */
    boolean knows(final long number) {
        return number > greatest - PLACES;
    }

    /** A number that is known arrived. */
    void add(final long number) {
        if (number > greatest) {
            final long from = Math.max(greatest + 1, number - PLACES + 1);
            for (long between = from; between < number; between++) {
                arrivals[at(between)] = 0;
            }
            greatest = number;
        } else if (arrivals[at(number)] != 0) {
            copies++;
            return;
        } else {
            late++;
            extentMost = Math.max(extentMost, arrived - firstBeyond(number) + 1);
            first = Math.min(first, number);
        }
        arrived++;
        arrivals[at(number)] = arrived;
    }

    /** The place of the first that arrived of those greater than the number. */
    private long firstBeyond(final long number) {
        long least = arrived;
        for (long beyond = number + 1; beyond <= greatest; beyond++) {
            final long place = arrivals[at(beyond)];
            least = place == 0 ? least : Math.min(least, place);
        }
        return least;
    }

    long greatest() {
        return greatest;
    }

    /** Different numbers that arrived. */
    long arrived() {
        return arrived;
    }

    long copies() {
        return copies;
    }

    /** Numbers below the greatest that arrived before (RFC 4737, 3.3). */
    long late() {
        return late;
    }

    /** Greatest extent of a late number (RFC 4737, 4.2). */
    long extentMost() {
        return extentMost;
    }

    /** Numbers from the least to the greatest that did not arrive. */
    long missing() {
        return greatest - first + 1 - arrived;
    }
}
