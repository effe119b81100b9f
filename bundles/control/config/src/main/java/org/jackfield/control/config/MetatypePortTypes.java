package org.jackfield.control.config;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;

/** Port types as the metatypes of running bundles declare them: factory PIDs that begin with the prefix of ports. */
final class MetatypePortTypes implements PortTypes {
    private final BundleContext context;
    private final MetaTypeService metatypes;

    MetatypePortTypes(final BundleContext context, final MetaTypeService metatypes) {
        this.context = context;
        this.metatypes = metatypes;
    }

    @Override
    public TreeSet<String> deployed() {
        final TreeSet<String> types = new TreeSet<>();
        for (final Bundle bundle : context.getBundles()) {
            for (final String pid : factoryPids(bundle)) {
                if (pid.startsWith(ConfigName.PORT_PREFIX)) {
                    types.add(pid.substring(ConfigName.PORT_PREFIX.length()));
                }
            }
        }
        return types;
    }

    @Override
    public Map<String, String> sentences(final String type) {
        final Map<String, String> sentences = new TreeMap<>();
        final String pid = ConfigName.PORT_PREFIX + type;
        for (final Bundle bundle : context.getBundles()) {
            if (factoryPids(bundle).contains(pid)) {
                final AttributeDefinition[] keys = metatypes
                        .getMetaTypeInformation(bundle)
                        .getObjectClassDefinition(pid, null)
                        .getAttributeDefinitions(org.osgi.service.metatype.ObjectClassDefinition.ALL);
                for (final AttributeDefinition key : keys) {
                    sentences.put(key.getID(), String.valueOf(key.getDescription()));
                }
            }
        }
        return sentences;
    }

    private TreeSet<String> factoryPids(final Bundle bundle) {
        final TreeSet<String> pids = new TreeSet<>();
        if (bundle.getState() == Bundle.ACTIVE || bundle.getState() == Bundle.STARTING) {
            final MetaTypeInformation information = metatypes.getMetaTypeInformation(bundle);
            if (information != null) {
                pids.addAll(java.util.Arrays.asList(information.getFactoryPids()));
            }
        }
        return pids;
    }
}
