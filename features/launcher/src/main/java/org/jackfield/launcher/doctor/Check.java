package org.jackfield.launcher.doctor;

/**
 * One thing looked at.
 *
 * @param name what was looked at
 * @param verdict how it is
 * @param finding what was found
 * @param remedy what to do, empty when nothing is
 */
record Check(String name, Verdict verdict, String finding, String remedy) {
    /** How good a finding is. */
    enum Verdict {
        /** As it should be. */
        OK,
        /** The switch works, but not as well as it could. */
        WARN,
        /** The switch cannot work. */
        FAIL
    }

    static Check ok(final String name, final String finding) {
        return new Check(name, Verdict.OK, finding, "");
    }

    static Check warn(final String name, final String finding, final String remedy) {
        return new Check(name, Verdict.WARN, finding, remedy);
    }

    static Check fail(final String name, final String finding, final String remedy) {
        return new Check(name, Verdict.FAIL, finding, remedy);
    }
}
