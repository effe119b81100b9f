package org.jackfield.control.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jackfield.api.admin.BundleAdmin;
import org.jackfield.api.admin.BundleInfo;
import org.jackfield.api.admin.PortConfigurations.PortWait;
import org.jackfield.api.admin.PortTypeInfo;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * Port types as the metatype documents of bundles declare them: factory PIDs that begin with the prefix of ports. Documents are read as
 * entries, which does not resolve or start a bundle.
 */
final class BundlePortTypes implements PortTypes {
    private static final System.Logger LOG = System.getLogger(BundlePortTypes.class.getName());

    private final BundleContext context;
    private final Map<Long, Declared> declared = new ConcurrentHashMap<>();

    BundlePortTypes(final BundleContext context) {
        this.context = context;
    }

    /** What a bundle declares, read once for each version of it. */
    private record Declared(long lastModified, List<ConfigKeys> keys) {}

    /** A bundle and what it declares for one PID. */
    private record Offer(Bundle bundle, ConfigKeys keys) {
        boolean runs() {
            return (bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) != 0;
        }
    }

    @Override
    public List<PortTypeInfo> deployed() {
        final Map<String, List<Offer>> byPid = new TreeMap<>();
        for (final Offer offer : offers()) {
            if (offer.runs() && offer.keys().pid().startsWith(ConfigName.PORT_PREFIX)) {
                byPid.computeIfAbsent(offer.keys().pid(), pid -> new ArrayList<>())
                        .add(offer);
            }
        }
        return byPid.values().stream().map(BundlePortTypes::type).toList();
    }

    private static PortTypeInfo type(final List<Offer> offers) {
        final Offer first = offers.get(0);
        return new PortTypeInfo(
                first.keys().pid().substring(ConfigName.PORT_PREFIX.length()),
                first.keys().sentence(),
                first.bundle().getSymbolicName(),
                first.bundle().getVersion().toString(),
                offers.stream()
                        .skip(1)
                        .map(offer -> offer.bundle().getSymbolicName())
                        .toList(),
                first.keys().keys());
    }

    @Override
    public Optional<ConfigKeys> keys(final String pid) {
        return first(pid).map(Offer::keys);
    }

    @Override
    public Optional<PortWait> absence(final String type) {
        final Optional<Offer> offer = first(ConfigName.PORT_PREFIX + type);
        if (offer.isEmpty()) {
            return Optional.of(new PortWait(
                    type,
                    false,
                    "type " + type + " not deployed; deploy a bundle that offers it, see 'jackfield bundle list'"));
        }
        return offer.filter(found -> !found.runs()).map(found -> stopped(type, found.bundle()));
    }

    private PortWait stopped(final String type, final Bundle bundle) {
        final String named = "type " + type + " not deployed: bundle " + bundle.getSymbolicName() + " "
                + bundle.getVersion() + ", which offers it, ";
        final String reason = reason(bundle);
        return reason.isEmpty()
                ? new PortWait(
                        type,
                        false,
                        named + "is not started; start it with 'jackfield bundle start " + bundle.getSymbolicName()
                                + "'")
                : new PortWait(type, true, named + "cannot start: " + reason);
    }

    /** Why a bundle does not run although it should, as the service for bundles says, if there is one. */
    private String reason(final Bundle bundle) {
        final ServiceReference<BundleAdmin> reference = context.getServiceReference(BundleAdmin.class);
        final BundleAdmin admin = reference == null ? null : context.getService(reference);
        if (admin == null) {
            return "";
        }
        try {
            return admin.bundles().stream()
                    .filter(info -> info.id() == bundle.getBundleId())
                    .map(BundleInfo::reason)
                    .findFirst()
                    .orElse("");
        } finally {
            context.ungetService(reference);
        }
    }

    private Optional<Offer> first(final String pid) {
        return offers().stream()
                .filter(offer -> offer.keys().pid().equals(pid))
                .min(Comparator.comparing((Offer offer) -> !offer.runs())
                        .thenComparing(offer -> offer.bundle().getBundleId()));
    }

    /** All that bundles declare, in the order they were installed. */
    private List<Offer> offers() {
        final List<Offer> offers = new ArrayList<>();
        final Set<Long> present = new HashSet<>();
        for (final Bundle bundle : context.getBundles()) {
            present.add(bundle.getBundleId());
            declared(bundle).forEach(keys -> offers.add(new Offer(bundle, keys)));
        }
        declared.keySet().retainAll(present);
        return offers;
    }

    private List<ConfigKeys> declared(final Bundle bundle) {
        final long version = bundle.getLastModified();
        final Declared known = declared.get(bundle.getBundleId());
        if (known != null && known.lastModified() == version) {
            return known.keys();
        }
        try {
            final List<ConfigKeys> keys = read(bundle);
            declared.put(bundle.getBundleId(), new Declared(version, keys));
            return keys;
        } catch (final IOException | IllegalStateException | NullPointerException going) {
            // It is just being updated or uninstalled; an event follows, behind which it is read again. Felix throws
            // the last
            // of them when the bundle's content goes between two of its own steps (BundleRevisionImpl.getContent).
            LOG.log(Level.DEBUG, "bundle {0} cannot be read: {1}", bundle, going);
            return List.of();
        }
    }

    private static List<ConfigKeys> read(final Bundle bundle) throws IOException {
        final List<ConfigKeys> keys = new ArrayList<>();
        final Enumeration<String> documents = bundle.getEntryPaths(MetatypeDocument.FOLDER);
        for (final String document : documents == null ? List.<String>of() : Collections.list(documents)) {
            final URL entry = bundle.getEntry(document);
            if (entry != null && document.endsWith(".xml")) {
                try (InputStream stream = entry.openStream()) {
                    keys.addAll(parse(bundle, document, stream.readAllBytes()));
                }
            }
        }
        return keys;
    }

    private static List<ConfigKeys> parse(final Bundle bundle, final String document, final byte[] text) {
        try {
            return MetatypeDocument.read(new ByteArrayInputStream(text));
        } catch (final IOException malformed) {
            LOG.log(
                    Level.WARNING,
                    "bundle " + bundle.getSymbolicName() + ": " + document + " is no metatype document, so its"
                            + " configurations cannot be checked: " + malformed.getMessage());
            return List.of();
        }
    }
}
