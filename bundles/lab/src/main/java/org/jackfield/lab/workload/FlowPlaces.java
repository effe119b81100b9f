package org.jackfield.lab.workload;

import java.util.function.LongSupplier;

/**
 * The flows there are at a time, each in a place: its number, and how far it is. When a flow has had all its frames, a new one with a new
 * number takes the place. One thread.
 */
final class FlowPlaces {
    /** Most numbers of flows there are. */
    static final int MOST_FLOWS = 1 << 24;

    private final LongSupplier sizes;
    private final int[] flow;
    private final long[] sequence;
    private final long[] left;
    /** Bytes of TCP a flow has sent. */
    private final int[] streamBytes;

    private int next;

    /**
     * Flows without a frame so far.
     *
     * @param places how many there are at a time
     * @param persistent how many of them, the first ones, never end
     * @param sizes of the others
     */
    FlowPlaces(final int places, final int persistent, final LongSupplier sizes) {
        this.sizes = sizes;
        flow = new int[places];
        sequence = new long[places];
        left = new long[places];
        streamBytes = new int[places];
        for (int place = 0; place < places; place++) {
            begin(place, place < persistent ? Long.MAX_VALUE : sizes.getAsLong());
        }
    }

    /** Makes the flow of a place go on by a frame, or a new one begin there. */
    void advance(final int place) {
        if (left[place] == 0) {
            begin(place, sizes.getAsLong());
        }
        left[place]--;
        sequence[place]++;
    }

    /** Its number. */
    int flow(final int place) {
        return flow[place];
    }

    /** Place in the flow of the frame it has advanced to, from 0 on. */
    long sequence(final int place) {
        return sequence[place];
    }

    /** TCP bytes the flow has sent before, to which those of a frame are added. */
    int stream(final int place, final int bytes) {
        final int before = streamBytes[place];
        streamBytes[place] = before + bytes;
        return before;
    }

    private void begin(final int place, final long frames) {
        if (next == MOST_FLOWS) {
            throw new IllegalStateException("the workload has more than " + MOST_FLOWS
                    + " flows, which have no numbers any more; let it end earlier, or let flows have more frames");
        }
        flow[place] = next++;
        sequence[place] = -1;
        left[place] = frames;
        streamBytes[place] = 0;
    }
}
