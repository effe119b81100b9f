package org.jackfield.steering.pinned;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of the policy; Declarative Services reads them. */
@ObjectClassDefinition(name = "Pinned steering", description = "Flows go where rules say.")
@interface PinnedConfiguration {
    @AttributeDefinition(
            name = "rules",
            description = "Rules divided by semicolons, the first that matches counts, such as"
                    + " 'proto tcp dst-port 443 -> 2; src 10.0.0.0/8 -> 1'.",
            required = false)
    String rules() default "";

    @AttributeDefinition(
            name = "symmetric",
            description = "Whether a rule also matches frames of the other direction, so that both meet in one worker.",
            required = false)
    boolean symmetric() default true;
}
