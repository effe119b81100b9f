package org.jackfield.core.osgi;

import org.jackfield.api.frame.HotPath;

/** Breaks R1: forwarding logic among the components. */
public final class HotComponent {
    /** Forwarding. */
    @HotPath
    public int forward() {
        return 1;
    }
}
