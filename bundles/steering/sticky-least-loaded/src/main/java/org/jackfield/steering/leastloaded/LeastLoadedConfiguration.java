package org.jackfield.steering.leastloaded;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of the policy. {@code idle$_$ms} stands for key {@code idle-ms}. */
@ObjectClassDefinition(
        name = "sticky-least-loaded steering",
        description = "Gives new flows to the worker that is least behind.")
@interface LeastLoadedConfiguration {
    @AttributeDefinition(
            name = "entries",
            description = "Most flows that are known at a time, rounded up to a power of two.",
            required = false,
            min = "2048",
            max = "1048576")
    int entries() default 16384;

    @AttributeDefinition(
            name = "idle-ms",
            description = "Milliseconds without a frame after which a flow counts as new.",
            required = false,
            min = "1000",
            max = "3600000")
    int idle$_$ms() default 3000;
}
