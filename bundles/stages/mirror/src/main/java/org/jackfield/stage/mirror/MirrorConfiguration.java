package org.jackfield.stage.mirror;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** What can be configured, for tools that ask metatype. The values themselves are read and checked by {@link MirrorSettings}. */
@ObjectClassDefinition(name = "Mirror", description = "Sends copies of frames to a port.")
@interface MirrorConfiguration {
    @AttributeDefinition(
            name = "name",
            description = "Name of the mirror, unique among stages; empty means the name in the file's name.",
            required = false)
    String name() default "";

    @AttributeDefinition(
            name = "to",
            description = "Name of the port that gets the copies, best one on a bridge of its own.")
    String to();

    @AttributeDefinition(
            name = "ports",
            description =
                    "Ports whose frames are mirrored: NAME, or NAME:rx for received frames, NAME:tx for sent ones.",
            required = false,
            cardinality = Integer.MAX_VALUE)
    String[] ports() default {};

    @AttributeDefinition(
            name = "bridge",
            description = "In place of ports: the bridge all of whose frames are mirrored.",
            required = false)
    String bridge() default "";

    @AttributeDefinition(
            name = "direction",
            description = "Which frames where a port does not say so itself: those received, those sent, or both.",
            options = {
                @Option(label = "both", value = "both"),
                @Option(label = "rx", value = "rx"),
                @Option(label = "tx", value = "tx")
            },
            required = false)
    String direction() default "both";

    @AttributeDefinition(
            name = "vlan",
            description = "VIDs of the outermost tag that are mirrored, 0 for untagged frames; empty means all.",
            required = false,
            min = "0",
            max = "4094",
            cardinality = Integer.MAX_VALUE)
    int[] vlan() default {};

    @AttributeDefinition(
            name = "filter",
            description = "Which frames are mirrored, such as 'udp port 53 or host 10.0.0.1'; empty means all.",
            required = false)
    String filter() default "";

    @AttributeDefinition(
            name = "drops",
            description = "Whether received frames that the switch drops are mirrored too.",
            required = false)
    boolean drops() default false;

    @AttributeDefinition(
            name = "sample",
            description = "Of so many frames that would be mirrored one is.",
            min = "1",
            max = "1000000",
            required = false)
    int sample() default 1;
}
