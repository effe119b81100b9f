package org.jackfield.launcher.lab;

import java.util.function.Consumer;
import org.jackfield.lab.experiment.Kinds;
import org.jackfield.lab.experiment.LabException;
import org.jackfield.lab.experiment.Runner;

/** What experiments are run with. One thread. */
public interface Laboratory extends AutoCloseable {
    /** What an experiment may name. */
    Kinds kinds() throws LabException;

    /**
     * Runs trials on a switch; removes what it made when it is closed.
     *
     * @param note told what a person should know
     * @throws LabException when this machine or user cannot
     */
    Runner live(Consumer<String> note) throws LabException;

    /** Runs trials in virtual time. */
    Runner simulated() throws LabException;

    /** Gives back what was taken. */
    @Override
    default void close() {}
}
