/** What several steering policies need, copied into the bundle of each. Not an API: it changes as they do. */
package org.jackfield.steering.kit;
