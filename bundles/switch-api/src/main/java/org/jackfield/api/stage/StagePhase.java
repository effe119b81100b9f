package org.jackfield.api.stage;

/**
 * The bands of a pipeline, in the order in which a batch goes through them. Within a band stages run by service ranking, the highest
 * first, then by name.
 */
public enum StagePhase {
    /**
     * Looks at each frame first, behind the checks every bridge makes, and may drop it: counts, measures, limits. Sees frames that are
     * dropped already with their decision.
     */
    INSPECT,
    /** Drops what may not pass, before its source is learned: access lists. */
    FILTER,
    /** The only band that may change where a frame goes, behind the look-up of its destination. */
    DECIDE,
    /** Changes nothing; sees what was decided, drops included, and may have copies of frames sent to ports. */
    OBSERVE;

    /** Whether a stage of this band may drop frames. */
    public boolean mayDrop() {
        return this != OBSERVE;
    }
}
