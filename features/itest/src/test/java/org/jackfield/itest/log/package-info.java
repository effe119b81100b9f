/** What was logged, for tests that fail because of it. */
package org.jackfield.itest.log;
