/**
 * What steering policies have in common that know flows: a table shared by workers, a way into it for each worker, a
 * look at backlogs. Embedded in the bundles of these policies, exported by none.
 */
package org.jackfield.steering.flows;
