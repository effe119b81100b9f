package org.jackfield.lab.sim;

import java.util.List;

/** Publishes views and tells whether workers have agreed to the last one. One thread. */
final class Views {
    private final List<Worker> workers;
    private final Processors processors;
    private View present;

    Views(final List<Worker> workers, final Processors processors, final View first) {
        this.workers = workers;
        this.processors = processors;
        this.present = first;
    }

    /** The last one published. */
    View present() {
        return present;
    }

    /** Workers are to follow this one. */
    void publish(final View next, final long nowNs) {
        present = next;
        processors.publish(next, nowNs);
    }

    /** Whether somebody has not agreed to the present one. */
    boolean agreeing() {
        for (final Worker worker : workers) {
            if (worker.agreedEpoch != present.epoch()) {
                return true;
            }
        }
        return false;
    }
}
