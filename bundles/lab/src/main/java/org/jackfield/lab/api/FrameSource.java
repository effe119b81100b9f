package org.jackfield.lab.api;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Frames in the order of their arrival: a cursor, so that millions of them need no memory. What it tells is that of the frame
 * {@link #next} moved to, and may be asked until the next call. One thread.
 */
@ConsumerType
public interface FrameSource {
    /** The sender leaves the choice of the queue to the kernel. */
    int NO_QUEUE = -1;

    /** Moves to the next frame. False when there is none; then nothing may be asked. */
    boolean next();

    /** When it arrives, in nanoseconds since the beginning; never before the frame ahead of it. */
    long atNs();

    /** Its flow, a number from 0 on, at most 2^24. */
    int flow();

    /** Its place among the frames of its flow that come in by its port, from 0 on: each direction of a flow has sequences of its own. */
    long sequence();

    /** Bytes of the frame without FCS, 60 to 65 550. */
    int length();

    /**
     * Its first bytes: Ethernet, tags, and the headers of network and transport as far as they go. Of the source; may be overwritten
     * by the next frame.
     */
    byte[] header();

    /** How many bytes of {@link #header} count, 14 to 256. */
    int headerLength();

    /** Index of the port it comes in by: 0 for the sender, 1 for what answers. */
    int port();

    /** Queue of that port the sender has put it in, or {@link #NO_QUEUE}. */
    int queue();
}
