package org.jackfield.lab.inspect;

import org.jspecify.annotations.Nullable;

/**
 * The frames of one RTP source: sequence numbers as in RFC 3550, A.1 and A.3, order and copies by RFC 4737 on extended ones. A source counts
 * after {@value #MIN_SEQUENTIAL} numbers in a row with the same payload type. Where A.1 takes a number that is too far back or ahead for the
 * first of a new series if the next one follows it, so does this. One thread.
 */
final class RtpStream {
    /** The RFC proposes 2 for traffic that is known to be RTP; here it has to be recognised. */
    static final int MIN_SEQUENTIAL = 4;

    private static final int MAX_DROPOUT = 3_000;
    private static final int MAX_MISORDER = 100;
    private static final int MODULUS = 1 << 16;
    private static final int NONE = -1;

    final int source;
    private int type;
    private int expected;
    private int run = 1;
    private int badSequence = NONE;
    private long frames = 1;
    private long jumps;
    private @Nullable NumberWindow window;
    private long arrived;
    private long copies;
    private long late;
    private long lost;
    private long extentMost;

    /** A source with its first frame. */
    RtpStream(final int source, final int type, final int sequence) {
        this.source = source;
        this.type = type;
        this.expected = next(sequence);
    }

    private static int next(final int sequence) {
        return sequence + 1 & MODULUS - 1;
    }

    /** A further frame of it. */
    void add(final int payloadType, final int sequence) {
        frames++;
        final NumberWindow present = window;
        if (present == null) {
            probe(payloadType, sequence);
            return;
        }
        final int ahead = sequence - (int) present.greatest() & MODULUS - 1;
        if (ahead < MAX_DROPOUT) {
            present.add(present.greatest() + ahead);
        } else if (ahead > MODULUS - MAX_MISORDER) {
            present.add(present.greatest() + ahead - MODULUS);
        } else if (sequence == badSequence) {
            close(present);
            jumps--; // the one before belongs to the new series
            window = new NumberWindow(sequence - 1);
            window.add(sequence);
        } else {
            badSequence = next(sequence);
            jumps++;
            return;
        }
        badSequence = NONE;
    }

    private void probe(final int payloadType, final int sequence) {
        run = sequence == expected && payloadType == type ? run + 1 : 1;
        type = payloadType;
        expected = next(sequence);
        if (run == MIN_SEQUENTIAL) {
            final NumberWindow begun = new NumberWindow(sequence - MIN_SEQUENTIAL + 1);
            for (int i = MIN_SEQUENTIAL - 2; i >= 0; i--) {
                begun.add(sequence - i);
            }
            window = begun;
            jumps = frames - MIN_SEQUENTIAL;
        }
    }

    private void close(final NumberWindow ended) {
        arrived += ended.arrived();
        copies += ended.copies();
        late += ended.late();
        lost += ended.missing();
        extentMost = Math.max(extentMost, ended.extentMost());
    }

    /** Whether it has been recognised. */
    boolean recognised() {
        return window != null;
    }

    long frames() {
        return frames;
    }

    /** What came of it; nothing may be added afterwards. It has been recognised. */
    Judgement finish() {
        if (window != null) {
            close(window);
        }
        return new Judgement(Heuristic.RTP, arrived + copies, jumps, late, extentMost, copies, 0, 0, lost, 0, "");
    }
}
