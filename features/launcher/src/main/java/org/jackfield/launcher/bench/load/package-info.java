/** Traffic of the benchmark: a process in each host's namespace that sends, receives and echoes frames as it is told. */
package org.jackfield.launcher.bench.load;
