package org.jackfield.steering.spray;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of the policy; Declarative Services reads them. */
@ObjectClassDefinition(name = "Random spray steering", description = "Gives every frame to any worker.")
@interface SprayConfiguration {
    @AttributeDefinition(
            name = "seed",
            description = "Where the sequence of random numbers begins; the same seed gives the same one again.",
            required = false)
    long seed() default 1;
}
