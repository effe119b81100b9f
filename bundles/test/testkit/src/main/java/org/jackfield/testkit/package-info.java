/** Tools for tests: frames, a clock, ports and an engine in memory. A plain library, never deployed. */
package org.jackfield.testkit;
