package org.jackfield.control.deploy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Says why a bundle does not resolve: each requirement that nothing here meets, what is wanted and what is there. Computed from
 * requirements and capabilities, so it does not depend on the words of a framework.
 */
final class Requirements {
    private static final String OURS = "org.jackfield.";

    private final BundleContext context;

    Requirements(final BundleContext context) {
        this.context = context;
    }

    /**
     * One sentence, or two with the remedy, about everything that is missing.
     *
     * @param bundle the bundle that does not resolve
     * @param counts which other bundles may offer something
     */
    String missing(final Bundle bundle, final Predicate<Bundle> counts) {
        final BundleRevision revision = bundle.adapt(BundleRevision.class);
        if (revision == null) {
            return "it was uninstalled meanwhile";
        }
        final List<Bundle> others = Arrays.stream(context.getBundles())
                .filter(other -> !other.equals(bundle))
                .filter(counts)
                .toList();
        final TreeSet<String> wants = new TreeSet<>();
        final TreeSet<String> remedies = new TreeSet<>();
        for (final BundleRequirement requirement : revision.getDeclaredRequirements(null)) {
            if (isNeeded(requirement) && !isMetBy(requirement, revision)) {
                explain(requirement, others, wants, remedies);
            }
        }
        if (wants.isEmpty()) {
            return "everything it needs is here, but not together: two bundles offer the same in versions that exclude each other";
        }
        return "it needs " + String.join("; it needs ", wants)
                + remedies.stream().collect(Collectors.joining("; ", ": ", ""));
    }

    private static boolean isNeeded(final BundleRequirement requirement) {
        final String resolution = requirement.getDirectives().getOrDefault(Constants.RESOLUTION_DIRECTIVE, "");
        final String effective =
                requirement.getDirectives().getOrDefault(Constants.EFFECTIVE_DIRECTIVE, Constants.EFFECTIVE_RESOLVE);
        return effective.equals(Constants.EFFECTIVE_RESOLVE)
                && !resolution.equals(Constants.RESOLUTION_OPTIONAL)
                && !resolution.equals("dynamic");
    }

    private static boolean isMetBy(final BundleRequirement requirement, final BundleRevision revision) {
        return revision.getDeclaredCapabilities(requirement.getNamespace()).stream()
                .anyMatch(requirement::matches);
    }

    private static void explain(
            final BundleRequirement requirement,
            final List<Bundle> others,
            final TreeSet<String> wants,
            final TreeSet<String> remedies) {
        final List<Bundle> met = others.stream()
                .filter(other -> capabilities(other, requirement.getNamespace()).anyMatch(requirement::matches))
                .toList();
        final Wanted wanted = Wanted.of(requirement);
        if (met.isEmpty()) {
            final List<Version> there = versions(wanted, others);
            wants.add(wanted.words() + ", " + offered(wanted, there));
            remedies.add(remedy(wanted, there));
        } else if (met.stream().noneMatch(other -> other.getState() >= Bundle.RESOLVED)) {
            wants.add(wanted.words() + ", offered by " + met.get(0).getSymbolicName()
                    + ", which does not resolve itself");
            remedies.add("see the reason of that bundle");
        }
    }

    private static Stream<BundleCapability> capabilities(final Bundle bundle, final String namespace) {
        final BundleRevision revision = bundle.adapt(BundleRevision.class);
        return revision == null ? Stream.empty() : revision.getDeclaredCapabilities(namespace).stream();
    }

    /** Versions in which others offer what is wanted by name. */
    private static List<Version> versions(final Wanted wanted, final List<Bundle> others) {
        final List<Version> versions = new ArrayList<>();
        others.stream()
                .flatMap(other -> capabilities(other, wanted.namespace()))
                .filter(each ->
                        wanted.name().equals(String.valueOf(each.getAttributes().get(wanted.namespace()))))
                .map(each -> each.getAttributes().get(wanted.versionAttribute()))
                .forEach(version ->
                        versions.addAll(wanted.versionsOf(version == null ? Version.emptyVersion : version)));
        return versions.stream().distinct().sorted().toList();
    }

    private static String offered(final Wanted wanted, final List<Version> there) {
        if (wanted.isJava()) {
            return "this switch runs on Java " + Runtime.version().feature();
        }
        if (there.isEmpty()) {
            return "which nothing here offers";
        }
        return "this switch offers " + there.stream().map(Version::toString).collect(Collectors.joining(", "));
    }

    private static String remedy(final Wanted wanted, final List<Version> there) {
        if (wanted.isJava()) {
            return "start the switch with a newer Java";
        }
        if (wanted.isPackage() && wanted.name().startsWith(OURS) && !there.isEmpty()) {
            final Version offered = there.get(there.size() - 1);
            final boolean newer =
                    wanted.floor().map(floor -> floor.compareTo(offered) > 0).orElse(false);
            return "it was built against an incompatible SPI version; use a version of the bundle built for "
                    + offered.getMajor() + (newer ? ".x, or update the switch" : ".x");
        }
        return there.isEmpty()
                ? "deploy the bundle that offers it first"
                : "use a version of the bundle built for what is here";
    }
}
