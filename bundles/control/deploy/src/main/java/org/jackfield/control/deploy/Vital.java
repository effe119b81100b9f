package org.jackfield.control.deploy;

import java.util.Optional;
import java.util.Set;
import org.osgi.framework.Bundle;

/**
 * Which bundles the switch cannot live without. Of the features' bundles only steering policies, stages and port types may be stopped
 * or replaced: they export nothing, so nobody else has to stop with them.
 */
final class Vital {
    private static final Set<Integer> PLUG_IN_LEVELS = Set.of(4, 6);

    private Vital() {}

    /** Why a bundle has to stay as it is, if it has to. */
    static Optional<String> reason(final Bundle bundle) {
        if (!BundleList.isOfFeature(bundle)) {
            return Optional.empty();
        }
        final int level = BundleList.startLevel(bundle);
        if (PLUG_IN_LEVELS.contains(level)) {
            return Optional.empty();
        }
        return Optional.of("it is a vital part of the switch (start level " + level
                + "); stop the switch, or install another version of the whole switch");
    }
}
