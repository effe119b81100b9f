package org.jackfield.launcher.bench.dut;

import java.util.List;
import java.util.Optional;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.rig.SwitchSpace;

/** A device under test: a way to join two hosts. Stateless between sessions. */
public interface Dut {
    /** Its name on the command line and in results. */
    String name();

    /** What it is, in some words. */
    String title();

    /** What this machine lacks for it; nothing when it can run. */
    Optional<Lack> lack();

    /** Version, for the record; empty when it has none of its own. */
    String version();

    /** Whether frames are forwarded by the kernel alone, so that no process of the switch has a cost. */
    default boolean isInKernel() {
        return false;
    }

    /** The only workloads that make sense for it; empty for all. */
    default List<String> onlyWorkloads() {
        return List.of();
    }

    /** Whether it runs when nobody names what is to run. */
    default boolean isUsual() {
        return true;
    }

    /** Joins the hosts: afterwards each has its device, and the switch has started. Everything made is the session's. */
    void start(SwitchSpace space) throws BenchException;

    /**
     * What is missing.
     *
     * @param what in words
     * @param packages Debian packages that bring it, separated by spaces; empty when none does
     */
    record Lack(String what, String packages) {
        /** What is missing, and the remedy if there is one. */
        public String words() {
            return what + (packages.isEmpty() ? "" : "; apt-get install " + packages);
        }
    }

    /** A lack unless something is so. */
    static Optional<Lack> unless(final boolean so, final String what, final String packages) {
        return so ? Optional.empty() : Optional.of(new Lack(what, packages));
    }
}
