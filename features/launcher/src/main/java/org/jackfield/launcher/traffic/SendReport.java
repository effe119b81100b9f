package org.jackfield.launcher.traffic;

/**
 * What a sender did.
 *
 * @param sent frames the kernel took, over all flows
 * @param sentPerFlow frames the kernel took, by flow
 * @param refused frames the kernel refused; they used up no sequence number
 * @param lastRefusal the kernel's words for the last of them, empty when there was none
 * @param elapsedMs how long it took
 */
public record SendReport(long sent, long[] sentPerFlow, long refused, String lastRefusal, long elapsedMs) {}
