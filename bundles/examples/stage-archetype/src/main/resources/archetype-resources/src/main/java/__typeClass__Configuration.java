package ${package};

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The keys of the stage, for tools that ask metatype: the switch refuses a key that is not here before the stage sees it. {@link
 * ${typeClass}Settings} reads them.
 */
@ObjectClassDefinition(
        name = "${typeClass} stage",
        description = "Drops received frames whose source address may not send.")
@interface ${typeClass}Configuration {
    @AttributeDefinition(
            name = "name",
            description = "Name of the stage, unique among stages; empty means the name in the file's name.",
            required = false)
    String name() default "";

    @AttributeDefinition(
            name = "ports",
            description = "The ports whose received frames are checked.",
            cardinality = Integer.MAX_VALUE)
    String[] ports();

    @AttributeDefinition(
            name = "macs",
            description = "The MAC addresses that may send; all others are dropped.",
            cardinality = Integer.MAX_VALUE)
    String[] macs();
}
