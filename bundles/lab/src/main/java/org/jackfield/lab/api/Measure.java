package org.jackfield.lab.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What the laboratory measures, the same live and simulated. Its word in experiment files, CSV and JSON is its constant in small letters
 * with hyphens.
 */
public enum Measure {
    /** Frames the workload had. */
    OFFERED("frames", Better.NEITHER, "frames the workload sent"),
    /** Frames that arrived. */
    DELIVERED("frames", Better.HIGHER, "frames that arrived"),
    /** Share that did not arrive. */
    LOSS("share", Better.LOWER, "share of the frames that did not arrive"),
    /** Share that arrived twice. */
    DUPLICATES("share", Better.LOWER, "share of the frames that arrived more than once"),
    /** Frames a second. */
    FRAME_RATE("frames/s", Better.HIGHER, "frames that arrived in a second"),
    /** Bits a second. */
    BIT_RATE("bit/s", Better.HIGHER, "bits of frames (TCP: of payload) that arrived in a second"),
    /** RFC 4737, type-P-reordered ratio. */
    REORDERED("share", Better.LOWER, "reordered ratio of RFC 4737: frames later than a younger one of their flow"),
    /** RFC 4737, greatest extent. */
    REORDER_EXTENT(
            "frames",
            Better.LOWER,
            "greatest extent of RFC 4737: frames between a late one and the first it should have led"),
    /** RFC 5236, from the density of displacements. */
    REORDER_ENTROPY("nat", Better.LOWER, "entropy of the reorder density of RFC 5236: 0 when nothing is displaced"),
    /** Busiest worker against the mean. */
    IMBALANCE(
            "ratio",
            Better.LOWER,
            "frames of the busiest worker against the mean of all, median of windows; 1 is even"),
    /** Jain's index. */
    JAIN(
            "index",
            Better.HIGHER,
            "Jain's index of the frames of workers, median of windows; 1 is even, 1/n is one worker alone"),
    /** Half of the frames take less. */
    LATENCY_P50("ns", Better.LOWER, "one way, half of the frames take less"),
    /** 99 of 100 take less. */
    LATENCY_P99("ns", Better.LOWER, "one way, 99 of 100 frames take less"),
    /** 999 of 1000 take less. */
    LATENCY_P999("ns", Better.LOWER, "one way, 999 of 1000 frames take less"),
    /** Frames that changed the worker. */
    HANDOFFS("share", Better.LOWER, "share of the frames handed from the worker that read them to another"),
    /** Changes of a flow's worker. */
    MIGRATIONS("moves/s", Better.LOWER, "changes of the worker of a flow in a second"),
    /** Changes of a bucket's owner. */
    BUCKET_MOVES("moves/s", Better.LOWER, "changes of the owner of a bucket in a second"),
    /** Flows that are new. */
    CHURN("flows/s", Better.NEITHER, "flows seen for the first time in a second"),
    /** Sleeps that ended. */
    WAKE_UPS("share", Better.LOWER, "wake-ups of workers for a frame"),
    /** Frames at a time. */
    BATCH("frames", Better.NEITHER, "frames a worker processes at a time, mean"),
    /** Frames that wait. */
    QUEUE_DEPTH("frames", Better.LOWER, "frames that wait for the busiest worker, mean over the time"),
    /** Workers with something to do. */
    WORKERS_AWAKE("workers", Better.NEITHER, "workers that processed frames in a window, mean"),
    /** CPU of a frame, in the switch. */
    CPU_PER_FRAME("ns", Better.LOWER, "CPU time of the workers for a frame that arrived"),
    /** CPU of everything. */
    CHAIN_CPU("s", Better.LOWER, "CPU seconds of the whole machine for a million frames that arrived");

    private final String unit;
    private final Better better;
    private final String sentence;

    /** Which of two values is the better one. */
    public enum Better {
        /** The greater. */
        HIGHER,
        /** The smaller. */
        LOWER,
        /** It depends. */
        NEITHER
    }

    Measure(final String unit, final Better better, final String sentence) {
        this.unit = unit;
        this.better = better;
        this.sentence = sentence;
    }

    /** Its word in files: {@code latency-p99}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Of its values. */
    public String unit() {
        return unit;
    }

    /** Which of two values is the better one. */
    public Better better() {
        return better;
    }

    /** What it is, in one sentence. */
    public String sentence() {
        return sentence;
    }

    /** The one with this word. */
    public static Optional<Measure> of(final String word) {
        return Arrays.stream(values())
                .filter(measure -> measure.word().equals(word))
                .findFirst();
    }
}
