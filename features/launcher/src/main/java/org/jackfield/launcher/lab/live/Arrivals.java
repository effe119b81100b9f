package org.jackfield.launcher.lab.live;

/** Takes note of frames that arrive. One thread. */
interface Arrivals {
    /**
     * A frame has arrived.
     *
     * @param sequence its place in its flow, from 0 on
     * @param sentNs when it was sent, by {@link System#nanoTime}
     * @param receivedNs when it reached the receiving kernel, by the same clock
     * @param length bytes of the frame, without an outermost VLAN tag
     */
    void arrived(int flow, long sequence, long sentNs, long receivedNs, int length);
}
