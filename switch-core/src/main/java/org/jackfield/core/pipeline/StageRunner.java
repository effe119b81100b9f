package org.jackfield.core.pipeline;

import java.util.Arrays;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.port.DropReason;
import org.jackfield.api.stage.EgressDecision;
import org.jackfield.api.stage.StageContext;
import org.jackfield.api.stage.StagePhase;
import org.jackfield.core.stats.PortCounters;
import org.jackfield.core.stats.StageCounters;
import org.jackfield.core.view.ForwardingView;
import org.jackfield.core.view.PortStages;
import org.jackfield.core.view.PortView;
import org.jackfield.core.view.StageView;
import org.jspecify.annotations.Nullable;

/**
 * Runs the stages of deployed bundles for a batch, and judges what each of them did by a copy of what the batch was before. A stage that
 * threw or did what its band does not allow is reported, and the batch goes on as it was before that stage. Used by one worker.
 */
@HotPath
final class StageRunner implements StageContext {
    // What a stage did wrong with its context.
    private static final int NOTHING = 0;
    private static final int COPIED_IN_WRONG_BAND = 1;
    private static final int COPIED_WHAT_IS_NOT_THERE = 2;

    private static final int BAD = -1;

    private final int worker;
    private final StageCopies copies;
    private final StageGuard guard;
    /** The batch as it was before the present stage. */
    private final int[] ids = new int[FrameBatch.CAPACITY];

    private final int[] lengths = new int[FrameBatch.CAPACITY];
    private final int[] decisions = new int[FrameBatch.CAPACITY];
    private int count;
    private int limit;

    /** The stage whose code the worker is in; also read by whoever writes off a worker that does not come back. */
    private @Nullable StageView present;

    private @Nullable PortView ingress;
    private @Nullable ForwardingView view;
    private long nowNs;
    private int misuse;
    private int copied;
    private int notCopied;

    StageRunner(final int worker, final StageCopies copies, final StageGuard guard) {
        this.worker = worker;
        this.copies = copies;
        this.guard = guard;
    }

    /** The bands before the source is learned. */
    void filter(
            final FrameBatch batch,
            final PortView from,
            final ForwardingView in,
            final PortStages stages,
            final long now) {
        begin(from, in, now);
        all(stages.filters, batch);
    }

    /** The bands behind the look-up of destinations. */
    void decideAndObserve(
            final FrameBatch batch,
            final PortView from,
            final ForwardingView in,
            final PortStages stages,
            final long now) {
        begin(from, in, now);
        all(stages.deciders, batch);
        if (stages.observers.length > 0) {
            if (from.flood.length == 0) {
                nowhere(batch);
            }
            all(stages.observers, batch);
        }
    }

    private void begin(final PortView from, final ForwardingView in, final long now) {
        ingress = from;
        view = in;
        nowNs = now;
    }

    /** Says of frames to be flooded to nobody what the egress will make of them. */
    private static void nowhere(final FrameBatch batch) {
        for (int i = 0; i < batch.count; i++) {
            if (batch.egress[i] == Decision.FLOOD) {
                batch.egress[i] = Decision.NO_EGRESS;
            }
        }
    }

    private void all(final StageView[] stages, final FrameBatch batch) {
        for (int s = 0; s < stages.length; s++) {
            if (!stages[s].stage.out()) {
                one(stages[s], batch);
            }
        }
    }

    private void one(final StageView stage, final FrameBatch batch) {
        final int n = batch.count;
        System.arraycopy(batch.id, 0, ids, 0, n);
        System.arraycopy(batch.len, 0, lengths, 0, n);
        System.arraycopy(batch.egress, 0, decisions, 0, n);
        count = n;
        limit = batch.limit;
        misuse = NOTHING;
        copied = 0;
        notCopied = 0;
        present = stage;
        Throwable thrown = null;
        guard.enter(stage);
        try {
            stage.stage.of(worker).process(batch, this);
        } catch (final Throwable broken) {
            thrown = broken; // errors of linking, of memory and of the stack are that code's, too
        }
        guard.leave();
        present = null;
        judge(stage, batch, thrown);
    }

    private void judge(final StageView stage, final FrameBatch batch, final @Nullable Throwable thrown) {
        final CounterBlock counters = stage.stage.counters.of(worker);
        counters.add(StageCounters.FRAMES, count);
        counters.add(StageCounters.COPIES, copied);
        counters.add(StageCounters.NO_COPY, notCopied);
        final int dropped = thrown != null || misuse != NOTHING || changesFrames(batch)
                ? BAD
                : Arrays.mismatch(batch.egress, 0, count, decisions, 0, count) < 0 ? 0 : dropped(stage, batch);
        if (dropped < 0) {
            slowPathRefuse(stage, batch, thrown);
        } else {
            counters.add(StageCounters.DROPPED, dropped);
        }
    }

