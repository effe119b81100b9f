package org.jackfield.port.stream;

import java.util.Map;

/** Where a port's connections come from. All methods under the lock of the port that made it. */
interface Source {
    /**
     * Begins to look for connections.
     *
     * @param room whether there is room for one now; otherwise {@link #next} tells
     */
    void start(boolean room);

    /**
     * A connection is over, so that there is room for another.
     *
     * @param livedMs how long it lasted
     */
    void next(long livedMs);

    /** Goes on with settings that need no reopening. */
    void settings(StreamSettings now);

    /** Looks for connections no more; what is open stays open. */
    void stop();

    /** Closes what is open. After {@link #stop}. */
    void close();

    /** Gives up what is open without closing it, by the names of an estate; the caller owns it. After {@link #stop}. */
    Map<String, Integer> release();

    /** What it does, for people. Any thread. */
    Map<String, String> details();
}
