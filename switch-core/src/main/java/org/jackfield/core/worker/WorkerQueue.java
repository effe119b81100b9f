package org.jackfield.core.worker;

import org.jackfield.api.frame.CounterBlock;
import org.jackfield.core.stats.PortCounters;
import org.jackfield.core.view.QueueView;
import org.jackfield.linux.poll.IoEngine;

/** One queue as one worker uses it: its handle in the worker's engine and how far it has come. Used by that worker. */
final class WorkerQueue {
    /** What the worker does with it. */
    enum State {
        /** Known, not read. */
        ADDED,
        /** Read and written. */
        OPEN,
        /** Leaving: read until empty, then disarmed. */
        EMPTYING,
        /** Leaving: disarmed, last completions are collected. */
        CLOSING
    }

    final QueueView queue;
    final int port;
    /** Handle in the engine, -1 for a queue in memory. */
    final int handle;
    /** Handle in the engine of the descriptor that tells of frames in a queue in memory; -1 without one. */
    final int watch;
    /** Whether this worker reads it; otherwise it only writes. */
    final boolean reads;

    final CounterBlock counters;
    /** Where drops of its frames are counted, also after the port has left the view. */
    final PortCounters portCounters;

    State state = State.ADDED;
    /** Whether the port is still in the view; frames read afterwards are dropped. */
    boolean portGone;
    /** Frames still to be read before the queue counts as drained; 0 = drained. */
    int drainLeft;
    /** Frames submitted to the engine for writing. */
    long submitted;
    /** Writes submitted when it began to close. */
    long writeMark;
    /** Whether reading has been stopped while writing goes on. */
    boolean held;
    /** Whether the engine has ended reading, or the port's code has failed, and this was reported. */
    boolean faulted;

    WorkerQueue(
            final QueueView queue,
            final int port,
            final int handle,
            final int watch,
            final boolean reads,
            final CounterBlock counters,
            final PortCounters portCounters) {
        this.queue = queue;
        this.port = port;
        this.handle = handle;
        this.watch = watch;
        this.reads = reads;
        this.counters = counters;
        this.portCounters = portCounters;
    }

    /** Whether a queue in memory must not be used any more. */
    boolean codeFailed() {
        return faulted || queue.blocked();
    }

    /** Frames submitted whose writes have not completed. */
    long outstanding() {
        long left = submitted;
        for (int c = IoEngine.WRITTEN_FRAMES; c <= IoEngine.WRITE_ERROR; c++) {
            left -= c == IoEngine.WRITTEN_BYTES ? 0 : counters.get(c);
        }
        return left;
    }
}
