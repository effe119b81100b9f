package org.jackfield.benchmarks;

import org.jackfield.benchmarks.ForwardingRig.Traffic;

/** Run to completion against handing every frame over, and one worker against two; ports inside the process. */
final class HandoffTargets {
    private static final int FLOWS = 256;

    private final Rounds rounds;

    HandoffTargets(final Rounds rounds) {
        this.rounds = rounds;
    }

    /** Measures and prints. */
    void run() {
        final ForwardingRig own = new ForwardingRig(2, 2, FLOWS, Traffic.OWN).withoutThreads();
        final ForwardingRig handed = new ForwardingRig(2, 2, FLOWS, Traffic.HANDED_OVER).withoutThreads();
        final ForwardingRig toOne = new ForwardingRig(4, 2, FLOWS, Traffic.TO_ONE).withoutThreads();
        rounds.compare(
                "handoff of every frame / run to completion, one thread, CPU per frame",
                () -> rounds.cpuNsEach(() -> forward(handed)),
                () -> rounds.cpuNsEach(() -> forward(own)));
        rounds.compare(
                "handoff of every frame, three producers / run to completion, one thread, CPU per frame",
                () -> rounds.cpuNsEach(() -> forward(toOne)),
                () -> rounds.cpuNsEach(() -> forward(own)));
        rounds.compare(
                "handoff of every frame / run to completion, two threads, CPU per frame",
                () -> threads(2, Traffic.HANDED_OVER).cpuNsEach(),
                () -> threads(2, Traffic.OWN).cpuNsEach());
        rounds.compare(
                "two workers / one worker, frames per second",
                () -> threads(2, Traffic.OWN).perSecond(),
                () -> threads(1, Traffic.OWN).perSecond());
        rounds.compare(
                "two workers / one worker, frames per second if each had a processor of its own (2 x CPU per frame)",
                () -> 2e9 / threads(2, Traffic.OWN).cpuNsEach(),
                () -> 1e9 / threads(1, Traffic.OWN).cpuNsEach());
    }

    private static long forward(final ForwardingRig rig) {
        rig.forwardOneOfEach();
        return FLOWS;
    }

    /** What threads did in one round. */
    private record Seen(long frames, long cpuNs, long wallNs) {
        double cpuNsEach() {
            return (double) cpuNs / frames;
        }

        double perSecond() {
            return 1e9 * frames / wallNs;
        }
    }

    private Seen threads(final int workers, final Traffic kind) {
        try (ForwardingRig rig = new ForwardingRig(workers, 2, FLOWS, kind).withThreads()) {
            rounds.pause();
            final long frames = rig.processed();
            final long cpuNs = rig.cpuNs();
            final long startNs = System.nanoTime();
            rounds.pause();
            final long passedNs = System.nanoTime() - startNs;
            return new Seen(rig.processed() - frames, rig.cpuNs() - cpuNs, passedNs);
        }
    }
}
