package org.jackfield.benchmarks;

import org.jackfield.core.fdb.GracePeriods;

/** Grace periods where nobody reads while the table is written: over at once. */
final class NoReaders implements GracePeriods {
    @Override
    public long mark() {
        return 0;
    }

    @Override
    public boolean passed(final long mark) {
        return true;
    }
}
