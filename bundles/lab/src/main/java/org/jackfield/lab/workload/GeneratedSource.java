package org.jackfield.lab.workload;

import java.util.SplittableRandom;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.apache.commons.rng.UniformRandomProvider;
import org.jackfield.lab.api.FrameSource;

/**
 * The frames one end sends: when, how long, of which flow and by which queue are drawn independently, each from random numbers of its
 * own, so that changing one of them leaves the others as they are. Allocates nothing for a frame.
 */
final class GeneratedSource implements FrameSource {
    private final LongSupplier arrivals;
    private final IntSupplier lengths;
    private final IntSupplier choice;
    private final FlowPlaces places;
    private final Headers headers;
    private final GuestQueues queues;
    private final long endNs;
    private long framesLeft;

    // The present frame.
    private long atNs;
    private int length;
    private int flow;
    private long sequence;

    GeneratedSource(final Settings settings, final Addresses addresses, final Extent extent, final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        arrivals = Arrivals.of(settings, split(random));
        lengths = FrameLengths.of(settings.text("sizes"), split(random));
        choice = FlowChoice.of(settings, split(random));
        final boolean herd = settings.text("choice").equals(FlowChoice.ELEPHANTS);
        final int persistent = herd ? (int) settings.whole("elephants") : 0;
        places = new FlowPlaces((int) settings.whole("flows"), persistent, FlowSizes.of(settings, split(random)));
        headers = new Headers(settings, addresses, false);
        queues = new GuestQueues(settings, random.nextLong());
        endNs = extent.ns();
        framesLeft = extent.frames();
    }

    /** Random numbers of their own. */
    static UniformRandomProvider split(final SplittableRandom random) {
        return random.split()::nextLong;
    }

    @Override
    public boolean next() {
        if (framesLeft == 0) {
            return false;
        }
        atNs = arrivals.getAsLong();
        if (atNs >= endNs) {
            framesLeft = 0;
            return false;
        }
        framesLeft--;
        length = Math.max(lengths.getAsInt(), headers.length());
        final int place = choice.getAsInt();
        places.advance(place);
        flow = places.flow(place);
        sequence = places.sequence(place);
        headers.write(flow, length, places.stream(place, headers.payload(length)));
        return true;
    }

    @Override
    public long atNs() {
        return atNs;
    }

    @Override
    public int flow() {
        return flow;
    }

    @Override
    public long sequence() {
        return sequence;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public byte[] header() {
        return headers.bytes();
    }

    @Override
    public int headerLength() {
        return headers.length();
    }

    @Override
    public int port() {
        return 0;
    }

    @Override
    public int queue() {
        return queues.of(flow, atNs);
    }
}
