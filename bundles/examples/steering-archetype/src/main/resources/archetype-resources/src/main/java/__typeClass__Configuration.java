package ${package};

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of the policy, for tools that ask metatype; Declarative Services reads them. */
@ObjectClassDefinition(name = "${typeClass} steering", description = "Shares flows among workers by weights.")
@interface ${typeClass}Configuration {
    @AttributeDefinition(
            name = "weights",
            description = "The weight of each worker, from worker 0 on, divided by commas: whole numbers from 0 to 100. A"
                    + " worker that is not named has the weight 1, one of weight 0 gets no flows.",
            required = false)
    String weights() default "";
}
