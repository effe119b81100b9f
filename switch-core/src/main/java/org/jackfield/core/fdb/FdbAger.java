package org.jackfield.core.fdb;

import java.util.concurrent.TimeUnit;

/**
 * Forgets addresses that have not been seen for the ageing time, and entries of ports that were flushed. Conductor thread.
 *
 * <p>Age is counted in ticks of a hundredth of the ageing time, of which an entry keeps the lower 8 bits. A sweep walks the table
 * a few entries at a time; one begins every twentieth of the ageing time, every 30 s at the latest. An address is forgotten
 * no sooner than one ageing time after its last frame, and no later than 1.06 ageing times and the duration of a sweep after it,
 * provided that workers learn of a new tick at once; a tick that reaches them late makes entries look older by as much.
 *
 * <p>No old entry can pass for young when the 8 bits wrap: an entry that survived a sweep was stamped at most 100 ticks before
 * the sweep began, and the tick is held back 150 ticks after the beginning of the last completed sweep. A conductor that
 * stands still makes entries live longer, never for ever.
 */
public final class FdbAger {
    /** Ageing time unless configured, in nanoseconds: 300 s (IEEE 802.1Q-2022 table 8-6). */
    public static final long DEFAULT_AGEING_NS = TimeUnit.SECONDS.toNanos(300);
    /** Least ageing time in nanoseconds: 10 s. */
    public static final long LEAST_AGEING_NS = TimeUnit.SECONDS.toNanos(10);
    /** Greatest ageing time in nanoseconds: 1000000 s. */
    public static final long MOST_AGEING_NS = TimeUnit.SECONDS.toNanos(1_000_000);

    /** Ticks of one ageing time. */
    public static final int TICKS = 100;

    private static final int MOST_TICKS_WITHOUT_SWEEP = 150;
    private static final int SWEEPS = 20;
    private static final long MOST_SWEEP_PERIOD_NS = TimeUnit.SECONDS.toNanos(30);
    private static final int AT_REST = -1;

    private final FdbTable table;
    private final FdbWriter writer;
    private long ageingNs;
    private long tickNs;
    private long tick;
    private long tickBeganNs;
    private int cursor = AT_REST;
    private long sweepTick;
    private long sweptTick;
    private long sweepDueNs;
    private long completedSweeps;

    /**
     * An ager whose first tick begins now.
     *
     * @param ageingNs ageing time in nanoseconds, 10 s to 1000000 s
     * @param nowNs time of the clock that all other calls give
     */
    public FdbAger(final FdbTable table, final FdbWriter writer, final long ageingNs, final long nowNs) {
        this.table = table;
        this.writer = writer;
        this.ageingNs = checked(ageingNs);
        this.tickNs = ageingNs / TICKS;
        this.tickBeganNs = nowNs;
        this.sweepDueNs = nowNs + sweepPeriodNs();
    }

    /** Ageing time in nanoseconds. */
    public long ageingNs() {
        return ageingNs;
    }

    /**
     * Changes the ageing time. Entries keep their age in seconds, rounded down: those too old for the new time go with the next
     * sweep. Walks the table: about a millisecond for 65536 entries.
     *
     * @param newAgeingNs in nanoseconds, 10 s to 1000000 s
     */
    public void setAgeing(final long newAgeingNs, final long nowNs) {
        checked(newAgeingNs);
        tick(nowNs);
        final long newTickNs = newAgeingNs / TICKS;
        for (int i = 0; i < table.capacity(); i++) {
            rescale(i, newTickNs);
        }
        ageingNs = newAgeingNs;
        tickNs = newTickNs;
        tickBeganNs = nowNs;
        sweptTick = tick;
        sweepDueNs = nowNs + sweepPeriodNs();
    }

    /** The tick of now, 0 to 255, for the workers to stamp with and for {@link FdbWriter#learn}. */
    public int tick(final long nowNs) {
        final long passed = (nowNs - tickBeganNs) / tickNs;
        final long most = sweptTick + MOST_TICKS_WITHOUT_SWEEP;
        if (passed > 0 && tick < most) {
            final long steps = Math.min(passed, most - tick);
            tick += steps;
            tickBeganNs += steps * tickNs;
        }
        return (int) tick & 0xFF;
    }

    /** When the tick changes next, on the clock that is given to {@link #tick}: a conductor that sleeps should not sleep longer. */
    public long nextTickNs() {
        return tickBeganNs + tickNs;
    }

    /** When the tick changes or the next sweep begins, whichever comes first: a conductor with nothing to do sleeps until then. */
    public long nextNs() {
        return sweepDueNs - nextTickNs() < 0 ? sweepDueNs : nextTickNs();
    }

    /**
     * Begins a sweep if one is due, and visits entries of the running one.
     *
     * @param entriesBudget most entries to visit, at least 1; an entry costs a few nanoseconds, a removal about a hundred
     * @return whether the sweep has more to visit; if not, the next one is not due yet
     */
    public boolean step(final long nowNs, final int entriesBudget) {
        tick(nowNs);
        if (cursor == AT_REST) {
            if (nowNs - sweepDueNs < 0) {
                return false;
            }
            cursor = 0;
            sweepTick = tick;
            sweepDueNs = nowNs + sweepPeriodNs();
        }
        final int end = Math.min(cursor + entriesBudget, table.capacity());
        for (; cursor < end; cursor++) {
            writer.sweep(cursor, (int) tick & 0xFF, TICKS);
        }
        if (end < table.capacity()) {
            return true;
        }
        cursor = AT_REST;
        sweptTick = Math.max(sweptTick, sweepTick);
        completedSweeps++;
        return false;
    }

    /** Sweeps over the whole table completed so far. */
    public long completedSweeps() {
        return completedSweeps;
    }

    /**
     * What {@link #completedSweeps} must reach until every entry that is stale now is gone: a sweep that is running has passed
     * some of them. A port's generation may be used again then.
     */
    public long sweepsUntilClean() {
        return completedSweeps + (cursor == AT_REST ? 1 : 2);
    }

    /** Seconds since the address of an entry was seen, to a hundredth of the ageing time; 0 for entries that do not age. */
    public long ageSeconds(final long value) {
        return FdbTable.isDynamic(value) ? TimeUnit.NANOSECONDS.toSeconds(age(value) * tickNs) : 0;
    }

    private void rescale(final int index, final long newTickNs) {
        final long value = table.value(index);
        if (FdbTable.isDynamic(value)) {
            final long leastAgeNs = Math.max(0, age(value) - 1) * tickNs;
            final int newAge = (int) Math.min(leastAgeNs / newTickNs, TICKS + 1);
            // Fails when a worker stamps the entry just now: then it is young, which is what counts.
            table.storeIf(index, value, FdbTable.withTick(value, (int) tick - newAge));
        }
    }

    private long age(final long value) {
        return (tick - FdbTable.tick(value)) & 0xFF;
    }

    private long sweepPeriodNs() {
        return Math.min(ageingNs / SWEEPS, MOST_SWEEP_PERIOD_NS);
    }

    private static long checked(final long ageingNs) {
        if (ageingNs < LEAST_AGEING_NS || ageingNs > MOST_AGEING_NS) {
            throw new IllegalArgumentException("ageing time of " + TimeUnit.NANOSECONDS.toSeconds(ageingNs)
                    + " s refused; choose 10 to 1000000 s");
        }
        return ageingNs;
    }
}
