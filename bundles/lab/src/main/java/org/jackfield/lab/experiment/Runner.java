package org.jackfield.lab.experiment;

import org.jackfield.lab.api.Outcome;

/** Makes trials, on a live switch or in virtual time. One thread runs them; any may close it. */
public interface Runner extends AutoCloseable {
    /**
     * Makes a trial, beginning with nothing and leaving nothing.
     *
     * @return what became of it; measures that it cannot take, or that were not asked for, are not there
     * @throws LabException when there are no numbers; the trial may be tried again
     */
    Outcome run(Trial trial) throws LabException;

    /** Removes what is there, also in the middle of a trial, which then fails. The second time does nothing. */
    @Override
    default void close() {}
}
