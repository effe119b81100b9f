package org.jackfield.lab.workload;

import java.util.List;
import java.util.function.LongSupplier;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.DiscreteSampler;
import org.apache.commons.rng.sampling.distribution.GeometricSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * When frames arrive: each call yields the next time, in nanoseconds. Times are sums of doubles, whose error over a day (2^46 ns) is less
 * than a nanosecond.
 */
final class Arrivals {
    static final String CONSTANT = "constant";
    static final String POISSON = "poisson";
    static final String BURSTY = "bursty";
    static final String PERIODIC = "periodic";
    static final List<String> WORDS = List.of(CONSTANT, POISSON, BURSTY, PERIODIC);

    private static final double NS_PER_SECOND = 1e9;
    private static final double NS_PER_US = 1e3;

    private Arrivals() {}

    /** Arrivals as the settings want them, from the beginning. */
    static LongSupplier of(final Settings settings, final UniformRandomProvider random) {
        final double spaceNs = NS_PER_SECOND / settings.real("rate");
        final double gapNs = settings.real("gap-us") * NS_PER_US;
        final int burst = (int) settings.whole("burst");
        return switch (settings.text("arrivals")) {
            case CONSTANT -> constant(spaceNs);
            case POISSON -> poisson(spaceNs, random);
            case BURSTY -> {
                final DiscreteSampler more = GeometricSampler.of(random, 1.0 / burst);
                final ContinuousSampler gap = ZigguratSampler.Exponential.of(random);
                yield new OnOff(spaceNs, () -> 1 + more.sample(), () -> gapNs * gap.sample());
            }
            default -> new OnOff(spaceNs, () -> burst, () -> gapNs);
        };
    }

    /** Frames a second, gaps included. */
    static double meanRate(final Settings settings) {
        final double rate = settings.real("rate");
        final String way = settings.text("arrivals");
        if (way.equals(CONSTANT) || way.equals(POISSON)) {
            return rate;
        }
        final double burst = settings.whole("burst");
        return burst * NS_PER_SECOND / (burst * NS_PER_SECOND / rate + settings.real("gap-us") * NS_PER_US);
    }

    private static LongSupplier constant(final double spaceNs) {
        return new LongSupplier() {
            private long frame;

            @Override
            public long getAsLong() {
                return (long) (frame++ * spaceNs);
            }
        };
    }

    private static LongSupplier poisson(final double spaceNs, final UniformRandomProvider random) {
        final ContinuousSampler space = ZigguratSampler.Exponential.of(random, spaceNs);
        return new LongSupplier() {
            private double atNs;

            @Override
            public long getAsLong() {
                atNs += space.sample();
                return (long) atNs;
            }
        };
    }

    /** Bursts of frames at a constant rate, and gaps between them in which there are none. */
    private static final class OnOff implements LongSupplier {
        private final double spaceNs;
        private final DiscreteSampler burst;
        private final ContinuousSampler gap;
        private double nextNs;
        private int left;

        OnOff(final double spaceNs, final DiscreteSampler burst, final ContinuousSampler gap) {
            this.spaceNs = spaceNs;
            this.burst = burst;
            this.gap = gap;
            left = burst.sample();
        }

        @Override
        public long getAsLong() {
            final long atNs = (long) nextNs;
            nextNs += spaceNs;
            if (--left == 0) {
                nextNs += gap.sample();
                left = burst.sample();
            }
            return atNs;
        }
    }
}
