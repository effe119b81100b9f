/**
 * What several steering policies need to share out buckets. No bundle of its own: a policy that uses it embeds it privately.
 */
package org.jackfield.steering.shares;
