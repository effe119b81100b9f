package org.jackfield.steering.toeplitz;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jackfield.steering.kit.Buckets;

/** Steering by the hash and table of receive-side scaling. Immutable; any thread. */
final class ToeplitzRss implements SteeringPolicy {
    static final int LEAST_ENTRIES = 64;
    static final int MOST_ENTRIES = 4096;

    /** The key of Microsoft's verification suite, which many drivers use. */
    static final String MICROSOFT_KEY =
            "6d5a56da255b0ec24167253d43a38fb0d0ca2bcbae7b30b477cb2da38030f20c6a42b73bbeac01fa";
    /** A key that gives both directions of a flow one hash (Woo and Park 2012). */
    static final String SYMMETRIC_KEY = "6d5a".repeat(ToeplitzHash.KEY_BYTES / 2);

    private final ToeplitzHash hash;
    private final int entries;
    private final boolean udpPorts;

    /** Refuses what is out of range, by key, value and range. */
    ToeplitzRss(final String key, final int entries, final boolean udpPorts) {
        if (entries < LEAST_ENTRIES || entries > MOST_ENTRIES || Integer.bitCount(entries) != 1) {
            throw new IllegalArgumentException("table=" + entries + " must be a power of two from " + LEAST_ENTRIES
                    + " to " + MOST_ENTRIES + "; the default is 128");
        }
        this.hash = new ToeplitzHash(HexFormat.of().parseHex(hex(key.strip().toLowerCase(Locale.ROOT))));
        this.entries = entries;
        this.udpPorts = udpPorts;
    }

    private static String hex(final String key) {
        final String hex = key.equals("microsoft") ? MICROSOFT_KEY : key.equals("symmetric") ? SYMMETRIC_KEY : key;
        if (!hex.matches("[0-9a-f]{" + 2 * ToeplitzHash.KEY_BYTES + "}")) {
            throw new IllegalArgumentException("hash-key=" + key + " must be microsoft, symmetric or "
                    + 2 * ToeplitzHash.KEY_BYTES + " hexadecimal digits; the default is microsoft");
        }
        return hex;
    }

    @Override
    public String policyName() {
        return "toeplitz-rss";
    }

    /** All frames of a flow have one hash, and the table stands still. */
    @Override
    public boolean preservesOrder() {
        return true;
    }

    @Override
    public void decide(final SteeringState state, final short[] owners) {
        Buckets.inTurn(state.workers(), owners);
    }

    @Override
    public Optional<FrameSteering> frameSteering(final int worker, final int workers) {
        return Optional.of(steering(workers));
    }

    ToeplitzSteering steering(final int workers) {
        return new ToeplitzSteering(hash, udpPorts, entries, workers);
    }
}
