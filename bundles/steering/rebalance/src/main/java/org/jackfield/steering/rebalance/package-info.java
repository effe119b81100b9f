/** The steering policy that moves buckets by measured load. Private to this bundle. */
package org.jackfield.steering.rebalance;
