package org.jackfield.lab.sim;

/**
 * A port is to have another number of queues.
 *
 * @param atNs when that is wanted
 * @param port which one
 * @param queues how many from then on
 */
public record QueueChange(long atNs, int port, int queues) {}
