/** {@code jackfield run}: reads the features and starts Felix with their bundles, level by level. */
package org.jackfield.launcher.run;
