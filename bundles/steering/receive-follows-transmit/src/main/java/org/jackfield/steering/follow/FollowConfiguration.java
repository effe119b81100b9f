package org.jackfield.steering.follow;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of the policy. */
@ObjectClassDefinition(
        name = "receive-follows-transmit steering",
        description = "Sends frames to the worker that reads what their receiver sends.")
@interface FollowConfiguration {
    @AttributeDefinition(
            name = "entries",
            description = "Most flows that are known at a time, rounded up to a power of two.",
            required = false,
            min = "2048",
            max = "1048576")
    int entries() default 32768;
}
