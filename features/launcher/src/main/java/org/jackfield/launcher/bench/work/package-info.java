/** What the benchmark measures of each device under test, and how. */
package org.jackfield.launcher.bench.work;
