package org.jackfield.core.conductor;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;
import java.util.function.ToLongFunction;
import org.jackfield.api.port.DropReason;

/** Counters of drops by the labels of their reasons, whose order another version may have changed. */
final class Reasons {
    private Reasons() {}

    /** Counts by label, zeros left out. */
    static Map<String, Object> byLabel(final ToLongFunction<DropReason> counter) {
        final Map<String, Object> counts = new TreeMap<>();
        for (final DropReason reason : DropReason.values()) {
            final long count = counter.applyAsLong(reason);
            if (count != 0) {
                counts.put(reason.label(), count);
            }
        }
        return counts;
    }

    /** Sets what was counted. */
    static void restore(final Legacy counts, final ObjLongConsumer<DropReason> counter) {
        for (final DropReason reason : DropReason.values()) {
            counter.accept(reason, counts.number(reason.label(), 0));
        }
    }
}
