package org.jackfield.api.port;

/**
 * What a port can do.
 *
 * @param mostQueues greatest number of queue pairs, at least 1
 * @param leastMtu smallest MTU in bytes
 * @param mostMtu greatest MTU in bytes
 */
public record PortCapabilities(int mostQueues, int leastMtu, int mostMtu) {}
