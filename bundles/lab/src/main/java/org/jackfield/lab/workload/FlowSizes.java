package org.jackfield.lab.workload;

import java.util.List;
import java.util.function.LongSupplier;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.InverseTransformParetoSampler;

/** How many frames a flow has before another takes its place: each call yields the size of the next flow. */
final class FlowSizes {
    static final String PERSISTENT = "persistent";
    static final String FIXED = "fixed";
    static final String PARETO = "pareto";
    static final List<String> WORDS = List.of(PERSISTENT, FIXED, PARETO);

    private FlowSizes() {}

    /** Sizes as the settings want them, from the beginning. */
    static LongSupplier of(final Settings settings, final UniformRandomProvider random) {
        final long mean = settings.whole("flow-frames");
        return switch (settings.text("flow-sizes")) {
            case PERSISTENT -> () -> Long.MAX_VALUE;
            case FIXED -> () -> mean;
            default -> pareto(mean, settings.real("pareto-shape"), random);
        };
    }

    /** The mean of a Pareto distribution is scale * shape / (shape - 1). */
    private static LongSupplier pareto(final long mean, final double shape, final UniformRandomProvider random) {
        final ContinuousSampler size = InverseTransformParetoSampler.of(random, mean * (shape - 1) / shape, shape);
        return () -> Math.max(1, Math.round(size.sample()));
    }
}
