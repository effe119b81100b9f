package org.jackfield.lab.experiment;

import java.util.List;

/** The keys of an experiment file. What reads them, checks them and describes them looks here. */
public final class Schema {
    /** Stands where a key must be given. */
    public static final String REQUIRED = "required";

    private static final String ALL = "all";
    private static final String NONE = "none";

    /**
     * A key.
     *
     * @param path names from the outermost on, {@code []} behind a list of mappings
     * @param type of the value, in words
     * @param range of a number, or of each of a list
     * @param standard the value when none is given, or {@link #REQUIRED}
     * @param sentence what it is
     */
    public record Key(String path, String type, Range range, String standard, String sentence) {
        /** Whether it must be given. */
        public boolean isRequired() {
            return standard.equals(REQUIRED);
        }
    }

    /**
     * Least and greatest number of a key.
     *
     * @param least allowed
     * @param most allowed
     */
    public record Range(double least, double most) {
        /** No number, or any. */
        static final Range ANY = new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

        boolean contains(final double value) {
            return value >= least && value <= most;
        }

        @Override
        public String toString() {
            return this.equals(ANY) ? "" : number(least) + " to " + number(most);
        }
    }

    private static final Range QUEUES = new Range(1, 64);

    private static final List<Key> KEYS = List.of(
            text("name", REQUIRED, "names the folder of results; small letters, digits, hyphens, 40 at most"),
            text("title", REQUIRED, "one line for headings"),
            text("about", NONE, "why, and what to be careful with; goes into the report"),
            new Key("questions", "list of mappings", Range.ANY, REQUIRED, "what the experiment is to answer"),
            text("questions[].text", REQUIRED, "the question, for people"),
            new Key("questions[].compare", "mapping", Range.ANY, REQUIRED, "the same for the verdict"),
            text("questions[].compare.measure", REQUIRED, "which measure decides"),
            texts("questions[].compare.of", "all others", "labels of the policies the question is about"),
            text("questions[].compare.against", REQUIRED, "label of the policy they are compared with"),
            number(
                    "questions[].compare.of-queues",
                    QUEUES,
                    "the same as against",
                    "compares another number of queues: that of the policies the question is about"),
            number(
                    "questions[].compare.against-queues",
                    QUEUES,
                    "the same as of",
                    "the number of queues they are compared with"),
            texts("questions[].compare.workloads", ALL, "labels of the workloads that count"),
            text("questions[].compare.expect", "better", "what makes the answer yes: better, higher, lower or same"),
            new Key(
                    "questions[].compare.within-percent",
                    "number",
                    new Range(0.1, 100),
                    "with same: required",
                    "how far apart values may be to be the same"),
            new Key("topology", "mapping", Range.ANY, REQUIRED, "the switch"),
            new Key(
                    "topology.queues",
                    "whole number or list of them",
                    QUEUES,
                    REQUIRED,
                    "queues of the port; of a list each is tried"),
            new Key(
                    "topology.workers",
                    "whole number or per-queue",
                    new Range(1, 64),
                    "per-queue",
                    "forwarding threads; per-queue is one for each queue"),
            new Key(
                    "topology.processors",
                    "list of whole numbers",
                    new Range(0, 1023),
                    NONE,
                    "processors workers are bound to, live"),
            new Key(
                    "topology.kernel-steering",
                    "true or false",
                    Range.ANY,
                    "true",
                    "whether the kernel steers by the policy's table; else by its own table of flows"),
            new Key("workloads", "list of mappings or kinds", Range.ANY, REQUIRED, "what is sent"),
            text("workloads[].kind", REQUIRED, "one of `jackfield lab workloads`"),
            text("workloads[].as", "the kind", "label in questions and results"),
            text("workloads[].mode", "both", "where it is sent: live, simulated or both, as a rate may suit one only"),
            new Key("workloads[].settings", "mapping", Range.ANY, NONE, "keys of the kind"),
            new Key("policies", "list of mappings or names", Range.ANY, REQUIRED, "what steers"),
            text("policies[].name", REQUIRED, "a steering policy"),
            text("policies[].as", "the name", "label in questions and results"),
            new Key(
                    "policies[].kernel-steering",
                    "true or false",
                    Range.ANY,
                    "that of topology",
                    "the same for this policy alone, to compare with the kernel's own table"),
            new Key("policies[].settings", "mapping", Range.ANY, NONE, "keys of the policy's configuration"),
            number("repetitions", new Range(1, 100), "6", "how often each trial is made"),
            new Key("seconds", "number", new Range(0.05, 600), "2", "how long a trial sends"),
            number("seed", new Range(0, 1L << 53), "1", "of the first repetition; each has the next"),
            number("retries", new Range(0, 10), "2", "how often a live trial that others disturbed is made again"),
            texts("measures", ALL, "what is measured"),
            text("mode", "both", "where it may be run: live, simulated or both"),
            new Key("events", "list of mappings", Range.ANY, NONE, "changes while traffic runs"),
            number("events[].at-ms", new Range(0, 600_000), REQUIRED, "milliseconds since traffic began"),
            number("events[].queues", QUEUES, REQUIRED, "queues of the port from then on"));

    private Schema() {}

    /** A number as people write it. */
    static String number(final double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    private static Key text(final String path, final String standard, final String sentence) {
        return new Key(path, "text", Range.ANY, standard, sentence);
    }

    private static Key texts(final String path, final String standard, final String sentence) {
        return new Key(path, "text or list of texts", Range.ANY, standard, sentence);
    }

    private static Key number(final String path, final Range range, final String standard, final String sentence) {
        return new Key(path, "whole number", range, standard, sentence);
    }

    /** All keys, in the order to describe them. */
    public static List<Key> keys() {
        return KEYS;
    }

    /** A key by its path. */
    static Key key(final String path) {
        return KEYS.stream().filter(key -> key.path().equals(path)).findFirst().orElseThrow();
    }

    /** Names of the keys of a mapping: of the outermost for an empty path, which else ends with a full stop. */
    static List<String> namesIn(final String path) {
        return KEYS.stream()
                .map(Key::path)
                .filter(each -> each.startsWith(path) && each.indexOf('.', path.length()) < 0)
                .map(each -> each.substring(path.length()))
                .toList();
    }
}
