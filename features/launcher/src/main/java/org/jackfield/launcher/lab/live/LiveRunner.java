package org.jackfield.launcher.lab.live;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.control.shell.socket.SocketPath;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.api.Outcome;
import org.jackfield.lab.api.Workload;
import org.jackfield.lab.experiment.LabException;
import org.jackfield.lab.experiment.Runner;
import org.jackfield.lab.experiment.Trial;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.rig.Cleanup;
import org.jackfield.launcher.bench.rig.Hosts;
import org.jackfield.launcher.bench.rig.Programs;
import org.jackfield.launcher.bench.rig.SwitchSpace;
import org.jackfield.launcher.bench.work.Iperf;
import org.jackfield.launcher.lab.PolicyBundle;
import org.jackfield.launcher.lab.PolicyShelf;

/**
 * Makes trials on a switch of this distribution, between two hosts that are namespaces of this machine. Each trial has a switch process of
 * its own and is warmed up for 1.5 s; the hosts stay from one trial to the next, until one fails. Needs root. One thread runs trials; any
 * may close it, and a shutdown hook does.
 */
public final class LiveRunner implements Runner {
    private static final Map<String, String> TOOLS = Map.of("ip", "iproute2", "nsenter", "util-linux");

    private final PolicyShelf shelf;
    private final Cleanup cleanup = new Cleanup();
    private Optional<Site> site = Optional.empty();
    private boolean hooked;

    /** The hosts, and what removes them. */
    private static final class Site {
        private final Cleanup part;
        private final Hosts hosts;
        private Optional<Iperf> iperf = Optional.empty();

        Site(final Cleanup part) throws BenchException {
            this.part = part;
            hosts = new Hosts(part, LabAgent.class);
        }

        Iperf iperf() throws BenchException {
            if (iperf.isEmpty()) {
                iperf = Optional.of(new Iperf(part, hosts));
            }
            return iperf.get();
        }
    }

    /**
     * A runner that has made nothing yet.
     *
     * @param shelf tells which bundle has which policy; stays the caller's
     */
    public LiveRunner(final PolicyShelf shelf) {
        this.shelf = shelf;
    }

    @Override
    public Outcome run(final Trial trial) throws LabException {
        final PolicyBundle bundle = policy(trial);
        try {
            requireMachine(trial);
            return wanted(trial, made(trial, bundle));
        } catch (final BenchException failed) {
            abandon();
            throw new LabException(cleanup.isClosed() ? "stopped" : String.valueOf(failed.getMessage()), failed);
        }
    }

    private PolicyBundle policy(final Trial trial) throws LabException {
        final PolicyBundle bundle = shelf.bundle(trial.policy().name());
        try {
            bundle.typed(trial.policy().name(), trial.policy().settings());
            return bundle;
        } catch (final IllegalArgumentException refused) {
            throw new LabException(String.valueOf(refused.getMessage()), refused);
        }
    }

    private static void requireMachine(final Trial trial) throws BenchException {
        if (SocketPath.user() != 0) {
            throw new BenchException("a live trial needs root, for namespaces and taps; run it as root, or simulated");
        }
        final List<String> missing = new ArrayList<>();
        TOOLS.forEach((tool, name) -> require(missing, tool, name));
        if (trial.workload().kind().equals("iperf3")) {
            require(missing, "iperf3", "iperf3");
        }
        if (!trial.topology().processors().isEmpty()) {
            require(missing, "taskset", "util-linux");
        }
        if (!missing.isEmpty()) {
            throw new BenchException(
                    "a live trial needs tools that are missing; apt-get install " + String.join(" ", missing));
        }
    }

    private static void require(final List<String> missing, final String tool, final String name) {
        if (!Programs.isInstalled(tool) && !missing.contains(name)) {
            missing.add(name);
        }
    }

    private Outcome made(final Trial trial, final PolicyBundle bundle) throws BenchException {
        final Site here = site();
        final LiveTraffic traffic =
                TcpTrial.KINDS.contains(trial.workload().kind()) ? new TcpTrial(trial, here::iperf) : played(trial);
        try (SwitchSpace space = here.hosts.space("lab")) {
            final LiveSwitch live = new LiveSwitch(space, trial.topology(), longest(trial), trial.policy(), bundle);
            traffic.warm(space, live);
            return traffic.measure(space, live);
        }
    }

    private static LiveTraffic played(final Trial trial) throws BenchException {
        workload(trial);
        return new PlayedTrial(trial);
    }

    /** The hosts make it for themselves; here it is asked what the ports must take, and whether it can be at all. */
    private static Workload workload(final Trial trial) throws BenchException {
        try {
            return PlayedWorkloads.of(
                    trial.workload().kind(),
                    PlayedWorkloads.lasting(trial.workload(), trial.duration().toMillis()));
        } catch (final IllegalArgumentException refused) {
            throw new BenchException(String.valueOf(refused.getMessage()), refused);
        }
    }

    private static int longest(final Trial trial) throws BenchException {
        return TcpTrial.KINDS.contains(trial.workload().kind())
                ? 0
                : PlayedFrames.of(
                                workload(trial),
                                trial.seed(),
                                0,
                                trial.duration().toNanos())
                        .longest();
    }

    private Site site() throws BenchException {
        if (site.isEmpty()) {
            if (!hooked) {
                hooked = true;
                Runtime.getRuntime().addShutdownHook(new Thread(cleanup::close, "lab-cleanup"));
            }
            final Cleanup part = cleanup.part();
            try {
                site = Optional.of(new Site(part));
            } catch (final BenchException failed) {
                part.close();
                throw failed;
            }
        }
        return site.get();
    }

    /** What a trial that failed has left the hosts in the middle of, nobody knows. */
    private void abandon() {
        site.ifPresent(hosts -> hosts.part.close());
        site = Optional.empty();
    }

    private static Outcome wanted(final Trial trial, final Outcome outcome) {
        final Map<Measure, Double> values = new EnumMap<>(Measure.class);
        final List<String> notes = new ArrayList<>(outcome.notes());
        for (final Measure measure : trial.measures()) {
            final Optional<Double> value = outcome.value(measure);
            value.ifPresent(number -> values.put(measure, number));
            if (value.isEmpty()) {
                notes.add(measure.word() + " cannot be measured live under "
                        + trial.workload().kind());
            }
        }
        return new Outcome(values, outcome.series(), outcome.latencies(), notes);
    }

    @Override
    public void close() {
        cleanup.close();
    }
}
