/**
 * Trials on a live switch: two hosts in namespaces that play workloads and listen, a switch process between them, and what it counted
 * meanwhile.
 */
package org.jackfield.launcher.lab.live;