    private boolean changesFrames(final FrameBatch batch) {
        return batch.count != count
                || batch.limit != limit
                || Arrays.mismatch(batch.id, 0, count, ids, 0, count) >= 0
                || Arrays.mismatch(batch.len, 0, count, lengths, 0, count) >= 0;
    }

    /** Frames a stage has dropped, or {@link #BAD} when it decided what it may not. */
    private int dropped(final StageView stage, final FrameBatch batch) {
        final StagePhase phase = stage.stage.phase;
        int dropped = 0;
        for (int i = 0; i < count; i++) {
            final int before = decisions[i];
            final int after = batch.egress[i];
            if (after != before) {
                if (phase == StagePhase.OBSERVE || Decision.isDrop(before)) {
                    return BAD;
                }
                if (after == EgressDecision.DROP) {
                    dropped++;
                } else if (phase != StagePhase.DECIDE || !mayGoTo(after)) {
                    return BAD;
                }
            }
        }
        return dropped;
    }

    private boolean mayGoTo(final int decision) {
        final ForwardingView in = view;
        final PortView from = ingress;
        if (decision == Decision.FLOOD) {
            return true;
        }
        if (in == null || from == null || decision < 0 || decision >= in.ports.length || decision == from.index) {
            return false;
        }
        final PortView to = in.ports[decision];
        return to != null && to.active && to.fid == from.fid;
    }

    private void slowPathRefuse(final StageView stage, final FrameBatch batch, final @Nullable Throwable thrown) {
        final boolean changed = changesFrames(batch);
        System.arraycopy(ids, 0, batch.id, 0, count);
        System.arraycopy(lengths, 0, batch.len, 0, count);
        System.arraycopy(decisions, 0, batch.egress, 0, count);
        batch.count = count;
        batch.limit = limit;
        if (thrown != null) {
            stage.stage.fail("threw on a worker: " + thrown);
        } else if (changed) {
            stage.stage.fail("changed which frames a batch has");
        } else if (misuse == COPIED_IN_WRONG_BAND) {
            stage.stage.fail("had frames copied in band " + stage.stage.phase + ", which only OBSERVE may");
        } else if (misuse == COPIED_WHAT_IS_NOT_THERE) {
            stage.stage.fail("had frames copied that are not in the batch, or to a port that is not in its plan");
        } else {
            stage.stage.fail("decided what band " + stage.stage.phase + " may not");
        }
    }

    /** Counts the frames of the batch that is in a stage as lost; returns how many. */
    long slowPathWriteOff() {
        final PortView from = ingress;
        if (present == null || from == null) {
            return 0;
        }
        from.counters.of(worker).add(PortCounters.DROPS + DropReason.WORKER_LOST.ordinal(), count);
        return count;
    }

    @Override
    public int port(final int number) {
        final StageView by = present;
        return by == null || number < 0 || number >= by.ports.length ? -1 : by.ports[number];
    }

    @Override
    public boolean floodsTo(final int portIndex) {
        final PortView from = ingress;
        if (present == null || from == null) {
            return false;
        }
        for (int t = 0; t < from.flood.length; t++) {
            if (from.flood[t] == portIndex) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int copy(final int[] frames, final int n, final int number) {
        final StageView by = present;
        if (by == null || by.stage.phase != StagePhase.OBSERVE) {
            misuse = COPIED_IN_WRONG_BAND;
            return 0;
        }
        if (number < 0 || number >= by.ports.length || n < 0 || n > frames.length) {
            misuse = COPIED_WHAT_IS_NOT_THERE;
            return 0;
        }
        return by.ports[number] < 0 ? 0 : copyTo(by.ports[number], frames, n);
    }

    private int copyTo(final int port, final int[] frames, final int n) {
        int made = 0;
        int missed = 0;
        for (int f = 0; f < n; f++) {
            final int i = frames[f];
            if (i < 0 || i >= count) {
                misuse = COPIED_WHAT_IS_NOT_THERE;
            } else if (copies.add(ids[i], lengths[i], decisions[i], port)) {
                made++;
            } else {
                missed++;
            }
        }
        copied += made;
        notCopied += missed;
        return made;
    }

    @Override
    public long nowNs() {
        return nowNs;
    }
}
