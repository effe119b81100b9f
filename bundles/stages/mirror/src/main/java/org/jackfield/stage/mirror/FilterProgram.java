package org.jackfield.stage.mirror;

import java.nio.ByteBuffer;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.frame.MacAddress;

/**
 * A filter as arrays of primitives: tests that each name the next one for yes and for no, as in BPF, so that "and", "or" and "not" cost
 * nothing. The arrays are shared by all workers and never written; the fields of the frame are of one worker, see {@link #ofOneWorker}.
 */
@HotPath
final class FilterProgram {
    // Where a test leads when the frame is decided.
    static final int ACCEPT = -1;
    static final int REJECT = -2;

    // Which of two fields.
    static final int EITHER = 0;
    static final int SOURCE = 1;
    static final int DESTINATION = 2;

    // What is asked.
    static final int ETHER_TYPE = 0;
    static final int TAGGED = 1;
    static final int VID = 2;
    static final int MAC = 3;
    static final int BROADCAST = 4;
    static final int MULTICAST = 5;
    static final int PROTOCOL = 6;
    static final int IPV4 = 7;
    static final int IPV6 = 8;
    static final int PORT = 9;

    private static final long EVERYBODY = 0xFFFF_FFFF_FFFFL;
    private static final long MAC_MASK = EVERYBODY;

    private final int start;
    private final int[] kinds;
    private final int[] sides;
    /** What is asked for: a number; the least port; an IPv4 address; the first half of an IPv6 address. */
    private final long[] values;
    /** The greatest port; the second half of an IPv6 address. */
    private final long[] seconds;
    /** The mask of an IPv4 address, or of the first half of an IPv6 address. */
    private final long[] masks;
    /** The mask of its second half. */
    private final long[] secondMasks;

    private final int[] yes;
    private final int[] no;
    private final FilterFields fields = new FilterFields();

    FilterProgram(final int start, final FilterStep[] tests) {
        this.start = start;
        kinds = new int[tests.length];
        sides = new int[tests.length];
        values = new long[tests.length];
        seconds = new long[tests.length];
        masks = new long[tests.length];
        secondMasks = new long[tests.length];
        yes = new int[tests.length];
        no = new int[tests.length];
        for (int t = 0; t < tests.length; t++) {
            kinds[t] = tests[t].kind();
            sides[t] = tests[t].side();
            values[t] = tests[t].value();
            seconds[t] = tests[t].second();
            masks[t] = tests[t].mask();
            secondMasks[t] = tests[t].secondMask();
            yes[t] = tests[t].yes();
            no[t] = tests[t].no();
        }
    }

    private FilterProgram(final FilterProgram shared) {
        start = shared.start;
        kinds = shared.kinds;
        sides = shared.sides;
        values = shared.values;
        seconds = shared.seconds;
        masks = shared.masks;
        secondMasks = shared.secondMasks;
        yes = shared.yes;
        no = shared.no;
    }

    /** The same filter with fields of its own. */
    static FilterProgram ofOneWorker(final FilterProgram shared) {
        return new FilterProgram(shared);
    }

    /** Whether every frame matches. */
    boolean isEmpty() {
        return kinds.length == 0;
    }

    /** Whether a frame matches; one shorter than an Ethernet header matches nothing but the empty filter. */
    boolean matches(final ByteBuffer buffer, final int at, final int length) {
        if (length < FrameLayout.ETHERNET_BYTES) {
            return isEmpty();
        }
        fields.read(buffer, at, length);
        int test = start;
        while (test >= 0) {
            test = holds(test, buffer, at) ? yes[test] : no[test];
        }
        return test == ACCEPT;
    }

    private boolean holds(final int test, final ByteBuffer buffer, final int at) {
        final long value = values[test];
        switch (kinds[test]) {
            case ETHER_TYPE:
                return fields.etherType == value;
            case TAGGED:
                return fields.vid >= 0;
            case VID:
                return fields.vid == value;
            case MAC:
                return sides[test] != DESTINATION && (buffer.getLong(at + 4) & MAC_MASK) == value
                        || sides[test] != SOURCE && buffer.getLong(at) >>> 16 == value;
            case BROADCAST:
                return buffer.getLong(at) >>> 16 == EVERYBODY;
            case MULTICAST:
                return (buffer.getLong(at) >>> 16 & MacAddress.GROUP_BIT) != 0;
            case PROTOCOL:
                return fields.protocol == value;
            case IPV4:
                return fields.version == 4
                        && (sides[test] != DESTINATION && isIn(test, buffer.getInt(at + fields.l3 + 12))
                                || sides[test] != SOURCE && isIn(test, buffer.getInt(at + fields.l3 + 16)));
            case IPV6:
                return fields.version == 6
                        && (sides[test] != DESTINATION && isIn(test, buffer, at + fields.l3 + 8)
                                || sides[test] != SOURCE && isIn(test, buffer, at + fields.l3 + 24));
            default:
                return fields.hasPorts
                        && (sides[test] != DESTINATION && isBetween(test, fields.sourcePort)
                                || sides[test] != SOURCE && isBetween(test, fields.destinationPort));
        }
    }

    private boolean isIn(final int test, final int address) {
        return (address & masks[test]) == values[test];
    }

    private boolean isIn(final int test, final ByteBuffer buffer, final int at) {
        return (buffer.getLong(at) & masks[test]) == values[test]
                && (buffer.getLong(at + 8) & secondMasks[test]) == seconds[test];
    }

    private boolean isBetween(final int test, final int port) {
        return port >= values[test] && port <= seconds[test];
    }
}
