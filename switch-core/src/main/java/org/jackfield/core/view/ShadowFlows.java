package org.jackfield.core.view;

import org.jackfield.api.frame.HotPath;

/**
 * Which worker each flow would have gone to last, as far as one worker has read it, which alone uses this. {@value #SIZE} flows; one that
 * falls on the place of another takes it, and that one begins anew.
 */
@HotPath
public final class ShadowFlows {
    private static final int SIZE = 4096;
    private static final int MIX = 0x9E3779B1;
    /** Below the bits that choose which flows are looked at. */
    private static final int PLACED_BY = 8;

    private final int[] hashes = new int[SIZE];
    /** Worker plus 1; 0 where no flow is. */
    private final byte[] workers = new byte[SIZE];

    /** Remembers where a flow goes; 1 if it went elsewhere before, otherwise 0. */
    public int moved(final int hash, final int worker) {
        final int place = hash * MIX >>> PLACED_BY & SIZE - 1;
        final boolean elsewhere = hashes[place] == hash && workers[place] != 0 && workers[place] != worker + 1;
        hashes[place] = hash;
        workers[place] = (byte) (worker + 1);
        return elsewhere ? 1 : 0;
    }
}
