package org.jackfield.launcher.bench.work;

import java.util.OptionalLong;
import org.jackfield.launcher.bench.cpu.CpuMeter;
import org.jackfield.launcher.bench.load.Words;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.rig.Hosts;
import org.jackfield.launcher.bench.rig.Programs;
import org.jackfield.launcher.bench.rig.SwitchSpace;

/** Where workloads run: two hosts with a switch between them. One thread. */
public final class Station {
    private static final int PORT = 7_000;
    /** What is on its way when the sender ends needs that long to arrive. */
    private static final long DRAIN_MS = 100;

    private static final int MS_PER_SECOND = 1_000;
    private static final double NS_PER_SECOND = 1e9;

    private final SwitchSpace space;
    private final Iperf iperf;
    private final double seconds;

    /**
     * A station.
     *
     * @param seconds how long each workload sends
     */
    public Station(final SwitchSpace space, final Iperf iperf, final double seconds) {
        this.space = space;
        this.iperf = iperf;
        this.seconds = seconds;
    }

    /**
     * UDP from the left host to the right one.
     *
     * @param sizeBytes payload of a datagram
     * @param rate datagrams a second, 0 for as many as the sender can
     * @param pollUs time between looks of the receiver; 0 when it sleeps in its socket
     * @param timed whether delays are wanted
     */
    public record UdpLoad(int sizeBytes, int flows, double rate, long pollUs, boolean timed) {}

    /**
     * What became of it.
     *
     * @param sent datagrams the sender's kernel took
     * @param received datagrams that reached the receiving program
     * @param delivered those and what arrived while the receiver's socket was full, which is no loss of the switch
     * @param reordered datagrams behind a later one of their flow
     * @param sendSeconds how long the sender sent
     * @param p50Us median of the delays
     * @param p99Us their 99th percentile
     * @param cpu what machine and switch used meanwhile
     * @param workersSeconds CPU time of the switch's workers meanwhile, not a number when it does not tell
     */
    public record UdpResult(
            long sent,
            long received,
            long delivered,
            long reordered,
            double sendSeconds,
            double p50Us,
            double p99Us,
            CpuMeter.Use cpu,
            double workersSeconds) {
        /** Share of the datagrams sent that got lost on the way. */
        public double loss() {
            return sent == 0 ? 1 : (double) (sent - delivered) / sent;
        }
    }

    /** Sends for as long as this station's workloads do. */
    public UdpResult udp(final UdpLoad load) throws BenchException {
        return udp(load, seconds);
    }

    /** Sends for so long. */
    public UdpResult udp(final UdpLoad load, final double sendSeconds) throws BenchException {
        final Hosts hosts = space.hosts();
        hosts.rightAgent()
                .tell(
                        "receive",
                        "port",
                        PORT,
                        "flows",
                        load.flows(),
                        "poll",
                        load.pollUs(),
                        "timed",
                        load.timed() ? 1 : 0);
        hosts.rightAgent().await("ready");
        final OptionalLong workersBefore = space.workersCpuNs();
        final CpuMeter meter = new CpuMeter(space.processes());
        final Words sent = hosts.leftAgent()
                .ask(
                        "send",
                        "to",
                        Hosts.RIGHT_ADDRESS,
                        "port",
                        PORT,
                        "flows",
                        load.flows(),
                        "size",
                        load.sizeBytes(),
                        "rate",
                        load.rate(),
                        "ms",
                        (int) (sendSeconds * MS_PER_SECOND));
        final CpuMeter.Use cpu = meter.stop();
        final OptionalLong workersAfter = space.workersCpuNs();
        Programs.sleep(DRAIN_MS);
        final Words got = hosts.rightAgent().ask("stop");
        space.refuseDead();
        final long received = (long) got.number("received");
        return new UdpResult(
                (long) sent.number("sent"),
                received,
                received + (long) got.number("drops"),
                (long) got.number("reordered"),
                sent.number("ns") / NS_PER_SECOND,
                got.number("p50"),
                got.number("p99"),
                cpu,
                workersBefore.isPresent() && workersAfter.isPresent()
                        ? (workersAfter.getAsLong() - workersBefore.getAsLong()) / NS_PER_SECOND
                        : Double.NaN);
    }

    /**
     * What became of a TCP transfer.
     *
     * @param bytes received
     * @param seconds it took
     * @param cpu what machine and switch used meanwhile
     */
    public record TcpResult(double bytes, double seconds, CpuMeter.Use cpu) {}

    /**
     * TCP from the left host to the right one.
     *
     * @param bitsPerSecond limit, 0 for none
     */
    public TcpResult tcp(final int streams, final double bitsPerSecond) throws BenchException {
        final CpuMeter meter = new CpuMeter(space.processes());
        final Iperf.Transfer transfer = iperf.run(streams, bitsPerSecond, seconds);
        final CpuMeter.Use cpu = meter.stop();
        space.refuseDead();
        if (!(transfer.bytes() > 0 && transfer.seconds() > 0)) {
            throw new BenchException("nothing came through a TCP connection");
        }
        return new TcpResult(transfer.bytes(), transfer.seconds(), cpu);
    }

    /** One datagram there and back for so long. */
    public Words pingPong(final int port, final int sizeBytes) throws BenchException {
        final Hosts hosts = space.hosts();
        hosts.rightAgent().tell("answer", "to", Hosts.LEFT_ADDRESS, "port", port, "size", sizeBytes);
        hosts.rightAgent().await("ready");
        final Words asked = hosts.leftAgent()
                .ask("ask", "to", Hosts.RIGHT_ADDRESS, "port", port, "size", sizeBytes, "ms", (int)
                        (seconds * MS_PER_SECOND));
        hosts.rightAgent().ask("stop");
        space.refuseDead();
        return asked;
    }

    /** How long each workload sends. */
    public double seconds() {
        return seconds;
    }
}
