package org.jackfield.steering.elephant;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringContext;

/**
 * Watches the flows that a worker reads. It decides for no frame: each goes to the owner of its bucket, so that flows keep their order
 * by the switch's own hand-over.
 *
 * <p>The worker counts in one of two sketches. The policy asks for a change by {@link #REQUESTED}; before its next batch the worker turns to the
 * other sketch and says so by {@link #SERVED}. From then on the first one is the policy's, until it asks again. Two accesses each are ordered:
 * the worker's counting before its release of SERVED, with the policy's acquire of it before reading; and the policy's reading before its
 * release of REQUESTED, with the worker's acquire of it before clearing that sketch. So nobody waits, and no sketch has two threads.
 */
@HotPath
final class FlowWatch implements FrameSteering {
    /** What a frame counts besides its bytes; see {@link #BYTES_SHIFT}. */
    static final int FRAME = 8;
    /** A frame costs what 8 KB do, so 1 KB counts an eighth of it. */
    static final int BYTES_SHIFT = 10;

    private static final VarHandle REQUESTED;
    private static final VarHandle SERVED;

    static {
        try {
            final MethodHandles.Lookup lookup = MethodHandles.lookup();
            REQUESTED = lookup.findVarHandle(FlowWatch.class, "requested", int.class);
            SERVED = lookup.findVarHandle(FlowWatch.class, "served", int.class);
        } catch (final ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final FlowSketch even = new FlowSketch();
    private final FlowSketch odd = new FlowSketch();

    /** Written by the policy. */
    private int requested;
    /** Written by the worker; the sketch in use is the one of its parity. */
    private int served;

    @Override
    public void assign(final FrameBatch batch, final short[] owners, final SteeringContext context) {
        final int wanted = (int) REQUESTED.getAcquire(this);
        if (wanted != served) {
            sketch(wanted).clear();
            SERVED.setRelease(this, wanted);
        }
        final FlowSketch sketch = sketch(wanted);
        final int[] hash = batch.hash;
        final int[] len = batch.len;
        final int count = batch.count;
        for (int i = 0; i < count; i++) {
            sketch.add(hash[i], FRAME + (len[i] >>> BYTES_SHIFT));
        }
    }

    private FlowSketch sketch(final int number) {
        return (number & 1) == 0 ? even : odd;
    }

    /** Whether the worker has turned to another sketch since {@link #request}; then {@link #counted} is complete. Policy only. */
    boolean ready() {
        return (int) SERVED.getAcquire(this) == requested;
    }

    /** What the worker counted before it turned to another sketch; the policy's until it asks for the next. Only when ready. */
    FlowSketch counted() {
        return sketch(requested + 1);
    }

    /** Asks the worker to turn to the other sketch, only when ready. Policy only. */
    void request() {
        REQUESTED.setRelease(this, requested + 1);
    }
}
