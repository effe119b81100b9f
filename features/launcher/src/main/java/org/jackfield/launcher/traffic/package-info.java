/** Traffic tools that run as processes of their own inside network namespaces. */
package org.jackfield.launcher.traffic;
