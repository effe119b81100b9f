/** What the benchmark measures: Jackfield in several ways, its peers, yardsticks in C, and no switch at all. */
package org.jackfield.launcher.bench.dut;
