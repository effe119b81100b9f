package org.jackfield.launcher.bench.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All workloads there are. */
public final class Workloads {
    /** What a full run does. */
    public static final List<String> FULL = List.of(
            "tcp1",
            "tcp4",
            "udp64x1",
            "udp64x16",
            "udp64x1000",
            "udp512x1",
            "udp512x16",
            "udp512x1000",
            "udp1472x1",
            "udp1472x16",
            "udp1472x1000",
            "ndr64",
            "rtt",
            "cpu100k",
            "cpu5g");
    /** What a quick run does. */
    public static final List<String> QUICK =
            List.of("tcp1", "tcp4", "udp64x16", "udp512x16", "rtt", "cpu100k", "cpu5g");

    private static final Pattern TCP = Pattern.compile("tcp(\\d{1,2})");
    private static final Pattern UDP = Pattern.compile("udp(\\d{1,4})x(\\d{1,4})");
    private static final Pattern LOSS_FREE = Pattern.compile("ndr(\\d{1,4})");
    private static final int LEAST_BYTES = 24;
    private static final int MOST_BYTES = 1_472;
    private static final int MOST_FLOWS = 1_000;

    private Workloads() {}

    /** The workload of a name; nothing when there is none. */
    public static Optional<Workload> of(final String name) {
        final Matcher tcp = TCP.matcher(name);
        final Matcher udp = UDP.matcher(name);
        final Matcher lossFree = LOSS_FREE.matcher(name);
        if (tcp.matches()) {
            return Optional.of(Integer.parseInt(tcp.group(1)))
                    .filter(streams -> streams > 0)
                    .map(TcpWorkload::new);
        }
        if (udp.matches()) {
            final int sizeBytes = Integer.parseInt(udp.group(1));
            final int flows = Integer.parseInt(udp.group(2));
            return Optional.<Workload>of(new UdpWorkload(sizeBytes, flows))
                    .filter(any -> isSize(sizeBytes) && flows > 0 && flows <= MOST_FLOWS);
        }
        if (lossFree.matches()) {
            final int sizeBytes = Integer.parseInt(lossFree.group(1));
            return Optional.<Workload>of(new LossFreeWorkload(sizeBytes)).filter(any -> isSize(sizeBytes));
        }
        return switch (name) {
            case "rtt" -> Optional.of(new RttWorkload());
            case "cpu100k" -> Optional.of(new FrameCostWorkload());
            case "cpu5g" -> Optional.of(new ByteCostWorkload());
            default -> Optional.empty();
        };
    }

    private static boolean isSize(final int bytes) {
        return bytes >= LEAST_BYTES && bytes <= MOST_BYTES;
    }

    /** The workloads of these names, those without one left out. */
    public static List<Workload> of(final List<String> names) {
        final List<Workload> workloads = new ArrayList<>();
        names.forEach(name -> of(name).ifPresent(workloads::add));
        return workloads;
    }
}
