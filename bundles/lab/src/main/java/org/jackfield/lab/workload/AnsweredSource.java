package org.jackfield.lab.workload;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;
import org.jackfield.lab.api.FrameSource;

/**
 * Requests, and for each the answer a given time later from the other end, merged by time. An answer has the flow and the sequence of its
 * request: sequences count each direction of a flow by itself. Allocates only when more answers are due than ever before.
 */
final class AnsweredSource implements FrameSource {
    private static final int FIRST_CAPACITY = 1024;

    private final FrameSource requests;
    private final long delayNs;
    private final IntSupplier lengths;
    private final Headers headers;
    private final GuestQueues queues;
    /** Whether {@link #requests} is at a request that was not handed out yet. */
    private boolean ahead;

    private boolean requestsEnded;
    private boolean answering;

    // The answers that are due, oldest first, in rings of a power of two.
    private long[] dueNs = new long[FIRST_CAPACITY];
    private int[] flows = new int[FIRST_CAPACITY];
    private long[] sequences = new long[FIRST_CAPACITY];
    private int first;
    private int count;

    // The present answer.
    private long atNs;
    private int flow;
    private long sequence;
    private int length;

    AnsweredSource(final FrameSource requests, final Settings settings, final Addresses addresses, final long seed) {
        this.requests = requests;
        final SplittableRandom random = new SplittableRandom(~seed);
        delayNs = settings.whole("response-us") * 1_000L;
        lengths = FrameLengths.of(settings.text("response-sizes"), GeneratedSource.split(random));
        headers = new Headers(settings, addresses, true);
        queues = new GuestQueues(settings, random.nextLong());
    }

    @Override
    public boolean next() {
        if (!ahead && !requestsEnded) {
            ahead = requests.next();
            requestsEnded = !ahead;
        }
        answering = count > 0 && (!ahead || dueNs[first] <= requests.atNs());
        if (answering) {
            answer();
        } else if (ahead) {
            ahead = false;
            ask();
        } else {
            return false;
        }
        return true;
    }

    private void ask() {
        if (count == dueNs.length) {
            grow();
        }
        final int last = first + count & dueNs.length - 1;
        dueNs[last] = requests.atNs() + delayNs;
        flows[last] = requests.flow();
        sequences[last] = requests.sequence();
        count++;
    }

    private void answer() {
        atNs = dueNs[first];
        flow = flows[first];
        sequence = sequences[first];
        first = first + 1 & dueNs.length - 1;
        count--;
        length = Math.max(lengths.getAsInt(), headers.length());
        headers.write(flow, length, (int) (sequence * headers.payload(length)));
    }

    private void grow() {
        final int bytes = dueNs.length;
        dueNs = unrolled(dueNs, bytes);
        sequences = unrolled(sequences, bytes);
        final int[] more = Arrays.copyOfRange(flows, first, first + 2 * bytes);
        System.arraycopy(flows, 0, more, bytes - first, first);
        flows = more;
        first = 0;
    }

    private long[] unrolled(final long[] ring, final int capacity) {
        final long[] more = Arrays.copyOfRange(ring, first, first + 2 * capacity);
        System.arraycopy(ring, 0, more, capacity - first, first);
        return more;
    }

    @Override
    public long atNs() {
        return answering ? atNs : requests.atNs();
    }

    @Override
    public int flow() {
        return answering ? flow : requests.flow();
    }

    @Override
    public long sequence() {
        return answering ? sequence : requests.sequence();
    }

    @Override
    public int length() {
        return answering ? length : requests.length();
    }

    @Override
    public byte[] header() {
        return answering ? headers.bytes() : requests.header();
    }

    @Override
    public int headerLength() {
        return answering ? headers.length() : requests.headerLength();
    }

    @Override
    public int port() {
        return answering ? 1 : 0;
    }

    @Override
    public int queue() {
        return answering ? queues.of(flow, atNs) : requests.queue();
    }
}
