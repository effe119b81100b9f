package org.jackfield.core.view;

/** The stages of deployed bundles that the frames of one port go through, in their order; at least one. Immutable. */
public final class PortStages {
    /** Those that may drop before a source is learned: INSPECT and FILTER. */
    public final StageView[] filters;
    /** Those that may change decisions. */
    public final StageView[] deciders;
    /** Those that see what was decided. */
    public final StageView[] observers;

    /** Stages of these parts, which become its own. */
    public PortStages(final StageView[] filters, final StageView[] deciders, final StageView[] observers) {
        this.filters = filters;
        this.deciders = deciders;
        this.observers = observers;
    }
}
