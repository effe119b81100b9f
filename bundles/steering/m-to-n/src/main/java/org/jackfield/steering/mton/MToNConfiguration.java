package org.jackfield.steering.mton;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be configured, for tools that ask metatype. The values themselves are read and checked by {@link Settings}. */
@ObjectClassDefinition(name = "m-to-n steering", description = "Shares flows among chosen workers by weights.")
@interface MToNConfiguration {
    @AttributeDefinition(
            name = "workers",
            description = "Workers that process frames, by index; empty means all.",
            required = false,
            min = "0",
            max = "63",
            cardinality = Integer.MAX_VALUE)
    int[] workers() default {};

    @AttributeDefinition(
            name = "weights",
            description = "Weights of these workers, in the same order; empty means that all count the same.",
            required = false,
            min = "0",
            max = "1000",
            cardinality = Integer.MAX_VALUE)
    int[] weights() default {};
}
