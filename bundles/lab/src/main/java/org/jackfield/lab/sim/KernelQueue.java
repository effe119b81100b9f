package org.jackfield.lab.sim;

/** A queue of a port in the kernel: frames that wait to be read, first in, first out, a limited number. One thread. */
final class KernelQueue {
    /** Index of its port. */
    final int port;
    /** Its index at the port. */
    final int index;
    /** Frames to read before it has certainly been empty since a move began to drain; 0 when it has. */
    int drainLeft;

    private final int[] ring;
    private int head;
    private int count;

    KernelQueue(final int port, final int index, final int frames) {
        this.port = port;
        this.index = index;
        this.ring = new int[frames];
    }

    /** False when it is full. */
    boolean offer(final int frame) {
        if (count == ring.length) {
            return false;
        }
        final int at = head + count;
        ring[at < ring.length ? at : at - ring.length] = frame;
        count++;
        return true;
    }

    /** The next frame; there must be one. */
    int poll() {
        final int frame = ring[head];
        head = head + 1 == ring.length ? 0 : head + 1;
        count--;
        return frame;
    }

    int count() {
        return count;
    }

    int capacity() {
        return ring.length;
    }
}
