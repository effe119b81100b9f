package org.jackfield.core.pipeline;

import java.util.Arrays;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.HotPath;

/** The frames of the present batch for each egress port, in the order of the batch. Used by one worker. */
@HotPath
public final class EgressLists {
    private int[][] ids = new int[0][];
    private int[] counts = new int[0];
    private int[] touched = new int[0];
    private int touchedCount;
    /** By port: whether a frame of its list is to be cut up before it is sent there. */
    private boolean[] cut = new boolean[0];

    /** Makes room for port indices below {@code ports}. */
    void slowPathGrow(final int ports) {
        final int old = ids.length;
        if (ports > old) {
            ids = Arrays.copyOf(ids, ports);
            for (int p = old; p < ports; p++) {
                ids[p] = new int[FrameBatch.CAPACITY];
            }
            counts = Arrays.copyOf(counts, ports);
            touched = Arrays.copyOf(touched, ports);
            cut = Arrays.copyOf(cut, ports);
        }
    }

    void add(final int port, final int id) {
        final int n = counts[port];
        if (n == 0) {
            touched[touchedCount++] = port;
        }
        ids[port][n] = id;
        counts[port] = n + 1;
    }

    /** Notes that the list of a port has, or is about to get, a frame the port cannot take whole. */
    void markCut(final int port) {
        cut[port] = true;
    }

    /** Whether the list of a port has a frame the port cannot take whole. */
    public boolean isCut(final int port) {
        return cut[port];
    }

    /** Ports with frames. */
    public int touchedCount() {
        return touchedCount;
    }

    /** The {@code i}-th port with frames. */
    public int touched(final int i) {
        return touched[i];
    }

    /** Frames for a port, the first {@link #count} of the array. */
    public int[] ids(final int port) {
        return ids[port];
    }

    /** Number of frames for a port. */
    public int count(final int port) {
        return counts[port];
    }

    /** Empties all lists; the frames belong to whoever took them. */
    void clear() {
        for (int i = 0; i < touchedCount; i++) {
            counts[touched[i]] = 0;
            cut[touched[i]] = false;
        }
        touchedCount = 0;
    }
}
