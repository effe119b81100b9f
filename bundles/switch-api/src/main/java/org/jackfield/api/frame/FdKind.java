package org.jackfield.api.frame;

/** How a descriptor delimits frames. */
public enum FdKind {
    /** A queue of a tun/tap device: one frame a read or write, any number of threads may write. */
    TAP,
    /** A datagram or packet socket: one frame a datagram, any number of threads may write. */
    DATAGRAM
}
