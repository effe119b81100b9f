package org.jackfield.lab.inspect;

import org.jspecify.annotations.Nullable;

/**
 * Order and copies of frames by the identification of IPv4 (RFC 791), of a sender that counts it up. What lies between two numbers may have
 * gone elsewhere, so a gap is no loss. One thread.
 */
final class IdOrder {
    private static final int MOST_STEP = 1_024;
    private static final int LEAST_STEPS = 8;

    private final IdSteps steps = new IdSteps();
    private @Nullable NumberWindow window;
    private long arrivedBefore;
    private long frames;
    private long jumps;
    private long late;
    private long copies;
    private long missing;
    private long extentMost;

    /** A frame that is no fragment. */
    void add(final int id) {
        frames++;
        steps.add(id);
        final NumberWindow present = window;
        if (present == null) {
            window = new NumberWindow(id);
            return;
        }
        final int step = (short) (id - (int) present.greatest());
        if (step <= MOST_STEP && step > -NumberWindow.PLACES) {
            present.add(present.greatest() + step);
        } else {
            jumps++;
            close(present);
            window = new NumberWindow(id);
        }
    }

    private void close(final NumberWindow ended) {
        arrivedBefore += ended.arrived();
        late += ended.late();
        copies += ended.copies();
        missing += ended.missing();
        extentMost = Math.max(extentMost, ended.extentMost());
    }

    /** What came of it; nothing may be added afterwards. */
    Judgement finish(final long others) {
        if (window == null) {
            return Judgement.none(others, "no IPv4 identification");
        }
        if (!steps.count(LEAST_STEPS)) {
            return Judgement.none(frames + others, reason());
        }
        close(window);
        return new Judgement(
                Heuristic.IP_ID,
                arrivedBefore + copies - jumps,
                jumps + others,
                late,
                extentMost,
                copies,
                0,
                0,
                missing == 0 && jumps == 0 ? 0 : Judgement.UNKNOWN,
                0,
                missing == 0 && jumps == 0 ? "" : "numbers between were not seen, which need not be losses");
    }

    private String reason() {
        if (frames <= LEAST_STEPS) {
            return "too few frames";
        }
        return steps.constant()
                ? "the IPv4 identification is always the same"
                : "the IPv4 identification is no counter";
    }
}
