package org.jackfield.launcher.bench.report;

import java.util.Map;
import java.util.Optional;

/**
 * One device under test, brought up once and put through all workloads.
 *
 * @param dut its name
 * @param repetition from 1
 * @param tries how often this repetition was made; what is here is the quietest
 * @param quiet how quiet the machine was
 * @param failure why numbers are missing, in words; nothing when none are
 * @param values by the names of metrics
 */
public record Session(
        String dut, int repetition, int tries, Quiet quiet, Optional<String> failure, Map<String, Double> values) {
    /**
     * How quiet the machine was, in percent of all processors.
     *
     * @param beforePct busy before the session
     * @param foreignPct used by processes that are not ours, during it
     * @param stealPct used by other machines of the hypervisor, during it
     */
    public record Quiet(double beforePct, double foreignPct, double stealPct) {
        /** More than that, and a repetition is made again. */
        public static final double MOST_PCT = 3;

        /** The worst of the three. */
        public double worstPct() {
            return Math.max(beforePct, Math.max(foreignPct, stealPct));
        }

        /** Whether the numbers are suspect. */
        public boolean isDisturbed() {
            return worstPct() > MOST_PCT;
        }
    }
}
