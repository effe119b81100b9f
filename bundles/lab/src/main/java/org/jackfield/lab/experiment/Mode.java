package org.jackfield.lab.experiment;

import java.util.Locale;

/** Where trials are made. */
public enum Mode {
    /** On a switch with taps in network namespaces. */
    LIVE,
    /** In virtual time. */
    SIMULATED,
    /** Either; only an experiment's file says that, never a run. */
    BOTH;

    /** Its word in files. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What both allow; this one's word where they exclude each other. */
    Mode and(final Mode other) {
        return this == BOTH ? other : this;
    }

    /** Whether an experiment of this mode may be run in another. */
    public boolean allows(final Mode wanted) {
        return this == BOTH || this == wanted;
    }
}
