package org.jackfield.lab.experiment;

import java.time.Duration;
import java.util.Optional;

/** Is told how a run goes on. The thread that runs. */
public interface Progress {
    /**
     * A trial begins.
     *
     * @param planned which
     * @param all how many the plan has
     * @param passed since this run began
     * @param left until it ends, from the trials made so far; nothing before the first has ended
     */
    void begins(Plan.Planned planned, int all, Duration passed, Optional<Duration> left);

    /** Something a person should know. */
    void says(String text);
}
