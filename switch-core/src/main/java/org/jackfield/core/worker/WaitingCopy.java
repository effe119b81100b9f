package org.jackfield.core.worker;

/**
 * A copy that waits for the code of a port while the switch itself is replaced.
 *
 * @param port index of the port it is for
 * @param sizeClass size class of its slot
 * @param slot the slot's bytes, from its descriptor to the end of the frame
 */
public record WaitingCopy(int port, int sizeClass, byte[] slot) {}
