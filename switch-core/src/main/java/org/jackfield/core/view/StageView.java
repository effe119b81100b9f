package org.jackfield.core.view;

/** A stage inside one {@link ForwardingView}; immutable. */
public final class StageView {
    /** What runs. */
    public final ActiveStage stage;
    /** Dense index of each port of its plan in this view, -1 where there is no active one. */
    public final int[] ports;

    /** A stage of these parts, which become its own. */
    public StageView(final ActiveStage stage, final int[] ports) {
        this.stage = stage;
        this.ports = ports;
    }
}
