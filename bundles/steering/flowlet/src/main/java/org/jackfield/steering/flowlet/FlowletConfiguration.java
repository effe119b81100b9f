package org.jackfield.steering.flowlet;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of the policy. {@code gap$_$us} stands for key {@code gap-us}. */
@ObjectClassDefinition(name = "flowlet steering", description = "Lets flows change their worker in gaps.")
@interface FlowletConfiguration {
    @AttributeDefinition(
            name = "entries",
            description = "Most flows that are known at a time, rounded up to a power of two.",
            required = false,
            min = "2048",
            max = "1048576")
    int entries() default 16384;

    @AttributeDefinition(
            name = "gap-us",
            description = "Microseconds without a frame after which a flow may change its worker.",
            required = false,
            min = "50",
            max = "1000000")
    int gap$_$us() default 20000;
}
