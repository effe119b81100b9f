/** The tap port type: multiqueue taps whose netdevs the kernel, a container or a virtual machine uses. */
package org.jackfield.port.tap;
