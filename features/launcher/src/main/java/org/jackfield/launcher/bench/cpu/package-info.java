/** Who used the processors: the whole machine, the switch, and everybody else. */
package org.jackfield.launcher.bench.cpu;
