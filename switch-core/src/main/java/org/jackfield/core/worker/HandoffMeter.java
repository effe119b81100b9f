package org.jackfield.core.worker;

import java.util.function.LongSupplier;
import org.jackfield.api.frame.HotPath;
import org.jackfield.core.stats.Measures;
import org.jackfield.core.stats.WorkerMeasures;
import org.jspecify.annotations.Nullable;

/**
 * Measures how long frames that were handed over took: the slots that joined the batch in hand are noted, and counted when it has been
 * processed. The clock is looked at once for each batch. Used by one worker, while its view asks for measures.
 */
@HotPath
final class HandoffMeter {
    private final int worker;
    private final LongSupplier clock;
    /** When the frames of each slot were read. */
    private final long[] readNs;
    /** How many there are. */
    private final int[] frames;

    private int slots;
    /** When the slots of the batch in hand were taken; 0 before the clock was looked at. */
    private long takenNs;

    private @Nullable WorkerMeasures measures;

    /**
     * @param mostSlots of one batch
     */
    HandoffMeter(final int worker, final int mostSlots, final LongSupplier clock) {
        this.worker = worker;
        this.clock = clock;
        this.readNs = new long[mostSlots];
        this.frames = new int[mostSlots];
    }

    /** Before slots are taken. */
    void begin(final @Nullable Measures wanted, final HandoffRing ring) {
        takenNs = 0;
        measures = null;
        if (wanted != null) {
            measures = wanted.of(worker);
            wanted.of(worker).ringDepth.add(ring.backlog(), 1);
        }
    }

    /** So many frames of a slot were taken into the batch in hand. */
    void taken(final HandoffSlot slot, final int count) {
        final WorkerMeasures own = measures;
        if (slot.readNs == 0 || own == null || count == 0) {
            return; // who has sent it did not measure yet, or we do not
        }
        if (takenNs == 0) {
            takenNs = clock.getAsLong();
        }
        own.ringNs.add(takenNs - slot.offeredNs, count);
        readNs[slots] = slot.readNs;
        frames[slots++] = count;
    }

    /** The batch in hand has been processed. */
    void processed() {
        final WorkerMeasures own = measures;
        if (slots == 0 || own == null) {
            return;
        }
        takenNs = clock.getAsLong();
        for (int s = 0; s < slots; s++) {
            own.sojournNs.add(takenNs - readNs[s], frames[s]);
        }
        slots = 0;
    }
}
