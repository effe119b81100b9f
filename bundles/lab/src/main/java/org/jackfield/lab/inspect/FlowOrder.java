package org.jackfield.lab.inspect;

/**
 * The frames of a flow in one direction.
 *
 * @param from address and port they came from
 * @param to where they went
 * @param protocol above IP, or {@code ethernet}
 * @param frames all of them
 * @param bytes of them, without FCS
 * @param order what was told of them
 */
public record FlowOrder(String from, String to, String protocol, long frames, long bytes, Judgement order) {}
