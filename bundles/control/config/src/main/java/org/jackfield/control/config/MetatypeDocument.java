package org.jackfield.control.config;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.felix.metatype.AD;
import org.apache.felix.metatype.Designate;
import org.apache.felix.metatype.MetaData;
import org.apache.felix.metatype.MetaDataReader;
import org.apache.felix.metatype.OCD;
import org.jackfield.api.admin.PortTypeInfo.KeyInfo;
import org.jspecify.annotations.Nullable;
import org.osgi.service.metatype.AttributeDefinition;

/**
 * A metatype document of a bundle, read with the parser of Felix Metatype. MetaTypeService would not do: it hides the ranges, and it
 * does not know bundles that are not started.
 */
final class MetatypeDocument {
    /** Where bundles have such documents (OSGi Compendium 105.7). */
    static final String FOLDER = "OSGI-INF/metatype/";

    private MetatypeDocument() {}

    /** The keys of each PID the document designates. */
    static List<ConfigKeys> read(final InputStream document) throws IOException {
        final MetaData parsed = new MetaDataReader().parse(document);
        final List<ConfigKeys> found = new ArrayList<>();
        if (parsed == null || parsed.getDesignates() == null || parsed.getObjectClassDefinitions() == null) {
            return found;
        }
        for (final Object element : parsed.getDesignates()) {
            final Designate designate = (Designate) element;
            final Object definition =
                    parsed.getObjectClassDefinitions().get(designate.getObject().getOcdRef());
            if (definition instanceof OCD ocd) {
                found.add(new ConfigKeys(pid(designate), text(ocd.getDescription()), keys(ocd)));
            }
        }
        return found;
    }

    private static String pid(final Designate designate) {
        final String factoryPid = text(designate.getFactoryPid());
        return factoryPid.isEmpty() ? text(designate.getPid()) : factoryPid;
    }

    private static List<KeyInfo> keys(final OCD ocd) {
        final List<KeyInfo> keys = new ArrayList<>();
        if (ocd.getAttributeDefinitions() != null) {
            for (final Object key : ocd.getAttributeDefinitions().values()) {
                keys.add(key((AD) key));
            }
        }
        return List.copyOf(keys);
    }

    private static KeyInfo key(final AD key) {
        return new KeyInfo(
                key.getID(),
                kind(key.getType()),
                key.getCardinality() != 0,
                key.isRequired() && key.getDefaultValue() == null, // required is the metatype's own default
                String.join(",", list(key.getDefaultValue())),
                text(key.getMin()),
                text(key.getMax()),
                list(key.getOptionValues()),
                text(key.getDescription()));
    }

    private static String kind(final int type) {
        return switch (type) {
            case AttributeDefinition.BOOLEAN -> SettingsCheck.TRUE_FALSE;
            case AttributeDefinition.LONG,
                    AttributeDefinition.INTEGER,
                    AttributeDefinition.SHORT,
                    AttributeDefinition.BYTE -> SettingsCheck.NUMBER;
            default -> SettingsCheck.TEXT;
        };
    }

    private static List<String> list(final String @Nullable [] values) {
        return values == null
                ? List.of()
                : Arrays.stream(values).filter(Objects::nonNull).toList();
    }

    private static String text(final @Nullable String text) {
        return Optional.ofNullable(text).orElse("");
    }
}
