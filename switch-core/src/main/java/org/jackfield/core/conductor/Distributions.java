package org.jackfield.core.conductor;

import java.util.ArrayList;
import java.util.List;
import org.jackfield.api.admin.DistributionInfo;
import org.jackfield.core.stats.Histogram;

/** Reads histograms for people. The writer may go on meanwhile: what it adds is seen in part. */
final class Distributions {
    private Distributions() {}

    static DistributionInfo of(final Histogram histogram) {
        final long[] counts = new long[histogram.size()];
        long all = 0;
        for (int i = 0; i < counts.length; i++) {
            counts[i] = histogram.count(i);
            all += counts[i];
        }
        final long greatest = histogram.greatest();
        return new DistributionInfo(
                all,
                all == 0 ? 0 : (double) histogram.sum() / all,
                percentile(counts, all, 0.5, greatest),
                percentile(counts, all, 0.9, greatest),
                percentile(counts, all, 0.99, greatest),
                percentile(counts, all, 0.999, greatest),
                greatest,
                parts(counts));
    }

    private static long percentile(final long[] counts, final long all, final double share, final long greatest) {
        final long wanted = (long) Math.ceil(share * all);
        long seen = 0;
        for (int i = 0; i < counts.length - 1; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return all == 0 ? 0 : Math.min(greatest, Histogram.mostOf(i));
            }
        }
        return greatest; // the last class has no end
    }

    private static List<DistributionInfo.Part> parts(final long[] counts) {
        final List<DistributionInfo.Part> parts = new ArrayList<>();
        long least = 0;
        long count = 0;
        for (int i = 0; i < counts.length; i++) {
            final long most = Histogram.mostOf(i);
            count += counts[i];
            if ((most & most + 1) == 0) { // the next value is a power of two
                if (count > 0) {
                    parts.add(new DistributionInfo.Part(least, most, count));
                }
                least = most + 1;
                count = 0;
            }
        }
        return parts;
    }
}
