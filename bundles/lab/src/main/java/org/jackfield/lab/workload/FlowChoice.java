package org.jackfield.lab.workload;

import java.util.List;
import java.util.function.IntSupplier;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.DiscreteSampler;
import org.apache.commons.rng.sampling.distribution.RejectionInversionZipfSampler;

/** Which of the flows there are at a time sends the next frame: each call yields a place, 0 to flows - 1. */
final class FlowChoice {
    static final String UNIFORM = "uniform";
    static final String IN_TURN = "in-turn";
    static final String ZIPF = "zipf";
    static final String ELEPHANTS = "elephants";
    static final List<String> WORDS = List.of(UNIFORM, IN_TURN, ZIPF, ELEPHANTS);

    private FlowChoice() {}

    /** Choices as the settings want them, from the beginning. */
    static IntSupplier of(final Settings settings, final UniformRandomProvider random) {
        final int flows = (int) settings.whole("flows");
        final IntSupplier each = switch (settings.text("choice")) {
            case UNIFORM -> flows == 1 ? () -> 0 : () -> random.nextInt(flows);
            case IN_TURN -> inTurn(flows);
            case ZIPF -> zipf(flows, settings.real("zipf-exponent"), random);
            default -> elephants(settings, flows, random);
        };
        final int train = (int) settings.whole("train");
        return train == 1 ? each : trains(each, train);
    }

    private static IntSupplier inTurn(final int flows) {
        return new IntSupplier() {
            private int last = flows - 1;

            @Override
            public int getAsInt() {
                last = last + 1 == flows ? 0 : last + 1;
                return last;
            }
        };
    }

    private static IntSupplier zipf(final int flows, final double exponent, final UniformRandomProvider random) {
        final DiscreteSampler rank = RejectionInversionZipfSampler.of(random, flows, exponent);
        return () -> rank.sample() - 1;
    }

    private static IntSupplier elephants(final Settings settings, final int flows, final UniformRandomProvider random) {
        final int elephants = (int) settings.whole("elephants");
        final double share = settings.real("elephant-share");
        return () -> random.nextDouble() < share ? random.nextInt(elephants) : random.nextInt(elephants, flows);
    }

    private static IntSupplier trains(final IntSupplier each, final int train) {
        return new IntSupplier() {
            private int left;
            private int place;

            @Override
            public int getAsInt() {
                if (left == 0) {
                    left = train;
                    place = each.getAsInt();
                }
                left--;
                return place;
            }
        };
    }
}
