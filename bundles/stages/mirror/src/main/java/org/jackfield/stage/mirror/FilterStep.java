package org.jackfield.stage.mirror;

/** One test of a {@link FilterProgram}, by the names of its arrays. */
record FilterStep(int kind, int side, long value, long second, long mask, long secondMask, int yes, int no) {
    /** A test that asks for a number. */
    static FilterStep number(final int kind, final long value) {
        return new FilterStep(kind, FilterProgram.EITHER, value, 0, 0, 0, FilterProgram.ACCEPT, FilterProgram.REJECT);
    }

    /** A test of one of two fields. */
    static FilterStep sided(
            final int kind,
            final int side,
            final long value,
            final long second,
            final long mask,
            final long secondMask) {
        return new FilterStep(kind, side, value, second, mask, secondMask, FilterProgram.ACCEPT, FilterProgram.REJECT);
    }

    FilterStep leading(final int whenYes, final int whenNo) {
        return new FilterStep(kind, side, value, second, mask, secondMask, whenYes, whenNo);
    }
}
