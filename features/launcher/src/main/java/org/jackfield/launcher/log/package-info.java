/** One log for everything: System.Logger of bundles, OSGi log service and Felix's own, one quiet line each on stderr. */
package org.jackfield.launcher.log;
