package org.jackfield.lab.experiment;

/**
 * How quiet the machine was, in percent of all processors.
 *
 * @param beforePct busy before anything was measured
 * @param foreignPct used by processes that are not ours, meanwhile
 * @param stealPct used by other machines of the hypervisor, meanwhile
 */
public record Quiet(double beforePct, double foreignPct, double stealPct) {
    /** More than that, and it is measured again. */
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
