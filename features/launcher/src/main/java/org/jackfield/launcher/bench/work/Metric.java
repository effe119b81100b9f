package org.jackfield.launcher.bench.work;

/**
 * One number a workload yields.
 *
 * @param name unique, in lower case
 * @param unit of the number
 * @param better which way is better
 * @param scope whom it concerns
 * @param sentence what it means
 */
public record Metric(String name, String unit, Better better, Scope scope, String sentence) {
    /** Which way is better. */
    public enum Better {
        /** More is better. */
        HIGHER,
        /** Less is better. */
        LOWER,
        /** It explains others. */
        NEITHER
    }

    /** Whom a number concerns, which decides who may lack it. */
    public enum Scope {
        /** Hosts and switch together: every device under test has it. */
        CHAIN,
        /** The switch's processes: what forwards in the kernel has none. */
        SWITCH,
        /** The switch's forwarding threads: only Jackfield tells. */
        WORKERS
    }
}
