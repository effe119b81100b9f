package org.jackfield.launcher.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FlowAccountTest {
    private static FlowReport after(final long... sequences) {
        final FlowAccount account = new FlowAccount();
        for (int i = 0; i < sequences.length; i++) {
            account.arrive(sequences[i], i * 1_000_000L);
        }
        return account.report(0);
    }

    @Test
    void shouldFindNothingWrongWithFramesInSequence() {
        assertEquals(new FlowReport(0, 4, 0, 0, 0, 3, 0, 1_000, ""), after(0, 1, 2, 3));
    }

    @Test
    void shouldCountFramesThatNeverCame() {
        final FlowReport report = after(0, 3, 4);
        assertEquals(2, report.missing());
        assertEquals(0, report.reordered());
        assertTrue(report.firstTrouble().contains("expected 1, got 3"));
    }

    @Test
    void shouldCountAFrameThatCameLateAsReorderedAndNotAsMissing() {
        final FlowReport report = after(0, 2, 3, 1, 4);
        assertEquals(1, report.reordered());
        assertEquals(2, report.mostDisplaced());
        assertEquals(0, report.missing());
    }

    @Test
    void shouldCountAFrameThatCameTwiceAsDuplicatedAndNotAsReordered() {
        final FlowReport report = after(0, 1, 1, 2, 0);
        assertEquals(2, report.duplicated());
        assertEquals(0, report.reordered());
        assertEquals(5, report.received());
    }

    @Test
    void shouldKnowTheLongestSilence() {
        final FlowAccount account = new FlowAccount();
        account.arrive(0, 0);
        account.arrive(1, 70_000_000);
        account.arrive(2, 75_000_000);
        assertEquals(70_000, account.report(0).longestGapUs());
    }
}
