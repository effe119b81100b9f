/** The flow-steering laboratory on this machine: its commands, and policies for it. */
package org.jackfield.launcher.lab;
