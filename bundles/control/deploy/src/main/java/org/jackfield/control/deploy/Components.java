package org.jackfield.control.deploy;

import java.util.Set;
import org.osgi.framework.Bundle;

/** What is known about the components of a bundle. Any thread. */
interface Components {
    /** One sentence for each component of an active bundle that failed or lacks a service. */
    Set<String> faults(Bundle bundle);

    /** Types of ports the bundle offers. */
    Set<String> portTypes(Bundle bundle);
}
