package org.jackfield.api.admin;

import java.util.List;

/**
 * How values of one kind were spread, as counted in classes: each value is known to within 1/32 of itself, values up to 63 exactly.
 * Percentiles are upper ends of classes, so that none is below the truth.
 *
 * @param count values counted; all else is 0 when there are none
 * @param mean their exact mean
 * @param p50 a value that half of them do not exceed
 * @param p90 a value that 90 % of them do not exceed
 * @param p99 a value that 99 % of them do not exceed
 * @param p999 a value that 99.9 % of them do not exceed
 * @param greatest the exact greatest one
 * @param parts how many there were between powers of two, in order; without those of which there were none
 */
public record DistributionInfo(
        long count, double mean, long p50, long p90, long p99, long p999, long greatest, List<Part> parts) {
    /**
     * Values between two powers of two.
     *
     * @param least the least value that counts here: 0 or a power of two
     * @param most the greatest value that counts here
     * @param count how many there were
     */
    public record Part(long least, long most, long count) {}
}
