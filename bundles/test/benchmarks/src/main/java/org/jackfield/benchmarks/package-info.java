/** JMH benchmarks of the classes on the data path. */
package org.jackfield.benchmarks;
