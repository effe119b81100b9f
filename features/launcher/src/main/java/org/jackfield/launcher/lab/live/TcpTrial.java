package org.jackfield.launcher.lab.live;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.api.Outcome;
import org.jackfield.lab.experiment.Trial;
import org.jackfield.launcher.bench.load.Words;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.rig.Hosts;
import org.jackfield.launcher.bench.rig.SwitchSpace;
import org.jackfield.launcher.bench.work.Iperf;

/**
 * TCP of the hosts' own kernels, which no simulation has: {@code iperf3}, as much as goes over some streams, and {@code tcp-small}, small
 * pieces over some connections. Its frames carry no numbers, so order and latency are not measured. One thread.
 */
final class TcpTrial implements LiveTraffic {
    /** Kinds of it. */
    static final Set<String> KINDS = Set.of("iperf3", "tcp-small");

    private static final int PORT = 7_010;
    private static final int WARM_MS = 1_500;
    private static final int MOST_STREAMS = 64;
    private static final int MOST_BYTES = 1 << 20;
    private static final double BITS = 8;
    private static final double MS_PER_SECOND = 1_000;
    private static final double NS_PER_SECOND = 1e9;

    private final Trial trial;
    private final Sending sending;

    /** Bytes that arrived, and how long it took. */
    private record Transfer(double bytes, double seconds) {}

    /** Sends for so many milliseconds. */
    @FunctionalInterface
    private interface Sending {
        Transfer send(SwitchSpace space, int ms) throws BenchException;
    }

    /** Starts iperf3's server when it is wanted. */
    @FunctionalInterface
    interface Server {
        /** The server, which stays as long as the hosts. */
        Iperf start() throws BenchException;
    }

    /**
     * A trial of one of {@link #KINDS}.
     *
     * @throws BenchException when there is no such setting, or a value is not allowed
     */
    TcpTrial(final Trial trial, final Server server) throws BenchException {
        this.trial = trial;
        final boolean small = trial.workload().kind().equals("tcp-small");
        refuseUnknown(small ? List.of("size", "connections") : List.of("streams", "reverse"));
        sending = small ? small() : iperf(server);
    }

    private void refuseUnknown(final List<String> keys) throws BenchException {
        for (final String key : trial.workload().settings().keySet()) {
            if (!keys.contains(key)) {
                throw new BenchException("workload " + trial.workload().kind() + " has no key '" + key
                        + "'; its keys are " + String.join(", ", keys));
            }
        }
    }

    private int whole(final String key, final int standard, final int most) throws BenchException {
        final String value = trial.workload().settings().getOrDefault(key, String.valueOf(standard));
        if (!value.matches("\\d{1,7}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > most) {
            throw new BenchException("workload " + trial.workload().kind() + ": " + key + "=" + value
                    + " must be a whole number from 1 to " + most);
        }
        return Integer.parseInt(value);
    }

    private Sending iperf(final Server server) throws BenchException {
        final int streams = whole("streams", 1, MOST_STREAMS);
        final String reverse = trial.workload().settings().getOrDefault("reverse", "false");
        if (!reverse.equals("true") && !reverse.equals("false")) {
            throw new BenchException("workload iperf3: reverse=" + reverse + " must be true or false");
        }
        return (space, ms) -> {
            final Iperf.Transfer transfer =
                    server.start().run(streams, 0, ms / MS_PER_SECOND, Boolean.parseBoolean(reverse));
            return new Transfer(transfer.bytes(), transfer.seconds());
        };
    }

    private Sending small() throws BenchException {
        final int size = whole("size", 64, MOST_BYTES);
        final int connections = whole("connections", 1, MOST_STREAMS);
        return (space, ms) -> {
            final Hosts hosts = space.hosts();
            hosts.rightAgent().tell("tcp-count", "port", PORT);
            hosts.rightAgent().await("ready");
            hosts.leftAgent()
                    .ask(
                            "tcp-send",
                            "to",
                            Hosts.RIGHT_ADDRESS,
                            "port",
                            PORT,
                            "size",
                            size,
                            "connections",
                            connections,
                            "ms",
                            ms);
            final Words counted = hosts.rightAgent().ask("stop");
            return new Transfer(counted.number("bytes"), counted.number("ns") / NS_PER_SECOND);
        };
    }

    @Override
    public void warm(final SwitchSpace space, final LiveSwitch live) throws BenchException {
        space.join();
        sending.send(space, WARM_MS);
        Watch.awaitRest(live);
    }

    @Override
    public Outcome measure(final SwitchSpace space, final LiveSwitch live) throws BenchException {
        final Watch watch = new Watch(space, live, trial, System.nanoTime());
        final Transfer transfer = sending.send(space, (int) trial.duration().toMillis());
        watch.stop();
        final Watch.Seen seen = watch.finish(0);
        if (!(transfer.bytes() > 0 && transfer.seconds() > 0)) {
            throw new BenchException("nothing came through a TCP connection");
        }
        final Map<Measure, Double> values = new EnumMap<>(seen.values());
        final Counters grown = seen.grown();
        values.put(Measure.OFFERED, (double) grown.received());
        values.put(Measure.DELIVERED, (double) grown.forwarded());
        values.put(Measure.LOSS, (grown.received() - grown.forwarded()) / (double) Math.max(1, grown.received()));
        values.put(Measure.FRAME_RATE, grown.delivered() / transfer.seconds());
        values.put(Measure.BIT_RATE, transfer.bytes() * BITS / transfer.seconds());
        return new Outcome(values, seen.series(), List.of(), seen.notes());
    }
}
