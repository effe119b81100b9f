package org.jackfield.control.deploy;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.BundleNamespace;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRequirement;

/**
 * A requirement in words: what, by which name, in which versions. The framework keeps requirements as filters, such as
 * {@code (&(osgi.wiring.package=a.b)(version>=1.0.0)(!(version>=2.0.0)))}, also those that were version ranges in the manifest.
 */
record Wanted(String namespace, String name, String versionAttribute, String filter) {
    static Wanted of(final BundleRequirement requirement) {
        final String namespace = requirement.getNamespace();
        final String filter = requirement.getDirectives().getOrDefault(Constants.FILTER_DIRECTIVE, "");
        return new Wanted(namespace, first(filter, namespace, "=").orElse(""), versionAttribute(namespace), filter);
    }

    private static String versionAttribute(final String namespace) {
        return namespace.equals(BundleNamespace.BUNDLE_NAMESPACE)
                ? Constants.BUNDLE_VERSION_ATTRIBUTE
                : Constants.VERSION_ATTRIBUTE;
    }

    private static Optional<String> first(final String filter, final String attribute, final String operator) {
        final Matcher found = Pattern.compile("(?<!!)\\(" + Pattern.quote(attribute + operator) + "([^()]*)\\)")
                .matcher(filter);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    private Optional<String> denied(final String operator) {
        final Matcher found = Pattern.compile("\\(!\\(" + Pattern.quote(versionAttribute + operator) + "([^()]*)\\)\\)")
                .matcher(filter);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    boolean isPackage() {
        return namespace.equals(PackageNamespace.PACKAGE_NAMESPACE);
    }

    /** Whether this is the Java platform. */
    boolean isJava() {
        return namespace.equals(ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE);
    }

    /** The lowest version that will do, if one is named. */
    Optional<Version> floor() {
        return first(filter, versionAttribute, ">=")
                .or(() -> first(filter, versionAttribute, "="))
                .map(Version::parseVersion);
    }

    /** What is wanted, with its versions as in a manifest: {@code package a.b version [1.0.0,2.0.0)}. */
    String words() {
        if (isJava()) {
            return floor().map(version -> "Java " + javaVersion(version)).orElse("Java platform " + filter);
        }
        final String kind = switch (namespace) {
            case PackageNamespace.PACKAGE_NAMESPACE -> "package";
            case BundleNamespace.BUNDLE_NAMESPACE -> "bundle";
            default -> namespace;
        };
        return (kind + " " + (name.isEmpty() ? filter : name) + range()).strip();
    }

    private static String javaVersion(final Version version) {
        return version.getMajor() == 1 && version.getMinor() > 0
                ? "1." + version.getMinor()
                : String.valueOf(version.getMajor());
    }

    private String range() {
        final Optional<String> exact = first(filter, versionAttribute, "=");
        final Optional<String> from = first(filter, versionAttribute, ">=");
        final Optional<String> above = denied("<=");
        final Optional<String> below = denied(">=");
        final Optional<String> upTo = first(filter, versionAttribute, "<=");
        if (exact.isPresent()) {
            return " version " + exact.get();
        }
        if (below.isEmpty() && upTo.isEmpty()) {
            return from.or(() -> above).map(version -> " version " + version).orElse("");
        }
        return " version " + (above.isPresent() ? "(" : "[")
                + above.or(() -> from).orElse("0.0.0") + ","
                + below.or(() -> upTo).orElse("") + (below.isPresent() ? ")" : "]");
    }

    /** The versions a capability has; the Java platform has many in one. */
    List<Version> versionsOf(final Object attribute) {
        if (attribute instanceof Version version) {
            return List.of(version);
        }
        return attribute instanceof List<?> versions
                ? versions.stream()
                        .filter(Version.class::isInstance)
                        .map(Version.class::cast)
                        .toList()
                : List.of();
    }
}
