package org.jackfield.testkit.rules;

import aQute.bnd.differ.Baseline;
import aQute.bnd.differ.DiffPluginImpl;
import aQute.bnd.osgi.Instructions;
import aQute.bnd.osgi.Jar;
import aQute.bnd.service.diff.Delta;
import aQute.libg.reporter.ReporterAdapter;
import java.util.List;
import java.util.Set;

/**
 * Compares the exported packages of a bundle with those of the state that was promised last, by the rules of semantic versions (OSGi
 * Core 3.7.5): a change that breaks who implements or calls needs a new major version of its package, an addition a new minor one.
 */
final class BaselineCheck {
    /** Below it are changes that nobody who compiles against the package can see. */
    private static final Instructions ALL = new Instructions("*;threshold=MINOR");

    private BaselineCheck() {}

    /** Breaches, one line each. */
    static List<String> breaches(final Jar now, final Jar promised) throws Exception {
        final DiffPluginImpl differ = new DiffPluginImpl();
        final Set<Baseline.Info> packages = new Baseline(new ReporterAdapter(), differ).baseline(now, promised, ALL);
        return packages.stream()
                .filter(info -> info.mismatch || info.packageDiff.getDelta() == Delta.REMOVED)
                .map(BaselineCheck::line)
                .sorted()
                .toList();
    }

    private static String line(final Baseline.Info info) {
        if (info.packageDiff.getDelta() == Delta.REMOVED) {
            return "package " + info.packageName
                    + " was promised and is not exported any more; it may go only with a new" + " baseline";
        }
        return "package " + info.packageName + " has version " + info.newerVersion + ", but "
                + info.reason.strip().replace("\n", ", ")
                + " asks for " + info.suggestedVersion + " (promised: " + info.olderVersion + "); undo the change, or"
                + " raise @Version in package-info.java";
    }
}
