package org.jackfield.core.conductor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jackfield.api.admin.ShadowInfo;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.core.stats.ShadowCounters;
import org.jackfield.core.view.ActiveShadow;
import org.jspecify.annotations.Nullable;

/**
 * One policy that somebody wants to be evaluated beside the one in force: while it is, what it has decided and how its loads were in
 * windows of time. Changed by {@link ShadowControl}, read by any thread.
 */
final class Shadow {
    private static final long WINDOW_NS = TimeUnit.SECONDS.toNanos(1);
    /** Of a window that counts: fewer frames than this for each worker say more about chance than about a policy. */
    private static final int LEAST_FRAMES = 16;

    final String name;
    final int sample;
    private final int workers;

    private @Nullable Life life;
    private String reason = "it is not deployed";

    /** From one beginning to the end of it. Guarded by the shadow. */
    private static final class Life {
        private final SteeringPolicy code;
        private final ActiveShadow active;
        private final LoadMeter meter;
        private final long beganNs;
        private final long[] before;
        private final long[] beforeInForce;
        private final WindowBalance balance = new WindowBalance();
        private final WindowBalance balanceInForce = new WindowBalance();
        private long[] window;
        private long[] windowInForce;
        private long decisions;
        private long bucketsMoved;
        private long windowNs;
        private long decisionNs;

        Life(
                final SteeringPolicy code,
                final ActiveShadow active,
                final LoadMeter meter,
                final int workers,
                final long nowNs) {
            this.code = code;
            this.active = active;
            this.meter = meter;
            this.beganNs = nowNs;
            this.windowNs = nowNs + WINDOW_NS;
            this.decisionNs = nowNs;
            this.before = new long[workers];
            this.beforeInForce = new long[workers];
            this.window = new long[workers];
            this.windowInForce = new long[workers];
        }
    }

    Shadow(final String name, final int sample, final int workers) {
        this.name = name;
        this.sample = sample;
        this.workers = workers;
    }

    /** It is evaluated from now on, and is to decide at once. */
    synchronized void begin(
            final SteeringPolicy code, final ActiveShadow active, final LoadMeter meter, final long nowNs) {
        life = new Life(code, active, meter, workers, nowNs);
        reason = "";
    }

    /** It is not evaluated any more. */
    synchronized void rest(final String why) {
        life = null;
        reason = why;
    }

    /** The code that is evaluated; null while it waits. */
    synchronized @Nullable SteeringPolicy code() {
        return life == null ? null : life.code;
    }

    /** What workers know of it; null while it waits. */
    synchronized @Nullable ActiveShadow active() {
        return life == null ? null : life.active;
    }

    /** Takes the state for its next decision; null while it waits. */
    synchronized @Nullable LoadMeter meter() {
        return life == null ? null : life.meter;
    }

    /** When it is to decide or a window ends; {@link Long#MAX_VALUE} while it waits. */
    synchronized long nextNs() {
        final Life now = life;
        if (now == null) {
            return Long.MAX_VALUE;
        }
        return now.decisionNs == Long.MAX_VALUE || now.windowNs - now.decisionNs < 0 ? now.windowNs : now.decisionNs;
    }

    /** Whether it is to decide. */
    synchronized boolean isToDecide(final long nowNs) {
        return life != null && life.decisionNs != Long.MAX_VALUE && life.decisionNs - nowNs <= 0;
    }

    /** It is to decide as soon as possible: something of it may have changed. */
    synchronized void decideSoon(final long nowNs) {
        if (life != null) {
            life.decisionNs = nowNs;
        }
    }

    /**
     * It has decided.
     *
     * @param periodMs when it wants to be asked again; 0 for never
     */
    synchronized void decided(final short[] owners, final String why, final long periodMs, final long nowNs) {
        final Life now = life;
        if (now == null) {
            return;
        }
        final short[] before = now.active.owners();
        for (int b = 0; b < owners.length; b++) {
            now.bucketsMoved += now.decisions > 0 && owners[b] != before[b] ? 1 : 0;
        }
        now.active.decided(owners);
        now.decisions++;
        now.decisionNs = periodMs > 0 ? nowNs + TimeUnit.MILLISECONDS.toNanos(periodMs) : Long.MAX_VALUE;
        reason = why;
    }

    /** Ends a window when its time has come. */
    synchronized void look(final long nowNs) {
        final Life now = life;
        if (now == null || now.windowNs - nowNs > 0) {
            return;
        }
        now.windowNs = nowNs + WINDOW_NS;
        now.window = since(now.before, shares(now.active, false));
        now.windowInForce = since(now.beforeInForce, shares(now.active, true));
        if (Arrays.stream(now.window).sum() >= (long) LEAST_FRAMES * workers
                && Arrays.stream(now.windowInForce).sum() > 0) {
            now.balance.window(now.window);
            now.balanceInForce.window(now.windowInForce);
        }
    }

    private static long[] since(final long[] before, final long[] counts) {
        final long[] since = new long[counts.length];
        for (int w = 0; w < counts.length; w++) {
            since[w] = counts[w] - before[w];
            before[w] = counts[w];
        }
        return since;
    }

    private long[] shares(final ActiveShadow active, final boolean inForce) {
        final long[] shares = new long[workers];
        for (int w = 0; w < workers; w++) {
            shares[w] = active.counters.sum(inForce ? ShadowCounters.shareInForce(w) : ShadowCounters.share(w));
        }
        return shares;
    }

    /** As people see it; any thread. */
    synchronized ShadowInfo info(final long nowNs) {
        final Life now = life;
        final ShadowInfo.Balance none = new WindowBalance().info();
        if (now == null) {
            return new ShadowInfo(
                    name, false, reason, false, sample, 0, 0, 0, 0, 0, 0, 0, 0, -1, none, none, List.of());
        }
        final ShadowCounters counters = now.active.counters;
        final long timed = counters.sum(ShadowCounters.TIMED_FRAMES);
        final List<ShadowInfo.Share> shares = shares(now);
        return new ShadowInfo(
                name,
                true,
                reason,
                now.active.frames != null,
                sample,
                (nowNs - now.beganNs) / 1e9,
                shares.stream().mapToLong(ShadowInfo.Share::frames).sum(),
                counters.sum(ShadowCounters.DIFFERENT),
                counters.sum(ShadowCounters.HANDOFFS),
                counters.sum(ShadowCounters.HANDOFFS_IN_FORCE),
                now.decisions,
                now.bucketsMoved,
                counters.sum(ShadowCounters.FLOWS_MOVED),
                timed == 0 ? -1 : (double) counters.sum(ShadowCounters.TIMED_NS) / timed,
                now.balance.info(),
                now.balanceInForce.info(),
                shares);
    }

    private List<ShadowInfo.Share> shares(final Life now) {
        final long[] own = shares(now.active, false);
        final long[] inForce = shares(now.active, true);
        final List<ShadowInfo.Share> shares = new ArrayList<>();
        for (int w = 0; w < workers; w++) {
            shares.add(new ShadowInfo.Share(w, own[w], inForce[w], now.window[w], now.windowInForce[w]));
        }
        return shares;
    }
}
