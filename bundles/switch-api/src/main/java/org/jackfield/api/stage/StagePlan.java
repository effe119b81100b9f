package org.jackfield.api.stage;

import java.util.List;
import java.util.function.IntFunction;

/**
 * What a stage does under one configuration.
 *
 * @param scope whose frames it wants; ports outside pay nothing for it
 * @param ports names of the ports it asks about or sends to; their place in this list is their number in {@link StageContext}
 * @param workers makes what each worker uses, called once for each worker, 0 and up, before the plan is in force
 */
public record StagePlan(StageScope scope, List<String> ports, IntFunction<StageWorker> workers) {
    /** With a copy of the list. */
    public StagePlan {
        ports = List.copyOf(ports);
    }
}
