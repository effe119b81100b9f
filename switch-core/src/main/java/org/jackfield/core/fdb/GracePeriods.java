package org.jackfield.core.fdb;

/**
 * Tells when every worker has let go of what it found before a moment. A worker lets go between two batches; a parked worker
 * holds nothing. Conductor thread.
 */
public interface GracePeriods {
    /** Names this moment. Marks never decrease. */
    long mark();

    /** Whether every worker has been between two batches since the mark was taken. Once true, true for ever. */
    boolean passed(long mark);
}
