package org.jackfield.lab.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Lets workers run: worker w on processor w mod P, one at a time, in turn, each for a slice that ends with the turn in which it is over. Who is
 * woken waits for its turn; it takes the processor from nobody. A processor that did nothing for workers has to be waited for. One thread.
 */
final class Processors {
    private final Floor floor;
    private final long sliceNs;
    private final Processor[] all;
    private View view;

    /** Who runs on a processor, and who would like to. */
    private static final class Processor {
        final Deque<Worker> waiting = new ArrayDeque<>();

        @Nullable
        Worker running;

        long nextNs = Long.MAX_VALUE;
        long turnNs;
        long sliceEndNs;
    }

    Processors(final Floor floor, final View view) {
        this.floor = floor;
        this.view = view;
        this.sliceNs = floor.setup.value(Setup.Whole.SLICE_NS);
        this.all = new Processor[floor.setup.processors()];
        for (int p = 0; p < all.length; p++) {
            all[p] = new Processor();
        }
    }

    /** From now on workers look at this view when their next turn begins; those asleep at once. */
    void publish(final View next, final long nowNs) {
        view = next;
        for (final Worker worker : floor.workers) {
            if (worker.stage == Worker.Stage.ASLEEP) {
                worker.follow(next);
                worker.agree();
                if (worker.hasWork(next)) {
                    wake(worker, nowNs);
                }
            }
        }
    }

    /** Wakes a worker that is asleep; false when it is not. */
    boolean wake(final Worker worker, final long nowNs) {
        if (worker.stage != Worker.Stage.ASLEEP) {
            return false;
        }
        worker.stage = Worker.Stage.WAITING;
        floor.books.wakeUps++;
        final Processor processor = all[worker.index % all.length];
        processor.waiting.add(worker);
        if (processor.running == null) {
            next(processor, nowNs);
            processor.nextNs += Math.round(floor.costs.wakeDelay());
        }
        return true;
    }

    /** When something will happen next on any processor; {@link Long#MAX_VALUE} for never. */
    long nextNs() {
        long next = Long.MAX_VALUE;
        for (final Processor processor : all) {
            next = Math.min(next, processor.nextNs);
        }
        return next;
    }

    /** Lets happen what is to happen at this time, on the first processor where anything is. */
    void run(final long nowNs) {
        for (final Processor processor : all) {
            final Worker worker = processor.running;
            if (processor.nextNs == nowNs && worker != null) {
                step(processor, worker, nowNs);
                return;
            }
        }
    }

    private void step(final Processor processor, final Worker worker, final long nowNs) {
        if (worker.stage == Worker.Stage.READING) {
            worker.stage = Worker.Stage.SENDING;
            final long took = Math.round(worker.handOff(this, nowNs));
            processor.turnNs += took;
            processor.nextNs = nowNs + took;
            return;
        }
        if (worker.stage == Worker.Stage.SENDING) {
            worker.end(nowNs, processor.turnNs);
        }
        betweenTurns(processor, worker, nowNs);
    }

    private void betweenTurns(final Processor processor, final Worker worker, final long nowNs) {
        worker.follow(view);
        if (!worker.hasWork(view)) {
            worker.agree();
            worker.stage = Worker.Stage.ASLEEP;
            worker.slept = true;
            next(processor, nowNs);
        } else if (nowNs >= processor.sliceEndNs && !processor.waiting.isEmpty()) {
            worker.stage = Worker.Stage.WAITING;
            processor.waiting.add(worker);
            next(processor, nowNs);
        } else {
            worker.stage = Worker.Stage.READING;
            processor.turnNs = Math.round(worker.begin(nowNs));
            processor.nextNs = nowNs + processor.turnNs;
        }
    }

    private void next(final Processor processor, final long nowNs) {
        final Worker worker = processor.waiting.poll();
        processor.running = worker;
        processor.nextNs = Long.MAX_VALUE;
        if (worker == null) {
            return;
        }
        processor.sliceEndNs = nowNs + sliceNs;
        if (worker.slept) {
            worker.slept = false;
            worker.stage = Worker.Stage.WAKING;
            final double took = floor.costs.wakeUp();
            worker.cpuNs += took;
            processor.nextNs = nowNs + Math.round(took);
        } else {
            betweenTurns(processor, worker, nowNs);
        }
    }
}
