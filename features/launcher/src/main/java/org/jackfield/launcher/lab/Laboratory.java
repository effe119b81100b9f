package org.jackfield.launcher.lab;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.jackfield.lab.api.Costs;
import org.jackfield.lab.experiment.Kinds;
import org.jackfield.lab.experiment.LabException;
import org.jackfield.lab.experiment.Runner;

/** What experiments are run with. One thread. */
public interface Laboratory extends AutoCloseable {
    /**
     * Has the policies of a bundle too, besides those it has by itself; one of the same name takes their place.
     *
     * @param jar a bundle as the deploy folder takes it
     * @throws LabException when it cannot be read, or has no policy
     */
    void add(Path jar) throws LabException;

    /** What an experiment may name. */
    Kinds kinds() throws LabException;

    /**
     * Runs trials on a switch; removes what it made when it is closed.
     *
     * @param note told what a person should know
     * @throws LabException when this machine or user cannot
     */
    Runner live(Consumer<String> note) throws LabException;

    /**
     * Runs trials in virtual time.
     *
     * @param costs what work costs there
     */
    Runner simulated(Costs costs) throws LabException;

    /** Gives back what was taken. */
    @Override
    default void close() {}
}
