package org.jackfield.testkit.rules;

import com.sun.jna.Pointer;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.frame.PerBatch;

/** One breach of the hot-path rules for each method of {@link Breaches}, none in {@link Clean}. */
final class HotFixtures {
    private HotFixtures() {}

    /** What the gate must say about a method. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface Says {
        /** Part of the line. */
        String value();
    }

    /** An interface with a per-frame call. */
    interface Taker {
        /** Takes a frame. */
        void take(int frame);
    }

    /** Each method breaks one rule. */
    @HotPath
    static final class Breaches {
        private final List<String> list = new ArrayList<>();
        private final int[] array = {1};
        private long sink;

        @Says("R5: allocates java/util")
        Object allocatesObject() {
            return new AtomicLong();
        }

        @Says("R5: allocates an array")
        int[] allocatesAnArray() {
            return new int[4];
        }

        @Says("R5: allocates an array")
        int[][] allocatesAnArrayOfArrays() {
            return new int[4][4];
        }

        @Says("R5: allocates: [I.clone")
        int[] allocatesClone() {
            return array.clone();
        }

        @Says("R5: allocates: java.lang.Thread$State.values")
        int allocatesValues() {
            return Thread.State.values().length;
        }

        @Says("R5: allocates: java.nio.ByteBuffer.duplicate")
        ByteBuffer allocatesView(final ByteBuffer buffer) {
            return buffer.duplicate();
        }

        @Says("invokedynamic")
        LongSupplier lambda() {
            return () -> sink;
        }

        @Says("invokedynamic")
        String lambdaThatBuildsAString() {
            return "sink " + sink;
        }

        @Says("R5: boxes")
        Long boxes() {
            return sink;
        }

        @Says("R5: takes a lock")
        void takesALock() {
            synchronized (array) {
                sink++;
            }
        }

        @Says("R5: is synchronized")
        synchronized void isSynchronized() {
            sink++;
        }

        @Says("R5: throws")
        void throwsSomething(final RuntimeException made) {
            throw made;
        }

        @Says("R5: works on strings")
        int worksOnStrings(final String text) {
            return text.length();
        }

        @Says("R5: uses java.util")
        int usesCollections() {
            return list.size();
        }

        @Says("R5: calls a functional")
        Object callsAFunctionalInterfaceWithObjects(final Function<Object, Object> function) {
            return function.apply(array);
        }

        @Says("R5: logs")
        void logs(final System.Logger log) {
            log.log(System.Logger.Level.INFO, array);
        }

        @Says("R5: uses a JNA pointer")
        byte usesAJnaPointer(final Pointer pointer) {
            return pointer.getByte(0);
        }

        @Says("R7: interface call in a loop")
        void interfaceCallInALoop(final Taker taker) {
            for (int i = 0; i < array.length; i++) {
                taker.take(array[i]);
            }
        }

        @Says("R7: interface call in a loop")
        void interfaceCallInALoopWithTheTestBelow(final Taker taker) {
            int i = 0;
            do {
                taker.take(i);
            } while (++i < 4);
        }

        @Says("invokedynamic")
        void lambdaInAnAssertMessage() {
            assert sink >= 0 : "sink is " + sink;
        }
    }

    /** Breaks a rule in a method that only a marked one reaches. */
    static final class Reached {
        @HotPath
        Object hot() {
            return notMarked();
        }

        Object notReached() {
            return new Object();
        }

        private Object notMarked() {
            return new Object();
        }
    }

    /** Breaks nothing. */
    @HotPath
    static final class Clean {
        private final int[] array = new int[8];
        private final AtomicLong counter = new AtomicLong();

        static Clean make() {
            return new Clean();
        }

        long perFrame(final LongSupplier clock, final Taker taker) {
            assert helper(3);
            long sum = clock.getAsLong();
            for (int i = 0; i < array.length; i++) {
                sum += array[i];
            }
            java.util.Arrays.fill(array, 0);
            taker.take((int) sum);
            counter.incrementAndGet();
            return sum < 0 ? slowPathNegative(sum) : sum;
        }

        @PerBatch
        void perQueue(final Taker taker) {
            for (int i = 0; i < array.length; i++) {
                taker.take(i);
            }
        }

        private boolean helper(final int value) {
            if (value < 0) {
                throw new AssertionError("negative " + value);
            }
            return true;
        }

        private long slowPathNegative(final long value) {
            return Long.valueOf(value).hashCode() + List.of(value).size();
        }

        @Override
        public String toString() {
            return "sum " + perFrame(() -> 1, frame -> {});
        }
    }
}
