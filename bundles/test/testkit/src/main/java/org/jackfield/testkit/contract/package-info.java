/** Contract tests that every plug-in extends, and the host they run against. */
package org.jackfield.testkit.contract;
