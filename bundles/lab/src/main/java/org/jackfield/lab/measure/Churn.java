package org.jackfield.lab.measure;

import java.util.BitSet;
import java.util.List;
import org.jackfield.lab.api.Outcome;

/** How many flows are new. One thread. */
public final class Churn {
    private final BitSet seen = new BitSet();
    private final Windows fresh;

    /** No flow is known; windows of this length, in nanoseconds, for the chart. */
    public Churn(final long windowNs) {
        fresh = new Windows(1, windowNs);
    }

    /** A frame arrived. */
    public void arrived(final int flow, final long atNs) {
        if (!seen.get(flow)) {
            seen.set(flow);
            fresh.add(0, atNs, 1);
        }
    }

    /** Different flows so far. */
    public long flows() {
        return seen.cardinality();
    }

    /** New flows a second, over the time. */
    public Outcome.Series series() {
        return fresh.series("new flows", "flows/s", List.of("flows"), 1e9 / fresh.windowNs());
    }
}
