package org.jackfield.api.port;

/** Where a port is in its life. */
public enum PortState {
    /** Its service was seen; nothing has been done yet. */
    SEEN,
    /** {@link Port#open} runs. */
    OPENING,
    /** Its queues are attached; the view with the port is being published. */
    ATTACHED,
    /** It forwards. */
    ACTIVE,
    /** It is leaving: frames of its generation are collected. */
    DRAINING,
    /** It is closed. */
    CLOSED,
    /** It failed; the reason is kept and shown, and it is tried again with back-off. */
    FAULTED
}
