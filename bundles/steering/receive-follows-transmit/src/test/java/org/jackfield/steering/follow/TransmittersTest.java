package org.jackfield.steering.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;

class TransmittersTest {
    private static final int ENTRIES = 2048;

    private final AtomicLongArray words = new Transmitters(ENTRIES).words();

    private int note(final int hash, final int port, final int worker) {
        return Transmitters.note(words, hash, port, worker);
    }

    @Test
    void shouldTellEachPortWhereTheOtherOneSends() {
        for (final int hash : new int[] {0, 1, -1, Integer.MIN_VALUE, 0x1234_5678}) {
            assertEquals(Transmitters.NONE, note(hash, 1, 3));
            assertEquals(3, note(hash, 2, 0));
            assertEquals(0, note(hash, 1, 3));
            assertEquals(0, note(hash, 1, 2));
            assertEquals(2, note(hash, 2, 0));
        }
    }

    @Test
    void shouldHoldTheLargestPortAndWorker() {
        assertEquals(Transmitters.NONE, note(-1, 65_535, 255));
        assertEquals(255, note(-1, 0, 0));
        assertEquals(0, note(-1, 65_535, 255));
    }

    @Test
    void shouldGiveThePlaceOfAFlowToALaterOneAndTheOtherWayRound() {
        note(5, 1, 3);
        note(5, 2, 2);
        assertEquals(Transmitters.NONE, note(5 + ENTRIES, 1, 1));
        assertEquals(1, note(5 + ENTRIES, 2, 1));
        assertEquals(Transmitters.NONE, note(5, 1, 3), "forgotten");
        assertEquals(3, note(5, 2, 2));
    }

    @Test
    void shouldRecoverWhenAWordWasLost() {
        note(5, 1, 3);
        note(5, 2, 2);
        // What two writers that did not see each other may leave behind: one port twice, the other one not at all.
        words.set(10, words.get(11));
        assertEquals(Transmitters.NONE, note(5, 2, 2), "a port never follows itself");
        assertEquals(2, note(5, 1, 3));
        assertEquals(3, note(5, 2, 2));
    }

    @Test
    void shouldKeepTheLastOfThreePorts() {
        note(5, 1, 1);
        note(5, 2, 2);
        assertEquals(1, note(5, 3, 3));
        assertEquals(3, note(5, 1, 1));
    }

    @Test
    void shouldHaveTwoWordsForEachEntryRoundedUp() {
        assertEquals(2 * 2048, new Transmitters(2048).words().length());
        assertEquals(2 * 4096, new Transmitters(2049).words().length());
    }
}
