/** What the benchmark builds: two hosts, and between them one switch after another, each in a namespace of its own. */
package org.jackfield.launcher.bench.rig;
