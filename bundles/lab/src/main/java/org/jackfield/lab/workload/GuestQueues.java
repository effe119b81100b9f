package org.jackfield.lab.workload;

import java.util.List;
import org.jackfield.lab.api.FrameSource;

/** Which queue a guest puts a frame in. Immutable. */
final class GuestQueues {
    static final String KERNEL = "kernel";
    static final String FLOW_HASH = "flow-hash";
    static final String CPU = "cpu";
    static final List<String> WORDS = List.of(KERNEL, FLOW_HASH, CPU);

    private static final long NS_PER_MS = 1_000_000L;

    private final String way;
    private final int queues;
    private final long stayNs;
    private final long salt;

    /** Queues as the settings want them; {@code salt} is what a kernel draws when it boots. */
    GuestQueues(final Settings settings, final long salt) {
        way = settings.text("guest-queue");
        queues = (int) settings.whole("guest-queues");
        stayNs = settings.whole("cpu-stay-ms") * NS_PER_MS;
        this.salt = salt;
    }

    /** Queue of a frame of a flow. */
    int of(final int flow, final long atNs) {
        return switch (way) {
            case FLOW_HASH -> spread(flow);
            case CPU -> stayNs == 0 ? flow % queues : spread(flow + ((atNs + phase(flow)) / stayNs << Integer.SIZE));
            default -> FrameSource.NO_QUEUE;
        };
    }

    /** When in a period a sender moves: not all at the same time. */
    private long phase(final int flow) {
        return Long.remainderUnsigned(mix(flow ^ ~salt), stayNs);
    }

    private int spread(final long what) {
        return (int) Long.remainderUnsigned(mix(what ^ salt), queues);
    }

    /** The finisher of SplitMix64 (Steele, Lea, Flood 2014). */
    private static long mix(final long value) {
        long x = value;
        x = (x ^ x >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        x = (x ^ x >>> 27) * 0x94D0_49BB_1331_11EBL;
        return x ^ x >>> 31;
    }
}
