/** Capture files for tests. */
package org.jackfield.testkit.pcap;
