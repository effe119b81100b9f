package org.jackfield.core.view;

import org.jackfield.core.stats.Measures;
import org.jspecify.annotations.Nullable;

/**
 * What looks at frames without touching any; usually nothing. Immutable.
 *
 * @param shadows policies evaluated beside the one in force; null for none. The array is never written
 * @param measures what workers measure of themselves; null while nobody wants to know
 */
public record Instruments(
        ActiveShadow @Nullable [] shadows, @Nullable Measures measures) {
    /** Nothing. */
    public static final Instruments NONE = new Instruments(null, null);

    /** These with other shadows, which become its own. */
    public Instruments with(final ActiveShadow... others) {
        return new Instruments(others.length == 0 ? null : others, measures);
    }

    /** These with other measures. */
    public Instruments with(final @Nullable Measures others) {
        return new Instruments(shadows, others);
    }
}
