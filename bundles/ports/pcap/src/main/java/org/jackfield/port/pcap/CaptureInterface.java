package org.jackfield.port.pcap;

/** One ingress port in one section of a file, with what its statistics will say. The thread of the file. */
final class CaptureInterface {
    final int id;
    /** Dense index its port had when it was first seen. */
    final int portIndex;

    private final long lostBefore;
    private long lost;
    private long frames;
    private long firstNs;
    private long lastNs;

    /**
     * An interface without frames.
     *
     * @param lostBefore frames from this port that were lost before, which do not count
     */
    CaptureInterface(final int id, final int portIndex, final long lostBefore) {
        this.id = id;
        this.portIndex = portIndex;
        this.lostBefore = lostBefore;
    }

    void count(final long timeNs) {
        firstNs = frames == 0 ? timeNs : firstNs;
        lastNs = timeNs;
        frames++;
    }

    /** Tells it how many frames of its port there was no room for, ever. */
    void lost(final long ever) {
        lost = Math.max(0, ever - lostBefore);
    }

    long lost() {
        return lost;
    }

    long frames() {
        return frames;
    }

    long firstNs() {
        return firstNs;
    }

    long lastNs() {
        return lastNs;
    }
}
