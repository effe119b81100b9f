package org.jackfield.lab.experiment;

/** Looks at what others do on the machine while something is measured. One thread. */
@FunctionalInterface
public interface Noise {
    /** A look that has begun. */
    @FunctionalInterface
    interface Watch {
        /** Ends it. */
        Quiet stop();
    }

    /**
     * Waits a little for other work to end, and begins to look.
     *
     * @throws LabException when the wait is interrupted
     */
    Watch watch() throws LabException;
}
