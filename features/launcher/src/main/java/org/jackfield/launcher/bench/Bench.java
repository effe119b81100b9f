package org.jackfield.launcher.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jackfield.launcher.bench.dut.Dut;
import org.jackfield.launcher.bench.report.Session;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.rig.Cleanup;
import org.jackfield.launcher.bench.rig.Hosts;
import org.jackfield.launcher.bench.rig.SwitchSpace;
import org.jackfield.launcher.bench.work.Iperf;
import org.jackfield.launcher.bench.work.Station;
import org.jackfield.launcher.bench.work.Workload;
import org.jackfield.launcher.bench.work.Workloads;
import org.jackfield.launcher.noise.MachineWatch;

/**
 * Makes a run: sessions of the devices under test, interleaved over the repetitions so that a slow hour of the machine meets
 * all of them. A session with other people's work in it is made again. One thread.
 */
final class Bench {
    private static final double NS_PER_SECOND = 1e9;
    private static final long LOOK_MS = 1_000;
    private static final long QUICK_LOOK_MS = 300;
    private static final int LOOKS = 5;
    private static final int QUICK_LOOKS = 2;
    private static final int MOST_FAILURES = 2;
    private static final int WARM_BYTES = 64;
    private static final int WARM_FLOWS = 16;
    private static final long WARM_POLL_US = 100;
    private static final double WARM_RATE = 100_000;
    private static final int SECONDS_PER_MINUTE = 60;

    private final Cleanup cleanup;
    private final Plan plan;
    private final Consumer<String> progress;
    private final Hosts hosts;
    private final Iperf iperf;
    private final Map<String, Integer> failures = new HashMap<>();

    /**
     * Makes the hosts.
     *
     * @param progress told what happens
     */
    Bench(final Cleanup cleanup, final Plan plan, final Consumer<String> progress) throws BenchException {
        this.cleanup = cleanup;
        this.plan = plan;
        this.progress = progress;
        hosts = new Hosts(cleanup);
        iperf = new Iperf(cleanup, hosts);
    }

    /** Measures everything. */
    List<Session> run() throws BenchException {
        final List<Session> sessions = new ArrayList<>();
        final long startNs = System.nanoTime();
        final int all = plan.repetitions() * plan.duts().size();
        for (int repetition = 1; repetition <= plan.repetitions(); repetition++) {
            for (final Dut dut : plan.order(repetition)) {
                if (failures.getOrDefault(dut.name(), 0) < MOST_FAILURES) {
                    progress.accept(String.format(
                            Locale.ROOT,
                            "%d of %d: %s, repetition %d (%s passed)",
                            sessions.size() + 1,
                            all,
                            dut.name(),
                            repetition,
                            passed(System.nanoTime() - startNs)));
                    sessions.add(quietest(dut, repetition));
                }
            }
        }
        return sessions;
    }

    private static String passed(final long ns) {
        final long seconds = (long) (ns / NS_PER_SECOND);
        return String.format(Locale.ROOT, "%d:%02d", seconds / SECONDS_PER_MINUTE, seconds % SECONDS_PER_MINUTE);
    }

    /** Makes a session until it is quiet or has been tried often enough; the quietest counts, and one that failed never. */
    private Session quietest(final Dut dut, final int repetition) throws BenchException {
        Session best = session(dut, repetition, 1);
        for (int tries = 2; tries <= plan.retries() + 1 && isWorthAnother(best); tries++) {
            progress.accept("  not quiet (" + Math.round(best.quiet().worstPct()) + " %), once more");
            final Session next = session(dut, repetition, tries);
            final boolean better = next.quiet().worstPct() < best.quiet().worstPct();
            final Session chosen = next.failure().isEmpty() && better ? next : best;
            best = new Session(dut.name(), repetition, tries, chosen.quiet(), chosen.failure(), chosen.values());
        }
        if (best.failure().isPresent()) {
            failures.merge(dut.name(), 1, Integer::sum);
        }
        return best;
    }

    private static boolean isWorthAnother(final Session session) {
        return session.failure().isEmpty() && session.quiet().isDisturbed();
    }

    private Session session(final Dut dut, final int repetition, final int tries) throws BenchException {
        final double beforePct = awaitQuiet();
        final MachineWatch watch = MachineWatch.start();
        final Map<String, Double> values = new TreeMap<>();
        Optional<String> failure = Optional.empty();
        try (SwitchSpace space = hosts.space(dut.name())) {
            dut.start(space);
            space.join();
            measure(dut, space, values);
        } catch (final BenchException failed) {
            if (cleanup.isClosed()) {
                throw failed;
            }
            progress.accept("  " + dut.name() + " failed: " + failed.getMessage());
            failure = Optional.of(String.valueOf(failed.getMessage()));
        }
        return new Session(dut.name(), repetition, tries, watch.stop(beforePct), failure, values);
    }

    /** Waits a little for other work to end; returns how busy the machine was at the last look, in percent. */
    private double awaitQuiet() throws BenchException {
        try {
            return plan.quick()
                    ? MachineWatch.awaitQuiet(QUICK_LOOKS, QUICK_LOOK_MS)
                    : MachineWatch.awaitQuiet(LOOKS, LOOK_MS);
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new BenchException("stopped", stopped);
        }
    }

    private void measure(final Dut dut, final SwitchSpace space, final Map<String, Double> values)
            throws BenchException {
        final Station station = new Station(space, iperf, plan.seconds());
        warm(station);
        for (final Workload workload : Workloads.of(plan.workloadsOf(dut))) {
            workload.run(station, values);
        }
    }

    /**
     * Lets the switch carry frames as fast as they come, and then as many as it can at leisure: a virtual machine compiles both ways
     * of working, and half a second of that would be counted as what frames cost.
     */
    private void warm(final Station station) throws BenchException {
        station.udp(new Station.UdpLoad(WARM_BYTES, WARM_FLOWS, 0, WARM_POLL_US, false), plan.warmSeconds());
        station.udp(new Station.UdpLoad(WARM_BYTES, 1, WARM_RATE, 0, true), plan.warmSeconds());
    }
}
