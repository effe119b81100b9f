/** {@code jackfield bench}: this switch beside its peers and yardsticks on this machine. */
package org.jackfield.launcher.bench;
