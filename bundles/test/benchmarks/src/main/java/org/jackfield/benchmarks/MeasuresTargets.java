package org.jackfield.benchmarks;

import org.jackfield.benchmarks.ForwardingRig.Traffic;

/**
 * What it costs that something looks on: the same switch with it and without, in turn. The same one, because two switches that do the same
 * differ by more than what is looked for, by where their memory happens to be.
 */
final class MeasuresTargets {
    private static final int FLOWS = 256;
    private static final int WORKERS = 2;
    /** Short rounds, and many: what disturbs a machine comes and goes. */
    private static final long ROUND_MS = Long.getLong("measures-round-ms", 100);

    private static final int MOST_ROUNDS = Integer.getInteger("measures-rounds", 301);
    private static final double WIDTH = 0.015;

    private MeasuresTargets() {}

    /** Measures and prints. */
    static void run() {
        final Rounds rounds = new Rounds(MOST_ROUNDS, ROUND_MS);
        compare(rounds, "measures on / off, CPU per frame", Traffic.OWN, Looking.MEASURES);
        compare(
                rounds,
                "measures on / off, every frame handed over, CPU per frame",
                Traffic.HANDED_OVER,
                Looking.MEASURES);
        compare(rounds, "measures with all moves / off, CPU per frame", Traffic.OWN, Looking.ALL_MOVES);
        compare(rounds, "a shadow by bucket / none, CPU per frame", Traffic.OWN, Looking.BY_BUCKET);
        compare(rounds, "a shadow by frame, one in 16 flows / none, CPU per frame", Traffic.OWN, Looking.BY_FRAME);
    }

    private static void compare(final Rounds rounds, final String what, final Traffic traffic, final Looking looking) {
        final ForwardingRig rig = new ForwardingRig(WORKERS, 2, FLOWS, traffic).withoutThreads();
        rounds.compareUntil(what, WIDTH, () -> cpuNs(rounds, rig, looking), () -> cpuNs(rounds, rig, Looking.NOTHING));
    }

    private static double cpuNs(final Rounds rounds, final ForwardingRig rig, final Looking looking) {
        rig.look(looking.at(WORKERS));
        rig.forwardOneOfEach();
        return rounds.cpuNsEach(() -> {
            rig.forwardOneOfEach();
            return FLOWS;
        });
    }
}
