package org.jackfield.steering.flowtable;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of the policy. {@code timeout$_$ms} stands for key {@code timeout-ms}. */
@ObjectClassDefinition(
        name = "flow-table steering",
        description = "Replies follow the worker that read the flow, as the tun driver does.")
@interface FlowTableConfiguration {
    @AttributeDefinition(
            name = "entries",
            description = "Most flows that are known at a time, rounded up to a power of two.",
            required = false,
            min = "2048",
            max = "1048576")
    int entries() default 4096;

    @AttributeDefinition(
            name = "timeout-ms",
            description = "Milliseconds a flow is known after the last frame in the direction that began it.",
            required = false,
            min = "100",
            max = "3600000")
    int timeout$_$ms() default 3000;
}
