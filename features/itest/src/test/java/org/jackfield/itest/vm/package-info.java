/** Virtual machines and containers plugged into the switch, and the how-tos that tell a user to do it. */
package org.jackfield.itest.vm;
