package org.jackfield.core.worker;

/** What workers tell the conductor outside the frame path. Called on a worker; must not block, may allocate. */
public interface WorkerReports {
    /**
     * A queue cannot go on.
     *
     * @param port index of its port
     * @param generation generation of that port in the worker's view
     * @param reason for people
     */
    void queueFailed(int port, int generation, String reason);

    /**
     * The code of a port broke its contract on a worker: it threw, or gave an impossible answer.
     *
     * @param port index of the port
     * @param generation generation of that port in the worker's view
     * @param reason for people
     */
    void codeFailed(int port, int generation, String reason);

    /** The duty cycle met an error that is not a queue's fault; the worker goes on. */
    void workerFailed(int worker, Throwable cause);
}
