package org.jackfield.control.shell.command;

import java.util.List;

/** What joins a virtual machine to a port: pure text, made from the port's facts. */
interface MachineArgs {
    /** Shell commands that prepare the host. */
    List<String> host();

    /** Arguments for QEMU, a word each. */
    List<String> qemu();

    /** The element for libvirt. */
    String libvirt();

    /** Shell commands that take the host's part back after the machine has ended. */
    List<String> undo();
}
